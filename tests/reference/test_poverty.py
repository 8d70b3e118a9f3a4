"""Poverty indices against published tables and programs."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.micro import fgt, gini, sen, sen_shorrocks_thon, takayama, thon, watts

PRINTED_7 = 5e-8  # half a unit of the seventh printed digit after the point
PERCENT_5 = 5e-8  # five digits after the point of a percentage
EXACT = 1e-12  # the numbers are exact fractions


def test_incomes_of_the_r_package_ineq():
    """R `ineq`, 10 incomes, line 2000 (its Foster index with parameter 1 is alpha = 0)."""
    x = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
    assert fgt(x, 2000, 0) == pytest.approx(0.2, abs=EXACT)
    assert fgt(x, 2000, 1) == pytest.approx(0.0998, abs=EXACT)
    assert fgt(x, 2000, 2) == pytest.approx(0.06042625, abs=EXACT)
    assert watts(x, 2000) == pytest.approx(0.1620141, abs=PRINTED_7)


def test_one_to_a_hundred_of_the_stata_program_poverty():
    """Stata `poverty`, incomes 1..100, line 25.25."""
    y = np.arange(1, 101)
    assert fgt(y, 25.25, 0) == pytest.approx(0.25, abs=EXACT)
    assert fgt(y, 25.25, 1) == pytest.approx(0.1212871, abs=PERCENT_5)
    assert fgt(y, 25.25, 2) == pytest.approx(0.0792324, abs=PERCENT_5)
    assert watts(y, 25.25) == pytest.approx(0.2271705, abs=PERCENT_5)
    assert sen(y, 25.25) == pytest.approx(0.1608911, abs=PERCENT_5)
    assert thon(y, 25.25) == pytest.approx(0.2215469, abs=PERCENT_5)
    assert takayama(y, 25.25) == pytest.approx(0.1152394, abs=PERCENT_5)


def test_squares_of_the_stata_program_poverty():
    """Stata `poverty`, squares of 1..100, line 1275.25."""
    y = np.arange(1, 101) ** 2
    assert fgt(y, 1275.25, 0) == pytest.approx(0.35, abs=EXACT)
    assert fgt(y, 1275.25, 1) == pytest.approx(0.2330817, abs=PERCENT_5)
    assert fgt(y, 1275.25, 2) == pytest.approx(0.1854572, abs=PERCENT_5)
    assert watts(y, 1275.25) == pytest.approx(0.6600906, abs=PERCENT_5)


def test_four_incomes_in_the_manner_of_haughton_and_khandker():
    y = [100, 110, 150, 160]
    assert [fgt(y, 125, a) for a in (0, 1, 2)] == pytest.approx([0.5, 0.08, 0.0136], abs=EXACT)


def test_sen_shorrocks_thon_is_the_limit_of_thon_in_large_samples():
    y = np.arange(1, 101)
    often = np.repeat(y, 2000)
    assert sen_shorrocks_thon(y, 25.25) == pytest.approx(thon(often, 25.25), abs=1e-5)
    assert sen_shorrocks_thon(often, 25.25) == pytest.approx(sen_shorrocks_thon(y, 25.25), abs=1e-10)


def test_sen_shorrocks_thon_is_shorrocks_rank_sum():
    y, n, z = np.arange(1, 101), 100, 25.25
    gaps = np.maximum(z - y, 0) / z
    assert sen_shorrocks_thon(y, z) == pytest.approx(np.sum(gaps * (2 * n - 2 * y + 1)) / n**2, abs=EXACT)


def test_sen_is_headcount_gap_and_inequality_among_the_poor():
    """Sen's identity H (I + (1 - I) G q/(q+1)) with the replication-invariant Gini of the poor."""
    y, z = np.arange(1, 101), 25.25
    poor = y[y < z]
    share, gap, count = len(poor) / 100, np.mean((z - poor) / z), len(poor)
    expected = share * (gap + (1 - gap) * gini(poor) * count / (count + 1))
    assert sen(y, z) == pytest.approx(expected, abs=EXACT)


def test_gini_of_one_to_n_is_its_closed_form():
    n = 100
    assert gini(np.arange(1, n + 1)) == pytest.approx((n - 1) / (3 * n), abs=EXACT)
