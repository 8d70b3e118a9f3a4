"""Checks of what is asked of a survey's incomes: columns, units, price years, and the question behind an effect."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from outgrow.initiative.analyses import Analysis
from outgrow.initiative.describe import Initiative
from outgrow.initiative.income_units import IncomeUnit, income_unit, time_factor
from outgrow.initiative.lines import Document, LinedDefect, Place
from outgrow.initiative.survey import Survey, SurveyColumn
from outgrow.initiative.values import TAILS, survey_numbers
from outgrow.initiative.welfare import PovertyLine
from outgrow.vocabulary import Defect, InputError, Parameter

INCOMES = ("consumption", "income")
WELFARE: Place = ("survey", "welfare")


def income_role(survey: Survey) -> str:
    """Role of the column that says what households live on, consumption before income; empty where there is none."""
    return next((role for role in INCOMES if role in survey.columns), "")


def check_welfare(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Lines, benchmark, scores and the question on incomes fit the columns of the survey."""
    survey = initiative.survey
    if survey is None:
        return
    yield from _incomes(initiative, survey, document)
    if survey.welfare is None:
        return
    yield from _columns(survey, document)
    yield from _positive(initiative, document)
    unit = _unit_of_incomes(initiative, survey)
    if unit is not None:
        year = survey.columns[income_role(survey)].price_year  # type: ignore[index]
        for i, line in enumerate(survey.welfare.lines):
            yield from _line(initiative, line, unit, year, (*WELFARE, "lines", i), document)
        if survey.welfare.living_income is not None:
            place: Place = (*WELFARE, "living_income", "benchmark")
            yield from _amount(initiative, survey.welfare.living_income.benchmark, unit, year, place, document)
    if survey.welfare.lifted_by and unit is not None:
        yield from _lifted_by(initiative, survey, document)


def _incomes(initiative: Initiative, survey: Survey, document: Document) -> Iterator[LinedDefect]:
    """The column of incomes has a unit that says which money, whose and for how long."""
    role = income_role(survey)
    entry = survey.columns.get(role)  # type: ignore[call-overload]
    if entry is None or not entry.unit or initiative.seasons is None:
        return
    try:
        income_unit(entry.unit, initiative.seasons.per_year)
    except InputError as problem:
        defect = problem.defects[0]
        place = ("survey", "columns", role, "unit")
        yield document.defect(place, f"{defect.found} does not fit", _sentence(defect.why), _sentence(defect.todo))


def _columns(survey: Survey, document: Document) -> Iterator[LinedDefect]:
    """Lines need incomes and persons; so does a benchmark that grows with the household."""
    welfare, role = survey.welfare, income_role(survey)
    assert welfare is not None
    asked = {"lines": bool(welfare.lines), "living_income": welfare.living_income is not None}
    asked |= {"lifted_by": bool(welfare.lifted_by), "groups": bool(welfare.groups)}
    for key in (key for key, wanted in asked.items() if wanted):
        place = (*WELFARE, key)
        if not role:
            why = "It is held against what households live on, and no column says that"
            todo = "Add 'income' or 'consumption' to survey.columns, with unit and price_year"
            yield document.defect(place, f"'{key}' stands here", why, todo)
        sized = key != "living_income" or _grows(welfare.living_income)
        if sized and "household_size" not in survey.columns:
            why = "Poverty is counted in persons, and no column says how many a household has"
            yield document.defect(place, f"'{key}' stands here", why, "Add 'household_size' to survey.columns")


def _grows(living: object) -> bool:
    """Whether a benchmark depends on the size of the household."""
    unit = living.benchmark.unit if hasattr(living, "benchmark") else ""
    return getattr(living, "reference_size", None) is not None or "person" in unit


