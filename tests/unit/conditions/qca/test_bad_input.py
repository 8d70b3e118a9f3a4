"""What a person is told about a table that cannot be compared: whole sentences, all defects at once."""

from __future__ import annotations

import pytest

from outgrow.conditions import qca
from outgrow.vocabulary import InputError

GOOD = {
    "case": ["A", "B", "C", "D"],
    "BUYER": [1, 1, 0, 0],
    "OWN": [1, 0, 1, 0],
    "SCALES": [1, 0, 0, 0],
}


def said(table, outcome="SCALES", **asked):
    with pytest.raises(InputError) as problem:
        qca(table, outcome, **asked)
    return str(problem.value)


def test_all_rows_contradictory():
    table = {"case": ["A", "B", "C", "D"], "BUYER": [1, 1, 0, 0], "SCALES": [1, 0, 1, 0]}
    assert said(table) == (
        "table: 1 defect found.\n"
        "  - truth table: every row of the truth table is contradictory (2 of 2). Cases that share all conditions "
        "differ in the outcome, so that these conditions cannot explain it. Add the condition in which such cases "
        "differ, or check their scores."
    )


def test_one_case():
    table = {"case": ["A"], "BUYER": [1], "SCALES": [1]}
    assert said(table) == (
        "table: 1 defect found.\n"
        "  - table: 1 case. The method compares cases with each other. Give at least 2; about 10 to 60 are usual."
    )


def test_conditions_without_variation():
    assert said({**GOOD, "NGO": [1, 1, 1, 1]}) == (
        "table: 1 defect found.\n"
        "  - table, column NGO: every case has 1. Without variation it cannot tell cases apart, and would pass for "
        "necessary. Leave the condition out."
    )


def test_outcome_without_variation():
    assert said({**GOOD, "SCALES": [1, 1, 1, 1]}) == (
        "table: 1 defect found.\n"
        "  - table, column SCALES: every case shows the outcome. What is the same everywhere cannot be explained by "
        "what differs. Add cases that came out otherwise."
    )


def test_fuzzy_scores_outside_0_to_1_and_exactly_0_5_are_told_together():
    assert said({**GOOD, "OWN": [0.9, 1.2, 0.5, 0.1]}) == (
        "table: 2 defects found.\n"
        "  - table, column OWN, case B: a score of 1.2. Membership in a set lies between 0 and 1. Calibrate it, for "
        "example with --calibrate COLUMN=direct:OUT,CROSSOVER,IN.\n"
        "  - table, column OWN, case C: a score of exactly 0.5. A case that is neither in nor out of the set belongs "
        "to no row of the truth table. Decide it by what is known of the case, for example 0.51 or 0.49."
    )


def test_two_outcomes():
    assert said(GOOD, "SCALES,OWN") == (
        "outgrow qca: 1 defect found.\n"
        "  - --outcome: two outcomes: 'SCALES' and 'OWN'. One analysis explains one outcome. Run it once for each."
    )


def test_an_outcome_among_the_conditions():
    assert said(GOOD, conditions=["BUYER", "SCALES"]) == (
        "table: 1 defect found.\n"
        "  - --conditions: 'SCALES' is outcome and condition. An outcome cannot explain itself. Take it out of one of "
        "them."
    )


def test_an_outcome_of_several_levels():
    assert said({**GOOD, "SCALES": [2, 1, 0, 0]}) == (
        "table: 1 defect found.\n"
        "  - table, column SCALES: the outcome has the levels 0, 1, 2. An analysis explains one of them, such as "
        "SCALES{1}. Name the level in --outcome."
    )


def test_misspelt_columns_are_told_with_the_nearest_name():
    assert said(GOOD, "SCALE", conditions=["BUYR"], calibrate=["OWNS=crisp:1"]) == (
        "table: 3 defects found.\n"
        "  - --outcome: 'SCALE'. The table has no column of that name. Did you mean 'SCALES'?\n"
        "  - --conditions: 'BUYR'. The table has no column of that name. Did you mean 'BUYER'?\n"
        "  - --calibrate: 'OWNS'. It is neither a condition nor the outcome. Known: BUYR, SCALE."
    )


