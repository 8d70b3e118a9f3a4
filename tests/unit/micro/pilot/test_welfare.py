"""What a case's file asks of its survey's incomes: lines, living income, scores, persons lifted."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from rich.console import Console

from outgrow.cli import main
from outgrow.initiative import read
from outgrow.micro import analyse_pilot, check_survey, fgt, lifted_by_effect, sampling
from outgrow.report import pilot_charts, pilot_screen, save_pilot
from outgrow.vocabulary import InputError

SAME = 1e-9  # the same arithmetic in another order
WELFARE = """
  welfare:
    lines:
      - {id: national, amount: {value: 3252, unit: KES/person/month, price_year: 2024, source: pilot_survey}}
      - {id: extreme, international: 1.90@2011, price_ratio: {low: 1.9, high: 2.3, family: uniform, unit: share, source: assumption}}
    groups: [sex]
    living_income:
      benchmark: {low: 350e3, high: 450e3, family: normal, unit: KES/household/year, price_year: 2024, source: assumption}
      reference_size: 5.0
    ppi: {column: score, table: scores.csv}
    lifted_by: income
analyses:
  - id: income
    text: "Do incomes rise?"
    keep:
      - [{column: round, one_of: [2]}]
    design: rct
    outcome: income
    unit: KES
    arm: arm
    control: [C]
    treated: [T]
    cluster: village
    assigned: cluster
    checks: false
