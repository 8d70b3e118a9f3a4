"""The absence of the outcome, untenable assumptions, cases under small changes, and the table that journals print."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from outgrow.conditions import configuration_table, other_side, qca, set_robustness
from outgrow.vocabulary import InputError

FUZZY = str(Path(__file__).parents[3] / "reference" / "data" / "qca_LF.csv")
THREE_DECIMALS = 5.01e-4


def texts(found, kind):
    return {frozenset(term.text for term in model.terms) for model in found.solution(kind).models}


@pytest.fixture(scope="module")
def survival():
    return qca(FUZZY, "SURV", expect="all")


def test_the_absence_is_explained_with_the_opposite_expectations(survival):
    """As R prints it for ~SURV with ~DEV, ~URB, ~LIT, ~IND and ~STB expected."""
    absent = other_side(survival).found
    assert absent.table.outcome == "~SURV"
    assert texts(absent, "intermediate") == {frozenset({"~STB", "~DEV*~URB*~IND"})}
    assert other_side(absent).found.model.text == survival.model.text


def test_contradictory_assumptions_are_those_of_r(survival):
    """``findRows(tt, type = 2)`` of the R package QCA 3.25.1."""
    assert other_side(survival).contradictory["parsimonious"] == (10, 12, 14, 16, 17, 21, 25, 29)
    assert "assume 8 of the same remainders" in other_side(survival).summary()


def test_an_enhanced_analysis_makes_no_contradictory_assumption():
    found = qca(FUZZY, "SURV", expect="all", enhanced=True)
    assert other_side(found).contradictory == {"intermediate": (), "parsimonious": ()}
    assert {one.reason: len(one.rows) for one in found.barred} == {
        "without a necessary condition": 19,
        "assumed for the absence too": 2,
    }
    assert "19 remainders may not be assumed to show the outcome: without a necessary condition." in found.warnings


def test_excluded_remainders_are_assumed_by_no_model():
    """As R minimises the table with the rows of ~DEV + ~LIT*~STB excluded."""
    found = qca(FUZZY, "SURV", expect="all", exclude="~DEV+~LIT*~STB")
    assert texts(found, "parsimonious") == {
        frozenset({"DEV*URB*STB", "DEV*LIT*~IND"}),
        frozenset({"DEV*URB*STB", "DEV*~IND*STB"}),
    }
    assert texts(found, "intermediate") == {frozenset({"DEV*URB*LIT*STB", "DEV*LIT*~IND*STB"})}


def test_an_exclusion_of_unknown_conditions_is_told_at_once():
    with pytest.raises(InputError) as problem:
        qca(FUZZY, "SURV", exclude=["DEW*~QQQ", "DEV{3}"])
    assert str(problem.value) == (
        "outgrow qca: 3 defects found.\n"
        "  - --exclude: 'DEW'. It is not a value of a condition. Did you mean 'DEV'?\n"
        "  - --exclude: '~QQQ'. It is not a value of a condition. Known: DEV, IND, LIT, STB, URB.\n"
        "  - --exclude: 'DEV{3}'. DEV has the levels 0 to 1. Name one of these."
    )


def test_an_absence_that_cannot_be_explained_says_why():
    cases = {"case": list("abcd"), "A": [1, 1, 0, 0], "Y": [1, 1, 1, 0]}
    absent = other_side(qca(cases, "Y", incl_cut=1))
    assert absent.found is None
    assert "no row of the truth table is coded 1" in absent.summary()


def test_measures_of_set_robustness_are_those_of_their_formulas(survival):
    """Each small change solved anew, and the measures of Oana and Schneider (2021) written out."""
    found = set_robustness(survival)
    changes = [{"incl_cut": 0.75}, {"incl_cut": 0.85}, {"pri_cut": 0.4}, {"pri_cut": 0.6}, {"n_cut": 2}]
    assert found.tests == ("inclusion 0.75", "inclusion 0.85", "PRI 0.4", "PRI 0.6", "at least 2 cases a row")
    y, own = survival.table.memberships, union(survival)
    others = [union(qca(FUZZY, "SURV", expect="all", **change)) for change in changes]
    least, most = np.min(others, axis=0), np.max(others, axis=0)
    core = np.minimum(own, least)
    covered = np.minimum(core, y).sum() / np.minimum(own, y).sum()
    consistent = (np.minimum(own, y).sum() / own.sum()) / (np.minimum(core, y).sum() / core.sum())
    assert (found.fit_coverage, found.fit_consistency) == pytest.approx((covered, consistent))
    assert found.overlap_least == pytest.approx(core.sum() / np.maximum(own, least).sum())
    assert found.overlap_most == pytest.approx(np.minimum(own, most).sum() / np.maximum(own, most).sum())
    assert (found.typical.robust, found.typical.shaky) == (("BE", "CZ", "NL", "UK"), ("FI", "IE"))
    assert (found.typical.ratio, found.rank) == (pytest.approx(4 / 6), 3)
    assert "Shaky: FI, IE." in found.summary()


def union(found):
    return np.max([found.table.term(term.cube) for term in found.model.terms], axis=0)


def test_moved_thresholds_are_tests_too():
    raw = str(Path(FUZZY).with_name("qca_LR.csv"))
    found = qca(
        raw,
        "SURV",
        conditions=["DEV", "STB"],
        calibrate=["DEV=direct:400,550,900", "STB=direct:15,9.5,5", "SURV=direct:-9,-2,10"],
    )
    tests = set_robustness(found)
    assert sum(text.startswith("DEV direct") for text in (*tests.tests, *tests.unsolved)) == 2


def test_core_conditions_are_those_of_the_parsimonious_solution(survival):
    table = configuration_table(survival)
    assert dict(zip(table.conditions, table.marks, strict=True)) == {
        "DEV": ("•", "●"),
        "URB": ("●", ""),
        "LIT": ("•", "•"),
        "IND": ("", "⊗"),
        "STB": ("●", "•"),
    }
    frame = table.to_frame()
    assert frame.filter(frame["row"] == "Solution consistency")["configuration_1"].to_list() == ["0.866"]
    assert r"IND &  & $\bigotimes$ \\" in table.to_latex().splitlines()
