"""Participants before and after, and nobody else: a change, not what the programme did."""

from __future__ import annotations

from typing import Any

import numpy as np

from outgrow.micro.design import Design, LeftOut, as_frame, check_design, codes, numbers, one_row_a_unit
from outgrow.micro.impact.inference import Inference, answer
from outgrow.micro.impact.panel import panel_of
from outgrow.micro.impact.records import BEFORE_AFTER, ImpactEstimate
from outgrow.vocabulary import InputError

WARNING = (
    "Nobody outside the programme was measured, so that weather, prices, other projects and who chose to stay are all "
    "in this number; nothing is known of what would have been without it."
)


def before_after(data: Any, design: Design, inference: Inference | None = None) -> ImpactEstimate:
    """Mean change of participants' outcome, with a plain warning and no claim about its cause.

    Parameters
    ----------
    data
        Survey of participants: one row a unit with a baseline column, or one a unit and period.
    design
        What the columns mean; without ``unit`` the rounds are taken as separate samples.
    inference
        How to make interval and p-value.

    Returns
    -------
    ImpactEstimate
        Its estimand is ``change among participants``, and its summary uses no causal word.

    Raises
    ------
    InputError
        As `check_design`, and when fewer than two units have both numbers.

    Examples
    --------
    >>> data = {"before": [1.0, 2.0, 3.0], "after": [2.0, 4.0, 3.0]}
    >>> design = Design(kind="beneficiaries-only", outcome="after", baseline="before", outcome_unit="t/ha")
    >>> before_after(data, design).estimate
    1.0
    """
    how = inference or Inference()
    frame = as_frame(data)
    if not design.baseline and not design.unit:
        return _two_samples(frame, design, how)
    check_design(frame, design)
    frame, design, early = one_row_a_unit(frame, design.but(arm=""))
    late, before = numbers(frame[design.outcome]), numbers(frame[design.baseline])
    counts = numbers(frame[design.weights]) != 0 if design.weights else np.ones(frame.height, dtype=bool)
    seen = np.isfinite(late) & counts
    known = seen & np.isfinite(before)
    left = [
        LeftOut(f"{design.weights} is 0", int((~counts).sum())),
        LeftOut(f"{design.outcome} unknown", int((counts & ~seen).sum())),
        LeftOut(f"{design.baseline} unknown", int((seen & ~known).sum())),
    ]
    if known.sum() < 2:
        pairs = f"{int(known.sum())} with both numbers"
        raise InputError.single(
            f"survey of {design.outcome}", pairs, "a change needs before and after", "give both rounds"
        )
    kept = frame.filter(known)
    weights = numbers(kept[design.weights]) if design.weights else np.ones(kept.height)
    clusters = codes(kept, (design.cluster,)) if design.cluster else None
    change = late[known] - before[known]
    # The mean as a regression on a column of ones that stands for "after".
    found = answer(
        change, np.ones(change.size), np.empty((change.size, 0)), [], how, weights=weights, clusters=clusters
    )
    method = f"mean of each participant's change; {found.words}"
    reference = float(np.average(before[known], weights=weights))
    return _estimate(design, found, how, method, reference, (*early, *(x for x in left if x.rows)))


def _two_samples(frame: Any, design: Design, how: Inference) -> ImpactEstimate:
    """Different participants in each round."""
    panel = panel_of(frame, design.but(arm=""))
    found = answer(
        panel.y, panel.after, np.empty((panel.y.size, 0)), [], how, weights=panel.weights, clusters=panel.clusters
    )
    early = panel.after == 0
    reference = float(np.average(panel.y[early], weights=panel.weights[early]))
    method = f"difference of the rounds' means, different participants in each; {found.words}"
    return _estimate(design, found, how, method, reference, panel.left_out)


def _estimate(design: Design, found: Any, how: Inference, method: str, reference: float, left: Any) -> ImpactEstimate:
    return ImpactEstimate(
        outcome=design.outcome_words, unit=design.outcome_unit, estimand=BEFORE_AFTER, estimate=found.estimate,
        se=found.se,
        interval=found.interval, level=how.level, df=found.df, p=found.p, n=found.fit.rows, clusters=found.fit.clusters,
        design=design.kind, method=method, reference=reference, caveats=(WARNING,), left_out=tuple(left),
    )  # fmt: skip
