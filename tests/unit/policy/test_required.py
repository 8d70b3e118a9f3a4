"""What is required: planted minima, the price of each gate, and why nothing suffices."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from outgrow.initiative import read
from outgrow.policy import Dial, least_cost, required
from outgrow.scenarios import Runner, draw_worlds, setting_of
from outgrow.vocabulary import InputError, Streams

GRID = (0.0, 0.5, 1.0)
WORLDS = 128
ROUNDING = 1e-12


def planted(needs, hard=0.0, seed=1):
    """A judge under which gate g opens in a world when the levers' help exceeds what the world asks for."""
    rng = np.random.default_rng(seed)
    asks = rng.uniform(0.0, 1.0, size=(len(needs), WORLDS)) * 0.5 + hard

    def judge(settings, first, last):
        help_given = np.array([[np.dot(need, setting) for need in needs] for setting in settings])
        return help_given[:, :, None] >= asks[None, :, first:last]

    return judge


def brute_force(dials, judge, wanted, left_out=None):
    found = []
    for setting in product(*(dial.strengths for dial in dials)):
        passes = judge([setting], 0, WORLDS)[0]
        rows = [p for g, p in enumerate(passes) if g != left_out]
        if np.all(rows, axis=0).mean() >= wanted:
            found.append((sum(d.cost * s for d, s in zip(dials, setting, strict=True)), setting))
    return min(found, default=None)


DIALS = [Dial("a", 7.0, GRID), Dial("b", 3.0, GRID), Dial("c", 5.0, GRID), Dial("d", 1.0, GRID)]
NEEDS = [(0.6, 0.2, 0.0, 0.1), (0.0, 0.3, 0.4, 0.0), (0.2, 0.0, 0.3, 0.3)]


@pytest.mark.parametrize("wanted", [0.3, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_planted_minimum_is_found_exactly(wanted, seed):
    judge = planted(NEEDS, seed=seed)
    found = least_cost(DIALS, judge, wanted=wanted, worlds=WORLDS)
    truth = brute_force(DIALS, judge, wanted)
    assert found.exact
    if truth is None:
        assert found.best is None
    else:
        assert found.best is not None
        assert found.best.cost == pytest.approx(truth[0], rel=ROUNDING)
        for gate, relaxed in enumerate(found.relaxed):
            assert relaxed.cost == pytest.approx(brute_force(DIALS, judge, wanted, gate)[0], rel=ROUNDING)


def test_a_problem_with_a_known_answer():
    """Two of three levers are needed, and the cheapest two cost 3; the third alternative costs 12."""
    dials = [Dial("a", 1.0, (0.0, 1.0)), Dial("b", 2.0, (0.0, 1.0)), Dial("c", 10.0, (0.0, 1.0))]

    def judge(settings, first, last):
        return np.array([[[sum(s) >= 2.0] * (last - first)] for s in settings])

    found = least_cost(dials, judge, wanted=0.8, worlds=32, near=4.0)
    assert found.best.strengths == (1.0, 1.0, 0.0)
    assert [tried.cost for tried in found.near] == [3.0, 11.0, 12.0, 13.0]
    assert found.frontier[-1].cost == 3.0


def test_where_levers_harm_the_cheapest_is_found_all_the_same():
    """Nothing is taken to be monotone: more of b closes the gate again."""
    dials = [Dial("a", 1.0, GRID), Dial("b", 1.0, GRID)]

    def judge(settings, first, last):
        return np.array([[[s[0] >= 0.5 and s[1] == 0.5] * (last - first)] for s in settings])

    assert least_cost(dials, judge, wanted=0.9, worlds=32).best.strengths == (0.5, 0.5)


def test_the_search_beyond_the_grid_finds_the_planted_minimum_of_many_levers():
    """Eight levers of which two are needed: 6,561 settings, too many to count."""
    dials = [Dial(f"x{k}", float(k + 1), GRID) for k in range(8)]

    def judge(settings, first, last):
        return np.array([[[s[2] >= 0.5] * (last - first), [s[5] >= 1.0] * (last - first)] for s in settings])

    found = least_cost(dials, judge, wanted=0.9, worlds=16, most=1000)
    assert not found.exact
    assert found.best.strengths == (0.0, 0.0, 0.5, 0.0, 0.0, 1.0, 0.0, 0.0)


def test_giving_up_early_saves_worlds_and_changes_no_answer():
    judge = planted(NEEDS)
    asked = []

    def counted(settings, first, last):
        asked.append(len(settings) * (last - first))
        return judge(settings, first, last)

    found = least_cost(DIALS, counted, wanted=0.8, worlds=WORLDS)
    assert found.best.cost == pytest.approx(brute_force(DIALS, judge, 0.8)[0], rel=ROUNDING)
    assert sum(asked) < 0.8 * 81 * WORLDS


def test_bad_input_is_told_all_at_once():
    with pytest.raises(InputError) as problem:
        least_cost([Dial("a", -1.0, (0.5, 1.0))], planted([(1.0,)]), wanted=1.0, worlds=4)
    said = str(problem.value)
    assert "4 defects found" in said
    assert "A probability that can be required lies between 0 and 1, both excluded" in said
    assert "Strengths rise from 0" in said
    with pytest.raises(InputError, match="Add options with their costs to the initiative file"):
        least_cost([], planted([(1.0,)]), wanted=0.5, worlds=32)


@pytest.fixture(scope="module")
def tea():
    case = read("kenya-tea")
    some = tuple(o for o in case.initiative.options if o.id in ("premium_commitment", "cheaper_certification"))
    case = replace(case, initiative=case.initiative.model_copy(update={"options": some}))
    return case, Runner(setting_of(case, 256, 1)), draw_worlds(case.initiative, Streams(1), 16, "sobol")


def test_tea_at_a_modest_probability_needs_the_premium(tea):
    case, runner, worlds = tea
    found = required(case.initiative, runner, worlds, wanted=0.3, steps=(0.0, 1.0))
    best = found.solution.best
    assert best is not None
    strengths = dict(zip([lever.id for lever in found.levers], best.strengths, strict=True))
    assert strengths["premium_commitment"] == 1.0
    assert found.payers(best)["unilever"] > 1e9
    assert found.shadow_prices["pays"] >= 0.0
    assert "All six gates open in" in found.summary()
    assert "All settings on the grid were tried in the order of their cost" in found.summary()
    assert set(found.pareto) <= set(found.solution.near)
    assert best in found.solution.near
    assert found.findings("KES")[0].kind == "required"
    assert found.to_frame().height == len(found.solution.tried)


def test_tea_at_an_impossible_probability_says_which_gate_is_in_the_way(tea):
    case, runner, worlds = tea
    found = required(case.initiative, runner, worlds, wanted=0.999, steps=(0.0, 1.0))
    assert not found.reachable
    assert found.summary().startswith("Not reachable within these levers, because '")
    assert "whatever is done; all six open together in" in found.because()
    assert found.pareto == ()
    assert all(price is None for price in found.shadow_prices.values())


def test_a_case_without_options_is_told(tea):
    case, runner, worlds = tea
    bare = case.initiative.model_copy(update={"options": ()})
    with pytest.raises(InputError, match="Add options with their costs to the initiative file"):
        required(bare, runner, worlds, wanted=0.5)
