"""Difference in differences: how much more the treated arm changed than the control arm."""

from __future__ import annotations

from typing import Any

import numpy as np

from outgrow.micro.design import Design, analysis_data
from outgrow.micro.design.wording import p_words
from outgrow.micro.impact.inference import Answer, Inference, answer
from outgrow.micro.impact.panel import Panel, panel_of
from outgrow.micro.impact.records import ImpactEstimate, Part
from outgrow.micro.regression import coefficient, joint_test, least_squares

ESTIMAND = "difference in differences"
SUSPECT = 0.10  # p of the pre-trend test below which its failure is said; the test has little power (Roth 2022)
PARALLEL = "It is the programme's effect only if both arms would have moved alike without it."


def difference_in_differences(data: Any, design: Design, inference: Inference | None = None) -> ImpactEstimate:
    """Change of the treated arm less change of the control arm, over two or more periods.

    With units the regression has unit and period effects; without (different households each round) arm and
    period effects; with a baseline column it is a regression of changes. Covariates act through their own
    change over time (covariate times period). Errors are clustered on the design's cluster, else on the unit.

    Parameters
    ----------
    data
        Survey: one row a unit and period, or one a unit with a baseline column.
    design
        What the columns mean; ``period`` with ``treated_from``, or ``baseline``.
    inference
        How to make interval and p-value.

    Returns
    -------
    ImpactEstimate
        With the arms' difference in each period as parts, and the pre-trend test where two or more periods
        lie before the start.

    Raises
    ------
    InputError
        As `check_design`, and when a side of the comparison has no rows.

    Notes
    -----
    All treated units start together; where they do not, use ``staggered``. Roth (2022), American Economic
    Review: Insights 4(3), on what a pre-trend test can and cannot show.

    Examples
    --------
    >>> data = {"id": [1, 1, 2, 2, 3, 3, 4, 4], "year": [0, 1] * 4, "arm": [0] * 4 + [1] * 4,
    ...     "y": [1.0, 2.0, 2.0, 3.5, 2.0, 6.0, 1.0, 4.0]}
    >>> design = Design(kind="did", outcome="y", arm="arm", unit="id", period="year", treated_from=1)
    >>> round(difference_in_differences(data, design).estimate, 10)
    2.25
    """
    how = inference or Inference()
    return _changes(data, design, how) if design.baseline else _panel(data, design, how)


def _panel(data: Any, design: Design, how: Inference) -> ImpactEstimate:
    panel = panel_of(data, design)
    clusters = panel.clusters if panel.clusters is not None else panel.units
    dose = panel.treated * panel.after
    controls, names, groups = _controls(panel)
    found = answer(panel.y, dose, controls, names, how, weights=panel.weights, groups=groups, clusters=clusters)
    parts, caveats = _leads(panel, clusters, how)
    fixed = f"{design.unit} and {design.period}" if panel.units is not None else f"arm and {design.period}"
    if panel.units is None:
        caveats = [
            *caveats,
            "Different households were measured in each round; that who lives there did not change is assumed.",
        ]
    late = (panel.treated == 1) & (panel.after == 1)
    reference = float(np.average(panel.y[late], weights=panel.weights[late])) - found.estimate
    return _estimate(
        design,
        found,
        how,
        f"fixed effects of {fixed}; {found.words}",
        reference,
        (PARALLEL, *caveats),
        parts,
        panel.left_out,
    )


def _controls(panel: Panel) -> tuple[np.ndarray, list[str], tuple[np.ndarray, ...]]:
    """Columns and groups beside the treatment: fixed effects, and covariates times period."""
    columns, names = [], []
    if panel.units is None:
        columns.append(panel.treated)
        names.append("treated arm")
        columns += list(panel.covariates.T)
        names += list(panel.covariate_names)
        return np.column_stack(columns), names, (panel.periods,)
    for j, name in enumerate(panel.covariate_names):
        for t, period in enumerate(panel.period_names[1:], start=1):
            columns.append(panel.covariates[:, j] * (panel.periods == t))
            names.append(f"{name} in {period}")
    stacked = np.column_stack(columns) if columns else np.empty((panel.y.size, 0))
    return stacked, names, (panel.units, panel.periods)


def _leads(panel: Panel, clusters: np.ndarray | None, how: Inference) -> tuple[list[Part], list[str]]:
    """The arms' difference in each period against the last before the start, and the test of those before."""
    last = int(panel.periods[panel.after == 0].max())
    others = [t for t in range(len(panel.period_names)) if t != last]
    before = [t for t in others if np.any((panel.periods == t) & (panel.after == 0))]
    if len(others) < 2:
        return [], ["With one round before the start, whether the arms moved alike before cannot be seen."]
    controls, names, groups = _controls(panel)
    dummies = np.column_stack([panel.treated * (panel.periods == t) for t in others])
    wanted = [f"treated in {panel.period_names[t]}" for t in others]
    fit = least_squares(
        panel.y, np.column_stack([dummies, controls]), [*wanted, *names],
        weights=panel.weights, groups=groups, clusters=clusters,
    )  # fmt: skip
    parts = []
    for t, name in zip(others, wanted, strict=True):
        if name in fit.names:
            c = coefficient(fit, name, how.level)
            parts.append(Part("period", panel.period_names[t], c.estimate, c.se, c.interval, c.p))
    early = [f"treated in {panel.period_names[t]}" for t in before]
    early = [name for name in early if name in fit.names]
    if not early:
        return parts, ["With one round before the start, whether the arms moved alike before cannot be seen."]
    test = joint_test(fit, early)
    nan = float("nan")
    parts.append(Part("test", "no difference in trends before the start (F)", test.f, nan, (nan, nan), test.p))
    return parts, [pre_trend_words(test.p)]


def pre_trend_words(p: float) -> str:
    """What a pre-trend test shows, and does not."""
    if p < SUSPECT:
        return f"The arms did not move alike before the start ({p_words(p)}): do not read the number as the effect."
    return (
        f"No difference in trends before the start was found ({p_words(p)}), which does not prove that there was none."
    )


def _changes(data: Any, design: Design, how: Inference) -> ImpactEstimate:
    """One row a unit with its baseline: the change regressed on the arm."""
    ready = analysis_data(data, design)
    assert ready.baseline is not None
    change = ready.y - ready.baseline
    found = answer(
        change, ready.treated, np.column_stack([ready.others, ready.covariates]),
        [*ready.other_names, *ready.covariate_names], how, weights=ready.weights,
        groups=() if ready.strata is None else (ready.strata,), clusters=ready.clusters,
    )  # fmt: skip
    late = ready.treated == 1
    reference = float(np.average(ready.y[late], weights=ready.weights[late])) - found.estimate
    caveats = (
        PARALLEL,
        *ready.notes,
        "With one round before the start, whether the arms moved alike before cannot be seen.",
    )
    method = f"regression of changes since the baseline; {found.words}"
    return _estimate(design, found, how, method, reference, caveats, [], ready.left_out)


def _estimate(
    design: Design, found: Answer, how: Inference, method: str, reference: float, caveats: Any, parts: Any, left: Any
) -> ImpactEstimate:
    return ImpactEstimate(
        outcome=design.outcome_words, unit=design.outcome_unit, estimand=ESTIMAND, estimate=found.estimate, se=found.se,
        interval=found.interval, level=how.level, df=found.df, p=found.p, n=found.fit.rows, clusters=found.fit.clusters,
        design=design.kind, method=method, reference=reference, caveats=tuple(caveats), parts=tuple(parts),
        left_out=tuple(left),
    )  # fmt: skip
