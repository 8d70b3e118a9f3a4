"""Investment under uncertainty: what the right to wait, and to stop after a pilot, is worth.

Method: Dixit, A. K. and R. S. Pindyck (1994), "Investment under Uncertainty", Princeton University Press,
chapter 2 (two periods) and chapter 5 (value that follows a geometric Brownian motion); Cox, Ross and
Rubinstein (1979), Journal of Financial Economics 7: 229-263 (binomial tree).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outgrow.chain.bounds import NOT_NEGATIVE, POSITIVE, SHARE, Floats, outside, require
from outgrow.vocabulary import InputError

SUBJECT = "option to invest"


@dataclass(frozen=True, slots=True, eq=False)
class InvestmentOption:
    """Perpetual right to pay ``I`` for a scheme worth ``V``; all of the inputs' broadcast shape.

    Parameters
    ----------
    beta
        Root above 1 of the fundamental quadratic.
    threshold
        ``V* = beta/(beta-1)*I``: value at which to invest.
    scale
        ``A`` of the option value ``A*V**beta`` below the threshold.
    value
        Option value: ``A*V**beta`` while waiting, ``V - I`` from the threshold on.
    invest
        Whether ``V >= V*``.
    """

    beta: Floats
    threshold: Floats
    scale: Floats
    value: Floats
    invest: np.typing.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TwoPeriodInvestment:
    """Investing now against waiting one period for the price to show itself.

    Parameters
    ----------
    now
        Net present value of investing at once.
    wait
        Net present value of deciding after a period, in money of today.
    value_of_waiting
        ``wait`` less the better of investing at once and never.
    """

    now: float
    wait: float
    value_of_waiting: float


def hurdle_root(rate: ArrayLike, payout: ArrayLike, volatility: ArrayLike) -> Floats:
    """Root ``beta`` above 1 of ``sigma^2/2*b*(b-1) + (r-delta)*b - r = 0``.

    Parameters
    ----------
    rate
        Riskless rate per season, zero or more.
    payout
        Payout rate ``delta`` forgone while waiting, above zero: without it nobody would ever invest.
    volatility
        Standard deviation of the value's growth per season, above zero.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> round(float(hurdle_root(0.04, 0.04, 0.4)), 7)
    1.3660254
    """
    require(
        SUBJECT,
        outside(NOT_NEGATIVE, {"rate": rate}),
        outside(POSITIVE, {"payout": payout, "volatility": volatility}),
    )
    variance = np.square(np.asarray(volatility, dtype=np.float64))
    drift = (np.asarray(rate, dtype=np.float64) - np.asarray(payout)) / variance - 0.5
    return np.asarray(-drift + np.sqrt(drift**2 + 2.0 * np.asarray(rate) / variance))


def hurdle_multiple(rate: ArrayLike, payout: ArrayLike, volatility: ArrayLike) -> Floats:
    """Value wanted per unit of investment, ``V*/I = beta/(beta-1)``; arguments as in `hurdle_root`.

    Examples
    --------
    >>> round(float(hurdle_multiple(0.04, 0.04, 0.2)), 7)
    2.0
    """
    beta = hurdle_root(rate, payout, volatility)
    return np.asarray(beta / (beta - 1.0))


def investment_option(
    value: ArrayLike, investment: ArrayLike, rate: ArrayLike, payout: ArrayLike, volatility: ArrayLike
) -> InvestmentOption:
    """Value and threshold of the perpetual option to invest (Dixit and Pindyck 1994, chapter 5).

    Parameters
    ----------
    value, investment
        Value of the operating scheme ``V`` and cost to set it up ``I``, money, above zero.
    rate, payout, volatility
        As in `hurdle_root`.

    Raises
    ------
    InputError
        For numbers outside their ranges.

    Examples
    --------
    >>> found = investment_option(1.5, 1.0, 0.04, 0.04, 0.2)
    >>> round(float(found.threshold), 6), round(float(found.value), 6), bool(found.invest)
    (2.0, 0.5625, False)
    """
    require(SUBJECT, outside(POSITIVE, {"value": value, "investment": investment}))
    worth, cost = np.asarray(value, dtype=np.float64), np.asarray(investment, dtype=np.float64)
    beta = hurdle_root(rate, payout, volatility)
    threshold = np.asarray(beta / (beta - 1.0) * cost)
    invest = np.asarray(worth >= threshold)
    waiting = (threshold - cost) * (worth / threshold) ** beta
    return InvestmentOption(
        beta=beta,
        threshold=threshold,
        scale=np.asarray((threshold - cost) / threshold**beta),
        value=np.where(invest, worth - cost, waiting),
        invest=invest,
    )


def two_period_investment(
    investment: float, price: float, price_up: float, price_down: float, chance_up: float, rate: float
) -> TwoPeriodInvestment:
    """Value of waiting when the price is known for good after one period (Dixit and Pindyck 1994, chapter 2).

    Parameters
    ----------
    investment
        Cost of a plant that makes one unit a period for ever, at no running cost.
    price
        Price now.
    price_up, price_down
        Price from the next period on, for ever.
    chance_up
        Chance of ``price_up``, 0 to 1.
    rate
        Discount rate per period, above zero.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> found = two_period_investment(1600, 200, 300, 100, 0.5, 0.1)
    >>> round(found.now, 4), round(found.wait, 4), round(found.value_of_waiting, 4)
    (600.0, 772.7273, 172.7273)
    """
    require(
        SUBJECT,
        outside(NOT_NEGATIVE, {"investment": investment, "price": price}),
        outside(NOT_NEGATIVE, {"price_up": price_up, "price_down": price_down}),
        outside(SHARE, {"chance_up": chance_up}),
        outside(POSITIVE, {"rate": rate}),
    )
    chances = np.array([chance_up, 1.0 - chance_up])
    perpetuities = np.array([price_up, price_down]) / rate
    now = float(price - investment + chances @ perpetuities)
    wait = float(chances @ np.maximum(perpetuities - investment / (1.0 + rate), 0.0))
    return TwoPeriodInvestment(now, wait, wait - max(now, 0.0))


def binomial_option(
    value: float,
    investment: float,
    rate: float,
    payout: float,
    volatility: float,
    horizon: float,
    steps: int,
) -> float:
    """Option to invest at any time up to a horizon, by a recombining binomial tree.

    Method: Cox, Ross and Rubinstein (1979). With a long horizon and many steps it approaches
    `investment_option`; use it where the right to invest ends, such as with a concession.

    Parameters
    ----------
    value, investment, rate, payout, volatility
        As in `investment_option`; here ``payout`` may be zero.
    horizon
        Seasons until the right ends, above zero.
    steps
        Steps of the tree, 1 or more.

    Raises
    ------
    InputError
        For numbers outside these ranges, or steps so long that a branch's weight leaves 0..1.

    Examples
    --------
    >>> round(binomial_option(1.5, 1.0, 0.04, 0.04, 0.2, horizon=150.0, steps=1500), 3)
    0.562
    """
    require(
        SUBJECT,
        outside(NOT_NEGATIVE, {"rate": rate, "payout": payout}),
        outside(POSITIVE, {"value": value, "investment": investment, "volatility": volatility}),
        outside(POSITIVE, {"horizon": horizon, "steps": steps}),
    )
    step = horizon / steps
    up = np.exp(volatility * np.sqrt(step))
    weight = up_weight(up, (rate - payout) * step)
    factor = np.exp(-rate * step)
    scheme = value * up ** (2.0 * np.arange(steps + 1) - steps)
    option = np.maximum(scheme - investment, 0.0)
    for _ in range(steps):
        scheme = scheme[1:] / up
        waiting = factor * (weight * option[1:] + (1.0 - weight) * option[:-1])
        option = np.maximum(scheme - investment, waiting)
    return float(option[0])


def up_weight(up: float, drift: float) -> float:
    """Risk-neutral weight of the upper branch."""
    weight = float((np.exp(drift) - 1.0 / up) / (up - 1.0 / up))
    if not 0.0 < weight < 1.0:
        raise InputError.single(
            SUBJECT,
            f"weight {weight:.4g} of the upper branch",
            "the steps are too long for this drift and volatility",
            "Use more steps",
            "steps",
        )
    return weight
