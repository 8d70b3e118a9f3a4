"""Functions, ownership, handover and the ledger."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.chain import (
    Candidate,
    FunctionLine,
    OwnershipShares,
    hurdle_after_ownership,
    ledger,
    ownership_index,
    ownership_indices,
    phase_out,
    subsidy_free_set,
    takeover_tests,
)
from outgrow.vocabulary import InputError


def line(function: str, cost: float, *candidates: Candidate) -> FunctionLine:
    return FunctionLine(function, "NGO", {"NGO": 0.7, "government": 0.3}, cost, candidates)


def firm(value: float, readiness: float = 1.0, ownership: float = 0.0, hurdle: float = 1.0) -> Candidate:
    return Candidate("firm", value, readiness, ownership, hurdle)


def test_a_candidate_takes_over_when_its_worth_reaches_its_hurdle() -> None:
    (test,) = takeover_tests(line("extension", 60.0, firm(120.0, 0.8, hurdle=2.0)), strength=0.0)
    assert (test.worth, test.required, test.passes) == (96.0, 120.0, False)


def test_ownership_and_subsidy_lower_what_is_required() -> None:
    extension = line("extension", 60.0, firm(120.0, 0.8, ownership=0.5, hurdle=2.0))
    (owned,) = takeover_tests(extension, strength=0.4)
    (paid,) = takeover_tests(extension, strength=0.0, subsidy=20.0)
    assert owned.required == pytest.approx(96.0)
    assert paid.required == pytest.approx(80.0)


def test_a_subsidy_above_the_cost_is_refused() -> None:
    with pytest.raises(InputError, match=r"cost after subsidy: -5"):
        takeover_tests(line("extension", 10.0, firm(1.0)), 0.0, subsidy=15.0)


def test_all_defects_of_a_line_are_said_at_once() -> None:
    wrong = FunctionLine("credit", "NGO", {"NGO": 0.5}, -1.0, (firm(1.0, readiness=2.0), firm(1.0)))
    with pytest.raises(InputError) as error:
        ledger([wrong], 0.2)
    assert str(error.value) == (
        "ledger of functions: 4 defects found.\n"
        "  - cost of credit: -1. it has to be zero or more. Correct cost of credit.\n"
        "  - credit: payers' shares sum to 0.5. they have to sum to one and miss it by -0.5. "
        "Name every payer of its cost.\n"
        "  - readiness of firm for credit: 2. a share or chance lies between 0 and 1. "
        "Correct readiness of firm for credit.\n"
        "  - credit: candidate 'firm' more than once. it is tested once. Keep one of them."
    )


def test_two_lines_of_one_function_are_refused() -> None:
    with pytest.raises(InputError, match=r"'credit' 2 times. a function has one line"):
        subsidy_free_set([line("credit", 1.0), line("credit", 2.0)], 0.0)


def test_the_largest_set_is_not_the_one_with_the_largest_surplus_first() -> None:
    lines = [line("credit", 10, firm(30)), line("inputs", 5, firm(6)), line("grading", 5, firm(6))]
    assert subsidy_free_set(lines, 0.0, {"firm": 10}) == {"inputs": "firm", "grading": "firm"}


def test_of_sets_of_one_size_the_larger_surplus_is_taken() -> None:
    union = Candidate("union", 30.0, 1.0, 0.0)
    assert subsidy_free_set([line("credit", 10, firm(20), union)], 0.0) == {"credit": "union"}


def test_a_candidate_without_budget_takes_over_what_costs_nothing_only() -> None:
    lines = [line("trust", 0.0, firm(1.0)), line("credit", 1.0, firm(9.0))]
    assert subsidy_free_set(lines, 0.0, {"firm": 0.0}) == {"trust": "firm"}


def test_twenty_functions_are_handed_over_exactly() -> None:
    lines = [line(f"function {i}", 10.0 + i, firm(100.0)) for i in range(20)]
    taken = subsidy_free_set(lines, 0.0, {"firm": sum(10.0 + i for i in range(12))})
    assert sorted(taken) == sorted(f"function {i}" for i in range(12))


def test_a_budget_of_a_stranger_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match=r"this actor is a candidate for no function. Did you mean 'firm'?"):
        subsidy_free_set([line("credit", 1.0, firm(2.0))], 0.0, {"frm": 3.0})


def test_ledger_tells_taken_over_from_subsidised_from_orphaned() -> None:
    lines = [
        line("aggregation", 30.0, firm(50.0, 0.8)),
        line("extension", 60.0, firm(50.0, 0.8)),
        line("arbitration", 20.0),
    ]
    found = ledger(lines, strength=0.0, subsidies={"extension": 30.0})
    assert found.orphans == ("extension", "arbitration")
    assert found.held_by_subsidy == ("extension",)
    assert found.summary() == (
        "Of 3 functions 1 go on without subsidy (aggregation by firm); 2 are orphans (extension, arbitration), "
        "of which a subsidy holds extension."
    )
    table = found.to_frame()
    assert table["candidate"].to_list() == ["firm", "firm", None]
    assert table["passes_with_subsidy"].to_list() == [True, True, None]
    assert table["taken_over_by"].to_list() == ["firm", None, None]


def test_a_subsidy_of_an_unknown_function_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match=r"the ledger has no such function. Did you mean 'extension'?"):
        ledger([line("extension", 10.0)], 0.2, subsidies={"extensions": 3.0})


def test_subsidy_ends_when_the_candidate_has_grown_into_the_function() -> None:
    path = phase_out(line("credit", 80.0), firm(100.0, 0.4), learning=0.2, seasons=4, strength=0.0)
    np.testing.assert_allclose(path.subsidy, [40, 20, 0, 0], atol=1e-12)
    assert path.summary() == "The subsidy starts at 40, sums to 60 and ends in season 2."


def test_subsidy_never_ends_when_the_function_is_not_worth_its_cost() -> None:
    path = phase_out(line("credit", 120.0), firm(100.0), learning=0.2, seasons=3, strength=0.0)
    assert np.isnan(path.ends)
    assert path.summary() == "The subsidy starts at 20, sums to 60 and does not end within the path."


def test_least_subsidy_is_just_enough() -> None:
    candidate = firm(100.0, 0.4, ownership=0.5, hurdle=1.5)
    path = phase_out(line("credit", 80.0), candidate, learning=0.0, seasons=1, strength=0.4)
    (test,) = takeover_tests(line("credit", 80.0, candidate), 0.4, subsidy=float(path.subsidy[0]))
    assert test.worth == pytest.approx(test.required)


def test_ownership_index_weighs_funding_decision_and_design() -> None:
    assert ownership_index(0.2, 0.5, 0.8) == pytest.approx(0.5)
    assert ownership_index(0.2, 0.5, 0.8, weights=(0.0, 0.0, 2.0)) == pytest.approx(0.8)


def test_ownership_that_is_not_wholly_given_out_is_refused_with_the_gap() -> None:
    with pytest.raises(InputError) as error:
        ownership_indices({"NGO": OwnershipShares(1.0, 0.5, 1.0)})
    assert str(error.value) == (
        "ownership: 1 defect found.\n  - decision: shares sum to 0.5. shares of all actors sum to one and miss it "
        "by -0.5. Add the actors left out or correct the shares."
    )


def test_full_ownership_takes_its_strength_off_the_hurdle() -> None:
    assert hurdle_after_ownership(2.0, [0.0, 0.5, 1.0], 0.4).tolist() == pytest.approx([2.0, 1.6, 1.2])


def test_a_function_that_nobody_does_is_refused() -> None:
    with pytest.raises(InputError) as error:
        takeover_tests(FunctionLine("arbitration", " ", {"NGO": 1.0}, 10.0), 0.0)
    assert str(error.value) == (
        "ledger of functions: 1 defect found.\n"
        "  - arbitration: nobody does it. a function is a job that somebody does. Name who does it, or take the "
        "function out."
    )
