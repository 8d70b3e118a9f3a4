"""Arms drawn by lot: intention to treat by analysis of covariance, and treatment on the treated."""

from __future__ import annotations

from typing import Any

import numpy as np

from outgrow.micro.design import AnalysisData, Design, analysis_data
from outgrow.micro.impact.bootstrap_take_up import anderson_rubin_bootstrap
from outgrow.micro.impact.inference import Answer, Inference, answer
from outgrow.micro.impact.records import ARM, MOVED, ON_TREATED, TAKE_UP, ImpactEstimate, Part
from outgrow.micro.regression import coefficient, two_stage
from outgrow.vocabulary import InputError

WEAK = 10.0  # first-stage F below which instruments are called weak (Staiger and Stock 1997)
INTENTION = "intention to treat"

SLIPS = 0.2  # of clusters with both arms, up to which that is a slip rather than the design


def intention_to_treat(data: Any, design: Design, inference: Inference | None = None) -> ImpactEstimate:
    """Effect of being assigned to the treated arm, whoever took part.

    The outcome is regressed on the arm, the baseline outcome, covariates and strata (analysis of covariance);
    errors are clustered where the design names clusters.

    Parameters
    ----------
    data
        Survey: a frame or a mapping of columns, one row a unit (or a unit and period).
    design
        What the columns mean.
    inference
        How to make interval and p-value.

    Returns
    -------
    ImpactEstimate
        With, where the design names take-up, the share that took part and the effect on those who did.

    Raises
    ------
    InputError
        As `analysis_data`.

    Notes
    -----
    McKenzie (2012), Journal of Development Economics 99(2); Bruhn and McKenzie (2009), AEJ Applied 1(4) on
    strata; standard errors by the rule of Stata's ``regress, vce(cluster)``.

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, 3.0, 5.0, 4.0, 6.0], "arm": [0, 0, 0, 1, 1, 1]}
    >>> round(intention_to_treat(data, Design(kind="rct", outcome="y", arm="arm")).estimate, 10)
    3.0
    """
    how = inference or Inference()
    ready = analysis_data(data, design)
    found = _answer(ready, how)
    parts, caveats = list(_arm_parts(ready, found, how)), [*ready.notes, *_few_mixed(ready, design)]
    alone, lacking = _each_arm(data, design, ready.arms, how)
    parts += alone
    caveats += lacking
    if design.take_up:
        stage, more = _beside_the_offer(analysis_data(data, design, need_take_up=True), how)
        parts += stage
        caveats += more
    if ready.clusters is None:
        caveats.append("Rows are taken as assigned one by one; if whole groups were assigned, name the cluster.")
    held = _held(ready, design)
    method = f"least squares{' with ' + ', '.join(held) if held else ''}; {found.words}"
    return _estimate(ready, design, found, how, INTENTION, method, tuple(caveats), tuple(parts))


def treatment_on_treated(data: Any, design: Design, inference: Inference | None = None) -> ImpactEstimate:
    """Effect on those who took part because they were offered it: assignment as instrument of take-up.

    Parameters
    ----------
    data, design, inference
        As in `intention_to_treat`; the design names ``take_up``.

    Returns
    -------
    ImpactEstimate
        By two-stage least squares; the caveats say when the offer moved take-up too little.

    Raises
    ------
    InputError
        As `intention_to_treat`, and when no take-up is named or nothing moved it.

    Notes
    -----
    Imbens and Angrist (1994), Econometrica 62(2).

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, 3.0, 5.0, 4.0, 6.0], "arm": [0, 0, 0, 1, 1, 1], "joined": [0, 0, 0, 1, 0, 1]}
    >>> design = Design(kind="rct", outcome="y", arm="arm", take_up="joined")
    >>> round(treatment_on_treated(data, design).estimate, 10)
    4.5
    """
    how = inference or Inference()
    if not design.take_up:
        todo = "name the column of who took part: take_up=..."
        raise InputError.single("treatment on the treated", "no take-up", "nobody knows who took part", todo, "take_up")
    ready = analysis_data(data, design, need_take_up=True)
    parts, caveats = _on_the_treated(ready, how)
    main, first = parts
    method = f"two-stage least squares, assignment as instrument of {design.take_up}; robust standard errors"
    if how.wants_bootstrap(_fit(ready).clusters):
        method += "; interval and p-value by wild cluster bootstrap of the offer (Anderson-Rubin)"
    df = _first_stage_df(ready)
    found = Answer(main.estimate, main.se, main.interval, df, main.p, method, _fit(ready))
    return _estimate(ready, design, found, how, ON_TREATED, method, (*ready.notes, *caveats), (first,))


