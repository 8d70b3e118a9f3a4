"""What each row of a survey earns and pays: the lines of the budget in one money, with everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import Budget, BudgetLine, Survey
from outgrow.micro.design import is_numeric, labels, numbers
from outgrow.micro.design.columns import not_numbers
from outgrow.micro.design.wording import some
from outgrow.sources import Column, SurveyTable, factor
from outgrow.vocabulary import Defect, InputError, Parameter, did_you_mean

Floats = NDArray[np.float64]
DERIVED = ("budget_revenue", "budget_costs", "budget_margin", "budget_net")
SHOWN = 3  # rows listed in a defect


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """What each row of a table earns and pays, NaN where unknown; and everything that is wrong.

    Parameters
    ----------
    lines
        Money by line, in prices of the budget's year, shape (n,).
    days, quantity
        Days of family labour, and quantity of the product in the unit of its price; None where not asked.
    quantity_unit
        That unit.
    defects
        What is wrong with columns and units.
    """

    lines: Mapping[str, Floats]
    days: Floats | None = None
    quantity: Floats | None = None
    quantity_unit: str = ""
    defects: list[Defect] = field(default_factory=list)


def amounts_of(table: SurveyTable, survey: Survey, index: Mapping[int, Parameter]) -> Amounts:
    """Money of each line in each row, with all defects of columns, units and price years."""
    asked = survey.budget
    assert asked is not None
    defects = [*_absent(table, asked), *_wordy(table, asked)]
    if defects:
        return Amounts({}, defects=defects)
    scale = _price_years(table, survey, index, defects)
    lines: dict[str, Floats] = {}
    quantity, unit = None, ""
    for name, line in asked.lines.items():
        try:
            money, counted, per = _line(table, line, survey)
        except InputError as problem:
            defects += [replace(one, where=f"budget line '{name}'") for one in problem.defects]
            continue
        defects += _negative(money if line.column else np.minimum(money, counted), name)
        lines[name] = money * scale
        if name == asked.product:
            quantity, unit = counted, per
    days = None
    if asked.family_labour is not None:
        days = _filled(table, asked.family_labour.days, asked.family_labour.blank)
        defects += _negative(days, "family_labour")
    return Amounts(lines, days, quantity, unit, defects)


def with_budget(table: SurveyTable, survey: Survey, index: Mapping[int, Parameter]) -> SurveyTable:
    """The table with what its budget adds up to in each row, so that questions can ask what the pilot did to it.

    The columns are ``budget_revenue``, ``budget_costs``, ``budget_margin`` and, with family labour, ``budget_net``; a
    table that has such names keeps its own, and one whose budget has defects stays as it is: `budget_of` tells them.
    """
    import polars as pl  # noqa: PLC0415  loaded with the tables

    asked = survey.budget
    if asked is None:
        return table
    amounts = amounts_of(table, survey, index)
    if amounts.defects:
        return table
    revenue, costs = (sum(amounts.lines[name] for name in side) for side in (asked.revenue, asked.costs))
    made: dict[str, Any] = {DERIVED[0]: revenue, DERIVED[1]: costs, DERIVED[2]: revenue - costs}
    if amounts.days is not None and asked.family_labour is not None:
        made[DERIVED[3]] = made[DERIVED[2]] - amounts.days * asked.family_labour.wage.value
    new = [pl.Series(name, x).fill_nan(None) for name, x in made.items() if name not in table.frame.columns]
    made_of = tuple(Column(x.name, unit=asked.unit) for x in new)
    return replace(table, frame=table.frame.with_columns(new), columns=(*table.columns, *made_of))


def _line(table: SurveyTable, line: BudgetLine, survey: Survey) -> tuple[Floats, Floats, str]:
    """Money of a line, its quantity in the unit of the price, and that unit."""
    if line.column:
        money = _filled(table, line.column, line.blank)
        return money, money, ""
    counted = _filled(table, line.quantity, line.blank)
    quoted = line.stated.unit if line.stated is not None else line.price_unit
    per = quoted.partition("/")[2].strip() or line.unit
    counted = counted * times(line.unit or per, per, survey)
    if line.stated is not None:
        return counted * line.stated.value, counted, per
    price = numbers(table.frame[line.price])
    nothing = counted == 0.0  # who sold nothing has no price
    return np.where(nothing, 0.0, counted * price), counted, per


def times(unit: str, to: str, survey: Survey) -> float:
    """Number by which quantities in one unit are multiplied to be in another; both may be local, such as bags."""
    if unit.strip().lower() == to.strip().lower():
        return 1.0
    known = {"product": survey.product, "country": survey.country}
    for base in ("kg", "l", "day", "ha"):
        try:
            return factor(unit, base, **known).value / factor(to, base, **known).value
        except InputError:
            continue
    return factor(unit, to, **known).value


def _filled(table: SurveyTable, name: str, blank: str) -> Floats:
    x = numbers(table.frame[name])
    return np.where(np.isnan(x), 0.0, x) if blank == "zero" else x


def _price_years(
    table: SurveyTable, survey: Survey, index: Mapping[int, Parameter], defects: list[Defect]
) -> Floats | float:
    """Number by which each row's money is multiplied to be in prices of the budget's year."""
    asked = survey.budget
    assert asked is not None
    if not asked.price_years:
        return 1.0
    where = "survey.budget.price_years"
    if "wave" not in survey.columns:
        why = "Prices differ by round, and no column says which round a row is of"
        defects.append(Defect("no column 'wave'", where, why, "Name it in survey.columns"))
        return 1.0
    column = survey.columns["wave"].column
    if column not in table.frame.columns:
        return 1.0
    waves = labels(table.frame[column])
    known = sorted({wave for wave in waves if wave is not None})
    defects += [
        Defect(f"round '{wave}' has no price year", where, "Its money could not be added up", f"Add {wave}: YEAR")
        for wave in known
        if wave not in asked.price_years
    ]
    years = sorted({asked.price_year, *asked.price_years.values()})
    lacking = [year for year in years if year not in index] if len(years) > 1 else []
    defects += [
        Defect(
            f"the price index has no value for {year}",
            where,
            "Prices cannot be compared",
            f"Add money.price_index.{year}",
        )
        for year in lacking
    ]
    if defects or len(years) == 1:
        return 1.0
    level = {wave: index[asked.price_year].middle / index[year].middle for wave, year in asked.price_years.items()}
    return np.array([level.get(wave or "", np.nan) for wave in waves])


def _absent(table: SurveyTable, asked: Budget) -> Iterator[Defect]:
    names = {name: f"budget line '{key}'" for key, line in asked.lines.items() for name in line.columns}
    if asked.family_labour is not None:
        names[asked.family_labour.days] = "budget.family_labour.days"
    for name, where in names.items():
        if name not in table.frame.columns:
            hint = did_you_mean(name, table.frame.columns)
            yield Defect(f"the table has no column '{name}'", where, "", hint)


def _wordy(table: SurveyTable, asked: Budget) -> Iterator[Defect]:
    """Columns that hold words."""
    names = {name: f"budget line '{key}'" for key, line in asked.lines.items() for name in line.columns}
    if asked.family_labour is not None:
        names[asked.family_labour.days] = "budget.family_labour.days"
    for name, where in names.items():
        if name in table.frame.columns and not is_numeric(table.frame[name]):
            words = some(not_numbers(table.frame[name]))
            why = "An amount is a number in each row"
            yield Defect(f"the column '{name}' holds words ({words})", where, why, "Correct the column")


def _negative(x: Floats, name: str) -> Iterator[Defect]:
    bad = np.flatnonzero(x < 0)
    if bad.size:
        rows = ", ".join(str(i + 1) for i in bad[:SHOWN]) + (", ..." if bad.size > SHOWN else "")
        why = "An amount that is earned or paid is zero or more"
        todo = "Correct it; where a code stands for no answer, write it in survey.missing"
        yield Defect(f"{bad.size} negative amounts (row {rows})", f"budget line '{name}'", why, todo)
