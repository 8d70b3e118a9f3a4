"""Designs as they come in the field, each against a second program or the long way.

Several arms, strata without covariates, weights of nought, unbalanced panels, take-up in the control arm, four
clusters, units treated from the beginning, and covariates that separate.
"""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest

from outgrow.micro import (
    Design,
    balance,
    estimate_impact,
    randomisation_inference,
    robustness,
    treatment_on_treated,
    wild_cluster_bootstrap,
)
from outgrow.micro.impact.bootstrap import _signs
from outgrow.vocabulary import InputError, Streams

SAME = 1e-8  # two programs' floating point, relative
SOLVED = 1e-6  # logistic regressions and two-way demeaning stop at tolerances of their own, relative

VILLAGES, SIZE = 60, 6
N = VILLAGES * SIZE


@pytest.fixture(scope="module")
def trial() -> pd.DataFrame:
    """Sixty villages in ten districts; cash, training and control by village; some of the control arm take up too."""
    rng = np.random.default_rng(20261130)
    village = np.repeat(np.arange(VILLAGES), SIZE)
    arm = np.array(["control", "cash", "training"])[village % 3]
    x = rng.normal(size=N)
    offered = arm != "control"
    joined = (rng.uniform(size=N) < np.where(offered, 0.7, 0.15)).astype(float)
    y = 0.4 * (arm == "cash") + 0.8 * (arm == "training") + x + rng.normal(size=VILLAGES)[village] + rng.normal(size=N)
    return pd.DataFrame(
        {
            "y": y, "arm": arm, "x": x, "village": village, "district": village // 6, "joined": joined,
            "w": np.where(village % 12 == 5, 0.0, rng.uniform(0.5, 2.0, N)), "id": np.arange(N),
        }
    )  # fmt: skip


def ols(y, columns, groups):
    sm = pytest.importorskip("statsmodels.api")
    return sm.OLS(y, sm.add_constant(columns)).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)


def feols(formula: str, table: pd.DataFrame, **options: object) -> object:
    pf = pytest.importorskip("pyfixest")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pf.feols(formula, table, **options)


def test_each_of_several_arms_stands_in_one_regression_with_the_others(trial):
    dummies = pd.DataFrame({a: (trial["arm"] == a).astype(float) for a in ("cash", "training")} | {"x": trial["x"]})
    other = ols(trial["y"], dummies, trial["village"])
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village", covariates="x")
    found = estimate_impact(pl.from_pandas(trial), design, inference="cluster")
    parts = {part.label: part for part in found.parts if part.family == "arm"}
    assert sorted(parts) == ["cash", "training"]
    for arm, part in parts.items():
        assert (part.estimate, part.se, part.p) == pytest.approx(
            (other.params[arm], other.bse[arm], other.pvalues[arm]), rel=SAME
        )
    pooled = pd.DataFrame({"t": (trial["arm"] != "control").astype(float), "x": trial["x"]})
    assert found.estimate == pytest.approx(ols(trial["y"], pooled, trial["village"]).params["t"], rel=SAME)
    assert "Arms cash and training are taken together against control." in found.summary()
    assert "Arm by arm: cash +" in found.summary()


def test_one_arm_of_several_named_is_held_alone(trial):
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village", treated="cash")
    found = estimate_impact(pl.from_pandas(trial), design, inference="cluster")
    dummies = pd.DataFrame({a: (trial["arm"] == a).astype(float) for a in ("cash", "training")})
    other = ols(trial["y"], dummies, trial["village"])
    assert (found.estimate, found.se) == pytest.approx((other.params["cash"], other.bse["cash"]), rel=SAME)
    assert not [part for part in found.parts if part.family == "arm"]
    assert "taken together" not in found.summary()


