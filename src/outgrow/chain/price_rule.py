"""Price rules of a contract: fixed, indexed, floor, revenue share and deferred bonus, and what a late one is worth.

Each rule pays ``max(base + slope*p_s, floor)`` per accepted unit when the spot price is ``p_s``. What is paid late is
worth less to a household that needs cash (`effective_price`), and a rejected part is sold at a discount outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, SHARE, Floats, Range, outside, require
from outgrow.chain.contract import Numbers
from outgrow.chain.contract_range import effective_price

SUBJECT = "price rule"
FOLLOWS = Range("a price that rises faster than the spot price would be side-selling's reward", low=0.0, high=1.0)


@dataclass(frozen=True, slots=True, eq=False)
class PriceRule:
    """Price per accepted unit as the spot price moves: ``max(base + slope*p_s, floor)``.

    Parameters
    ----------
    kind
        Name of the rule, for tables.
    base, floor
        Money per unit.
    slope
        Part of a rise of the spot price that it follows, 0 to 1.
    worth
        What a unit of this money is worth to the household at delivery, 0 to 1.

    Raises
    ------
    InputError
        For numbers outside these ranges.
    """

    kind: str
    base: Numbers
    slope: Numbers = 0.0
    floor: Numbers = 0.0
    worth: Numbers = 1.0

    def __post_init__(self) -> None:
        """Check all numbers at once."""
        require(
            SUBJECT,
            outside(FINITE, {"base": self.base}),
            outside(FOLLOWS, {"slope": self.slope}),
            outside(NOT_NEGATIVE, {"floor": self.floor}),
            outside(SHARE, {"worth": self.worth}),
        )

    def pays(self, spot_price: ArrayLike) -> Floats:
        """Money per accepted unit at a spot price."""
        return np.asarray(np.maximum(self.base + self.slope * np.asarray(spot_price, dtype=np.float64), self.floor))


def fixed_price(price: Numbers) -> PriceRule:
    """The same price whatever the market does.

    Examples
    --------
    >>> fixed_price(0.5).pays([0.3, 0.8]).tolist()
    [0.5, 0.5]
    """
    return PriceRule("fixed", price)


def indexed_price(base_price: Numbers, spot_share: Numbers) -> PriceRule:
    """A price that follows the market in part: ``theta*p_s + (1-theta)*p_hat``.

    Examples
    --------
    >>> indexed_price(0.5, 0.5).pays([0.3, 0.8]).round(2).tolist()
    [0.4, 0.65]
    """
    return PriceRule("indexed", (1.0 - np.asarray(spot_share)) * base_price, spot_share)


def floor_price(floor: Numbers, spot_share: Numbers = 1.0) -> PriceRule:
    """The market's price, or a stated part of it, and never less than a floor, as fair-trade standards have it.

    Examples
    --------
    >>> floor_price(0.5).pays([0.3, 0.8]).tolist()
    [0.5, 0.8]
    """
    return PriceRule("floor", 0.0, spot_share, floor)


def revenue_share(share: Numbers, sale_price: Numbers, follows: Numbers, spot_mean: Numbers) -> PriceRule:
    """A share of what the buyer sells for, which follows the spot price in part.

    Parameters
    ----------
    share
        Household's share of the buyer's sale price, 0 to 1.
    sale_price
        Buyer's mean sale price per unit of the household's product.
    follows
        Money by which the sale price rises for each unit of money that the spot price rises.
    spot_mean
        Mean spot price, at which the buyer sells for ``sale_price``.

    Examples
    --------
    >>> revenue_share(0.4, 1.25, 1.0, 0.5).pays([0.3, 0.5, 0.8]).round(2).tolist()
    [0.42, 0.5, 0.62]
    """
    require(SUBJECT, outside(SHARE, {"share": share}), outside(NOT_NEGATIVE, {"follows": follows}))
    slope = np.asarray(share) * follows
    return PriceRule("revenue share", share * np.asarray(sale_price) - slope * spot_mean, slope)


def deferred_bonus(
    first: Numbers, bonus: Numbers, delay_seasons: Numbers, discount_per_season: Numbers, liquidity_weight: Numbers
) -> PriceRule:
    """A first payment at delivery and a bonus later, at what the two are worth to the household.

    Parameters
    ----------
    first, bonus
        Money per unit, at delivery and later.
    delay_seasons, discount_per_season, liquidity_weight
        As in `effective_price`.

    Examples
    --------
    >>> round(float(deferred_bonus(14.0, 22.0, 0.5, 0.21, 0.25).pays(30.0)), 4)
    30.0
    """
    return PriceRule(
        "deferred bonus", effective_price(first, bonus, delay_seasons, discount_per_season, liquidity_weight)
    )


def paid_late(
    rule: PriceRule, delay_seasons: Numbers, discount_per_season: Numbers, liquidity_weight: Numbers
) -> PriceRule:
    """A rule whose whole price is paid with a delay, worth less to a household that needs cash.

    Examples
    --------
    >>> round(float(paid_late(fixed_price(0.5), 0.5, 0.21, 0.25).worth), 4)
    0.7273
    """
    worth = effective_price(0.0, 1.0, delay_seasons, discount_per_season, liquidity_weight)
    return PriceRule(rule.kind, rule.base, rule.slope, rule.floor, rule.worth * worth)
