"""In its limits the season is a model with a known answer: Bass, logistic, TOA-MD, contract, surplus, Schaefer."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from outgrow.chain import closed_economy, contract_value
from outgrow.initiative import read
from outgrow.micro import bass_adopters
from outgrow.population import VILLAGE, from_columns
from outgrow.scenarios import one_at_a_time
from outgrow.system import lognormal_median, mean_contract, outside_price, simulate, structure_of
from outgrow.system.household import Household, Luck, Terms, Village, life_of_household
from outgrow.system.steps.join import choice_score
from outgrow.system.steps.produce import next_stock
from outgrow.vocabulary import Streams

THREE_ERRORS = 3.0  # Monte Carlo standard errors, the tolerance of the reference cases
HOUSEHOLDS = 200 * VILLAGE
SURE = 60.0  # log-odds beyond which nobody changes his mind
SMALL_SHIFT = 1e-4  # relative shift of supply, small enough that second-order terms vanish
SECOND_ORDER = 1e-3  # of the shift itself
EXACT = 1e-12  # our own logarithm and exponential in double precision
SETTLED = 1e-4  # of carrying capacity, after twenty seasons at a growth rate of 0.8
ADOPTION_A1, JOINERS_A1, STAYERS_A1 = 0.63462333, 783.11115807, 575.54881011  # TOA-MD case A1


def quiet(case):
    """A case's structure and central world without luck, costs, premium, side-selling or a common history."""
    initiative = read(case).initiative
    world = dict(one_at_a_time(initiative)[0])
    for name in world:
        if name.startswith("functions.") and name.endswith(("cost_per_new", "cost_per_member")):
            world[name] = 0.0
        if name.endswith(".readiness"):
            world[name] = 1.0
    world |= dict.fromkeys(
        (
            "market.volatility",
            "market.trend",
            "market.supply_share",
            "market.premium",
            "market.rival_entry",
            "market.rival_most",
            "market.weather_village",
            "market.weather_household",
            "market.spot_spread_village",
            "government.leakage",
            "government.markdown",
            "participation.compliance_cost",
            "participation.practice_cost",
            "participation.forgetting",
            "participation.choice.peers",
            "participation.choice.trust",
            "participation.choice.gain",
            "contract.exclusion",
            "contract.rejection",
            "contract.rejection_trained",
            "delivery.coverage.reached",
            "delivery.training.reached",
            "delivery.training.capacity",
            "delivery.peer_training",
            "firm.fixed",
            "firm.investment",
            "firm.fee",
            "firm.alternative_speed",
        ),
        0.0,
    )
    world |= {
        "contract.kept": 1.0,
        "contract.trust_start": 1.0,
        "market.spot_price": 1e-3,
        "market.spot_spread": 0.01,
        "delivery.coverage.capacity": 1e12,
        "delivery.coverage.uptake": 1.0,
        "delivery.coverage.stretch": 1.0,
        "participation.choice.inertia": SURE / 2.0,
    }
    return replace(structure_of(initiative), patience=1000), world


def households(world, **columns):
    return from_columns(**({"volume": world["target.volume"], "effect": np.zeros(HOUSEHOLDS)} | columns))


class TestDiffusion:
    def joining(self, chance, peers):
        structure, world = quiet("kenya-tea")
        lean = math.log(chance / (1.0 - chance)) + SURE / 2.0
        world |= {"participation.choice.leaning": lean, "participation.choice.peers": peers}
        return simulate(structure, world, households(world), Streams(3))["members"] / HOUSEHOLDS

    def test_without_neighbours_adoption_is_the_bass_model_of_innovators(self):
        found = self.joining(0.08, 0.0)
        expected = 1.0 - 0.92 ** np.arange(1, found.size + 1)
        error = np.sqrt(expected * (1.0 - expected) / HOUSEHOLDS)
        assert np.all(np.abs(found - expected) < THREE_ERRORS * error)

    def test_with_weak_neighbours_adoption_is_the_bass_model(self):
        chance, peers = 0.05, 0.5
        found = self.joining(chance, peers)
        expected = bass_adopters(1.0, chance, peers * chance * (1.0 - chance), found.size)
        error = np.sqrt(expected * (1.0 - expected) / HOUSEHOLDS)
        before = np.append(0.0, expected[:-1])
        # What the straight line leaves out of the logistic: the second derivative's term, summed over the seasons.
        bent = np.cumsum(0.5 * peers**2 * chance * before**2 * (1.0 - before))
        assert np.all(np.abs(found - expected) < THREE_ERRORS * error + bent)
        assert found[-1] > 1.0 - (1.0 - chance) ** found.size + 10.0 * error[-1]  # neighbours matter

    def test_without_neighbours_membership_settles_where_joiners_and_leavers_balance(self):
        structure, world = quiet("kenya-tea")
        world |= {"participation.choice.leaning": 0.4, "participation.choice.inertia": 0.3}
        found = simulate(structure, world, households(world), Streams(4))["members"][-1] / HOUSEHOLDS
        joins, stays = (1.0 / (1.0 + math.exp(-(0.4 + inertia))) for inertia in (-0.3, 0.3))
        rest = joins / (1.0 - stays + joins)
        assert abs(found - rest) < THREE_ERRORS * math.sqrt(rest * (1.0 - rest) / HOUSEHOLDS)

    def test_a_pool_that_nobody_harvests_grows_as_the_logistic(self):
        rate, start, stock = 0.001, 0.1, 0.1
        for _ in range(4000):
            stock = next_stock(stock, rate, 0.0)
        closed = 1.0 / (1.0 + (1.0 - start) / start * math.exp(-rate * 4000))
        assert stock == pytest.approx(closed, rel=2.0 * rate)  # a season's step against continuous time


