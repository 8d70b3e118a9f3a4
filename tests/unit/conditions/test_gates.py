"""Gates and classes on worlds made by hand: each opens and closes where its page says."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from outgrow.conditions import CLASSES, QUESTIONS, classify, drivers, gates, judge, loyal_share, present_value
from outgrow.initiative import read
from outgrow.population import draw_traits
from outgrow.scenarios import draw_worlds, explore, one_at_a_time
from outgrow.system import structure_of
from outgrow.vocabulary import Streams

DRAWS, HOUSEHOLDS = 6, 640
SAME_ARITHMETIC = 1e-12  # the same sums in another order
CASE = read("kenya-tea")
INITIATIVE = CASE.initiative
EXIT = INITIATIVE.initiator.exit_season


@pytest.fixture(scope="module")
def run():
    streams = Streams(3)
    traits = draw_traits(streams, HOUSEHOLDS, CASE.districts.weights)
    return explore(draw_worlds(INITIATIVE, streams, DRAWS), structure_of(INITIATIVE), traits, streams)


def altered(run, values=None, **seasons):
    """The run with some measures, or parameters, set to what a test wants (numbers, or arrays of shape (D, T))."""
    shape = run["members"].shape
    given = {name: np.broadcast_to(np.asarray(x, dtype=np.float64), shape) for name, x in seasons.items()}
    moved = {name: np.full(run.draws, x) for name, x in (values or {}).items()}
    worlds = replace(run.worlds, values={**run.worlds.values, **moved})
    return replace(run, worlds=worlds, seasons={**run.seasons, **given})


def perfect(run, **seasons):
    """Worlds that pass all gates, but for what is given."""
    good = {
        "members": 600_000.0, "trained": 200_000.0, "firm_cash_alone": 1e9, "member_volume": 100.0,
        "member_side_sold": 0.0, "break_even_share": 0.1, "orphaned": 0.0, "firm_active": 1.0, "turned": 0.0,
        "stock": 1.0, "gap": 1.0, "gap_without": 2.0, "income_without": 9.0,
    }  # fmt: skip
    for group in ("women", "small", "outside"):
        good |= {f"{group}_income": 3.0, f"{group}_income_without": 3.0}
    return altered(run, {"participation.effect": 0.3, "participation.compliance_cost": 0.0}, **(good | seasons))


def passes(run):
    return {gate.name: set(gate.passes.tolist()) for gate in gates(run, INITIATIVE)}


def classes(run):
    return set(classify(run, gates(run, INITIATIVE), INITIATIVE).tolist())


def test_the_six_gates_come_in_their_order_with_a_question_and_a_reason(run):
    found = gates(run, INITIATIVE)
    assert [gate.name for gate in found] == list(QUESTIONS) == ["works", "pays", "holds", "lasts", "reaches", "lifts"]
    assert all(gate.question.endswith("?") and gate.reason for gate in found)


def test_worlds_that_pass_all_six_gates_scale(run):
    assert all(found == {True} for found in passes(perfect(run)).values())
    assert classes(perfect(run)) == {"scales"}


def test_a_probability_is_the_share_of_worlds_with_the_error_of_a_share(run):
    gate = replace(gates(run, INITIATIVE)[0], margin=np.array([0.0, 1.0, -1.0, -2.0]))
    assert gate.passes.tolist() == [True, True, False, False]
    assert gate.probability == 0.5
    assert gate.error == pytest.approx(0.25)


ONE_GATE_CLOSED = {
    "pays": ({"firm_cash_alone": -1.0}, "depends"),
    "holds": ({"member_side_sold": 95.0}, "depends"),
    "lasts": ({"orphaned": 0.3}, "depends"),
    "reaches": ({"members": 500_000.0}, "stalls"),
    "lifts": ({"gap": 2.5}, "depends"),
}


@pytest.mark.parametrize("gate", ONE_GATE_CLOSED)
def test_one_closed_gate_is_enough_not_to_scale(run, gate):
    seasons, word = ONE_GATE_CLOSED[gate]
    world = perfect(run, **seasons)
    assert {name for name, found in passes(world).items() if found == {False}} == {gate}
    assert classes(world) == {word}


def test_an_effect_that_does_not_pay_for_itself_fails(run):
    world = altered(perfect(run), {"participation.effect": -0.01})
    assert passes(world)["works"] == {False}
    assert classes(world) == {"fails"}


def test_pays_is_the_net_present_value_by_hand(run):
    rate = 0.1
    flow = np.tile(np.array([-100.0] + [12.0] * (INITIATIVE.seasons.count - 1)), (run.draws, 1))
    found = gates(altered(run, {"firm.hurdle": rate}, firm_cash_alone=flow), INITIATIVE)[1].margin
    by_hand = -100.0 + sum(12.0 / (1.0 + rate) ** t for t in range(1, INITIATIVE.seasons.count))
    assert found == pytest.approx(np.full(run.draws, by_hand), rel=SAME_ARITHMETIC)


def test_a_rate_per_year_is_compounded_over_the_seasons_of_a_year():
    flow, rate = np.array([[0.0, 0.0, 121.0]]), np.array([0.21])
    assert present_value(flow, rate, 2.0).tolist() == pytest.approx([100.0])


def test_loyalty_is_that_of_the_last_five_seasons_and_unknown_without_members(run):
    seasons = INITIATIVE.seasons.count
    aside = np.where(np.arange(seasons) < seasons - 5, 100.0, 20.0)
    assert loyal_share(perfect(run, member_side_sold=aside)).tolist() == pytest.approx([0.8] * run.draws)
    assert np.isnan(loyal_share(perfect(run, member_volume=0.0))).all()
    assert passes(perfect(run, member_volume=0.0))["holds"] == {False}


def test_lasts_compares_members_some_seasons_after_the_exit_with_those_at_the_exit(run):
    path = np.full(INITIATIVE.seasons.count, 600_000.0)
    later = EXIT - 1 + INITIATIVE.ambition.seasons_after_exit
    for kept, open_ in ((0.81, True), (0.79, False)):
        fallen = path.copy()
        fallen[later] *= kept
        assert passes(perfect(run, members=fallen))["lasts"] == {open_}


def test_a_group_that_loses_closes_lifts_though_poverty_falls(run):
    assert passes(perfect(run, women_income=2.9))["lifts"] == {False}
    assert passes(perfect(run, women_income=2.98))["lifts"] == {True}
    # a group without weight is not judged
    assert passes(perfect(run, women_income=0.0, women_income_without=0.01))["lifts"] == {True}


def test_training_that_is_wanted_counts_for_reach(run):
    assert passes(perfect(run, trained=90_000.0))["reaches"] == {False}


def test_classes_by_what_happens_on_the_way(run):
    halved = np.linspace(600_000.0, 200_000.0, INITIATIVE.seasons.count)
    assert classes(perfect(run, members=halved)) == {"collapses"}
    assert classes(perfect(run, firm_active=0.0, members=1.0)) == {"collapses"}
    assert classes(perfect(run, turned=0.9, members=400_000.0)) == {"bypasses"}
    pool = altered(perfect(run, stock=0.2), {"common_pool.limit": 0.3})
    assert classes(pool) == {"exhausts"}
    assert {"scales", "fails", "exhausts", "bypasses", "collapses", "stalls", "depends"} == set(CLASSES)


def test_the_verdict_names_the_gate_whose_opening_would_help_most(run):
    streams = Streams(3)
    traits = draw_traits(streams, HOUSEHOLDS, CASE.districts.weights)
    alone = explore(one_at_a_time(INITIATIVE), structure_of(INITIATIVE), traits, streams, same_luck=True)
    verdict = judge(perfect(run, firm_cash_alone=-1.0), alone, INITIATIVE)
    assert verdict.binding.name == "pays"
    assert verdict.if_opened["pays"] == 1.0
    assert verdict.scales == 0.0
    assert sum(verdict.probabilities.values()) == pytest.approx(1.0)
    assert "binds is 'pays'" in verdict.summary()
    assert verdict.to_frame().height == 6


def test_drivers_rank_by_the_largest_move_of_a_margin(run):
    alone_worlds = one_at_a_time(INITIATIVE)
    streams = Streams(3)
    traits = draw_traits(streams, HOUSEHOLDS, CASE.districts.weights)
    alone = explore(alone_worlds, structure_of(INITIATIVE), traits, streams, same_luck=True)
    ranked = drivers(alone, gates(alone, INITIATIVE), gates(run, INITIATIVE))
    assert {d.name for d in ranked} == set(alone_worlds.probabilities)
    assert all(a.movement >= b.movement for a, b in itertools.pairwise(ranked))
    effect = next(d for d in ranked if d.name == "participation.effect")
    assert effect.direction == 1
    assert effect.source == "evidence"
