"""A pilot from its raw data to what it means, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from outgrow.initiative import Analysis, Case, Survey, SurveyColumn, read
from outgrow.micro.impact import OutcomeFamily, family_of
from outgrow.micro.pilot.answered import Answered
from outgrow.micro.pilot.budgets import budget_of
from outgrow.micro.pilot.data import Tables, tables_of
from outgrow.micro.pilot.in_file import unlike_the_file
from outgrow.micro.pilot.income_rows import mapping_of
from outgrow.micro.pilot.incomes import welfare_of
from outgrow.micro.pilot.money import account
from outgrow.micro.pilot.question import answer
from outgrow.micro.pilot.records import PilotAnalysis


def analyse_pilot(
    case: str | Path | Case, *, download: bool = False, mirror: str | Path | None = None, seed: int = 1
) -> PilotAnalysis:
    """Answer the questions that a case asks of its survey, and say what the pilot costs and brings.

    Parameters
    ----------
    case
        A YAML file, a folder with ``initiative.yaml``, the name of a shipped case, or a case read before.
    download
        Whether files of an open data set that are not on this machine are downloaded; each is verified.
    mirror
        Folder with the data set's files.
    seed
        Seed of the draws behind costs and benefits.

    Returns
    -------
    PilotAnalysis
        Impacts with intervals, printed numbers and outside view, poverty where incomes were asked, costs from three
        sides.

    Raises
    ------
    InputError
        With all defects of the case, its data, its designs; when the case has no survey or its data are not here.
    """
    found = case if isinstance(case, Case) else read(case)
    tables = tables_of(found, download=download, mirror=Path(mirror) if mirror else None)
    budget = None
    if tables.survey.budget is not None:
        budget = budget_of(tables.table(), tables.survey, mapping_of(tables.survey), tables.index)
    answers = tuple(answer(analysis, tables) for analysis in found.initiative.analyses)
    welfare, notes = welfare_of(found, tables, answers, seed=seed)
    money = account(found.initiative, seed=seed)
    return PilotAnalysis(
        name=found.initiative.id,
        origin=tables.origin(),
        answers=answers,
        families=_families(answers),
        welfare=welfare,
        budget=budget,
        costs=money.costs,
        benefit=money.benefit,
        notes=(*notes, *unlike_the_file(found.initiative, answers), *money.notes),
    )


def _families(answers: tuple[Answered, ...]) -> tuple[OutcomeFamily, ...]:
    """Families of two questions or more, in the order in which they are first named."""
    named = {found.family: [other.estimate for other in answers if other.family == found.family] for found in answers}
    return tuple(family_of(name, together) for name, together in named.items() if name and len(together) > 1)


def analyse_survey(file: str | Path, analysis: Analysis, *, missing: Sequence[float] = ()) -> PilotAnalysis:
    """Answer one question of a survey's file, without an initiative around it.

    Parameters
    ----------
    file
        CSV, Excel, Parquet, Stata or SPSS.
    analysis
        The question.
    missing
        Codes that stand for no answer in every column of numbers, besides those that say so themselves.

    Returns
    -------
    PilotAnalysis
        With one answer, and neither poverty nor costs.

    Raises
    ------
    InputError
        With all defects of file and design.
    """
    path = Path(file)
    columns = {"household": SurveyColumn(column=analysis.household or analysis.outcome)}
    tables = Tables(Survey(file=path.name, columns=columns, missing=tuple(missing)), path.parent, alone=True)
    return PilotAnalysis(name=path.name, origin=tables.origin(), answers=(answer(analysis, tables),))
