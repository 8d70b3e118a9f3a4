"""Identities of estimators for surveys that hypothesis makes up."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outgrow.micro import (
    Design,
    TrialSize,
    balance,
    benjamini_hochberg,
    estimate_impact,
    holm,
    lee_bounds,
    power_of,
    sharpened_q,
)

CLOSE = 1e-7  # relative, after sums over a few dozen rows
EXAMPLES = 25

p_values = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30)
seeds = st.integers(0, 2**32 - 1)
TRIAL = Design(kind="rct", outcome="y", arm="arm", cluster="village", baseline="before", weights="w")


def survey(seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    village = np.repeat(np.arange(10), 6)
    before = rng.normal(size=60) + rng.normal(size=10)[village]
    return pl.DataFrame(
        {
            "y": before + village % 2 + rng.normal(size=60),
            "arm": village % 2,
            "village": village,
            "before": before,
            "w": rng.integers(1, 4, 60).astype(float),
        }
    )


def close(value: float) -> object:
    return pytest.approx(value, rel=CLOSE, abs=CLOSE)


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=seeds, rate=st.floats(0.01, 1000.0), shift=st.floats(-100.0, 100.0))
def test_another_currency_and_origin_change_the_estimate_by_the_rate_alone(seed, rate, shift):
    frame = survey(seed)
    one = estimate_impact(frame, TRIAL, inference="cluster")
    other = estimate_impact(
        frame.with_columns(pl.col("y") * rate + shift, pl.col("before") * rate + shift), TRIAL, inference="cluster"
    )
    assert other.estimate / rate == pytest.approx(one.estimate, rel=1e-6, abs=1e-6)
    assert other.se / rate == pytest.approx(one.se, rel=1e-6)
    assert other.p == pytest.approx(one.p, abs=1e-6)


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=seeds)
def test_weights_stand_for_repeated_rows_in_clusters(seed):
    frame = survey(seed)
    often = frame.select(pl.all().repeat_by(pl.col("w").cast(pl.Int64))).explode(pl.all()).with_columns(w=pl.lit(1.0))
    weighted = estimate_impact(frame, TRIAL, inference="cluster")
    repeated = estimate_impact(often, TRIAL, inference="cluster")
    assert weighted.estimate == close(repeated.estimate)
    # The same sandwich; only N in the small-sample factor differs.
    scale = np.sqrt((59 / 57) / ((often.height - 1) / (often.height - 3)))
    assert weighted.se == close(repeated.se * scale)


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=seeds)
def test_swapping_the_arms_turns_the_sign_and_nothing_else(seed):
    frame = survey(seed)
    one = estimate_impact(frame, TRIAL)
    other = estimate_impact(frame, TRIAL.but(control=1, treated=0))
    assert other.estimate == close(-one.estimate)
    assert other.se == close(one.se)
    assert other.p == one.p
    assert other.interval == pytest.approx((-one.interval[1], -one.interval[0]), rel=1e-4, abs=1e-4)


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=seeds)
def test_bounds_hold_the_difference_of_those_measured(seed):
    rng = np.random.default_rng(seed)
    frame = survey(seed)
    kept = rng.uniform(size=60) < 0.9 - 0.2 * frame["arm"].to_numpy()
    frame = frame.with_columns(y=pl.when(pl.Series(kept)).then(pl.col("y")))
    bounds = lee_bounds(frame, TRIAL.but(baseline="", cluster=""), draws=20)
    means = [
        np.average(g["y"], weights=g["w"]) for _, g in sorted(frame.drop_nulls("y").group_by("arm"), key=lambda x: x[0])
    ]
    assert bounds.lower - CLOSE <= means[1] - means[0] <= bounds.upper + CLOSE


@given(p=p_values)
def test_adjusting_never_makes_a_finding_and_keeps_the_order(p):
    for adjust in (holm, benjamini_hochberg):
        found = adjust(p)
        assert np.all(found >= np.array(p) - 1e-15)
        assert np.all(np.diff(found[np.argsort(p, kind="stable")]) >= -1e-15)
    assert np.all(holm(p) >= benjamini_hochberg(p) - 1e-12)
    assert np.all(np.diff(sharpened_q(p)[np.argsort(p, kind="stable")]) >= 0)


@given(seed=seeds)
@settings(max_examples=EXAMPLES, deadline=None)
def test_normalised_differences_know_no_unit(seed):
    frame = survey(seed)
    one = balance(frame, TRIAL).rows[0]
    other = balance(frame.with_columns(pl.col("before") * 1000 + 5), TRIAL).rows[0]
    assert other.normalised == close(one.normalised)
    assert other.p == pytest.approx(one.p, abs=1e-6)


@given(clusters=st.integers(4, 400), icc=st.floats(0.0, 0.9), effect=st.floats(0.0, 2.0))
def test_power_rises_with_clusters_and_effect_and_starts_at_the_level(clusters, icc, effect):
    size = TrialSize(clusters=clusters, cluster_size=10, icc=icc)
    larger = TrialSize(clusters=clusters + 10, cluster_size=10, icc=icc)
    assert power_of(0.0, size) == pytest.approx(0.05, abs=1e-9)
    assert power_of(effect, size) <= power_of(effect + 0.1, size) + 1e-9
    assert power_of(effect, size) <= power_of(effect, larger) + 1e-9
