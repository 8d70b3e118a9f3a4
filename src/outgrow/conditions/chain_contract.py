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
    credit_curve,
    fixed_price,
    floor_price,
    indexed_price,
    mean_price,
    paid_late,
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
    """The contract under each price rule, anchored at today's price where the spot price is at its mean."""
    base = setting(world)
    price, mean = float(np.asarray(base.contract.price)), outside_price(world)
    sale = price + world["firm.margin"]
    today = fixed_price(price)
    late = paid_late(today, HALF_WAY, 1.0 / world["contract.patience"] - 1.0, world["contract.interest"])
    anchored = max((price - INDEXED * mean) / (1.0 - INDEXED), 0.0)
    offered: dict[str, tuple[PriceRule, float]] = {
        "fixed, as today": (today, 0.0),
        "fixed, with today's rejection": (today, world["contract.rejection"]),
        "fixed, paid half a season late": (late, 0.0),
        "indexed: half of it follows the spot price": (indexed_price(anchored, INDEXED), 0.0),
        "floor: the spot price, but never below nine tenths of today's price": (floor_price(FLOOR * price), 0.0),
        "revenue share: the same part of what the buyer sells for": (revenue_share(price / sale, sale, 1.0, mean), 0.0),
    }
    return tuple(rule_outcome(name, rule, rejected, base, world) for name, (rule, rejected) in offered.items())


def rule_outcome(name: str, rule: PriceRule, rejected: float, base: Setting, world: Mapping[str, float]) -> RuleOutcome:
    """One rule solved, with the range in which neither side walks away; a rejected kg brings the spot price."""
    market = (base.spot_median, base.spot_sdlog)
    found = rule_value(base.contract, rule, base.outside_income, *market, rejection=rejected, salvage=1.0)
    patience = 1.0 / (1.0 + world["firm.hurdle"])
    # As for the range of the contract itself: a buyer who breaks it loses its margin on all later seasons.
    lost = patience * world["firm.margin"] / (1.0 - patience)
    held = rule_range(rule, lost, found.tolerated, *market)
    return RuleOutcome(
        name=name,
        price=float(mean_price(rule, *market)),
        honour=float(found.honour),
        tolerated=float(found.tolerated),
        value=float((1.0 - np.asarray(base.contract.patience)) * found.inside),
        inside=float(held.inside),
    )
