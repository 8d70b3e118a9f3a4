"""Surveys that an estimator cannot use, or can use in part only: each says so in words, and nothing is guessed."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from outgrow.cli import main
from outgrow.micro import Design, balance, estimate_impact, randomisation_inference, robustness
from outgrow.micro.design import analysis_data
from outgrow.micro.impact.randomisation import _Regression
from outgrow.vocabulary import InputError

VILLAGES, SIZE = 20, 10
N = VILLAGES * SIZE
TRIAL = Design(kind="rct", outcome="y", arm="arm", cluster="village")
DID = Design(kind="did", outcome="y", arm="arm", unit="id", period="t", treated_from=2, cluster="village")
STAGGERED = Design(kind="staggered", outcome="y", unit="id", period="t", first_treated="g", cluster="village")


def survey(**columns: Any) -> pl.DataFrame:
    rng = np.random.default_rng(1)
    village = np.repeat(np.arange(VILLAGES), SIZE)
    x = rng.normal(size=N)
    made = {
        "id": np.arange(N),
        "village": village,
        "arm": village % 2,
        "x": x,
        "y": village % 2 + x + rng.normal(size=N),
    }
    return pl.DataFrame(made | columns)


def rounds(**columns: Any) -> pl.DataFrame:
    rng = np.random.default_rng(2)
    t, unit = np.tile([0, 1, 2], N), np.repeat(np.arange(N), 3)
    village = unit // SIZE
    arm = village % 2
    start = np.where(arm == 1, np.where(village % 4 == 1, 1, 2), 0)
    y = arm * (t > 1) + 0.3 * t + rng.normal(size=3 * N)
    return pl.DataFrame({"id": unit, "t": t, "village": village, "arm": arm, "g": start, "y": y} | columns)


def refused(data: pl.DataFrame, design: Design) -> str:
    with pytest.raises(InputError) as caught:
        estimate_impact(data, design)
    return str(caught.value)


def test_one_cluster_on_a_side_is_refused_though_nobody_said_that_clusters_were_assigned():
    """Its own luck and the effect are one number: the sandwich gave an interval of no width."""
    arm = survey()["arm"].to_numpy()
    said = refused(survey(village=arm), TRIAL)
    assert "village: 1 treated cluster. its own luck cannot be told from the effect" in said
    assert "village: 1 control cluster" in said
    assert "village: 1 cluster. luck between clusters cannot be seen" in refused(survey(village=np.zeros(N)), TRIAL)
    lone = survey(
        y=pl.Series([None if (v > 1 and v % 2) else float(v) + i % 3 for i, v in enumerate(survey()["village"])])
    )
    assert "1 treated cluster" in refused(lone, TRIAL)


def test_one_row_on_a_side_is_refused():
    few = pl.DataFrame({"y": [1.0, 2.0, 3.0, 5.0], "arm": [0, 0, 0, 1]})
    assert "1 treated row. its own luck" in refused(few, Design(kind="rct", outcome="y", arm="arm"))


def test_covariates_that_say_nothing_new_are_named_in_the_method():
    twice = survey(x2=2.0 * survey()["x"], same=np.ones(N))
    found = estimate_impact(twice, TRIAL.but(covariates=("x", "x2", "same")))
    assert "without x2, same, which the other columns explain" in found.method
    alone = estimate_impact(twice, TRIAL.but(covariates="x"))
    assert found.estimate == pytest.approx(alone.estimate, rel=1e-9)


def test_a_constant_covariate_does_not_make_balance_reject():
    """It stood before the constant and took its place, so that the test asked whether the arm's mean is zero."""
    table = balance(survey(same=np.ones(N)), TRIAL, ("same", "x"))
    assert table.joint[0].test.df1 == 1
    alone = balance(survey(), TRIAL, ("x",))
    assert table.joint[0].test.p == pytest.approx(alone.joint[0].test.p, rel=1e-9)
    assert "No covariate can be tested for 1" in balance(survey(same=np.ones(N)), TRIAL, ("same",)).summary()


def test_a_covariate_that_is_the_arm_tells_the_arms_apart_completely():
    table = balance(survey(copy=survey()["arm"] * 1.0), TRIAL, ("copy",))
    assert table.rows[0].normalised == np.inf
    assert "copy tells 1 from 0 completely." in table.summary()


