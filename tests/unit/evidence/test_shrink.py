"""A pilot's estimate held against the outside view."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outgrow.evidence import shrink
from outgrow.vocabulary import InputError

QUADRATURE = 1e-6  # a product of densities summed on a fine grid
SAME = 1e-12  # closed forms in double precision


def test_shrunken_estimate_is_the_posterior_of_the_two_normals():
    result = shrink(0.30, 0.12, 0.10, 0.06)
    x = np.linspace(-1, 1.5, 200_001)
    density = np.exp(-(((x - 0.30) / 0.12) ** 2 + ((x - 0.10) / 0.06) ** 2) / 2)
    mean = np.sum(x * density) / density.sum()
    sd = np.sqrt(np.sum((x - mean) ** 2 * density) / density.sum())
    assert (result.mean, result.sd) == pytest.approx((mean, sd), rel=QUADRATURE)


def test_a_precise_pilot_keeps_its_number_and_a_vague_one_loses_it():
    assert shrink(0.3, 1e-6, 0.1, 0.1).mean == pytest.approx(0.3, abs=QUADRATURE)
    assert shrink(0.3, 1e6, 0.1, 0.1).mean == pytest.approx(0.1, abs=QUADRATURE)


def test_shrunken_spread_is_below_both_spreads():
    result = shrink(0.3, 0.12, 0.1, 0.06)
    assert result.sd < 0.06
    assert result.sd == pytest.approx(1 / math.sqrt(0.12**-2 + 0.06**-2), rel=SAME)


def test_summary_says_both_numbers_and_why_they_differ():
    assert shrink(0.30, 0.10, 0.10, 0.10).summary() == (
        "The pilot measured 0.3 (standard error 0.1). Pilots are placed where they work, so it is held "
        "against what other settings show: 0.1 (standard deviation 0.1). The effect to expect is 0.2 "
        "(standard deviation 0.0707), with 50 % of the weight on the pilot; the smaller the pilot's own "
        "error, the larger that weight."
    )


def test_every_unusable_number_is_named():
    with pytest.raises(InputError) as caught:
        shrink(math.nan, 0.0, math.inf, -1.0)
    assert [d.where for d in caught.value.defects] == ["estimate", "outside_mean", "se", "outside_sd"]