def test_weights_of_nought_are_rows_that_are_not_there(trial):
    """They were counted as clusters by the bootstrap, and nobody was told."""
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village", weights="w", treated="cash")
    whole = estimate_impact(pl.from_pandas(trial), design, inference="wild")
    there = estimate_impact(pl.from_pandas(trial[trial["w"] > 0]), design, inference="wild")
    assert (whole.estimate, whole.se, whole.n, whole.clusters) == pytest.approx(
        (there.estimate, there.se, there.n, there.clusters), rel=SAME
    )
    assert [(x.reason, x.rows) for x in whole.left_out] == [("w is 0", 30)]
    sm = pytest.importorskip("statsmodels.api")
    kept = trial[trial["w"] > 0]
    columns = sm.add_constant(pd.DataFrame({a: (kept["arm"] == a).astype(float) for a in ("cash", "training")}))
    other = sm.WLS(kept["y"], columns, weights=kept["w"]).fit(cov_type="cluster", cov_kwds={"groups": kept["village"]})
    assert (whole.estimate, whole.se) == pytest.approx((other.params["cash"], other.bse["cash"]), rel=SAME)


def test_take_up_in_the_control_arm_is_wald_and_two_stages_by_hand(trial):
    two = trial[trial["arm"] != "cash"]
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village", strata="district", take_up="joined")
    found = treatment_on_treated(pl.from_pandas(two), design)
    table = two.assign(t=(two["arm"] == "training").astype(float))
    other = feols("y ~ 1 | district | joined ~ t", table, vcov={"CRV1": "village"})
    assert (found.estimate, found.se) == pytest.approx((other.coef()["joined"], other.se()["joined"]), rel=SAME)
    itt = estimate_impact(pl.from_pandas(two), design.but(take_up=""), inference="cluster").estimate
    moved = estimate_impact(
        pl.from_pandas(two), design.but(take_up="", outcome="joined", outcome_unit="share"), inference="cluster"
    ).estimate
    assert found.estimate == pytest.approx(itt / moved, rel=SAME)


def test_lotteries_within_strata_over_whole_villages_equal_every_lottery_by_statsmodels():
    """Strata and no covariate: it ended in a traceback."""
    rng = np.random.default_rng(2)
    village, district = np.repeat(np.arange(8), 4), np.repeat([0, 1], 16)
    arm = np.isin(village, [0, 3, 5, 6]).astype(float)
    y = rng.normal(size=32) + 0.8 * arm + rng.normal(size=8)[village] + district
    frame = pl.DataFrame({"y": y, "arm": arm, "village": village, "district": district})
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village", assigned="cluster", strata="district")
    found = randomisation_inference(frame, design)

    def t_of(chosen: tuple[int, ...]) -> float:
        columns = np.column_stack([np.isin(village, chosen).astype(float), district])
        return abs(float(ols(y, columns, village).tvalues[1]))

    lotteries = [a + b for a in itertools.combinations(range(4), 2) for b in itertools.combinations(range(4, 8), 2)]
    drawn = np.array([t_of(chosen) for chosen in lotteries])
    assert (found.lotteries, found.exact) == (36, True)
    assert found.p == np.mean(drawn >= t_of((0, 3, 5, 6)) * (1 - 1e-9))


