"""The verbs profile, cases and hindcast: what they print, write and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outgrow.cli import main
from outgrow.cli.profile import ask_all
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


@pytest.mark.slow
def test_answers_from_a_file_give_a_verdict_and_what_to_improve(answers, capsys):
    assert main(["profile", "--answers", str(answers), "--out", "made", *SMALL]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Wrote made: profile.yaml (the answers) and initiative.yaml (filled in).")
    assert "Most likely it" in said
    assert "Improve first:\n1. " in said
    page = Path("made/first-verdict/report.html").read_text(encoding="utf-8")
    assert page.count("What to find out first") == 2  # in the contents and above its section
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


def asked_for(ask, data=None):
    """What a person answers to the questions that are open."""
    data = {} if data is None else data
    ask_all(ask, data, say=lambda line: None)
    return data


LEFT_OUT = 6  # questions on money that make no sense without price and volume
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

    data = asked_for(ask)
    assert left == []
    assert len({q for q in asked if f" of {len(QUESTIONS)}. " in q}) == len(QUESTIONS) - LEFT_OUT
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
    data = asked_for(answer)
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
        ("end of which year", "soon", "2020", "'soon' is not a year. Write a year such as 2023."),
        ("take part by then", "many", "500", "'many' is not a number."),
        ("take part by then", "1,5", "500", "'1,5' can be read in two ways."),
        ("take part by then", "20%", "500", "A percentage does not fit: the answer is asked in household."),
        ("take part by then", "3 t", "500", "'t' does not fit: the answer is asked in household."),
        ("take part by then", "0", "500", "0 households are reached."),
        ("take part by then", "-3", "500", "-3 household is out of range: it must be at least 0."),
        ("take part in the end", "300", "20000", "500 households are more than could take part."),
        ("take part in the end", "9..3", "20000", "The range is upside down"),
        ("take part in the end", "", "20000", "This one is needed"),
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

    asked_for(ask)
    assert left == []
    assert any(question.startswith(said) for question in asked)


def typed(monkeypatch, lines):
    """A person who types the lines and then closes the terminal."""
    rest = iter(lines)

    def read(_prompt):
        try:
            return next(rest)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", read)


def test_input_that_ends_early_is_told(monkeypatch, capsys):
    typed(monkeypatch, [])
    assert main(["profile"]) == 2
    assert "the input ended" in capsys.readouterr().err


def test_what_was_answered_is_kept_when_somebody_stops_and_the_rest_is_asked_later(monkeypatch, tmp_path, capsys):
    typed(monkeypatch, ["Beans", "Kenya", "Beans", "KES", "2020", "NGO # the plan", "2020", "500", "stop"])
    assert main(["profile"]) == 0
    kept = tmp_path / "kenya-beans-unfinished.yaml"
    assert "outgrow profile --answers kenya-beans-unfinished.yaml --ask" in " ".join(capsys.readouterr().out.split())
    assert "leader: {choice: ngo, source: source_1}" in kept.read_text(encoding="utf-8")
    typed(monkeypatch, ["20000", "stop"])
    assert main(["profile", "--answers", str(kept), "--ask"]) == 0
    text = kept.read_text(encoding="utf-8")
    assert text.index("title: Beans") < text.index("  source_1: ") < text.index("leader: {choice: ngo")
    assert "  reached: {value: 500.0, " in text
    assert "  target: {value: 20000.0, " in text


def test_an_end_of_the_input_keeps_the_answers_and_never_writes_over_a_file(monkeypatch, tmp_path, capsys):
    (tmp_path / "kenya-beans-unfinished.yaml").write_text("mine", encoding="utf-8")
    typed(monkeypatch, ["Beans", "Kenya"])
    assert main(["profile"]) == 2
    assert "kenya-beans-unfinished-2.yaml" in capsys.readouterr().err
    assert (tmp_path / "kenya-beans-unfinished.yaml").read_text(encoding="utf-8") == "mine"
    assert "country: Kenya" in (tmp_path / "kenya-beans-unfinished-2.yaml").read_text(encoding="utf-8")


def test_to_ask_what_a_file_leaves_open_needs_the_file(capsys):
    assert main(["profile", "--ask"]) == 2
    assert "there is no file of answers" in capsys.readouterr().err


def in_turn(answers):
    """An asker that gives the answers in turn, and nothing after them; with the questions it was asked."""
    rest, asked = iter(answers), []

    def ask(question):
        asked.append(question)
        return next(rest, "")

    return ask, asked


FIRST = ["Beans", "Kenya", "Beans", "KES", "2020", "firm", "2020"]


def test_back_takes_the_answer_before_back():
    ask, _ = in_turn([*FIRST, "500", "back", "700", "20000"])
    assert asked_for(ask)["answers"]["reached"]["value"] == 700.0


def test_back_from_a_part_takes_the_whole_answer_apart_again():
    ask, asked = in_turn([*FIRST, "500", "20000", *[""] * 12, "20%", "back", ""])
    data = asked_for(ask)
    assert "effect" not in data["answers"]
    assert sum("What did the pilot's households gain?" in question for question in asked) == 2


def test_a_question_mark_says_what_is_meant_and_asks_again():
    said, data = [], {}
    ask, asked = in_turn([*FIRST[:5], "?", "firm", "2020", "500", "20000"])
    ask_all(ask, data, say=said.append)
    assert "  farmer_organisation: a cooperative, or a company that growers own" in said
    assert asked[5] == asked[6]
    assert data["answers"]["leader"]["choice"] == "firm"


def test_somebody_who_does_not_know_may_say_so():
    ask, _ = in_turn([*FIRST, "500", "20000", "don't know", "DK", "unknown"])
    assert set(asked_for(ask)["answers"]) == {"leader", "as_of", "reached", "target"}


def test_the_last_share_of_the_say_is_what_the_others_leave():
    ask, _ = scripted([*HEAD, *NEEDED, ("shares of growers", "20%"), ("firm that buys. (", "0.3 # board minutes")])
    data = asked_for(ask)
    assert data["answers"]["say"] == {"growers": 0.2, "firm": 0.3, "outside": 0.5, "source": "source_1"}


def test_money_is_not_asked_for_where_it_could_not_be_compared_with_the_crop():
    said, data = [], {}
    ask, _ = in_turn([*FIRST, "500", "20000"])
    ask_all(ask, data, say=said.append)
    assert sum("Left out: without price" in line for line in said) == LEFT_OUT


def test_a_number_is_said_back_as_it_was_understood():
    said, data = [], {}
    ask, _ = in_turn([*FIRST, "500", "20 000", "", "", "", "10-30%", "0.6..1 t"])
    ask_all(ask, data, say=said.append)
    assert "  = 20,000 households" in said
    assert "  = 10 to 30 %, nine times of ten" in said
    assert "  = 0.6 to 1 t a household and season, nine times of ten" in said


def test_cases_are_listed_filtered_and_counted(capsys):
    assert main(["cases", "--lead", "ngo", "--known"]) == 0
    said = capsys.readouterr().out
    assert "kenya-drumnet" in said
    assert "madagascar-green-beans" not in said
    assert said.splitlines()[-1].startswith("5 cases; what became of them:")


def test_named_cases_are_compared_side_by_side(capsys):
    assert main(["cases", "kenya-drumnet", "senegal-french-beans"]) == 0
    said = capsys.readouterr().out
    assert said.index("kenya-drumnet") < said.index("senegal-french-beans")
    assert "collapses" in said
    assert "the firm decides" in said


def test_a_case_that_is_not_there_gets_a_suggestion(capsys):
    assert main(["cases", "kenya-drumnett"]) == 2
    assert "Did you mean 'kenya-drumnet'" in capsys.readouterr().err


def test_a_list_fits_on_eighty_columns_whole(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["cases"]) == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    assert "…" not in said


def test_the_facts_of_a_folder_are_written_as_a_table_and_a_page(folder, tmp_path, capsys):
    assert main(["cases", "--cases", str(folder), "--csv", "facts.csv", "--page", "cases.md"]) == 0
    head, row = (tmp_path / "facts.csv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("case,country,product,lead,first_year,reached,reached_low,reached_high,target")
    assert row.startswith("beans,Kenya,Beans,")
    assert "## beans" in (tmp_path / "cases.md").read_text(encoding="utf-8")
    assert "Wrote cases.md." in capsys.readouterr().out


def test_check_reads_the_outcome_beside_a_case(folder, capsys):
    assert main(["check", "kenya-drumnet"]) == 0
    assert "outcome.yaml: no defects. collapses by 2006, 1 count; no run reads it." in capsys.readouterr().out
    (folder / "beans" / "outcome.yaml").write_text("class: scale\n", encoding="utf-8")
    assert main(["check", str(folder / "beans")]) == 2
    assert "Did you mean 'scales'?" in capsys.readouterr().err
    profile = folder / "beans" / "profile.yaml"
    profile.write_text(profile.read_text(encoding="utf-8").replace("leader: ngo", "leader: ngoo"), encoding="utf-8")
    assert main(["check", str(folder / "beans")]) == 2
    told = capsys.readouterr().err
    assert "Did you mean 'ngo'?" in told
    assert "Did you mean 'scales'?" in told


def test_no_case_that_meets_all_is_said(capsys):
    assert main(["cases", "--crop", "tulips"]) == 0
    assert capsys.readouterr().out == "No case meets all of this.\n"


def test_the_coded_conditions_are_written_as_a_table(tmp_path):
    assert main(["cases", "--table", "coded.csv"]) == 0
    head, *rows = (tmp_path / "coded.csv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("case,class,OUTSIDE,FIRM,GROWERS")
    assert len(rows) >= 14


@pytest.mark.slow
def test_a_folder_of_an_outsider_is_predicted_without_an_outcome(folder, tmp_path, capsys):
    assert main(["hindcast", "--cases", str(folder), "--page", "page.md", *SMALL]) == 0
    said = capsys.readouterr().out
    assert "beans not known" in said
    assert "fewer than two outcomes are known, so" in said.replace("\n", " ")
    assert "# How it did against history" in (tmp_path / "page.md").read_text(encoding="utf-8")


@pytest.mark.slow
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
