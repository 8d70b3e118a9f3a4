"""Sobol points, crossed designs and levers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats.qmc import Sobol

from outgrow.initiative import read
from outgrow.scenarios import LUCK, carry_out, crossed, draw_worlds, levers, pull, sobol_points, walk_orders
from outgrow.scenarios.sobol import _scrambled
from outgrow.vocabulary import InputError, Streams

NAMES = ["a", "b", "c"]
ROUNDING = 1e-12  # relative: one product more or less


def test_every_dimension_has_one_point_in_each_stratum():
    for column in sobol_points(Streams(3), NAMES, 64).values():
        assert sorted((column * 64).astype(int).tolist()) == list(range(64))


def test_pairs_of_dimensions_fill_every_elementary_box():
    u = sobol_points(Streams(3), ["a", "b"], 64)
    for rows in (2, 4, 8, 16, 32):  # the first two Sobol dimensions are a (0, m, 2)-net, which scrambling keeps
        cell = (u["a"] * rows).astype(int) * (64 // rows) + (u["b"] * (64 // rows)).astype(int)
        assert sorted(cell.tolist()) == list(range(64))


def test_scrambling_keeps_prefixes_apart_as_owen_has_it():
    raw = np.asarray(Sobol(1, scramble=False, bits=32).random_base2(8)[:, 0] * 2.0**32, dtype=np.uint32)
    moved = _scrambled(raw, np.uint32(123456789))
    for bits in range(1, 9):  # points that share their first bits share them after scrambling, and no others do
        before, after = raw >> np.uint32(32 - bits), (moved * 2**bits).astype(int)
        assert len({(b, a) for b, a in zip(before.tolist(), after.tolist(), strict=True)}) == 2**bits


def test_a_seed_gives_other_points_and_a_name_its_own():
    one, other = sobol_points(Streams(1), ["a"], 8)["a"], sobol_points(Streams(2), ["a"], 8)["a"]
    assert not np.array_equal(one, other)
    assert np.array_equal(one, sobol_points(Streams(1), ["a", "b"], 8)["a"])


def test_fewer_than_two_draws_are_refused():
    with pytest.raises(InputError, match="probabilities over possible worlds need at least two of them"):
        sobol_points(Streams(1), NAMES, 1)


def test_a_base_that_is_no_power_of_two_is_refused():
    with pytest.raises(InputError, match="the points of a Sobol sequence are even in powers of two"):
        crossed(Streams(1), {"x": ("x",)}, 100)


def test_crossed_points_take_exactly_the_named_factor_from_the_other_sample():
    design = crossed(Streams(1), {"x": ("x",), "both": ("y", "z"), LUCK: ()}, 4)
    u, luck = design.saltelli()
    y, z, lucks = u["y"].reshape(4, 5), u["z"].reshape(4, 5), luck.reshape(4, 5)
    for column, changed in ((0, False), (1, False), (2, True), (3, False), (4, True)):
        assert np.array_equal(y[:, column], design.b["y"] if changed else design.a["y"])
        assert np.array_equal(z[:, column], design.b["z"] if changed else design.a["z"])
    assert lucks[:, 0].tolist() == [0, 2, 4, 6]
    assert lucks[:, 3].tolist() == lucks[:, 4].tolist() == [1, 3, 5, 7]


def test_walks_take_over_one_factor_after_the_other():
    design = crossed(Streams(1), {n: (n,) for n in ("p", "q", "r", "s")}, 4)
    orders = walk_orders(Streams(1), 3, 4)
    u, _ = design.walks(orders)
    for walk in range(3):
        for step in (2, 3):
            row = walk * 2 + step - 2
            taken = {list(design.factors)[k] for k in orders[walk, :step]}
            for name in design.factors:
                assert u[name][row] == (design.b if name in taken else design.a)[name][walk]


def test_a_longer_design_begins_with_a_shorter_one():
    short, long = (crossed(Streams(1), {"x": ("x",), "y": ("y",)}, n).saltelli() for n in (8, 16))
    assert np.array_equal(short[0]["x"], long[0]["x"][:32])
    assert np.array_equal(short[1], long[1][:32])


@pytest.fixture(scope="module")
def tea():
    case = read("kenya-tea")
    return case.initiative, draw_worlds(case.initiative, Streams(1), 6)


def test_a_lever_at_zero_changes_nothing_and_at_one_the_whole_option(tea):
    initiative, worlds = tea
    name = "functions.certification.cost_per_member"
    assert np.array_equal(pull(worlds, initiative, {"cheaper_certification": 0.0}).values[name], worlds.values[name])
    whole = pull(worlds, initiative, {"cheaper_certification": 1.0}).values[name]
    assert np.array_equal(whole, worlds.values[name] * 0.5)
    half = pull(worlds, initiative, {"cheaper_certification": 0.5}).values[name]
    assert half == pytest.approx(worlds.values[name] * 0.75, rel=ROUNDING)


def test_a_lever_that_sets_goes_part_of_the_way_and_one_that_adds_adds_part(tea):
    initiative, worlds = tea
    part = pull(worlds, initiative, {"premium_commitment": 0.25}).values
    assert part["market.premium"] == pytest.approx(worlds.values["market.premium"] + 0.5, rel=ROUNDING)
    market = worlds.values["market.premium_market"]
    assert part["market.premium_market"] == pytest.approx(market + 0.25 * (1.0 - market), rel=ROUNDING)


def test_what_the_firm_pays_comes_on_its_fixed_cost_in_part_too(tea):
    initiative, worlds = tea
    cost = worlds.values["options.pay_sooner.cost"]
    half = pull(worlds, initiative, {"pay_sooner": 0.5}).values["firm.fixed"]
    assert half == pytest.approx(worlds.values["firm.fixed"] + 0.5 * cost, rel=ROUNDING)
    option = next(o for o in initiative.options if o.id == "public_extension")
    assert np.array_equal(carry_out(worlds, initiative, option).values["firm.fixed"], worlds.values["firm.fixed"])


def test_strengths_may_differ_between_worlds(tea):
    initiative, worlds = tea
    strength = np.linspace(0.0, 1.0, 6)
    found = pull(worlds, initiative, {"premium_commitment": strength}).values["market.premium"]
    assert found == pytest.approx(worlds.values["market.premium"] + 2.0 * strength, rel=ROUNDING)


def test_unknown_levers_and_strengths_out_of_range_are_told_together(tea):
    initiative, worlds = tea
    with pytest.raises(InputError) as problem:
        pull(worlds, initiative, {"pay_soon": 1.0, "pay_sooner": 1.5})
    assert "2 defects found" in str(problem.value)
    assert "Did you mean 'pay_sooner'?" in str(problem.value)
    assert "a strength lies between 0 and 1" in str(problem.value)


def test_the_cost_of_a_lever_has_the_interval_of_the_file(tea):
    initiative, _ = tea
    lever = next(x for x in levers(initiative, Streams(1), 1000) if x.id == "premium_commitment")
    low, high = np.quantile(lever.cost, (0.05, 0.95))
    assert low == pytest.approx(1.5e9, rel=0.01)  # a Latin hypercube of 1,000 draws
    assert high == pytest.approx(2.5e9, rel=0.01)
    assert lever.median_cost == pytest.approx(np.sqrt(1.5e9 * 2.5e9), rel=1e-9)
