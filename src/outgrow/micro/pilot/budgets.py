"""Budgets of a survey's households, where the initiative file says which columns are revenue and costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import Budget, BudgetLine, Survey
from outgrow.micro.costs import BudgetColumns, BudgetMoney, SurveyBudget, survey_budget
from outgrow.micro.design import arms_of, is_numeric, labels, numbers
from outgrow.micro.welfare import sampling
from outgrow.sources import Column, SurveyMapping, SurveyTable, factor, map_columns
from outgrow.vocabulary import Defect, InputError, Parameter, did_you_mean

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
ROLES = ("household", "cluster", "treatment", "wave", "weight", "stratum", "land")
DERIVED = ("budget_revenue", "budget_costs", "budget_margin", "budget_net")
SHOWN = 3  # words or rows listed in a defect


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


def budget_of(
    table: SurveyTable, survey: Survey, mapping: SurveyMapping, index: Mapping[int, Parameter]
) -> SurveyBudget:
    """Budgets of the households of a survey whose section says which columns are revenue and costs.

    Parameters
    ----------
    table
        The survey's own table.
    survey
        The section of the initiative file, with its ``budget``.
    mapping
        Its columns by the part that they play.
    index
        Price index by year, for rounds in prices of other years.

    Raises
    ------
    InputError
        With every defect of columns, units and price years, and every line with negative amounts.
    """
    asked = survey.budget
    assert asked is not None
    amounts = amounts_of(table, survey, index)
    roles = _roles(table, mapping, amounts.defects)
    if amounts.defects:
        raise InputError(f"{table.file}, budget", amounts.defects)
    land = _land(roles, asked)
    arm, treated = _arms(table, mapping, roles)
    wave = _words(roles, "wave")
    keep, left = _kept(amounts, asked, land, arm, wave, _weights(roles))
    if int(keep.sum()) <= 1:
        gone = "; ".join(f"{rows:,} because {why}" for why, rows in left)
        todo = "name other columns; where an empty answer means nothing bought or sold, write 'blank: zero'"
        raise InputError.single(f"{table.file}, budget", f"{int(keep.sum())} rows with all lines", gone, todo)
    household = _words(roles, "household")
    weight = _weights(roles)
    strata, clusters = (_words(roles, name) for name in ("stratum", "cluster"))
    grouped = clusters if clusters is not None else household
    columns = BudgetColumns(
        revenue={name: amounts.lines[name][keep] for name in asked.revenue},
        costs={name: amounts.lines[name][keep] for name in asked.costs},
        days=amounts.days[keep] if amounts.days is not None else None,
        land=land[keep] if land is not None else None,
        quantity=amounts.quantity[keep] if amounts.quantity is not None else None,
        product=asked.product,
        arm=arm[keep],
        round=wave[keep] if wave is not None else np.full(int(keep.sum()), ""),
        treated=treated,
        household=household[keep] if household is not None else None,
        cluster=clusters[keep] if clusters is not None else None,
        plan=sampling(
            int(keep.sum()), weight[keep] if weight is not None else None, strata[keep] if strata is not None else None,
            grouped[keep] if grouped is not None else None, lone="centre",
        ),
    )  # fmt: skip
    return survey_budget(
        columns, _money(asked, amounts), left_out=left, notes=(*_notes(asked), *_converted(asked, survey))
    )


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
    counted = counted * _times(line.unit or per, per, survey)
    if line.stated is not None:
        return counted * line.stated.value, counted, per
    price = numbers(table.frame[line.price])
    nothing = counted == 0.0  # who sold nothing has no price
    return np.where(nothing, 0.0, counted * price), counted, per


def _times(unit: str, to: str, survey: Survey) -> float:
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


def _roles(table: SurveyTable, mapping: SurveyMapping, defects: list[Defect]) -> pl.DataFrame:
    import polars as pl  # noqa: PLC0415  loaded with the tables

    used = SurveyMapping(
        tuple(r for r in mapping.roles if r.role in ROLES and r.column), mapping.product, mapping.country
    )
    try:
        return map_columns(table, used) if used.roles else pl.DataFrame()
    except InputError as problem:
        defects += problem.defects
        return pl.DataFrame()


def _land(roles: pl.DataFrame, asked: Budget) -> Floats | None:
    if "land" not in roles.columns or not is_numeric(roles["land"]):
        return None
    return numbers(roles["land"]) / (factor(asked.land_unit, "ha").value if asked.land_unit != "ha" else 1.0)


def _arms(table: SurveyTable, mapping: SurveyMapping, roles: pl.DataFrame) -> tuple[NDArray[np.str_], tuple[str, ...]]:
    """Label of each row's arm (empty where unknown), and those that were offered the pilot."""
    rows = table.frame.height
    column = mapping.column_of("treatment")
    if not column or column not in table.frame.columns:
        return np.full(rows, ""), ()
    words = labels(table.frame[column])
    found = sorted({word for word in words if word is not None})
    role = next(r for r in mapping.roles if r.role == "treatment")
    if role.treated:
        on = numbers(roles["treatment"])
        treated = sorted({w for w, x in zip(words, on, strict=True) if w is not None and x == 1})
    else:
        control, treated = arms_of(found, (), ())
        treated = treated if control else []
    return np.array([word or "" for word in words]), tuple(treated)


