"""The synthetic households of one possible world, from published moments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from outgrow.population.records import COLUMNS, ELIGIBLE, SMALL, VILLAGE, WOMAN, Population
from outgrow.population.traits import Traits
from outgrow.vocabulary import portable

Floats = NDArray[np.float64]
SMALLEST_THIRD = -0.43072729929545756  # standard normal quantile of one third
READS = frozenset(
    {
        "contract.deferred_payment",
        "contract.deferred_value",
        "contract.deferred_value_spread",
        "contract.first_payment",
        "contract.production_cost",
        "government.transport",
        "institutions.finance_access",
        "institutions.finance_relief",
        "participation.effect",
        "participation.entry_cost",
        "participation.entry_savings",
        "participation.farthest",
        "participation.gain_spread",
        "participation.least_land",
        "participation.women_gain",
    }
)
ENTRY_ONLY = frozenset({"contract.deferred_payment", "contract.first_payment", "contract.production_cost"})
"""Of those, what counts only where entering costs money."""
WORST_EFFECT = -1.0  # a yield cannot fall by more than all of it
LARGEST_HOUSEHOLD = 40  # persons beyond which the Poisson tail is cut


def build(traits: Traits, world: Mapping[str, float]) -> Population:
    """Turn standard scores into households with the means and spreads of a world.

    Land, yields, other income and distance are lognormal with the stated arithmetic means; household size is one
    plus a Poisson number; the own effect is the mean effect (times ``women_gain`` for women) plus a normal spread, and
    takes no more than the whole yield away.
    Who is below an entry threshold (land, distance, money) is not eligible.

    Parameters
    ----------
    traits
        Standard scores of the households.
    world
        Values of the initiative's parameters by dotted name, in units of the model.
    """
    columns = np.empty((len(COLUMNS), traits.land.size))
    flags = np.empty(traits.land.size, dtype=np.uint8)
    fill(columns, flags, traits, world, traits.land.size)
    return Population(columns, flags, traits.district)


def same_households(world: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether two worlds have the same households, so that one population serves both."""
    costs = max(world.get("participation.entry_cost", 0.0), other.get("participation.entry_cost", 0.0)) > 0.0
    reads = READS if costs else READS - ENTRY_ONLY
    names = {name for name in (*world, *other) if name.startswith("target.") or name in reads}
    return all(world.get(name) == other.get(name) for name in names)


def fill(
    columns: Floats, flags: NDArray[np.uint8], traits: Traits, world: Mapping[str, float], households: int
) -> None:
    """Write households into the rows of a population of so many synthetic households."""
    land = lognormal(traits.land, world["target.land"], world["target.land_spread"])
    volume = lognormal(traits.yields, world["target.volume"], world["target.volume_spread"])
    village = lognormal(traits.village_yield, 1.0, world["target.village_spread"])
    volume = volume * (land / world["target.land"]) * np.repeat(village, VILLAGE)
    woman = traits.woman < world["target.women"]
    size = household_size(traits.size, world["target.size"])
    weight = world["target.households"] / households
    distance = lognormal(traits.distance, world["target.distance"], world["target.distance_spread"])
    other = lognormal(traits.other_income, world["target.other_income"], world["target.other_income_spread"])
    columns[0] = volume
    columns[1] = _own_effect(traits, woman, world)
    columns[2] = _deferred_value(traits, world)
    columns[3] = distance * world["government.transport"]
    columns[4] = other
    columns[5] = weight * size
    columns[6] = size * world["target.poverty_line"]
    columns[7] = weight
    eligible = land >= world["participation.least_land"]
    if "participation.farthest" in world:
        eligible &= distance <= world["participation.farthest"]
    eligible &= _can_pay(traits, volume, other, world)
    flags[:] = _flags(woman, traits.land < SMALLEST_THIRD, eligible)


def _can_pay(traits: Traits, volume: Floats, other: Floats, world: Mapping[str, float]) -> NDArray[np.bool_]:
    """Who has the money that it takes to enter: from a usual season's income, or by borrowing."""
    cost = world.get("participation.entry_cost", 0.0)
    if cost <= 0.0:
        return np.ones(volume.shape, dtype=np.bool_)
    price = world["contract.first_payment"] + world["contract.deferred_payment"] - world["contract.production_cost"]
    in_hand = world.get("participation.entry_savings", 0.0) * (other + np.maximum(volume * price, 0.0))
    return np.asarray((in_hand >= cost) | (traits.borrower < world["institutions.finance_access"]))


def lognormal(score: Floats, mean: float, log_sd: float) -> Floats:
    """Lognormal values with the arithmetic ``mean`` and standard deviation ``log_sd`` of the logarithm."""
    return np.asarray(portable.exp(score * log_sd - 0.5 * log_sd * log_sd) * mean)


def household_size(u: Floats, mean: float) -> Floats:
    """Persons in each household: one plus a Poisson number with the given mean in all.

    Examples
    --------
    >>> household_size(np.array([0.01, 0.99]), 4.0).tolist()
    [1.0, 9.0]
    """
    rate = max(mean - 1.0, 0.0)
    term = float(portable.exp(-rate))
    terms = [term]
    for k in range(1, LARGEST_HOUSEHOLD):
        term = term * rate / k
        terms.append(term)
    return 1.0 + np.searchsorted(np.cumsum(terms), u, side="right").astype(np.float64)


def _own_effect(traits: Traits, woman: NDArray[np.bool_], world: Mapping[str, float]) -> Floats:
    mean = np.where(
        woman,
        world["participation.effect"] * world["participation.women_gain"],
        world["participation.effect"],
    )
    return np.maximum(mean + world["participation.gain_spread"] * traits.gain, WORST_EFFECT)


def _deferred_value(traits: Traits, world: Mapping[str, float]) -> Floats:
    """Worth of later money: a normal share limited to 0..1, part of whose shortfall borrowing takes away."""
    value = world["contract.deferred_value"] + world["contract.deferred_value_spread"] * traits.deferred
    value = np.minimum(np.maximum(value, 0.0), 1.0)
    relief = world["institutions.finance_access"] * world["institutions.finance_relief"]
    return value + (1.0 - value) * relief


def _flags(woman: NDArray[np.bool_], small: NDArray[np.bool_], eligible: NDArray[np.bool_]) -> NDArray[np.uint8]:
    return np.asarray(woman * WOMAN + small * SMALL + eligible * ELIGIBLE, dtype=np.uint8)
