"""A survey as a programme officer brings it: two rounds under each other, yes and no in words, slips in it."""

from __future__ import annotations

import math
from importlib import import_module

import numpy as np
import polars as pl
import pytest
import xlsxwriter

from outgrow.cli import main
from outgrow.initiative import Analysis, read
from outgrow.micro import Design, analyse_pilot, analyse_survey, check_survey, estimate_impact, robustness
from outgrow.micro.design import analysis_data
from outgrow.micro.impact.checks import leave_one_out
from outgrow.micro.impact.records import between, by_error, number
from outgrow.report.pilot.figures import chance
from outgrow.vocabulary import InputError

VILLAGES, EACH = 20, 6
N = VILLAGES * EACH


def rounds() -> pl.DataFrame:
    """Training adds 50 at the endline and makes households richer in cows, which must not be held constant."""
    rng = np.random.default_rng(8)
    village = np.repeat(np.arange(VILLAGES), EACH)
    arm = village % 2
    one = {"id": np.arange(N), "village": village, "arm": np.where(arm == 1, "T", "C")}
    cows = rng.integers(0, 5, N).astype(float)
    before = 100 + 5 * cows + rng.normal(0, 5, N)
    took = arm * (rng.random(N) < 0.5)
    base = pl.DataFrame({**one, "round": 1, "y": before, "cows": cows, "took": "no"})
    end = pl.DataFrame(
        {**one, "round": 2, "y": before + 50 * arm, "cows": cows + 10 * arm, "took": np.where(took, "yes", "no")}
    )
    return pl.concat([base, end])


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "both.parquet"
    rounds().write_parquet(path)
    return path


def question(**changed):
    given = {
        "id": "gain", "text": "Gain?", "design": "rct", "outcome": "y", "arm": "arm", "household": "id",
        "cluster": "village", "assigned": "cluster", "period": "round", "treated_from": 2, "baseline": "y",
        "checks": False,
    }  # fmt: skip
    return Analysis(**(given | changed))


def test_rounds_without_a_start_are_refused_rather_than_averaged(survey):
    with pytest.raises(InputError, match=r"round: rounds 1, 2, and no start.*treated_from"):
        analyse_survey(survey, question(treated_from=None, baseline=""))


def test_rounds_without_households_are_refused_rather_than_pooled(survey):
    with pytest.raises(InputError, match=r"round: rounds 1, 2, and no household.*--household"):
        analyse_survey(survey, question(household="", baseline=""))


def lost_at_the_end() -> pl.DataFrame:
    """Both rounds; from every control village the two richest of six are not found again."""
    gone = pl.col("y").rank("ordinal", descending=True).over("village", "round") <= 2
    return rounds().filter(~((pl.col("round") == 2) & (pl.col("arm") == "C") & gone))


def test_bounds_of_two_rounds_count_the_households_that_are_absent_at_the_end(tmp_path):
    frame = lost_at_the_end()
    frame.write_parquet(tmp_path / "lost.parquet")
    bounds = analyse_survey(tmp_path / "lost.parquet", question(bounds=True, baseline=""))["gain"].bounds
    end = frame.filter(pl.col("round") == 2)
    control = end.filter(pl.col("arm") == "C")["y"].to_numpy()
    treated = np.sort(end.filter(pl.col("arm") == "T")["y"].to_numpy())
    stay = round(treated.size * 4 / 6)
    assert bounds is not None
    assert (bounds.kept_control, bounds.kept_treated, bounds.n) == (pytest.approx(4 / 6), 1.0, end.height)
    assert bounds.lower == pytest.approx(treated[:stay].mean() - control.mean())
    assert bounds.upper == pytest.approx(treated[-stay:].mean() - control.mean())


def test_arms_that_lost_different_shares_between_rounds_are_bounded_in_a_trial_and_told_in_did():
    design = Design(
        kind="rct", outcome="y", arm="arm", unit="id", cluster="village", period="round", treated_from=2
    )  # fmt: skip
    told = {}
    for kind in ("rct", "did"):
        found = robustness(lost_at_the_end(), design.but(kind=kind))
        told[kind] = next(check for check in found.checks if check.name == "households lost").text
    assert "trimmed off" in told["rct"]
    assert "worked out for trials only" in told["did"]


