"""Published effects of pilots and programmes, with what is known of their errors and where they were found."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from outgrow.evidence.effects import Effect, standard_error_from_interval
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

Row = dict[str, str]
Sort = Literal["study", "review"]
NUMBERS = ("estimate", "standard_error", "low", "high", "level")
ERRORS = {
    "": "no standard error was seen",
    "printed": "error from the printed interval",
    "derived": "error derived from what was printed",
    "assumption": "error assumed",
}


def published_effects(kind: str = "", outcome: str = "", *, sort: Sort | None = None) -> tuple[Effect, ...]:
    """Published effects that have a size, as relative changes, ready to be pooled.

    Parameters
    ----------
    kind
        Kind of initiative: ``field-school``, ``contract-farming``, ``certification``, ``quality-incentive``,
        ``market-linkage``, ``digital-advice``, ``input-bundle``; all when left out.
    outcome
        What changed: ``yield``, ``income``, ``crop income``, ``price``, ``profit``, ``inputs``, ``quality``, ``wages``;
        all when left out, which cannot be pooled.
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
    >>> [effect.label for effect in published_effects("digital-advice", "yield")]
    ['beach_2025_yield', 'fabregas_2019']
    """
    rows = _chosen(kind, outcome, sort)
    return tuple(_effect(row) for row in rows if row["estimate"])


def published_table(kind: str = "", outcome: str = "", *, sort: Sort | None = None) -> pl.DataFrame:
    """The table behind `published_effects`, with the findings that have no size.

    Columns: id, kind, outcome, setting (``pilot`` or ``at scale``), sort, direction, estimate, standard_error and
    interval (shares; empty where not seen), error_from, design, size, product, country, status (``seen`` or
    ``assumption``), note, source, url.

    Examples
    --------
    >>> table = published_table("field-school", "yield")
    >>> table.filter(table["direction"] == "none")["id"].to_list()
    ['waddington_2014_national', 'hiller_2009']
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    rows = [
        {k: (float(v) if v else None) if k in NUMBERS else v for k, v in r.items()}
        for r in _chosen(kind, outcome, sort)
    ]
    columns = {name: pl.Float64 if name in NUMBERS else pl.String for name in _rows()[0]}
    return pl.DataFrame(rows, schema=columns)


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


def _effect(row: Row) -> Effect:
    error = float(row["standard_error"]) if row["standard_error"] else None
    if row["low"]:
        error = standard_error_from_interval(float(row["low"]), float(row["high"]), float(row["level"]))
    said = [
        f"{row['setting']}, {row['product']}, {row['country']}, {row['size']}",
        ERRORS[row["error_from"]],
        row["note"],
    ]
    if row["status"] == "assumption":
        said.append("the size is recalled and not seen")
    return Effect(
        label=row["id"],
        estimate=float(row["estimate"]),
        standard_error=error,
        design=row["design"],
        scale=f"relative change of {row['outcome']}",
        source=f"{row['source']}, {row['url']}",
        note="; ".join(said),
    )


@lru_cache(maxsize=1)
def _rows() -> tuple[Row, ...]:
    text = (files("outgrow.evidence") / "published_effects.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
