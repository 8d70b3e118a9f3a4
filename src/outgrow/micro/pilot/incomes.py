"""What a survey says of its households' living, in the words of the initiative file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import (
    Analysis,
    Case,
    Survey,
    Welfare,
    income_role,
    income_unit,
    money_column,
    time_factor,
)
from outgrow.micro.design.columns import arms_of, labels
from outgrow.micro.pilot.answered import Answered
from outgrow.micro.pilot.data import Tables, design_of, rows_of
from outgrow.micro.pilot.income_rows import ROW, incomes_of
from outgrow.micro.pilot.labels import labels_of
from outgrow.micro.pilot.poverty_lines import benchmark_of, lines_of, unit_of_incomes
from outgrow.micro.pilot.scores import scores_of
from outgrow.micro.welfare import (
    Benchmark,
    IncomeEffect,
    Incomes,
    LineFinding,
    Mask,
    Measure,
    UsedLine,
    WelfareFindings,
    at_benchmark,
    at_line,
)
from outgrow.sources import SurveyTable
from outgrow.vocabulary import InputError

NO_PERSONS = "Poverty was not measured: no column says how many persons a household has."
WITHOUT_LINE = ("mean", "gini", "theil", "mean_log_deviation")  # told once, for they are the same at every line
Floats = NDArray[np.float64]
NOT_ASKED = "Poverty was not measured: the survey has no column of income or consumption and persons."


def incomes_known(survey: Survey) -> bool:
    """Whether the survey's columns say what households live on, and how many they are."""
    return "household_size" in survey.columns and bool(income_role(survey))


def welfare_of(
    case: Case, tables: Tables, answers: Sequence[Answered] = (), *, seed: int = 1
) -> tuple[WelfareFindings | None, tuple[str, ...]]:
    """Poverty at every line, living income and scores of a case's survey, as far as its columns tell.

    Parameters
    ----------
    case
        The case, with its line in ``target.poverty_line`` and further questions in ``survey.welfare``.
    tables
        Tables of its survey.
    answers
        Its questions answered, of which one may be turned into persons lifted.
    seed
        Seed of resamples.

    Returns
    -------
    tuple
        The findings, or None where neither incomes nor scores were asked; and sentences about what was left out.

    Raises
    ------
    InputError
        When incomes, lines or scores cannot be used.
    """
    survey, initiative = tables.survey, case.initiative
    welfare = survey.welfare or Welfare()
    if not incomes_known(survey) and welfare.ppi is None and welfare.living_income is None:
        return None, (NOT_ASKED,)
    table = tables.table()
    ppi, notes = scores_of(welfare.ppi, table, survey, tables) if welfare.ppi is not None else (None, ())
    if not incomes_known(survey) and welfare.living_income is None:
        return WelfareFindings(name=initiative.id, origin=tables.origin(), ppi=ppi, notes=notes), (*notes, NOT_ASKED)
    unit = unit_of_incomes(initiative, survey)
    incomes, rows, lost = incomes_of(table, survey, unit, welfare.groups)
    if initiative.seasons.per_year != 1.0 and "/" not in survey.columns[income_role(survey)].unit:  # type: ignore[index]
        lost = (*lost, f"Incomes are taken to cover one season, a part 1/{initiative.seasons.per_year:g} of a year.")
    if not incomes_known(survey):
        lost = (*lost, NO_PERSONS)
    living = welfare.living_income
    found = findings(
        incomes,
        lines_of(initiative, survey) if incomes_known(survey) else (),
        welfare.measures,
        benchmark=None if living is None else benchmark_of(initiative, survey, living),
        effect=_effect(case, welfare.lifted_by, table, incomes, rows, answers),
        seed=seed,
    )
    notes = (*lost, *found.notes, *notes)
    made = WelfareFindings(
        name=initiative.id, origin=tables.origin(), lines=found.lines, living_income=found.living_income, ppi=ppi,
        notes=notes,
    )  # fmt: skip
    return made, notes


def findings(
    incomes: Incomes,
    lines: Sequence[UsedLine],
    measures: Sequence[Measure],
    *,
    benchmark: Benchmark | None = None,
    effect: IncomeEffect | None = None,
    seed: int = 1,
) -> WelfareFindings:
    """Everything that incomes say at some lines and a benchmark."""
    found: list[LineFinding] = []
    notes: list[str] = []
    for line in lines:
        of_line = tuple(m for m in measures if m not in WITHOUT_LINE) if found else ()
        one, more = at_line(incomes, line, of_line or tuple(measures), effect=effect, seed=seed)
        found.append(one)
        notes += more
    living = None if benchmark is None else at_benchmark(incomes, benchmark)
    return WelfareFindings(
        name="", origin="", lines=tuple(found), living_income=living, notes=tuple(dict.fromkeys(notes))
    )


def _effect(
    case: Case, named: str, table: SurveyTable, incomes: Incomes, rows: np.ndarray, answers: Sequence[Answered]
) -> IncomeEffect | None:
    """The effect of a question, in the money and time of the incomes, with the rows of those it is asked about."""
    answered = next((one for one in answers if one.id == named), None)
    analysis = next((one for one in case.initiative.analyses if one.id == named), None)
    if answered is None or analysis is None:
        return None
    survey = case.initiative.survey
    assert survey is not None
    column = money_column(survey, analysis)
    assert column is not None  # the file's check has seen to it
    own = income_unit(column.unit, case.initiative.seasons.per_year)
    factor = time_factor(own, unit_of_incomes(case.initiative, survey))
    mask = incomes.last & _treated(table, analysis)[rows]
    if mask.sum() < 2:
        why = "the effect is taken off the incomes of those who took part, and none of them is in the last round"
        todo = "look at 'treated' and 'keep' of the question"
        found = f"{mask.sum()} treated rows with an income"
        raise InputError.single(f"analysis '{named}'", found, why, todo, "survey.welfare.lifted_by")
    e = answered.estimate
    return IncomeEffect(
        name=named, value=e.estimate * factor, standard_error=e.normal_error * factor, rows=mask,
        household=own.whose != "person",
    )  # fmt: skip


def _kept(table: SurveyTable, analysis: Analysis) -> Mask:
    """Rows of the table that meet the question's conditions, shape (rows,)."""
    numbered = replace(table, frame=table.frame.with_row_index(ROW))
    mask = np.zeros(table.frame.height, dtype=bool)
    mask[rows_of(numbered, analysis)[ROW].to_numpy()] = True
    return mask


def _treated(table: SurveyTable, analysis: Analysis) -> Mask:
    """Rows of the table in the treated arms that meet the question's conditions, shape (rows,)."""
    design = design_of(analysis, table)
    kept = _kept(table, analysis)
    if analysis.design == "staggered":
        first, now = (_times(table, name) for name in (analysis.first_treated, analysis.period))
        return np.asarray(kept & (first > 0) & (first <= now))
    known = labels_of(table, analysis.arm)
    words = [known.get(x, x) if x is not None else None for x in labels(table.frame[analysis.arm])]
    _, treated = arms_of(sorted({x for x in words if x}), design.control_labels, design.treated_labels)
    return np.asarray(kept & np.array([x in treated for x in words], dtype=bool))


def _times(table: SurveyTable, name: str) -> Floats:
    """A column of rounds as numbers; words, such as never, are none."""
    column = table.frame[name].cast(float, strict=False)
    return np.asarray(column.fill_null(float("nan")).to_numpy(), dtype=np.float64)
