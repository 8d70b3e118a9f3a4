"""Identities and symmetries of the poverty indices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from outgrow.micro import fgt, gini, sen_shorrocks_thon, takayama, thon, watts

SAME = 1e-9  # the same sum in another order or unit
ALPHAS = st.sampled_from([0.0, 1.0, 2.0, 3.0])
LINES = st.floats(1.0, 1e4)


@st.composite
def samples(draw, low=-1e4, high=1e5):
    """Incomes and weights, at least one of them positive."""
    size = draw(st.integers(1, 30))
    income = draw(arrays(np.float64, size, elements=st.floats(low, high)))
    weights = draw(arrays(np.float64, size, elements=st.one_of(st.just(0.0), st.floats(0.01, 100.0))))
    assume(weights.sum() > 0)
    return income, weights


@given(samples(), LINES, ALPHAS, st.integers(-6, 6))
def test_poverty_does_not_depend_on_the_currency(sample, line, alpha, power):
    """A power of two as the exchange rate is exact, so that nobody slips over the line by rounding."""
    income, weights = sample
    rate = 2.0**power
    assert fgt(income * rate, line * rate, alpha, weights) == pytest.approx(fgt(income, line, alpha, weights), rel=SAME)


@given(samples(), LINES, ALPHAS, st.floats(0.01, 150.0))
def test_poverty_gap_does_not_depend_on_any_exchange_rate(sample, line, alpha, rate):
    income, weights = sample
    alpha = max(alpha, 1.0)
    assert fgt(income * rate, line * rate, alpha, weights) == pytest.approx(
        fgt(income, line, alpha, weights), rel=SAME, abs=SAME
    )


@given(samples(), LINES, ALPHAS, st.randoms(use_true_random=False))
def test_poverty_does_not_depend_on_the_order_of_rows(sample, line, alpha, luck):
    income, weights = sample
    order = list(range(len(income)))
    luck.shuffle(order)
    assert fgt(income[order], line, alpha, weights[order]) == pytest.approx(fgt(income, line, alpha, weights), rel=SAME)


@given(samples(low=0.0), LINES, st.floats(0.0, 1.0), st.data())
def test_splitting_a_weighted_row_changes_no_index(sample, line, part, data):
    income, weights = sample
    row = data.draw(st.integers(0, len(income) - 1))
    split = np.append(weights, weights[row] * (1 - part))
    split[row] = weights[row] * part
    longer = np.append(income, income[row])
    for alpha in (0, 1, 2):
        assert fgt(longer, line, alpha, split) == pytest.approx(fgt(income, line, alpha, weights), rel=SAME)
    assert sen_shorrocks_thon(longer, line, split) == pytest.approx(
        sen_shorrocks_thon(income, line, weights), rel=SAME, abs=SAME
    )
    assume(np.sum(income * weights) > 1.0)
    assert gini(longer, split) == pytest.approx(gini(income, weights), abs=SAME)


@given(samples(low=0.0), LINES)
def test_indices_of_higher_order_are_lower_when_nobody_has_a_negative_income(sample, line):
    income, weights = sample
    headcount, gap, severity = (fgt(income, line, a, weights) for a in (0, 1, 2))
    assert 1 >= headcount >= gap >= severity >= 0


@given(samples(low=0.0), LINES, st.floats(1.0, 3.0), ALPHAS)
def test_a_higher_line_never_lowers_poverty_of_incomes_that_are_not_negative(sample, line, factor, alpha):
    income, weights = sample
    low, high = (fgt(income, z, alpha, weights) for z in (line, line * factor))
    assert high >= low - SAME


@given(samples(), LINES, st.floats(1.0, 3.0))
def test_a_higher_line_never_lowers_the_headcount_or_the_money_gap(sample, line, factor):
    income, weights = sample
    for alpha in (0, 1):
        low, high = (fgt(income, z, alpha, weights) * z**alpha for z in (line, line * factor))
        assert high >= low * (1 - SAME)


@given(samples(), LINES, st.floats(0.0, 1e4), ALPHAS, st.data())
def test_income_given_to_one_household_never_raises_poverty(sample, line, gift, alpha, data):
    income, weights = sample
    richer = income.copy()
    richer[data.draw(st.integers(0, len(income) - 1))] += gift
    assert fgt(richer, line, alpha, weights) <= fgt(income, line, alpha, weights) * (1 + SAME)


@given(samples(low=0.01), LINES)
def test_incomes_above_the_line_do_not_matter(sample, line):
    income, weights = sample
    richer = np.where(income >= line, income * 7, income)
    for index in (watts, sen_shorrocks_thon, takayama):
        assert index(richer, line, weights) == pytest.approx(index(income, line, weights), rel=SAME)
    assert thon(richer, line) == pytest.approx(thon(income, line), rel=SAME)


@given(samples(), LINES, ALPHAS, st.floats(0.01, 100.0))
def test_only_relative_weights_count(sample, line, alpha, factor):
    income, weights = sample
    assert fgt(income, line, alpha, weights * factor) == pytest.approx(fgt(income, line, alpha, weights), rel=SAME)


@given(samples(), samples(), LINES, ALPHAS)
def test_poverty_of_two_groups_is_the_mean_of_theirs(first, second, line, alpha):
    (y1, w1), (y2, w2) = first, second
    parts = fgt(y1, line, alpha, w1) * w1.sum() + fgt(y2, line, alpha, w2) * w2.sum()
    together = fgt(np.append(y1, y2), line, alpha, np.append(w1, w2))
    assert together == pytest.approx(parts / (w1.sum() + w2.sum()), rel=SAME)
