"""Pooling against published results, brute force and another library."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from outgrow.evidence import (
    Effect,
    egger,
    pool,
    reml_variance,
    restricted_log_likelihood,
    shrink,
    standard_error_from_interval,
    standard_error_from_p,
)

# Thirteen trials of the BCG vaccine against tuberculosis (Colditz et al. 1994, JAMA 271:698-702): cases and
# others among the vaccinated, cases and others among controls.
TRIALS = {
    "Aronson 1948": (4, 119, 11, 128),
    "Ferguson & Simes 1949": (6, 300, 29, 274),
    "Rosenthal 1960": (3, 228, 11, 209),
    "Hart & Sutherland 1977": (62, 13536, 248, 12619),
    "Frimodt-Moller 1973": (33, 5036, 47, 5761),
    "Stein & Aronson 1953": (180, 1361, 372, 1079),
    "Vandiviere 1973": (8, 2537, 10, 619),
    "TPT Madras 1980": (505, 87886, 499, 87892),
    "Coetzee & Berjak 1968": (29, 7470, 45, 7232),
    "Rosenthal 1961": (17, 1699, 65, 1600),
    "Comstock 1974": (186, 50448, 141, 27197),
    "Comstock & Webster 1969": (5, 2493, 3, 2338),
    "Comstock 1976": (27, 16886, 29, 17825),
}
COUNTS = np.array(list(TRIALS.values()), dtype=float).T
LOG_RISK_RATIO = np.log(COUNTS[0] / (COUNTS[0] + COUNTS[1]) / (COUNTS[2] / (COUNTS[2] + COUNTS[3])))
VARIANCE = 1 / COUNTS[0] - 1 / (COUNTS[0] + COUNTS[1]) + 1 / COUNTS[2] - 1 / (COUNTS[2] + COUNTS[3])

# Nineteen experiments on teachers' expectations (Raudenbush 1984, Journal of Educational Psychology 76:85-97, as in
# the data set dat.raudenbush1985 that comes with metafor): standardised mean differences and their sampling variances.
EXPECTANCY = np.array(
    [0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.80, 0.54, 0.18, -0.02, 0.23, -0.18, -0.06, 0.30, 0.07,
     -0.07]
)  # fmt: skip
EXPECTANCY_VARIANCE = np.array(
    [0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.0630, 0.0912, 0.0497, 0.0835, 0.0841,
     0.0253, 0.0279, 0.0193, 0.0088, 0.0303]
)  # fmt: skip

# Ten and eighteen effects of Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30(3):271-272.
TEN = np.array([-0.581, 0.530, 0.771, 1.031, 0.553, 0.295, 0.078, 0.573, -0.176, -0.232])
TEN_VARIANCE = np.array([0.023, 0.052, 0.060, 0.115, 0.095, 0.203, 0.200, 0.211, 0.051, 0.040])
EIGHTEEN = np.array(
    [0.100, -0.162, -0.090, -0.049, -0.046, -0.010, -0.431, -0.261, 0.134, 0.019, 0.175, 0.056, 0.045, 0.103, 0.121,
     -0.482, 0.290, 0.342]
)  # fmt: skip
EIGHTEEN_VARIANCE = np.array(
    [0.016, 0.015, 0.050, 0.050, 0.032, 0.052, 0.036, 0.024, 0.034, 0.033, 0.031, 0.034, 0.039, 0.167, 0.134, 0.096,
     0.016, 0.035]
)  # fmt: skip

FOUR_DIGITS = 5e-5  # metafor prints four digits
TWO_DIGITS = 5e-3  # metafor prints Q and I2 with two digits
SAME_ALGEBRA = 1e-9  # two ways of computing the same number in double precision
METAFOR_STOPS = 2e-4  # metafor's REML stops at steps of tau2 below 1e-5, which moves what follows from it by so much
METAFOR_CLOSE = 2e-6  # ... and by so much where tau2 is large against that step
FLAT_TOP = 1e-5  # a maximum found by comparing heights is only known to the square root of rounding


def pooled_of(effects, variances):
    """Numbered effects of one scale, pooled."""
    return pool(
        [
            Effect(str(i), float(y), float(v) ** 0.5, "rct", "as printed", "see above")
            for i, (y, v) in enumerate(zip(effects, variances, strict=True))
        ]
    )


@pytest.fixture(scope="module")
def bcg():
    errors = np.sqrt(VARIANCE)
    return pool(
        [
            Effect(name, float(y), float(s), "rct", "log risk ratio", "Colditz et al. 1994")
            for name, y, s in zip(TRIALS, LOG_RISK_RATIO, errors, strict=True)
        ]
    )


def test_bcg_trials_pool_to_the_published_reml_result_of_metafor(bcg):
    assert bcg.tau2 == pytest.approx(0.3132, abs=FOUR_DIGITS)
    assert bcg.mean == pytest.approx(-0.7145, abs=FOUR_DIGITS)
    assert bcg.standard_error == pytest.approx(0.1798, abs=FOUR_DIGITS)
    assert bcg.q == pytest.approx(152.23, abs=TWO_DIGITS)


def test_bcg_trials_without_the_first_agree_with_metafor_leave1out(bcg):
    """metafor's own test suite (test_misc_influence.r) states them to twelve digits."""
    first = bcg.leave_one_out[0]
    assert first.label == "Aronson 1948"
    assert first.mean == pytest.approx(-0.707083788031436, abs=METAFOR_CLOSE)
    assert first.standard_error == pytest.approx(0.189961024702717, abs=METAFOR_CLOSE)
    assert first.tau2 == pytest.approx(0.336156745300306, abs=METAFOR_CLOSE)