def _words(roles: pl.DataFrame, name: str) -> NDArray[np.str_] | None:
    if name not in roles.columns:
        return None
    return np.array([word or "" for word in labels(roles[name])])


def _weights(roles: pl.DataFrame) -> Floats | None:
    return numbers(roles["weight"]) if "weight" in roles.columns else None


def _kept(
    amounts: Amounts,
    asked: Budget,
    land: Floats | None,
    arm: NDArray[np.str_],
    wave: NDArray[np.str_] | None,
    weight: Floats | None,
) -> tuple[NDArray[np.bool_], list[tuple[str, int]]]:
    """Rows with everything that is asked, and what was left out in turn."""
    keep, left = np.ones(arm.size, dtype=bool), []
    steps = [(f"{name} unknown", np.isfinite(x)) for name, x in amounts.lines.items()]
    if amounts.days is not None:
        steps.append(("days of family labour unknown", np.isfinite(amounts.days)))
    if land is not None:
        steps.append(("land unknown", np.isfinite(land)))
    if (arm != "").any():
        steps.append(("arm unknown", arm != ""))
    if wave is not None:
        steps.append(("round unknown", wave != ""))
    if weight is not None:
        steps.append(("weight unknown or not positive", np.isfinite(weight) & (weight > 0)))
    for reason, known in steps:
        if count := int(np.count_nonzero(keep & ~known)):
            left.append((reason, count))
        keep &= known
    return keep, left


def _money(asked: Budget, amounts: Amounts) -> BudgetMoney:
    labour = asked.family_labour
    wage = labour.wage if labour is not None else None
    return BudgetMoney(
        asked.unit, asked.price_year, asked.land_unit, amounts.quantity_unit or "unit",
        wage.value if wage else None, wage.low if wage else None, wage.high if wage else None,
        wage.source if wage else "",
    )  # fmt: skip


def _notes(asked: Budget) -> tuple[str, ...]:
    """Prices that the survey did not ask for, and what empty answers were taken for."""
    stated = [
        f"{name} at {line.stated.value:g} {line.stated.unit} ({line.stated.source})"
        for name, line in asked.lines.items()
        if line.stated is not None
    ]
    zero = [name for name, line in asked.lines.items() if line.blank == "zero"]
    said = [f"Valued at a price that the survey did not ask for: {', '.join(stated)}."] if stated else []
    said += [f"An empty answer counts as nothing for {', '.join(zero)}."] if zero else []
    if asked.family_labour is None:
        said.append("Unpaid family labour is not among the costs.")
    return tuple(said)


def _converted(asked: Budget, survey: Survey) -> Iterator[str]:
    """Units of quantities that were brought to the unit of their price."""
    for name, line in asked.lines.items():
        quoted = line.stated.unit if line.stated is not None else line.price_unit
        per = quoted.partition("/")[2].strip()
        if line.quantity and line.unit and per and (times := _times(line.unit, per, survey)) != 1.0:
            yield f"For {name}, 1 {line.unit} is taken as {times:.4g} {per}."


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
            words = table.frame[name].drop_nulls().unique().sort().cast(str).head(SHOWN).to_list()
            why = "An amount is a number in each row"
            yield Defect(f"the column '{name}' holds words ({', '.join(words)})", where, why, "Correct the column")


def _negative(x: Floats, name: str) -> Iterator[Defect]:
    bad = np.flatnonzero(x < 0)
    if bad.size:
        rows = ", ".join(str(i + 1) for i in bad[:SHOWN]) + (", ..." if bad.size > SHOWN else "")
        why = "An amount that is earned or paid is zero or more"
        todo = "Correct it; where a code stands for no answer, write it in survey.missing"
        yield Defect(f"{bad.size} negative amounts (row {rows})", f"budget line '{name}'", why, todo)
