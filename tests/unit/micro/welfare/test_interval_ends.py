"""Ends of intervals by hand: the median's, persons lifted's, and those of growth and redistribution."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, t

from outgrow.micro import growth_split, lifted_by_effect
from outgrow.micro.welfare import sampling
from outgrow.micro.welfare.resampling import resampled_weights
from outgrow.micro.welfare.survey_living_income import survey_living_income
from outgrow.vocabulary import Streams

EXACT = 1e-12  # the same sums in another order


def test_the_median_ends_where_the_share_of_one_half_does():
    """Woodruff (1952) for incomes 1 to 99: 1.98 errors of the share, 0.05, to each side of one half."""
    found = survey_living_income(np.arange(1.0, 100.0), 30.0)["median"]
    half = t.ppf(0.975, 98) * np.sqrt(50 / 99 * 49 / 99 / 98)
    assert (found.low, found.high) == (np.ceil((0.5 - half) * 99), np.ceil((0.5 + half) * 99)) == (40.0, 60.0)


def test_persons_lifted_by_a_sure_effect_have_the_error_of_the_sample():
    income = np.array([50.0, 105.0, 106.0, 150.0, 180.0, 90.0, 101.0, 300.0])
    found = lifted_by_effect(income, 100.0, 10.0, 0.0, sampling(8))
    moved = (income >= 100) & (income < 110)
    assert found.standard_error == pytest.approx(np.sqrt(8) * moved.std(ddof=1), rel=EXACT)


def test_resampled_intervals_are_stretched_as_few_clusters_ask():
    rng = np.random.default_rng(5)
    before, after = rng.lognormal(4.4, 0.5, 40), rng.lognormal(4.6, 0.5, 40)
    plan = sampling(40, clusters=np.repeat(np.arange(5), 8))
    found = growth_split(before, after, 100.0, plan_before=plan, plan_after=plan, draws=60)
    drawn = []
    for d in range(60):
        w = resampled_weights(plan, Streams(1), d, "poverty before")
        drawn.append(np.average(after < 100, weights=w) - np.average(before < 100, weights=w))
    ends = np.quantile(drawn, [0.025, 0.975])
    wider = t.ppf(0.975, 4) / norm.ppf(0.975)
    assert found.intervals[0] == pytest.approx(found.change + wider * (ends - found.change), rel=1e-9)
