"""Households of one world have the stated means and spreads."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.initiative import read
from outgrow.population import ELIGIBLE, SMALL, VILLAGE, WOMAN, build, draw_traits
from outgrow.population.build import household_size, lognormal
from outgrow.scenarios import one_at_a_time
from outgrow.vocabulary import Streams

HOUSEHOLDS = 1500 * VILLAGE
FIVE_ERRORS = 5.0  # standard errors; one in a million for a right generator
ROUNDING = 1e-12  # a sum of 2e5 numbers


@pytest.fixture(scope="module")
def traits():
    return draw_traits(Streams(11), HOUSEHOLDS, np.array([1.0]))


@pytest.fixture(scope="module")
def world():
    values = one_at_a_time(read("kenya-tea").initiative)[0]
    return {**values, "participation.women_gain": 1.4, "target.village_spread": 0.2}


@pytest.fixture(scope="module")
def people(traits, world):
    return build(traits, world)


def within(values, mean):
    """Whether the mean of independent values is the stated one within Monte Carlo error."""
    return abs(values.mean() - mean) < FIVE_ERRORS * values.std() / np.sqrt(values.size)


def test_other_income_and_freight_have_their_arithmetic_means_and_log_spreads(people, world):
    distance = people["freight"] / world["government.transport"]
    for values, name in ((people["other_income"], "other_income"), (distance, "distance")):
        assert within(values, world[f"target.{name}"])
        spread = world[f"target.{name}_spread"]
        logs = np.log(values)
        assert abs(logs.std() - spread) < FIVE_ERRORS * spread / np.sqrt(2 * values.size)


def test_volume_has_its_mean_over_villages_and_the_spread_of_land_yield_and_village(people, world):
    villages = people["volume"].reshape(-1, VILLAGE).mean(axis=1)
    assert within(villages, world["target.volume"])
    spreads = (world["target.land_spread"], world["target.volume_spread"], world["target.village_spread"])
    expected = np.sqrt(np.sum(np.square(spreads)))
    logs = np.log(people["volume"])
    assert logs.std() == pytest.approx(expected, rel=0.02)  # village effects: 1,500 of them, 2 % is five errors
    between = np.log(people["volume"]).reshape(-1, VILLAGE).mean(axis=1).std()
    within_village = (spreads[0] ** 2 + spreads[1] ** 2) / VILLAGE
    assert between == pytest.approx(np.sqrt(spreads[2] ** 2 + within_village), rel=0.1)


def test_the_share_of_women_and_of_small_farms(people, world):
    woman = (people.flags & WOMAN) > 0
    small = (people.flags & SMALL) > 0
    assert within(woman.astype(float), world["target.women"])
    assert within(small.astype(float), 1.0 / 3.0)


def test_household_size_is_one_plus_a_poisson_number(people, world):
    size = people["persons"] / people["weight"]
    assert within(size, world["target.size"])
    rate = world["target.size"] - 1.0
    variance_error = np.sqrt((rate + 2 * rate**2) / size.size)  # fourth central moment of a Poisson is r + 3 r^2
    assert abs(size.var() - rate) < FIVE_ERRORS * variance_error
    assert size.min() >= 1.0
    assert np.allclose(size, np.round(size))
    assert people["poverty_need"] == pytest.approx(size * world["target.poverty_line"], rel=ROUNDING)


def test_household_size_of_one_person_on_average_is_always_one():
    assert household_size(np.array([1e-9, 0.5, 1.0 - 1e-9]), 1.0).tolist() == [1.0, 1.0, 1.0]


def test_the_own_effect_of_men_and_women_and_its_spread(people, world):
    woman = (people.flags & WOMAN) > 0
    effect, spread = people["effect"], world["participation.gain_spread"]
    assert within(effect[~woman], world["participation.effect"])
    assert within(effect[woman], 1.4 * world["participation.effect"])
    assert abs(effect[~woman].std() - spread) < FIVE_ERRORS * spread / np.sqrt(2 * (~woman).sum())


def test_later_money_is_worth_between_nothing_and_all_and_finance_raises_it(traits, world):
    name = "institutions.finance_access"
    without, with_finance = (build(traits, {**world, name: access})["deferred_value"] for access in (0.0, 1.0))
    assert without.min() == 0.0
    assert without.max() == 1.0
    assert np.all(with_finance >= without)
    relief = world["institutions.finance_relief"]
    assert with_finance == pytest.approx(without + (1.0 - without) * relief, rel=ROUNDING)


def test_weights_sum_to_the_target_population(people, world):
    assert people.households == pytest.approx(world["target.households"], rel=ROUNDING)


def test_households_with_too_little_land_are_not_eligible(traits, world):
    share = [
        float(((build(traits, {**world, "participation.least_land": ha}).flags & ELIGIBLE) > 0).mean())
        for ha in (0.0, world["target.land"], 1e9)
    ]
    assert share[0] == 1.0
    assert 0.2 < share[1] < 0.8
    assert share[2] == 0.0


def test_the_same_households_meet_every_world(traits, world):
    """More land for all leaves everybody's rank, sex and size as they were."""
    here, there = build(traits, world), build(traits, {**world, "target.land": 1.0, "target.volume": 9.0})
    assert np.array_equal(np.argsort(here["volume"]), np.argsort(there["volume"]))
    assert np.array_equal(here.flags & (WOMAN | SMALL), there.flags & (WOMAN | SMALL))
    assert np.array_equal(here["persons"], there["persons"])


def test_lognormal_without_spread_is_its_mean():
    assert lognormal(np.array([-3.0, 0.0, 3.0]), 7.0, 0.0).tolist() == [7.0, 7.0, 7.0]


def test_without_a_gain_for_women_the_mean_effect_is_the_stated_one(traits, world):
    people = build(traits, {**world, "participation.women_gain": 1.0})
    assert within(people["effect"], world["participation.effect"])


def test_no_household_loses_more_than_its_whole_yield(traits, world):
    wide = build(traits, world | {"participation.gain_spread": 2.0})
    assert wide["effect"].min() == -1.0
