"""Identities of scores, for any forecasts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outgrow.conditions import CLASSES
from outgrow.history import CONDITIONS, base_rates, brier

NAMES = tuple(CLASSES)
ROUNDING = 1e-12  # a handful of floating-point additions


@st.composite
def forecasts(draw):
    weights = draw(st.lists(st.floats(0.0, 1.0), min_size=len(NAMES), max_size=len(NAMES)).filter(lambda w: sum(w) > 0))
    return {name: weight / sum(weights) for name, weight in zip(NAMES, weights, strict=True)}


@given(forecasts(), st.sampled_from(NAMES))
def test_a_brier_score_lies_between_zero_and_two(forecast, outcome):
    assert -ROUNDING <= brier(forecast, outcome) <= 2.0 + ROUNDING


@given(forecasts())
def test_saying_what_one_believes_is_expected_to_score_best(belief):
    honest = sum(p * brier(belief, name) for name, p in belief.items())
    bold = max(belief, key=lambda name: belief[name])
    assert honest <= sum(p * brier({bold: 1.0}, name) for name, p in belief.items()) + ROUNDING


@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=30))
def test_base_rates_sum_to_one_and_know_only_the_others(outcomes):
    for position, rate in enumerate(base_rates(outcomes)):
        assert sum(rate.values()) == pytest.approx(1.0, abs=ROUNDING)
        assert set(rate) == {o for k, o in enumerate(outcomes) if k != position}


@given(st.sampled_from(CONDITIONS), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_more_of_a_condition_is_never_less_membership(condition, a, b):
    low, high = sorted((a, b))
    assert condition.membership(low) <= condition.membership(high)
    out, cross, full = condition.anchors
    assert [condition.membership(x) for x in (out, cross, full)] == pytest.approx([0.05, 0.5, 0.95])
