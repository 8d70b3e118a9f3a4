"""Intervals of pooled effects hold the truth although the spread between settings is only estimated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from outgrow.evidence import Effect, pool, shrink
from outgrow.evidence.records import Z90
from outgrow.evidence.uncertain_spread import foreseen

EFFECTS, ERRORS = (0.05, 0.30, 0.12, 0.22), (0.06, 0.09, 0.05, 0.12)
PILOT = (0.40, 0.08)
SUMMED = 0.003  # sums over a grid of means and spreads, with some ten thousand points
WORLDS, STUDIES, SPREAD = 300, 5, 0.1
LEAST_MEAN, LEAST = 0.91, 0.86  # 95 and 90 %, less two and a half errors of 300 worlds


def effects(y, s):
    return [
        Effect(str(i), float(a), float(b), "rct", "yield", "made up") for i, (a, b) in enumerate(zip(y, s, strict=True))
    ]


def test_intervals_are_those_of_the_likelihood_summed_over_means_and_spreads():
    """Brute force: the whole likelihood over means and spreads, all alike beforehand, and draws from it."""
    y, s = np.array(EFFECTS), np.array(ERRORS)
    reach = 5.0 * (np.ptp(y) + s.max())
    mu, tau = np.linspace(-3, 3, 1201)[:, None], np.linspace(0.0, reach, 801)[None, :]
    logs = sum(-0.5 * np.log(e**2 + tau**2) - 0.5 * (x - mu) ** 2 / (e**2 + tau**2) for x, e in zip(y, s, strict=True))
    alone = np.exp(logs - logs.max())
    b, se = PILOT
    with_pilot = alone * np.exp(-0.5 * (b - mu) ** 2 / (se**2 + tau**2)) / np.sqrt(se**2 + tau**2)
    found = foreseen(pool(effects(y, s)), PILOT)
    t, b_share = tau[0, 1:], tau[0, 1:] ** 2 / (tau[0, 1:] ** 2 + se**2)
    at_pilot = (b_share * b + (1 - b_share) * mu, se * np.sqrt(b_share))
    for weight, (mean, sd), ends in (
        (alone, (mu, t), found.new_setting),
        (with_pilot, (mu, t), found.elsewhere),
        (with_pilot, at_pilot, found.there),
    ):
        below = [float(np.sum(weight[:, 1:] * ndtr((end - mean) / sd)) / weight[:, 1:].sum()) for end in ends]
        assert below == pytest.approx([0.05, 0.95], abs=SUMMED)


def test_a_spread_that_is_given_has_normal_intervals():
    pooled = pool(effects(EFFECTS, ERRORS), tau=0.07)
    found, there = foreseen(pooled, PILOT), shrink(*PILOT, pooled.mean, pooled.predictive_sd)
    for (low, high), mean, sd in (
        (found.new_setting, pooled.mean, pooled.predictive_sd), (found.there, there.mean, there.sd),
    ):  # fmt: skip
        assert (low, high) == pytest.approx((mean - Z90 * sd, mean + Z90 * sd), rel=1e-6)
    assert pooled.mean_interval == pooled.interval


def test_the_mean_is_never_told_more_sharply_than_the_normal_interval_does():
    alike = pool(effects((0.1, 0.1001, 0.0999), (0.05, 0.05, 0.05)))
    assert alike.interval_hartung_knapp[1] < alike.interval[1]
    assert alike.mean_interval == alike.interval


@pytest.mark.slow
def test_few_studies_leave_wide_intervals_that_hold_the_truth():
    """Five studies a world: intervals that take REML's spread as known hold the truth in 75 % of the worlds."""
    rng = np.random.default_rng(8)
    held = np.zeros(5)
    for _ in range(WORLDS):
        s = rng.uniform(0.04, 0.15, STUDIES)
        y = 0.2 + SPREAD * rng.normal(size=STUDIES) + s * rng.normal(size=STUDIES)
        pooled = pool(effects(y, s))
        here, new = 0.2 + SPREAD * rng.normal(size=2)
        measured = here + PILOT[1] * rng.normal()
        found = foreseen(pooled, (measured, PILOT[1]))
        plain = abs(new - pooled.mean) <= Z90 * pooled.predictive_sd
        ends = ((found.new_setting, new), (found.there, here), (found.elsewhere, new), (pooled.mean_interval, 0.2))
        held += [*(low <= x <= high for (low, high), x in ends), plain]
    shares = held / WORLDS
    assert (shares[:3] > LEAST).all()
    assert shares[3] > LEAST_MEAN
    assert shares[4] < LEAST  # what a spread that is taken as known gives
