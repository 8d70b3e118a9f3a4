"""Lessons: figures from the cases, counter-cases named, real and simulated kept apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scipy.stats import fisher_exact

from outgrow.conditions import (
    Lessons,
    case_matrix,
    lessons_from_cases,
    lessons_from_worlds,
    qca,
    read_labels,
    read_simulated,
    robustness,
)
from outgrow.conditions.lessons.real import _fisher
from outgrow.vocabulary import InputError

NAMES = [f"c{n}" for n in range(12)]
BUYER = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1]
OWN = [1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0]
SCALES = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
TABLE = {"case": NAMES, "BUYER": BUYER, "OWN": OWN, "SCALES": SCALES}
LABELS = {"BUYER": "a buyer is committed", "OWN": "smallholders own a share", "SCALES": "scaling"}


def verdict(case, *, scales=0.3, direction=1, option_gain=0.2, draws=200):
    return {
        "case": {"id": case, "title": case.title()},
        "classes": {"stalls": 1.0 - scales, "scales": scales},
        "gates": [{"gate": "works", "probability": 0.9}, {"gate": "holds", "probability": 0.4}],
        "drivers": [
            {
                "name": "contract.fine",
                "label": "Fine",
                "gate": "holds",
                "movement": 0.9,
                "direction": direction,
                "flips": [],
                "assumed": True,
            },
            {
                "name": "firm.fee",
                "label": "Fee",
                "gate": "pays",
                "movement": 0.1,
                "direction": 1,
                "flips": [],
                "assumed": False,
            },
        ],
        "options": [
            {
                "id": "second_buyer",
                "title": "A second buyer",
                "gates": {"holds": {"without": 0.4, "with": 0.4 + option_gain}},
                "scales": {"without": scales, "with": scales},
                "draws": draws,
            }
        ],
    }


@pytest.fixture
def runs(tmp_path):
    def write(case, **changes):
        folder = tmp_path / case
        folder.mkdir()
        (folder / "verdict.json").write_text(json.dumps(verdict(case, **changes)), encoding="utf-8")
        return read_simulated(folder)

    return write


def of(lessons, kind, conditions):
    [found] = [one for one in lessons if (one.kind, one.conditions) == (kind, conditions)]
    return found


def test_a_combination_counts_its_cases_and_is_strong_when_nothing_speaks_against_it():
    found = qca(TABLE, "SCALES", expect="all")
    lesson = of(lessons_from_cases(found, robustness(found), labels=LABELS), "combination", "BUYER*OWN")
    assert lesson.sentence == (
        "Where a buyer is committed and smallholders own a share, scaling followed in 5 of 5 cases; they are 5 of "
        "the 5 cases with scaling."
    )
    assert (lesson.support, lesson.counter_cases, lesson.grade) == (tuple(NAMES[:5]), (), "strong")
    assert (lesson.consistency, lesson.coverage, lesson.beside) == (1.0, 1.0, "")


def test_without_reruns_no_combination_is_strong():
    found = qca(TABLE, "SCALES", expect="all")
    assert of(lessons_from_cases(found), "combination", "BUYER*OWN").grade == "moderate"


def test_counter_cases_are_named_and_weigh():
    table = {**TABLE, "SCALES": [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]}
    found = qca(table, "SCALES", expect="all", incl_cut=0.75)
    lesson = of(lessons_from_cases(found, robustness(found)), "combination", "BUYER*OWN")
    assert lesson.counter_cases == ("c4",)
    assert "followed in 4 of 5 cases (against it: c4)" in lesson.sentence
    assert lesson.grade != "strong"


def test_a_contrast_is_the_difference_of_two_shares_with_an_exact_test():
    found = qca(TABLE, "SCALES", expect="all")
    lesson = of(lessons_from_cases(found, labels=LABELS), "contrast", "BUYER")
    assert lesson.sentence == (
        "Scaling came more often where a buyer is committed: in 5 of 7 cases, against 0 of 5 elsewhere."
    )
    assert lesson.counter_cases == ("c5", "c11")
    p = fisher_exact([[5, 2], [0, 5]]).pvalue
    assert (
        f"exact test p = {p:.3f}, and {2 * p:.3f} once it is allowed for that 2 conditions were looked at" in lesson.why
    )


@pytest.mark.parametrize("seed", range(6))
def test_the_exact_test_is_scipys(seed):
    import numpy as np  # noqa: PLC0415

    luck = np.random.default_rng(seed)
    x, y = luck.random(17) < 0.4, luck.random(17) < 0.5
    table = [[(x & y).sum(), (x & ~y).sum()], [(~x & y).sum(), (~x & ~y).sum()]]
    assert _fisher(x, y) == pytest.approx(fisher_exact(table).pvalue)


def test_what_is_simulated_stands_beside_a_lesson_and_changes_none_of_its_figures(runs):
    found = qca(TABLE, "SCALES", expect="all")
    simulated = [runs("c0", scales=0.8), runs("c1", scales=0.6), runs("c9", scales=0.1)]
    alone = of(lessons_from_cases(found), "combination", "BUYER*OWN")
    both = of(lessons_from_cases(found, simulated=simulated), "combination", "BUYER*OWN")
    assert both.beside == (
        "Simulated: the probability of scaling averages 70% in 2 cases with it and 10% in 1 without."
    )
    assert (both.support, both.consistency, both.grade, both.basis) == (
        alone.support,
        alone.consistency,
        alone.grade,
        "real cases",
    )


def test_simulated_lessons_count_runs_that_agree_and_name_those_that_do_not(runs):
    lessons = lessons_from_worlds([runs("tea"), runs("rice"), runs("perch", direction=-1)])
    lesson = of(lessons, "number", "contract.fine")
    assert (lesson.support, lesson.counter_cases) == (("tea", "rice"), ("perch",))
    assert lesson.consistency == pytest.approx(2 / 3)
    assert lesson.sentence == (
        "More of 'Fine' helps 'holds' in 2 of 3 simulated cases; the other way round in perch; in 2 of them "
        "the number is an assumption. tea: by 0.90 standard deviations of the margin."
    )
    assert {one.grade for one in lessons} == {"model only"}
    assert {one.basis for one in lessons} == {"simulated cases"}


def test_small_movements_and_gains_within_the_error_teach_nothing(runs):
    conditions = {one.conditions for one in lessons_from_worlds([runs("tea", option_gain=0.01)])}
    assert conditions == {"contract.fine"}


def test_an_option_that_helps_is_a_lesson(runs):
    lesson = of(lessons_from_worlds([runs("tea")]), "lever", "second_buyer")
    assert (lesson.result, lesson.support) == ("holds", ("tea",))
    assert (
        "The option 'A second buyer' helps 'holds' in 1 of 1 simulated case. tea: from 40% to 60% of 200 worlds."
        in lesson.sentence
    )


def test_findings_that_a_run_wrote_are_read_instead_of_its_drivers(tmp_path):
    written = verdict("tea")
    written["findings"] = [
        {
            "kind": "support",
            "condition": "training",
            "result": "all gates",
            "sentence": "Without training 3 gates fewer open.",
            "figure": -3.0,
            "unit": "gates",
            "error": 0.1,
            "worlds": 100,
            "facilitates": True,
            "assumed": False,
        },
        {
            "kind": "tornado",
            "condition": "firm.fee",
            "result": "pays",
            "sentence": "",
            "figure": 1.0,
            "unit": "",
            "error": None,
            "worlds": 2,
            "facilitates": False,
            "assumed": False,
        },
    ]
    del written["drivers"]
    file = tmp_path / "findings.json"
    file.write_text(json.dumps(written), encoding="utf-8")
    lessons = lessons_from_worlds([read_simulated(tmp_path)])
    assert {(one.kind, one.conditions) for one in lessons} == {
        ("support", "training"),
        ("number", "firm.fee"),
        ("lever", "second_buyer"),
    }


def test_the_same_case_twice_is_refused(runs):
    tea = runs("tea")
    with pytest.raises(InputError) as problem:
        lessons_from_worlds([tea, tea])
    assert str(problem.value) == (
        "simulated cases: 1 defect found.\n"
        "  - 'tea' is given twice. Two runs of one case would count twice. Keep one of them."
    )


def test_a_folder_without_a_verdict_and_a_file_of_something_else_are_told(tmp_path):
    with pytest.raises(InputError) as problem:
        read_simulated(tmp_path)
    assert str(problem.value) == (
        f"{tmp_path}: 1 defect found.\n"
        "  - there is no findings.json or verdict.json. A simulated case is the folder that 'outgrow run' or 'outgrow "
        "explore' wrote. Name such a folder."
    )
    other = tmp_path / "other.json"
    other.write_text("[1, 2]", encoding="utf-8")
    with pytest.raises(InputError, match="no case, verdict and gates can be read from it"):
        read_simulated(other)


def test_the_matrix_keeps_what_was_simulated_in_rows_of_its_own(runs):
    matrix = case_matrix(qca(TABLE, "SCALES").table, [runs("c0", scales=0.8), runs("new", scales=0.2)])
    first, second = matrix.rows[:2]
    assert (first.case, first.origin, first.outcome) == ("c0", "real", 1.0)
    assert (second.case, second.origin, second.outcome) == ("c0", "simulated", 0.8)
    assert second.conditions == first.conditions
    assert matrix.rows[-1].conditions == {"BUYER": None, "OWN": None}
    frame = matrix.to_frame()
    assert frame.shape == (14, 8)
    assert frame["outcome"].null_count() == 2
    assert frame["simulated_probability_of_scaling"].null_count() == 12


def test_real_lessons_come_first_and_the_summary_says_which_is_which(runs):
    found = qca(TABLE, "SCALES", expect="all")
    lessons = Lessons((*lessons_from_cases(found, robustness(found)), *lessons_from_worlds([runs("tea")])))
    bases = [one.basis for one in lessons.lessons]
    assert bases == sorted(bases)
    assert lessons.summary().startswith("Best founded among real cases (strong): ")
    assert "Among simulated cases (what the model implies): " in lessons.summary()
    assert lessons.to_frame().shape[0] == len(lessons.lessons)


def test_labels_come_from_a_table(tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text("condition,label\nBUYER,a buyer is committed\n", encoding="utf-8")
    assert read_labels(file) == {"BUYER": "a buyer is committed"}
    Path(file).write_text("condition,words\nBUYER,x\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'label'"):
        read_labels(file)
