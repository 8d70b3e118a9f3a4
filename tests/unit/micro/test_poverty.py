"""Edges of the poverty indices and whole error sentences."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outgrow.micro import fgt, gini, living_income_gap, sen, sen_shorrocks_thon, takayama, thon, watts
from outgrow.vocabulary import InputError


def test_income_at_the_line_is_not_poor():
    assert fgt([100.0, 99.0], 100.0, 0) == 0.5


def test_negative_income_counts_with_its_full_gap():
    assert fgt([-100.0, 200.0], 100.0, 1) == 1.0
    assert fgt([-100.0, 200.0], 100.0, 2) == 2.0


def test_fractional_alpha_is_between_headcount_and_gap():
    y, z = [25.0, 300.0], 100.0
    assert fgt(y, z, 0.5) == pytest.approx(math.sqrt(0.75) / 2)


def test_weights_stand_for_repeated_rows():
    assert fgt([50, 150], 100, 1, [3, 1]) == pytest.approx(fgt([50, 50, 50, 150], 100, 1))
    assert sen_shorrocks_thon([50, 150], 100, [3, 1]) == pytest.approx(sen_shorrocks_thon([50, 50, 50, 150], 100))


def test_nobody_poor_is_zero_in_every_index():
    for index in (sen, thon, sen_shorrocks_thon, watts, takayama):
        assert index([200.0, 300.0], 100.0) == pytest.approx(0.0, abs=1e-15)
    assert fgt([200.0], 100.0, 0) == 0.0


def test_all_defects_of_the_incomes_are_named_with_their_rows():
    income = [1.0, math.nan, 3.0, math.inf, 5.0, math.nan, math.nan, math.nan, math.nan]
    with pytest.raises(InputError) as caught:
        fgt(income, 2.0, 1, [1, 1, -1, 1, 1, 1, 1, 1, 1])
    assert str(caught.value) == (
        "incomes: 2 defects found.\n"
        "  - income: rows 2, 4, 6, 7, 8 and 1 more. an unknown or infinite number has no place in a mean. "
        "drop or impute these rows, and say which.\n"
        "  - weights: row 3. a row cannot count less than nothing. correct the weights."
    )


@pytest.mark.parametrize("index", [fgt, watts, sen_shorrocks_thon, takayama])
def test_a_line_that_is_not_positive_is_refused(index):
    with pytest.raises(InputError, match="a poverty line is a positive finite number"):
        index([1.0, 2.0], 0.0, *([1] if index is fgt else []))


def test_empty_and_weightless_samples_are_refused_rather_than_zero():
    with pytest.raises(InputError, match="income: no rows"):
        fgt([], 1.0, 0)
    with pytest.raises(InputError, match=r"weights: a total of 0\. no row counts"):
        fgt([1.0, 2.0], 1.0, 0, [0.0, 0.0])
    with pytest.raises(InputError, match="1 weights for 2 incomes"):
        fgt([1.0, 2.0], 1.0, 0, [1.0])
    with pytest.raises(InputError, match="2 dimensions"):
        gini(np.ones((2, 2)))


def test_negative_alpha_is_refused():
    with pytest.raises(InputError, match="alpha is zero or positive"):
        fgt([1.0], 2.0, -1)


def test_watts_names_incomes_that_have_no_logarithm():
    with pytest.raises(InputError, match=r"income: 2 rows \(the first is row 2\)"):
        watts([1.0, 0.0, -3.0], 2.0)


def test_gini_of_losses_is_refused():
    with pytest.raises(InputError, match="a mean income of -1"):
        gini([-3.0, 1.0])


def test_gini_of_one_owner_among_ten_is_nine_tenths():
    assert gini([0.0] * 9 + [5.0]) == pytest.approx(0.9)


def test_living_income_gap_of_median_uses_weights():
    gap = living_income_gap([50.0, 80.0, 150.0], 100.0, [1, 1, 2])
    assert (gap.share_below, gap.gap_of_all) == pytest.approx((0.5, 0.175))
    assert gap.gap_of_those_below == pytest.approx(0.35)
    assert gap.gap_of_median == pytest.approx(1 - 115 / 100)


def test_living_income_gap_does_not_exist_for_nobody():
    gap = living_income_gap([150.0, 160.0, 170.0], 100.0, [1.0, 0.0, 1.0])
    assert (gap.share_below, gap.gap_of_all, gap.gap_of_those_below) == (0.0, 0.0, None)
    assert gap.gap_of_median == pytest.approx(-0.6)