def _few_mixed(ready: AnalysisData, design: Design) -> list[str]:
    """That nearly all clusters hold one arm and a few hold both, which is rather a slip than how arms were given."""
    if ready.clusters is None or design.assigned == "cluster":
        return []
    total, ones = np.bincount(ready.clusters), np.bincount(ready.clusters, ready.treated)
    held = np.count_nonzero(total)
    mixed = int(np.count_nonzero((ones > 0) & (ones < total)))
    if not 0 < mixed <= SLIPS * held:
        return []
    return [
        f"{mixed} of {held:,} groups of {design.cluster} hold{'s' if mixed == 1 else ''} both arms and all others "
        "one: if whole groups were assigned, correct the arm or the group in these rows."
    ]


def among(ready: AnalysisData, keep: np.ndarray, level: float) -> tuple[float, float] | None:
    """Estimate and robust standard error among some of the rows; None where there is none, such as an empty arm.

    Parameters
    ----------
    ready
        The whole survey, checked once.
    keep
        Rows to use, shape (n,).
    level
        Coverage of intervals.
    """
    some = ready.at(keep)
    if not 0.0 < some.treated.sum() < some.treated.size:
        return None
    try:
        found = _answer(some, Inference(method="cluster", level=level))
    except InputError:  # a side of one cluster, or nothing left within the strata
        return None
    return found.estimate, found.se


def _held(ready: AnalysisData, design: Design) -> list[str]:
    """What the regression holds constant, in words."""
    strata = f"{' x '.join(design.strata_columns)} fixed effects"
    told = (
        ("baseline outcome", ready.baseline is not None),
        ("covariates", bool(design.covariate_columns)),
        (strata, ready.strata is not None),
    )
    return [words for words, there in told if there]


def _columns(ready: AnalysisData) -> tuple[np.ndarray, list[str]]:
    """Columns beside the treatment."""
    return np.column_stack([ready.others, ready.covariates]), [*ready.other_names, *ready.covariate_names]


def _answer(ready: AnalysisData, how: Inference) -> Answer:
    controls, names = _columns(ready)
    groups = () if ready.strata is None else (ready.strata,)
    return answer(
        ready.y, ready.treated, controls, names, how, weights=ready.weights, groups=groups, clusters=ready.clusters
    )


def _fit(ready: AnalysisData) -> Any:
    return _answer(ready, Inference(method="cluster")).fit


def _first_stage_df(ready: AnalysisData) -> float:
    return float(_fit(ready).degrees_of_freedom)


def _each_arm(data: Any, design: Design, arms: tuple[str, ...], how: Inference) -> tuple[list[Part], list[str]]:
    """Each of several treated arms against the control arm, the others beside it in the same regression."""
    parts: list[Part] = []
    lacking: list[str] = []
    for arm in arms if len(arms) > 1 else ():
        try:
            ready = analysis_data(data, design.but(treated=arm))
            found = _answer(ready, how)
        except InputError as problem:
            lacking.append(f"The effect of {arm} alone cannot be told: {problem.defects[0].found}.")
        else:
            n = int(ready.treated.sum())
            parts.append(Part(ARM, arm, found.estimate, found.se, found.interval, found.p, n))
    return parts, lacking