def test_empty_and_wordy_cells():
    table = {**GOOD, "OWN": ["1", "", "yes", "0"]}
    assert said(table, conditions=["BUYER", "OWN"]) == (
        "table: 2 defects found.\n"
        "  - table, column OWN, case B: an empty cell. Unknown is not 0. Fill it in, or leave the case out.\n"
        "  - table, column OWN, case C: 'yes'. It is not a number. Write a number, or leave the case out."
    )


def test_scores_that_cannot_be_are_told_beside_an_empty_cell():
    told = said({**GOOD, "OWN": ["1.2", "", "0.5", "0.3"]}, conditions=["BUYER", "OWN"])
    assert told.startswith("table: 3 defects found.\n")
    for part in ("case B: an empty cell", "case A: a score of 1.2", "case C: a score of exactly 0.5"):
        assert part in told


def test_a_case_named_twice():
    assert said({**GOOD, "case": ["A", "A", "C", "D"]}) == (
        "table: 1 defect found.\n"
        "  - table, column case: 'A' stands there 2 times. Each row is a case of its own. Give each case its own name."
    )


def test_no_row_is_consistent_enough():
    table = {**GOOD, "BUYER": [0.9, 0.7, 0.2, 0.6], "SCALES": [0.6, 0.6, 0.4, 0.1]}
    assert said(table, incl_cut=1.0) == (
        "table: 1 defect found.\n"
        "  - truth table: no row of the truth table is coded 1 (3 rows). The most consistent one has inclusion 0.727, "
        "PRI 0.400 and 1 case; asked are at least 1, 0.5 and 1. Look at the truth table before lowering a cut-off."
    )


def test_every_row_explains_the_outcome():
    table = {"case": ["A", "B", "C", "D"], "BUYER": [0.9, 0.8, 0.2, 0.1], "SCALES": [0.95, 0.9, 0.9, 0.4]}
    assert said(table, incl_cut=0.7, pri_cut=0) == (
        "table: 1 defect found.\n"
        "  - truth table: every row of the truth table is coded 1 (2 of 2). Nothing tells cases with the outcome from "
        "cases without it. Raise --incl-cut, or add cases and conditions."
    )


def test_cut_offs_out_of_range_are_told_together():
    assert said(GOOD, incl_cut=1.5, pri_cut=-1, n_cut=0, lower_cut=1.7) == (
        "truth table: 4 defects found.\n"
        "  - --incl-cut: 1.5. A consistency lies above 0 and is at most 1. Give a number such as 0.8.\n"
        "  - --pri-cut: -1. A PRI lies between 0 and 1. Give a number such as 0.5.\n"
        "  - --n-cut: 0. A row without cases is a remainder. Give 1 or more.\n"
        "  - --lower-cut: 1.7. It lies between 0 and the upper cut-off. Give at most 1.5."
    )


def test_wrong_calibrations_are_told_together():
    assert said(GOOD, calibrate=["BUYER=directly:1,2,3", "OWN=direct:a,b,c"]) == (
        "calibration: 2 defects found.\n"
        "  - --calibrate BUYER: 'directly'. There is no such method of calibration. Did you mean 'direct' or "
        "'indirect'?\n"
        "  - --calibrate OWN: 'a,b,c'. Thresholds are numbers with commas between them. Write them as in "
        "'direct:400,550,900'."
    )
    assert said(GOOD, calibrate=["OWN=direct:1,2"]) == (
        "table: 1 defect found.\n  - --calibrate OWN: thresholds 1, 2. The method 'direct' takes 3 thresholds. Write 3."
    )


def test_a_misspelt_expectation():
    assert said(GOOD, expect="BUYERS") == (
        "outgrow qca: 1 defect found.\n"
        "  - --expect: 'BUYERS'. It is not a condition of the analysis. Did you mean 'BUYER'?"
    )


def test_a_file_that_is_not_there(tmp_path):
    missing = tmp_path / "table.csv"
    assert said(missing) == (
        f"{missing}: 1 defect found.\n  - the file cannot be opened. No such file or directory. Check its name."
    )


