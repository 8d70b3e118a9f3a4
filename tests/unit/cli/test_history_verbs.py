"""The verbs profile, cases and hindcast: what they print, write and refuse."""

from __future__ import annotations

import json

import pytest

from outgrow.cli import main
from outgrow.cli.profile import HEAD_QUESTIONS, ask_all
from outgrow.initiative import QUESTIONS, read, write_profile

ANSWERS = """\
id: beans
title: Beans
summary: A pilot.
country: Kenya
product: Beans
money: {code: KES, price_year: 2020}
answers:
  leader: ngo
  as_of: 2020
  reached: 500
  target: 20000
"""
SMALL = ("--draws", "4", "--households", "384", "--threads", "1")


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def answers(tmp_path):
    file = tmp_path / "answers.yaml"
    file.write_text(ANSWERS, encoding="utf-8")
    return file


@pytest.fixture
def folder(tmp_path, answers):
    made = tmp_path / "cases" / "beans"
    made.mkdir(parents=True)
    (made / "profile.yaml").write_text(ANSWERS, encoding="utf-8")
    return made.parent


def test_answers_from_a_file_give_a_verdict_and_what_to_improve(answers, capsys):
    assert main(["profile", "--answers", str(answers), "--out", "made", *SMALL]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Wrote made: profile.yaml (the answers) and initiative.yaml (filled in).")
    assert "Most likely it" in said
    assert "Improve first:\n1. " in said
    assert read("made").profile is None
    assert read("made/profile.yaml").initiative.id == "beans"


def test_without_out_nothing_is_written(answers, tmp_path):
    assert main(["profile", "--answers", str(answers), *SMALL]) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["answers.yaml"]


def test_a_folder_that_exists_is_refused_before_anything_is_asked(answers, tmp_path, capsys):
    (tmp_path / "made").mkdir()
    assert main(["profile", "--answers", str(answers), "--out", "made"]) == 2
    assert "A profile never overwrites what is there" in capsys.readouterr().err


def test_a_full_file_is_no_profile(capsys):
    assert main(["profile", "--answers", "kenya-tea"]) == 2
    assert "the file has no 'answers'. It is a full initiative file" in capsys.readouterr().err


def test_a_pilot_too_small_to_follow_is_a_warning(answers, capsys):
    answers.write_text(ANSWERS.replace("20000", "20000000"), encoding="utf-8")
    assert main(["profile", "--answers", str(answers), *SMALL]) == 0
    assert "its growth cannot be followed" in capsys.readouterr().err


def test_numbers_out_of_range_are_told_together(capsys):
    assert main(["profile", "--draws", "1", "--households", "0"]) == 2
    assert "2 defects found" in capsys.readouterr().err


def scripted(said):
    """An asker that answers from a list of pairs (part of the question, answer), and else with nothing."""
    left = list(said)

    def ask(question):
        for position, (part, answer) in enumerate(left):
            if part in question:
                del left[position]
                return answer
        return ""

    return ask, left


HEAD = [
    ("Name of", "Beans for export"),
    ("Country?", "Kenya"),
    ("Product,", "Beans"),
    ("Currency", "KES"),
    ("Year of the", "2020"),
]
NEEDED = [
    ("Who leads", "ngo"),
    ("end of which year", "2020"),
    ("take part by then", "500"),
    ("take part in the end", "20000"),
]


def test_every_question_is_asked_and_the_answers_make_a_case(tmp_path):
    asked = []
    answer, left = scripted([*HEAD, *NEEDED])

    def ask(question):
        asked.append(question)
        return answer(question)

    data = ask_all(ask)
    assert left == []
    assert len([q for q in asked if f" of {len(QUESTIONS)}. " in q]) >= len(QUESTIONS) - 2
    assert len(HEAD_QUESTIONS) == 5
    case = read(write_profile(data, tmp_path / "made") / "profile.yaml")
    assert case.initiative.id == "kenya-beans-for-export"


def test_ranges_shares_words_and_sources_are_understood(tmp_path):
    answer, left = scripted(
        [
            *HEAD,
            *NEEDED[:-1],
            ("take part in the end", "15,000..30,000 # census of 2019"),
            ("below the poverty line", "40%"),
            ("pay a kg, all payments", "20 to 30 # survey"),
            ("supply this buyer", "yes"),
            ("other buyers in the villages", "few # survey"),
        ]
    )
    data = ask_all(answer)
    assert left == []
    found = data["answers"]
    assert (found["target"]["low"], found["target"]["high"]) == (15000.0, 30000.0)
    assert found["poverty_rate"]["value"] == pytest.approx(0.4)
    assert found["price"]["unit"] == "KES/kg"
    assert found["price"]["source"] == found["rivals"]["source"] == "source_2"
    assert data["sources"]["source_1"] == {"citation": "census of 2019"}
    assert found["supplied_before"] is True
    assert read(write_profile(data, tmp_path / "made")).warnings == ()


@pytest.mark.parametrize(
    ("part", "wrong", "right", "said"),
    [
        ("Who leads", "nog", "ngo", "'nog' is not one of the choices. Did you mean 'ngo'?"),
        ("end of which year", "soon", "2020", "Write a year such as 2023."),
        ("take part by then", "many", "500", "'many' is not a number."),
        ("take part by then", "-3", "500", "It must be at least 0."),
        ("take part in the end", "9..3", "20000", "The range is upside down"),
        ("take part in the end", "", "20000", "This one is needed."),
        ("Currency", "KSH", "KES", "'KSH' is not a known currency."),
    ],
)
def test_a_wrong_answer_is_explained_and_asked_again(part, wrong, right, said):
    usual = [(p, a) for p, a in (*HEAD, *NEEDED) if p != part]
    answer, left = scripted([(part, wrong), ("Again:", right), *usual])
    asked = []

    def ask(question):
        asked.append(question)
        return answer(question)

    ask_all(ask)
    assert left == []
    assert any(question.startswith(said) for question in asked)


def test_input_that_ends_early_is_told(monkeypatch, capsys):
    def ended(_prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    assert main(["profile"]) == 2
    assert "the input ended" in capsys.readouterr().err


def test_cases_are_listed_filtered_and_counted(capsys):
    assert main(["cases", "--lead", "ngo", "--known"]) == 0
    said = capsys.readouterr().out
    assert "kenya-drumnet" in said
    assert "madagascar-green-beans" not in said
    assert said.splitlines()[-1].startswith("4 cases; what became of them:")


def test_named_cases_are_compared_side_by_side(capsys):
    assert main(["cases", "kenya-drumnet", "senegal-french-beans"]) == 0
    said = capsys.readouterr().out
    assert said.index("kenya-drumnet") < said.index("senegal-french-beans")
    assert "collapses" in said
    assert "the firm decides" in said


def test_a_case_that_is_not_there_gets_a_suggestion(capsys):
    assert main(["cases", "kenya-drumnett"]) == 2
    assert "Did you mean 'kenya-drumnet'" in capsys.readouterr().err


def test_no_case_that_meets_all_is_said(capsys):
    assert main(["cases", "--crop", "tulips"]) == 0
    assert capsys.readouterr().out == "No case meets all of this.\n"


def test_the_coded_conditions_are_written_as_a_table(tmp_path):
    assert main(["cases", "--table", "coded.csv"]) == 0
    head, *rows = (tmp_path / "coded.csv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("case,class,OUTSIDE,FIRM,GROWERS")
    assert len(rows) >= 14


def test_a_folder_of_an_outsider_is_predicted_without_an_outcome(folder, tmp_path, capsys):
    assert main(["hindcast", "--cases", str(folder), "--page", "page.md", *SMALL]) == 0
    said = capsys.readouterr().out
    assert "beans not known" in said
    assert "fewer than two outcomes are known, so" in said.replace("\n", " ")
    assert "# How it did against history" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_json_of_a_hindcast_is_alone_on_standard_output(folder, capsys):
    assert main(["hindcast", "--cases", str(folder), "--json", *SMALL]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [case["case"] for case in found["cases"]] == ["beans"]


def test_a_hindcast_of_an_unknown_case_or_of_too_little_is_refused(capsys):
    assert main(["hindcast", "nowhere"]) == 2
    assert "'nowhere' is not one of the cases" in capsys.readouterr().err
    assert main(["hindcast", "--draws", "1", "--households", "0", "--threads", "0"]) == 2
    assert "3 defects found" in capsys.readouterr().err


def test_answers_that_are_no_profile_are_told_so(tmp_path, capsys):
    (tmp_path / "mine.yaml").write_text("id: my-pilot\n", encoding="utf-8")
    assert main(["profile", "--answers", str(tmp_path / "mine.yaml")]) == 2
    assert "the file has no section 'answers'. A profile keeps its answers there." in capsys.readouterr().err
