"""Discounting: present value, internal rate of return and payback of a cash flow.

Method: Gittinger (1982), "Economic Analysis of Agricultural Projects"; the internal rate is a root of the
net-present-value polynomial, and Descartes' rule of signs says when it is the only one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from outgrow.chain.bounds import FINITE, RATE, Floats, outside, require
from outgrow.vocabulary import Defect

ROOT_TOLERANCE = 1e-6
"""A root counts as real, and two as one, below this relative distance: companion matrices are that exact."""


@dataclass(frozen=True, slots=True)
class InternalRate:
    """Internal rate of return of one cash flow, or why there is none to report.

    Parameters
    ----------
    rate
        The only root above -1, as a share per season; not a number unless ``verdict`` is ``unique``.
    verdict
        ``unique``, ``none`` (no rate makes the present value zero) or ``multiple``.
    roots
        Every root, ascending.
    """

    rate: float
    verdict: Literal["unique", "none", "multiple"]
    roots: tuple[float, ...]

    def summary(self) -> str:
        """Rate in per cent, or the sentence that says why it is not defined."""
        if self.verdict == "unique":
            return f"{self.rate:.1%} per season"
        if self.verdict == "none":
            return "undefined: no rate makes the net present value zero"
        roots = ", ".join(f"{root:.1%}" for root in self.roots)
        return f"undefined: {len(self.roots)} rates make the net present value zero ({roots})"


def npv(flow: ArrayLike, rate: ArrayLike) -> Floats:
    """Net present value at season 0.

    Parameters
    ----------
    flow
        Money per season, seasons 0, 1, ... on the last axis, shape (..., seasons).
    rate
        Discount rate per season, broadcast against the other axes.

    Raises
    ------
    InputError
        For numbers that are not finite, or a rate of -1 or less.

    Examples
    --------
    >>> npv([[-100.0, 121.0], [-100.0, 132.0]], 0.1).round(9).tolist()
    [10.0, 20.0]
    """
    return np.asarray(np.sum(discounted(flow, rate), axis=-1))


def internal_rate(flow: ArrayLike) -> InternalRate:
    """Internal rate of return of one cash flow, saying so when there is none or more than one.

    Parameters
    ----------
    flow
        Money per season, shape (seasons,).

    Raises
    ------
    InputError
        If a number is not finite.

    Examples
    --------
    >>> internal_rate([-100.0, 230.0, -132.0]).summary()
    'undefined: 2 rates make the net present value zero (10.0%, 20.0%)'
    """
    flows = np.atleast_1d(np.asarray(flow, dtype=np.float64))
    require("internal rate", outside(FINITE, {"cash flow": flows}))
    nonzero = flows[flows != 0]
    changes = int(np.sum(np.sign(nonzero[1:]) != np.sign(nonzero[:-1])))
    if changes == 0:
        return InternalRate(float("nan"), "none", ())
    roots = (only_root(flows),) if changes == 1 else all_roots(flows)
    if len(roots) == 1:
        return InternalRate(roots[0], "unique", roots)
    return InternalRate(float("nan"), "multiple" if roots else "none", roots)


def payback_season(flow: ArrayLike, rate: ArrayLike = 0.0) -> Floats:
    """First season by whose end the (discounted) cash flow has been recovered, counted from 0.

    Parameters
    ----------
    flow
        Money per season, shape (..., seasons).
    rate
        Discount rate per season; 0 gives the plain payback.

    Returns
    -------
    numpy.ndarray
        Season, shape (...); not a number where the horizon ends before recovery.

    Examples
    --------
    >>> payback_season([[-100.0, 60.0, 60.0], [-100.0, 10.0, 10.0]]).tolist()
    [2.0, nan]
    """
    recovered = np.cumsum(discounted(flow, rate), axis=-1) >= 0
    first = np.argmax(recovered, axis=-1).astype(np.float64)
    return np.where(recovered.any(axis=-1), first, np.nan)


def discounted(flow: ArrayLike, rate: ArrayLike) -> Floats:
    """Cash flow of each season in money of season 0."""
    flows = np.asarray(flow, dtype=np.float64)
    require("discounting", season_defects(flows), outside(RATE, {"rate": rate}))
    season = np.arange(flows.shape[-1])
    factors: Floats = (1.0 + np.asarray(rate, dtype=np.float64)[..., np.newaxis]) ** -season
    return np.asarray(flows * factors)


def season_defects(flows: Floats) -> list[Defect]:
    """What is wrong with a cash flow."""
    if flows.ndim == 0 or flows.shape[-1] == 0:
        return [Defect("no season", "cash flow", "there is nothing to discount", "Give one number a season")]
    return outside(FINITE, {"cash flow": flows})


def only_root(flows: Floats) -> float:
    """Internal rate of a cash flow whose sign changes once, by bracketing the discount factor."""

    def value(factor: float) -> float:
        return float(np.polynomial.polynomial.polyval(factor, flows))

    low, high = 1.0, 1.0
    last = np.sign(flows[flows != 0][-1])
    while np.sign(value(low)) == last:
        low /= 2.0
    while np.sign(value(high)) != last:
        high *= 2.0
    return 1.0 / float(brentq(value, low, high, xtol=1e-15, rtol=1e-14)) - 1.0


def all_roots(flows: Floats) -> tuple[float, ...]:
    """Internal rates above -1 of a cash flow, ascending, from the roots of its polynomial."""
    roots = np.roots(flows[::-1])
    real = roots.real[(np.abs(roots.imag) <= ROOT_TOLERANCE * np.abs(roots)) & (roots.real > 0)]
    rates = np.sort(1.0 / real - 1.0)
    apart = np.diff(rates, prepend=-np.inf) > ROOT_TOLERANCE * (1.0 + np.abs(rates))
    return tuple(float(rate) for rate in rates[apart])
