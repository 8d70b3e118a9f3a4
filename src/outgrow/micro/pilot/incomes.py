"""Poverty of a survey's households, where the initiative file says which columns hold incomes and persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outgrow.initiative import Case, Initiative, Survey, model_values
from outgrow.micro.pilot.data import Tables
from outgrow.micro.welfare import Estimates, Measure, PovertyChange, Sampling, poverty_change, sampling, survey_poverty
from outgrow.sources import ColumnRole, SurveyMapping, map_columns
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

INCOMES = ("consumption", "income")
ROUNDS = 2


def incomes_known(survey: Survey) -> bool:
    """Whether the survey's columns say what households live on, and how many they are."""
    return "household_size" in survey.columns and any(role in survey.columns for role in INCOMES)


def poverty_of(case: Case, tables: Tables) -> tuple[Estimates | PovertyChange | None, tuple[str, ...]]:
    """Poverty of the survey's households against the line of the initiative, by round where there are two.

    Parameters
    ----------
    case
        The case, with its line in ``target.poverty_line``.
    tables
        Tables of its survey.

    Returns
    -------
    tuple
        Poverty, or None where incomes or persons were not asked; and sentences about what was left out.

    Raises
    ------
    InputError
        When incomes are in another money than the line.
    """
    survey = tables.survey
    if not incomes_known(survey):
        return None, ("Poverty was not measured: the survey has no column of income or consumption and persons.",)
    role = next(role for role in INCOMES if role in survey.columns)
    _check_money(case.initiative, survey, role)
    frame = map_columns(tables.table(), mapping_of(survey))
    known = frame.drop_nulls([role, "household_size", *(r for r in ("weight", "wave") if r in frame.columns)])
    known = known.filter(known["household_size"] > 0)
    notes = []
    if known.height < frame.height:
        lost = frame.height - known.height
        notes.append(f"{lost:,} of {frame.height:,} rows lack {role}, persons, weight or round and are not in poverty.")
    line = float(model_values(case.initiative, {})["target.poverty_line"][0])
    per_year = case.initiative.seasons.per_year
    if per_year != 1.0:
        notes.append(f"Incomes are taken to cover one season, a part 1/{per_year:g} of a year.")
    return _measured(known, role, line, case.initiative.money.code), tuple(notes)


def mapping_of(survey: Survey) -> SurveyMapping:
    """The section of the initiative file as a mapping of columns."""
    roles = [
        ColumnRole(role, c.column, c.unit, c.unit_column, c.treated)
        for role, c in [*survey.columns.items(), *((f"outcome:{name}", c) for name, c in survey.outcomes.items())]
    ]
    return SurveyMapping(tuple(roles), survey.product, survey.country)


def _measured(frame: pl.DataFrame, role: str, line: float, money: str) -> Estimates | PovertyChange:
    persons = frame["household_size"].cast(float).to_numpy()
    income = frame[role].cast(float).to_numpy() / persons
    weight = persons * (frame["weight"].cast(float).to_numpy() if "weight" in frame.columns else 1.0)
    plan = _plan(frame, weight)
    measures: tuple[Measure, ...] = ("headcount", "gap", "severity", "gini", "mean")
    rounds = frame["wave"].unique().sort().to_list() if "wave" in frame.columns else []
    if len(rounds) == ROUNDS:
        after = (frame["wave"] == rounds[1]).to_numpy()
        return poverty_change(income, line, after, plan, measures=measures, money=money)
    by = frame["wave"].cast(str).to_numpy() if len(rounds) > ROUNDS else None
    return survey_poverty(income, line, plan, by=by, measures=measures, money=money)


def _plan(frame: pl.DataFrame, weight: np.ndarray) -> Sampling:
    """The sampling design as far as the columns tell it; a panel without clusters takes households as clusters."""
    columns = {role: frame[role].to_numpy() for role in ("stratum", "cluster", "household") if role in frame.columns}
    clusters = columns.get("cluster", columns.get("household"))
    return sampling(frame.height, weight, columns.get("stratum"), clusters, lone="centre")


def _check_money(initiative: Initiative, survey: Survey, role: str) -> None:
    money, column = initiative.money, survey.columns[role]  # type: ignore[index]
    if column.unit.split("/")[0] != money.code or column.price_year not in (None, money.price_year):
        found = f"{column.unit or 'no unit'} of {column.price_year or 'no year'}"
        why = f"the poverty line of the file is in {money.code} of {money.price_year}"
        todo = "give the column its unit and price_year, or the line in the survey's money"
        raise InputError.single(f"survey column '{column.column}'", found, why, todo, f"survey.columns.{role}")
