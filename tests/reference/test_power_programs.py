"""Power, detectable effects and intra-cluster correlations against other programs and against simulated trials.

Printed by PowerUpR 1.1.0 (``power.cra2``, ``mdes.cra2``, ``mrss.cra2``), clusterPower 0.7.0 (``cpa.normal`` with the
method "weighted"), ICC 2.4.0 (``ICCest``) and R 4's own ``power.t.test(strict = TRUE)``.
"""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.micro import (
    Design,
    TrialSize,
    chance_of_finding,
    clusters_needed,
    detectable_errors,
    estimate_impact,
    intracluster_correlation,
    intracluster_interval,
    minimum_detectable_effect,
    power_of,
)

PRINTED = 1e-9  # ten digits were printed
OTHER_TAIL = 1e-5  # clusterPower leaves finding the wrong sign out
TWO_T = 0.004  # share by which t(0.975) + t(0.8) differs from the noncentral t at 18 degrees of freedom and more
TRIALS = 1000
FOUR_ERRORS = 4.0  # of a share of so many trials


@pytest.mark.parametrize(
    ("effect", "size", "expected"),
    [
        (0.629, TrialSize(clusters=20, cluster_size=15, icc=0.17), 0.8000707502),
        (0.25, TrialSize(clusters=60, cluster_size=20, icc=0.1, share_treated=0.3), 0.6299822761),
    ],
)
def test_power_of_clusters_equals_powerupr(effect, size, expected):
    assert power_of(effect, size) == pytest.approx(expected, abs=PRINTED)


@pytest.mark.parametrize(
    ("size", "power", "expected"),
    [
        (TrialSize(clusters=20, cluster_size=15, icc=0.17), 0.8, 0.6290064177),
        (TrialSize(clusters=40, cluster_size=20, icc=0.05, r2_unit=0.3, r2_cluster=0.5), 0.8, 0.2194688834),
        (TrialSize(clusters=92, cluster_size=8.5, icc=0.1, share_treated=0.4), 0.8, 0.2734956841),
        (TrialSize(clusters=60, cluster_size=10, icc=0.22, r2_cluster=0.4, alpha=0.1), 0.9, 0.3511633097),
    ],
)
def test_detectable_effect_of_clusters_equals_powerupr(size, power, expected):
    """PowerUpR adds two quantiles of t, which is near the noncentral t that is solved here."""
    assert minimum_detectable_effect(size, power).effect == pytest.approx(expected, rel=TWO_T)


def test_clusters_needed_equal_powerupr_and_clusterpower():
    assert clusters_needed(0.629, TrialSize(clusters=4, cluster_size=15, icc=0.17)) == 20
    # 15.93 in each arm
    assert clusters_needed(1.0, TrialSize(clusters=4, cluster_size=10, icc=0.1, sd=5**0.5)) == 32


@pytest.mark.parametrize(("cv", "expected"), [(0.0, 0.801766022833), (0.6, 0.730666020474)])
def test_power_with_clusters_of_unequal_size_equals_clusterpower(cv, expected):
    size = TrialSize(clusters=32, cluster_size=10, icc=0.1, sd=5**0.5, size_cv=cv)
    assert power_of(1.0, size) == pytest.approx(expected, abs=OTHER_TAIL)


def test_detectable_effect_with_clusters_of_unequal_size_equals_clusterpower():
    size = TrialSize(clusters=50, cluster_size=14, icc=0.06, sd=3.0, size_cv=0.4)
    assert minimum_detectable_effect(size, 0.9).effect == pytest.approx(1.03809744927, rel=OTHER_TAIL)


def test_households_one_by_one_equal_r():
    assert power_of(0.5, TrialSize(clusters=100)) == pytest.approx(0.6968934055, abs=PRINTED)
    found = minimum_detectable_effect(TrialSize(clusters=40, sd=1.3, alpha=0.01), 0.9).effect
    assert found == pytest.approx(1.65911343, rel=1e-4)  # uniroot's tolerance


def test_intracluster_correlation_of_unequal_clusters_equals_icc():
    y = [3.1, 2.7, 4.4, 6.0, 5.2, 7.9, 8.8, 6.1, 7.0, 2.2, 3.5, 4.8, 5.1, 6.6, 4.0, 5.5]
    found = intracluster_correlation(y, np.repeat(list("abcde"), [3, 2, 4, 2, 5]))
    assert found == pytest.approx(0.761371260205, abs=PRINTED)


