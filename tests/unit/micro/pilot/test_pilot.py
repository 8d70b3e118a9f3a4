"""A pilot's own data, from the questions in its initiative file to estimates, poverty and costs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from rich.console import Console

from outgrow.cli import main
from outgrow.initiative import Analysis, read
from outgrow.micro import Design, analyse_pilot, analyse_survey, estimate_impact
from outgrow.micro.pilot.money import account
from outgrow.report import pilot_charts, pilot_screen, save_pilot
from outgrow.vocabulary import InputError

SAME = 1e-12  # the same call on the same rows
FOUR_ERRORS = 4.0  # standard errors; one made-up trial is one draw


def edited(folder: Path, old: str, new: str) -> Path:
    file = folder / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_an_answer_is_the_estimate_of_its_design_on_its_rows(pilot):
    found = analyse_pilot(pilot)["yields"]
    rows = pl.read_csv(pilot / "farmers.csv", infer_schema_length=None).filter(pl.col("round") == 2)
    rows = rows.with_columns(pl.col("yield").replace("no answer", None).cast(pl.Float64))
    design = Design(
        kind="rct", outcome="yield", arm="arm", control="C", treated="T", cluster="village", assigned="cluster",
        baseline="yield_before", missing="leave out",
    )  # fmt: skip
    direct = estimate_impact(rows, design, inference="cluster")
    assert found.estimate.estimate == pytest.approx(direct.estimate, rel=SAME)
    assert found.estimate.se == pytest.approx(direct.se, rel=SAME)
    assert abs(found.estimate.estimate - 100.0) < FOUR_ERRORS * found.estimate.se


def test_rows_without_an_answer_are_counted_and_said(pilot):
    found = analyse_pilot(pilot)["yields"]
    assert (found.rows_read, found.rows_kept) == (640, 320)
    assert found.estimate.n == 317
    assert "3 rows were left out" in found.summary()
    assert "320 of 640 rows of farmers.csv do not meet the question's conditions" in found.summary()


def test_conditions_of_one_list_hold_together(pilot):
    assert analyse_pilot(pilot)["late"].rows_kept == 160


def test_the_answer_stands_beside_the_printed_number_and_the_outside_view(pilot):
    found = analyse_pilot(pilot)["yields"]
    assert found.agrees is (round(found.estimate.estimate) == 100)
    assert found.in_view is not None
    reference = found.estimate.reference
    assert found.in_view.shrunken.pilot_mean == pytest.approx(found.estimate.estimate / reference, rel=SAME)
    assert "Printed by its authors: +100" in found.summary()
    assert "published effects of the same kind" in found.summary()


def test_a_case_that_is_simulated_with_another_effect_than_its_survey_found_says_the_lines_to_write(pilot):
    found = analyse_pilot(pilot)
    share = found["yields"].estimate.relative
    assert share is not None
    (said,) = [note for note in found.notes if "participation.evidence" in note]
    assert f"'yields' measured {100 * share:+.1f} %" in said
    assert "our_pilot +22.0 %" in said
    edited(pilot, "estimate: {value: 0.22, unit: share", f"estimate: {{value: {share:.3f}, unit: share")
    assert not [note for note in analyse_pilot(pilot).notes if "participation.evidence" in note]


def test_poverty_is_compared_over_two_rounds_with_households_standing_for_their_persons(pilot):
    poverty = analyse_pilot(pilot).poverty
    frame = pl.read_csv(pilot / "farmers.csv", infer_schema_length=None).filter(pl.col("round") == 1)
    line = read(pilot).initiative.target.poverty_line.middle
    poor = (frame["income"] / frame["persons"] < line).to_numpy()
    share = float(np.average(poor, weights=frame["persons"].to_numpy()))
    assert poverty.before["headcount"].value == pytest.approx(share, rel=1e-9)
    assert poverty.change[0].value < 0
    assert "only a comparison group tells" in poverty.summary()


def test_costs_and_sides_come_from_the_functions_of_the_file(pilot):
    found = analyse_pilot(pilot)
    payers = dict(found.costs.by_payer)
    assert set(payers) == {"exporter", "ngo", "household"}
    assert {side.name for side in found.benefit.sides} == {"household", "funder", "society"}
    assert analyse_pilot(pilot).benefit == found.benefit
    assert analyse_pilot(pilot, seed=2).benefit != found.benefit


def test_a_smaller_harvest_saves_no_work_on_practices_that_bring_nothing(pilot):
    """As in the season: practices cost what they add, and a loss saves only the cost of producing."""

    def benefit(practice):
        edited(pilot, "practice_cost: {low: 10, high: 25, family: lognormal", f"practice_cost: {practice}")
        found = account(read(pilot).initiative).benefit["society"]
        edited(pilot, f"practice_cost: {practice}", "practice_cost: {low: 10, high: 25, family: lognormal")
        return found

    little, much = ("{low: 0.5, high: 1, family: lognormal", "{low: 40, high: 80, family: lognormal")
    assert benefit(much).net[0] < benefit(little).net[0]
    for old, new in (("{value: 0.22,", "{value: -0.6,"), ("{value: 0.09,", "{value: 0.001,")):
        edited(pilot, old, new)
    edited(pilot, "{low: 0.05, high: 0.15, family: uniform", "{low: 0.5, high: 0.6, family: uniform")
    assert benefit(much).benefits == benefit(little).benefits


def test_every_finding_speaks_three_ways(pilot, tmp_path):
    found = analyse_pilot(pilot)
    assert found.to_frame().height == 2
    assert set(found.tables()) >= {
        "answers",
        "arms-yields",
        "outside-yields",
        "studies-yields",
        "poverty",
        "costs",
        "benefit",
    }
    assert set(pilot_charts(found)) == {
        "answers", "answer-yields", "view-yields", "studies-yields", "balance-yields", "answer-late", "poverty",
        "growth-split", "lifted", "sides",
    }  # fmt: skip
    page = save_pilot(found, tmp_path / "out", "test").read_text(encoding="utf-8")
    assert page.count("<svg") == 10
    assert "src=" not in page
    assert "Do trained farmers harvest more?" in page
    assert (tmp_path / "out" / "poverty.csv").is_file()
    with pytest.raises(InputError, match="an analysis never overwrites what is there"):
        save_pilot(found, tmp_path / "out", "test")


@pytest.mark.parametrize("width", [80, 110])
def test_the_screen_keeps_to_its_width(pilot, width):
    console = Console(width=width, no_color=True)
    with console.capture() as said:
        console.print(pilot_screen(analyse_pilot(pilot), width))
    lines = said.get().splitlines()
    assert max(map(len, lines)) <= width
    assert "Do trained farmers harvest more?" in said.get()


def test_a_bare_survey_answers_one_question(pilot):
    question = Analysis(id="x", text="More?", design="rct", outcome="yield_before", arm="arm", cluster="village")
    found = analyse_survey(pilot / "farmers.csv", question)
    assert (found.poverty, found.costs, found.benefit) == (None, None, None)
    assert found.answers[0].estimate.n == 640


def test_a_column_that_is_not_there_is_named_with_its_neighbour(pilot):
    edited(pilot, "baseline: yield_before", "baseline: yield_bfore")
    with pytest.raises(
        InputError, match=r"the table has no column 'yield_bfore'. Did you mean 'yield_before' or 'yield'"
    ):
        analyse_pilot(pilot)


def test_conditions_that_no_row_meets_are_said(pilot):
    edited(pilot, 'at_least: "2024-06-10"', 'at_least: "2031-01-01"')
    with pytest.raises(InputError, match=r"no row is kept\. None of 640 rows meets the conditions"):
        analyse_pilot(pilot)


def test_a_missing_survey_file_is_said(pilot):
    (pilot / "farmers.csv").unlink()
    with pytest.raises(InputError, match=r"there is no such file\. The section 'survey' names it"):
        analyse_pilot(pilot)


def test_incomes_in_another_money_than_the_line_are_refused(pilot):
    edited(
        pilot, "unit: KES, price_year: 2024}\n    household_size", "unit: USD, price_year: 2024}\n    household_size"
    )
    with pytest.raises(InputError, match=r"USD of 2024\. the poverty line of the file is in KES of 2024"):
        analyse_pilot(pilot)


def test_a_survey_without_incomes_says_that_poverty_was_not_measured(pilot):
    edited(pilot, "    income: {column: income, unit: KES, price_year: 2024}\n", "")
    found = analyse_pilot(pilot)
    assert found.poverty is None
    assert "Poverty was not measured" in found.notes[0]


def test_a_case_without_a_survey_has_nothing_to_analyse():
    with pytest.raises(InputError, match=r"the case has no survey\. Nothing was measured that could be analysed"):
        analyse_pilot("kenya-tea")


def test_a_printed_number_names_a_source_of_the_file(pilot):
    edited(pilot, "decimals: 0, source: pilot_survey", "decimals: 0, source: pilot_srvey")
    with pytest.raises(InputError, match=r"'pilot_srvey' is not one of the sources.*Did you mean 'pilot_survey'"):
        read(pilot)


def test_a_condition_that_says_nothing_is_refused(pilot):
    edited(pilot, "- [{column: round, one_of: [2]}]", "- [{column: round}]")
    with pytest.raises(InputError, match="Write 'one_of', 'at_least' or 'at_most', or leave the condition out"):
        read(pilot)


def test_questions_without_a_survey_have_no_data_to_ask(pilot):
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    start, end = text.index("\nsurvey:"), text.index("\nanalyses:")
    file.write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(InputError, match=r"'yields' has no data to ask\. The data set and its file are named"):
        read(pilot)


def test_the_verb_prints_the_answers_as_json(pilot, capsys):
    assert main(["micro", str(pilot), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["question"] for row in rows] == ["yields", "late"]


def test_the_verb_writes_page_and_tables_and_names_the_page(pilot, tmp_path, capsys):
    assert main(["micro", str(pilot), "--out", str(tmp_path / "there")]) == 0
    assert capsys.readouterr().out.rstrip().endswith("micro.html")
    assert main(["micro", str(pilot), "--out", str(tmp_path / "there")]) == 2
    assert "the folder exists already" in capsys.readouterr().err


def test_the_verb_asks_one_question_of_a_survey(pilot, capsys):
    words = [
        "--design",
        "rct",
        "--outcome",
        "yield_before",
        "--arm",
        "arm",
        "--cluster",
        "village",
        "--against",
        "yield",
    ]
    assert main(["micro", str(pilot / "farmers.csv"), *words, "--json"]) == 0
    row = json.loads(capsys.readouterr().out)[0]
    assert row["n"] == 640
    assert row["expected_elsewhere"] is not None


def test_the_verb_asks_whether_the_survey_could_have_found_what_matters(pilot, capsys):
    """What would matter and which published effects count are asked of a file as of a case."""
    words = ["--design", "rct", "--outcome", "yield_before", "--arm", "arm", "--cluster", "village", "--unit", "kg/ha"]
    outside = ["--against", "yield", "--kind", "field-school", "--spread", "0.1"]
    survey = str(pilot / "farmers.csv")
    shares = []
    for further in ([], ["--without", "waddington_2014_yield"]):
        assert main(["micro", survey, *words, *outside, *further, "--matters", "50", "--json"]) == 0
        shares.append(json.loads(capsys.readouterr().out)[0]["expected_elsewhere"])
    assert shares[0] != shares[1]
    assert main(["micro", survey, *words, "--matters", "50"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "The smallest effect that would matter, +50 kg/ha (as asked), would have been found" in said


@pytest.mark.parametrize(
    ("further", "told"),
    [
        (["--matters", "0"], "--matters: an effect of 0 is none: write the smallest one that would change a decision"),
        (["--kind", "x", "--without", "davis_2012"], "--kind and --without without --against"),
        (["--against", "yield", "--spread", "0.1", "--without", "davis"], "'davis'. the table of published effects"),
    ],
)
def test_what_matters_and_what_is_left_out_must_make_sense(pilot, capsys, further, told):
    words = ["--design", "rct", "--outcome", "yield_before", "--arm", "arm"]
    assert main(["micro", str(pilot / "farmers.csv"), *words, *further]) == 2
    assert told in capsys.readouterr().err


def test_the_verb_says_what_a_survey_needs_and_what_a_case_does_not(pilot, capsys):
    assert main(["micro", str(pilot / "farmers.csv")]) == 2
    assert "no --design. A table does not say how its data came about" in capsys.readouterr().err
    assert main(["micro", str(pilot), "--outcome", "yield"]) == 2
    assert "--outcome stand with a case. A case asks the questions of its own file" in capsys.readouterr().err
