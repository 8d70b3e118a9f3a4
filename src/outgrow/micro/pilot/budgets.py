"""Budgets of a survey's households, where the initiative file says which columns are revenue and costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import Budget, Survey
from outgrow.micro.costs import BudgetColumns, BudgetMoney, SurveyBudget, survey_budget
from outgrow.micro.design import arms_of, is_numeric, labels, numbers
from outgrow.micro.pilot.budget_amounts import Amounts, amounts_of, times
from outgrow.micro.welfare import sampling
from outgrow.sources import SurveyMapping, SurveyTable, factor, map_columns
from outgrow.vocabulary import Defect, InputError, Parameter

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
ROLES = ("household", "cluster", "treatment", "wave", "weight", "stratum", "land")


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
        if line.quantity and line.unit and per and (by := times(line.unit, per, survey)) != 1.0:
            yield f"For {name}, 1 {line.unit} is taken as {by:.4g} {per}."