"""  # noqa: E501  lines of a file


@pytest.fixture
def poor(pilot):
    """The pilot with scores, sexes and everything that can be asked of incomes."""
    return asked_of_incomes(pilot)


@pytest.fixture(scope="module")
def told(build_pilot, tmp_path_factory):
    """Folder of the same, and what its survey says."""
    folder = asked_of_incomes(build_pilot(tmp_path_factory.mktemp("poor")))
    return folder, analyse_pilot(folder)


def asked_of_incomes(pilot):
    frame = pl.read_csv(pilot / "farmers.csv", infer_schema_length=None)
    rng = np.random.default_rng(3)
    sex = np.where(rng.random(frame.height) < 0.4, "woman", "man")
    frame = frame.with_columns(score=pl.Series(rng.integers(0, 80, frame.height)), sex=pl.Series(sex))
    frame.write_csv(pilot / "farmers.csv")
    scores = np.arange(101)
    pl.DataFrame({"score": scores, "nl100": 100 - scores, "ppp190": 80 - 0.8 * scores}).write_csv(pilot / "scores.csv")
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("analyses:\n  - id: yields")] + WELFARE.lstrip("\n"), encoding="utf-8")
    return pilot


def columns(folder):
    frame = pl.read_csv(folder / "farmers.csv", infer_schema_length=None)
    return frame.filter(pl.col("round") == 1), frame.filter(pl.col("round") == 2)


def test_lines_are_turned_into_the_money_and_time_of_the_incomes(told):
    _, whole = told
    found = whole.welfare
    assert [line.name for line in found.lines] == ["poverty_line", "national", "extreme"]
    assert found["national"].value == pytest.approx(3252 * 12, rel=SAME)
    assert found["extreme"].value == pytest.approx(1.9 * 35.4296 * 2.1 * 365, rel=SAME)
    assert found["extreme"].low < found["extreme"].value < found["extreme"].high
    assert {line.unit for line in found.lines} == {"KES/person/season"}
    assert "taken as 39,024 KES/person/season in prices of 2024" in found["national"].said


def test_poverty_at_each_line_is_that_of_its_persons(told):
    folder, whole = told
    found = whole.welfare
    first, last = columns(folder)
    for line in found.lines:
        for frame, part in ((first, line.poverty.before), (last, line.poverty.after)):
            income, size = (frame[name].to_numpy().astype(float) for name in ("income", "persons"))
            for alpha, measure in enumerate(("headcount", "gap", "severity")):
                assert part[measure].value == pytest.approx(fgt(income / size, line.value, alpha, size), rel=SAME)


def test_growth_and_redistribution_add_up_to_the_change_of_the_table(told):
    """Incomes rose by a fifth for everybody: growth is all."""
    _, whole = told
    line = whole.welfare.lines[0]
    headcount, gap = line.splits
    assert headcount.change == pytest.approx(line.poverty.change[0].value, abs=SAME)
    assert gap.growth == pytest.approx(line.poverty.change[1].value, abs=SAME)
    assert gap.redistribution == pytest.approx(0, abs=SAME)


def test_persons_lifted_between_rounds_are_counted_household_by_household(told):
    folder, whole = told
    line = whole.welfare["national"]
    first, last = columns(folder)
    both = first.join(last, on="id", suffix="_2")
    size = both["persons"].to_numpy()
    was, now = both["income"].to_numpy() / size, both["income_2"].to_numpy() / size
    up = size[(was < line.value) & (now >= line.value)].sum()
    assert (line.between.escaped, line.between.fell) == (up, 0)
    assert "persons of the sample" in line.between.summary()


def test_the_effect_of_the_question_is_turned_into_persons_of_the_treated(told):
    folder, whole = told
    found = whole
    effect, line = found["income"].estimate, found.welfare["national"]
    _, last = columns(folder)
    treated = last.filter(pl.col("arm") == "T")
    size, income = treated["persons"].to_numpy().astype(float), treated["income"].to_numpy()
    plan = sampling(treated.height, size, clusters=treated["village"].to_numpy(), lone="centre")
    direct = lifted_by_effect(income / size, line.value, effect.estimate, effect.se, plan, persons=size)
    assert line.by_effect.lifted == direct.lifted
    assert (line.by_effect.low, line.by_effect.high) == pytest.approx((direct.low, direct.high), rel=SAME)
    without = (income - effect.estimate) / size < line.value
    assert direct.lifted == size[without].sum() - size[income / size < line.value].sum()


def test_the_living_income_grows_with_the_household(told):
    folder, whole = told
    found = whole.welfare.living_income
    middle = found.value
    for frame, (_, estimates) in zip(columns(folder), found.rounds, strict=True):
        needed = middle * frame["persons"].to_numpy() / 5
        income = frame["income"].to_numpy()
        assert estimates["share_below"].value == pytest.approx(np.mean(income < needed), rel=SAME)
        assert estimates["gap_of_all"].value == pytest.approx(np.mean(np.maximum(1 - income / needed, 0)), rel=SAME)
    before, after = (e["share_below"].value for _, e in found.rounds)
    assert found.change[0].value == pytest.approx(after - before, rel=SAME)
    assert "at its low end" in found.summary()


def test_rates_by_scores_are_mean_likelihoods_of_persons(told):
    folder, whole = told
    found = whole.welfare.ppi
    _, last = columns(folder)
    expected = np.average(1 - last["score"].to_numpy() / 100, weights=last["persons"].to_numpy())
    assert [name for name, _, _ in found.lines] == ["nl100", "ppp190"]
    assert found.lines[0][2].of("ppi_rate", "2").value == pytest.approx(expected, rel=SAME)
    assert "1.90 USD a day (2011 PPP)" in found.summary()


def test_all_of_it_speaks_three_ways(told, tmp_path):
    _, whole = told
    found = whole
    names = {"poverty", "poverty-lines", "poverty-by-group", "growth-split", "lifted", "living-income", "ppi"}
    assert names <= set(found.tables())
    drawn = {"poverty", "poverty-lines", "poverty-by-sex", "growth-split", "lifted", "living-income", "ppi"}
    assert drawn <= set(pilot_charts(found))
    page = save_pilot(found, tmp_path / "out", "test").read_text(encoding="utf-8")
    for words in ("What households live on", "Poverty by sex", "Persons lifted over each line", "Living income"):
        assert words in page
    assert all((tmp_path / "out" / f"{name}.csv").is_file() for name in names)
    said = found.summary()
    for topic in ("Poverty, national.", "By sex.", "Growth and redistribution.", "Lifted by the effect, extreme."):
        assert topic in said
    table = found.welfare.to_frame()
    assert set(table["finding"].unique()) == {
        "poverty", "by group: sex", "split", "lifted between rounds", "lifted by the effect", "living income", "ppi",
    }  # fmt: skip
    assert table["value"].null_count() == 0


@pytest.mark.parametrize("width", [80, 110])
def test_the_screen_keeps_to_its_width_and_names_every_line(told, width):
    _, whole = told
    console = Console(width=width, no_color=True)
    with console.capture() as said:
        console.print(pilot_screen(whole, width))
    lines = said.get().splitlines()
    assert max(map(len, lines)) <= width
    for words in ("the file's line", "national", "extreme", "Living income.", "Poverty Probability Index."):
        assert words in said.get()


def test_a_case_is_found_sound_by_the_check(poor):
    assert check_survey(read(poor)) == "Survey: no defects in farmers.csv (640 rows, 1 question)."


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("1.90@2011", "1.90@2017", r"lines\.extreme, line: '1\.90@2017'.*Did you mean '1\.90@2011'\?"),
        (", price_ratio: {low: 1.9, high: 2.3, family: uniform, unit: share, source: assumption}", "",
         r"money\.price_index has no value for 2011 and 2024\. add money\.price_index\.2011, or price_ratio"),
        ("groups: [sex]", "groups: [sexe]", r"the table has no column 'sexe'\. Did you mean 'sex'\?"),
        ("column: score,", "column: scor,", r"the table has no column 'scor'\. Did you mean 'score'\?"),
        ("table: scores.csv", "table: score.csv", r"it has no file 'score\.csv'.*Did you mean 'scores\.csv'"),
        ("column: score,", "column: sex,", "the column 'sex' holds no numbers"),
        ("column: score,", "column: income,", r"640 of 640 rows hold no score, the first, .* in row 1"),
        ("scores.csv}", "scores.csv, lines: [nl10]}", r"'nl10'\. the table has no such line\. Did you mean 'nl100'\?"),
        ("{column: persons}", "{column: arm}", r"column 'arm' \(household_size\): it holds C, T\. persons is"),
    ],
)  # fmt: skip
def test_what_the_tables_lack_is_told_by_the_check(poor, old, new, words):
    file = poor / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        check_survey(read(poor))


def test_incomes_of_another_year_than_the_line_need_the_price_index(poor):
    """The line of the model's year is brought into the year of the incomes by the file's own index."""
    file = poor / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    main_line = read(poor).initiative.target.poverty_line.middle
    old = "income: {column: income, unit: KES, price_year: 2024}"
    changed = text.replace(old, old.replace("2024", "2022")).replace(
        "KES/person/month, price_year: 2024", "KES/person/month, price_year: 2022"
    )
    changed = changed.replace("KES/household/year, price_year: 2024", "KES/household/year, price_year: 2022")
    file.write_text(changed, encoding="utf-8")
    with pytest.raises(InputError, match=r"target\.poverty_line.*money\.price_index has no value"):
        check_survey(read(poor))
    index = "{2022: {value: 80, unit: share, source: assumption}, 2024: {value: 100, unit: share, source: assumption}}"
    start = changed.index("\nmoney:\n") + len("\nmoney:\n")
    file.write_text(changed[:start] + f"  price_index: {index}\n" + changed[start:], encoding="utf-8")
    assert analyse_pilot(poor).welfare.lines[0].value == pytest.approx(0.8 * main_line, rel=SAME)


def test_rounds_with_other_households_are_compared_without_counting_who_crossed(poor):
    frame = pl.read_csv(poor / "farmers.csv", infer_schema_length=None)
    other = pl.when(pl.col("round") == 2).then(pl.col("id") + 1000).otherwise(pl.col("id")).alias("id")
    frame.with_columns(other).write_csv(poor / "farmers.csv")
    found = analyse_pilot(poor)
    line = found.welfare.lines[0]
    assert line.between is None
    assert line.splits
    assert any("the rounds do not have the same households" in note for note in found.notes)


def test_households_lost_between_rounds_are_counted(poor):
    frame = pl.read_csv(poor / "farmers.csv", infer_schema_length=None)
    frame.filter(~((pl.col("round") == 2) & (pl.col("id") < 20))).write_csv(poor / "farmers.csv")
    found = analyse_pilot(poor)
    assert any("20 of 320 households of the first round were not asked in the last" in note for note in found.notes)
    assert "Counted in the 300 households asked in both rounds" in found.welfare.lines[0].between.summary()


def test_a_living_income_needs_no_persons_where_every_household_needs_the_same(poor):
    file = poor / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    start, end = text.index("    lines:\n      - {id: national"), text.index("    living_income:")
    text = text[:start] + text[end:]
    for gone in ("      reference_size: 5.0\n", "    lifted_by: income\n", "    household_size: {column: persons}\n"):
        assert gone in text
        text = text.replace(gone, "")
    file.write_text(text, encoding="utf-8")
    found = analyse_pilot(poor)
    assert found.welfare.lines == ()
    assert found.poverty is None
    assert "Every household is held against the same amount" in found.welfare.living_income.summary()
    assert "They count households" in found.welfare.ppi.summary()


def test_the_terminal_says_it(poor, tmp_path, capsys):
    assert main(["micro", str(poor), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "the file's line" in said
    assert "Growth and redistribution." in said
    assert "Living income." in said


@pytest.mark.parametrize(
    "design",
    [
        "design: did\n    arm: arm\n    control: [C]\n    treated: [T]\n    period: round\n    treated_from: 2",
        "design: staggered\n    period: round\n    first_treated: start",
    ],
)
def test_effects_of_designs_with_rounds_count_the_treated_of_the_last_round(poor, design):
    frame = pl.read_csv(poor / "farmers.csv", infer_schema_length=None)
    frame.with_columns(start=pl.when(pl.col("arm") == "T").then(2).otherwise(0)).write_csv(poor / "farmers.csv")
    file = poor / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    start, end = text.index("    keep:\n      - [{column: round"), text.index("    cluster: village\n    assigned")
    question = f"    {design}\n    outcome: income\n    unit: KES\n    household: id\n"
    text = text[:start] + question + text[end:].replace("    assigned: cluster\n", "")
    file.write_text(text, encoding="utf-8")
    found = analyse_pilot(poor)
    _, last = columns(poor)
    line = found.welfare["national"]
    assert line.by_effect.persons == last.filter(pl.col("arm") == "T")["persons"].sum()
