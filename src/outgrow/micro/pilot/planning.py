"""What a next survey could find, from the questions, the data and the plans of a case, or from a survey alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.initiative import Analysis, Case, PlannedSurvey, read
from outgrow.micro.design import (
    Design,
    MeasuredOutcome,
    PowerPlan,
    TrialSize,
    WantedEffect,
    analysis_data,
    measure_arrays,
    measure_outcome,
    one_by_one,
    one_row_a_unit,
    plan_power,
    sizes_of,
)
from outgrow.micro.impact import estimate_impact
from outgrow.micro.pilot.data import Tables, design_of, rows_of, tables_of
from outgrow.micro.pilot.planned import Asked, PowerReport
from outgrow.micro.pilot.question import MATTERS, in_view_of, wanted_effects
from outgrow.micro.regression import codes_of
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

COMPARED = ("rct", "did", "matched")
WHY_NOT = {
    "staggered": "starts in several periods are not a trial of two arms",
    "beneficiaries-only": "nobody outside is measured, and no size of the survey changes that",
}


def numbers_power(asked: Asked, *, unit: str = "") -> PowerReport:
    """Plan a survey from numbers alone.

    Parameters
    ----------
    asked
        At least the number of clusters, or an effect, of which the clusters that it needs are then found.
    unit
        What the outcome is counted in; standard deviations where ``sd`` is left out.

    Returns
    -------
    PowerReport
        With one plan.

    Raises
    ------
    InputError
        With every number outside its range; when neither clusters nor an effect are given.

    Examples
    --------
    >>> found = numbers_power(Asked(clusters=(40,), cluster_sizes=(20,), iccs=(0.1,)))
    >>> round(found["numbers"].rows[0].detectable.effect, 3)
    0.346
    """
    if not asked.clusters and not asked.effects:
        why = "power needs a size, or an effect whose size is looked for"
        todo = "give --clusters, or --effect; or name a survey's file or a case"
        raise InputError.single("power", "neither clusters nor an effect", why, todo)
    if not asked.iccs and any(m > 1 for m in asked.cluster_sizes):
        why = "members of a cluster are alike, and a survey that takes them for strangers promises too much"
        todo = "give --icc; 0.05 to 0.2 is usual for yields and incomes within villages, and a survey's file shows it"
        raise InputError.single("power", "clusters without an intra-cluster correlation", why, todo, "icc")
    found = asked if asked.clusters else _with_needed(asked)
    first = _trial(found)
    words = unit or ("" if asked.sd is not None else "standard deviations")
    plan = plan_power(sizes_of(first, **found.several), found.wanted, power=_power(found), name="numbers", unit=words)
    return PowerReport(name="A planned survey", origin="", plans=(plan,))


def _with_needed(asked: Asked) -> Asked:
    """The same with the clusters that the effects need, the most demanding first number of everything else."""
    size = _trial(replace(asked, clusters=(4,)))
    rows = plan_power(size, asked.wanted, power=_power(asked)).rows
    missing = [row.wanted.value for row in rows if row.needed is None and row.wanted is not None]
    if missing:
        listed = ", ".join(f"{x:g}" for x in missing)
        raise InputError.single("power", f"an effect of {listed}", "no survey would find it", "look for a larger one")
    return replace(asked, clusters=tuple(sorted({row.needed for row in rows if row.needed is not None})))


def _trial(asked: Asked) -> TrialSize:
    """The first value of everything; every number outside its range is told at once."""
    first: dict[str, Any] = {name: values[0] for name, values in asked.several.items()}
    for position in range(1, max(map(len, asked.several.values()), default=1)):
        for name, values in asked.several.items():
            if position < len(values):
                TrialSize(**{**first, **asked.numbers, name: values[position]})
    return TrialSize(**first, **asked.numbers)


def _power(asked: Asked, otherwise: float = 0.8) -> float:
    return otherwise if asked.power is None else asked.power


def survey_power(
    file: str | Path,
    outcome: str,
    *,
    unit: str = "",
    cluster: str = "",
    baseline: str = "",
    covariates: Sequence[str] = (),
    strata: Sequence[str] = (),
    weights: str = "",
    arm: str = "",
    keep: Analysis | None = None,
    missing: Sequence[float] = (),
    asked: Asked | None = None,
) -> PowerReport:
    """Measure how an outcome varies in a baseline or pilot survey, and say what a next survey could find.

    Parameters
    ----------
    file
        CSV, Excel, Parquet, Stata or SPSS.
    outcome, unit, cluster, baseline, covariates, strata, weights, arm
        As in `measure_outcome`.
    keep
        A question whose conditions say which rows are used.
    missing
        Codes that stand for no answer in every column of numbers, besides those that say so themselves.
    asked
        What the next survey is to be; as large as this one where nothing is said.

    Returns
    -------
    PowerReport
        With one plan, at the measured intra-cluster correlation and at both ends of its interval.

    Raises
    ------
    InputError
        With all defects of the file and its columns.
    """
    from outgrow.initiative import Survey, SurveyColumn  # noqa: PLC0415  beside the functions that a case needs

    path = Path(file)
    section = Survey(file=path.name, columns={"household": SurveyColumn(column=outcome)}, missing=tuple(missing))
    tables = Tables(section, path.parent, alone=True)
    table = tables.table()
    frame = table.frame if keep is None else rows_of(table, keep)
    measured = measure_outcome(
        frame, outcome, unit=unit, cluster=cluster, baseline=baseline, covariates=covariates, strata=strata,
        weights=weights, arm=arm,
    )  # fmt: skip
    plan = _plan(measured, asked or Asked(), name=outcome, title="", unit=unit)
    return PowerReport(name=path.name, origin=tables.origin(), plans=(plan,))


def _plan(
    measured: MeasuredOutcome,
    asked: Asked,
    *,
    name: str,
    title: str,
    unit: str,
    wanted: Sequence[WantedEffect] = (),
    share: float = 0.5,
    notes: Sequence[str] = (),
) -> PowerPlan:
    """A plan among people as measured: at the correlation's interval where nothing else is weighed."""
    first = asked.changed(measured.size(share_treated=share))
    if asked.cluster_sizes and asked.size_cv is None:
        first = replace(first, size_cv=0.0)
    if asked.iccs or not (measured.clustered and first.cluster_size > 1):
        sizes = sizes_of(first, **asked.several)
    else:
        ends = {"icc": list(measured.icc_interval)}
        several = sizes_of(first, **asked.several)
        sizes = [*several, *one_by_one(several[0][1], ends)[1:]]
        if len(several) == 1:
            sizes[0] = ("as measured", sizes[0][1])
    return plan_power(
        sizes, (*wanted, *asked.wanted), power=_power(asked), name=name, title=title, unit=unit, measured=measured,
        notes=notes,
    )  # fmt: skip


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
    measured, share, moved = measured_question(frame, one, design)
    estimate = estimate_impact(frame, design, inference="cluster")
    wanted = () if asked.effects else wanted_effects(one, in_view_of(one, estimate), estimate.reference)
    notes = []
    if moved < 1.0 and asked.take_up is None:
        notes.append(
            f"Effects are over all that are assigned, as the question's; the offer moved {100 * moved:.0f} of 100 to "
            f"take part, so that those who do must gain {1 / moved:.1f} times as much."
        )
    return _plan(
        measured, asked, name=one.id, title=one.text, unit=one.unit, wanted=wanted, share=share,
        notes=notes,
    )  # fmt: skip


