"""Published effects of pilots and programmes, with what is known of their errors and where they were found."""

from __future__ import annotations

import csv
import math
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from outgrow.evidence.effects import Effect, standard_error_from_interval
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

Row = dict[str, str]
Sort = Literal["study", "review"]
NUMBERS = ("estimate", "standard_error", "low", "high", "level", "change", "change_error", "base")
ERRORS = {
    "": "no standard error was seen",
    "printed": "error from what the source prints",
    "quoted": "error from an interval that another paper quotes",
    "derived": "error derived from a printed p-value",
    "re-run": "error from the authors' data, run again by others",
    "assumption": "error assumed",
}
RELATIVE = {
    "": "no size",
    "share": "printed as a share",
    "ratio": "change over the comparison's mean",
    "log": "change of a logarithm, exp(x) - 1",
}


def published_effects(kind: str = "", outcome: str = "", *, sort: Sort | None = None) -> tuple[Effect, ...]:
    """Published effects that have a size, as relative changes, ready to be pooled.

    Parameters
    ----------
    kind
        Kind of initiative: ``field-school``, ``contract-farming``, ``certification``, ``quality-incentive``,
        ``market-linkage``, ``digital-advice``, ``soil-test-advice``, ``input-bundle``, ``input-subsidy``,
        ``seller-ratings``; all when left out.
    outcome
        What changed: ``yield``, ``production``, ``income``, ``crop income``, ``price``, ``profit``, ``inputs``,
        ``quality``, ``sales to the buyer``, ``wages``; all when left out, which cannot be pooled.
    sort
        ``study`` or ``review``; both when left out. A review and a study it holds may count the same farmers twice.

    Returns
    -------
    tuple of Effect
        Effects without a standard error are among them; `pool` shows and does not pool them. What is known without
        a size (no effect, a loss) stands in `published_table` only.

    Raises
    ------
    InputError
        For a kind or outcome that the table does not hold.

    Examples
    --------
    >>> [effect.label for effect in published_effects("digital-advice", "yield", sort="review")]
    ['beach_2025_yield', 'fabregas_2019']
    """
    rows = _chosen(kind, outcome, sort)
    return tuple(_effect(row) for row in rows if _estimate(row) is not None)


def published_table(kind: str = "", outcome: str = "", *, sort: Sort | None = None) -> pl.DataFrame:
    """The table behind `published_effects`, with the findings that have no size.

    Columns: id, kind, outcome, setting (``pilot`` or ``at scale``), sort, direction, estimate and standard_error
    (shares; empty where not seen), low, high and level (of a printed interval), change, change_error, base,
    transformation and unit (what was printed, and how it became a share), error_from, design, size, product, country,
    place (where in the source), counted_in (rows with the same farmers, to which it gives way in a pool), status
    (``seen`` or ``assumption``), note, source, url.

    Examples
    --------
    >>> table = published_table("field-school", "yield")
    >>> table.filter(table["direction"] == "none")["id"].to_list()
    ['waddington_2014_national', 'hiller_2009']
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    rows = [
        {k: (float(v) if v else None) if k in NUMBERS else v for k, v in r.items()}
        | {"estimate": _estimate(r), "standard_error": _error(r)}
        for r in _chosen(kind, outcome, sort)
    ]
    columns = {name: pl.Float64 if name in NUMBERS else pl.String for name in _rows()[0]}
    return pl.DataFrame(rows, schema=columns)


def shares_farmers(label: str) -> frozenset[str]:
    """Names of the rows that count the same farmers as the named one, and that it gives way to in a pool.

    Parameters
    ----------
    label
        Name of a row; a name that the table does not hold shares farmers with none.

    Examples
    --------
    >>> sorted(shares_farmers("bellemare_2012"))
    ['ton_2018']
    """
    found = (row["counted_in"].split("|") for row in _rows() if row["id"] == label and row["counted_in"])
    return frozenset(name for names in found for name in names)


def _chosen(kind: str, outcome: str, sort: str | None) -> list[Row]:
    """Rows that fit, or what is wrong with the question."""
    asked = {"kind": kind, "outcome": outcome, "sort": sort or ""}
    defects = []
    for column, word in asked.items():
        known = sorted({row[column] for row in _rows()})
        if word and word not in known:
            why = f"the table of published effects has no such {column}"
            defects.append(Defect(f"'{word}'", column, why, did_you_mean(word, known)))
    if defects:
        raise InputError("published effects", defects)
    return [row for row in _rows() if all(not word or row[column] == word for column, word in asked.items())]


def _estimate(row: Row) -> float | None:
    """The relative change, printed or made from what was printed."""
    if row["change"]:
        change = float(row["change"])
        return math.expm1(change) if row["transformation"] == "log" else change / float(row["base"])
    return float(row["estimate"]) if row["estimate"] else None


def _error(row: Row) -> float | None:
    """Its standard error; of a ratio the error of the base is left out, of a logarithm it is the first-order one."""
    if row["change_error"]:
        error = float(row["change_error"])
        return math.exp(float(row["change"])) * error if row["transformation"] == "log" else error / float(row["base"])
    if row["low"]:
        return standard_error_from_interval(float(row["low"]), float(row["high"]), float(row["level"]))
    return float(row["standard_error"]) if row["standard_error"] else None


def _effect(row: Row) -> Effect:
    said = [
        f"{row['setting']}, {row['product']}, {row['country']}, {row['size']}",
        f"{RELATIVE[row['transformation']]}" + (f", {row['unit']}" if row["change"] else ""),
        ERRORS[row["error_from"]],
        row["note"],
    ]
    if row["status"] == "assumption":
        said.append("the size is recalled and not seen")
    return Effect(
        label=row["id"],
        estimate=_estimate(row) or 0.0,
        standard_error=_error(row),
        design=row["design"],
        scale=f"relative change of {row['outcome']}",
        source=f"{row['source']}, {row['place']}, {row['url']}",
        note="; ".join(said),
    )


@lru_cache(maxsize=1)
def _rows() -> tuple[Row, ...]:
    text = (files("outgrow.evidence") / "published_effects.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
