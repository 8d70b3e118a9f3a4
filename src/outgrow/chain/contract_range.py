"""The range of spot prices in which a contract enforces itself, and what widens it.

Below the range the buyer walks away (hold-up, rejection, late payment), above it the household sells
aside; only the price draws outside it have to be covered by arbitration or by indexing. Method: Klein
(1996), Economic Inquiry 34(3): 444-463 (self-enforcing range); Levin (2003) for the joint condition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from outgrow.chain.bounds import FACTOR, FINITE, NOT_NEGATIVE, POSITIVE, RATE, Floats, outside, require
from outgrow.chain.contract import check_spot, log_distance

SUBJECT = "contract range"


@dataclass(frozen=True, slots=True, eq=False)
class ContractRange:
    """Self-enforcing range of a contract and how often the spot price lies below, in and above it.

    Parameters
    ----------
    low, high
        Spot prices at which buyer and household are indifferent; with ``low`` above ``high`` there is no
        range.
    below, inside, above
        Chances of a spot price below ``low``, in the range, and above ``high``.
    """

    low: Floats
    high: Floats
    below: Floats
    inside: Floats
    above: Floats

    def summary(self) -> str:
        """Sentence with the range and the chances of leaving it at either end."""
        return (
            f"The contract enforces itself from {np.median(self.low):.4g} to {np.median(self.high):.4g}: "
            f"{np.mean(self.inside):.0%} of spot prices; {np.mean(self.above):.0%} tempt the household to "
            f"sell aside, {np.mean(self.below):.0%} tempt the buyer to walk away."
        )


def buyer_floor(
    price: ArrayLike,
    volume: ArrayLike,
    breach_cost: ArrayLike,
    patience: ArrayLike,
    value_inside: ArrayLike,
    value_outside: ArrayLike,
) -> Floats:
    """Spot price below which the buyer breaches: ``p_c - (breach cost + delta_f*(Pi_c - Pi_0))/Q``.

    Parameters
    ----------
    price
        Contract price, money per unit.
    volume
        Volume ``Q`` the buyer has contracted, above zero.
    breach_cost
        Reputational and formal cost of a breach.
    patience
        Buyer's factor per season, 0 to below 1.
    value_inside, value_outside
        Buyer's continuation values with and without the contract.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> round(float(buyer_floor(0.5, 1200, 30, 0.9, 300, 200)), 4)
    0.4
    """
    require(
        SUBJECT,
        outside(NOT_NEGATIVE, {"price": price, "breach_cost": breach_cost}),
        outside(POSITIVE, {"volume": volume}),
        outside(FACTOR, {"patience": patience}),
        outside(FINITE, {"value_inside": value_inside, "value_outside": value_outside}),
    )
    future = np.asarray(patience) * (np.asarray(value_inside) - np.asarray(value_outside))
    return np.asarray(np.asarray(price) - (np.asarray(breach_cost) + future) / np.asarray(volume))


def self_enforcing_range(
    low: ArrayLike, high: ArrayLike, spot_median: ArrayLike, spot_sdlog: ArrayLike
) -> ContractRange:
    """Range between the buyer's floor and the household's tolerated price, under a lognormal spot price.

    Parameters
    ----------
    low
        Buyer's floor, from `buyer_floor`.
    high
        Household's tolerated price, from `tolerated_price` or `contract_value`.
    spot_median, spot_sdlog
        Median and standard deviation of the logarithm of the spot price, above zero.

    Raises
    ------
    InputError
        If a number is not finite or the spot price's numbers are not above zero.

    Examples
    --------
    >>> found = self_enforcing_range(0.4, 0.6279167, 0.5, 0.25)
    >>> round(float(found.below), 3), round(float(found.inside), 3), round(float(found.above), 3)
    (0.186, 0.633, 0.181)
    """
    check_spot(spot_median, spot_sdlog)
    require(SUBJECT, outside(FINITE, {"low": low, "high": high}))
    floor, ceiling = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    median, sdlog = np.asarray(spot_median), np.asarray(spot_sdlog)
    below = np.asarray(ndtr(log_distance(floor, median, sdlog)))
    honoured = np.asarray(ndtr(log_distance(ceiling, median, sdlog)))
    inside = np.maximum(honoured - below, 0.0)
    return ContractRange(low=floor, high=ceiling, below=below, inside=inside, above=np.asarray(1.0 - honoured))


def indexed_tolerated_price(base_price: ArrayLike, premium: ArrayLike, spot_share: ArrayLike) -> Floats:
    """Tolerated price when the contract pays ``theta*p_s + (1-theta)*p_hat``: ``p_hat + premium/(1-theta)``.

    Parameters
    ----------
    base_price
        Fixed part ``p_hat``.
    premium
        What a breach costs per unit, `tolerated_price` less contract price.
    spot_share
        Weight ``theta`` of the spot price, 0 to below 1.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> round(float(indexed_tolerated_price(0.5, 0.12, 0.5)), 4)
    0.74
    """
    require(
        SUBJECT,
        outside(FINITE, {"base_price": base_price, "premium": premium}),
        outside(FACTOR, {"spot_share": spot_share}),
    )
    return np.asarray(np.asarray(base_price) + np.asarray(premium) / (1.0 - np.asarray(spot_share)))


def jointly_enforceable(
    gains: ArrayLike, patience: ArrayLike, surplus_inside: ArrayLike, surplus_outside: ArrayLike
) -> np.typing.NDArray[np.bool_]:
    """Whether some contract enforces itself: the gains from cheating fit into the future of the relationship.

    Sum of gains ``<= delta/(1-delta)*(surplus inside - surplus outside)`` (Levin 2003).

    Parameters
    ----------
    gains
        Most that each party can gain by one breach, parties on the last axis.
    patience
        Common factor per season, 0 to below 1.
    surplus_inside, surplus_outside
        Total surplus of all parties per season, inside and outside.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> bool(jointly_enforceable([120.0, 60.0], 0.8, 100.0, 50.0))
    True
    """
    require(
        SUBJECT,
        outside(FINITE, {"gains": gains, "surplus_inside": surplus_inside, "surplus_outside": surplus_outside}),
        outside(FACTOR, {"patience": patience}),
    )
    factor = np.asarray(patience) / (1.0 - np.asarray(patience))
    future = factor * (np.asarray(surplus_inside) - np.asarray(surplus_outside))
    return np.asarray(np.sum(gains, axis=-1) <= future)


def effective_price(
    first: ArrayLike,
    deferred: ArrayLike,
    delay_seasons: ArrayLike,
    discount_per_season: ArrayLike,
    liquidity_weight: ArrayLike,
) -> Floats:
    """Cash-at-delivery equivalent of a price of which a part is paid later.

    ``first + deferred/((1+rho)**delay * (1+lambda))``; the need of liquidity ``lambda`` weighs on what is
    paid later at all, whatever the delay, and on nothing that is paid at delivery.

    Parameters
    ----------
    first, deferred
        Parts of the price paid at delivery and later, money per unit.
    delay_seasons
        Seasons from delivery to the later payment, zero or more.
    discount_per_season
        Household's discount rate ``rho`` per season.
    liquidity_weight
        What a unit of cash at delivery is worth above one, ``lambda``, zero or more.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> round(float(effective_price(14.0, 22.0, 0.5, 0.21, 0.25)), 4)
    30.0
    """
    require(
        SUBJECT,
        outside(NOT_NEGATIVE, {"first": first, "deferred": deferred, "delay_seasons": delay_seasons}),
        outside(NOT_NEGATIVE, {"liquidity_weight": liquidity_weight}),
        outside(RATE, {"discount_per_season": discount_per_season}),
    )
    delay = np.asarray(delay_seasons, dtype=np.float64)
    need = np.where(delay > 0, 1.0 + np.asarray(liquidity_weight), 1.0)
    later = np.asarray(deferred) / ((1.0 + np.asarray(discount_per_season)) ** delay * need)
    return np.asarray(np.asarray(first) + later)
