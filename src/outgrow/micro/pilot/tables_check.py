"""Whether a case's survey holds what its file says of it, before anything is estimated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from outgrow.initiative import Case, Welfare, income_role
from outgrow.micro.design.check import survey_defects
from outgrow.micro.pilot.budgets import budget_of
from outgrow.micro.pilot.data import Tables, design_of, rows_of, tables_of
from outgrow.micro.pilot.income_rows import incomes_of, mapping_of
from outgrow.micro.pilot.incomes import incomes_known
from outgrow.micro.pilot.poverty_lines import line_defects, unit_of_incomes
from outgrow.micro.pilot.scores import scores_of
from outgrow.sources import SurveyTable, map_columns
from outgrow.vocabulary import Defect, InputError


def check_survey(case: Case, *, mirror: str | Path | None = None) -> str:
    """Hold the tables of a case's survey against the section ``survey`` and every question.

    Parameters
    ----------
    case
        The case. One without a survey has nothing to hold.
    mirror
        Folder with the files of an open data set; nothing is downloaded.

    Returns
    -------
    str
        What was looked at, or why not; empty for a case without a survey.

    Raises
    ------
    InputError
        With every defect: files that are not there, columns that a table lacks, units that cannot be converted,
        questions that keep no row, and all that `check_design` finds.
    """
    if case.initiative.survey is None:
        return ""
    tables = tables_of(case, mirror=Path(mirror) if mirror else None)
    money = list(line_defects(case.initiative))
    names = list(dict.fromkeys([tables.survey.file, *(a.file for a in case.initiative.analyses if a.file)]))
    read, defects = _read(names, tables)
    if tables.survey.data_set and defects and not money:
        return (
            f"Survey: not looked at, for files of {tables.survey.data_set} are not on this machine or not as published."
        )
    defects += money
    for problem in _problems(case, tables, read):
        defects += problem
    if defects:
        raise InputError(f"{case.file}, survey", list(dict.fromkeys(defects)))
    questions = len(case.initiative.analyses)
    rows = sum(table.frame.height for table in read.values())
    asked = f"{questions} questions" if questions != 1 else "1 question"
    return f"Survey: no defects in {', '.join(names)} ({rows:,} rows, {asked})."


def _read(names: list[str], tables: Tables) -> tuple[dict[str, SurveyTable], list[Defect]]:
    """The tables that can be read, and what is wrong with the others."""
    read: dict[str, SurveyTable] = {}
    defects: list[Defect] = []
    for name in names:
        try:
            read[name] = tables.table(name)
        except InputError as problem:
            defects += [_placed(one, problem.subject) for one in problem.defects]
    return read, defects


def _problems(case: Case, tables: Tables, read: dict[str, SurveyTable]) -> Iterator[list[Defect]]:
    """Defects of the mapping, then of each question whose table could be read."""
    own = read.get(tables.survey.file)
    if own is not None:
        mapped = True
        try:
            map_columns(own, mapping_of(tables.survey))
        except InputError as problem:
            mapped = False
            yield [_placed(one, "section 'survey'") for one in problem.defects]
        if tables.survey.budget is not None:
            try:
                budget_of(own, tables.survey, mapping_of(tables.survey), tables.index)
            except InputError as problem:
                yield [_placed(one, "section 'survey'") for one in problem.defects]
        yield [_placed(one, "section 'survey'") for one in _welfare(case, tables, own, mapped=mapped)]
    for analysis in case.initiative.analyses:
        table = read.get(analysis.file or tables.survey.file)
        if table is None:
            continue
        place = f"analysis '{analysis.id}'"
        try:
            frame = rows_of(table, analysis)
        except InputError as problem:
            yield [_placed(one, place) for one in problem.defects]
        else:
            yield [_placed(one, place) for one in survey_defects(frame, design_of(analysis, table))]


def _welfare(case: Case, tables: Tables, own: SurveyTable, *, mapped: bool) -> list[Defect]:
    """Incomes and scores of the table, and the look-up table, as far as the columns could be read."""
    survey = tables.survey
    welfare = survey.welfare or Welfare()
    found: list[Defect] = []
    try:
        if mapped and income_role(survey) and (incomes_known(survey) or welfare.living_income is not None):
            incomes_of(own, survey, unit_of_incomes(case.initiative, survey), welfare.groups)
    except InputError as problem:
        found += problem.defects
    try:
        if mapped and welfare.ppi is not None:
            scores_of(welfare.ppi, own, survey, tables)
    except InputError as problem:
        found += [Defect(d.found, d.where or problem.subject, d.why, d.todo) for d in problem.defects]
    return found


def _placed(defect: Defect, place: str) -> Defect:
    """A defect with the part of the file that it belongs to."""
    where = f"{place}, {defect.where}" if defect.where and defect.where != place else place
    return Defect(defect.found, where, defect.why, defect.todo)
