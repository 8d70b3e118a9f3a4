"""Answers as people type them: what is read, what is refused, and that nothing ends in another error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outgrow.initiative import NEEDED, QUESTIONS, Profile, node_at
from outgrow.initiative.lines import Document
from outgrow.initiative.profile import answer_defects, read_profile
from outgrow.initiative.questions import questions
from outgrow.initiative.read import _validate
from outgrow.initiative.typed import TypedError, typed_number, typed_truth, typed_word
from outgrow.vocabulary import InputError, Parameter

MONEY = {"code": "KES", "price_year": 2020}
SHARE = {"x-unit": "share", "x-least": 0.0, "x-most": 1.0}
CHANGE = {"x-unit": "share", "x-least": -1.0}
PRICE = {"x-unit": "money/kg", "x-least": 0.0}
VOLUME = {"x-unit": "kg/household/season", "x-least": 0.0}
COUNT = {"x-unit": "household", "x-least": 0.0}
CLOSE = 1e-9  # relative; ends that are worked out keep twelve digits


@pytest.mark.parametrize(
    ("text", "node", "value", "unit"),
    [
        ("350", COUNT, 350.0, "household"),
        ("1,500", COUNT, 1500.0, "household"),
        ("20 000", COUNT, 20000.0, "household"),
        ("20'000", COUNT, 20000.0, "household"),
        ("1.2 million families", COUNT, 1.2e6, "household"),
        ("500 hh", COUNT, 500.0, "hh"),
        ("55 kes", PRICE, 55.0, "KES/kg"),
        ("1.5 t", VOLUME, 1.5, "t/household/season"),
        ("30%", SHARE, 0.3, "share"),
        ("-90 %", CHANGE, -0.9, "share"),
        ("0", PRICE, 0.0, "KES/kg"),
    ],
)
def test_a_number_is_read_with_its_unit(text, node, value, unit):
    made = typed_number(text, node, MONEY)
    assert made["value"] == pytest.approx(value, rel=CLOSE)
    assert made["unit"] == unit


@pytest.mark.parametrize("text", ["20..30%", "20-30 %", "20% to 30%", "0.2 – 0.3", "20%..30%"])
def test_a_range_is_read_however_it_is_written(text):
    made = typed_number(text, SHARE, MONEY)
    assert (made["low"], made["high"], made["family"]) == (0.2, 0.3, "beta01")


@pytest.mark.parametrize(
    ("text", "node", "said"),
    [
        ("1,5", PRICE, "'1,5' can be read in two ways. Write a decimal point (1.5), or thousands in full (1500)."),
        ("140%", VOLUME, "A percentage does not fit: the answer is asked in kg/household/season."),
        ("140%", SHARE, "140 % is out of range: a share lies between 0 % and 100 %."),
        ("45", SHARE, "4500 % is out of range: a share lies between 0 % and 100 %. For 45 of a hundred write 45%."),
        ("-5", COUNT, "-5 household is out of range: it must be at least 0."),
        ("9..3", COUNT, "The range is upside down: 9 is not below 3."),
        ("30 kg..2 t", VOLUME, "'30 kg..2 t' has two units. Write both ends in one."),
        (
            "55 bob",
            PRICE,
            "'bob' does not fit: the answer is asked in KES/kg. Write it in that, or leave the unit out.",
        ),
        ("about 30", COUNT, "'about 30' is not a number. Write one (350), a range (300..500), or press Enter."),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(text, node, said):
    with pytest.raises(TypedError) as problem:
        typed_number(text, node, MONEY)
    assert str(problem.value) == said


@pytest.mark.parametrize(
    ("text", "node", "lowest", "highest"),
    [
        ("0..30%", SHARE, 0.0, None),
        ("50%..100%", SHARE, None, 1.0),
        ("0..1", SHARE, 0.0, 1.0),
        ("0..40", PRICE, 0.0, None),
    ],
)
def test_a_range_that_starts_or_ends_at_a_bound_is_uniform_from_there(text, node, lowest, highest):
    """Closed form: the tails of a uniform number reach a twentieth beyond its 90 % interval."""
    made = typed_number(text, node, MONEY)
    parameter = Parameter(**made, source="assumption")
    ends = parameter.at(np.array([0.0, 1.0]))
    if lowest is not None:
        assert ends[0] == pytest.approx(lowest, abs=CLOSE)
    if highest is not None:
        assert ends[1] == pytest.approx(highest, abs=CLOSE)


def test_words_and_truths_are_read_in_any_case_of_letters():
    assert typed_word("Farmer organisation", ["ngo", "farmer_organisation"]) == "farmer_organisation"
    assert (typed_truth("Yes"), typed_truth("n")) == (True, False)
    with pytest.raises(TypedError, match="'ja' is neither yes nor no"):
        typed_truth("ja")


def test_every_question_is_explained_and_so_is_every_word():
    for question in questions():
        words = node_at(("answers", question.key), Profile).get("properties", {}).get("choice", {}).get("enum", [])
        assert question.help
        assert list(question.words) == list(words)


HEAD = {"id": "a", "title": "A", "summary": "A.", "country": "Kenya", "product": "Beans", "money": MONEY}
NEEDED_ANSWERS = {"leader": "NGO", "as_of": "2020", "reached": 500, "target": "10..30 thousand"}


def profiled(answers, **head):
    return read_profile(Document(Path("p.yaml"), HEAD | head | {"answers": answers}, {}))


def test_short_answers_in_a_file_are_read_as_at_a_terminal():
    more = {"price": "50-60", "volume": "1.5 t", "poverty_rate": "30%", "supplied_before": "yes", "effect": "20%"}
    answers = profiled(NEEDED_ANSWERS | more)[0].answers
    assert (answers.leader.choice, answers.as_of, answers.supplied_before) == ("ngo", 2020, True)
    assert (answers.price.low, answers.price.high, answers.price.unit) == (50.0, 60.0, "KES/kg")
    assert (answers.target.low, answers.target.high) == (10_000.0, 30_000.0)
    assert answers.effect.design == "claim"


def test_defects_of_every_kind_are_told_at_once():
    answers = {
        "leadr": "ngo",
        "reached": -500,
        "target": {"value": 300, "unit": "housholds", "source": "s2"},
        "as_of": "2023-05-01",
        "price": "1,5",
        "poverty_rate": 45,
        "rivals": {"choice": "few", "source": "s1"},
        "outside_money_ends": 2019,
    }
    with pytest.raises(InputError) as problem:
        profiled(answers, money={"code": "KSH", "price_year": 20}, sources={})
    said = str(problem.value)
    for part in (
        "20 is out of range. It must be at least 1900",
        "'KSH' is not a known currency. Did you mean 'KHR' or 'KES'?",
        "'leadr' is not a key of this section. Did you mean 'leader'?",
        "-500 household is out of range",
        "'2023-05-01' is not a year",
        "'1,5' can be read in two ways",
        "For 45 of a hundred write 45%",
        "'s1' is not one of the sources",
        "'s2' is not one of the sources",
    ):
        assert part in said


@pytest.mark.parametrize("key", ["price", "volume", "target", "ambition"])
def test_a_nought_by_which_others_are_divided_is_refused(key):
    with pytest.raises(InputError, match="Other amounts are compared with it"):
        profiled(NEEDED_ANSWERS | {"price": 50, "volume": 900, "reached": 0 if key == "target" else 500} | {key: 0})


def test_fewer_wanted_than_take_part_already_is_a_contradiction():
    with pytest.raises(InputError, match="50 members are wanted in the end, fewer than take part already"):
        profiled(NEEDED_ANSWERS | {"ambition": 50})


def test_answers_given_so_far_are_judged_without_those_that_are_open():
    assert answer_defects({"money": MONEY, "answers": {"reached": 500}}) == {}
    assert answer_defects({"money": MONEY, "answers": {"margin": "5"}}) == {
        "margin": "'margin' stands here without 'price'. Without them the model knows money only relative to the crop. "
        "Answer them too, or leave this out."
    }


def _answers():
    shares = st.sampled_from([0, 0.001, 0.3, 1, "0..30%", "30-40%", "0..1", "50%..100%", [0.01, 0.99]])
    amounts = st.sampled_from([0, 0.01, 50, "0..30", "1..100", [5, 7], 1e6, "-3", "x"])
    special = {
        "reached": st.sampled_from([1, 50, "300..600", 0.5]),
        "target": st.sampled_from([1000, "1e4..1e6", 600, 0]),
        "ambition": st.sampled_from([600, "500..1000", 0]),
        "price": st.sampled_from([55, "20-30", 0.4, 0]),
        "volume": st.sampled_from([500, "1.5 t", 0.01, 0]),
        "effect": st.sampled_from([0.2, "-100%", {"estimate": "10..30%", "standard_error": 0, "design": "rct"}]),
        "say": st.sampled_from([{"growers": g, "firm": f, "outside": 1 - g - f} for g, f in ((0, 0), (1, 0), (0, 1))]),
    }
    each = {}
    for key in QUESTIONS:
        node = node_at(("answers", key), Profile)
        words = node.get("properties", {}).get("choice", {}).get("enum")
        usual = shares if node.get("x-most") == 1.0 else amounts if "x-unit" in node else st.sampled_from([2000, 2030])
        usual = st.booleans() if node.get("type") == "boolean" else usual
        each[key] = st.sampled_from(words) if words else special.get(key, usual)
    needed = {key: each[key] for key in NEEDED}
    return st.fixed_dictionaries(needed, optional={k: s for k, s in each.items() if k not in NEEDED})


@settings(max_examples=60, deadline=None)
@given(_answers())
def test_any_answers_make_a_whole_initiative_or_are_refused_with_reasons(answers):
    """Property: what passes the check of a profile expands to an initiative that the grammar takes."""
    try:
        _, expanded, _ = profiled(answers)
    except InputError:
        return  # refused with its reasons, which an InputError cannot be without
    assert _validate(expanded)[1] == []


def test_a_cost_to_serve_can_be_answered():
    """It informs a cost once and a cost every season, which have two units."""
    made = profiled(NEEDED_ANSWERS | {"price": 50, "volume": 900, "service_cost": "100-300"})[1]
    initiative, defects = _validate(made)
    assert defects == []
    once, yearly = initiative.functions[0].cost_per_new, initiative.functions[0].cost_per_member
    assert (once.unit, once.low, once.high) == ("KES/household", 100.0, 300.0)
    assert (yearly.unit, yearly.low, yearly.high) == ("KES/household/season", 50.0, 150.0)
