"""What the pilot does for a household, from the central world and the spread of all worlds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.gates import net_gain
from outgrow.initiative import Initiative
from outgrow.micro import MicroFindings, PartialBudget, fgt, partial_budget
from outgrow.population import Traits, build
from outgrow.scenarios import Worlds

Floats = NDArray[np.float64]
INCOME_POVERTY = (
    "Poverty is counted in incomes built from the file's means and spreads; official rates count consumption, and the "
    "two do not compare."
)
ALL_TRAINED = "Poverty after is what it would be were all target households trained to full skill at today's prices."


def pilot_findings(
    initiative: Initiative, worlds: Worlds, central: Mapping[str, float], traits: Traits
) -> MicroFindings:
    """Findings at household level.

    Parameters
    ----------
    initiative
        The case.
    worlds
        Worlds whose spread gives the interval of the net gain.
    central
        The central world, from which budgets and poverty are computed.
    traits
        Standard scores of the synthetic households.
    """
    gain = net_gain(worlds.values)
    budget = _budget(central)
    benefits, costs = budget.extra_revenue + budget.saved_cost, budget.extra_cost + budget.lost_revenue
    before, after = _poverty(central, traits)
    return MicroFindings(
        effect=worlds.known.central,
        pooled=worlds.known.outside,
        net_gain=float(np.median(gain)),
        net_gain_low=float(np.quantile(gain, 0.05)),
        net_gain_high=float(np.quantile(gain, 0.95)),
        money=f"{initiative.money.code} ({initiative.money.price_year} prices)",
        poverty_before=before,
        poverty_after=after,
        cost_per_household=sum(central[f"functions.{line.id}.cost_per_new"] for line in initiative.functions),
        benefit_cost=benefits / costs if costs > 0.0 else None,
        effect_unit="relative change of the yield",
        warnings=(
            *(f"Not used: {study.label}, {study.estimate:+z.0%}. {why}" for study, why in worlds.known.shown),
            *(f"Not used: {study}, size not known. {why}" for study, why in worlds.known.unseen),
            ALL_TRAINED,
            INCOME_POVERTY,
        ),
    )


def _budget(world: Mapping[str, float]) -> PartialBudget:
    """A trained household's partial budget for a season; a smaller harvest loses revenue and saves its cost."""
    extra = world["target.volume"] * world["participation.effect"]
    more, less = max(extra, 0.0), max(-extra, 0.0)
    price, production = _received_price(world), world["contract.production_cost"]
    charges = world["participation.compliance_cost"] + world["firm.fee"]
    return partial_budget(
        extra_revenue=more * price,
        saved_cost=less * production,
        extra_cost=more * (production + world["participation.practice_cost"]) + charges,
        lost_revenue=less * price,
    )


def _received_price(world: Mapping[str, float]) -> float:
    arrives = world["contract.kept"] * (1.0 - world["government.leakage"])
    return (world["contract.first_payment"] + world["contract.deferred_payment"]) * arrives


def _poverty(
    world: Mapping[str, float], traits: Traits
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """FGT indices of persons before and after, for alpha 0, 1 and 2."""
    people = build(traits, world)
    price, cost = _received_price(world), world["contract.production_cost"]
    volume = people["volume"]
    before = people["other_income"] + volume * (price - cost)
    change = volume * people["effect"]
    extra = change * (price - cost) - np.maximum(change, 0.0) * world["participation.practice_cost"]
    after = before + extra - world["participation.compliance_cost"] - world["firm.fee"]
    need, persons = people["poverty_need"], people["persons"]
    return _indices(before / need, persons), _indices(after / need, persons)


def _indices(income_over_line: Floats, persons: Floats) -> tuple[float, float, float]:
    zero, one, two = (float(fgt(income_over_line, 1.0, alpha, persons)) for alpha in (0, 1, 2))
    return zero, one, two
