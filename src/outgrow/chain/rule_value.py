"""What a contract under any price rule is worth to a household, with rejection, late payment and partial side-selling.

A unit delivered brings the household ``pay(p_s) = w*(1-rho)*rule(p_s) + rho*sigma*p_s``: the rule's price at its worth
``w`` for the accepted part, and a part ``sigma`` of the spot price for the rejected part ``rho``. It sells the share
``s`` of its volume aside when ``(p_s - pay(p_s))*s*q`` exceeds what a breach costs, and is then treated as in
`contract_value`. As ``pay`` is the larger of two lines and no steeper than the spot price, one tolerated price
separates delivering from selling aside, and all means follow from partial means of the lognormal spot price.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from outgrow.chain.bounds import FINITE, SHARE, Floats, Range, outside, require
from outgrow.chain.contract import Contract, check_spot, log_distance, own_penalty
from outgrow.chain.contract_range import ContractRange, self_enforcing_range
from outgrow.chain.contract_value import ContractValue, solve
from outgrow.chain.price_rule import PriceRule

SUBJECT = "contract under a price rule"
PART = Range("a household sells more than nothing and at most all of it aside", low=0.0, high=1.0, low_open=True)
FARTHEST = 1e300
"""A spot price that no market reaches, where no price tempts."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Money per unit delivered along a line of the spot price."""

    at_zero: Floats
    slope: Floats

    def tolerated(self, premium: Floats) -> Floats:
        """Spot price at which selling aside brings ``premium`` more per unit than this line."""
        level = self.at_zero + premium
        rises = 1.0 - self.slope
        never = np.where(level >= 0.0, FARTHEST, -FARTHEST)
        return np.asarray(np.divide(level, rises, out=np.broadcast_to(never, np.shape(level)).copy(), where=rises > 0))


@dataclass(frozen=True, slots=True, eq=False)
class RuleSeason:
    """A season under a price rule, in the words of the module."""

    contract: Contract
    low: Line
    high: Line
    kink: Floats
    part: Floats
    outside: Floats
    median: Floats
    mean: Floats
    sdlog: Floats

    def tolerated(self, inside: Floats) -> Floats:
        """Spot price up to which the household delivers all."""
        terms = self.contract
        deterrent = own_penalty(terms) + terms.exclusion * terms.patience * (inside - self.outside)
        premium = np.asarray(deterrent / (self.part * terms.volume))
        return np.maximum(self.low.tolerated(premium), self.high.tolerated(premium))

    def below(self, price: Floats) -> tuple[Floats, Floats]:
        """Chance of a spot price up to ``price``, and its partial mean."""
        distance = log_distance(price, self.median, self.sdlog)
        return np.asarray(ndtr(distance)), np.asarray(self.mean * ndtr(distance - self.sdlog))

    def paid_below(self, price: Floats) -> Floats:
        """Partial mean of what a delivered unit brings, over spot prices up to ``price``."""
        chance, mean = self.below(price)
        first, first_mean = self.below(np.minimum(price, self.kink))
        return np.asarray(
            self.low.at_zero * first
            + self.low.slope * first_mean
            + self.high.at_zero * (chance - first)
            + self.high.slope * (mean - first_mean)
        )

    def map(self, inside: Floats) -> tuple[Floats, Floats]:
        """Right-hand side of the equation at ``inside``, and its slope."""
        terms, tolerated = self.contract, self.tolerated(inside)
        honour, spot_below = self.below(tolerated)
        breach, spot_above = 1.0 - honour, self.mean - spot_below
        paid = self.paid_below(tolerated)
        paid_above = self.paid_below(np.full_like(tolerated, FARTHEST)) - paid
        repay = (1.0 + terms.interest) * terms.credit
        delivering = terms.volume * paid - honour * (terms.cost + repay)
        aside = terms.volume * (self.part * spot_above + (1.0 - self.part) * paid_above)
        penalty = terms.cost + terms.enforcement * (terms.fine + repay) + terms.sanction
        kept = terms.patience * (1.0 - terms.exclusion * breach)
        lost = breach * terms.exclusion * terms.patience * self.outside
        return np.asarray(delivering + aside - breach * penalty + lost + kept * inside), np.asarray(kept)


