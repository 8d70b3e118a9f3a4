"""What a column comes to in the model's unit, and how far its field units leave that open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.sources.mapping import ColumnRole, SurveyMapping, target_unit
from outgrow.sources.records import SurveyTable
from outgrow.sources.units import Factor, factor
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Converted:
    """A column of quantities in the model's unit.

    Parameters
    ----------
    role, column, unit
        The part that it plays, its name, and the unit that it is converted to.
    rows
        Rows with a number and a unit that converts.
    total, low, high
        Their sum, and the sum with every factor at the low or the high end of its 90 % interval: a pail that holds
        less does so in every row.
    assumed
        Share of the sum that rests on factors which nobody published.
    unknown
        Units that have no factor, with their rows.
    """

    role: str
    column: str
    unit: str
    rows: int
    total: float
    low: float
    high: float
    assumed: float
    unknown: tuple[tuple[str, int], ...] = ()

    def summary(self) -> str:
        """Say the sum with what its units leave open, what is assumed, and what does not convert."""
        said = []
        if self.rows:
            said.append(f"{self.role}: {float(f'{self.total:.4g}'):,.10g} {self.unit} in {self.rows:,} rows")
            if self.low < self.high and self.total > 0:
                ends = " to ".join(f"{PERCENT * (end / self.total - 1):+z.0f} %" for end in (self.low, self.high))
                said.append(f"{ends} by what its units may hold")
            if self.assumed > 0:
                said.append(f"{PERCENT * self.assumed:.0f} % of it in units whose size is assumed")
        if self.unknown:
            units = ", ".join(f"'{word}' ({rows:,} row{'' if rows == 1 else 's'})" for word, rows in self.unknown)
            said.append(f"{'' if self.rows else self.role + ': '}not converted, for no factor is known: {units}")
        return "; ".join(said)


def converted(mapping: SurveyMapping, table: SurveyTable) -> tuple[Converted, ...]:
    """Columns whose units are those of the field, in the model's unit, with what the units leave open.

    Parameters
    ----------
    mapping
        The columns and their units.
    table
        The survey.

    Returns
    -------
    tuple of Converted
        One for each column that has a unit of each row, or one unit whose size is uncertain; columns in exact units,
        such as acres, are not among them.
    """
    found = (_column(entry, mapping, table) for entry in mapping.roles)
    return tuple(one for one in found if one is not None)


def _column(entry: ColumnRole, mapping: SurveyMapping, table: SurveyTable) -> Converted | None:
    """One column, or None where there is nothing to say of it."""
    import polars as pl  # noqa: PLC0415  loaded when a survey is there

    wanted = target_unit(entry.role, entry.unit)
    if entry.treated or not wanted or not (entry.unit or entry.unit_column) or "/" in wanted:
        return None
    numbers = table.frame[entry.column]
    if not numbers.dtype.is_numeric():
        return None
    sums, counts = {}, {}
    for word, part in _by_unit(entry, table, numbers.cast(pl.Float64)):
        sums[word], counts[word] = float(part.sum()), part.len()
    factors = {word: _factor(word, wanted, mapping) for word in sums}
    known = {word: one for word, one in factors.items() if one is not None}
    unknown = tuple(sorted((word, counts[word]) for word in sums if word not in known))
    total, low, high = (
        sum(sums[word] * getattr(one, end) for word, one in known.items()) for end in ("value", "low", "high")
    )
    if not entry.unit_column and low == high and not unknown:
        return None
    guessed = sum(sums[word] * one.value for word, one in known.items() if one.assumed)
    rows = sum(counts[word] for word in known)
    return Converted(
        entry.role, entry.column, wanted, rows, total, low, high, guessed / total if total else 0.0, unknown
    )


def _by_unit(entry: ColumnRole, table: SurveyTable, numbers: pl.Series) -> Iterator[tuple[str, pl.Series]]:
    """Numbers that are not missing, by the unit that they are in."""
    import polars as pl  # noqa: PLC0415

    if not entry.unit_column:
        yield entry.unit, numbers.drop_nulls()
        return
    labels = table.column(entry.unit_column).values
    units = table.frame[entry.unit_column].cast(pl.String)
    units = units.replace(dict(labels)) if labels else units
    both = pl.DataFrame({"unit": units, "number": numbers}).drop_nulls()
    for (word,), part in both.group_by("unit", maintain_order=True):
        yield str(word), part["number"]


def _factor(word: str, wanted: str, mapping: SurveyMapping) -> Factor | None:
    try:
        return factor(word, wanted, product=mapping.product, country=mapping.country)
    except InputError:
        return None