@pytest.mark.parametrize(
    ("effects", "variances", "tau2", "i2"),
    [(TEN, TEN_VARIANCE, 0.2232, 0.768399), (EIGHTEEN, EIGHTEEN_VARIANCE, 0.0157, 0.320203)],
)
def test_both_examples_of_viechtbauer_2005_have_the_reml_spread_of_metafor(effects, variances, tau2, i2):
    """test_analysis_example_viechtbauer2005.r of metafor, against pages 271 and 272."""
    found = pooled_of(effects, variances)
    assert found.tau2 == pytest.approx(tau2, abs=FOUR_DIGITS)
    assert found.i2 == pytest.approx(i2, abs=METAFOR_STOPS)


def test_teacher_expectancy_agrees_with_metafor_and_the_handbook():
    """test_analysis_example_raudenbush2009.r of metafor, against the handbook's tables 16.2 and 16.3 (301, 309)."""
    found = pooled_of(EXPECTANCY, EXPECTANCY_VARIANCE)
    assert found.mean == pytest.approx(0.0837, abs=FOUR_DIGITS)
    assert found.mean / found.standard_error == pytest.approx(1.6208, abs=4 * FOUR_DIGITS)
    assert found.tau2 == pytest.approx(0.0188, abs=FOUR_DIGITS)
    assert found.q == pytest.approx(35.8295, abs=FOUR_DIGITS)
    assert found.interval_hartung_knapp == pytest.approx((-0.0457, 0.2131), abs=FOUR_DIGITS)
    normal = found.mean + np.array([-1, 1]) * stats.norm.ppf(0.975) * found.predictive_sd
    assert normal == pytest.approx((-0.2036, 0.3711), abs=METAFOR_STOPS)  # metafor's; ours has t, 17 degrees
    wide = found.mean + np.array([-1, 1]) * stats.t.ppf(0.975, 17) * found.predictive_sd
    assert found.prediction == pytest.approx(wide, rel=SAME_ALGEBRA)


def test_shrinkage_is_the_empirical_bayes_estimate_of_metafor():
    """blup() of metafor (test_analysis_example_raudenbush1985.r, figure 2 of the paper): each study in its own pool."""
    printed = (
        0.0543, 0.1006, -0.0064, 0.2144, 0.1051, -0.0082, 0.0174, -0.0293, 0.1604, 0.2485, 0.1618, 0.1102, 0.0646,
        0.1105, -0.0288, 0.0258, 0.1905, 0.0744, 0.0248,
    )  # fmt: skip
    found = pooled_of(EXPECTANCY, EXPECTANCY_VARIANCE)
    drawn = [
        shrink(y, v**0.5, found.mean, found.tau2**0.5).mean
        for y, v in zip(EXPECTANCY, EXPECTANCY_VARIANCE, strict=True)
    ]
    assert drawn == pytest.approx(printed, abs=METAFOR_STOPS)


def test_bcg_heterogeneity_share_and_interval_follow_from_the_published_numbers(bcg):
    assert bcg.interval[0] == pytest.approx(-0.7145 - 1.959964 * 0.1798, abs=4 * FOUR_DIGITS)
    assert bcg.interval[1] == pytest.approx(-0.7145 + 1.959964 * 0.1798, abs=4 * FOUR_DIGITS)
    w = 1 / VARIANCE
    typical = 12 * w.sum() / (w.sum() ** 2 - np.sum(w**2))
    assert bcg.i2 == pytest.approx(0.3132 / (0.3132 + typical), abs=FOUR_DIGITS)
    assert bcg.q_p_value == pytest.approx(stats.chi2.sf(bcg.q, 12), rel=SAME_ALGEBRA)


