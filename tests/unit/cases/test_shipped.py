"""Every case that comes along is sound: it reads without a word, its numbers have sources, and a small run ends."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outgrow.chain import Stage, accounts
from outgrow.conditions import CLASSES, QUESTIONS, classify, gates
from outgrow.history import read_outcome
from outgrow.initiative import NEEDED, entries, model_values, read, shipped_cases
from outgrow.initiative import QUESTIONS as QUESTIONS_OF_A_PROFILE
from outgrow.population import draw_traits
from outgrow.scenarios import draw_worlds, explore
from outgrow.system import structure_of
from outgrow.vocabulary import Streams

DRAWS, HOUSEHOLDS = 3, 384
TYPED_BY_HAND = 1e-6  # shares are written with few digits
SAME_SUM = 1e-12  # a handful of floating-point additions
CASES = tuple(shipped_cases())


@pytest.fixture(scope="module", params=CASES)
def case(request):
    return read(request.param)


@pytest.fixture(scope="module")
def small_run(case):
    streams = Streams(5)
    worlds = draw_worlds(case.initiative, streams, DRAWS)
    traits = draw_traits(streams, HOUSEHOLDS, case.districts.weights)
    ensemble = explore(worlds, structure_of(case.initiative), traits, streams)
    return case.initiative, worlds, traits, ensemble


def test_there_are_shipped_cases():
    assert {"kenya-tea", "lake-victoria-nile-perch"} <= set(CASES)


def test_a_shipped_case_has_the_name_of_its_folder(case):
    assert case.folder.name == case.initiative.id


def test_reading_a_shipped_case_gives_no_warning(case):
    assert case.warnings == ()


def test_every_number_names_a_source_of_the_case_or_says_that_it_is_assumed(case):
    known = {*case.initiative.sources, "assumption"}
    assert {name for name, e in entries(case.initiative).items() if e.parameter.source not in known} == set()


def test_every_source_has_an_address(case):
    assert {key for key, source in case.initiative.sources.items() if not source.url.startswith("http")} == set()


def test_a_certain_number_that_is_assumed_says_why(case):
    listed = entries(case.initiative)
    silent = {
        n for n, e in listed.items() if e.parameter.assumed and not e.parameter.uncertain and not e.parameter.note
    }
    assert silent == set()


def test_shares_of_ownership_of_payment_and_of_districts_sum_to_one(case):
    owned = [actor.ownership for actor in case.initiative.actors if actor.ownership is not None]
    sums = [math.fsum(getattr(o, line) for o in owned) for line in ("funding", "decision", "design")]
    sums += [math.fsum(line.paid_by.values()) for line in case.initiative.functions]
    sums += [float(case.districts.weights.sum())]
    assert sums == pytest.approx([1.0] * len(sums), abs=TYPED_BY_HAND)


def test_value_shares_of_the_chain_sum_to_one_and_nobody_sells_below_what_it_pays(case):
    values = {name: float(v[0]) for name, v in model_values(case.initiative, {}).items()}
    stages = [
        Stage(s.actor, values[f"chain.{s.actor}.price_out"], values[f"chain.{s.actor}.conversion"])
        for s in case.initiative.chain
    ]
    found = accounts(stages)
    assert float(found.value_share.sum()) == pytest.approx(1.0, abs=SAME_SUM)
    assert (found.value_share > 0.0).all()


def test_shares_and_prices_make_sense_in_the_far_tails_too(case):
    listed = entries(case.initiative)
    odd = set()
    for name, entry in listed.items():
        if entry.measures.most is not None or entry.measures.least is not None:
            ends = entry.parameter.at(np.array([0.001, 0.999]))
            least = -np.inf if entry.measures.least is None else entry.measures.least
            most = np.inf if entry.measures.most is None else entry.measures.most
            if ends.min() < least or ends.max() > most:
                odd.add(name)
    assert odd == set()


def test_a_small_run_of_a_shipped_case_ends_in_finite_numbers_and_a_verdict(small_run):
    initiative, _, _, ensemble = small_run
    assert {n for n, v in ensemble.seasons.items() if n != "break_even_share" and not np.isfinite(v).all()} == set()
    found = gates(ensemble, initiative)
    assert [gate.name for gate in found] == list(QUESTIONS)
    assert set(classify(ensemble, found, initiative).tolist()) <= set(CLASSES)


def test_a_shipped_profile_says_only_what_it_knows(case):
    if case.profile is None:
        pytest.skip("a full file, not a quick profile")
    assert (case.folder / "initiative.yaml").exists() is False
    answered = {key for key in QUESTIONS_OF_A_PROFILE if getattr(case.profile.answers, key) is not None}
    assert set(NEEDED) <= answered
    assert len(case.profile.sources) >= 1


def test_the_model_describes_the_time_before_the_outcome(case):
    outcome = read_outcome(case.folder)
    if outcome is None:
        pytest.skip("nobody knows what became of it")
    first = case.initiative.seasons.first_year
    assert outcome.as_of >= first
    assert all(point.year >= first for point in outcome.reach)


def test_outcomes_have_sources_with_an_address(case):
    outcome = read_outcome(case.folder)
    if outcome is not None:
        assert {key for key, source in outcome.sources.items() if not source.url.startswith("http")} == set()
        assert outcome.source in outcome.sources


def test_there_are_fourteen_scored_cases_or_more_with_failures_among_them():
    outcomes = [read_outcome(folder) for folder in shipped_cases().values()]
    became = [outcome.class_ for outcome in outcomes if outcome is not None]
    assert len(became) >= 14
    assert {"scales", "stalls", "collapses", "bypasses"} <= set(became)
