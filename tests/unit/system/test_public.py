"""Levers of institutions and government: each acts on a mechanism, by a sourced or widely assumed amount."""

from __future__ import annotations

import pytest

from outgrow.initiative import entries, read
from outgrow.scenarios import one_at_a_time
from outgrow.system import ORDER, public_levers, pulled
from outgrow.system.terms import OPTIONAL
from outgrow.vocabulary import InputError, Streams

CASES = ("kenya-tea", "lake-victoria-nile-perch")


@pytest.fixture(scope="module")
def world():
    return one_at_a_time(read("lake-victoria-nile-perch").initiative)[0]


def test_all_levers_of_the_model_are_there():
    assert {lever.id for lever in public_levers()} == {
        "infrastructure", "information", "level_playing_field", "corruption", "effort_control",
        "extension", "standards", "finance", "arbitration",
    }  # fmt: skip


def test_every_effect_is_on_a_parameter_and_a_step_with_a_wide_interval_or_a_source():
    known = set(OPTIONAL).union(*(entries(read(case).initiative) for case in CASES))
    for lever in public_levers():
        assert lever.actor in ("government", "institution")
        for effect in lever.effects:
            assert effect.parameter in known
            assert effect.step in ORDER
            assert effect.size.high > effect.size.low
            assert effect.size.note or not effect.size.assumed
            if effect.size.assumed:
                assert effect.size.high - effect.size.low >= 0.05


def test_strength_zero_changes_nothing_and_more_strength_does_more(world):
    for lever in public_levers():
        assert pulled(world, {lever.id: 0.0}) == world | {
            e.parameter: OPTIONAL[e.parameter] for e in lever.effects if e.parameter in OPTIONAL
        }
        half, full = pulled(world, {lever.id: 0.5}), pulled(world, {lever.id: 1.0})
        for effect in lever.effects:
            was = world.get(effect.parameter, OPTIONAL.get(effect.parameter))
            assert abs(full[effect.parameter] - was) >= abs(half[effect.parameter] - was)


def test_sizes_are_drawn_by_world_and_the_same_again(world):
    once, again = (pulled(world, {"finance": 1.0}, Streams(1), 3) for _ in range(2))
    other = pulled(world, {"finance": 1.0}, Streams(1), 4)
    assert once == again
    assert once["institutions.finance_access"] != other["institutions.finance_access"]


def test_a_chain_without_a_common_pool_has_no_effort_to_control():
    tea = one_at_a_time(read("kenya-tea").initiative)[0]
    assert pulled(tea, {"effort_control": 1.0}) == tea


def test_unknown_levers_and_strengths_are_refused_together(world):
    with pytest.raises(InputError, match="2 defects") as refused:
        pulled(world, {"finanse": 0.5, "standards": 1.5})
    assert "Did you mean 'finance'?" in str(refused.value)
