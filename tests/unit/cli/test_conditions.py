"""Rows that a question uses, typed at the terminal: answers, bounds, dates, alternatives."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from outgrow.cli import main
from outgrow.cli.conditions import conditions
from outgrow.initiative import Analysis
from outgrow.micro import analyse_survey
from outgrow.vocabulary import InputError


def defects(*kept: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        conditions(kept)
    return [str(one) for one in caught.value.defects]


def test_answers_of_one_column_are_alternatives_and_columns_hold_together():
    (group,) = conditions(["arm=C", "arm=T", "round=2", "crop = tea and maize"])
    assert group == (
        {"column": "arm", "one_of": ("C", "T")},
        {"column": "round", "one_of": ("2",)},
        {"column": "crop", "one_of": ("tea and maize",)},
    )


def test_bounds_ranges_and_dates():
    (group,) = conditions(["land>=0.5", "land <= 2", "day=2024-06-01..2024-06-30", "age=18..65", "gain>=-1.5"])
    assert {one["column"]: (one["at_least"], one.get("at_most")) for one in group} == {
        "land": (0.5, 2.0),
        "day": ("2024-06-01", "2024-06-30"),
        "age": (18.0, 65.0),
        "gain": (-1.5, None),
    }


def test_or_parts_two_groups():
    first, second = conditions(["round=2", "land>=1", "or", "round=1"])
    assert [one["column"] for one in first] == ["round", "land"]
    assert [one["column"] for one in second] == ["round"]


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (["round"], "Write --keep round=2"),
        (["land>0.5"], "rows are kept by =, >= and <=, not by >; write land>=0.5"),
        (["land!=0"], "name the answers that are kept"),
        (["day>=10/06/2024"], "'10/06/2024' in --keep day>=10/06/2024"),
        (["day>=2024-13-01"], "a bound is a number, or a date as YYYY-MM-DD"),
        (["land>=2", "land<=1"], "land from 2 to 1"),
        (["day=2024-06-01..5"], "one end is a date and the other a number"),
        (["land>=1", "land>=2"], "two least values of land"),
        (["or", "round=1"], "an 'or' with nothing on one side"),
        (["round=1", "or"], "an 'or' with nothing on one side"),
    ],
)
def test_what_cannot_be_read_is_said(kept, said):
    (one,) = defects(*kept)
    assert said.split(";")[0] in one


def test_all_defects_come_at_once():
    assert len(defects("round", "land>1", "day>=never")) == 3


@pytest.fixture
def survey(tmp_path):
    days = [date(2024, 6, d) for d in range(1, 13)]
    frame = pl.DataFrame(
        {
            "y": [float(i) + 3 * (i % 2) for i in range(12)],
            "arm": [i % 2 for i in range(12)],
            "day": days,
            "at": [datetime(d.year, d.month, d.day, 15, 30) for d in days],
            "land": [0.5 * i for i in range(12)],
            "spoken": [f"{d.day}/6/2024" for d in days],
        }
    )
    path = tmp_path / "plots.parquet"
    frame.write_parquet(path)
    return path


def kept(path, *words):
    asked = Analysis(id="a", text="?", design="rct", outcome="y", arm="arm", keep=conditions(words), checks=False)
    return analyse_survey(path, asked)["a"].rows_kept


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (["land>=3"], 6),
        (["land=1..3"], 5),
        (["day>=2024-06-09"], 4),
        (["day=2024-06-03..2024-06-08"], 6),
        (["at<=2024-06-04"], 4),  # the whole of that day
        (["land<=1", "or", "day>=2024-06-11"], 5),
    ],
)
def test_rows_are_those_that_meet_the_conditions(survey, words, rows):
    assert kept(survey, *words) == rows


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["land>=2024-06-09"], "land: the bound 2024-06-09. the column holds numbers"),
        (["day>=5"], "day: the bound 5. the column holds dates. write the bound as YYYY-MM-DD"),
        (["spoken>=2024-06-09"], "spoken: the bound 2024-06-09. the column holds texts: 1/6/2024"),
        (["land>=100"], "None of 12 rows meets the conditions"),
    ],
)
def test_bounds_of_another_kind_than_the_column_are_refused(survey, words, said):
    """They were compared as texts, by which 10 lies before 9."""
    with pytest.raises(InputError) as caught:
        kept(survey, *words)
    assert said in str(caught.value)


def test_the_command_line_takes_them(survey, tmp_path, capsys):
    asked = ["micro", str(survey), "--design", "rct", "--outcome", "y", "--arm", "arm"]
    more = ["--keep", "land<=2", "--keep", "or", "--keep", "day>=2024-06-09", "--out", str(tmp_path / "a")]
    assert main([*asked, *more]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "3 of 12 rows of plots.parquet do not meet the question's conditions." in said
    assert main([*asked, "--keep", "land>2"]) == 2
    assert "rows are kept by =, >= and <=, not by >" in capsys.readouterr().err