def test_a_skewed_condition_and_an_undecided_outcome_are_warnings():
    table = {
        "case": [f"c{n}" for n in range(8)],
        "BUYER": [1, 1, 1, 1, 0, 0, 0, 0],
        "NGO": [0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.1],
        "SCALES": [1, 1, 1, 1, 0, 0, 0, 0.5],
    }
    found = qca(table, "SCALES", expect="all")
    assert found.warnings[:2] == (
        "88% of the cases are in NGO: so skewed a condition is consistent with almost anything.",
        "c7: a score of exactly 0.5 in SCALES, neither with nor without the outcome; it counts for consistency and "
        "coverage, and as no case of either kind.",
    )


def test_contradictory_rows_among_others_are_a_warning_with_their_cases():
    table = {
        "case": ["A", "B", "C", "D", "E"],
        "BUYER": [1, 1, 0, 0, 1],
        "OWN": [1, 1, 1, 0, 0],
        "SCALES": [1, 1, 1, 0, 0],
    }
    found = qca({**table, "case": [*table["case"]], "SCALES": [1, 0, 1, 0, 0]}, "SCALES", expect="all")
    assert found.warnings == (
        "1 of 4 rows are contradictory, with and without the outcome for the same conditions: A, B.",
    )
    assert [row.cases for row in found.truth.contradictory] == [("A", "B")]


def test_columns_of_different_lengths():
    assert said({"A": [1, 0], "SCALES": [1]}) == (
        "table: 1 defect found.\n"
        "  - columns of different lengths: A 2, SCALES 1. Each case has a value in each column. "
        "Give all the same length."
    )


def test_decimal_commas_are_read_where_they_can_be_nothing_else(tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text("case;DEV;STB;SCALES\nA;0,9;0,625;1\nB;0,1;0,8;0\nC;0,7;1;1\nD;0,2;0,3;0\n", encoding="utf-8")
    found = qca(str(file), "SCALES", incl_cut=0.7)
    assert found.table.scores.tolist() == [[0.9, 0.625], [0.1, 0.8], [0.7, 1.0], [0.2, 0.3]]


def test_a_comma_that_may_stand_between_thousands_is_not_guessed(tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text('case,GNP,B,SCALES\na,"1,200",1,1\nb,300,0,0\nc,50,1,0\n', encoding="utf-8")
    assert said(str(file)) == (
        f"{file}: 1 defect found.\n"
        f"  - {file}, column GNP, case a: '1,200'. The comma may stand between thousands or before decimals. "
        "Write 1200 or 1.2."
    )


def test_cells_under_no_column_and_columns_twice_are_told_together(tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text("case,A,A,SCALES\na,1,1,1,7\nb,1,0,0\n", encoding="utf-8")
    assert said(str(file)) == (
        f"{file}: 2 defects found.\n"
        f"  - {file}:1: column 'A' stands in it 2 times. It cannot be told which of them is meant. "
        "Rename all but one.\n"
        f"  - {file}:2: '7' under no column. The row has 5 cells, and there are 4 columns. "
        "Name the column, or put text "
        "with separators in quotes."
    )


def test_conditions_in_words_are_not_dropped_in_silence():
    table = {"case": ["a", "b", "c"], "OWN": ["yes", "no", "yes"], "BUYER": [1, 0, 0], "SCALES": [1, 0, 0]}
    assert said(table) == (
        "table: 1 defect found.\n"
        "  - table: column 'OWN' holds words. It says no and yes, and a condition is a number. "
        "Write 1 for yes and 0 for no."
    )
    table = {**table, "OWN": ["Kenya", "Peru", "Mali"]}
    assert "Not used as conditions, for they hold no numbers: OWN (such as 'Kenya')." in qca(table, "SCALES").warnings


def test_levels_with_a_gap():
    table = {"case": list("abcd"), "CHAIN": [0, 1, 3, 3], "BUYER": [1, 0, 0, 1], "SCALES": [1, 0, 0, 1]}
    assert said(table) == (
        "table: 1 defect found.\n"
        "  - table, column CHAIN: whole numbers up to 3. Levels are 0, 1, 2, ... with none left out; no case has 2. "
        "Number them anew, or calibrate the column with --calibrate."
    )
