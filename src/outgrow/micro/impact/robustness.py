"""All checks that an estimate's design allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from outgrow.micro.design import Design, as_frame, codes
from outgrow.micro.impact.checks import (
    Check,
    alike,
    confounder,
    few_clusters,
    leave_one_out,
    lost,
    lottery,
    outliers,
    overlap,
    pre_trend,
    trends,
    unseen,
    weighted_balance,
    whole_groups,
)
from outgrow.micro.impact.estimate import estimate_impact
from outgrow.micro.impact.records import ImpactEstimate
from outgrow.micro.regression import is_nested

MOST_CLUSTERS = 200  # beyond them one cluster of many makes nothing
ENOUGH_CLUSTERS = 1000  # beyond them the bootstrap of clusters says what the t test says, and needs much memory
REGRESSIONS = {"rct", "did", "beneficiaries-only"}
MOST_LOTS = 100_000  # households assigned one by one; beyond them the lotteries' t statistics are those of the t test


def robustness(data: Any, design: Design, estimate: ImpactEstimate | None = None) -> ImpactEstimate:
    """Hold an estimate against everything that its design lets one check.

    Parameters
    ----------
    data, design
        As in `estimate_impact`.
    estimate
        What was estimated; made here when left out.

    Returns
    -------
    ImpactEstimate
        The estimate with its checks; each says whether the estimate stands, with table and sentence.

    Raises
    ------
    InputError
        As `estimate_impact`.

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, 3.0, 2.5, 5.0, 4.0, 6.0, 5.5], "arm": [0] * 4 + [1] * 4}
    >>> found = robustness(data, Design(kind="rct", outcome="y", arm="arm"))
    >>> [c.name for c in found.checks]
    ['households lost', 'randomisation inference', 'extreme values']
    """
    found = estimate if estimate is not None else estimate_impact(data, design)
    made = found.with_checks(tuple(check(data, design, found) for check in checks_for(data, design, found)))
    spared = [*_spared(data, design, found)]
    if not spared:
        return made
    return replace(made, caveats=(*made.caveats, f"Not checked at this size: {'; '.join(spared)}."))


def checks_for(data: Any, design: Design, estimate: ImpactEstimate) -> Iterator[Check]:
    """Checks that make sense for a design and its estimate."""
    if design.kind in {"rct", "did"} and whole_groups.groups_with_one_arm(data, design):
        yield whole_groups.check
    if design.kind in {"rct", "did"}:
        yield lost.check
    if design.kind == "rct" and (design.baseline or design.covariate_columns):
        yield alike.check
    if design.kind == "rct" and not _lots_spared(data, design, estimate):
        yield lottery.check
    if design.kind in {"did", "staggered"} and design.period:
        yield pre_trend.check
        if any(part.family == "test" for part in estimate.parts) and design.unit:
            yield trends.check
    if design.kind == "matched":
        yield from (overlap.check, weighted_balance.check, unseen.check, confounder.check)
    if design.cluster and design.kind in REGRESSIONS and (estimate.clusters or 0) <= ENOUGH_CLUSTERS:
        yield few_clusters.check
    if design.cluster and 2 < (estimate.clusters or 0) <= MOST_CLUSTERS:
        yield leave_one_out.check
    yield outliers.check


def _lots_spared(data: Any, design: Design, estimate: ImpactEstimate) -> bool:
    """Whether so many households were assigned one by one that drawing their lots again repeats the t test."""
    if design.kind != "rct" or estimate.n <= MOST_LOTS or design.assigned == "cluster":
        return False
    if not design.cluster:
        return True
    frame = as_frame(data)
    return not is_nested(codes(frame, (design.cluster,)), codes(frame, (design.arm,)))


def _spared(data: Any, design: Design, estimate: ImpactEstimate) -> Iterator[str]:
    """Checks that are not made because the survey is large, with the reason."""
    if _lots_spared(data, design, estimate):
        yield f"randomisation inference (with {estimate.n:,} rows it repeats the t test)"
    if design.cluster and design.kind in REGRESSIONS and (estimate.clusters or 0) > ENOUGH_CLUSTERS:
        yield f"wild cluster bootstrap (with {estimate.clusters:,} clusters it repeats the t test)"
    if design.cluster and (estimate.clusters or 0) > MOST_CLUSTERS:
        yield f"one cluster left out (one of {estimate.clusters:,} weighs too little)"