class TestSelfSelection:
    def test_case_a1_of_the_toa_md_family(self):
        count = 400_000
        first, second = np.random.default_rng(1).standard_normal((2, count))
        now = 500.0 + 400.0 * first
        with_it = 620.0 + 480.0 * (0.7 * first + math.sqrt(1.0 - 0.49) * second)
        terms = Terms(**dict.fromkeys(Terms._fields, 0.0))._replace(
            cover_rate=1.0, upkeep=1.0, train_rate=1.0, per_gain=1e9, own_knowledge=1.0, first=1.0, supplied_before=1.0
        )
        rest = dict.fromkeys(Household._fields, np.zeros(count))
        held = Household(**(rest | {"volume": np.ones(count), "effect": with_it - now, "eligible": np.ones(count)}))
        luck = Luck(1.0, 1.0, choice_score(np.random.default_rng(2).uniform(1e-9, 1.0 - 1e-9, count)), 0.5)
        member = life_of_household(held, Village(0.0, 0.5, 0.0, 1.0, 1.0), luck, terms).member > 0.5

        def near(sample, expected):
            return abs(sample.mean() - expected) < THREE_ERRORS * sample.std() / math.sqrt(sample.size)

        assert near(member.astype(float), ADOPTION_A1)
        assert near(with_it[member], JOINERS_A1)
        assert near(now[~member], STAYERS_A1)

    def test_new_suppliers_select_themselves_on_the_whole_difference_to_the_cash_market(self):
        # Case A1 with the difference in the way to the buying point: nothing is learnt, only the market changes.
        count = 400_000
        first, second = np.random.default_rng(3).standard_normal((2, count))
        now = 500.0 + 400.0 * first
        with_it = 620.0 + 480.0 * (0.7 * first + math.sqrt(1.0 - 0.49) * second)
        terms = Terms(**dict.fromkeys(Terms._fields, 0.0))._replace(
            cover_rate=1.0, upkeep=1.0, per_gain=1e9, first=200.0, spot=100.0, rejection=0.25
        )
        way = 0.75 * (200.0 - 100.0) - (with_it - now)
        rest = dict.fromkeys(Household._fields, np.zeros(count))
        held = Household(**(rest | {"volume": np.ones(count), "freight": way, "eligible": np.ones(count)}))
        luck = Luck(1.0, 1.0, choice_score(np.random.default_rng(4).uniform(1e-9, 1.0 - 1e-9, count)), 0.5)
        member = life_of_household(held, Village(0.0, 0.5, 0.0, 1.0, 1.0), luck, terms).member
        assert abs(member.mean() - ADOPTION_A1) < THREE_ERRORS * member.std() / math.sqrt(count)


class TestContract:
    @pytest.mark.parametrize("spot", [22.0, 27.0, 33.0])
    def test_the_share_that_delivers_is_that_of_the_chain(self, spot):
        structure, world = quiet("kenya-tea")
        world |= {
            "market.spot_price": spot,
            "market.spot_spread": 0.2,
            "contract.first_payment": 25.0,
            "contract.deferred_payment": 0.0,
            "contract.exclusion": 0.3,
            "contract.side_sold_part": 1.0,
            "participation.choice.leaning": -SURE,
        }
        median = lognormal_median(outside_price(world), 0.2)
        outside = world["target.volume"] * (outside_price(world) - world["contract.production_cost"])
        honour = float(contract_value(mean_contract(world), outside, median, 0.2).honour)
        found = simulate(structure, world, households(world), Streams(5))
        delivered = 1.0 - found["side_sold"] / found["volume"]
        error = math.sqrt(honour * (1.0 - honour) / HOUSEHOLDS)
        assert 0.01 < honour < 0.99
        assert np.abs(delivered - honour).max() < 1.5 * THREE_ERRORS * error  # the largest of twenty seasons


