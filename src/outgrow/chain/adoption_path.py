"""Surplus over seasons: adoption paths, vintages, growing markets, and the appraisal of a whole programme.

Method: Alston, Norton and Pardey (1995), chapters 4 and 5; logistic adoption after Griliches (1957),
Econometrica 25(4): 501-522.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, POSITIVE, RATE, SHARE, Floats, Range, outside, require
from outgrow.chain.discounting import InternalRate, internal_rate, npv
from outgrow.chain.surplus import check_market
from outgrow.vocabulary import Defect, InputError

SUBJECT = "surplus over seasons"
INNER_SHARE = Range("a logistic curve is strictly between 0 and 1", 0.0, 1.0, low_open=True, high_open=True)


@dataclass(frozen=True, slots=True)
class LogisticPath:
    """Logistic adoption ``ceiling/(1 + exp(-(alpha + beta*t)))``."""

    ceiling: float
    alpha: float
    beta: float

    def at(self, season: ArrayLike) -> Floats:
        """Adoption at seasons of any shape."""
        return np.asarray(
            self.ceiling / (1.0 + np.exp(-(self.alpha + self.beta * np.asarray(season, dtype=np.float64))))
        )


@dataclass(frozen=True, slots=True, eq=False)
class SurplusPath:
    """Gains season by season; every array has shape (seasons,).

    Parameters
    ----------
    price_without, quantity_without
        Market without the innovation.
    price
        Price with it.
    consumers, producers, total
        Gains of surplus, money per season.
    """

    price_without: Floats
    quantity_without: Floats
    price: Floats
    consumers: Floats
    producers: Floats
    total: Floats


@dataclass(frozen=True, slots=True)
class ProgrammeAppraisal:
    """Present values of benefits and costs, their difference and ratio, and the internal rate."""

    npv: float
    irr: InternalRate
    pv_benefits: float
    pv_costs: float
    benefit_cost_ratio: float


def logistic_through(ceiling: float, first: tuple[float, float], second: tuple[float, float]) -> LogisticPath:
    """Logistic adoption through two points.

    Parameters
    ----------
    ceiling
        Highest adoption, above 0 to 1.
    first, second
        Season, and adoption then as a share of the ceiling, strictly between 0 and 1.

    Raises
    ------
    InputError
        For numbers outside these ranges or two points of one season.

    Examples
    --------
    >>> path = logistic_through(0.6, (1, 0.02), (6, 0.5))
    >>> round(float(path.at(10)), 7)
    0.5744666
    """
    require(
        SUBJECT,
        outside(SHARE, {"ceiling": ceiling}),
        outside(POSITIVE, {"ceiling": ceiling}),
        outside(FINITE, {"season of first": first[0], "season of second": second[0]}),
        outside(INNER_SHARE, {"share of first": first[1], "share of second": second[1]}),
    )
    if first[0] == second[0]:
        raise InputError.single(
            SUBJECT, f"two points of season {first[0]:g}", "they fix no curve", "Give two seasons", "points"
        )
    odds = [np.log(share / (1.0 - share)) for _, share in (first, second)]
    beta = (odds[1] - odds[0]) / (second[0] - first[0])
    return LogisticPath(ceiling, float(odds[0] - beta * first[0]), float(beta))


def trapezoid_path(research: int, adoption: int, maximum: int, decline: int, seasons: int) -> Floats:
    """Adoption as a share of its ceiling: none, rising, full, falling, none again.

    Parameters
    ----------
    research, adoption, maximum, decline
        Seasons of each phase, whole numbers of zero or more.
    seasons
        Length of the path, seasons 0, 1, ....

    Raises
    ------
    InputError
        If a number of seasons is negative.

    Examples
    --------
    >>> trapezoid_path(1, 2, 1, 2, 8).tolist()
    [0.0, 0.0, 0.5, 1.0, 1.0, 0.5, 0.0, 0.0]
    """
    phases = {"research": research, "adoption": adoption, "maximum": maximum, "decline": decline}
    require(SUBJECT, outside(NOT_NEGATIVE, {**phases, "seasons": seasons}))
    corners = np.cumsum([research, adoption, maximum, decline], dtype=np.float64)
    season = np.arange(seasons, dtype=np.float64)
    rising = (season - corners[0]) / adoption if adoption else (season > corners[0]).astype(np.float64)
    falling = (corners[3] - season) / decline if decline else (season <= corners[2]).astype(np.float64)
    return np.asarray(np.clip(np.minimum(rising, falling), 0.0, 1.0))


def vintage_shift(impact: ArrayLike, new_adoption: ArrayLike) -> Floats:
    """Shift of supply when each season's new adopters gain by their years of use: ``k_t = sum
    c_(t-s+1)*dA_s``.

    Parameters
    ----------
    impact
        Fall of unit cost ``c`` in the 1st, 2nd, ... season of use; beyond its end the last one stays.
    new_adoption
        Rise of adoption ``dA`` in each season, shape (seasons,).

    Raises
    ------
    InputError
        If a number is not finite or there is no impact.

    Examples
    --------
    >>> vintage_shift([0.05, 0.07], [0.1, 0.25]).round(4).tolist()
    [0.005, 0.0195]
    """
    effects, rises = np.atleast_1d(impact).astype(np.float64), np.atleast_1d(new_adoption).astype(np.float64)
    require(SUBJECT, outside(FINITE, {"impact": effects, "new_adoption": rises}))
    if effects.size == 0:
        raise InputError.single(SUBJECT, "no impact", "nothing can be shifted", "Give one number a season", "impact")
    seasons = rises.size
    lasting = np.pad(effects, (0, max(seasons - effects.size, 0)), mode="edge")
    return np.convolve(rises, lasting)[:seasons]


def surplus_path(
    price: float,
    quantity: float,
    supply_elasticity: float,
    demand_elasticity: float,
    shift: ArrayLike,
    *,
    supply_growth: float = 0.0,
    demand_growth: float = 0.0,
) -> SurplusPath:
    """Gains in a closed economy season by season, in a market that grows by itself.

    The intercepts of supply and demand grow each season by a share of the last season's quantity without the
    innovation; the slopes stay.

    Parameters
    ----------
    price, quantity
        Base price and quantity of season 0, above zero.
    supply_elasticity, demand_elasticity
        At the base point, positive numbers.
    shift
        Fall of unit cost ``K`` in each season as a share of the base price, shape (seasons,).
    supply_growth, demand_growth
        Growth per season as a share of quantity.

    Raises
    ------
    InputError
        For numbers outside these ranges, or growth that ends the market.

    Examples
    --------
    >>> surplus_path(300, 100_000, 0.8, 0.4, [0.0, 0.0837]).total.round(2).tolist()
    [0.0, 2539022.76]
    """
    saved = np.atleast_1d(shift).astype(np.float64) * price
    check_market(price, quantity, supply_elasticity, saved, {"demand_elasticity": demand_elasticity})
    require(SUBJECT, outside(RATE, {"supply_growth": supply_growth, "demand_growth": demand_growth}))
    rise, fall = supply_elasticity * quantity / price, demand_elasticity * quantity / price
    prices, quantities = np.empty(saved.size), np.empty(saved.size)
    now = (float(price), float(quantity))
    for season in range(saved.size):
        prices[season], quantities[season] = now
        now = next_season(now, rise, fall, supply_growth, demand_growth)
    check_alive(prices, quantities)
    change = -saved * rise / (rise + fall)
    producers = (saved + change) * (quantities + 0.5 * rise * (saved + change))
    consumers = -change * (quantities - 0.5 * fall * change)
    return SurplusPath(prices, quantities, prices + change, consumers, producers, consumers + producers)


def appraise_programme(benefits: ArrayLike, costs: ArrayLike, rate: float) -> ProgrammeAppraisal:
    """Appraise a programme from its gains of surplus and its costs.

    Parameters
    ----------
    benefits, costs
        Money per season, shape (seasons,), costs as positive numbers.
    rate
        Discount rate per season, above -1.

    Raises
    ------
    InputError
        If a number is not finite or no cost is given.

    Examples
    --------
    >>> found = appraise_programme([0.0, 121.0], [100.0, 0.0], 0.1)
    >>> round(found.npv, 6), round(found.irr.rate, 6), round(found.benefit_cost_ratio, 6)
    (10.0, 0.21, 1.1)
    """
    gains, spent = np.asarray(benefits, dtype=np.float64), np.asarray(costs, dtype=np.float64)
    pv_benefits, pv_costs = float(npv(gains, rate)), float(npv(spent, rate))
    if pv_costs <= 0:
        raise InputError.single(
            SUBJECT, f"costs worth {pv_costs:g}", "a programme costs something", "Give its costs", "costs"
        )
    return ProgrammeAppraisal(
        npv=pv_benefits - pv_costs,
        irr=internal_rate(gains - spent),
        pv_benefits=pv_benefits,
        pv_costs=pv_costs,
        benefit_cost_ratio=pv_benefits / pv_costs,
    )


def next_season(
    now: tuple[float, float], rise: float, fall: float, supply_growth: float, demand_growth: float
) -> tuple[float, float]:
    """Price and quantity without the innovation after one more season of growth."""
    price, quantity = now
    change = (demand_growth - supply_growth) * quantity / (rise + fall)
    return price + change, quantity * (1.0 + supply_growth) + rise * change


def check_alive(prices: Floats, quantities: Floats) -> None:
    """Refuse growth that drives price or quantity to nothing."""
    dead = np.flatnonzero((prices <= 0) | (quantities <= 0))
    if dead.size:
        season = int(dead[0])
        found = f"price {prices[season]:.4g}, quantity {quantities[season]:.4g} in season {season}"
        why = "growth of supply and demand drifts so far apart that the market ends"
        require(SUBJECT, [Defect(found, "growth", why, "Use closer rates or a shorter path")])
