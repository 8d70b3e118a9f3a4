"""The premium is never paid on more than its market takes, however fast the initiative grows."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from outgrow.initiative import read, shipped_cases
from outgrow.population import build, draw_traits
from outgrow.scenarios import draw_worlds
from outgrow.system import Run, simulate, simulate_together, structure_of
from outgrow.system.terms import received
from outgrow.vocabulary import Streams

A_PROFILE = "kenya-gadam-sorghum"
FULL = [name for name, folder in sorted(shipped_cases().items()) if (folder / "initiative.yaml").is_file()]
CASES = (A_PROFILE, *FULL)
HOUSEHOLDS = 640  # five villages
WORLDS = 3
ROUNDING = 1e-12  # a quotient and a product, and a sum over five villages, in double precision
STREAMS = Streams(23)
GROWTH = {
    "market.premium_market": 0.005,
    "market.premium_growth": 0.0,
    "market.premium": 1.0,
    "market.premium_passed": 0.8,
    "delivery.coverage.growth": 3.0,
    "delivery.coverage.uptake": 1.0,
    "delivery.coverage.stretch": 1.0,
    "participation.choice.leaning": 4.0,
    "market.weather_village": 0.6,
    "participation.choice.inertia": 0.5,
}
SETTINGS = {
    "as shipped": {},
    "a small market and fast growth": GROWTH,
    "members come and go": GROWTH | {"participation.choice.leaning": 0.0, "participation.choice.inertia": 0.0},
    "a market that shrinks": GROWTH | {"market.premium_market": 0.5, "market.premium_growth": -0.5},
    "no market": GROWTH | {"market.premium_market": 0.0},
    "rivals outbid the contract": GROWTH | {"market.spot_spread_village": 1.0, "contract.exclusion": 0.0},
}


@cache
def setting(case, number=0, words="as shipped"):
    found = read(case)
    world = dict(draw_worlds(found.initiative, STREAMS, WORLDS)[number]) | SETTINGS[words]
    population = build(draw_traits(STREAMS, HOUSEHOLDS, found.districts.weights), world)
    return structure_of(found.initiative), world, population, STREAMS


def market(world, population, seasons):
    """What the premium market takes in each season, kg."""
    usual = float(population["weight"] @ population["volume"])
    return usual * world["market.premium_market"] * (1.0 + world["market.premium_growth"]) ** np.arange(seasons)


@pytest.mark.slow
@pytest.mark.parametrize("words", SETTINGS)
@pytest.mark.parametrize("case", CASES)
def test_the_premium_is_paid_on_no_more_than_its_market_takes(case, words):
    for number in range(WORLDS):
        structure, world, population, streams = setting(case, number, words)
        found = simulate(structure, world, population, streams)
        most = market(world, population, structure.seasons)
        sold = found["premium_part"] * found["member_accepted"]
        assert np.all(sold <= most * (1.0 + ROUNDING))
        a_kg = world["market.premium"] * world["market.premium_passed"] * received(world)
        assert found["premium_paid"] == pytest.approx(a_kg * sold, rel=ROUNDING * 100.0)
        # All that members deliver earns it while the market takes all, and the whole market is used when it does not.
        assert sold == pytest.approx(np.minimum(most, found["member_accepted"]), rel=ROUNDING * 100.0)


@pytest.mark.parametrize("case", CASES)
def test_the_market_binds_in_what_is_tried(case):
    structure, world, population, streams = setting(case, words="a small market and fast growth")
    found = simulate(structure, world, population, streams)
    part = found["premium_part"]
    assert part.min() < 1.0
    # What was announced, from last season's supply, would have been paid on more than the market takes.
    announced = np.minimum(1.0, market(world, population, part.size)[1:] / found["member_accepted"][:-1].clip(1e-9))
    assert np.any(announced > part[1:])


@pytest.fixture(scope="module")
def binding():
    return setting("kenya-tea", words="a small market and fast growth")


@pytest.fixture(scope="module")
def path(binding):
    found = simulate(*binding, watch=[5, 200])
    assert found["premium_part"].min() < 1.0
    return found


def same(one, other):
    assert all(np.array_equal(one[name], other[name]) for name in one.seasons)
    assert np.array_equal(one.ledger.money, other.ledger.money)


@pytest.mark.parametrize("how", [{"threads": 3}, {"block": 1}, {"threads": 2, "block": 2}, {"kernel": "reference"}])
def test_settling_keeps_every_bit_on_threads_blocks_and_the_reference(binding, path, how):
    same(path, simulate(*binding, **how))


def test_a_run_laid_aside_while_the_market_binds_goes_on_to_the_last_bit(binding, path, tmp_path):
    structure, world, population, streams = binding
    with Run(structure, [world], [population], streams, watch=[5, 200]) as run:
        run.advance(6)
        file = run.save(tmp_path / "six.npz")
    with Run(structure, [world], [population], streams, watch=[5, 200], threads=2) as run:
        run.resume(file)
        run.advance()
        (later,) = run.trajectories()
    same(later, path)
    assert all(np.array_equal(later.lives.values[name], values) for name, values in path.lives.values.items())


@pytest.mark.parametrize("kernel", ["compiled", "reference"])
def test_scenarios_settle_each_on_its_own(binding, path, kernel):
    structure, world, population, streams = binding
    wide, none = world | {"market.premium_market": 9.0}, world | {"market.premium": 0.0}
    columns = population.columns.copy()
    columns[3] *= 0.5
    nearer = type(population)(columns, population.flags, population.district)
    worlds, each = [wide, world, none, world], [population, population, population, nearer]
    found = simulate_together(structure, worlds, each, streams, kernel=kernel, threads=2)
    same(found[1], path)
    for alone, its, households in zip(found, worlds, each, strict=True):
        same(alone, simulate(structure, its, households, streams))


def test_the_lives_of_all_households_hold_the_premium_that_was_settled(binding):
    population = binding[2]
    found = simulate(*binding, watch=range(population.size))
    lives = found.lives.values
    assert lives["premium_paid"] @ population["weight"] == pytest.approx(found["premium_paid"], rel=ROUNDING * 100.0)
    assert lives["income"] @ population["weight"] == pytest.approx(found["income"], rel=ROUNDING * 100.0)


def test_in_the_first_season_the_whole_premium_is_announced_and_the_market_is_still_not_exceeded(binding):
    structure, world, population, streams = binding
    grown = world | {"delivery.coverage.reached": 0.5 * float(population["weight"].sum())}
    found = simulate(structure, grown, population, streams)
    most = market(grown, population, 1)[0]
    assert found["member_accepted"][0] > most
    assert found["premium_part"][0] * found["member_accepted"][0] == pytest.approx(most, rel=ROUNDING * 100.0)
