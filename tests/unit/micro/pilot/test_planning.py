"""What a next survey could find, asked of a case, of a survey's file, and of numbers, from Python and the terminal."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from outgrow.cli import main
from outgrow.initiative import Analysis, read
from outgrow.micro import Asked, analyse_pilot, case_power, clusters_needed, minimum_detectable_effect, survey_power
from outgrow.report import power_charts, power_screen, save_power
from outgrow.report.power.charts import chart_notes
from outgrow.vocabulary import InputError

PLANNED = """
planned_surveys:
  - id: endline
    text: "Will trained farmers harvest more at the endline?"
    question: yields
    clusters: 60
    cluster_size: 12
    take_up: 0.7
    matters: {value: 8, source: pilot_survey, note: "pays for the training"}
  - id: incomes
    text: "Will members earn more?"
    unit: KES
    clusters: 50
    cluster_size: 15
    sd: {value: 30000, low: 25000, high: 36000, source: assumption}
    icc: {value: 0.1, high: 0.2, source: assumption}
    matters: {value: 8000, source: assumption}
"""


@pytest.fixture
def planned(pilot):
    """The pilot with two planned surveys, and an effect that would matter."""
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "    outside: {kind", "    matters: {value: 20, source: pilot_survey}\n    outside: {kind"
    )
    file.write_text(text + PLANNED, encoding="utf-8")
    return pilot


def wrong(folder, old, new):
    """What a check says of the file with one thing changed."""
    file = folder / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(folder)
    return str(caught.value)


def test_questions_and_planned_surveys_each_have_a_plan(planned):
    found = case_power(planned)
    assert [plan.name for plan in found.plans] == ["endline", "incomes", "yields", "late"]
    endline = found["endline"]
    assert endline.rows[0].size.clusters == 60
    assert endline.rows[0].size.icc == endline.measured.icc
    assert endline.rows[0].needed == clusters_needed(8, endline.rows[0].size)
    assert {row.size.icc for row in endline.rows[1:]} == set(endline.measured.icc_interval)
    assert [one.short for one in found["yields"].wanted] == ["would matter", "published mean"]
    incomes = found["incomes"]
    assert [row.label for row in incomes.rows] == [
        "as planned", "standard deviation 25,000", "standard deviation 36,000", "correlation 0.2",
    ]  # fmt: skip


def test_a_plan_as_large_as_the_survey_finds_what_the_survey_could_have_found(planned):
    """Numbers measured in the survey and put into the formula give the error that the estimate has."""
    estimate = analyse_pilot(planned)["yields"].findable
    plan = case_power(planned, questions=["yields"])["yields"]
    assert plan.rows[0].detectable.effect == pytest.approx(estimate.effect, rel=0.1)


PANEL = {"household": "id", "period": "round", "treated_from": 2}
GROUPED = {"cluster": "village", "assigned": "cluster"}


@pytest.mark.parametrize(
    "asked",
    [
        {"design": "did", **PANEL, **GROUPED},
        {"design": "did", "baseline": "yield_before", **GROUPED},
        {"design": "matched", "covariates": ("yield_before",)},
        {"design": "rct", **PANEL, **GROUPED, "baseline": "yield"},
        {"design": "rct", **GROUPED, "strata": ("day",)},
    ],
)
def test_formula_and_estimate_agree_for_each_design_that_compares(pilot, asked):
    """Variances and correlation measured in the data give nearly the error that the estimator has in them."""
    question = {
        "id": "q",
        "text": "?",
        "outcome": "yield",
        "unknown": ["no answer"],
        "arm": "arm",
        "inference": "cluster",
    }
    rows = [] if "period" in asked else [[{"column": "round", "one_of": [2]}]]
    found = json.dumps({**question, "control": ["C"], "treated": ["T"], "keep": rows, "checks": False, **asked})
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("analyses:")] + f"analyses: [{found}]\n", encoding="utf-8")
    answer = analyse_pilot(pilot)["q"]
    plan = case_power(pilot)["q"]
    assert plan.rows[0].detectable.effect == pytest.approx(answer.findable.effect, rel=0.05)


def test_an_answer_says_what_could_have_been_found(planned):
    found = analyse_pilot(planned)["yields"]
    assert [one.wanted.short for one in found.findable.seen] == ["would matter", "published mean"]
    assert "With its standard error" in found.summary()
    assert "The smallest effect that would matter, +20 kg/ha (pilot_survey), would have been found" in found.summary()
    assert analyse_pilot(planned).to_frame()["findable"][0] == found.findable.effect
    assert "findable-yields" in analyse_pilot(planned).tables()


def rounds(*kept):
    """A question that keeps these rounds."""
    return Analysis.model_validate(
        {"id": "q", "text": "?", "design": "beneficiaries-only", "outcome": "yield_before",
         "keep": [[{"column": "round", "one_of": list(kept)}]]}
    )  # fmt: skip


def test_rounds_are_not_counted_as_more_households(pilot):
    """A household asked twice is one household: pooled, the survey would seem to find what one round cannot."""
    told = r"rows of 2 rounds \(1, 2\)\. A household asked twice would count twice.*--keep round=2"
    with pytest.raises(InputError, match=told):
        survey_power(pilot / "farmers.csv", "yield_before", cluster="village")
    one, both = (
        survey_power(pilot / "farmers.csv", "yield_before", cluster="village", keep=rounds(*kept)).plans[0]
        for kept in ((1,), (1, 2))
    )
    assert both.measured.rows == 2 * one.measured.rows
    assert both.rows[0].detectable.effect < one.rows[0].detectable.effect
    assert "Rows of 2 rounds (1, 2) are counted together, as asked." in both.summary()


def test_clusters_of_strangers_are_refused(pilot):
    """Without clusters in the data nothing says how alike their members are."""
    asked = Asked(clusters=(40,), cluster_sizes=(20.0,))
    told = "clusters of 20, and no clusters in the data. Members of a cluster are alike.*--cluster.*or give --icc"
    with pytest.raises(InputError, match=told):
        survey_power(pilot / "farmers.csv", "yield_before", keep=rounds(1), asked=asked)
    asked = Asked(clusters=(40,), cluster_sizes=(20.0,), iccs=(0.1,))
    found = survey_power(pilot / "farmers.csv", "yield_before", keep=rounds(1), asked=asked)
    assert found.plans[0].rows[0].size.icc == 0.1


def test_a_plan_in_clusters_measures_a_question_of_households_in_its_clusters(planned):
    file = planned / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    assigned: cluster\n", ""), encoding="utf-8")
    plan = case_power(planned, questions=["endline"])["endline"]
    assert plan.measured.clustered
    assert plan.rows[0].size.icc == plan.measured.icc > 0


def test_words_are_said_only_where_they_hold(pilot):
    plan = survey_power(pilot / "farmers.csv", "yield_before", keep=rounds(1), cluster="village").plans[0]
    assert "within arms" not in plan.measured.summary()
    assert "coefficient of variation of 0.00" not in plan.measured.summary()
    both = survey_power(pilot / "farmers.csv", "yield_before", keep=rounds(1), cluster="village", arm="arm").plans[0]
    assert "within arms" in both.measured.summary()
    asked = Asked(clusters=(40, 80))
    several = survey_power(pilot / "farmers.csv", "yield_before", keep=rounds(1), cluster="village", asked=asked)
    assert several.plans[0].over_clusters()["case"].unique(maintain_order=True)[0] == "as measured"
    assert chart_notes(plan) == ("dotted: chance wanted", "points: sizes weighed")


def test_words_among_numbers_are_the_ones_that_are_told(tmp_path):
    file = tmp_path / "farmers.csv"
    file.write_text("yield\n1200\n1300\nabout 1400\n1500\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"the column 'yield' holds words \(about 1400\)"):
        survey_power(file, "yield")


def test_a_survey_alone_is_planned_with_both_ends_of_the_correlation(pilot):
    asked = Asked(clusters=(40, 80), effects=(15.0,))
    found = survey_power(
        pilot / "farmers.csv", "yield_before", unit="kg/ha", cluster="village", keep=rounds(1), asked=asked
    )  # fmt: skip
    plan = found.plans[0]
    low, high = plan.measured.icc_interval
    assert [(row.size.clusters, row.size.icc) for row in plan.rows] == [
        (40, plan.measured.icc), (80, plan.measured.icc), (40, low), (40, high),
    ]  # fmt: skip
    assert plan.rows[0].detectable == minimum_detectable_effect(plan.rows[0].size)


def test_every_plan_speaks_three_ways(planned, tmp_path):
    found = case_power(planned)
    assert set(found.tables()) >= {"power", "effects-endline", "clusters-endline", "measured-endline"}
    assert len(power_charts(found)) == 8
    page = save_power(found, tmp_path / "out", "test").read_text(encoding="utf-8")
    assert page.count("<svg") == 8
    assert "src=" not in page
    assert (tmp_path / "out" / "power.csv").is_file()
    with pytest.raises(InputError, match="a plan never overwrites what is there"):
        save_power(found, tmp_path / "out", "test")


@pytest.mark.parametrize("width", [80, 110])
def test_the_screen_keeps_to_its_width(planned, width):
    console = Console(width=width, no_color=True)
    with console.capture() as said:
        console.print(power_screen(case_power(planned), width))
    assert max(map(len, said.get().splitlines())) <= width


def test_mistakes_in_the_file_are_told_with_their_lines(planned):
    said = wrong(planned, "question: yields", "question: yield")
    assert "planned_surveys.endline.question" in said
    assert "'yield' is not one of the analyses. Did you mean 'yields'?" in said
    said = wrong(planned, "high: 0.2, source: assumption", "high: 0.2, source: assumptio")
    assert "planned_surveys.incomes.icc.source" in said
    said = wrong(planned, "icc: {value: 0.1", "icc: {value: 0.3")
    assert "0.3 does not lie between 0.3 and 0.2" in said
    said = wrong(planned, "    icc: {value: 0.3, high: 0.2, source: assumptio}\n", "")
    assert "embers of a cluster are alike: write 'icc', or name a 'question' whose data show it" in said
    said = wrong(planned, "matters: {value: 20,", "matters: {value: 0,")
    assert "n effect of 0 is none" in said


def test_the_terminal_plans_from_numbers(capsys):
    words = ["power", "--clusters", "40", "60", "--cluster-size", "20", "--icc", "0.1", "--effect", "0.25", "--json"]
    assert main(words) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["clusters"] for row in rows] == [40, 60]
    assert rows[0]["detectable"] == pytest.approx(0.346186, abs=5e-7)
    assert rows[0]["clusters_needed"] == 75


def test_the_terminal_plans_from_a_survey_and_from_a_case(planned, capsys, tmp_path):
    file = str(planned / "farmers.csv")
    words = ["power", file, "--outcome", "yield_before", "--cluster", "village", "--keep", "round=1"]
    assert main([*words, "--out", str(tmp_path / "one")]) == 0
    said = capsys.readouterr().out
    assert "(320 rows in 40 clusters)" in " ".join(said.split())
    assert (tmp_path / "one" / "power.html").is_file()
    assert main(["power", str(planned), "--question", "incomes", "--out", str(tmp_path / "two")]) == 0
    assert "Will members earn more?" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--clusters", "40", "--cluster-size", "20"], "clusters without an intra-cluster correlation"),
        (["--sd", "3"], "neither clusters nor an effect"),
        (["--clusters", "40", "--outcome", "yield"], "--outcome stand with numbers alone"),
        (["--clusters", "2", "--icc", "3"], "2 defects found"),
        (["--clusters", "40", "--power", "1"], "a test finds an effect with at least its level"),
        (["{file}"], "no --outcome"),
        (["{file}", "--outcome", "yield_befor"], "Did you mean 'yield_before'"),
        (["{file}", "--outcome", "yield_before", "--question", "a"], "--question stand with a survey's file"),
        (["{case}", "--outcome", "yield"], "--outcome stand with a case"),
        (["{case}", "--question", "yieldz"], "Did you mean 'yields'?"),
        (["{case}", "--effect", "3"], "one effect for 2 questions"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(planned, capsys, words, told):
    paths = {"{file}": str(planned / "farmers.csv"), "{case}": str(planned)}
    assert main(["power", *(paths.get(word, word) for word in words)]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said
