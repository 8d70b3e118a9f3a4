"""The case library as a table and as a page: what each case was, how many it reached, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from outgrow.history.library import CRITERIA, Documented
from outgrow.initiative import Initiative, entries, to_model_units

if TYPE_CHECKING:
    import polars as pl

COUNTS: Final = {"reached": "delivery.coverage.reached", "target": "target.households"}
ENDS = (0.05, 0.5, 0.95)
DIGITS = 6  # of a count of households
WRITTEN_IN_FULL = ("A full initiative file", "A quick profile")


def listing(cases: Iterable[Documented]) -> pl.DataFrame:
    """Tidy table of cases, one row each.

    Columns: ``case``, ``country``, ``product``, ``lead``, ``first_year``; ``reached`` and ``target`` (medians) with
    their 90 % intervals (``_low``, ``_high``), in households; ``last_year`` and ``last_count`` of the last count
    afterwards; ``class``, ``second_reading`` and ``as_of`` of the outcome; and each criterion.
    """
    import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

    return pl.DataFrame([_listed(entry) for entry in cases], infer_schema_length=None)


def _listed(entry: Documented) -> dict[str, object]:
    outcome, last = entry.outcome, entry.last_count
    counts: dict[str, float] = {}
    for key, name in COUNTS.items():
        low, middle, high = _quantiles(entry.initiative, name)
        counts |= {key: middle, f"{key}_low": low, f"{key}_high": high}
    return {
        "case": entry.name,
        "country": entry.initiative.country,
        "product": entry.initiative.product,
        "lead": entry.lead,
        "first_year": entry.initiative.seasons.first_year,
        **counts,
        "last_year": last.year if last else None,
        "last_count": last.households if last else None,
        "class": entry.became,
        "second_reading": outcome.second if outcome else None,
        "as_of": outcome.as_of if outcome else None,
        **{criterion: entry.meets(criterion) for criterion in CRITERIA},
    }


def _quantiles(initiative: Initiative, name: str) -> tuple[float, float, float]:
    entry = entries(initiative)[name]
    factor = to_model_units(entry, initiative.money)
    low, middle, high = (float(f"{x:.{DIGITS}g}") for x in entry.parameter.at(np.array(ENDS)) * factor)
    return low, middle, high


def counted(low: float, high: float) -> str:
    """A count of households, as a number or as the interval in which it lies nine times of ten.

    Examples
    --------
    >>> counted(500.0, 500.0), counted(1500.4, 6000.0)
    ('500', '1,500 to 6,000')
    """
    ends = [f"{float(f'{end:.4g}'):,.0f}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def catalogue(cases: Iterable[Documented]) -> str:
    """The library as a page in Markdown: how cases are selected, a table, and each case with its sources.

    Parameters
    ----------
    cases
        The cases, in the order of the page.
    """
    chosen = tuple(cases)
    return "\n".join([*_head(chosen), *_table(chosen), *(line for entry in chosen for line in _entry(entry))]) + "\n"


def _head(chosen: tuple[Documented, ...]) -> Iterator[str]:
    known = [entry.became for entry in chosen if entry.outcome is not None]
    yield "# Documented cases"
    yield ""
    yield (
        f"{len(chosen)} initiatives as they stood at the pilot stage, and what became of them by the sources that are "
        f"named. {len(chosen) - len(known)} have no documented outcome. This page is written by `outgrow cases --page`."
    )
    yield ""
    yield "| what became of it | cases |"
    yield "|---|---|"
    for name in sorted(set(known), key=lambda word: (-known.count(word), word)):
        yield f"| {name} | {known.count(name)} |"
    yield ""
    yield "| an initiative is | when | cases |"
    yield "|---|---|---|"
    for criterion, meaning in CRITERIA.items():
        yield f"| {criterion} | {meaning} | {sum(entry.meets(criterion) for entry in chosen)} |"
    yield ""
    yield (
        "The cases are no random sample: somebody wrote about each of them, and counted. Where the class is a "
        "judgement, the other reading stands behind a stroke."
    )
    yield ""


def _table(chosen: tuple[Documented, ...]) -> Iterator[str]:
    yield "| case | product | lead | from | households at the pilot | last count | what became of it |"
    yield "|---|---|---|---|---|---|---|"
    for entry in chosen:
        low, _, high = _quantiles(entry.initiative, COUNTS["reached"])
        x, last = entry.initiative, entry.last_count
        later = f"{last.households:,.0f} ({int(last.year)})" if last else ""
        second = f" / {entry.outcome.second}" if entry.outcome and entry.outcome.second != entry.became else ""
        yield (
            f"| [{entry.name}](#{entry.name}) | {x.product} | {entry.lead.replace('_', ' ')} | {x.seasons.first_year} "
            f"| {counted(low, high)} | {later} | {entry.became}{second} |"
        )
    yield ""


def _entry(entry: Documented) -> Iterator[str]:
    x, outcome = entry.initiative, entry.outcome
    met = [criterion for criterion in CRITERIA if entry.meets(criterion)]
    low, _, high = _quantiles(x, COUNTS["target"])
    yield f"## {entry.name}"
    yield ""
    yield f"**{x.title}.** {' '.join(x.summary.split())}"
    yield ""
    written = WRITTEN_IN_FULL[entry.case.profile is not None]
    yield f"{written}; {counted(low, high)} households could take part. It is: {', '.join(met) or 'none of these'}."
    yield ""
    if outcome is None:
        yield "What became of it is not documented: it is predicted and not scored."
    else:
        yield f"**{outcome.class_}** ({int(outcome.as_of)}). {outcome.why}"
        yield ""
        for reading in outcome.readings:
            yield f"- {reading.reader} reading, *{reading.class_}*: {reading.because}."
        for point in outcome.reach:
            note = f" ({point.note})" if point.note else ""
            yield f"- {point.year:g}: {point.households:,.0f} households{note}."
    yield ""
    described = entry.case.profile or x
    sources = {source.citation: source.url for source in described.sources.values()}
    if outcome is not None:
        sources |= {source.citation: source.url for source in outcome.sources.values()}
    yield "Sources: " + "; ".join(f"[{said}]({url})" if url else said for said, url in sources.items()) + "."
    yield ""
