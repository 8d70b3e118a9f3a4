"""What a next survey could find, from the questions, the data and the plans of a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from outgrow.initiative import Analysis, Case, PlannedSurvey, read
from outgrow.micro.design import PowerPlan, TrialSize, WantedEffect, one_by_one, plan_power
from outgrow.micro.impact import estimate_impact
from outgrow.micro.pilot.data import Tables, design_of, rows_of, tables_of
from outgrow.micro.pilot.measured_question import measured_question
from outgrow.micro.pilot.plan_survey import plan_of, strangers
from outgrow.micro.pilot.planned import Asked, PowerReport
from outgrow.micro.pilot.question import MATTERS, in_view_of, wanted_effects
from outgrow.vocabulary import Defect, InputError, did_you_mean

COMPARED = ("rct", "did", "matched")
WHY_NOT = {
    "staggered": "starts in several periods are not a trial of two arms",
    "beneficiaries-only": "nobody outside is measured, and no size of the survey changes that",
}


def case_power(
    case: str | Path | Case,
    *,
    asked: Asked | None = None,
    questions: Sequence[str] = (),
    download: bool = False,
    mirror: str | Path | None = None,
) -> PowerReport:
    """Say what a next survey of each question of a case could find, and what its planned surveys can.

    Parameters
    ----------
    case
        A YAML file, a folder with ``initiative.yaml``, the name of a shipped case, or a case read before.
    asked
        What the next survey is to be; for each question as large as the survey at hand where nothing is said.
    questions
        Questions and planned surveys that are asked; all when left out.
    download, mirror
        As in `analyse_pilot`.

    Returns
    -------
    PowerReport
        One plan a question that compares two arms, with the effects that the file and the published ones name.

    Raises
    ------
    InputError
        With all defects; when the case has neither questions nor planned surveys.
    """
    found = case if isinstance(case, Case) else read(case)
    wish = asked or Asked()
    asks, plans = _chosen(found, tuple(questions))
    if wish.effects and len(asks) > 1:
        why = "Questions have outcomes in different units"
        todo = f"Name one question: {', '.join(one.id for one in asks)}"
        raise InputError.single("power", f"one effect for {len(asks)} questions", why, todo, "effect")
    needs_data = [*asks, *(one for one in plans if one.question)]
    tables = tables_of(found, download=download, mirror=Path(mirror) if mirror else None) if needs_data else None
    made = [_planned(plan, found, tables) for plan in plans]
    notes: list[str] = []
    for one in asks:
        if one.design not in COMPARED:
            notes.append(f"{one.text} Not planned for: {WHY_NOT[one.design]}.")
            continue
        assert tables is not None
        made.append(_asked_again(one, tables, wish))
    if not made:
        why = " ".join(notes) or "The file asks no question and plans no survey"
        todo = "Give --clusters and --sd, or name a survey's file"
        raise InputError.single(str(found.file), "no survey to plan", why, todo)
    origin = tables.origin() if tables is not None else ""
    return PowerReport(name=found.initiative.id, origin=origin, plans=tuple(made), notes=tuple(notes))


def _chosen(case: Case, names: tuple[str, ...]) -> tuple[list[Analysis], list[PlannedSurvey]]:
    """Questions and planned surveys that are asked for."""
    asks, plans = list(case.initiative.analyses), list(case.initiative.planned_surveys)
    known = [*(one.id for one in asks), *(one.id for one in plans)]
    if not names:
        return (asks if case.initiative.survey is not None else []), plans
    defects = [
        Defect(f"no question or planned survey '{name}'", "", "", did_you_mean(name, known))
        for name in names
        if name not in known
    ]
    if defects:
        raise InputError(str(case.file), defects)
    return [one for one in asks if one.id in names], [one for one in plans if one.id in names]


def _asked_again(one: Analysis, tables: Tables, asked: Asked) -> PowerPlan:
    """The question asked of a next survey."""
    table = tables.table(one.file)
    frame, design = rows_of(table, one), design_of(one, table)
    in_clusters = max(asked.cluster_sizes, default=1.0) > 1
    measured, share, moved = measured_question(frame, one, design, in_clusters=in_clusters)
    estimate = estimate_impact(frame, design, inference="cluster")
    wanted = () if asked.effects else wanted_effects(one, in_view_of(one, estimate), estimate.reference)
    notes = []
    if moved < 1.0 and asked.take_up is None:
        notes.append(
            f"Effects are over all that are assigned, as the question's; the offer moved {100 * moved:.0f} of 100 to "
            f"take part, so that those who do must gain {1 / moved:.1f} times as much."
        )
    return plan_of(
        measured, asked, name=one.id, title=one.text, unit=one.unit, wanted=wanted, share=share,
        notes=notes,
    )  # fmt: skip


def _planned(plan: PlannedSurvey, case: Case, tables: Tables | None) -> PowerPlan:
    """A planned survey, from the data of its question or from what is known elsewhere."""
    wanted = (
        [WantedEffect(MATTERS, plan.matters.value, plan.matters.source, "would matter")]
        if plan.matters is not None
        else []
    )
    common: dict[str, Any] = {
        "clusters": plan.clusters, "cluster_size": plan.cluster_size, "share_treated": plan.share_treated,
        "take_up": plan.take_up, "alpha": plan.level,
    }  # fmt: skip
    if plan.question:
        assert tables is not None
        one = next(a for a in case.initiative.analyses if a.id == plan.question)
        table = tables.table(one.file)
        measured, _, _ = measured_question(
            rows_of(table, one), one, design_of(one, table), in_clusters=plan.cluster_size > 1
        )
        strangers(measured, plan.cluster_size, icc_known=plan.icc is not None)
        size = replace(measured.size(), **common, size_cv=measured.size_cv if plan.size_cv is None else plan.size_cv)
        ends: dict[str, Sequence[float]] = {}
        if plan.cluster_size > 1 and measured.clustered:
            ends = {"icc": measured.icc_interval}
        elif plan.cluster_size > 1 and plan.icc is not None:
            size = replace(size, icc=plan.icc.value)
            ends = {"icc": [x for x in (plan.icc.low, plan.icc.high) if x is not None]}
        return plan_power(
            one_by_one(size, ends), wanted, power=plan.power, name=plan.id, title=plan.text,
            unit=plan.unit or one.unit, measured=measured,
        )  # fmt: skip
    values: dict[str, Any] = {name: guess.value for name, guess in plan.guesses.items()}
    size = TrialSize(**common, **values, size_cv=plan.size_cv or 0.0)
    ranges = {
        name: [x for x in (guess.low, guess.high) if x is not None]
        for name, guess in plan.guesses.items()
        if name != "icc" or plan.cluster_size > 1
    }
    return plan_power(
        one_by_one(size, ranges), wanted, power=plan.power, name=plan.id, title=plan.text, unit=plan.unit,
        notes=tuple(_sources(plan)),
    )  # fmt: skip


def _sources(plan: PlannedSurvey) -> Iterator[str]:
    """Where the numbers come from."""
    words = {"sd": "standard deviation", "icc": "intra-cluster correlation"}
    told = [
        f"{words.get(name, 'share explained ' + ('between' if name == 'r2_cluster' else 'within') + ' clusters')} "
        f"{guess.value:g} ({guess.source})"
        for name, guess in plan.guesses.items()
    ]
    if told:
        yield f"Known from elsewhere: {', '.join(told)}."