def test_a_stratum_of_one_cluster_says_nothing_and_is_told():
    rng = np.random.default_rng(3)
    village = np.repeat(np.arange(13), 5)
    district = np.where(village == 12, 9, village // 4)
    arm = village % 2
    table = pd.DataFrame({"y": rng.normal(size=65) + arm, "t": arm * 1.0, "village": village, "district": district})
    design = Design(kind="rct", outcome="y", arm="t", cluster="village", strata="district", assigned="cluster")
    design = design.but(one_armed="keep")
    found = robustness(
        pl.from_pandas(table), design, estimate_impact(pl.from_pandas(table), design, inference="cluster")
    )
    other = feols("y ~ t | district", table, vcov={"CRV1": "village"})
    assert (found.estimate, found.se) == pytest.approx((other.coef()["t"], other.se()["t"]), rel=SAME)
    assert "1 of 4 groups of district hold one side only and say nothing about the effect." in found.caveats


@pytest.mark.parametrize("strata", [False, True])
def test_wild_bootstrap_with_four_clusters_equals_every_draw_estimated_again(strata):
    """By statsmodels' regressions, with strata as indicators."""
    rng = np.random.default_rng(4)
    village = np.repeat(np.arange(4), 9)
    arm = (village % 2).astype(float)
    half = np.tile([0, 1, 1], 12)
    y = rng.normal(size=36) + rng.normal(size=4)[village] + 0.7 * arm + 0.5 * half
    groups = [half] if strata else []
    found = wild_cluster_bootstrap(y, arm, np.empty((36, 0)), village, groups=groups, draws=199)
    columns = np.column_stack([arm, half]) if strata else arm[:, None]

    def t_of(outcome: np.ndarray) -> float:
        return float(ols(outcome, columns, village).tvalues[1])

    rest = half - half.mean()
    slope = float(rest @ y / (rest @ rest)) if strata else 0.0
    null = y.mean() + slope * rest
    drawn = [abs(t_of(null + signs[village] * (y - null))) for signs in _signs(4, 199, Streams(1))[0].T]
    assert found.t == pytest.approx(t_of(y), rel=SOLVED)
    assert found.p == np.mean(np.array(drawn) >= abs(found.t) * (1 - 1e-9))


def test_four_clusters_are_not_refused_because_none_can_be_spared():
    """Leaving one of two control villages out ended the whole analysis."""
    rng = np.random.default_rng(5)
    village = np.repeat(np.arange(4), 20)
    frame = pl.DataFrame({"y": rng.normal(size=80) + village % 2, "arm": village % 2, "village": village})
    found = robustness(frame, Design(kind="rct", outcome="y", arm="arm", cluster="village"))
    (check,) = [c for c in found.checks if c.name == "one cluster left out"]
    assert check.passed is None
    assert check.summary() == (
        "one cluster left out: cannot be checked. No arm can spare one of its clusters: leaving any of the 4 out "
        "leaves nothing to estimate."
    )


def test_an_unbalanced_panel_is_the_two_way_regression_of_households_seen_on_both_sides():
    rng = np.random.default_rng(6)
    n, periods = 200, 4
    unit, t = np.repeat(np.arange(n), periods), np.tile(np.arange(periods), n)
    treated = (unit % 2).astype(float)
    y = rng.normal(size=n)[unit] + 0.2 * t + 0.6 * treated * (t >= 2) + rng.normal(size=n * periods)
    table = pd.DataFrame({"y": y, "id": unit, "t": t, "arm": treated, "village": unit // 8})
    table = table[rng.uniform(size=len(table)) > 0.3]
    design = Design(kind="did", outcome="y", arm="arm", unit="id", period="t", treated_from=2, cluster="village")
    design = design.but(missing="leave out")
    found = estimate_impact(pl.from_pandas(table), design, inference="cluster")
    seen = table.assign(late=(table["t"] >= 2)).groupby("id")["late"].agg(["any", "all"])
    both = seen.index[seen["any"] & ~seen["all"]]
    kept = table[table["id"].isin(both)].assign(d=lambda f: f["arm"] * (f["t"] >= 2))
    other = feols("y ~ d | id + t", kept, vcov={"CRV1": "village"})
    assert (found.estimate, found.se) == pytest.approx((other.coef()["d"], other.se()["d"]), rel=SOLVED)
    assert sum(x.rows for x in found.left_out) == len(table) - len(kept)
    assert found.n == len(kept)


def test_with_one_round_before_the_start_trends_cannot_be_checked_rather_than_fail():
    rng = np.random.default_rng(7)
    unit, t = np.repeat(np.arange(80), 2), np.tile([0, 1], 80)
    frame = pl.DataFrame({"y": rng.normal(size=160) + (unit % 2) * t, "id": unit, "t": t, "arm": unit % 2})
    found = robustness(frame, Design(kind="did", outcome="y", arm="arm", unit="id", period="t", treated_from=1))
    (check,) = [c for c in found.checks if c.name == "trends before the start"]
    assert check.passed is None
    assert check.summary().startswith("trends before the start: cannot be checked. Fewer than two periods")


def test_units_treated_from_the_beginning_are_left_out_of_a_staggered_start_and_counted():
    pytest.importorskip("diff_diff")
    rng = np.random.default_rng(8)
    n, periods = 120, 4
    unit, t = np.repeat(np.arange(n), periods), np.tile(np.arange(periods), n)
    year, g = t + 1, np.array([0, 1, 3, 4])[unit % 4]  # never, in the first year, in the third, in the fourth
    y = rng.normal(size=n * periods) + (g > 0) * (year >= g) + 0.1 * t
    frame = pl.DataFrame({"y": y, "id": unit, "t": year, "g": g})
    design = Design(kind="staggered", outcome="y", unit="id", period="t", first_treated="g")
    found = estimate_impact(frame, design)
    without = estimate_impact(frame.filter(pl.col("g") != 1), design)
    assert (found.estimate, found.se) == pytest.approx((without.estimate, without.se), rel=SAME)
    assert [(x.reason, x.rows) for x in found.left_out] == [("the unit had started by the first period", n)]
    same = estimate_impact(frame.with_columns(k=pl.lit(1.0), x=pl.col("id") % 7), design.but(covariates=("x", "k")))
    assert "Without k, which the other columns explain or which never varies." in same.caveats


def test_a_matched_comparison_is_the_weighting_formula_with_statsmodels_models():
    """Scores by its logit, predictions by its regression among the others (Mercatanti and Li 2014)."""
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(9)
    n = 500
    x = rng.normal(size=(n, 2))
    d = (rng.uniform(size=n) < 1 / (1 + np.exp(-0.8 * x[:, 0] + 0.3))).astype(float)
    y = d + x @ [1.0, 0.5] + 0.4 * x[:, 0] ** 2 + rng.normal(size=n)
    frame = pl.DataFrame({"y": y, "joined": d.astype(int), "a": x[:, 0], "b": x[:, 1], "same": np.ones(n)})
    design = Design(kind="matched", outcome="y", arm="joined", covariates=("a", "b"))
    found = estimate_impact(frame, design)
    columns = sm.add_constant(x)
    score = sm.Logit(d, columns).fit(disp=0, tol=1e-12).predict(columns)
    rest = y - sm.OLS(y[d == 0], columns[d == 0]).fit().predict(columns)
    odds = (score / (1 - score))[d == 0]
    assert found.estimate == pytest.approx(rest[d == 1].mean() - np.average(rest[d == 0], weights=odds), rel=SOLVED)
    with_constant = estimate_impact(frame, design.but(covariates=("a", "b", "same")))
    assert (with_constant.estimate, with_constant.se) == pytest.approx((found.estimate, found.se), rel=SAME)
    assert "on a, b (without same, the same for everybody)" in with_constant.method


def test_covariates_that_separate_or_never_vary_are_named():
    rng = np.random.default_rng(10)
    d = np.repeat([0, 1], 50)
    frame = pl.DataFrame({"y": rng.normal(size=100), "d": d, "fee": d * 3.0 + rng.uniform(size=100), "k": np.ones(100)})
    design = Design(kind="matched", outcome="y", arm="d", covariates=("fee",))
    with pytest.raises(InputError, match="covariates: fee: tells participants from all others by itself"):
        estimate_impact(frame, design)
    with pytest.raises(InputError, match=r"covariates: k: the same for everybody\. nothing tells who is like whom"):
        estimate_impact(frame, design.but(covariates=("k",)))


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("did", {"strata": "s", "take_up": "took"}, "Not used by this design: strata s, take-up took."),
        ("beneficiaries-only", {"covariates": "s"}, "Not used by this design: arm arm, covariates s."),
    ],
)
def test_columns_that_a_design_has_no_place_for_are_named(kind, changes, said):
    rng = np.random.default_rng(11)
    unit, t = np.repeat(np.arange(40), 2), np.tile([0, 1], 40)
    frame = pl.DataFrame(
        {"y": rng.normal(size=80), "id": unit, "t": t, "arm": unit % 2, "s": unit % 3, "took": (unit % 2) * t}
    )
    design = Design(kind=kind, outcome="y", arm="arm", unit="id", period="t", treated_from=1, **changes)
    assert said in estimate_impact(frame, design).caveats


def test_what_is_in_no_joint_test_of_balance_is_named():
    rng = np.random.default_rng(12)
    frame = pl.DataFrame({"y": np.zeros(60), "arm": np.tile([0, 1], 30), "x": rng.normal(size=60), "k": np.ones(60)})
    table = balance(frame, Design(kind="rct", outcome="y", arm="arm", covariates=("x", "k")))
    assert table.joint[0].unused == ("k",)
    assert "Not in this test, because they do not vary or follow from others: k." in table.summary()


@pytest.mark.parametrize("strata", ["", "district"])
def test_with_few_clusters_the_effect_on_those_who_took_part_holds_what_the_offers_bootstrap_does_not_reject(strata):
    """Anderson and Rubin's set, by testing the offer on the outcome less a supposed effect of taking part."""
    rng = np.random.default_rng(13)
    village = np.repeat(np.arange(12), 10)
    arm = village % 2
    took = ((rng.uniform(size=120) < np.where(arm == 1, 0.7, 0.1)) * 1.0).astype(float)
    y = took + 0.5 * rng.normal(size=12)[village] + rng.normal(size=120)
    district = village // 4
    frame = pl.DataFrame({"y": y, "arm": arm, "village": village, "took": took, "district": district})
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village", take_up="took", strata=strata)
    offer = estimate_impact(frame, design)
    part = next(part for part in offer.parts if part.label == "treatment on the treated")
    assert part.p == offer.p  # whether zero is in it is what is said of the offer itself
    low, high = part.interval
    step = 0.02 * (high - low)
    groups = [district] if strata else []
    for effect, rejected in ((low - step, True), (low + step, False), (high - step, False), (high + step, True)):
        test = wild_cluster_bootstrap(y - effect * took, arm.astype(float), np.empty((120, 0)), village, groups=groups)
        assert (test.p <= 0.05) == rejected
    assert "by wild cluster bootstrap of the offer" in treatment_on_treated(frame, design).method


def test_an_offer_that_moved_hardly_anybody_leaves_the_effect_on_them_open():
    """The usual interval of two-stage least squares would be finite, and wrong."""
    rng = np.random.default_rng(15)
    village = np.repeat(np.arange(12), 10)
    took = (rng.uniform(size=120) < 0.3).astype(float)
    frame = pl.DataFrame({"y": rng.normal(size=120), "arm": village % 2, "village": village, "took": took})
    found = estimate_impact(frame, Design(kind="rct", outcome="y", arm="arm", cluster="village", take_up="took"))
    part = next(part for part in found.parts if part.label == "treatment on the treated")
    assert np.isinf(part.interval).any()
    assert "unbounded" in found.summary()
    even = frame.with_columns(took=pl.Series(np.tile([0.0, 1.0], 60)))
    none = estimate_impact(even, Design(kind="rct", outcome="y", arm="arm", cluster="village", take_up="took"))
    assert none.estimate == pytest.approx(found.estimate, rel=SAME)  # it was refused as a whole
    assert "The effect on those who took part cannot be told: the offer did not move take-up." in none.caveats