def test_strata_that_are_the_clusters_leave_nothing_to_compare():
    assert "nothing is left to compare" in refused(survey(), TRIAL.but(strata="village", one_armed="keep"))


def test_a_column_with_nothing_in_it_is_unknown_and_not_text():
    assert f"all {N} values are unknown" in refused(survey(y=pl.Series([None] * N, dtype=pl.String)), TRIAL)
    assert "y: text: inf, lots." in refused(survey(y=pl.Series(["1.5", "inf", "lots", "2"] * (N // 4))), TRIAL)


def test_an_empty_side_says_why_it_is_empty():
    y = survey()["y"].to_list()
    said = refused(survey(y=[None if i // SIZE % 2 else v for i, v in enumerate(y)]), TRIAL)
    assert "one side is empty after rows were left out (100 because y unknown)" in said


def test_take_up_that_nobody_or_everybody_has_leaves_the_effect_of_the_offer():
    for share, who in ((0.0, "Nobody took part in any arm"), (1.0, "Everybody took part in every arm")):
        found = estimate_impact(survey(joined=np.full(N, share)), TRIAL.but(take_up="joined"))
        assert found.estimate == pytest.approx(estimate_impact(survey(), TRIAL).estimate)
        assert f"{who}: the effect on those who took part cannot be told." in found.summary()


def test_the_start_may_be_written_as_text_where_periods_are_numbers():
    """As the command line hands it over; bounds on trends compared it as it stood."""
    as_number, as_text = (robustness(rounds(), DID.but(treated_from=x)) for x in (2, "2"))
    assert as_text.estimate == as_number.estimate
    assert [c.passed for c in as_text.checks] == [c.passed for c in as_number.checks]


def test_rounds_in_words_are_two_or_sort_in_time():
    words = np.array(["baseline", "midline", "endline"])[rounds()["t"].to_numpy()]
    said = refused(rounds(t=words), DID.but(treated_from="midline"))
    assert "rounds baseline, endline, midline. more than two rounds in words have no order in time" in said
    two = rounds().filter(pl.col("t") > 0)
    named = two.with_columns(t=pl.when(pl.col("t") == 1).then(pl.lit("pre")).otherwise(pl.lit("post")))
    by_name = estimate_impact(named, DID.but(treated_from="post"))
    assert by_name.estimate == pytest.approx(estimate_impact(two, DID).estimate)
    assert "no round 'pots'. the rounds are post, pre. Did you mean 'post'?" in refused(
        named, DID.but(treated_from="pots")
    )


def test_units_that_move_between_clusters_are_named():
    moved = rounds(village=np.where((rounds()["t"] == 2) & (rounds()["id"] % 9 == 0), 99, rounds()["village"]))
    for design in (DID, STAGGERED):
        assert "id: 23 with more than one value of village" in refused(moved, design)


def test_starts_and_periods_that_leave_no_comparison_are_said_in_our_words():
    pytest.importorskip("diff_diff")
    assert "all units start in 1. nobody starts later or never" in refused(rounds(g=np.ones(3 * N)), STAGGERED)
    assert "t: one period. a change needs two or more" in refused(rounds().filter(pl.col("t") == 1), STAGGERED)


def test_a_single_outlier_does_not_pass_for_a_robust_estimate():
    """It widens the interval that it makes; without it the interval is narrow, and the estimate far outside."""
    y = survey()["y"].to_numpy().copy()
    y[3] = 1e9
    fallen = {c.name for c in robustness(survey(y=y), TRIAL).checks if not c.passed}
    assert {"extreme values", "one cluster left out"} <= fallen


def test_a_sign_that_nobody_knows_is_not_held_against_an_estimate():
    rng = np.random.default_rng(3)
    checks = {c.name: c for c in robustness(survey(y=rng.normal(size=N)), TRIAL).checks}
    assert checks["one cluster left out"].passed


def test_the_command_line_says_what_it_read_and_refuses_what_it_cannot_ask(tmp_path, capsys):
    file = tmp_path / "plots.csv"
    coded = survey(y=np.where(np.arange(N) % 5 == 0, -99.0, survey()["y"].to_numpy()))
    coded.write_csv(file)
    asked = ["micro", str(file), "--design", "rct", "--outcome", "y", "--arm", "arm", "--cluster", "village"]
    assert main([*asked, "--out", str(tmp_path / "a")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "-99 may stand for missing; left: others are negative too; if it does, say so: --missing" in said
    assert main([*asked, "--missing", "-99", "--out", str(tmp_path / "b")]) == 0
    assert "40 rows were left out: 40 because y unknown." in " ".join(capsys.readouterr().out.split())
    assert main([*asked, "--weights", "z", "--covariates", "zz"]) == 2
    said = capsys.readouterr().err
    assert "'z'" in said
    assert "'zz'" in said
    wrong = ["--quantiles", "1.5", "--departures", "1", "--entry", "x"]
    assert main([*asked, *wrong]) == 2
    said = capsys.readouterr().err
    assert "the quantile 1.5 does not lie between 0 and 1" in said
    assert "'departures' needs the design did or staggered, not rct" in said
    assert "'entry' asks who took part: name the column in 'take_up'" in said


def test_the_command_line_asks_quantiles_bounds_and_groups_and_the_page_draws_them(tmp_path, capsys):
    file = tmp_path / "plots.csv"
    lost = [None if i % 7 == 0 and i // SIZE % 2 else float(v) for i, v in enumerate(survey()["y"])]
    survey(y=lost, joined=(np.arange(N) % 3 > 0) * 1).write_csv(file)
    asked = ["micro", str(file), "--design", "rct", "--outcome", "y", "--arm", "arm", "--cluster", "village"]
    more = [
        "--quantiles",
        "0.25",
        "--quantiles",
        "0.75",
        "--bounds",
        "--groups",
        "x",
        "--take-up",
        "joined",
        "--entry",
        "x",
    ]
    assert main([*asked, *more, "--out", str(tmp_path / "a")]) == 0
    page = (tmp_path / "a" / "micro.html").read_text(encoding="utf-8")
    for figure in ("quantiles-answer", "bounds-answer", "groups-answer-x", "entry-answer"):
        assert f'id="figure-pilot-{figure}"' in page
    for table in ("quantiles-answer", "bounds-answer", "groups-answer-x", "entry-answer", "checks-answer"):
        assert (tmp_path / "a" / f"{table}.csv").is_file()
    assert "whoever was lost" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("strata", ["", "district"])
@pytest.mark.parametrize("weights", ["", "w"])
def test_lotteries_over_villages_from_sums_are_those_row_by_row(strata, weights, monkeypatch):
    """Arms given to whole villages are found, though the design does not say so."""
    rng = np.random.default_rng(9)
    data = survey(district=np.arange(N) // (N // 4), w=rng.uniform(0.5, 2.0, N))
    design = TRIAL.but(strata=strata, weights=weights, covariates="x")
    fast = randomisation_inference(data, design, draws=199)
    monkeypatch.setattr(_Regression, "sums_suffice", lambda _: False)
    slow = randomisation_inference(data, design, draws=199)
    assert (fast.p, fast.lotteries, fast.level) == (slow.p, slow.lotteries, "village")
    machine = _Regression(analysis_data(data, design))
    arms = rng.permuted(np.tile(np.arange(VILLAGES) % 2, (5, 1)), axis=1).astype(float)
    row_by_row = [machine.statistics(arm[data["village"].to_numpy()])[1] for arm in arms]
    assert machine.by_sums(arms) == pytest.approx(row_by_row, rel=1e-8)


def test_an_effect_on_a_mean_that_is_not_positive_is_no_share(tmp_path, capsys):
    """It was divided by that mean, and a gain stood beside published effects as a loss."""
    file = tmp_path / "plots.csv"
    survey(y=survey()["y"] - 5.0).write_csv(file)
    asked = ["micro", str(file), "--design", "rct", "--outcome", "y", "--arm", "arm"]
    assert main([*asked, "--against", "yield", "--out", str(tmp_path / "a")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Not held against published effects, which are shares: the mean that it would be a share of is -" in said
    assert main([*asked, "--against", "yeild"]) == 2
    assert "Did you mean 'yield'?" in capsys.readouterr().err