def test_what_a_household_had_before_the_start_is_held_constant_and_not_what_it_has_since():
    design = Design(
        kind="rct", outcome="y", arm="arm", unit="id", cluster="village", period="round", treated_from=2,
        covariates="cows",
    )  # fmt: skip
    ready = analysis_data(rounds(), design)
    at_first = rounds().filter(pl.col("round") == 1)["cows"].to_list()
    assert ready.covariates[:, list(ready.covariate_names).index("cows")].tolist() == at_first
    assert estimate_impact(rounds(), design).estimate == pytest.approx(50, abs=1e-6)  # nothing else moved


def test_yes_and_no_in_words_are_take_up_counted_once_a_household_among_those_offered(survey):
    found = analyse_survey(survey, question(take_up="took", entry=("cows",)))["gain"]
    end = rounds().filter((pl.col("round") == 2) & (pl.col("arm") == "T"))
    assert found.entry is not None
    assert found.entry.joined == pytest.approx((end["took"] == "yes").mean())
    assert sum(row.rows for row in found.entry.rows) == end.height
    assert {row.group for row in found.entry.rows} == {"0", "1", "2", "3", "4"}  # cows before the start


def test_rows_measured_before_and_never_after_are_told_without_a_decimal(tmp_path):
    path = tmp_path / "both.parquet"
    rounds()[:-6].write_parquet(path)
    told = analyse_survey(path, question())["gain"].summary()
    assert "6 because the id was measured before 2 and never after it" in told


def test_a_cluster_with_both_arms_among_whole_ones_is_pointed_at():
    frame = rounds().filter(pl.col("round") == 2)
    slip = frame.with_columns(arm=pl.when(pl.col("id") == 1).then(pl.lit("T")).otherwise("arm"))
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village")
    assert "1 of 20 groups of village holds both arms and all others one" in estimate_impact(slip, design).summary()
    assert "both arms" not in estimate_impact(frame, design).summary()


def test_an_empty_arm_says_how_rows_are_kept(tmp_path, capsys):
    path = tmp_path / "end.csv"
    frame = rounds().filter(pl.col("round") == 2)
    frame.with_columns(arm=pl.when(pl.col("id") == 1).then(pl.lit("")).otherwise("arm")).write_csv(path)
    asked = ["micro", str(path), "--design", "rct", "--outcome", "y", "--arm", "arm", "--json"]
    assert main(asked) == 2
    assert "--keep arm=C --keep arm=T" in capsys.readouterr().err
    assert main([*asked, "--keep", "arm=C", "--keep", "arm=T"]) == 0
    assert main([*asked, "--keep", "arm"]) == 2
    assert "Write --keep round=2" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_not_blamed_on_an_initiative(tmp_path, capsys, survey):
    assert main(["micro", str(tmp_path / "bth.parquet"), "--design", "rct", "--outcome", "y", "--arm", "arm"]) == 2
    said = capsys.readouterr().err
    assert "Did you mean 'both.parquet'?" in said
    assert "initiative" not in said


def test_check_looks_into_the_survey(pilot, capsys):
    assert main(["check", str(pilot)]) == 0
    assert "Survey: no defects in farmers.csv (640 rows" in capsys.readouterr().out
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("household_size: {column: ", "household_size: {column: x").replace(
            "outcome: yield\n", "outcome: yieldd\n", 1
        ),
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        check_survey(read(pilot))
    found = [str(defect) for defect in caught.value.defects]
    assert any("section 'survey'" in one and "no column 'x" in one for one in found)
    assert any("analysis 'yields'" in one and "no column 'yieldd'. Did you mean 'yield'" in one for one in found)


def test_in_a_large_survey_the_cluster_that_makes_the_estimate_is_among_those_left_out(monkeypatch):
    frame = rounds().filter(pl.col("round") == 2)
    odd = frame.with_columns(y=pl.when(pl.col("village") == 7).then(pl.col("y") + 4000).otherwise("y"))
    design = Design(kind="rct", outcome="y", arm="arm", cluster="village")
    found = estimate_impact(odd, design)
    every = leave_one_out.check(odd, design, found)
    monkeypatch.setattr(leave_one_out, "ROWS_REFITTED", 1)
    some = leave_one_out.check(odd, design, found)
    assert (every.table.height, some.table.height) == (VILLAGES, leave_one_out.FEWEST)
    assert "each of the 10 that weigh most in turn" in some.text
    assert not every.passed
    assert not some.passed
    assert some.table["estimate"].min() == every.table["estimate"].min()
    assert some.table["estimate"].max() == every.table["estimate"].max()