def measured_question(frame: pl.DataFrame, one: Analysis, design: Design) -> tuple[MeasuredOutcome, float, float]:
    """How a question's outcome varies within arms, the share of units treated, and how many the offer moved.

    Where arms were given to households, they and not clusters are what a next survey counts.
    """
    if one.design == "did":
        frame, design, _ = one_row_a_unit(frame, design)
    ready = analysis_data(frame, design.but(kind="rct") if one.design == "did" else design)
    ready = ready.at(np.asarray(~ready.others.any(axis=1)))  # arms that are not compared do not count in a size
    grouped = one.assigned == "cluster" and ready.clusters is not None
    did = one.design == "did" and ready.baseline is not None
    columns, names = (
        ready.covariates,
        tuple(dict.fromkeys(x for x in (design.baseline, *design.covariate_columns) if x)),
    )
    if did:
        assert ready.baseline is not None
        columns, names = ready.covariates[:, 1:], design.covariate_columns
    if not columns.shape[1]:
        names = ()
    measured = measure_arrays(
        ready.y - ready.baseline if did and ready.baseline is not None else ready.y,
        f"change of {one.outcome}" if did else one.outcome, one.unit,
        clusters=ready.clusters if grouped else None,
        columns=columns, names=names, strata=ready.strata, strata_names=design.strata_columns,
        weights=ready.weights if one.weights else None,
        arms=ready.treated[:, np.newaxis],
        left_out=sum(x.rows for x in ready.left_out),
    )  # fmt: skip
    if grouped:
        groups = codes_of(ready.clusters if ready.clusters is not None else ())
        share = float(np.mean(np.bincount(groups, ready.treated) / np.bincount(groups)))
    else:
        share = float(ready.treated.mean())
    moved = 1.0
    if ready.take_up is not None:
        known = np.isfinite(ready.take_up)
        means = [float(ready.take_up[known & (ready.treated == side)].mean()) for side in (0.0, 1.0)]
        moved = means[1] - means[0]
    return measured, share, moved if 0 < moved <= 1 else 1.0


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
        measured, _, _ = measured_question(rows_of(table, one), one, design_of(one, table))
        size = replace(measured.size(), **common, size_cv=measured.size_cv if plan.size_cv is None else plan.size_cv)
        ends = {"icc": measured.icc_interval} if measured.clustered and plan.cluster_size > 1 else {}
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
