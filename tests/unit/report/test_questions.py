"""Which answer to improve first: questions ranked by what they move, with what was answered and what was not."""

from __future__ import annotations

import pytest

from outgrow.initiative import QUESTIONS, asked, read
from outgrow.report import first_steps, improvements, run
from outgrow.report.questions import unasked
from outgrow.vocabulary import InputError

SMALL = {"draws": 8, "households": 384, "threads": 1, "full": False}


@pytest.fixture(scope="module")
def dossier():
    return run("kenya-gadam-sorghum", **SMALL)


def test_questions_are_ranked_by_what_they_move(dossier):
    found = improvements(dossier)
    assert [one.movement for one in found] == sorted((one.movement for one in found), reverse=True)
    assert {one.question for one in found} <= set(QUESTIONS)
    assert len({one.question for one in found}) == len(found)


def test_a_question_moves_as_far_as_the_strongest_number_it_informs(dossier):
    strongest = {}
    for driver in dossier.verdict.drivers:
        if question := asked(driver.name):
            strongest[question] = max(strongest.get(question, 0.0), driver.movement)
    assert {one.question: one.movement for one in improvements(dossier)} == strongest


def test_the_state_of_an_answer_is_told(dossier):
    state = {one.question: one.state for one in improvements(dossier)}
    answers = read("kenya-gadam-sorghum").profile.answers
    assert answers.outside_price.source == "kavoi_2011"
    assert state["outside_price"] == "sourced"
    assert state["price"] == "assumed"
    assert state["credit"] == "open"


def test_drivers_without_a_question_are_listed_apart(dossier):
    both = len(unasked(dossier)) + sum(asked(d.name) is not None for d in dossier.verdict.drivers)
    assert both == len(dossier.verdict.drivers)


def test_the_first_steps_are_three_sentences_and_what_lies_beyond(dossier):
    lines = first_steps(dossier).splitlines()
    assert lines[0] == "Improve first:"
    assert [line[:3] for line in lines[1:4]] == ["1. ", "2. ", "3. "]
    assert lines[4].startswith("Beyond the questions, it moves with what only the full file asks:")


def test_a_full_file_has_no_questions():
    with pytest.raises(InputError, match="this is no quick profile"):
        improvements(run("kenya-tea", **SMALL | {"draws": 2, "households": 128}))
