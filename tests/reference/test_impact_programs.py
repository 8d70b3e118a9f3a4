"""Estimators against second implementations: pyfixest, statsmodels, SciPy, and the same thing done the long way."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest

from outgrow.micro import (
    Design,
    TrialSize,
    balance,
    benjamini_hochberg,
    effects_by_group,
    estimate_impact,
    holm,
    intracluster_correlation,
    lee_bounds,
    minimum_detectable_effect,
    oster_delta,
    power_of,
    quantile_effects,
    randomisation_inference,
    sharpened_q,
    treatment_on_treated,
    wild_cluster_bootstrap,
)
from outgrow.micro.design import analysis_data
from outgrow.micro.impact.bootstrap import _signs
from outgrow.micro.impact.matched import aipw
from outgrow.micro.impact.sensitivity import _delta
from outgrow.micro.regression import codes_of, joint_test, least_squares, two_stage
from outgrow.vocabulary import Streams

SAME = 1e-8  # two programs' floating point, relative
SOLVED = 1e-5  # roots found by search, relative
DERIVED = 1e-4  # numerical derivatives, relative

CLUSTERS, SIZE = 40, 10


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Forty villages in five districts, two rounds of two hundred households."""
    rng = np.random.default_rng(20261124)
    n = CLUSTERS * SIZE
    village = np.repeat(np.arange(CLUSTERS), SIZE)
    arm = (village % 2).astype(float)
    x = rng.normal(size=n)
    offered = (rng.uniform(size=n) < 0.2 + 0.5 * arm).astype(float)
    y = 0.7 * arm + x + rng.normal(size=CLUSTERS)[village] + rng.normal(size=n)
    t = np.tile([0, 1], n // 2)
    return pd.DataFrame(
        {
            "y": y, "arm": arm, "x": x, "village": village, "district": village // 8, "joined": offered,
            "w": rng.uniform(0.5, 2.0, n), "id": np.repeat(np.arange(n // 2), 2), "t": t, "late": arm * t,
        }
    )  # fmt: skip


def feols(formula: str, table: pd.DataFrame, **options: object) -> object:
    pf = pytest.importorskip("pyfixest")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pf.feols(formula, table, **options)


@pytest.mark.parametrize(
    ("formula", "groups", "clusters", "weights", "of"),
    [
        ("y ~ arm + x", (), "village", None, "arm"),
        ("y ~ arm + x", (), "village", "w", "arm"),
        ("y ~ arm + x", (), None, None, "arm"),
        ("y ~ arm + x | district", ("district",), "village", None, "arm"),
        ("y ~ arm + x | district", ("district",), None, "w", "arm"),
        ("y ~ late + x | id", ("id",), "village", None, "late"),
        ("y ~ late + x | id + t", ("id", "t"), "village", None, "late"),
        ("y ~ arm + x | district + t", ("district", "t"), "village", "w", "arm"),
    ],
)
def test_coefficients_and_errors_equal_pyfixest(table, formula, groups, clusters, weights, of):
    fit = least_squares(
        table["y"].to_numpy(), table[[of, "x"]].to_numpy(), [of, "x"],
        weights=None if weights is None else table[weights].to_numpy(), groups=[codes_of(table[g]) for g in groups],
        clusters=None if clusters is None else table[clusters].to_numpy(),
    )  # fmt: skip
    other = feols(formula, table, vcov={"CRV1": clusters} if clusters else "HC1", weights=weights)
    at = fit.place(of)
    assert fit.coefficients[at] == pytest.approx(other.coef()[of], rel=SAME)
    assert np.sqrt(fit.covariance[at, at]) == pytest.approx(other.se()[of], rel=SAME)


def test_errors_follow_statas_rule_for_clusters(table):
    """`regress, vce(cluster)`: G/(G-1) (N-1)/(N-K), t with G - 1; statsmodels applies the same correction."""
    sm = pytest.importorskip("statsmodels.api")
    x = sm.add_constant(table[["arm", "x"]])
    other = sm.OLS(table["y"], x).fit(cov_type="cluster", cov_kwds={"groups": table["village"]}, use_t=True)
    found = estimate_impact(
        pl.from_pandas(table), Design(kind="rct", outcome="y", arm="arm", cluster="village", covariates="x")
    )
    assert (found.estimate, found.se) == pytest.approx((other.params["arm"], other.bse["arm"]), rel=SAME)
    assert found.p == pytest.approx(other.pvalues["arm"], rel=SAME)
    assert found.interval == pytest.approx(tuple(other.conf_int().loc["arm"]), rel=SAME)
    assert found.df == CLUSTERS - 1


def test_joint_test_equals_statsmodels(table):
    sm = pytest.importorskip("statsmodels.api")
    x = sm.add_constant(table[["arm", "x"]])
    other = sm.OLS(table["y"], x).fit(cov_type="cluster", cov_kwds={"groups": table["village"]}, use_t=True)
    wald = other.wald_test("arm = 0, x = 0", use_f=True, scalar=True)
    fit = least_squares(
        table["y"].to_numpy(), table[["arm", "x"]].to_numpy(), ["arm", "x"], clusters=table["village"].to_numpy()
    )
    test = joint_test(fit, ["arm", "x"])
    assert (test.f, test.p) == pytest.approx((float(wald.statistic), float(wald.pvalue)), rel=SAME)


def test_treatment_on_the_treated_equals_pyfixest(table):
    other = feols("y ~ x | district | joined ~ arm", table, vcov={"CRV1": "village"})
    design = Design(
        kind="rct", outcome="y", arm="arm", cluster="village", strata="district", covariates="x", take_up="joined"
    )
    found = treatment_on_treated(pl.from_pandas(table), design)
    assert (found.estimate, found.se) == pytest.approx((other.coef()["joined"], other.se()["joined"]), rel=SAME)
    stages = two_stage(
        table["y"].to_numpy(), table["joined"].to_numpy(), table[["arm"]].to_numpy(), np.empty((len(table), 0)),
        ["joined"], clusters=table["village"].to_numpy(),
    )  # fmt: skip
    means = table.groupby("arm")[["y", "joined"]].mean()
    wald = (means["y"][1] - means["y"][0]) / (means["joined"][1] - means["joined"][0])
    assert stages.fit.coefficients[0] == pytest.approx(wald, rel=SAME)


def test_difference_in_differences_is_the_four_means(table):
    design = Design(kind="did", outcome="y", arm="arm", unit="id", period="t", treated_from=1, cluster="village")
    found = estimate_impact(pl.from_pandas(table), design)
    m = table.groupby(["arm", "t"])["y"].mean()
    assert found.estimate == pytest.approx((m[1, 1] - m[1, 0]) - (m[0, 1] - m[0, 0]), rel=SAME)
    wide = table.pivot_table(index=["id", "arm", "village"], columns="t", values="y").reset_index()
    wide.columns = ["id", "arm", "village", "y0", "y1"]
    changes = estimate_impact(
        pl.from_pandas(wide), Design(kind="did", outcome="y1", baseline="y0", arm="arm", cluster="village")
    )
    assert changes.estimate == pytest.approx(found.estimate, rel=SAME)
    assert changes.reference == pytest.approx(m[1, 1] - found.estimate, rel=SAME)


@pytest.mark.parametrize("weighted", [False, True])
def test_wild_bootstrap_equals_estimating_every_draw_again(weighted):
    """Every draw by building its outcome and running the regression, errors included."""
    rng = np.random.default_rng(5)
    g, n = 8, 48
    village, district = np.repeat(np.arange(g), 6), np.repeat([0, 1], 24)
    arm = np.isin(village, [1, 3, 4, 6]).astype(float)
    x, y = rng.normal(size=n), rng.normal(size=n) + 0.5 * arm + rng.normal(size=g)[village]
    w = rng.uniform(0.5, 2.0, n) if weighted else np.ones(n)
    found = wild_cluster_bootstrap(y, arm, x[:, None], village, weights=w, groups=[district], draws=199)
    names, dummies = ["t", "x"], [codes_of(district)]
    columns = np.column_stack([arm, x])
    whole = least_squares(y, columns, names, weights=w, groups=dummies, clusters=village)
    null = least_squares(y, x[:, None], ["x"], weights=w, groups=dummies, clusters=village)
    t = whole.coefficients[0] / np.sqrt(whole.covariance[0, 0])
    drawn = []
    for signs in _signs(g, 199, Streams(1))[0].T:
        again = least_squares(
            (y - null.residuals) + signs[village] * null.residuals,
            columns,
            names,
            weights=w,
            groups=dummies,
            clusters=village,
        )
        drawn.append(again.coefficients[0] / np.sqrt(again.covariance[0, 0]))
    assert found.t == pytest.approx(t, rel=SAME)
    assert found.p == np.mean(np.abs(drawn) >= abs(t) * (1 - 1e-9))


def test_wild_bootstrap_rejects_exactly_what_lies_outside_its_interval(table):
    y, arm, village = (table[c].to_numpy() for c in ("y", "arm", "village"))
    found = wild_cluster_bootstrap(y, arm, np.empty((y.size, 0)), village, draws=999)
    low, high = found.interval
    step = 0.01 * (high - low)
    for null, rejected in ((low - step, True), (low + step, False), (high - step, False), (high + step, True)):
        p = wild_cluster_bootstrap(y - null * arm, arm, np.empty((y.size, 0)), village, draws=999).p
        assert (p < 0.05) == rejected


def test_randomisation_inference_equals_every_lottery_by_statsmodels():
    sm = pytest.importorskip("statsmodels.api")
    y = np.array([1.0, 2.5, 2.0, 4.0, 3.5, 6.0, 5.0, 7.5])
    arm = np.array([0, 0, 1, 0, 1, 1, 0, 1])
    found = randomisation_inference({"y": y, "arm": arm}, Design(kind="rct", outcome="y", arm="arm"))

    def t_of(chosen: tuple[int, ...]) -> float:
        d = np.isin(np.arange(8), chosen).astype(float)
        return float(sm.OLS(y, sm.add_constant(d)).fit(cov_type="HC1").tvalues[1])

    all_t = [abs(t_of(c)) for c in itertools.combinations(range(8), 4)]
    observed = abs(t_of(tuple(np.flatnonzero(arm))))
    assert found.lotteries == 70
    assert found.p == np.mean(np.array(all_t) >= observed * (1 - 1e-9))


def test_doubly_robust_estimate_is_stratification_when_models_are_saturated():
    """With one yes-no covariate both models are exact, and the effect on participants is the weighted cells."""
    rng = np.random.default_rng(3)
    n = 600
    woman = rng.integers(0, 2, n)
    joined = (rng.uniform(size=n) < 0.3 + 0.3 * woman).astype(int)
    y = joined * (1 + woman) + 2 * woman + rng.normal(size=n)
    data = pl.DataFrame({"y": y, "joined": joined, "woman": woman})
    found = estimate_impact(data, Design(kind="matched", outcome="y", arm="joined", covariates="woman"))
    cells = [y[(joined == 1) & (woman == s)].mean() - y[(joined == 0) & (woman == s)].mean() for s in (0, 1)]
    share = [np.mean(woman[joined == 1] == s) for s in (0, 1)]
    assert found.estimate == pytest.approx(np.dot(cells, share), rel=SAME)


def test_influence_function_is_the_derivative_by_each_rows_weight():
    """Infinitesimal jackknife: how the whole estimate, both models included, moves with one row's weight."""
    rng = np.random.default_rng(4)
    n = 200
    x = rng.normal(size=(n, 2))
    joined = (rng.uniform(size=n) < 1 / (1 + np.exp(-x[:, 0]))).astype(int)
    y = joined + x @ [1.0, -1.0] + 0.3 * x[:, 0] ** 2 + rng.normal(size=n)
    base = {"y": y, "joined": joined, "a": x[:, 0], "b": x[:, 1]}
    design = Design(kind="matched", outcome="y", arm="joined", covariates=("a", "b"), weights="w")

    def estimate(w: np.ndarray) -> float:
        return aipw(analysis_data(base | {"w": w}, design))[0]

    ones = np.ones(n)
    influence = aipw(analysis_data(base | {"w": ones}, design))[1]
    assert influence.mean() == pytest.approx(0.0, abs=SAME)
    for i in range(0, n, 17):
        step = np.where(np.arange(n) == i, 1e-4, 0.0)
        slope = (estimate(ones + step) - estimate(ones - step)) / 2e-4
        assert n * slope == pytest.approx(influence[i], rel=DERIVED, abs=DERIVED)


def test_staggered_estimate_and_error_equal_the_long_way():
    """Group-time means by hand, and the error from moving each cluster's weight in them."""
    pytest.importorskip("diff_diff")
    rng = np.random.default_rng(6)
    villages, size, periods = 24, 8, 5
    starts = np.repeat([0, 2, 3, 4], 6)
    n = villages * size
    village = np.repeat(np.arange(villages), size)
    g = starts[village]
    t = np.arange(periods)
    on = (g[:, None] > 0) & (t >= g[:, None])
    y = rng.normal(size=(n, 1)) + 0.3 * t + on * 1.5 + rng.normal(size=(villages, periods))[village] * 0.4
    y = y + rng.normal(size=(n, periods))
    frame = pl.DataFrame(
        {
            "id": np.repeat(np.arange(n), periods), "t": np.tile(t, n), "g": np.repeat(g, periods), "y": y.ravel(),
            "village": np.repeat(village, periods),
        }
    )  # fmt: skip

    def by_hand(w: np.ndarray) -> float:
        total, weight = 0.0, 0.0
        for start in (2, 3, 4):
            for s in range(start, periods):
                change = y[:, s] - y[:, start - 1]
                own, waiting = g == start, (g == 0) | (g > s)
                att = np.average(change[own], weights=w[own]) - np.average(change[waiting], weights=w[waiting])
                total, weight = total + att * w[own].sum(), weight + w[own].sum()
        return total / weight

    found = estimate_impact(
        frame, Design(kind="staggered", outcome="y", unit="id", period="t", first_treated="g", cluster="village")
    )
    assert found.estimate == pytest.approx(by_hand(np.ones(n)), rel=SAME)
    slopes = []
    for v in range(villages):
        step = np.where(village == v, 1e-5, 0.0)
        slopes.append((by_hand(1 + step) - by_hand(1 - step)) / 2e-5)
    se = np.sqrt(villages / (villages - 1) * np.sum(np.square(slopes)))
    assert found.se == pytest.approx(se, rel=DERIVED)
    assert found.df == villages - 1


def test_lee_bounds_equal_trimming_by_hand():
    rng = np.random.default_rng(7)
    control, treated = rng.normal(size=100), rng.normal(1.0, 1.0, size=100)
    y = np.concatenate([np.where(np.arange(100) < 70, control, np.nan), np.where(np.arange(100) < 84, treated, np.nan)])
    data = {"y": y, "arm": np.repeat([0, 1], 100)}
    found = lee_bounds(data, Design(kind="rct", outcome="y", arm="arm"), draws=99)
    kept = np.sort(treated[:84])
    count = 70  # 84 * (1 - (0.84 - 0.70) / 0.84)
    assert found.trimmed == pytest.approx(1 - 70 / 84, rel=SAME)
    assert found.lower == pytest.approx(kept[:count].mean() - control[:70].mean(), rel=SAME)
    assert found.upper == pytest.approx(kept[-count:].mean() - control[:70].mean(), rel=SAME)


def test_adjusted_p_values_equal_statsmodels():
    multi = pytest.importorskip("statsmodels.stats.multitest")
    p = np.random.default_rng(8).uniform(size=25) ** 3
    assert holm(p) == pytest.approx(multi.multipletests(p, method="holm")[1], rel=SAME)
    assert benjamini_hochberg(p) == pytest.approx(multi.multipletests(p, method="fdr_bh")[1], rel=SAME)


def test_sharpened_q_values_equal_andersons_program_line_by_line():
    """A transcription of the loop of `fdr_sharpened_qvalues.do` (Anderson 2008), over ranks."""
    p = np.random.default_rng(9).uniform(size=12) ** 2
    m, rank = p.size, np.argsort(np.argsort(p)) + 1
    expected, qval = np.ones(m), 1.0
    while qval > 0:
        level1 = qval / (1 + qval)
        total1 = max([r for r, x in zip(rank, p, strict=True) if level1 * r / m >= x], default=0)
        level2 = level1 * m / (m - total1) if m > total1 else np.inf
        total2 = max([r for r, x in zip(rank, p, strict=True) if level2 * r / m >= x], default=0)
        expected = np.where(rank <= total2, qval, expected)
        qval = round(qval - 0.001, 3)
    assert sharpened_q(p) == pytest.approx(expected, abs=SAME)


def test_power_of_a_trial_by_households_equals_statsmodels():
    power = pytest.importorskip("statsmodels.stats.power").TTestIndPower()
    for effect, n, ratio in ((0.5, 128, 1.0), (0.3, 200, 1.0), (0.4, 90, 0.5)):
        first = n / (1 + ratio)
        size = TrialSize(clusters=n, share_treated=first / n)
        expected = power.power(effect, first, 0.05, ratio=ratio)
        assert power_of(effect, size) == pytest.approx(expected, rel=SOLVED)
    expected = power.solve_power(None, 64, 0.05, 0.8)
    assert minimum_detectable_effect(TrialSize(clusters=128)).effect == pytest.approx(expected, rel=SOLVED)


def test_detectable_effect_in_large_trials_is_blooms_multiple():
    """Bloom (1995): 2.80 standard errors at 80 % power and a two-sided 5 % test."""
    size = TrialSize(clusters=100_000, cluster_size=10, icc=0.05)
    assert minimum_detectable_effect(size).effect / size.standard_error == pytest.approx(2.80, abs=0.005)


def test_intracluster_correlation_equals_the_f_ratio():
    """Balanced clusters: (F - 1) / (F - 1 + m), with SciPy's F."""
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(10)
    y = rng.normal(size=(30, 8)) + rng.normal(size=(30, 1))
    f = stats.f_oneway(*y).statistic
    found = intracluster_correlation(y.ravel(), np.repeat(np.arange(30), 8))
    assert found == pytest.approx((f - 1) / (f - 1 + 8), rel=SAME)


def test_quantile_effects_equal_quantile_regression():
    """Odd arms, so that the quantiles are single values."""
    smf = pytest.importorskip("statsmodels.formula.api")
    rng = np.random.default_rng(11)
    table = pd.DataFrame(
        {"arm": np.repeat([0, 1], 101), "y": np.concatenate([rng.normal(size=101), rng.normal(1, 2, 101)])}
    )
    found = quantile_effects(
        pl.from_pandas(table), Design(kind="rct", outcome="y", arm="arm"), [0.25, 0.5, 0.75], draws=20
    )
    for q, part in zip(found.quantiles, found.effects, strict=True):
        other = smf.quantreg("y ~ arm", table).fit(q=q, max_iter=10_000, p_tol=1e-10)
        assert part.estimate == pytest.approx(other.params["arm"], rel=1e-4)  # its interior solution is iterative


def test_balance_table_equals_its_definitions(table):
    """iebaltab: means, deviations, normalised difference, clustered t test with fixed effects, joint F test."""
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village", strata="district", covariates=("x", "w"))
    found = balance(pl.from_pandas(table), design)
    for row in found.rows:
        zero, one = (table.loc[table["arm"] == a, row.covariate] for a in (0, 1))
        other = feols(f"{row.covariate} ~ arm | district", table, vcov={"CRV1": "village"})
        assert (row.mean_control, row.mean_treated) == pytest.approx((zero.mean(), one.mean()), rel=SAME)
        assert (row.sd_control, row.sd_treated) == pytest.approx((zero.std(), one.std()), rel=SAME)
        assert row.normalised == pytest.approx(
            (one.mean() - zero.mean()) / np.sqrt((zero.var() + one.var()) / 2), rel=SAME
        )
        assert (row.adjusted, row.se) == pytest.approx((other.coef()["arm"], other.se()["arm"]), rel=SAME)
        assert row.p == pytest.approx(other.pvalue()["arm"], rel=SAME)
    joint = feols("arm ~ x + w | district", table, vcov={"CRV1": "village"})
    b, v = joint.coef().to_numpy(), joint._vcov
    assert found.joint[0].test.f == pytest.approx(float(b @ np.linalg.solve(v, b)) / 2, rel=SAME)
    assert (found.joint[0].test.df1, found.joint[0].test.df2) == (2, CLUSTERS - 1)


@pytest.mark.parametrize("delta", [0.3, 1.0, 2.0, -0.5])
def test_osters_delta_is_recovered_where_it_is_known(delta):
    """Data whose true effect is zero, and whose unseen part selects delta times as strongly as the seen."""
    var_x, var_u, cov_x = 1.0, 0.7, 0.4
    cov_u = delta * cov_x / var_x * var_u
    # Exact moments in a sample: rotate draws so that their covariance is the wanted one.
    raw = np.random.default_rng(12).normal(size=(4000, 4))
    raw = np.linalg.solve(np.linalg.cholesky(np.cov(raw, rowvar=False, bias=True)), (raw - raw.mean(axis=0)).T).T
    wanted = np.array([[1.0, cov_x, cov_u, 0], [cov_x, var_x, 0, 0], [cov_u, 0, var_u, 0], [0, 0, 0, 1.0]])
    d, x, u, e = (raw @ np.linalg.cholesky(wanted).T).T
    d = d * 0.1 + 0.5  # a share, so that it can stand for an arm in groups; its own scale does not matter for delta
    y = x + u + e
    fit = lambda *columns: least_squares(y, np.column_stack(columns), [str(j) for j in range(len(columns))])  # noqa: E731
    short, long = fit(d), fit(d, x)
    rest = least_squares(d, x[:, None], ["x"]).residuals
    top = float(np.var(x + u) / np.var(y))
    found = _delta(
        short.coefficients[0], long.coefficients[0], short.r2, long.r2, top, np.var(y), np.var(d), np.var(rest)
    )
    assert found == pytest.approx(delta, rel=1e-6)


def test_osters_bound_reads_a_survey():
    rng = np.random.default_rng(13)
    land = rng.normal(size=2000)
    joined = (rng.uniform(size=2000) < 1 / (1 + np.exp(-land))).astype(int)
    data = {"y": joined + land + rng.normal(size=2000), "joined": joined, "land": land}
    bound = oster_delta(data, Design(kind="matched", outcome="y", arm="joined", covariates="land"))
    assert bound.uncontrolled > bound.controlled
    assert bound.delta > 1
    assert bound.adjusted < bound.controlled


def test_effects_by_group_equal_separate_regressions_without_covariates(table):
    """Without common columns the interacted regression is one regression a group."""
    frame = pl.from_pandas(table)
    found = effects_by_group(frame, Design(kind="rct", outcome="y", arm="arm", cluster="village"), "t")
    for part, t in zip(found.groups, (0, 1), strict=True):
        own = estimate_impact(
            frame.filter(pl.col("t") == t), Design(kind="rct", outcome="y", arm="arm", cluster="village")
        )
        assert part.estimate == pytest.approx(own.estimate, rel=SAME)
    sm = pytest.importorskip("statsmodels.formula.api")
    other = sm.ols("y ~ arm*t", table).fit(cov_type="cluster", cov_kwds={"groups": table["village"]}, use_t=True)
    assert found.equal.p == pytest.approx(other.pvalues["arm:t"], rel=SAME)
