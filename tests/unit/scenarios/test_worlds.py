"""Many possible worlds: designs, what stays the same between them, and that threads change nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outgrow.initiative import Change, entries, read
from outgrow.population import draw_traits
from outgrow.scenarios import CLAIMED, EFFECT, draw_worlds, explore, latin_hypercube, one_at_a_time
from outgrow.system import structure_of
from outgrow.vocabulary import InputError, Streams

CASE = read("kenya-tea")
INITIATIVE = CASE.initiative
DRAWS, HOUSEHOLDS = 5, 256
FIVE_ERRORS = 5.0  # standard errors that chance exceeds once in two million tests


@pytest.fixture(scope="module")
def worlds():
    return draw_worlds(INITIATIVE, Streams(1), DRAWS)


def test_each_stratum_of_each_parameter_is_drawn_once():
    design = latin_hypercube(Streams(1), ["a", "b"], 50)
    for column in design.values():
        assert np.sort(np.floor(column * 50)).tolist() == list(range(50))


def test_a_further_parameter_leaves_the_others_as_they_were():
    few, more = (latin_hypercube(Streams(1), names, 20) for names in (["a", "b"], ["a", "z", "b"]))
    assert np.array_equal(few["a"], more["a"])
    assert np.array_equal(few["b"], more["b"])


def test_parameters_are_drawn_independently():
    draws = 20_000
    a, b = latin_hypercube(Streams(1), ["a", "b"], draws).values()
    assert abs(np.corrcoef(a, b)[0, 1]) < FIVE_ERRORS / np.sqrt(draws)


def test_one_world_is_too_few():
    with pytest.raises(InputError, match="at least two"):
        draw_worlds(INITIATIVE, Streams(1), 1)


def test_every_parameter_of_the_file_has_a_value_in_every_world(worlds):
    assert set(worlds.values) == {*entries(INITIATIVE), EFFECT, CLAIMED}
    assert all(column.shape == (DRAWS,) and np.isfinite(column).all() for column in worlds.values.values())
    assert len(worlds[0]) == len(worlds.values)


def test_drawn_values_are_those_of_their_probabilities_in_model_units(worlds):
    entry = entries(INITIATIVE)["functions.certification.cost_per_member"]
    drawn = worlds.values["functions.certification.cost_per_member"]
    expected = entry.parameter.at(worlds.probabilities["functions.certification.cost_per_member"])
    assert np.array_equal(drawn, expected)


def test_one_at_a_time_moves_one_parameter_to_its_ends_and_leaves_the_rest_at_the_middle():
    alone = one_at_a_time(INITIATIVE)
    names = list(alone.probabilities)
    assert alone.draws == 1 + 2 * len(names)
    k = names.index("firm.margin")
    for draw, p in ((0, 0.5), (1 + 2 * k, 0.05), (2 + 2 * k, 0.95)):
        at = {name: float(u[draw]) for name, u in alone.probabilities.items()}
        assert at.pop("firm.margin") == p
        assert set(at.values()) == {0.5}


def test_changes_of_an_option_multiply_add_and_set(worlds):
    changed = worlds.changed(
        [
            Change(parameter="firm.margin", multiply=2.0),
            Change(parameter="market.premium", add=1.0),
            Change(parameter="firm.fee", set=7.0),
        ]
    )
    assert np.array_equal(changed.values["firm.margin"], 2.0 * worlds.values["firm.margin"])
    assert np.array_equal(changed.values["market.premium"], 1.0 + worlds.values["market.premium"])
    assert set(changed.values["firm.fee"].tolist()) == {7.0}
    assert np.array_equal(changed.values["target.land"], worlds.values["target.land"])


def test_threads_change_no_bit_and_the_first_worlds_are_the_same_in_a_longer_run(worlds):
    streams = Streams(1)
    traits, structure = draw_traits(streams, HOUSEHOLDS, CASE.districts.weights), structure_of(INITIATIVE)
    one, two = (explore(worlds, structure, traits, streams, threads=threads) for threads in (1, 2))
    assert all(np.array_equal(one[name], two[name]) for name in one.seasons)
    first = explore(worlds.first(2), structure, traits, streams)
    assert all(np.array_equal(first[name], one[name][:2]) for name in first.seasons)
    assert one.to_frame().height == DRAWS * INITIATIVE.seasons.count
    assert f"In {DRAWS} possible worlds" in one.summary()


def test_with_the_same_luck_worlds_differ_only_by_their_parameters(worlds):
    streams = Streams(1)
    traits, structure = draw_traits(streams, HOUSEHOLDS, CASE.districts.weights), structure_of(INITIATIVE)
    twice = replace(worlds, values={name: np.repeat(column[:1], 2) for name, column in worlds.values.items()})
    same = explore(twice, structure, traits, streams, same_luck=True)
    other = explore(twice, structure, traits, streams)
    assert np.array_equal(same["volume"][0], same["volume"][1])
    assert not np.array_equal(other["volume"][0], other["volume"][1])