def test_the_chance_is_that_of_the_noncentral_t():
    stats = pytest.importorskip("scipy.stats")
    for errors, df in ((0.5, 5), (2.8, 38), (4.0, 90)):
        edge = stats.t.ppf(0.975, df)
        expected = stats.nct.sf(edge, df, errors) + stats.nct.cdf(-edge, df, errors)
        assert chance_of_finding(errors, df) == pytest.approx(expected, abs=1e-9)  # both sum the same series
        assert chance_of_finding(-errors, df) == chance_of_finding(errors, df)
    assert detectable_errors(float("inf")) == pytest.approx(2.8016, abs=1e-4)  # 1.9600 + 0.8416


def test_a_strict_test_of_a_large_effect_has_a_detectable_effect():
    """The other tail of the noncentral t is too small for its series there."""
    found = minimum_detectable_effect(TrialSize(clusters=40, sd=1.3, alpha=0.001), 0.99)
    assert power_of(found.effect, found.size) == pytest.approx(0.99, abs=PRINTED)


def trial(rng, size, effect):
    """One simulated cluster trial with a baseline, of this size."""
    sizes = np.full(size.clusters, int(size.cluster_size))
    g = np.repeat(np.arange(size.clusters), sizes)
    arm = rng.permutation(np.arange(size.clusters) < round(size.share_treated * size.clusters)).astype(int)
    before_c, before_u = rng.normal(size=size.clusters), rng.normal(size=g.size)
    between = size.sd * np.sqrt(size.icc) * (
        np.sqrt(size.r2_cluster) * before_c + np.sqrt(1 - size.r2_cluster) * rng.normal(size=size.clusters)
    )  # fmt: skip
    within = size.sd * np.sqrt(1 - size.icc) * (
        np.sqrt(size.r2_unit) * before_u + np.sqrt(1 - size.r2_unit) * rng.normal(size=g.size)
    )  # fmt: skip
    joined = rng.uniform(size=g.size) < size.take_up
    y = between[g] + within + effect * joined * arm[g]
    return {"y": y, "arm": arm[g], "village": g, "shared": before_c[g], "own": before_u}


@pytest.mark.slow
@pytest.mark.parametrize(
    "size",
    [
        TrialSize(clusters=40, cluster_size=10, icc=0.1),
        TrialSize(clusters=60, cluster_size=8, icc=0.2, share_treated=0.4, take_up=0.6),
        TrialSize(clusters=50, cluster_size=10, icc=0.15, r2_cluster=0.5, r2_unit=0.4),
    ],
)
def test_trials_find_the_effect_as_often_as_power_says(size):
    """Brute force: trials of the size, estimated as a pilot's data are."""
    rng = np.random.default_rng(7)
    effect = minimum_detectable_effect(size).effect
    covariates = ("shared", "own") if size.r2_unit else ()
    design = Design(
        kind="rct", outcome="y", arm="arm", cluster="village", assigned="cluster", covariates=covariates
    )  # fmt: skip
    found = sum(estimate_impact(trial(rng, size, effect), design, inference="cluster").p < 0.05 for _ in range(TRIALS))
    assert found / TRIALS == pytest.approx(0.8, abs=FOUR_ERRORS * np.sqrt(0.8 * 0.2 / TRIALS))


@pytest.mark.slow
@pytest.mark.parametrize("skewed", [False, True])
def test_intervals_of_the_correlation_cover_it(skewed):
    """Of normal outcomes as often as they say; of lognormal ones nearly so, where the interval by F does not."""
    rng = np.random.default_rng(8)
    k, m, rho, s, covered = 40, 15, 0.15, 0.8, 0
    true = (np.exp(s * s * rho) - 1) / (np.exp(s * s) - 1) if skewed else rho
    g = np.repeat(np.arange(k), m)
    for _ in range(TRIALS):
        y = np.sqrt(rho) * rng.normal(size=k)[g] + np.sqrt(1 - rho) * rng.normal(size=g.size)
        low, high = intracluster_interval(np.exp(s * y) if skewed else y, g)
        covered += low <= true <= high
    assert covered / TRIALS == pytest.approx(0.93 if skewed else 0.95, abs=FOUR_ERRORS * np.sqrt(0.95 * 0.05 / TRIALS))
