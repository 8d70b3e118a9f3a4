"""The household's own arithmetic: partial budget, payback and benefit-cost ratio.

Money is in one currency and price year; a season is the unit of time and rates are per season.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PartialBudget:
    """What changes for one household in one season.

    Parameters
    ----------
    extra_revenue, saved_cost
        What it gains.
    extra_cost, lost_revenue
        What it gives up.
    """

    extra_revenue: float
    saved_cost: float
    extra_cost: float
    lost_revenue: float

    @property
    def net_gain(self) -> float:
        """Gains less losses."""
        return self.extra_revenue + self.saved_cost - self.extra_cost - self.lost_revenue

    @property
    def marginal_rate_of_return(self) -> float | None:
        """Net gain per unit of additional cost; None when costs do not rise, as nothing is then laid out."""
        outlay = self.extra_cost - self.saved_cost
        return self.net_gain / outlay if outlay > 0 else None


def partial_budget(extra_revenue: float, saved_cost: float, extra_cost: float, lost_revenue: float) -> PartialBudget:
    """Weigh what a change adds for one household and season against what it takes.

    Parameters
    ----------
    extra_revenue, saved_cost, extra_cost, lost_revenue
        Amounts of money, each zero or positive: a loss is written as a loss, not as a negative gain.

    Returns
    -------
    PartialBudget
        The four amounts with net gain and marginal rate of return.

    Raises
    ------
    InputError
        With every amount that is negative or not finite.

    Notes
    -----
    CIMMYT (1988), From Agronomic Data to Farmer Recommendations: an Economics Training Manual.

    Examples
    --------
    >>> budget = partial_budget(extra_revenue=500, saved_cost=0, extra_cost=200, lost_revenue=50)
    >>> budget.net_gain, budget.marginal_rate_of_return
    (250, 1.25)
    """
    amounts = {
        "extra_revenue": extra_revenue,
        "saved_cost": saved_cost,
        "extra_cost": extra_cost,
        "lost_revenue": lost_revenue,
    }
    defects = [
        Defect(f"{amount}", name, "an amount is zero or positive and finite", "move a loss to the other side")
        for name, amount in amounts.items()
        if not 0 <= amount < math.inf
    ]
    if defects:
        raise InputError("partial budget", defects)
    return PartialBudget(**amounts)


def payback_seasons(upfront: float, gain_per_season: float, rate: float = 0.0) -> float:
    """Seasons until a constant gain has paid an up-front cost back.

    Parameters
    ----------
    upfront
        Cost at the start, zero or positive.
    gain_per_season
        Net gain at the end of each season; zero or less never pays back.
    rate
        Discount rate per season, zero or positive.

    Returns
    -------
    float
        ``upfront/gain`` without discounting, ``-ln(1 - rate upfront/gain)/ln(1 + rate)`` with it, and
        infinity when the gain never pays the cost back.

    Raises
    ------
    InputError
        With every number out of range.

    Examples
    --------
    >>> payback_seasons(600, 200)
    3.0
    >>> round(payback_seasons(600, 200, 0.10), 4)
    3.7423
    >>> payback_seasons(600, 50, 0.10)
    inf
    """
    _check_payback(upfront, gain_per_season, rate)
    if upfront == 0:
        return 0.0
    if gain_per_season <= rate * upfront:
        return math.inf
    if rate == 0:
        return upfront / gain_per_season
    return -math.log1p(-rate * upfront / gain_per_season) / math.log1p(rate)


def benefit_cost(benefits: ArrayLike, costs: ArrayLike, rate: float) -> float:
    """Present value of benefits over present value of costs.

    Parameters
    ----------
    benefits, costs
        Amounts in each season, shape (n,); the first season is not discounted. Costs are zero or positive.
    rate
        Discount rate per season, above -1.

    Returns
    -------
    float
        The ratio; at least 1 when the benefits cover the costs. It depends on what is counted as a cost and
        what as a lower benefit, so compare only ratios that were drawn up alike.

    Raises
    ------
    InputError
        With every defect: columns that differ in length or are empty, numbers that are not finite, negative
        costs, no costs at all, a rate out of range.

    Examples
    --------
    >>> round(benefit_cost([0, 110], [50, 0], 0.10), 10)
    2.0
    """
    b, c = np.asarray(benefits, dtype=np.float64), np.asarray(costs, dtype=np.float64)
    _check_flows(b, c, rate)
    factors = (1 + rate) ** -np.arange(len(b), dtype=np.float64)
    return float(np.sum(b * factors) / np.sum(c * factors))


def _check_payback(upfront: float, gain: float, rate: float) -> None:
    """Raise with every number out of range."""
    defects = [
        Defect(f"{x}", name, "it is zero or positive and finite", "correct it")
        for name, x in (("upfront", upfront), ("rate", rate))
        if not 0 <= x < math.inf
    ]
    if not math.isfinite(gain):
        defects.append(Defect(f"{gain}", "gain_per_season", "a gain is a finite number", "correct it"))
    if defects:
        raise InputError("payback", defects)


def _check_flows(b: Floats, c: Floats, rate: float) -> None:
    """Raise with everything that keeps a ratio from being formed."""
    if b.ndim != 1 or b.shape != c.shape or b.size == 0:
        found = f"{b.size} seasons of benefits and {c.size} of costs"
        raise InputError.single("benefit-cost ratio", found, "both need one amount a season", "fill both columns")
    defects = [
        Defect(f"season {season} is not a finite number", name, "it cannot be added", "find the amount")
        for name, flow in (("benefits", b), ("costs", c))
        for season in np.flatnonzero(~np.isfinite(flow))
    ]
    if np.any(c < 0):
        defects.append(Defect("negative amounts", "costs", "a saved cost is a benefit", "move it there"))
    if not np.any(c > 0):
        defects.append(Defect("no costs", "costs", "a ratio needs something to divide by", "report benefits"))
    if not -1 < rate < math.inf:
        defects.append(Defect(f"{rate}", "rate", "a discount rate is a finite number above -1", "correct it"))
    if defects:
        raise InputError("benefit-cost ratio", defects)