def rule_value(
    contract: Contract,
    rule: PriceRule,
    outside_income: ArrayLike,
    spot_median: ArrayLike,
    spot_sdlog: ArrayLike,
    *,
    rejection: ArrayLike = 0.0,
    salvage: ArrayLike = 0.0,
    side_sold: ArrayLike = 1.0,
) -> ContractValue:
    """Solve for the value, the tolerated spot price and the honour of a contract that pays by a rule.

    Parameters
    ----------
    contract
        Terms; its ``price`` is not used, the rule stands in its place.
    rule
        What an accepted unit is paid.
    outside_income
        Income per season outside, money.
    spot_median, spot_sdlog
        Median and standard deviation of the logarithm of the spot price, above zero.
    rejection
        Share of the delivery that quality control rejects, 0 to 1.
    salvage
        Part of the spot price that a rejected unit brings elsewhere, 0 to 1.
    side_sold
        Share of the volume that goes aside in a breach, above 0 to 1.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> from outgrow.chain.price_rule import fixed_price, indexed_price
    >>> terms = Contract(0.5, 1200, 100, 150, 0.1, 0.1, 100, 20, 0.8, 0.85)
    >>> fixed = rule_value(terms, fixed_price(0.5), 260, 0.5, 0.25)
    >>> indexed = rule_value(terms, indexed_price(0.5, 0.5), 260, 0.5, 0.25)
    >>> round(float(fixed.honour), 3), round(float(indexed.honour), 3)
    (0.924, 0.994)
    """
    check_spot(spot_median, spot_sdlog)
    require(
        SUBJECT,
        outside(FINITE, {"outside_income": outside_income}),
        outside(SHARE, {"rejection": rejection, "salvage": salvage}),
        outside(PART, {"side_sold": side_sold}),
    )
    season = rule_season(contract, rule, outside_income, (spot_median, spot_sdlog), rejection, salvage, side_sold)
    start = np.asarray(np.broadcast_arrays(season.outside, season.kink, season.mean, season.low.at_zero)[0])
    inside, rounds = solve(season, start + 0.0 * np.asarray(contract.volume), "newton", 1e-10)
    tolerated = season.tolerated(inside)
    return ContractValue(
        inside=inside,
        outside=np.broadcast_to(season.outside, inside.shape),
        tolerated=np.where(tolerated >= FARTHEST, np.inf, tolerated),
        honour=season.below(tolerated)[0],
        rounds=rounds,
    )


def mean_price(rule: PriceRule, spot_median: ArrayLike, spot_sdlog: ArrayLike) -> Floats:
    """Mean price of an accepted unit over all spot prices, money per unit.

    Examples
    --------
    >>> from outgrow.chain.price_rule import floor_price
    >>> round(float(mean_price(floor_price(0.5), 0.5, 0.25)), 4)
    0.5589
    """
    check_spot(spot_median, spot_sdlog)
    idle = Contract(0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    plain = PriceRule(rule.kind, rule.base, rule.slope, rule.floor)
    season = rule_season(idle, plain, 0.0, (spot_median, spot_sdlog), 0.0, 0.0, 1.0)
    return season.paid_below(np.asarray(FARTHEST))


def rule_season(
    contract: Contract,
    rule: PriceRule,
    outside_income: ArrayLike,
    spot: tuple[ArrayLike, ArrayLike],
    rejection: ArrayLike,
    salvage: ArrayLike,
    side_sold: ArrayLike,
) -> RuleSeason:
    """Constants of the equation: the two lines of what a unit brings, and where they cross."""
    median, sdlog = (np.asarray(part, dtype=np.float64) for part in spot)
    accepted = np.asarray(rule.worth) * (1.0 - np.asarray(rejection))
    rest = np.asarray(rejection) * np.asarray(salvage)
    base, floor = np.asarray(rule.base, dtype=np.float64), np.asarray(rule.floor, dtype=np.float64)
    slope = np.asarray(rule.slope, dtype=np.float64)
    base, floor, slope, accepted, rest = np.broadcast_arrays(base, floor, slope, accepted, rest)
    always = np.where(base >= floor, 0.0, FARTHEST)
    kink = np.divide(floor - base, slope, out=always, where=slope > 0)
    return RuleSeason(
        contract=contract,
        low=Line(np.asarray(accepted * floor), np.asarray(rest)),
        high=Line(np.asarray(accepted * base), np.asarray(accepted * slope + rest)),
        kink=np.asarray(np.maximum(kink, 0.0)),
        part=np.asarray(side_sold, dtype=np.float64),
        outside=np.asarray(np.asarray(outside_income) / (1.0 - np.asarray(contract.patience, dtype=np.float64))),
        median=median,
        mean=np.asarray(median * np.exp(sdlog**2 / 2.0)),
        sdlog=sdlog,
    )


def rule_range(
    rule: PriceRule, breach_cost: ArrayLike, tolerated: ArrayLike, spot_median: ArrayLike, spot_sdlog: ArrayLike
) -> ContractRange:
    """Self-enforcing range under a price rule: from where the buyer walks away to where the household does.

    The buyer pays ``rule(p_s)`` and could buy at ``p_s``: it stays while the difference is no more than a breach costs.

    Parameters
    ----------
    rule
        What an accepted unit costs the buyer.
    breach_cost
        What a breach costs the buyer per unit, reputation and the lost relationship together.
    tolerated
        Household's tolerated spot price, from `rule_value`.
    spot_median, spot_sdlog
        Of the spot price, above zero.

    Examples
    --------
    >>> from outgrow.chain.price_rule import indexed_price
    >>> found = rule_range(indexed_price(0.5, 0.5), 0.1, 0.75, 0.5, 0.25)
    >>> round(float(found.low), 3), round(float(found.high), 3)
    (0.3, 0.75)
    """
    require(SUBJECT, outside(FINITE, {"breach_cost": breach_cost}))
    given = -np.asarray(breach_cost, dtype=np.float64)
    high = Line(np.asarray(rule.base, dtype=np.float64), np.asarray(rule.slope, dtype=np.float64))
    low = Line(np.asarray(rule.floor, dtype=np.float64), np.asarray(0.0))
    floor = np.maximum(low.tolerated(given), high.tolerated(given))
    high_end = np.minimum(np.asarray(tolerated, dtype=np.float64), FARTHEST)
    return self_enforcing_range(np.clip(floor, 0.0, FARTHEST), high_end, spot_median, spot_sdlog)
