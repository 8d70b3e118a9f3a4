"""The analysis beyond the published tables: robustness, ties, levels, contradictions, and what it hands over."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from outgrow.conditions import qca, robustness
from outgrow.conditions.qca import crisp, indirect, minimal_covers, multi_value
from outgrow.vocabulary import InputError

DATA = Path(__file__).parents[3] / "reference" / "data"
FUZZY, CRISP, RAW = (str(DATA / f"qca_{name}.csv") for name in ("LF", "LC", "LR"))

CASES = {
    "case": ["A", "B", "C", "D", "E", "F"],
    "BUYER": [1, 1, 1, 0, 0, 0],
    "OWN": [1, 0, 1, 1, 0, 0],
    "SCALES": [1, 0, 1, 0, 0, 0],
}


def test_without_expectations_the_intermediate_solution_is_the_complex_one():
    found = qca(FUZZY, "SURV")
    assert found.solution("intermediate").terms == found.solution("complex").terms
    assert "No expectation was given, so that the intermediate solution is the complex one." in found.warnings


def test_an_intermediate_solution_lies_between_the_two_others():
    """Membership in it is at least that of the complex and at most that of the parsimonious solution."""
    found = qca(FUZZY, "SURV", expect="all")
    whole = {}
    for solution in found.solutions:
        whole[solution.kind] = np.max([found.table.term(t.cube) for t in solution.models[0].terms], axis=0)
    assert (whole["complex"] <= whole["intermediate"] + 1e-12).all()
    assert (whole["intermediate"] <= whole["parsimonious"] + 1e-12).all()


def test_the_case_order_changes_nothing():
    table = pl.read_csv(FUZZY)
    turned = table.reverse()
    assert qca(table, "SURV", expect="all").model.text == qca(turned, "SURV", expect="all").model.text


def test_rows_between_two_cut_offs_are_coded_c_and_not_explained():
    found = qca(FUZZY, "SURV", lower_cut=0.7)
    assert {row.number for row in found.truth.coded("C")} == {24}
    assert {row.number for row in found.truth.coded("1")} == {22, 32}


def test_rows_with_too_few_cases_are_remainders():
    found = qca(FUZZY, "SURV", n_cut=2)
    assert {row.out for row in found.truth.rows if len(row.cases) < 2} == {"?"}
    assert found.truth.remainders == 32 - 6


def test_a_level_of_an_outcome_can_be_explained():
    table = {**CASES, "REACH": [2, 1, 2, 0, 0, 0]}
    del table["SCALES"]
    found = qca(table, "REACH{2}", expect="all")
    assert found.model.text == "BUYER*OWN"
    assert found.table.outcome == "REACH{2}"


def test_robustness_counts_reruns_by_kind():
    found = qca(FUZZY, "SURV", expect="all", incl_cut=0.7)
    robust = robustness(found, inclusion_cuts=(0.7, 0.8), pri_cuts=(0.5,), case_cuts=(1,))
    assert [one.change for one in robust.reruns].count("cases") == 18
    assert [one.change for one in robust.reruns].count("cut-offs") == 1
    [term] = robust.survivals
    without = [one for one in robust.reruns if one.change == "cases" and "DEV*LIT*STB" in one.terms]
    assert term.cases == pytest.approx(len(without) / 18)
    assert set(term.lost_without) == {
        one.text for one in robust.reruns if one.change == "cases" and "DEV*LIT*STB" not in one.terms
    }


def test_leaving_a_case_out_is_an_analysis_without_it():
    table = pl.read_csv(FUZZY)
    robust = robustness(qca(table, "SURV", expect="all"))
    for name in ("FI", "DE", "GR"):
        again = qca(table.filter(pl.col("case") != name), "SURV", expect="all")
        [rerun] = [one for one in robust.reruns if one.change == "cases" and one.text == name]
        assert set(rerun.terms) == set(again.solution("intermediate").terms)


def test_the_range_of_cut_offs_that_change_nothing_ends_where_a_row_changes():
    found = qca(FUZZY, "SURV", expect="all")
    low, high = robustness(found).unchanged
    rows = {row.number: row.inclusion for row in found.truth.rows}
    assert (low, high) == (rows[24], rows[22])
    for cut in (low + 1e-6, high):
        assert qca(FUZZY, "SURV", expect="all", incl_cut=cut).model.text == found.model.text


def test_thresholds_are_moved_one_at_a_time():
    how = {"DEV": "direct:400,550,900", "SURV": "crisp:0"}
    found = qca(RAW, "SURV", conditions=["DEV", "STB"], calibrate={**how, "STB": "direct:15,9.5,5"}, expect="all")
    moved = [one.text for one in robustness(found).reruns if one.change == "thresholds"]
    assert "DEV direct 400, 535, 900" in moved
    assert "DEV direct 400, 585, 900" in moved
    assert sum(text.startswith("SURV crisp") for text in moved) == 2


def test_a_solution_that_ties_says_so():
    found = qca(str(DATA / "qca_LM.csv"), "SURV", incl_cut=1)
    assert found.solution("parsimonious").count == 3
    assert "3 parsimonious models fit equally well: none of them is the result by itself." in found.warnings


def test_models_beyond_those_listed_are_counted():
    table = np.ones((40, 1), dtype=bool)
    found = minimal_covers(table, most=7)
    assert (found.count, len(found.listed), found.complete) == (40, 7, True)


def test_the_frame_has_a_row_for_each_term_and_each_model():
    frame = qca(FUZZY, "SURV", expect="all").to_frame()
    assert frame.filter(pl.col("solution") == "intermediate").shape[0] == 3
    assert frame.columns[:4] == ["solution", "model", "term", "inclusion"]


def test_the_summary_has_number_and_caveat():
    assert qca(FUZZY, "SURV", expect="all").summary() == (
        "Over 18 cases, DEV*URB*LIT*STB + DEV*LIT*~IND*STB is sufficient for SURV (intermediate solution): consistency "
        "0.866, PRI 0.839, coverage 0.660. Not covered: FR, SE. Necessary, and not trivially so: STB, LIT*STB, "
        "DEV+URB+IND. It rests on 1 of 23 configurations without cases, and says nothing about causes by itself."
    )


def test_thresholds_of_other_methods():
    assert crisp([1, 2, 3], [2]).tolist() == [0, 1, 1]
    assert multi_value([1, 2, 3], [2, 3]).tolist() == [0, 1, 2]
    falling = indirect([11, 9, 7, 5, 3, 1], [10, 8, 6, 4, 2])
    assert (np.diff(falling) > 0).all()
    with pytest.raises(InputError, match="The thresholds of levels rise"):
        multi_value([1, 2], [3, 2])
    with pytest.raises(InputError, match="The cases fall into fewer than three groups"):
        indirect([1, 2], [10, 20, 30, 40, 50])


def test_a_file_with_semicolons_is_read(tmp_path):
    file = tmp_path / "table.csv"
    lines = ["case;BUYER;OWN;SCALES", *(";".join(str(CASES[c][n]) for c in CASES) for n in range(6))]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert qca(file, "SCALES").solution("complex").models[0].text == "BUYER*OWN"
