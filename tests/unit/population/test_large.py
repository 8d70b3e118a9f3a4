"""Millions of households: the same bits a piece at a time, and a clear word where they do not fit."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.initiative import read
from outgrow.population import (
    ELIGIBLE,
    VILLAGE,
    build,
    build_large,
    check_room,
    draw_traits,
    household_traits,
    memory_needed,
    same_households,
)
from outgrow.population import large as room
from outgrow.scenarios import one_at_a_time
from outgrow.vocabulary import InputError, Streams

HOUSEHOLDS = 40 * VILLAGE


@pytest.fixture(scope="module")
def case():
    return read("kenya-tea")


@pytest.fixture(scope="module")
def world(case):
    return one_at_a_time(case.initiative)[0]


@pytest.mark.parametrize(("on_disk", "threads"), [(False, 1), (True, 1), (False, 3)])
def test_piece_by_piece_gives_the_same_households(case, world, on_disk, threads, monkeypatch, tmp_path):
    monkeypatch.setattr(room, "PIECE", 7)
    weights = case.districts.weights
    whole = build(draw_traits(Streams(3), HOUSEHOLDS, weights), world)
    pieces = build_large(Streams(3), HOUSEHOLDS, weights, world, tmp_path / "columns" if on_disk else None, threads)
    assert np.array_equal(whole.columns, pieces.columns)
    assert np.array_equal(whole.flags, pieces.flags)
    assert np.array_equal(whole.district, pieces.district)


def test_a_population_that_does_not_fit_says_what_it_needs_and_how_to_run_it(monkeypatch):
    monkeypatch.setattr(room, "free_memory", lambda: 30_000_000_000)
    check_room(100_000_000)
    with pytest.raises(InputError) as refused:
        check_room(1_000_000_000)
    for words in ("89 GB", "30.0 GB are free", "--store FILE", "64 GB of disk", "fewer synthetic households"):
        assert words in str(refused.value)
    check_room(1_000_000_000, on_disk=True)


def test_scenarios_and_their_own_populations_need_more_memory():
    one = memory_needed(1_000_000)
    assert memory_needed(1_000_000, scenarios=8) > one
    own = memory_needed(1_000_000, scenarios=8, populations=8)
    # Columns of eight populations, and once more side by side for the kernel.
    assert own > memory_needed(1_000_000, scenarios=8) + 15 * 64 * 1_000_000


def test_scores_that_do_not_fit_are_refused_before_they_are_drawn(case):
    with pytest.raises(InputError, match=r"4,000,000,000.*GB of memory.*outgrow simulate CASE"):
        household_traits(case, Streams(1), 4_000_000_000)


def test_ten_million_households_fit_two_gigabytes():
    assert memory_needed(10_000_000) < 2e9


def test_free_memory_is_known_or_unlimited():
    assert room.free_memory() > 0


class TestEntry:
    def share(self, case, world, **changed):
        found = build(draw_traits(Streams(3), HOUSEHOLDS, case.districts.weights), world | changed)
        return float(((found.flags & ELIGIBLE) > 0).mean())

    def test_distance_shuts_the_remote_out(self, case, world):
        near = self.share(case, world, **{"participation.farthest": world["target.distance"]})
        assert 0.3 < near < 0.9

    def test_money_shuts_the_poor_out_unless_they_can_borrow(self, case, world):
        cost = {"participation.entry_cost": 20_000.0, "participation.entry_savings": 0.2}
        shut = self.share(case, world, **cost, **{"institutions.finance_access": 0.0})
        helped = self.share(case, world, **cost, **{"institutions.finance_access": 0.5})
        free = self.share(case, world)
        assert shut < helped < free
        assert helped - shut == pytest.approx(0.5 * (free - shut), abs=0.05)


class Listening(dict):
    """A world that remembers what was asked of it."""

    def __init__(self, given):
        super().__init__(given)
        self.asked = set()

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)

    def __contains__(self, name):
        self.asked.add(name)
        return super().__contains__(name)


@pytest.mark.parametrize("cost", [0.0, 5_000.0])
def test_worlds_with_the_same_households_agree_in_everything_that_makes_them(case, world, cost):
    entry = {"participation.entry_cost": cost, "participation.entry_savings": 0.1, "participation.farthest": 9.0}
    heard = Listening(world | entry)
    build(draw_traits(Streams(3), VILLAGE, case.districts.weights), heard)
    for name in heard.asked:
        assert not same_households(world | entry, world | entry | {name: heard.get(name) + 0.125}), name
    assert same_households(world, world | {"market.premium": 9.0, "delivery.training.capacity": 1.0})