def _arm_parts(ready: AnalysisData, found: Answer, how: Inference) -> list[Part]:
    """Arms that are neither treated nor control, held against the control arm."""
    parts = []
    for j, name in enumerate(ready.other_names):
        if name in found.fit.names:
            c = coefficient(found.fit, name, how.level)
            parts.append(Part("other arm", name, c.estimate, c.se, c.interval, c.p, int(ready.others[:, j].sum())))
    return parts


def _beside_the_offer(ready: AnalysisData, how: Inference) -> tuple[list[Part], list[str]]:
    """As `_on_the_treated`; where the offer moved nothing, that is a caveat and the offer's effect still stands."""
    assert ready.take_up is not None
    if np.ptp(ready.take_up):
        try:
            return _on_the_treated(ready, how)
        except InputError as problem:
            return [], [f"The effect on those who took part cannot be told: {problem.defects[0].found}."]
    share = 100 * float(ready.take_up.mean())
    who = {0.0: "Nobody took part in any arm", 100.0: "Everybody took part in every arm"}
    told = who.get(share, f"{share:g} % took part in every arm")
    return [], [f"{told}: the effect on those who took part cannot be told."]


def _on_the_treated(ready: AnalysisData, how: Inference) -> tuple[list[Part], list[str]]:
    """Effect on those who took part, the share that the offer moved, and caveats."""
    controls, names = _columns(ready)
    assert ready.take_up is not None
    groups = () if ready.strata is None else (ready.strata,)
    stages = two_stage(
        ready.y, ready.take_up, ready.treated[:, None], controls, ["took part", *names],
        weights=ready.weights, groups=groups, clusters=ready.clusters,
    )  # fmt: skip
    if "took part" not in stages.fit.names or "instrument 1" not in stages.first.names:
        todo = "check that the treated arm took part more often than the control arm"
        raise InputError.single(
            "treatment on the treated", "the offer did not move take-up", "nobody to speak of", todo
        )
    main, first = coefficient(stages.fit, "took part", how.level), coefficient(stages.first, "instrument 1", how.level)
    p, interval = main.p, main.interval
    if ready.clusters is not None and how.wants_bootstrap(stages.fit.clusters):
        p, interval = anderson_rubin_bootstrap(
            ready.y, ready.take_up, ready.treated, controls, ready.clusters, (main.estimate, main.se),
            weights=ready.weights, groups=groups, level=how.level, draws=how.draws, streams=how.streams,
        )  # fmt: skip
    parts = [
        Part(TAKE_UP, ON_TREATED, main.estimate, main.se, interval, p, stages.fit.rows),
        Part(
            TAKE_UP,
            MOVED,
            first.estimate,
            first.se,
            first.interval,
            first.p,
            stages.first.rows,
        ),
    ]
    caveats = []
    if stages.first_f < WEAK:
        caveats.append(
            f"The offer moved take-up little (F = {stages.first_f:.2g}, below {WEAK:g}): the effect on those who took "
            "part is not to be relied on."
        )
    return parts, caveats


def _estimate(
    ready: AnalysisData,
    design: Design,
    found: Answer,
    how: Inference,
    estimand: str,
    method: str,
    caveats: tuple[str, ...],
    parts: tuple[Part, ...],
) -> ImpactEstimate:
    is_control = (ready.treated == 0) & ~ready.others.any(axis=1)
    return ImpactEstimate(
        outcome=design.outcome_words,
        unit=design.outcome_unit,
        estimand=estimand,
        estimate=found.estimate,
        se=found.se,
        interval=found.interval,
        level=how.level,
        df=found.df,
        p=found.p,
        n=found.fit.rows,
        clusters=found.fit.clusters,
        design=design.kind,
        method=method,
        reference=float(np.average(ready.y[is_control], weights=ready.weights[is_control])),
        caveats=caveats,
        parts=parts,
        left_out=ready.left_out,
    )
