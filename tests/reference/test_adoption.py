"""Self-selection, diffusion and payback against reference numbers, draws and facts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from outgrow.micro import (
    SelfSelection,
    bass_adopters,
    bass_peak,
    bass_share,
    fit_logistic,
    payback_seasons,
    selection_poverty,
    threshold_share,
)

PRINTED_8 = 5.1e-9  # half a unit of the eighth printed digit after the point
PRINTED_7 = 5.1e-8
PRINTED_6 = 5.1e-7
PRINTED_4 = 5.1e-5
THREE_ERRORS = 3  # Monte Carlo answers are compared within three standard errors
FITTED = 1e-5  # the published fit stops this short of the exact minimum, at which the scale is 3.658000
AT_THE_MINIMUM = 1e-6  # a sum of squares within 1e-12 of its minimum has a slope of its square root

A1 = SelfSelection(500, 400, 620, 480, 0.7)


def test_case_a1_shares_and_means():
    assert A1.mean_cost == -120
    assert A1.sd_cost == pytest.approx(348.71191548, abs=PRINTED_8)
    assert A1.adoption == pytest.approx(0.63462333, abs=PRINTED_8)
    assert A1.with_joiners == pytest.approx(783.11115807, abs=PRINTED_8)
    assert A1.without_joiners == pytest.approx(456.50369118, abs=PRINTED_8)
    assert A1.without_stayers == pytest.approx(575.54881011, abs=PRINTED_8)
    assert A1.with_stayers == pytest.approx(336.69196211, abs=PRINTED_8)
    assert A1.att == pytest.approx(326.60746688, abs=PRINTED_8)
    assert A1.atu == pytest.approx(-238.856848, abs=PRINTED_6)
    assert A1.ate == 120
    assert A1.mean_after == pytest.approx(707.2727191, abs=PRINTED_7)


@pytest.mark.parametrize(
    ("alpha", "before", "after"),
    [(0, 0.80921305, 0.63530436), (1, 0.39204657, 0.25364001), (2, 0.26669039, 0.15129154)],
)
def test_case_a1_poverty_before_and_after(alpha, before, after):
    poverty = selection_poverty(A1, 200, alpha, other_income=150, household_size=5)
    assert poverty.before == pytest.approx(before, abs=PRINTED_8)
    assert poverty.after == pytest.approx(after, abs=PRINTED_8)


def test_case_a1_headcount_of_joiners_and_stayers():
    poverty = selection_poverty(A1, 200, 0, other_income=150, household_size=5)
    assert poverty.joiners_after == pytest.approx(0.56562815, abs=PRINTED_8)
    assert poverty.stayers == pytest.approx(0.75632507, abs=PRINTED_8)


def test_case_a1_agrees_with_draws():
    draws = 400_000
    covariance = [[400**2, 0.7 * 400 * 480], [0.7 * 400 * 480, 480**2]]
    v1, v2 = np.random.default_rng(7).multivariate_normal([500, 620], covariance, draws).T
    join = v1 - v2 < 0
    gap = np.maximum(1 - (np.where(join, v2, v1) + 150) / 5 / 200, 0.0)
    poverty = selection_poverty(A1, 200, 2, other_income=150, household_size=5)
    assert abs(np.mean(gap**2) - poverty.after) < THREE_ERRORS * np.std(gap**2) / math.sqrt(draws)
    gain = (v2 - v1)[join]
    assert abs(gain.mean() - A1.att) < THREE_ERRORS * gain.std() / math.sqrt(join.sum())


def test_case_a5_households_gain_by_choice_although_the_average_effect_is_zero():
    a5 = SelfSelection(300, 200, 300, 200, 0.0)
    assert a5.adoption == 0.5
    assert a5.ate == 0
    assert a5.att == pytest.approx(225.67583342, abs=PRINTED_8)
    assert a5.mean_after == pytest.approx(412.83791671, abs=PRINTED_8)


def test_case_a6_adoption_with_nearly_equal_returns():
    assert SelfSelection(300, 200, 330, 200, 0.99).adoption == pytest.approx(0.85557782, abs=PRINTED_8)


@pytest.mark.parametrize(
    ("means", "sds", "rho", "adoption", "mean_after"),
    [
        ((500.0, 620.0), (400.0, 480.0), 0.7, 0.63462333, 707.2727191),
        ((300.0, 300.0), (200.0, 200.0), 0.0, 0.5, 412.83791671),
        ((300.0, 330.0), (200.0, 200.0), 0.99, 0.85557782, None),
    ],
    ids=["A1", "A5", "A6"],
)
def test_a_million_households_choose_as_the_reference_says(means, sds, rho, adoption, mean_after):
    households = 1_000_000
    covariance = [[sds[0] ** 2, rho * sds[0] * sds[1]], [rho * sds[0] * sds[1], sds[1] ** 2]]
    v1, v2 = np.random.default_rng(12).multivariate_normal(means, covariance, households).T
    join = v2 > v1
    error = math.sqrt(adoption * (1.0 - adoption) / households)
    assert abs(join.mean() - adoption) < THREE_ERRORS * error
    if mean_after is not None:
        after = np.where(join, v2, v1)
        assert abs(after.mean() - mean_after) < THREE_ERRORS * after.std() / math.sqrt(households)


@pytest.mark.parametrize("rho", [-0.95, 0.0, 0.7, 0.999])
def test_headcounts_are_bivariate_normal_probabilities(rho):
    choice = SelfSelection(500, 400, 620, 480, rho, payment=-30)
    line = 400.0

    def both(kappa, top, threshold):
        return stats.multivariate_normal.cdf([top, threshold], [0, 0], [[1, kappa], [kappa, 1]])

    joined = both(choice.kappa_with, (line - 620) / 480, choice.threshold)
    stayed = both(-choice.kappa_without, (line - 500) / 400, -choice.threshold)
    assert selection_poverty(choice, line, 0).after == pytest.approx(joined + stayed, abs=1e-7)


def test_bass_curve_and_peak():
    printed = [0.03575816, 0.08505628, 0.15050007, 0.23315047, 0.33119864, 0.81280322]
    assert bass_share([1, 2, 3, 4, 5, 10], 0.03, 0.38) == pytest.approx(printed, abs=PRINTED_8)
    peak = bass_peak(0.03, 0.38)
    assert peak.time == pytest.approx(6.19261920, abs=PRINTED_8)
    assert peak.share == pytest.approx(0.46052632, abs=PRINTED_8)
    assert peak.rate == pytest.approx(0.11059211, abs=PRINTED_8)


def test_discrete_bass_adopters():
    printed = [20000, 47440, 84566.9786, 133841.8009, 197536.2341]
    printed += [276991.7776, 371558.8751, 477528.8486, 587776.2906, 692938.8939]
    assert bass_adopters(1_000_000, 0.02, 0.40, 10) == pytest.approx(printed, abs=PRINTED_4)


@pytest.mark.parametrize(
    ("spread", "share", "digits"),
    [
        (0.10, 0.0076955, PRINTED_7),
        (0.12, 0.0402113, PRINTED_7),
        (0.122, 0.0547922, PRINTED_7),
        (0.1225, 1.0, 1e-6),
        (0.13, 0.999999996, 5e-9),
        (0.20, 0.9999114, PRINTED_7),
    ],
)
def test_thresholds_tip_between_a_handful_and_everybody(spread, share, digits):
    assert threshold_share(0.25, spread) == pytest.approx(share, abs=digits)


def test_logistic_fit_of_a_district_in_bihar():
    """Arah, cumulative adoption in percent: published midpoint and scale with a ceiling of 100."""
    years = [2000, 2001, 2008, 2010, 2013, 2014, 2015, 2016, 2017, 2018]
    percent = [9.375, 12.5, 15.625, 25, 28.125, 34.375, 53.125, 59.375, 68.75, 71.875]
    fit = fit_logistic(years, percent, ceiling=100)
    assert fit.midpoint == pytest.approx(2014.956564, abs=FITTED)
    assert fit.scale == pytest.approx(3.658023, rel=FITTED)
    assert fit.identified
    share = fit.at(years) / 100
    residual, steepness = 100 * share - percent, 100 * share * (1 - share)
    distance = (np.array(years) - fit.midpoint) / fit.scale
    size = np.linalg.norm(residual) * np.linalg.norm(steepness)
    assert np.sum(residual * steepness) / size == pytest.approx(0.0, abs=AT_THE_MINIMUM)
    assert np.sum(residual * steepness * distance) / size == pytest.approx(0.0, abs=AT_THE_MINIMUM)


def field_school_payback(effect, price, cost):
    """Years until 6,076 KSh (Maina, Mwangi and Boselie 2012) are earned by more leaf.

    Leaf of 1,890 kg a year, payments of 41 to 59 KSh/kg, cash cost of 14 to 17 KSh/kg (Ministry of
    Agriculture).
    """
    return payback_seasons(6076, 1890 * effect * (price - cost))


@pytest.mark.parametrize(("effect", "years"), [(0.05, 1.4), (0.30, 0.2)])
def test_fastest_payback_of_a_tea_field_school(effect, years):
    assert round(field_school_payback(effect, price=59, cost=14), 1) == years


@pytest.mark.parametrize(("effect", "years"), [(0.05, 2.7), (0.13, 1.0), (0.30, 0.4)])
def test_slowest_payback_of_a_tea_field_school(effect, years):
    assert round(field_school_payback(effect, price=41, cost=17), 1) == years


def test_fastest_payback_at_thirteen_percent_is_just_below_the_stated_six_tenths():
    """The derived fact says 0.6; its inputs give 6,076/(1,890 x 0.13 x 45) = 0.5495, which rounds to 0.5."""
    assert field_school_payback(0.13, price=59, cost=14) == pytest.approx(0.5495, abs=PRINTED_4)


def test_a_field_school_without_yield_effect_never_pays_back():
    assert payback_seasons(6076, 1890 * 0.0 * (59 - 14)) == math.inf
