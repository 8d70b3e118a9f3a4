"""Partial budgets of many households: what the change leaves each of them, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.micro.impact.records import number
from outgrow.micro.welfare import LEVEL, Estimate, Estimates, Sampling, covariance, estimate, sampling
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
LINES = ("extra_revenue", "saved_cost", "extra_cost", "lost_revenue")
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class HouseholdBudgets:
    """Partial budgets of the households of a survey.

    Parameters
    ----------
    net_gain
        Net gain of each household, shape (n,).
    estimates
        Means of the four lines and of the net gain, ``share_gaining``, and ``return_on_extra_cost`` (mean net gain
        over mean outlay) where costs rise.
    quantiles
        Weighted quantiles of the net gain: (share, amount).
    money
        Unit of money, with its price year.
    """

    net_gain: Floats
    estimates: Estimates
    quantiles: tuple[tuple[float, float], ...]
    money: str

    def to_frame(self) -> pl.DataFrame:
        """Tidy table of the estimates."""
        return self.estimates.to_frame()

    def summary(self) -> str:
        """Mean net gain with its interval, who gains, and the spread."""
        gain, share = self.estimates["net_gain"], self.estimates["share_gaining"]
        level = 100 * self.estimates.level
        spread = dict(self.quantiles)
        said = (
            f"The change leaves a household {number(gain.value)} {self.money} on average ({level:.0f} % interval "
            f"{number(gain.low)} to {number(gain.high)}). {100 * share.value:.0f} % of households gain ({level:.0f} % "
            f"interval {100 * share.low:.0f} to {100 * share.high:.0f}); one in four gets less than "
            f"{number(spread[0.25])}, one in four more than {number(spread[0.75])}."
        )
        back = [row for row in self.estimates.rows if row.measure == "return_on_extra_cost"]
        if back:
            said += f" Each unit of extra cost brings {back[0].value:.2f} on top of itself."
        return f"{said} Design: {self.estimates.design}."


def household_budgets(
    extra_revenue: ArrayLike,
    saved_cost: ArrayLike,
    extra_cost: ArrayLike,
    lost_revenue: ArrayLike,
    plan: Sampling | None = None,
    *,
    money: str,
    level: float = LEVEL,
) -> HouseholdBudgets:
    """Weigh what a change adds for each household and season against what it takes.

    Parameters
    ----------
    extra_revenue, saved_cost, extra_cost, lost_revenue
        Amounts of money of each household, zero or positive, shape (n,), or one number for all.
    plan
        How the households were drawn; None for a simple random sample.
    money
        Unit of money with its price year, such as ``UGX (2024 prices)``.
    level
        Confidence level.

    Returns
    -------
    HouseholdBudgets
        Each household's net gain, and means with design-based intervals.

    Raises
    ------
    InputError
        With every column that does not fit, and amounts that are negative or not finite.

    Notes
    -----
    CIMMYT (1988), From Agronomic Data to Farmer Recommendations: an Economics Training Manual. Where the four lines
    come from before and after, everything else that changed is in them too.

    Examples
    --------
    >>> found = household_budgets([500, 100], 0, [200, 150], 0, money="KES (2024 prices)")
    >>> found.net_gain.tolist(), found.estimates["share_gaining"].value
    ([300.0, -50.0], 0.5)
    """
    columns = _checked(dict(zip(LINES, (extra_revenue, saved_cost, extra_cost, lost_revenue), strict=True)), plan)
    gain = columns["extra_revenue"] + columns["saved_cost"] - columns["extra_cost"] - columns["lost_revenue"]
    drawn = plan or sampling(gain.size)
    rows = [_mean(name, x, drawn, money, level) for name, x in {**columns, "net_gain": gain}.items()]
    rows.append(_mean("share_gaining", (gain > 0).astype(np.float64), drawn, "share", level))
    outlay = columns["extra_cost"] - columns["saved_cost"]
    total = float(np.sum(drawn.weights * outlay))
    if total > 0:
        ratio = float(np.sum(drawn.weights * gain)) / total
        error = float(covariance((gain - ratio * outlay) / total, drawn)[0, 0] ** 0.5)
        free = drawn.degrees_of_freedom
        rows.append(estimate("return_on_extra_cost", ratio, error, free, gain.size, unit="index", level=level))
    return HouseholdBudgets(
        gain, Estimates(tuple(rows), drawn.sentence(), level), _quantiles(gain, drawn.weights), money
    )


def _mean(name: str, x: Floats, plan: Sampling, unit: str, level: float) -> Estimate:
    value = float(np.average(x, weights=plan.weights))
    error = float(covariance((x - value) / plan.weights.sum(), plan)[0, 0] ** 0.5)
    return estimate(name, value, error, plan.degrees_of_freedom, x.size, unit=unit, level=level)


def _quantiles(gain: Floats, weights: Floats) -> tuple[tuple[float, float], ...]:
    order = np.argsort(gain, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum()
    places = np.minimum(np.searchsorted(reached, QUANTILES), gain.size - 1)
    return tuple((q, float(gain[order][i])) for q, i in zip(QUANTILES, places, strict=True))


def _checked(columns: dict[str, ArrayLike], plan: Sampling | None) -> dict[str, Floats]:
    """Four columns of one length, or everything that is wrong with them."""
    found = {name: np.asarray(x, dtype=np.float64) for name, x in columns.items()}
    sizes = {x.size for x in found.values() if x.ndim} | ({plan.rows} if plan else set())
    if len(sizes) != 1:
        listed = ", ".join(f"{name} {x.size}" for name, x in found.items())
        why = "every household has all four amounts"
        raise InputError.single("household budgets", listed, why, "give columns of one length, or one number for all")
    defects = []
    for name, x in found.items():
        bad = np.flatnonzero(~(np.isfinite(x) & (x >= 0)))
        if bad.size:
            why = "an amount is zero or positive and finite"
            todo = "move a loss to the other side, and leave out households without an answer, saying how many"
            defects.append(Defect(f"{bad.size} rows, first at {bad[0]}", name, why, todo))
    if defects:
        raise InputError("household budgets", defects)
    return {name: np.broadcast_to(x, sizes.copy().pop()).astype(np.float64) for name, x in found.items()}