class TestSurplus:
    def test_producers_and_consumers_share_a_small_gain_as_in_the_chain(self):
        # Within a season supply is what it is, so the season's elasticity is that of demand and of supply's later
        # answer together; with a supply elasticity of one the relative shift of volume is also that of cost.
        demand, supply = 0.6, 1.0
        structure, world = quiet("kenya-tea")
        world |= {
            "market.supply_share": 1.0,
            "market.demand_elasticity": demand + supply,
            "contract.pass_through": 1.0,
            "contract.production_cost": 0.0,
            "contract.credit": 0.0,
            "participation.choice.leaning": SURE,
            "participation.learning": 1.0,
            "delivery.training.capacity": 1e12,
            "delivery.training.uptake": 1.0,
            "delivery.training.stretch": 1.0,
            "delivery.haste": 0.0,
        }
        found = simulate(structure, world, households(world, effect=np.full(HOUSEHOLDS, SMALL_SHIFT)), Streams(6))
        price = world["contract.first_payment"] + world["contract.deferred_payment"]
        volume = world["target.volume"] * HOUSEHOLDS
        gain = (found["income"] - found["income_without"])[-1]
        chain = closed_economy(price, volume, supply, demand, SMALL_SHIFT)
        unit = price * volume * SMALL_SHIFT
        assert gain / unit == pytest.approx(float(chain.producers) / unit, abs=SECOND_ORDER)
        fall = 1.0 - found["price_index"][-1]
        assert fall / SMALL_SHIFT == pytest.approx(float(chain.consumers) / unit, abs=SECOND_ORDER)
        assert 0.1 < float(chain.producers) / unit < 0.9  # both sides have a part


class TestCommonPool:
    @pytest.mark.parametrize("harvest", [0.1, 0.3])
    def test_a_fixed_effort_settles_at_the_equilibrium_of_schaefer(self, harvest):
        structure, world = quiet("lake-victoria-nile-perch")
        growth = 0.8
        world |= {
            "common_pool.growth": growth,
            "common_pool.harvest": harvest,
            "common_pool.entry": 0.0,
            "participation.choice.leaning": -SURE,
        }
        found = simulate(structure, world, households(world), Streams(7))
        assert found["stock"][-1] == pytest.approx(1.0 - harvest / growth, abs=SETTLED)

    def test_a_closed_season_that_is_kept_leaves_more_in_the_water(self):
        structure, world = quiet("lake-victoria-nile-perch")
        world |= {"common_pool.growth": 0.8, "common_pool.harvest": 0.4, "common_pool.entry": 0.0}
        closed = world | {"common_pool.closed": 0.25}
        ignored = closed | {"common_pool.obeyed": 0.0}
        stocks = [simulate(structure, w, households(w), Streams(8))["stock"][-1] for w in (world, closed, ignored)]
        assert stocks[1] == pytest.approx(1.0 - 0.4 * 0.75 / 0.8, abs=SETTLED)
        assert stocks[2] == stocks[0]

    def test_free_entry_ends_where_the_rent_is_gone(self):
        structure, world = quiet("lake-victoria-nile-perch")
        world |= {"common_pool.growth": 0.8, "common_pool.entry": 0.3, "common_pool.effort_cost": 0.6}
        world |= {"common_pool.start": 0.8, "common_pool.harvest": 0.2}
        structure = replace(structure, seasons=500)
        found = simulate(structure, world, households(world), Streams(9))
        # Revenue per unit of effort falls with the stock, to the cost: Gordon's bionomic equilibrium.
        assert found["stock"][-1] == pytest.approx(0.8 * 0.6, abs=SETTLED)

    def test_a_closed_season_lets_free_entry_end_at_a_larger_stock(self):
        structure, world = quiet("lake-victoria-nile-perch")
        world |= {"common_pool.growth": 0.8, "common_pool.entry": 0.3, "common_pool.effort_cost": 0.6}
        world |= {"common_pool.start": 0.8, "common_pool.harvest": 0.2, "common_pool.closed": 0.2}
        structure = replace(structure, seasons=500)
        found = simulate(structure, world, households(world), Streams(9))
        # A boat earns in four fifths of the season what it costs in all of it: X / X_0 = 0.6 / (1 - 0.2).
        assert found["stock"][-1] == pytest.approx(0.8 * 0.6 / 0.8, abs=SETTLED)

    def test_a_limit_on_effort_shares_the_rent_among_all_who_are_there(self):
        structure, world = quiet("lake-victoria-nile-perch")
        world |= {"common_pool.growth": 0.8, "common_pool.entry": 0.3, "common_pool.effort_cost": 0.6}
        world |= {"common_pool.start": 0.8, "common_pool.harvest": 0.2, "common_pool.effort_limit": 1.0}
        structure = replace(structure, seasons=500)
        found = simulate(structure, world, households(world), Streams(9))
        # The limit holds the stock at 1 - h / r; boats come until each fishes so little that the rent is gone.
        stock = 1.0 - 0.2 / 0.8
        assert found["stock"][-1] == pytest.approx(stock, abs=SETTLED)
        assert found["effort"][-1] == pytest.approx(stock / 0.8 / 0.6, abs=SETTLED)


class TestTrend:
    @pytest.mark.parametrize("per_year", [0.5, 1.0, 2.0])
    def test_it_is_yearly_whatever_the_seasons_in_a_year(self, per_year):
        structure, world = quiet("kenya-tea")
        world |= {"market.trend": 0.03}
        structure = replace(structure, per_year=per_year)
        found = simulate(structure, world, households(world), Streams(10))
        years = np.arange(1, structure.seasons + 1) / per_year
        assert found["price_index"] == pytest.approx(1.03**years, rel=EXACT)
