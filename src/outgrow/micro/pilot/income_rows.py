"""Rows of a survey's table as incomes: in the words of the file, those that cannot be used counted and said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import IncomeUnit, Survey, income_role
from outgrow.micro.design.columns import label, not_numbers
from outgrow.micro.design.wording import some
from outgrow.micro.welfare import Incomes
from outgrow.sources import ColumnRole, SurveyMapping, SurveyTable, map_columns
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

ROW = "row of the table"
NUMBERS = ("household_size", "weight")
NEEDED = ("household_size", "weight", "wave", "stratum", "cluster")
Codes = NDArray[np.int64]


def mapping_of(survey: Survey) -> SurveyMapping:
    """The section of the initiative file as a mapping of columns."""
    roles = [
        ColumnRole(role, c.column, c.unit, c.unit_column, c.treated)
        for role, c in [*survey.columns.items(), *((f"outcome:{name}", c) for name, c in survey.outcomes.items())]
    ]
    return SurveyMapping(tuple(roles), survey.product, survey.country)


def incomes_of(
    table: SurveyTable, survey: Survey, unit: IncomeUnit, groups: Sequence[str] = ()
) -> tuple[Incomes, Codes, tuple[str, ...]]:
    """Incomes with persons, weights and design.

    Parameters
    ----------
    table, survey
        The table, and the section that says what its columns are.
    unit
        Unit of the incomes.
    groups
        Columns by which households are told apart.

    Returns
    -------
    tuple
        The incomes, the row of the table (from 0) behind each, and sentences about rows that were left out.

    Raises
    ------
    InputError
        With every column that the table lacks or that holds no numbers, and when no row is left.
    """
    role = income_role(survey)
    frame = _mapped(table, survey, groups, (role, *NUMBERS))
    needed = [role, *(name for name in NEEDED if name in frame.columns)]
    known = frame.with_columns(_finite(frame, needed)).drop_nulls(needed)
    sized = "household_size" in known.columns
    known = known.filter(known["household_size"] > 0) if sized else known
    counted = known.filter(known["weight"] != 0) if "weight" in known.columns else known
    if not counted.height:
        why = f"poverty needs {', '.join(needed)} of a household, and none of {frame.height:,} rows has them all"
        raise InputError.single(
            f"survey {table.file}", "no row is left", why, "look at these columns", "survey.columns"
        )
    notes = []
    if idle := known.height - counted.height:
        notes.append(f"{idle:,} of {frame.height:,} rows have a weight of 0 and stand for nobody.")
    if lost := frame.height - known.height:
        lacking = ", ".join(dict.fromkeys(_word(name) for name in needed))
        notes.append(f"{lost:,} of {frame.height:,} rows lack {_or(lacking)} and are not in poverty.")
    known = counted
    persons = known["household_size"].cast(float).to_numpy() if sized else np.ones(known.height)
    income = known[role].cast(float).to_numpy() * (persons if unit.whose == "person" else 1.0)
    weighted = "weight" in known.columns
    design = [name for name in ("stratum", "cluster", "household") if name in known.columns]
    columns: dict[str, NDArray[np.object_]] = {name: _labels(known[name]) for name in design}
    found = Incomes(
        income=income, persons=persons, unit=unit.per("person"), weighted=weighted,
        weights=known["weight"].cast(float).to_numpy() if weighted else np.ones(known.height),
        stratum=columns.get("stratum"), cluster=columns.get("cluster"), household=_identified(columns, known),
        wave=known["wave"].to_numpy() if "wave" in known.columns else None,
        groups={name: _text(known[f"group:{name}"]) for name in groups},
    )  # fmt: skip
    return found, known[ROW].to_numpy().astype(np.int64), tuple(notes)


def _identified(columns: dict[str, NDArray[np.object_]], frame: pl.DataFrame) -> NDArray[np.object_] | None:
    """Labels of households where every row has one."""
    known = "household" in columns and not frame["household"].null_count()
    return columns["household"] if known else None


def _mapped(table: SurveyTable, survey: Survey, groups: Sequence[str], numbers: Sequence[str]) -> pl.DataFrame:
    """The table in the words of the file with its groups and row numbers, or everything that is wrong with it."""
    columns = table.frame.columns
    defects = [
        Defect(f"the table has no column '{x}'", "groups", "", did_you_mean(x, columns))
        for x in groups
        if x not in columns
    ]
    try:
        frame = map_columns(table, mapping_of(survey))
    except InputError as problem:
        raise InputError(f"survey {table.file}", [*problem.defects, *defects]) from None
    defects += no_numbers(frame, survey, numbers)
    if defects:
        raise InputError(f"survey {table.file}", defects)
    return frame.with_columns(**{f"group:{name}": table.frame[name] for name in groups}).with_row_index(ROW)


def no_numbers(frame: pl.DataFrame, survey: Survey, roles: Sequence[str]) -> Iterator[Defect]:
    """Incomes, persons and weights that are no numbers."""
    for role in roles:
        if role in frame.columns and not (frame[role].dtype.is_numeric() or frame[role].null_count() == frame.height):
            words = not_numbers(frame[role])
            column = survey.columns[role].column  # type: ignore[index]
            why = f"{_word(role)} is counted in numbers"
            todo = "Name another column, or say which codes mean missing"
            yield Defect(f"it holds {some(words)}", f"column '{column}' ({role})", why, todo)


def _finite(frame: pl.DataFrame, names: Sequence[str]) -> list[pl.Series]:
    """Columns of numbers whose entries that are not finite count as missing."""
    import polars as pl  # noqa: PLC0415  loaded with the tables

    made = []
    for name in names:
        if frame[name].dtype.is_float():
            finite = frame[name].is_finite().fill_null(value=False)
            made.append(pl.select(pl.when(finite).then(frame[name])).to_series().alias(name))
    return made


def _labels(column: pl.Series) -> NDArray[np.object_]:
    return np.array([None if x is None else label(x) for x in column.to_list()], dtype=object)


def _text(column: pl.Series) -> NDArray[np.object_]:
    """Labels of groups; numbers with decimals stay as they are written."""
    return np.array(
        [None if x is None or x != x else label(x) for x in column.to_list()],  # noqa: PLR0124  NaN is no label
        dtype=object,
    )


def _word(role: str) -> str:
    return {"household_size": "persons", "wave": "round"}.get(role, role)


def _or(words: str) -> str:
    head, comma, last = words.rpartition(", ")
    return f"{head} or {last}" if comma else last
