"""A pilot's estimate held against the outside view."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outgrow.evidence import Effect, hold_against, new_setting, outside_view, pool, shrink
from outgrow.vocabulary import InputError

QUADRATURE = 1e-6  # a product of densities summed on a fine grid
SAME = 1e-12  # closed forms in double precision
MANY = 2_000_000  # draws, of which some ten thousand fall into the window
WINDOW = 0.002  # pilots so near the measured one count as it; small beside every spread


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


def test_a_new_setting_is_what_pooling_the_pilot_with_the_others_foresees():
    def effect(label, estimate, error):
        return Effect(label, estimate, error, "rct", "relative change of yield", "made up")

    others = [effect("a", 0.25, 0.03), effect("b", 0.12, 0.05), effect("c", 0.18, 0.08)]
    outside = pool(others, tau=0.08)
    together = pool([*others, effect("pilot", 0.01, 0.02)], tau=0.08)
    found = new_setting(0.01, 0.02, outside.mean, outside.standard_error, 0.08)
    assert (found.mean, found.sd) == pytest.approx((together.mean, together.predictive_sd), rel=SAME)


def test_a_new_setting_differs_however_sure_the_pilot_is():
    rng = np.random.default_rng(5)
    mean, error, spread, se = 0.20, 0.06, 0.08, 0.01
    mu = rng.normal(mean, error, MANY)
    here = rng.normal(mu, spread)
    measured = rng.normal(here, se)
    elsewhere = rng.normal(mu, spread)
    near = np.abs(measured - 0.05) < WINDOW
    found = new_setting(0.05, se, mean, error, spread)
    assert found.sd > spread
    assert (found.mean, found.sd) == pytest.approx(
        (elsewhere[near].mean(), elsewhere[near].std()), abs=4 * found.sd / math.sqrt(near.sum()) + WINDOW
    )


def test_a_pilot_in_view_tells_its_own_place_from_others():
    found = hold_against("The pilot", 0.011, 0.01, outside_view("", "price", spread=0.08))
    assert abs(found.shrunken.mean - 0.011) < 0.01 < found.elsewhere.mean
    assert found.elsewhere.sd > 0.08 > found.shrunken.sd
    rows = {row["number"]: row["value"] for row in found.to_frame().to_dicts()}
    assert rows["to expect elsewhere"] == found.elsewhere.mean
    assert f"Elsewhere, where the pilot is one study among others, it is {100 * found.elsewhere.mean:+.1f} %" in (
        found.summary()
    )


def test_a_new_setting_names_every_unusable_number():
    with pytest.raises(InputError) as caught:
        new_setting(math.nan, 0.0, 0.1, 0.1, 0.1)
    assert [d.where for d in caught.value.defects] == ["estimate", "se"]
    with pytest.raises(InputError, match="spread"):
        new_setting(0.1, 0.1, 0.1, 0.1, -1.0)
