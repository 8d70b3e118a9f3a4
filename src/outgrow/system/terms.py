"""From a world's parameters to what every household meets: the numbers that stay, and those of one season."""

from __future__ import annotations

from collections.abc import Mapping

from outgrow.chain import Contract, contract_value
from outgrow.system.household import Terms
from outgrow.system.steps.deliver import Delivered
from outgrow.system.steps.price import Prices
from outgrow.vocabulary import portable

OPTIONAL = {
    "common_pool.closed": 0.0,
    "common_pool.effort_limit": float("inf"),
    "common_pool.obeyed": 1.0,
}
"""Parameters that an initiative may leave out, with the value that changes nothing."""
LEAST_MARGIN = 0.05  # of the payments
NO_SCHEME = -60.0  # log-odds that keep every household out when the firm has given the initiative up


def optional(world: Mapping[str, float], name: str) -> float:
    """A parameter that may be left out."""
    return world.get(name, OPTIONAL[name])


def lasting_terms(world: Mapping[str, float], supplied_before: bool) -> Terms:
    """Terms that do not change over the seasons; those of a season are zero until `season_terms` fills them."""
    enforcement = enforced(world)
    owed = world["contract.credit"] * (1.0 + world["contract.interest"])
    return Terms(**dict.fromkeys(Terms._fields, 0.0))._replace(
        learning=world["participation.learning"],
        forgetting=world["participation.forgetting"],
        leaning=world["participation.choice.leaning"],
        per_gain=world["participation.choice.gain"] / _crop_income(world),
        per_peer=world["participation.choice.peers"],
        per_trust=world["participation.choice.trust"],
        inertia=world["participation.choice.inertia"],
        own_knowledge=world["participation.choice.own_knowledge"],
        charges=world["participation.compliance_cost"] + world["firm.fee"],
        weather_spread=world["market.weather_household"],
        spot_spread=world["market.spot_spread"],
        supplied_before=float(supplied_before),
        bond=bond(world),
        trust_without=world["contract.trust_start"],
        side_part=world["contract.side_sold_part"],
        stake=enforcement * world["contract.fine"] + world["contract.sanction"] - (1.0 - enforcement) * owed,
        rejection=world["contract.rejection"],
        rejection_trained=world["contract.rejection_trained"],
        received=received(world),
        production_cost=world["contract.production_cost"],
        practice_cost=world["participation.practice_cost"],
        enforcement=enforcement,
        credit=world["contract.credit"],
        owed=owed,
        fine=world["contract.fine"],
        exclusion=world["contract.exclusion"],
        premium_promised=world["market.premium"] * world["market.premium_passed"],
    )


def season_terms(
    lasting: Terms,
    *,
    cover: Delivered,
    train: Delivered,
    upkeep: float,
    follow_up: float,
    prices: Prices,
    without: Prices,
    premium: float,
    pools: tuple[float, float],
    turned: float,
    active: bool,
) -> Terms:
    """The lasting terms with those of one season filled in; the announced ``premium`` stands until it is settled."""
    return lasting._replace(
        cover_rate=cover.rate,
        upkeep=upkeep,
        train_rate=train.rate,
        fidelity=train.fidelity,
        follow_up=follow_up,
        leaning=lasting.leaning if active else NO_SCHEME,
        first=prices.first,
        deferred=prices.deferred,
        spot=prices.spot,
        premium=premium,
        premium_settled=premium,
        first_without=without.first,
        deferred_without=without.deferred,
        spot_without=without.spot,
        pool=pools[0],
        pool_without=pools[1],
        turned=turned,
    )


def _crop_income(world: Mapping[str, float]) -> float:
    """Mean crop income under the contract, money per household and season: the yardstick of a gain.

    Where growing costs nearly what the contract pays, or more, a part of the payments stands in for it: a gain weighs
    much then, but never the wrong way round.
    """
    paid = worth_of_a_kg(world) + world["contract.production_cost"]
    return world["target.volume"] * max(worth_of_a_kg(world), LEAST_MARGIN * paid)


def enforced(world: Mapping[str, float]) -> float:
    """Chance that a breach is enforced, by the courts or by arbitration."""
    return 1.0 - (1.0 - world["contract.enforcement"]) * (1.0 - world["institutions.arbitration"])


def received(world: Mapping[str, float]) -> float:
    """Share of what was promised that reaches the grower."""
    return world["contract.kept"] * (1.0 - world["government.leakage"])


def deferred_worth(world: Mapping[str, float]) -> float:
    """What a unit of money paid later is worth to the mean household at delivery."""
    value = world["contract.deferred_value"]
    return value + (1.0 - value) * world["institutions.finance_access"] * world["institutions.finance_relief"]


def worth_of_a_kg(world: Mapping[str, float]) -> float:
    """Value of the contract's payments for a kg to the mean household, after production cost."""
    paid = world["contract.first_payment"] + deferred_worth(world) * world["contract.deferred_payment"]
    return paid - world["contract.production_cost"]


def outside_price(world: Mapping[str, float]) -> float:
    """Mean cash price outside the contract, money per kg."""
    return world["market.spot_price"] * (1.0 - world["government.markdown"])


def lognormal_median(mean: float, spread: float) -> float:
    """Median of a lognormal number with that mean and standard deviation of the logarithm."""
    return mean * float(portable.exp(-0.5 * spread * spread))


def mean_contract(world: Mapping[str, float]) -> Contract:
    """The contract as the mean household values it."""
    return Contract(
        price=worth_of_a_kg(world) + world["contract.production_cost"],
        volume=world["target.volume"],
        cost=max(world["target.volume"] * world["contract.production_cost"] - world["contract.credit"], 0.0),
        credit=world["contract.credit"],
        interest=world["contract.interest"],
        enforcement=enforced(world),
        fine=world["contract.fine"],
        sanction=world["contract.sanction"],
        exclusion=world["contract.exclusion"],
        patience=world["contract.patience"],
    )


def bond(world: Mapping[str, float]) -> float:
    """Worth per kg of not losing the relationship, ``d*delta*(V_c - V_0)/q`` of the mean household."""
    spread, mean = world["market.spot_spread"], outside_price(world)
    outside = world["target.volume"] * (mean - world["contract.production_cost"])
    found = contract_value(mean_contract(world), outside, lognormal_median(mean, spread), spread)
    gain = float(found.inside) - float(found.outside)
    per_kg = world["contract.exclusion"] * world["contract.patience"] * gain / world["target.volume"]
    return max(per_kg, 0.0)