def test_reml_maximises_the_restricted_likelihood_by_brute_force(bcg):
    grid = np.linspace(0.25, 0.40, 150_001)
    height = restricted_log_likelihood(LOG_RISK_RATIO, VARIANCE, grid)
    assert bcg.tau2 == pytest.approx(grid[np.argmax(height)], abs=FLAT_TOP)


def test_restricted_likelihood_is_the_density_of_error_contrasts():
    """Contrasts that do not contain the mean have the restricted likelihood (Harville 1974)."""
    contrasts = np.linalg.svd(np.ones((1, 13)))[2][1:]
    values = contrasts @ LOG_RISK_RATIO
    for tau2 in (0.0, 0.1, 0.5):
        covariance = contrasts @ np.diag(VARIANCE + tau2) @ contrasts.T
        density = stats.multivariate_normal.logpdf(values, np.zeros(12), covariance)
        height = float(restricted_log_likelihood(LOG_RISK_RATIO, VARIANCE, tau2))
        base = float(restricted_log_likelihood(LOG_RISK_RATIO, VARIANCE, 1.0))
        covariance = contrasts @ np.diag(VARIANCE + 1.0) @ contrasts.T
        expected = density - stats.multivariate_normal.logpdf(values, np.zeros(12), covariance)
        assert height - base == pytest.approx(expected, rel=SAME_ALGEBRA)


@pytest.mark.parametrize("seed", range(20))
def test_reml_finds_the_global_maximum_of_random_studies(seed):
    luck = np.random.default_rng(seed)
    count = int(luck.integers(2, 9))
    v = luck.uniform(0.001, 1.0, count)
    y = luck.normal(0.0, np.sqrt(v + luck.choice([0.0, 0.2])))
    found = float(restricted_log_likelihood(y, v, reml_variance(y, v)))
    grid = np.concatenate([[0.0], np.geomspace(1e-8, 1e3, 20_001)])
    assert found >= restricted_log_likelihood(y, v, grid).max() - SAME_ALGEBRA


def test_hartung_knapp_interval_is_the_weighted_least_squares_interval(bcg):
    """Weighted regression on a constant, scaled by its residuals, has the Hartung-Knapp standard error."""
    root = np.sqrt(1 / (VARIANCE + bcg.tau2))
    residual = root * (LOG_RISK_RATIO - bcg.mean)
    scale = residual @ residual / 12
    half = stats.t.ppf(0.975, 12) * np.sqrt(scale / np.sum(root**2))
    assert bcg.interval_hartung_knapp == pytest.approx((bcg.mean - half, bcg.mean + half), rel=SAME_ALGEBRA)


def test_prediction_interval_follows_higgins_thompson_and_spiegelhalter(bcg):
    half = stats.t.ppf(0.975, 11) * np.sqrt(0.3132 + 0.1798**2)
    assert bcg.prediction == pytest.approx((-0.7145 - half, -0.7145 + half), abs=5 * FOUR_DIGITS)


def test_egger_intercept_agrees_with_ordinary_regression():
    errors = np.sqrt(VARIANCE)
    test = egger(LOG_RISK_RATIO, errors)
    line = stats.linregress(1 / errors, LOG_RISK_RATIO / errors)
    assert test.intercept == pytest.approx(line.intercept, rel=SAME_ALGEBRA)
    assert test.standard_error == pytest.approx(line.intercept_stderr, rel=SAME_ALGEBRA)
    assert test.p_value == pytest.approx(
        2 * stats.t.sf(abs(line.intercept / line.intercept_stderr), 11), rel=SAME_ALGEBRA
    )


def test_equal_errors_give_the_textbook_variance_between_studies():
    """With one sampling variance v for all, REML is the sample variance less v."""
    y = np.array([0.1, 0.4, 0.25, 0.6])
    assert reml_variance(y, np.full(4, 0.01)) == pytest.approx(np.var(y, ddof=1) - 0.01, rel=SAME_ALGEBRA)


def test_independent_yield_effect_of_kenyan_tea_schools_has_the_derived_error():
    """Ateka, Onono and Etyang: +471.7 kg an acre, p = 0.009; derived SE about 181, interval 118 to 826."""
    error = standard_error_from_p(471.7, 0.009)
    assert error == pytest.approx(181, abs=0.5)
    assert 471.7 - 1.96 * error == pytest.approx(118, abs=0.5)
    assert 471.7 + 1.96 * error == pytest.approx(826, abs=0.5)
    assert standard_error_from_interval(118, 826) == pytest.approx(error, abs=0.5)
