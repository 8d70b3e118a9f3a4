"""Poverty from a survey's scores of the Poverty Probability Index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from outgrow.initiative import PpiScores, Survey
from outgrow.micro.pilot.data import Tables
from outgrow.micro.pilot.income_rows import NUMBERS, ROW, mapping_of, no_numbers
from outgrow.micro.welfare import PpiFinding, PpiTable, by_scores, ppi_table_in, ppi_table_of, sampling
from outgrow.sources import SurveyTable, find, map_columns
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

PPI = "ppi_tables"
HIGHEST = 100


def scores_of(
    asked: PpiScores, table: SurveyTable, survey: Survey, tables: Tables
) -> tuple[PpiFinding, tuple[str, ...]]:
    """Poverty from the scores of a case's survey, and sentences about rows that were left out."""
    look_up = table_of(asked.table, tables.folder, tables.mirror, download=tables.download)
    return scored(asked, table, survey, look_up)


def scored(
    asked: PpiScores, table: SurveyTable, survey: Survey, look_up: PpiTable
) -> tuple[PpiFinding, tuple[str, ...]]:
    """Poverty from scores; households without one are counted and left out.

    Raises
    ------
    InputError
        When the table has no such column, scores are none, or the look-up table has no such line.
    """
    import polars as pl  # noqa: PLC0415  loaded with the tables

    if asked.column not in table.frame.columns:
        hint = did_you_mean(asked.column, table.frame.columns)
        raise InputError.single(f"survey {table.file}", f"the table has no column '{asked.column}'", "", hint, "ppi")
    frame = map_columns(table, mapping_of(survey))
    if wrong := list(no_numbers(frame, survey, NUMBERS)):
        raise InputError(f"survey {table.file}", wrong)
    frame = frame.with_columns(table.frame[asked.column].alias(ROW))
    score = frame[ROW]
    if not score.dtype.is_numeric():
        why = "scores of the Poverty Probability Index are whole numbers from 0 to 100"
        todo = "name the column of scores, not of answers"
        raise InputError.single(
            f"survey {table.file}", f"the column '{asked.column}' holds no numbers", why, todo, "ppi"
        )
    frame = frame.with_columns(score.cast(pl.Float64).fill_nan(None))
    _check_scores(frame[ROW], asked.column, table.file)
    needed = [ROW, *(r for r in ("household_size", "weight", "wave", "stratum", "cluster") if r in frame.columns)]
    known = frame.drop_nulls(needed)
    if "household_size" in known.columns:
        known = known.filter(known["household_size"] > 0)
    if not known.height:
        why = f"the rates need {' and '.join('a score' if x == ROW else x for x in needed)} of a household"
        raise InputError.single(f"survey {table.file}", "no row is left", why, "look at these columns", "ppi")
    notes: tuple[str, ...] = ()
    if lost := frame.height - known.height:
        words = "a score" if len(needed) == 1 else "a score, persons, weight or design"
        notes = (f"{lost:,} of {frame.height:,} rows lack {words} and are not in the rates by scores.",)
    persons = "household_size" in known.columns
    weights = np.ones(known.height)
    for role in ("household_size", "weight"):
        if role in known.columns:
            weights = weights * known[role].cast(float).to_numpy()
    clusters = next((known[r].to_numpy() for r in ("cluster", "household") if r in known.columns), None)
    strata = known["stratum"].to_numpy() if "stratum" in known.columns else None
    several = "wave" in known.columns and known["wave"].n_unique() > 1
    found = by_scores(
        known[ROW].to_numpy(), look_up, sampling(known.height, weights, strata, clusters, lone="centre"),
        lines=asked.lines, by=known["wave"].to_numpy() if several else None,
        said="They count persons." if persons else "They count households: no column says how many persons they have.",
    )  # fmt: skip
    return found, notes


def table_of(name: str, folder: Path, mirror: Path | None = None, *, download: bool = False) -> PpiTable:
    """A look-up table: a file of the folder, else one of the data set of published tables.

    Raises
    ------
    InputError
        When neither has it, or it is no look-up table.
    """
    path = folder / name
    if path.is_file():
        return ppi_table_in(path)
    here = mirror if mirror is not None and name in find(PPI, mirror=mirror) else None
    try:
        return ppi_table_of(name, mirror=here, download=download)
    except InputError as problem:
        near = [p.name for p in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        hint = did_you_mean(path.name, near) if near else ""
        beside = f"Nor is there such a file in {path.parent}. {hint if hint.startswith('Did') else ''}".strip()
        raise InputError(
            f"PPI table '{name}'",
            [Defect(d.found, d.where, d.why, _then(d.todo, beside)) for d in problem.defects],
        ) from None


def _then(first: str, second: str) -> str:
    """Two sentences, each with its end."""
    ended = first if not first or first[-1] in ".?!" else f"{first}."
    return f"{ended} {second}".strip()


def _check_scores(score: pl.Series, column: str, file: str) -> None:
    """Scores are whole numbers from 0 to 100; rows are told as in the file."""
    wrong = score.is_not_null() & ~(score.is_between(0, HIGHEST) & (score == score.floor()))
    if wrong.any():
        rows = wrong.arg_true()
        first = f"the first, {score[int(rows[0])]:g}, in row {int(rows[0]) + 1}"
        why = "a score of the Poverty Probability Index is a whole number from 0 to 100"
        todo = "correct them, or say which codes mean missing"
        found = f"{rows.len():,} of {score.len():,} rows hold no score, {first}"
        raise InputError.single(f"survey {file}", found, why, todo, f"column '{column}'")
