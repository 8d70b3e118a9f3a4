"""Checks across the sections of an initiative file: do its parts fit together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from outgrow.initiative.amounts import check_amounts, check_money
from outgrow.initiative.chain_checks import check_channels, check_patience
from outgrow.initiative.describe import Initiative
from outgrow.initiative.history_checks import check_history
from outgrow.initiative.lines import Document, LinedDefect
from outgrow.initiative.price_checks import check_world_price
from outgrow.initiative.references import (
    check_actors,
    check_changes,
    check_functions,
    check_names,
    check_planned,
    check_sources,
)
from outgrow.initiative.welfare_checks import check_welfare
from outgrow.vocabulary import is_money

SUM_SLACK = 1e-6  # shares are typed by hand; a third written with six digits passes
LINES_OF_OWNERSHIP = ("funding", "decision", "design")

Check = Callable[[Initiative, Document], Iterator[LinedDefect]]


def cross_checks(initiative: Initiative, document: Document) -> list[LinedDefect]:
    """Everything that does not fit together, with lines.

    A section that could not be read is None; checks that need it are left out, and all others still run.

    Parameters
    ----------
    initiative
        The sections that could be read.
    document
        The file with its lines.
    """
    found: list[LinedDefect] = []
    for needed, check in CHECKS:
        if all(getattr(initiative, section) is not None for section in needed):
            found += check(initiative, document)
    return found


def check_ownership(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """The actors' shares of funding, decisions and design each sum to one."""
    owners = [actor.ownership for actor in initiative.actors if actor.ownership is not None]
    if not owners:
        why = "Who funded, decided and designed the pilot at its start weighs on who takes it over"
        yield document.defect(("actors",), "no actor has 'ownership'", why, "Add the shares to the actors")
        return
    for line in LINES_OF_OWNERSHIP:
        off = math.fsum(getattr(owner, line) for owner in owners) - 1
        if abs(off) > SUM_SLACK:
            yield document.defect(("actors",), *_sum_words(f"the actors' shares of {line}", off))


def check_payers(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """The shares in which actors pay for a function are at least 0 and sum to one."""
    for i, function in enumerate(initiative.functions):
        for actor, share in function.paid_by.items():
            if share < 0:
                place = ("functions", i, "paid_by", actor)
                yield document.defect(place, f"{share:g} is out of range", "A share is at least 0", "Correct it")
        off = math.fsum(function.paid_by.values()) - 1
        if abs(off) > SUM_SLACK:
            words = _sum_words(f"the shares that pay for '{function.id}'", off)
            yield document.defect(("functions", i, "paid_by"), *words)


def check_evidence(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Studies that are used have a standard error, others a reason; one is the pilot's, one an outside view."""
    studies = initiative.participation.evidence
    for i, study in enumerate(studies):
        place = ("participation", "evidence", i)
        if study.role == "shown" and not study.reason.strip():
            why = "A study that is only shown says why it is not used"
            yield document.defect(place, f"'{study.id}' has no 'reason'", why, "Add the reason")
        if study.role != "shown" and study.estimate is None:
            why = f"A study with the role '{study.role}' enters the effect with its size"
            todo = "Add it, or give the study the role 'shown' with a reason"
            yield document.defect(place, f"'{study.id}' has no 'estimate'", why, todo)
        if study.role != "shown" and study.standard_error is None:
            why = f"A study with the role '{study.role}' is weighed by its precision"
            todo = "Add it, or give the study the role 'shown' with a reason"
            yield document.defect(place, f"'{study.id}' has no 'standard_error'", why, todo)
    if all(study.role != "pilot" for study in studies):
        why = "The effect of the initiative itself has to come from at least one study"
        said = "no study has the role 'pilot'"
        yield document.defect(("participation", "evidence"), said, why, "Add what is known of the pilot")
    if all(study.role != "outside" for study in studies):
        why = "Pilots are placed where they work, so the pilot's estimate is held against others of its kind"
        said, todo = "no study has the role 'outside'", "Add a study from elsewhere, or an assumption with a wide error"
        yield document.defect(("participation", "evidence"), said, why, todo)


def check_analyses(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Every question asked of the data has a table to ask it of."""
    for i, analysis in enumerate(initiative.analyses):
        if initiative.survey is None and not document.data.get("survey"):
            why = "The data set and its file are named in the section 'survey'"
            said = f"'{analysis.id}' has no data to ask"
            yield document.defect(("analyses", i), said, why, "Add the section, or take the analysis out")


def check_exit(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """The initiator leaves before the last season."""
    last, count = initiative.initiator.exit_season, initiative.seasons.count
    if last >= count:
        why = f"There are {count} seasons, and at least one must follow the exit"
        yield document.defect(("initiator", "exit_season"), f"the exit is after season {last}", why, "Correct one")


def check_horizon(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """The season in which the initiative must still stand lies before the horizon."""
    exit_season, after = initiative.initiator.exit_season, initiative.ambition.seasons_after_exit
    if exit_season < initiative.seasons.count < exit_season + after:
        said = f"{after} seasons after the exit is season {exit_season + after}"
        why = f"There are only {initiative.seasons.count} seasons"
        todo = "Lengthen seasons.count or shorten this"
        yield document.defect(("ambition", "seasons_after_exit"), said, why, todo)


def _sum_words(what: str, off: float) -> tuple[str, str, str]:
    direction = "too much" if off > 0 else "missing"
    return (
        f"{what} sum to {1 + off:.6g}",
        f"They must sum to 1: {abs(off):.6g} is {direction}",
        "Correct them",
    )


def check_survey(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Each column of the survey has one unit, money has its price year, and only arms have answers that count."""
    survey = initiative.survey
    for part, columns in (("columns", survey.columns), ("outcomes", survey.outcomes)) if survey else ():
        for role, entry in columns.items():
            place = ("survey", part, role)
            if entry.unit and entry.unit_column:
                why = "The numbers are either all in one unit, or each row says its own"
                yield document.defect(place, "'unit' and 'unit_column' stand here", why, "Take one of them out")
            if is_money(entry.unit) and entry.price_year is None:
                why = "Money of different years cannot be compared"
                yield document.defect(place, f"'{entry.unit}' has no 'price_year'", why, "Add the year of the prices")
            if entry.treated and role not in ARMS:
                why = f"Answers that count as 1 belong to {' and '.join(ARMS)}"
                yield document.defect((*place, "treated"), "'treated' stands here", why, "Take it out")


ARMS = ("treatment", "joined")
EVERYTHING = tuple(name for name, part in Initiative.model_fields.items() if part.default is not None)
CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    (("actors",), check_ownership),
    (("actors",), check_actors),
    (("chain",), check_channels),
    (("contract",), check_patience),
    (("functions",), check_payers),
    (("functions", "delivery"), check_functions),
    (("participation",), check_evidence),
    (("initiator", "seasons"), check_exit),
    (("initiator", "seasons", "ambition"), check_horizon),
    (("sources",), check_sources),
    (("analyses",), check_analyses),
    (("history", "target"), check_history),
    (("market",), check_world_price),
    (("money",), check_money),
    (("money",), check_amounts),
    (("analyses", "planned_surveys"), check_planned),
    ((), check_names),
    ((), check_survey),
    ((), check_welfare),
    (EVERYTHING, check_changes),
)
