"""Adoption in time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import expit

from outgrow.micro import bass_adopters, bass_peak, bass_share, fit_logistic, threshold_share
from outgrow.vocabulary import InputError

STEP = 1e-4


def test_bass_share_solves_its_equation():
    """The slope of the share is (p + q F)(1 - F)."""
    t = np.linspace(0.5, 20, 40)
    share = bass_share(t, 0.03, 0.38)
    slope = (bass_share(t + STEP, 0.03, 0.38) - bass_share(t - STEP, 0.03, 0.38)) / (2 * STEP)
    assert slope == pytest.approx((0.03 + 0.38 * share) * (1 - share), rel=1e-7)
    assert bass_share(0.0, 0.03, 0.38) == 0.0


def test_bass_peak_is_where_the_slope_is_greatest():
    t = np.linspace(0, 20, 200_001)
    slope = np.gradient(bass_share(t, 0.03, 0.38), t)
    peak = bass_peak(0.03, 0.38)
    assert t[np.argmax(slope)] == pytest.approx(peak.time, abs=2 * STEP)
    assert slope.max() == pytest.approx(peak.rate, rel=1e-6)
    assert bass_share(peak.time, 0.03, 0.38) == pytest.approx(peak.share)


def test_adoption_without_imitation_is_fastest_at_the_start():
    peak = bass_peak(0.1, 0.05)
    assert (peak.time, peak.share, peak.rate) == (0.0, 0.0, 0.1)


def test_discrete_bass_never_passes_its_potential():
    adopters = bass_adopters(1000, 0.3, 0.7, 60)
    assert np.all(np.diff(adopters) >= 0)
    assert adopters[-1] == pytest.approx(1000)


def test_bass_numbers_out_of_range_are_named_together():
    with pytest.raises(InputError, match="Bass model: 2 defects"):
        bass_share([1.0], 0.0, -1.0)
    with pytest.raises(InputError, match="a time before the start"):
        bass_share([-1.0], 0.1, 0.1)
    with pytest.raises(InputError, match="discrete Bass model: 3 defects"):
        bass_adopters(0, 0.7, 0.7, 0)


def test_threshold_share_rests_where_it_stops():
    share = threshold_share(0.25, 0.12)
    assert threshold_share(0.25, 0.12, start=share) == pytest.approx(share)
    assert threshold_share(0.25, 0.12, start=0.9) > 0.9


def test_threshold_numbers_out_of_range_are_named_together():
    with pytest.raises(InputError, match="threshold model: 3 defects"):
        threshold_share(math.nan, 0.0, 2.0)


def history(last, midpoint=10.0, scale=2.0, ceiling=80.0):
    t = np.arange(last + 1.0)
    return t, ceiling * expit((t - midpoint) / scale)


def test_ceiling_of_a_complete_history_is_recovered():
    fit = fit_logistic(*history(25))
    assert (fit.midpoint, fit.scale, fit.ceiling) == pytest.approx((10.0, 2.0, 80.0), rel=1e-6)
    assert fit.identified
    assert fit.warning == ""
    assert fit.at([10.0])[0] == pytest.approx(40.0)
    assert fit.residual_sd == pytest.approx(0.0, abs=1e-6)


def test_history_that_ends_before_the_inflection_is_flagged():
    fit = fit_logistic(*history(7), ceiling=80.0)
    assert not fit.identified
    assert fit.warning == (
        "The data end at 7, before the fitted inflection at 10: ceiling, midpoint and speed cannot be told "
        "apart, and the curve beyond the data is a guess."
    )


def test_two_points_fix_a_curve_but_leave_no_residual():
    fit = fit_logistic([1, 6], [0.012, 0.3], ceiling=0.6)
    assert (fit.midpoint, 1 / fit.scale) == pytest.approx((6.0, 0.778364059622), rel=1e-6)
    assert fit.residual_sd is None
    assert not fit.identified
    assert fit.warning == "The data do not pin the curve down: other curves fit as well."


@pytest.mark.parametrize(
    ("time", "adopted", "ceiling", "why"),
    [
        ([1, 2], [1, 2], None, "at least 3 different times"),
        ([1, 1, 1], [1, 2, 3], 10, "at least 2 different times"),
        ([1, 2, 3], [1, 2], 10, "at least 2 different times"),
        ([1, 2, 3], [1, math.nan, 3], 10, "cannot be fitted"),
        ([1, 2, 3], [3, 2, 1], 10, "adoption does not rise"),
        ([1, 2, 3], [2, 2, 2], 10, "adoption does not rise"),
        ([1, 2, 3], [1, 2, 3], 2, "the ceiling is positive and not below the data"),
    ],
)
def test_unusable_history_is_refused(time, adopted, ceiling, why):
    with pytest.raises(InputError, match=why):
        fit_logistic(time, adopted, ceiling)