def _positive(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Numbers of the section lie above 0 out to their tails, and those that are no money are in their unit."""
    for entry in survey_numbers(initiative).values():
        wanted = entry.measures.unit.split("/")[0]
        if wanted == "share" and entry.parameter.unit != "share":
            why = "A ratio of price levels has no unit"
            yield document.defect(entry.path, f"the unit '{entry.parameter.unit}' does not fit", why, "Write 'share'")
        try:
            low = float(np.min(entry.parameter.at(np.array(TAILS))))
        except InputError:
            continue
        if low <= 0:
            why = "It is above 0"
            yield document.defect(entry.path, f"{entry.parameter.sentence()} is out of range", why, "Correct it")


def _unit_of_incomes(initiative: Initiative, survey: Survey) -> IncomeUnit | None:
    """Unit of the incomes; None where it cannot be read, which is told where the tables are looked at."""
    role = income_role(survey)
    if not role or initiative.seasons is None:
        return None
    try:
        return income_unit(survey.columns[role].unit, initiative.seasons.per_year)  # type: ignore[index]
    except InputError:
        return None


def _line(
    initiative: Initiative, line: PovertyLine, unit: IncomeUnit, year: int | None, place: Place, document: Document
) -> Iterator[LinedDefect]:
    """The line's own amount, or what turns dollars into the survey's money."""
    if line.amount is not None:
        yield from _amount(initiative, line.amount, unit, year, (*place, "amount"), document, whose="person")
        return
    if line.purchasing_power is not None and line.purchasing_power.unit.replace(" ", "") != f"{unit.code}/USD":
        found = f"the unit '{line.purchasing_power.unit}' does not fit"
        why = f"A purchasing power is units of the incomes' money for a dollar: {unit.code}/USD"
        yield document.defect((*place, "purchasing_power"), found, why, "Correct the unit or the number")


def _amount(
    initiative: Initiative,
    number: Parameter,
    unit: IncomeUnit,
    year: int | None,
    place: Place,
    document: Document,
    *,
    whose: str = "",
) -> Iterator[LinedDefect]:
    """An amount in the money of the incomes, of a year whose prices are known, for a time that converts."""
    own = _unit_that_converts(number.unit, unit, initiative)
    if isinstance(own, Defect):
        yield _unfit(own, place, document)
        return
    if own.code != unit.code:
        why = f"The survey's incomes are in {unit.code}"
        yield document.defect(place, f"'{number.unit}' is other money", why, f"Give the amount in {unit.code}")
    if whose and own.whose != whose:
        why = "A poverty line is what one person needs"
        todo = f"Write {unit.code}/{whose}/{own.time}, or divide it by the persons of a household"
        yield document.defect(place, f"'{number.unit}' is not a {whose}'s", why, todo)
    if not whose and not own.whose:
        why = "A living income belongs to a household or to a person"
        todo = f"Write {unit.code}/household/{own.time} or {unit.code}/person/{own.time}"
        yield document.defect(place, f"'{number.unit}' does not say whose it is", why, todo)
    known = initiative.money.price_index if initiative.money is not None else {}
    if year is not None and number.price_year != year and not {number.price_year, year} <= set(known):
        lacking = next(one for one in (number.price_year, year) if one not in known)
        why = f"The incomes are in prices of {year}, and money.price_index does not know both years"
        todo = f"Add money.price_index.{lacking}, or give the amount in prices of {year}"
        yield document.defect(place, f"{number.sentence()} stands here", why, todo)


def _lifted_by(initiative: Initiative, survey: Survey, document: Document) -> Iterator[LinedDefect]:
    """The question exists, finds an effect, and asks for money of the incomes' kind."""
    assert survey.welfare is not None
    place, named = (*WELFARE, "lifted_by"), survey.welfare.lifted_by
    analyses = initiative.analyses or ()
    analysis = next((one for one in analyses if one.id == named), None)
    if analysis is None:
        said = f"'{named}' is not one of the analyses"
        known = [one.id for one in analyses]
        yield document.unknown(place, said, named, known, "Correct it or add the question")
        return
    if analysis.design == "beneficiaries-only":
        why = "A change among participants is no effect, whatever else changed it is in it"
        todo = "Take it out: persons lifted between two rounds are given without it"
        yield document.defect(place, f"'{named}' compares participants before and after", why, todo)
    if analysis.file and analysis.file != survey.file:
        why = "The effect is taken off the incomes of the survey's own file"
        yield document.defect(place, f"'{named}' is asked of {analysis.file}", why, f"Ask it of {survey.file}")
    elif money_column(survey, analysis) is None:
        why = "The effect is taken off incomes, so unit and price year of its outcome must be known"
        todo = (
            f"Add the column '{analysis.outcome}' to survey.outcomes with its unit, such as KES/year, and price_year, "
            "or name a question on income"
        )
        yield document.defect(place, f"the outcome '{analysis.outcome}' of '{named}' is no known money", why, todo)
    else:
        yield from _effect_unit(initiative, survey, analysis, place, document)


def _effect_unit(
    initiative: Initiative, survey: Survey, analysis: Analysis, place: Place, document: Document
) -> Iterator[LinedDefect]:
    """Money, year and time of the outcome are those of the incomes, or convert."""
    column, incomes = money_column(survey, analysis), _unit_of_incomes(initiative, survey)
    role = income_role(survey)
    if column is None or incomes is None:
        return
    own = _unit_that_converts(column.unit, incomes, initiative)
    if isinstance(own, Defect):
        yield _unfit(own, place, document)
        return
    year = survey.columns[role].price_year  # type: ignore[index]
    if own.code != incomes.code or (year is not None and column.price_year != year):
        found = f"the outcome of '{analysis.id}' is in {column.unit} of {column.price_year or 'no year'}"
        why = f"The incomes are in {incomes.code} of {year}"
        yield document.defect(place, found, why, "Bring both into the money of one year")


def money_column(survey: Survey, analysis: Analysis) -> SurveyColumn | None:
    """The survey's entry for the outcome of a question, where it has a unit of income; None otherwise."""
    for entry in (*survey.columns.values(), *survey.outcomes.values()):
        if entry.column == analysis.outcome and entry.unit:
            try:
                income_unit(entry.unit, 1.0)
            except InputError:
                continue
            return entry
    return None


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unit_that_converts(text: str, unit: IncomeUnit, initiative: Initiative) -> IncomeUnit | Defect:
    """What a unit says, or why its time cannot be converted into that of the incomes."""
    try:
        own = income_unit(text, initiative.seasons.per_year)
        time_factor(own, unit)
    except InputError as problem:
        return problem.defects[0]
    return own


def _unfit(defect: Defect, place: Place, document: Document) -> LinedDefect:
    return document.defect(place, f"{defect.found} does not fit", _sentence(defect.why), _sentence(defect.todo))
