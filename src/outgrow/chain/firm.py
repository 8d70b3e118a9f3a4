"""The firm: does it recover its up-front investment?

Cash flow of season ``t``: ``members*(margin*volume*loyal - serve + fee) - fixed - investment``. Strategic
value (security of supply, procurement policy, social responsibility) is kept apart and never mixed in.
Method: discounted cash flow (Gittinger 1982, "Economic Analysis of Agricultural Projects").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, SHARE, Floats, outside, require
from outgrow.chain.discounting import InternalRate, internal_rate, npv, payback_season, season_defects


@dataclass(frozen=True, slots=True, eq=False)
class FirmCase:
    """Recovery of the up-front investment; seasons on the last axis, draws on the others.

    Parameters
    ----------
    cash_flow, cumulative
        Money per season and its running sum, shape (..., seasons).
    npv
        Net present value at the firm's hurdle rate, shape (...).
    irr
        Internal rate of the cash flow, of its mean over draws where there are draws.
    payback, discounted_payback
        Season by whose end the investment is recovered, counted from 0; not a number where it never is.
    strategic_npv
        Present value of the strategic value, which is in none of the numbers above, shape (...).
    """

    cash_flow: Floats
    cumulative: Floats
    npv: Floats
    irr: InternalRate
    payback: Floats
    discounted_payback: Floats
    strategic_npv: Floats

    @property
    def recovers(self) -> float:
        """Share of draws whose net present value is not negative."""
        return float(np.mean(self.npv >= 0))

    def summary(self) -> str:
        """Sentences with present value, internal rate, payback and, apart, the strategic value."""
        late = np.isnan(self.discounted_payback)
        when = "never" if late.all() else f"in season {np.median(self.discounted_payback[~late]):.0f}"
        return (
            f"Net present value {np.mean(self.npv):,.0f} (recovered in {self.recovers:.0%} of draws, "
            f"discounted payback {when}); internal rate {self.irr.summary()}. "
            f"Strategic value, not included: {np.mean(self.strategic_npv):,.0f}."
        )


def cash_flow(
    members: ArrayLike,
    margin: ArrayLike,
    volume: ArrayLike,
    loyal: ArrayLike,
    serve: ArrayLike,
    fee: ArrayLike,
    fixed: ArrayLike,
    investment: ArrayLike,
) -> Floats:
    """Cash flow per season, without strategic value.

    ``members*(margin*volume*loyal - serve + fee) - fixed - investment``

    Parameters
    ----------
    members
        Households served, shape (..., seasons); the others broadcast against it.
    margin
        Firm's margin, money per unit bought.
    volume
        Units a loyal household delivers per season.
    loyal
        Share delivered rather than sold aside, 0 to 1.
    serve, fee
        Cost to serve and fee received, money per household and season.
    fixed, investment
        Money per season.

    Raises
    ------
    InputError
        For numbers that are not finite, negative members, volume or costs, or a loyal share outside 0..1.

    Examples
    --------
    >>> cash_flow([0, 100], 0.2, 500, 0.9, 30, 0, 1000, [20000, 0]).tolist()
    [-21000.0, 5000.0]
    """
    require(
        "cash flow",
        outside(NOT_NEGATIVE, {"members": members, "volume": volume, "serve": serve, "fixed": fixed}),
        outside(SHARE, {"loyal": loyal}),
        outside(FINITE, {"margin": margin, "fee": fee, "investment": investment}),
    )
    per_household = np.multiply(margin, volume) * np.asarray(loyal) - np.asarray(serve) + np.asarray(fee)
    flow: Floats = np.asarray(members) * per_household - np.asarray(fixed) - np.asarray(investment)
    return flow


def firm_case(flow: ArrayLike, rate: ArrayLike, strategic: ArrayLike | None = None) -> FirmCase:
    """Judge whether a firm recovers its investment.

    Parameters
    ----------
    flow
        Cash flow, money per season, shape (..., seasons).
    rate
        Hurdle rate per season, broadcast over draws.
    strategic
        Strategic value, money per season, same shape; none is claimed when left out.

    Raises
    ------
    InputError
        For numbers that are not finite, or a rate of -1 or less.

    Examples
    --------
    >>> case = firm_case([-100.0, 60.0, 70.0], 0.1)
    >>> round(float(case.npv), 2), float(case.payback), round(case.irr.rate, 3)
    (12.4, 2.0, 0.189)
    """
    flows = np.asarray(flow, dtype=np.float64)
    require("firm's case", season_defects(flows))
    extra = np.zeros_like(flows) if strategic is None else np.asarray(strategic, dtype=np.float64)
    mean_flow = flows.reshape(-1, flows.shape[-1]).mean(axis=0)
    return FirmCase(
        cash_flow=flows,
        cumulative=np.cumsum(flows, axis=-1),
        npv=npv(flows, rate),
        irr=internal_rate(mean_flow),
        payback=payback_season(flows),
        discounted_payback=payback_season(flows, rate),
        strategic_npv=npv(extra, rate),
    )


def break_even_households(fixed: ArrayLike, margin: ArrayLike, serve: ArrayLike, leakage: ArrayLike = 0.0) -> Floats:
    """Number of households at which the margin pays the fixed cost: ``fixed/(margin*(1-leakage) - serve)``.

    Parameters
    ----------
    fixed
        Fixed cost, money per season.
    margin, serve
        Margin and cost to serve, money per household and season.
    leakage
        Share of the margin lost to side-selling, 0 to 1.

    Returns
    -------
    numpy.ndarray
        Households; infinite where a household costs as much as it brings, so that no number suffices.

    Raises
    ------
    InputError
        For numbers that are not finite, negative costs, or leakage outside 0..1.

    Examples
    --------
    >>> break_even_households(250_000, 55, 38, [0, 0.15]).round(2).tolist()
    [14705.88, 28571.43]
    """
    require(
        "break-even households",
        outside(NOT_NEGATIVE, {"fixed": fixed, "serve": serve}),
        outside(FINITE, {"margin": margin}),
        outside(SHARE, {"leakage": leakage}),
    )
    left = np.asarray(margin) * (1.0 - np.asarray(leakage)) - np.asarray(serve)
    cost, left = np.broadcast_arrays(np.asarray(fixed, dtype=np.float64), left)
    return np.asarray(np.divide(cost, left, out=np.full(left.shape, np.inf), where=left > 0))
