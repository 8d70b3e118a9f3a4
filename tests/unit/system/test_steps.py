"""Each step of a season does what its page says, on numbers that can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outgrow.system.steps import ORDER
from outgrow.system.steps.account import MEASURES, UNITS, poverty_gaps
from outgrow.system.steps.decide import (
    EXPANDS,
    GONE,
    HOLDS,
    TURNS,
    Bid,
    firm_decision,
    hand_over,
    next_belief,
    next_trust,
    next_turned,
    promise_kept,
)
from outgrow.system.steps.deliver import deliver, learn, next_capacity, reachable, train
from outgrow.system.steps.fund import fund, upkeep_first
from outgrow.system.steps.join import choice_score, expected_effect, expected_gain, join_or_stay, over_outside, utility
from outgrow.system.steps.price import next_deviation, price_index, season_prices
from outgrow.system.steps.produce import LEAST_STOCK, effort_used, harvest, next_effort, next_stock, weather
from outgrow.system.steps.sell import cash_factor, cash_offer, refused_by_standard, rejected_share, sells_aside
from outgrow.system.steps.settle import credit_repaid, crop_costs

EXACT = 1e-12  # a handful of operations in double precision
FIVE_ERRORS = 5.0  # standard errors of a mean that chance leaves once in two million tests
NOBODY, UNLIMITED = -1.0, math.inf


def test_a_season_has_nine_steps_in_the_order_of_the_model():
    assert ORDER == ("fund", "deliver", "join", "produce", "price", "sell", "settle", "account", "decide")


class TestFund:
    def test_a_payer_with_enough_money_meets_its_share(self):
        funded, spent = fund(np.array([100.0, 50.0]), np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([UNLIMITED] * 2))
        assert funded.tolist() == [1.0, 1.0]
        assert spent.tolist() == [[100.0, 0.0], [25.0, 25.0]]

    def test_a_short_budget_is_spread_evenly_and_nobody_makes_it_good(self):
        funded, spent = fund(np.array([100.0, 100.0]), np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([75.0, UNLIMITED]))
        assert spent[:, 0].sum() == pytest.approx(75.0, rel=EXACT)
        assert funded.tolist() == pytest.approx([0.5, 0.75], rel=EXACT)

    def test_a_part_without_a_payer_stays_unfunded(self):
        funded, _ = fund(np.array([100.0]), np.array([[0.7]]), np.array([UNLIMITED]))
        assert funded.tolist() == pytest.approx([0.7], rel=EXACT)

    def test_those_already_served_come_before_new_ones(self):
        upkeep, reach = upkeep_first(np.array([0.4, 0.9]), np.array([50.0, 50.0]), np.array([50.0, 50.0]))
        assert upkeep.tolist() == pytest.approx([0.8, 1.0], rel=EXACT)
        assert reach.tolist() == pytest.approx([0.0, 0.8], rel=EXACT)


class TestDeliver:
    def test_nobody_is_reached_beyond_those_who_remain(self):
        assert reachable(100.0, 2.0, 30.0) == 30.0
        assert reachable(100.0, 0.5, 1000.0) == 100.0
        assert reachable(100.0, 1.0, NOBODY) == 0.0

    def test_quality_falls_by_the_power_of_the_load(self):
        assert deliver(400.0, 1.0, 100.0, 1000.0, 0.5).fidelity == pytest.approx(0.5, rel=EXACT)
        assert deliver(100.0, 1.0, 100.0, 1000.0, 0.5).fidelity == 1.0

    def test_money_that_does_not_arrive_reaches_nobody(self):
        assert deliver(100.0, 0.0, 100.0, 1000.0, 0.5).rate == 0.0

    def test_capacity_grows_as_far_as_it_is_funded_and_only_while_people_remain(self):
        assert next_capacity(100.0, 0.5, 0.5, 1.0) == pytest.approx(125.0, rel=EXACT)
        assert next_capacity(100.0, 0.5, 0.5, 0.0) == 100.0

    def test_only_members_are_newly_trained_and_who_was_trained_stays_so(self):
        member, trained = np.array([1.0, 1.0, 0.0, 0.0]), np.array([0.0, 0.0, 0.0, 1.0])
        assert train(member, trained, np.array([0.1, 0.9, 0.1, 0.9]), 0.5).tolist() == [1.0, 0.0, 0.0, 1.0]

    def test_skill_closes_the_gap_to_what_is_taught_and_fades_without_follow_up(self):
        assert learn(1.0, 0.2, 0.8, 0.5, 0.0, 0.0) == pytest.approx(0.5, rel=EXACT)
        assert learn(0.0, 0.5, 1.0, 0.5, 0.1, 0.0) == pytest.approx(0.45, rel=EXACT)
        assert learn(1.0, 0.5, 0.5, 0.5, 0.1, 1.0) == pytest.approx(0.5, rel=EXACT)

    def test_poor_teaching_takes_no_skill_away(self):
        assert learn(1.0, 0.9, 0.3, 1.0, 0.0, 0.0) == pytest.approx(0.9, rel=EXACT)


class TestJoin:
    def test_the_expected_effect_lies_between_own_and_seen(self):
        assert expected_effect(0.2, 0.1, 0.25) == pytest.approx(0.125, rel=EXACT)

    def test_the_expected_gain_counts_the_chance_of_training_and_the_charges(self):
        assert expected_gain(1000.0, 0.1, 0.5, 10.0, 2.0, 1.0, 300.0, 0.0) == pytest.approx(1100.0, rel=EXACT)

    def test_a_new_supplier_weighs_the_contract_against_the_cash_market(self):
        # 90 of 100 kg at 30 instead of 20 are 900 more, carrying all of it at 2 takes 200 off: 7 a kg.
        better = over_outside(30.0, 20.0, 0.1, 2.0, 0.0)
        assert better == pytest.approx(7.0, rel=EXACT)
        assert expected_gain(100.0, 0.0, 1.0, 10.0, 2.0, 0.0, 50.0, better) == pytest.approx(650.0, rel=EXACT)
        assert over_outside(30.0, 20.0, 0.1, 2.0, 1.0) == 0.0

    def test_gain_neighbours_and_trust_all_draw_in(self):
        level = utility(0.0, 0.0, 0.5, -1.0, 0.02, 3.0, 4.0)
        assert level == -1.0
        assert utility(100.0, 0.0, 0.5, -1.0, 0.02, 3.0, 4.0) == 1.0
        assert utility(0.0, 1.0, 0.5, -1.0, 0.02, 3.0, 4.0) == 2.0
        assert utility(0.0, 0.0, 1.0, -1.0, 0.02, 3.0, 4.0) == 1.0

    def test_households_join_and_stay_with_the_logistic_chance(self):
        luck = choice_score((np.arange(100_000) + 0.5) / 100_000)
        joins = join_or_stay(0.0, 1.0, 1.0, 1.0, 0.3, 1.0, luck).mean()
        stays = join_or_stay(1.0, 1.0, 0.0, 1.0, 0.3, 1.0, luck).mean()
        assert joins == pytest.approx(1.0 / (1.0 + math.exp(0.7)), abs=1e-5)  # a grid of 100,000 chances
        assert stays == pytest.approx(1.0 / (1.0 + math.exp(-1.3)), abs=1e-5)

    def test_who_is_not_offered_or_not_eligible_cannot_join_and_who_is_not_upheld_drops_out(self):
        surely, never = 50.0, 0.0
        assert join_or_stay(0.0, 1.0, 0.0, 1.0, surely, 0.0, never) == 0.0
        assert join_or_stay(0.0, 0.0, 1.0, 1.0, surely, 0.0, never) == 0.0
        assert join_or_stay(1.0, 1.0, 1.0, 0.0, surely, 0.0, never) == 0.0
        assert join_or_stay(0.0, 1.0, 1.0, 0.0, surely, 0.0, never) == 1.0


class TestProduce:
    def test_weather_has_mean_one(self):
        score = np.random.default_rng(4).standard_normal(1_000_000)
        shock = weather(score, 0.3)
        assert abs(shock.mean() - 1.0) < FIVE_ERRORS * shock.std() / 1000.0

    def test_harvest_is_usual_volume_under_weather_and_pool(self):
        assert harvest(1000.0, 0.9, 0.5) == pytest.approx(450.0, rel=EXACT)

    def test_a_stock_at_capacity_without_catch_stays_there(self):
        assert next_stock(1.0, 0.4, 0.0) == 1.0

    def test_the_sustainable_catch_holds_the_stock_where_it_is(self):
        stock, growth = 0.5, 0.4
        assert next_stock(stock, growth, growth * stock * (1 - stock)) == pytest.approx(stock, rel=EXACT)

    def test_a_stock_is_never_fished_below_nothing(self):
        assert next_stock(0.2, 0.1, 5.0) == LEAST_STOCK

    def test_effort_enters_on_rent_and_leaves_on_loss(self):
        assert next_effort(1.0, 0.5, 2.0, 1.0) == pytest.approx(1.25, rel=EXACT)
        assert next_effort(1.0, 0.5, 1.0, 1.0) == 1.0
        assert next_effort(1.0, 0.5, 1.0, 1.5) == pytest.approx(0.75, rel=EXACT)
        assert next_effort(1.0, 0.5, 0.0, 1.0) == pytest.approx(0.5, rel=EXACT)


class TestPrice:
    def test_the_price_returns_to_its_trend(self):
        assert next_deviation(0.4, 0.5, 0.2, 0.0) == pytest.approx(0.2, rel=EXACT)
        assert next_deviation(0.0, 0.5, 0.2, 1.5) == pytest.approx(0.3, rel=EXACT)

    def test_more_supply_lowers_the_price_by_share_over_elasticity(self):
        plain = price_index(0.0, 0.0, 1, 1.0, 0.2, 0.5)
        more = price_index(0.0, 0.0, 1, 1.1, 0.2, 0.5)
        assert plain == 1.0
        assert more == pytest.approx(1.1 ** (-0.4), rel=EXACT)

    def test_the_trend_compounds_by_season(self):
        assert price_index(0.0, 0.02, 10, 1.0, 0.2, 0.5) == pytest.approx(1.02**10, rel=EXACT)

    @staticmethod
    def prices(**changed):
        given = {
            "index": 1.0, "first": 10.0, "deferred": 20.0, "pass_through": 0.5, "spot": 15.0, "spot_follows": 1.0,
            "markdown": 0.0, "rivalry": 0.0, "premium_demand": 10.0, "premium_supply": 5.0,
        }  # fmt: skip
        return season_prices(**(given | changed))

    def test_a_price_change_reaches_the_grower_in_part_and_the_first_payment_stands_while_it_can(self):
        high, low, crash = self.prices(index=2.0), self.prices(index=0.5), self.prices(index=-1.0)
        assert (high.first, high.deferred) == (10.0, 35.0)
        assert (low.first, low.deferred) == pytest.approx((10.0, 12.5), rel=EXACT)
        assert (crash.first, crash.deferred) == (0.0, 0.0)

    def test_rivals_pay_more_where_they_compete_and_less_where_they_do_not(self):
        assert self.prices(rivalry=0.2).spot == pytest.approx(18.0, rel=EXACT)
        assert self.prices(markdown=0.2).spot == pytest.approx(12.0, rel=EXACT)

    def test_the_premium_is_rationed_where_supply_outruns_its_market(self):
        assert self.prices().premium_part == 1.0
        assert self.prices(premium_supply=40.0).premium_part == 0.25
        assert self.prices(premium_supply=0.0).premium_part == 1.0


class TestSell:
    def test_offers_have_the_villages_mean(self):
        score = np.random.default_rng(8).standard_normal(1_000_000)
        offers = cash_offer(20.0, 1.1, cash_factor(score, 0.2))
        assert abs(offers.mean() - 22.0) < FIVE_ERRORS * offers.std() / 1000.0

    def test_the_household_sells_aside_exactly_when_the_gain_exceeds_the_stake(self):
        tempted = (25.0, 20.0, 2.0, 0.5, 100.0)  # gains (25 - 20 - 2) on 50 kg: 150
        assert sells_aside(*tempted, 149.9) == 1.0
        assert sells_aside(*tempted, 150.0) == 0.0

    def test_credit_that_can_be_escaped_tempts(self):
        owed, enforcement, fine, sanction = 500.0, 0.2, 100.0, 30.0
        stake = enforcement * fine + sanction - (1.0 - enforcement) * owed
        assert sells_aside(20.0, 20.0, 0.0, 0.5, 100.0, stake) == 1.0

    def test_the_standard_refuses_less_from_the_skilled_and_the_firm_all_when_it_turned_away(self):
        assert refused_by_standard(0.0, 0.2, 0.05) == pytest.approx(0.2, rel=EXACT)
        assert refused_by_standard(1.0, 0.2, 0.05) == pytest.approx(0.05, rel=EXACT)
        assert refused_by_standard(0.5, 0.2, 0.05) == pytest.approx(0.125, rel=EXACT)
        assert rejected_share(0.2, 0.0) == pytest.approx(0.2, rel=EXACT)
        assert rejected_share(0.2, 0.5) == pytest.approx(0.6, rel=EXACT)
        assert rejected_share(0.2, 1.0) == 1.0


class TestSettle:
    def test_the_loyal_repay_in_full_and_others_only_when_enforced(self):
        assert credit_repaid(1.0, 0.0, 0.25, 100.0, 20.0) == 100.0
        assert credit_repaid(1.0, 1.0, 0.25, 100.0, 20.0) == 30.0
        assert credit_repaid(0.0, 0.0, 0.25, 100.0, 20.0) == 0.0

    def test_costs_follow_volume_the_extra_volume_and_the_road(self):
        assert crop_costs(110.0, 100.0, 90.0, 2.0, 0.5, 0.1) == pytest.approx(220.0 + 5.0 + 9.0, rel=EXACT)
        assert crop_costs(90.0, 100.0, 90.0, 2.0, 0.5, 0.1) == pytest.approx(180.0 + 9.0, rel=EXACT)


class TestAccount:
    def test_poverty_gaps_weigh_persons(self):
        poor = poverty_gaps(np.array([50.0, 100.0, 200.0]), 100.0, np.array([4.0, 5.0, 6.0]))
        assert [column.tolist() for column in poor] == [[4.0, 0.0, 0.0], [2.0, 0.0, 0.0], [1.0, 0.0, 0.0]]

    def test_every_measure_has_its_unit(self):
        assert set(UNITS) == set(MEASURES)
        assert set(UNITS.values()) == {"household", "person", "money", "kg"}


class TestDecide:
    def test_trust_and_beliefs_close_a_part_of_the_gap(self):
        assert next_trust(np.array([0.5]), 0.9, 0.25).tolist() == pytest.approx([0.6], rel=EXACT)
        moved = next_belief(np.array([0.3, 0.3]), np.array([10.0, 0.0]), np.array([100.0, 0.0]), 0.5)
        assert moved.tolist() == pytest.approx([0.2, 0.3], rel=EXACT)

    def test_the_first_able_candidate_to_whom_it_is_worth_it_takes_over(self):
        shares = np.array([[0.6, 0.4, 0.0]])
        bids = [[Bid(2, 100.0, False, 1.0), Bid(1, 49.0, True, 1.0), Bid(2, 50.0, True, 1.0)]]
        after, orphaned, takers = hand_over(shares, np.array([True, False, False]), np.array([50.0]), bids)
        assert takers == [2]
        assert after.tolist() == [[0.0, 0.4, 0.6]]
        assert orphaned.tolist() == [0.0]

    def test_a_function_nobody_takes_is_an_orphan_by_the_part_that_left(self):
        shares = np.array([[0.6, 0.4]])
        after, orphaned, takers = hand_over(
            shares, np.array([True, False]), np.array([50.0]), [[Bid(1, 99.0, True, 2.0)]]
        )
        assert (takers, after.tolist(), orphaned.tolist()) == ([None], [[0.0, 0.4]], [0.6])

    def test_the_firm_turns_to_other_suppliers_only_while_smallholders_cost_it_more(self):
        assert next_turned(0.2, 0.5, 30.0, 20.0) == pytest.approx(0.6, rel=EXACT)
        assert next_turned(0.2, 0.5, 20.0, 30.0) == pytest.approx(0.1, rel=EXACT)

    def test_a_promise_is_kept_as_far_as_what_was_due_was_paid_and_stands_where_nothing_was(self):
        kept = promise_kept(np.array([80.0, 0.0]), np.array([100.0, 0.0]), np.array([0.3, 0.4]))
        assert kept.tolist() == [0.8, 0.4]

    def test_the_firm_expands_holds_turns_away_or_is_gone(self):
        assert firm_decision(True, 20.0, 30.0, 5.0) == EXPANDS
        assert firm_decision(True, 20.0, 30.0, 0.0) == HOLDS
        assert firm_decision(True, 40.0, 30.0, 5.0) == TURNS
        assert firm_decision(False, 40.0, 30.0, 5.0) == GONE


class TestRules:
    def test_rules_hold_the_effort_of_those_who_obey(self):
        assert effort_used(2.0, UNLIMITED, 0.0, 1.0) == 2.0
        assert effort_used(2.0, 1.0, 0.0, 1.0) == 1.0
        assert effort_used(2.0, UNLIMITED, 0.25, 1.0) == pytest.approx(1.5, rel=EXACT)
        assert effort_used(2.0, 1.0, 0.25, 0.0) == 2.0
        assert effort_used(2.0, 1.0, 0.5, 0.5) == pytest.approx(1.25, rel=EXACT)
