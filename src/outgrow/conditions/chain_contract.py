"""The contract of the mean household in other settings: less credit, other price rules, other institutions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from outgrow.chain import (
    Contract,
    CreditCurve,
    PriceRule,
    RuleOutcome,
    Setting,
    SettingEffects,
    buyer_floor,
    credit_curve,
    fixed_price,
    floor_price,
    indexed_price,
    revenue_share,
    rule_range,
    rule_value,
    setting_effects,
    spot_with_rivals,
    with_ownership,
)
from outgrow.system import lognormal_median, mean_contract, outside_price

Floats = NDArray[np.float64]
CREDIT_POINTS = 41
MOST_CREDIT = 2.0  # multiple of today's credit, or of the production cost where there is none
HALF_WAY: Final = 0.5  # how far each institution is moved towards its strongest
INDEXED: Final = 0.5  # part of the spot price in the indexed rule
FLOOR: Final = 0.9  # part of the contract price below which the floor rule never falls


def setting(world: Mapping[str, float]) -> Setting:
    """The mean household's contract and market in one world."""
    mean, spread = outside_price(world), world["market.spot_spread"]
    return Setting(
        contract=mean_contract(world),
        outside_income=world["target.volume"] * (mean - world["contract.production_cost"]),
        spot_median=lognormal_median(mean, spread),
        spot_sdlog=spread,
    )


def curve(world: Mapping[str, float]) -> CreditCurve:
    """Tolerated premium against credit, from none to twice today's."""
    today, terms = world["contract.credit"], setting(world)
    most = today if today > 0.0 else world["contract.production_cost"] * world["target.volume"] / MOST_CREDIT
    lent = np.linspace(0.0, MOST_CREDIT * most, CREDIT_POINTS)
    premium, honour = credit_curve(terms, lent)
    return CreditCurve(lent, premium, honour, today)


def institutions(world: Mapping[str, float], ownership: float) -> SettingEffects:
    """What each institution does by itself, moved half way to its strongest; rivals double.

    Parameters
    ----------
    world
        The central world.
    ownership
        Ownership index of the households at the start, from which farmer ownership is moved half way to one.
    """
    base = setting(world)
    terms = base.contract
    half = (1.0 - ownership) * HALF_WAY
    median, spread = spot_with_rivals(float(base.spot_median), float(base.spot_sdlog), 2.0)
    rivalled = median * float(np.exp(0.5 * spread**2))
    owned = with_ownership(terms, half, world["firm.ownership_strength"], half * world["firm.margin"])
    changed: dict[str, Contract] = {
        "stronger courts and arbitration": replace(terms, enforcement=toward_one(terms.enforcement)),
        "stronger social sanction": replace(terms, sanction=2.0 * np.asarray(terms.sanction)),
        "surer exclusion": replace(terms, exclusion=toward_one(terms.exclusion)),
        "half the credit, paid in cash": replace(
            terms, credit=HALF_WAY * terms.credit, cost=terms.cost + HALF_WAY * terms.credit
        ),
        "farmer ownership of the buyer": owned,
    }
    found = {name: replace(base, contract=contract) for name, contract in changed.items()}
    found["twice as many rival buyers"] = Setting(
        terms, world["target.volume"] * (rivalled - world["contract.production_cost"]), median, spread
    )
    return setting_effects(base, found)


def toward_one(chance: float | Floats) -> Floats:
    """A chance moved half way to certainty."""
    return np.asarray(chance + HALF_WAY * (1.0 - np.asarray(chance)))


def rules(world: Mapping[str, float]) -> tuple[RuleOutcome, ...]:
    """The contract under each price rule, at the same mean price where spot prices are at their mean.

    Rejection, and the part that a household sells aside, are those of the case; a rejected kg brings the spot price.
    """
    base = setting(world)
    terms = base.contract
    price, mean = float(np.asarray(terms.price)), outside_price(world)
    sale = price + world["firm.margin"]
    offered: dict[str, PriceRule] = {
        "fixed (today's)": fixed_price(price),
        "indexed: half follows the spot price": indexed_price(2.0 * price - mean, INDEXED)
        if 2.0 * price > mean
        else indexed_price(price, INDEXED),
        "floor: spot price, never below nine tenths": floor_price(FLOOR * price),
        "revenue share": revenue_share(min(price / sale, 1.0), sale, 1.0, mean),
    }
    return tuple(rule_outcome(name, rule, base, world) for name, rule in offered.items())


def rule_outcome(name: str, rule: PriceRule, base: Setting, world: Mapping[str, float]) -> RuleOutcome:
    """One rule solved, with the range in which neither side walks away."""
    found = rule_value(
        base.contract,
        rule,
        base.outside_income,
        base.spot_median,
        base.spot_sdlog,
        rejection=world["contract.rejection_trained"],
        salvage=1.0,
        side_sold=max(world["contract.side_sold_part"], 1e-3),
    )
    patience = 1.0 / (1.0 + world["firm.hurdle"])
    future = patience * world["firm.margin"] / (1.0 - patience)
    price = float(np.asarray(base.contract.price))
    cost = price - float(buyer_floor(price, 1.0, 0.0, patience, future / patience, 0.0))
    held = rule_range(rule, cost, found.tolerated, base.spot_median, base.spot_sdlog)
    return RuleOutcome(
        name=name,
        honour=float(found.honour),
        tolerated=float(found.tolerated),
        value=float((1.0 - np.asarray(base.contract.patience)) * found.inside),
        inside=float(held.inside),
    )
