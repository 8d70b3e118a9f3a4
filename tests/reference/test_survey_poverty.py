"""Design-based poverty against another program, a published table, and the World Bank's own Lorenz curves."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from outgrow.micro import lorenz_curve, ppi_poverty, ppi_table_of, sampling, survey_poverty

SAME_FORMULA = 1e-9  # the same linearisation, added up in another order
STORED = 0.001  # gap, squared gap and Gini stored by PovcalNet, from a hundred points of the curve
STORED_HEADCOUNT = 0.013  # the line lies within a bin of about one percent of persons
STORED_DIGITS = 6e-4  # PovcalNet's own fits, whose deciles and coefficients are printed with six digits


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(3)
    stratum = rng.integers(0, 4, 600)
    cluster = stratum * 10 + rng.integers(0, 6, 600)
    income = rng.lognormal(0, 1, 600) * (1 + 0.2 * (cluster % 3))
    weight, group = rng.uniform(0.5, 2, 600), rng.integers(0, 3, 600)
    columns = {"stratum": stratum, "cluster": cluster, "income": income, "weight": weight, "group": group}
    return pl.DataFrame(columns)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("strata", "clusters"), [(True, True), (False, True), (True, False), (False, False)])
def test_errors_and_intervals_are_those_of_the_library_svy(survey, strata, clusters):
    svy = pytest.importorskip("svy")
    line = 1.2
    frame = survey.with_columns(
        ((line - pl.col("income")) / line).clip(lower_bound=0.0).alias("gap"),
        (pl.col("income") < line).cast(pl.Float64).alias("poor"),
    )
    design = svy.Design(wgt="weight", stratum="stratum" if strata else None, psu="cluster" if clusters else None)
    other = svy.Sample(frame, design).estimation
    plan = sampling(
        600,
        survey["weight"].to_numpy(),
        survey["stratum"].to_numpy() if strata else None,
        survey["cluster"].to_numpy() if clusters else None,
    )
    ours = survey_poverty(survey["income"].to_numpy(), line, plan)
    theirs = other.mean("gap").estimates[0]
    _same(ours["gap"], theirs)
    poor = next(e for e in other.prop("poor").estimates if str(e.y_level) in ("1", "1.0"))
    _same(ours["headcount"], poor)
    grouped = survey_poverty(survey["income"].to_numpy(), line, plan, by=survey["group"].to_numpy())
    for found in other.mean("gap", by="group").estimates:
        name = str(found.by_level[0] if isinstance(found.by_level, (list, tuple)) else found.by_level)
        _same(grouped.of("gap", name), found)


def _same(ours, theirs):
    assert ours.value == pytest.approx(theirs.est, rel=SAME_FORMULA)
    assert ours.standard_error == pytest.approx(theirs.se, rel=SAME_FORMULA)
    assert (ours.low, ours.high) == pytest.approx((theirs.lci, theirs.uci), rel=1e-6)


def test_error_of_a_headcount_of_a_simple_sample_is_the_binomial_one():
    """Twenty of a hundred poor: standard error sqrt(p (1 - p) / (n - 1))."""
    found = survey_poverty(np.arange(1, 101), 20.5)["headcount"]
    assert (found.value, found.standard_error) == pytest.approx((0.2, (0.2 * 0.8 / 99) ** 0.5), rel=1e-12)


def test_the_variance_of_the_gini_is_the_one_seen_in_repeated_samples():
    """400 samples of 800 incomes in 200 clusters; the variance of 400 numbers is known to about 7 %."""
    rng = np.random.default_rng(8)
    clusters = np.repeat(np.arange(200), 4)
    values, variances = [], []
    for _ in range(400):
        y = np.exp(rng.normal(0, 0.2, 200)[clusters] + rng.normal(0, 0.4, 800))
        found = survey_poverty(y, 1.0, sampling(800, clusters=clusters), measures=["gini"])["gini"]
        values.append(found.value)
        variances.append(found.standard_error**2)
    assert np.var(values) == pytest.approx(np.mean(variances), rel=0.2)


@pytest.mark.parametrize("name", ["KEN_3_1994", "KEN_3_1997", "KEN_3_2005.38"])
def test_a_hundred_points_of_kenyas_lorenz_curves_give_the_stored_poverty(shared, name):
    stored = json.loads((shared / "data" / "povcalnet_lorenz" / f"{name}.json").read_text(encoding="utf-8"))
    curve = lorenz_curve(stored["lorenz"]["p"], stored["lorenz"]["L"])
    found = curve.poverty(stored["sample"]["mean_month_ppp"], stored["inputs"]["line_month_ppp"])
    assert found.gap == pytest.approx(stored["dist"]["PG"], abs=STORED)
    assert found.severity == pytest.approx(stored["dist"]["FGT2"], abs=STORED)
    assert found.gini == pytest.approx(stored["dist"]["Gini"], abs=STORED)
    assert found.headcount == pytest.approx(stored["dist"]["HC"], abs=STORED_HEADCOUNT)


def test_ten_points_of_1992_give_povcalnets_own_fits(shared):
    """Coefficients, headcount, gap, squared gap and Gini of both forms, as PovcalNet printed them."""
    stored = json.loads((shared / "data" / "povcalnet_lorenz" / "KEN_3_1992.json").read_text(encoding="utf-8"))
    mean, line = stored["inputs"]["mean_month_ppp"], stored["inputs"]["line_month_ppp"]
    points = stored["lorenz"]["p"], stored["lorenz"]["L"]
    beta = lorenz_curve(*points, "beta")
    implied = stored["beta"]["implied"]
    assert beta.coefficients == pytest.approx((implied["theta"], implied["gamma"], implied["delta"]), abs=1e-6)
    found = beta.poverty(mean, line)
    printed = stored["beta"]["dist"]
    assert [100 * x for x in (found.headcount, found.gap, found.severity, found.gini)] == pytest.approx(
        [printed["HC"], printed["PG"], printed["FGT2"], printed["Gini"]], rel=STORED_DIGITS
    )
    quadratic = lorenz_curve(*points, "quadratic")
    terms = stored["quadratic"]["reg"]["params"]
    assert quadratic.coefficients == pytest.approx([terms[k]["coef"] for k in "ABC"], abs=1e-6)
    found = quadratic.poverty(mean, line)
    printed = stored["quadratic"]["dist"]
    assert [100 * x for x in (found.headcount, found.gap, found.severity)] == pytest.approx(
        [printed["HC"], printed["PG"], printed["FGT2"]], rel=STORED_DIGITS
    )


@pytest.mark.parametrize(
    ("file", "line", "score", "percent"),
    [
        ("ppiKEN2011.csv", "nl100", 5, 95.0),
        ("ppiKEN2018.csv", "nl100", 50, 30.2),
        ("ppiKEN2024.csv", "ppp215", 0, 93.06),
    ],
)
def test_poverty_likelihoods_are_those_of_the_published_tables(shared, monkeypatch, file, line, score, percent):
    """Rows of the tables of Innovations for Poverty Action for Kenya."""
    monkeypatch.setenv("OUTGROW_SHARED", str(shared))
    table = ppi_table_of(file)
    assert table.likelihood[line][score] == pytest.approx(percent / 100, abs=5e-5)
    rate = ppi_poverty([score, score], table, line).rows[0]
    assert rate.value == pytest.approx(table.likelihood[line][score])
    assert "Innovations for Poverty Action" in table.source
