"""Portable mathematics is as exact as the platform's, and its bits are fixed."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.vocabulary import portable

MOST_ULPS = 4  # units in the last place from the platform's library, whose own error is about one
NEAR_TURN = 1e-15  # the platform takes the sine of a rounded 2*pi*u, off by half a unit in the last place of 6.28
# exp(0.1), log(10), sine and cosine of a tenth of a turn; equal to the platform's to the last place or so.
FIXED = ["0x1.1aec7b35a00d4p+0", "0x1.26bb1bbb55516p+1", "0x1.2cf2304755a5ep-1", "0x1.9e3779b97f4a8p-1"]
GRID = np.linspace(-700.0, 700.0, 200_001)


def ulps(found, expected):
    return np.max(np.abs(found - expected) / np.spacing(np.abs(expected)))


def test_exp_agrees_with_the_platform():
    assert ulps(portable.exp(GRID), np.exp(GRID)) <= MOST_ULPS


def test_exp_neither_overflows_nor_vanishes():
    ends = portable.exp(np.array([-1e300, -1000.0, 1000.0, 1e300]))
    assert np.isfinite(ends).all()
    assert (ends > 0).all()


def test_log_agrees_with_the_platform():
    x = np.exp(GRID)
    far = np.abs(np.log(x)) > 1e-3
    assert ulps(portable.log(x[far]), np.log(x[far])) <= MOST_ULPS


def test_log_near_one_is_exact_to_rounding():
    x = 1 + np.linspace(-0.4, 0.9, 100_001)
    assert np.max(np.abs(portable.log(x) - np.log(x))) <= MOST_ULPS * np.finfo(float).eps


def test_log_undoes_exp():
    x = np.linspace(-50, 50, 10_001)
    assert portable.log(portable.exp(x)) == pytest.approx(x, abs=1e-12)


def test_sine_and_cosine_of_turns_agree_with_the_platform():
    u = np.linspace(0.0, 1.0, 100_001)
    sine, cosine = portable.sin_cos_turn(u)
    assert np.max(np.abs(sine - np.sin(2 * np.pi * u))) <= NEAR_TURN
    assert np.max(np.abs(cosine - np.cos(2 * np.pi * u))) <= NEAR_TURN


def test_quarter_turns_are_exact():
    sine, cosine = portable.sin_cos_turn(np.array([0.0, 0.25, 0.5, 0.75, 1.0]))
    assert sine.tolist() == [0.0, 1.0, 0.0, -1.0, 0.0]
    assert cosine.tolist() == [1.0, 0.0, -1.0, 0.0, 1.0]


def test_the_bits_are_fixed():
    found = [
        portable.exp(np.float64(0.1)),
        portable.log(np.float64(10.0)),
        *portable.sin_cos_turn(np.float64(0.1)),
    ]
    assert [float(x).hex() for x in found] == FIXED
