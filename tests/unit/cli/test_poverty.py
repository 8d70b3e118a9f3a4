"""The verb 'poverty': a bare survey's columns asked for poverty, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

import outgrow as og
from outgrow.cli import main
from outgrow.micro import fgt

SAME = 1e-9  # the same arithmetic in another order


@pytest.fixture
def survey(tmp_path):
    """Two rounds of sixty households in twelve villages."""
    rng = np.random.default_rng(4)
    income = rng.lognormal(11, 0.6, 60)
    rounds = [
        pl.DataFrame({
            "hh": np.arange(60), "village": np.arange(60) % 12, "sex": np.where(np.arange(60) % 3, "man", "woman"),
            "size": 1 + np.arange(60) % 6, "weight": 10.0 + np.arange(60), "income": income * (1 + 0.1 * r), "round": r,
            "score": np.arange(60) + r, "word": "x",
        })
        for r in (1, 2)
    ]  # fmt: skip
    path = tmp_path / "farmers.csv"
    pl.concat(rounds).write_csv(path)
    return path


def asked(survey, *words, capsys):
    """Numbers of a call with --json, by finding, round, group and measure."""
    assert main(["poverty", str(survey), *words, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    return {(r["finding"], r["line"], r["round"], r["group"], r["measure"]): r for r in rows}


def refused(survey, *words, capsys):
    """What is said of a call that cannot be answered."""
    assert main(["poverty", str(survey), *words]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


ASK = ("--income", "income", "--unit", "KES/household/year", "--persons", "size")


def test_poverty_is_that_of_persons_with_their_weights(survey, capsys):
    found = asked(
        survey, *ASK, "--line", "20000", "--weights", "weight", "--cluster", "village", "--round", "round",
        "--household", "hh", capsys=capsys,
    )  # fmt: skip
    frame = pl.read_csv(survey)
    for number, name in ((1, "before"), (2, "after")):
        one = frame.filter(pl.col("round") == number)
        size, weight = one["size"].to_numpy(), one["weight"].to_numpy()
        expected = fgt(one["income"].to_numpy() / size, 20000, 1, weight * size)
        assert found["poverty", "20,000", name, "all", "gap"]["value"] == pytest.approx(expected, rel=SAME)
    lifted = found["lifted between rounds", "20,000", None, "all", "persons lifted, net"]["value"]
    assert lifted == found["lifted between rounds", "20,000", None, "all", "escaped"]["value"]
    assert found["split", "20,000", None, "all", "poverty gap: redistribution"]["value"] == pytest.approx(0, abs=SAME)


def test_an_income_per_person_is_not_divided_again(survey, capsys):
    household = asked(survey, *ASK, "--line", "20000", capsys=capsys)
    frame = pl.read_csv(survey).with_columns((pl.col("income") / pl.col("size") / 365).alias("income"))
    frame.write_csv(survey)
    words = ("--income", "income", "--unit", "KES/person/day", "--persons", "size", "--line", str(20000 / 365))
    person = asked(survey, *words, capsys=capsys)
    heads = [next(r["value"] for k, r in found.items() if k[4] == "gap") for found in (household, person)]
    assert heads[0] == pytest.approx(heads[1], rel=SAME)


def test_an_international_line_is_told_with_all_that_it_is_made_of(survey, tmp_path, capsys):
    words = ("--line", "2.15@2017", "--country", "uga", "--price-year", "2024", "--price-ratio", "1.35")
    unit = ("--income", "income", "--unit", "UGX/month", "--persons", "size")
    assert main(["poverty", str(survey), *unit, *words, "--price-source", "UBOS", "--out", str(tmp_path / "o")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    value = 2.15 * 1221.087646 * 1.35 * 365 / 12
    assert f"{value:,.0f} UGX (2024 prices) per person for 30.42 days: 2.15 USD a day in 2017" in said
    assert "Prices: UBOS." in said
    assert {"poverty.html", "poverty.csv", "poverty-lines.csv", "summary.txt"} <= {
        p.name for p in (tmp_path / "o").iterdir()
    }


def test_several_lines_groups_living_income_and_scores_are_asked_at_once(survey, tmp_path, capsys):
    scores = np.arange(101)
    pl.DataFrame({"score": scores, "nl100": 100 - scores}).write_csv(survey.parent / "table.csv")
    words = (
        "--line", "20000", "--line", "30000", "--by", "sex", "--measure", "watts", "--measure", "headcount",
        "--living-income", "60000", "--reference-size", "3", "--living-income-source", "made up", "--ppi-score",
        "score", "--ppi-table", "table.csv", "--round", "round", "--keep", "round=2",
    )  # fmt: skip
    assert main(["poverty", str(survey), *ASK, *words, "--out", str(tmp_path / "o")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in ("20,000", "30,000", "By sex, 20,000.", "60,000 KES/household/year (made up)", "for 3 persons",
                 "60 of 120 rows do not meet the conditions.", "Below the national poverty line:"):  # fmt: skip
        assert part in said
    page = (tmp_path / "o" / "poverty.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 5
    assert "Who is poor" in page
    table = pl.read_csv(tmp_path / "o" / "poverty-by-group.csv")
    assert set(table["measure"]) == {"watts", "headcount"}


def test_the_same_is_asked_from_python(survey):
    question = og.PovertyQuestion(income="income", unit="KES/household/year", persons="size", lines=(20000.0,))
    found = og.analyse_poverty(survey, question)
    assert isinstance(found, og.WelfareFindings)
    assert found["20,000"].last["headcount"].rows == 120
    assert found.to_frame().height == 5
    assert found.summary().startswith("Poverty, 20,000. Line: 20,000 KES/person/year, as given.")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), ["nothing is asked. Poverty is measured against a line, a living income, or by scores. Add --line"]),
        (
            ("--line", "1"),
            ["no column of incomes. A line", "--persons: no column of persons. Poverty is counted in persons"],
        ),
        (("--income", "income", "--line", "1"), ["--unit: no unit of income. A number without its unit"]),
        ((*ASK, "--line", "-5"), ["--line: -5. It is a number above 0. Correct it"]),
        ((*ASK, "--line", "many"), ["--line many. A line is a number in the unit of the incomes"]),
        ((*ASK, "--line", "5", "--country", "KEN"), ["--country stands alone. It belongs to an international line"]),
        ((*ASK, "--line", "5", "--measure", "ginni"), ["--measure: 'ginni'.", "Did you mean 'gini'"]),
        ((*ASK, "--line", "2.51@2017"), ["'2.51@2017'. it is no international line. Did you mean '2.15@2017'"]),
        ((*ASK, "--line", "1.90@2011"), ["no year of the incomes' prices.", "Add --price-year"]),
        (
            (*ASK, "--line", "1.90@2011", "--price-year", "2020"),
            ["no price ratio. Prices of 2020 are not those of 2011. Add --price-ratio"],
        ),
        (
            (*ASK, "--line", "2.15@2017", "--price-year", "2017"),
            ["no purchasing power for KEN in 2017", "PA.NUS.PRVT.PP"],
        ),
        (
            (*ASK, "--line", "2.15@2017", "--price-year", "2017", "--country", "UGA"),
            ["a purchasing power in UGX. The incomes are in KES. Correct --country or --unit"],
        ),
        (
            ("--income", "incme", "--unit", "KES/year", "--persons", "sizes", "--line", "5", "--by", "sexx",
             "--line", "9@2011"),
            ["no column 'incme'. Did you mean 'income'", "no column 'sizes'. Did you mean 'size'",
             "no column 'sexx'. Did you mean 'sex'", "'9@2011'. it is no international line"],
        ),
        (("--income", "word", "--unit", "KES/year", "--persons", "size", "--line", "5"), ["holds no numbers"]),
        (
            ("--income", "income", "--unit", "FCFA/month", "--persons", "size", "--line", "5"),
            ["'FCFA/month'", "FCFA is XOF (West Africa) or XAF (Central Africa). write it like"],
        ),
        ((*ASK, "--line", "5", "--weights", "word"), ["column 'word' (weight): it holds x"]),
        ((*ASK, "--line", "5", "--keep", "sex=boy"), ["no row is kept", "man, woman"]),
        (("--ppi-score", "score"), ["--ppi-table: no look-up table."]),
        (("--ppi-score", "income", "--ppi-table", "ppiKEN1999.csv"), ["it has no file 'ppiKEN1999.csv'"]),
        (
            ("--income", "income", "--unit", "KES/moth", "--persons", "size", "--line", "5"),
            ["'KES/moth'", "Did you mean 'month'"],
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said_with_what_to_do(survey, capsys, words, told):
    said = refused(survey, *words, capsys=capsys)
    for part in told:
        assert part in said


def test_incomes_in_dollars_of_purchasing_power_are_held_against_the_number(survey, capsys):
    words = ("--income", "income", "--unit", "USD/day", "--persons", "size", "--line", "1.90@2011")
    said = refused(survey, *words, "--price-year", "2011", capsys=capsys)
    assert "where incomes are in dollars of purchasing power, write the number alone: --line 1.90" in said


def test_a_line_far_from_all_incomes_is_doubted(survey, tmp_path, capsys):
    assert main(["poverty", str(survey), *ASK, "--line", "1.9", "--out", str(tmp_path / "o")]) == 0
    assert "look whether both are in the same money and for the same time" in " ".join(capsys.readouterr().out.split())


def test_rows_that_cannot_be_used_are_counted(survey, tmp_path, capsys):
    frame = pl.read_csv(survey)
    gone = pl.when(pl.int_range(pl.len()) < 7).then(None).otherwise(pl.col("income")).alias("income")
    frame.with_columns(gone).write_csv(survey)
    assert main(["poverty", str(survey), *ASK, "--line", "20000", "--out", str(tmp_path / "o")]) == 0
    assert "7 of 120 rows lack income or persons and are not in poverty." in " ".join(capsys.readouterr().out.split())


def test_rows_that_stand_for_nobody_are_counted(survey, tmp_path, capsys):
    """A round whose rows all have a weight of 0 is no round."""
    frame = pl.read_csv(survey)
    idle = pl.when(pl.col("round") == 2).then(0.0).otherwise(pl.col("weight")).alias("weight")
    frame.with_columns(idle).write_csv(survey)
    words = ("--line", "20000", "--weights", "weight", "--round", "round", "--household", "hh")
    assert main(["poverty", str(survey), *ASK, *words, "--out", str(tmp_path / "o")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "60 of 120 rows have a weight of 0 and stand for nobody." in said
    assert "before" not in said


def test_a_group_in_one_cluster_has_no_interval_and_says_so(survey, tmp_path, capsys):
    words = ("--line", "20000", "--cluster", "village", "--by", "village", "--keep", "village=1", "--keep", "village=2")
    assert main(["poverty", str(survey), *ASK, *words, "--out", str(tmp_path / "o")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "(no interval: one cluster)" in said
    assert "nan" not in said
    assert main(["poverty", str(survey), *ASK, *words, "--json"]) == 0
    assert "NaN" not in capsys.readouterr().out
    assert "nan" not in (tmp_path / "o" / "poverty.html").read_text(encoding="utf-8").lower().replace("finance", "")


def test_a_case_is_sent_to_the_other_verb(tmp_path, capsys):
    assert main(["poverty", str(tmp_path), "--line", "5"]) == 2
    assert "It is no survey" in capsys.readouterr().err


def test_a_sheet_of_a_workbook_is_a_survey_too(survey, tmp_path, capsys):
    words = (*ASK, "--line", "20000", "--keep", "round=2")
    book = tmp_path / "rounds.xlsx"
    pl.read_csv(survey).write_excel(book, worksheet="endline")
    rows = asked(survey, *words, capsys=capsys)
    assert {k: r["value"] for k, r in asked(f"{book}#endline", *words, capsys=capsys).items()} == pytest.approx(
        {k: r["value"] for k, r in rows.items()}, rel=SAME
    )