def test_checks_spared_because_of_size_are_said(monkeypatch):
    monkeypatch.setattr(import_module("outgrow.micro.impact.robustness"), "MOST_LOTS", 10)
    frame = rounds().filter(pl.col("round") == 2)
    found = robustness(frame, Design(kind="rct", outcome="y", arm="arm"))
    assert "randomisation inference" not in [check.name for check in found.checks]
    assert "Not checked at this size: randomisation inference (with 120 rows" in found.summary()
    by_village = Design(kind="rct", outcome="y", arm="arm", cluster="village")
    names = [check.name for check in robustness(frame, by_village).checks]
    assert {"randomisation inference", "wild cluster bootstrap"} <= set(names)
    monkeypatch.setattr(import_module("outgrow.micro.impact.robustness"), "ENOUGH_CLUSTERS", 10)
    many = robustness(frame, by_village)
    assert "wild cluster bootstrap" not in [check.name for check in many.checks]
    assert "wild cluster bootstrap (with 20 clusters it repeats the t test)" in many.summary()


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (65220.4, "65,220"),
        (999.96, "1,000"),
        (0.04431, "0.04431"),
        (-1.944e-05, "-0.00001944"),
        (1e-9, "0"),
        (-0.0, "0"),
        (math.inf, "unbounded"),
        (math.nan, "unknown"),
    ],
)
def test_numbers_are_never_powers_of_ten(x, said):
    assert number(x) == said


def test_a_p_value_is_never_nought_nor_one():
    assert (chance(0.0), chance(1.0), chance(0.04)) == ("< 0.001", "> 0.999", "0.040")


@pytest.mark.parametrize(
    ("x", "se", "said"),
    [
        (3.412e-5, 6.1e-4, "+0.00003"),  # four figures of nothing, before
        (-3.412e-7, 6.1e-4, "0.00000"),
        (0.93214, 0.1173, "+0.93"),
        (11.3137, 4.27, "+11.3"),
        (1523.7, 0.2, "+1,524"),  # four figures are enough, whatever the error
        (-31234.5, 912.0, "-31,234"),
        (0.25, 0.0, "+0.25"),
        (0.25, math.nan, "+0.25"),
        (3e-12, 1e-12, "0.000000000"),
        (math.inf, 1.0, "unbounded"),
    ],
)
def test_a_number_has_the_figures_that_its_error_leaves_meaning_to(x, se, said):
    assert by_error(x, se, sign=True) == said


def test_both_ends_of_an_interval_are_rounded_alike():
    assert between((-0.0011614, 0.0012297), 6.1e-4) == "-0.00116 to 0.00123"
    assert between((-math.inf, math.inf), 1.0) == "unbounded to unbounded"


def test_rounds_in_sheets_of_one_workbook_are_asked_from_the_initiative_file_and_the_terminal(pilot, tmp_path, capsys):
    """The same answer as from one table with both rounds under each other."""
    pytest.importorskip("xlsxwriter")
    both = pl.read_csv(pilot / "farmers.csv", infer_schema_length=None)
    sheets = {"Base": both.filter(pl.col("round") == 1), "End": both.filter(pl.col("round") == 2)}
    with pl.Config(), xlsxwriter.Workbook(str(pilot / "rounds.xlsx")) as book:
        for name, frame in sheets.items():
            frame.drop("round").write_excel(book, worksheet=name)
    file = pilot / "initiative.yaml"
    as_it_was = analyse_pilot(pilot)["yields"].estimate
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("file: farmers.csv", "file: rounds.xlsx#Base\n  later: [rounds.xlsx#End]"), encoding="utf-8"
    )
    found = analyse_pilot(pilot)["yields"]
    assert (found.estimate.estimate, found.rows_read) == (pytest.approx(as_it_was.estimate), both.height)
    check_survey(read(pilot))
    asked = ["micro", f"{pilot / 'rounds.xlsx'}#End", "--design", "rct", "--outcome", "yield", "--arm", "arm"]
    assert main([*asked, "--json", "--keep", "day>=2024-06-10"]) == 0
    assert '"outcome": "yield"' in capsys.readouterr().out
