"""Checklists in and out: scores, bottleneck, other editions, and the simulation beside them."""

from __future__ import annotations

import pytest

from outgrow.conditions import (
    SimulatedCase,
    beside,
    checklist,
    checklists,
    empty_sheet,
    read_scores,
    save_csv,
    save_excel,
)
from outgrow.vocabulary import InputError

RUN = SimulatedCase(
    id="tea",
    title="Tea",
    likeliest="stalls",
    scales=0.1,
    gates={"works": 0.9, "pays": 0.05, "holds": 0.5, "lasts": 0.4, "reaches": 0.3, "lifts": 0.8},
    orphans={"extension": 0.2, "seed_system": 0.9},
    findings=(),
    folder="run",
)
# Reference R-S: readiness and use of the core components of a made-up package.
PACKAGE = """\
edition,2020
component,readiness,use,core,note
variety,8,5,yes,
seed system,3,2,yes,
extension,6,6,yes,demonstrations
credit,5,3,yes,
radio,1,1,no,
"""


@pytest.fixture
def sheet(tmp_path):
    def write(text, name="scores.csv"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


def filled(name, scores, edition=None):
    """An empty sheet with scores filled in."""
    lines = empty_sheet(name).splitlines()
    body = [line.removesuffix(",,") + f",{score}," for line, score in zip(lines[2:], scores, strict=True)]
    return "\n".join([lines[0] if edition is None else f"edition,{edition}", lines[1], *body]) + "\n"


def told(file, *asked):
    with pytest.raises(InputError) as problem:
        read_scores(file, *asked)
    return str(problem.value)


def test_each_checklist_has_its_numbers_and_says_what_was_checked():
    known = checklists()
    assert [len(one.items) for one in known.values()] == [10, 39, 0]
    sizes = [sum(item.group == group for item in known["asat"].items) for group in "ABCDEF"]
    assert sizes == [4, 6, 5, 10, 7, 7]
    assert all(one.citation and one.url and "Read: " in one.checked for one in known.values() if one.name != "asat")
    assert "was not seen" in known["asat"].checked


def test_the_bottleneck_is_the_weakest_core_component(sheet):
    found = read_scores(sheet(PACKAGE))
    assert {one.name: one.score for one in found.components if one.core} == {
        "variety": 40,
        "seed system": 6,
        "extension": 36,
        "credit": 15,
    }
    assert [one.name for one in found.bottleneck] == ["seed system"]
    assert found.package == 6
    assert found.summary() == (
        "Scaling Readiness (2020): the bottleneck of 5 components is seed system (readiness 3 times use 2 = 6 of 81), "
        "which is the readiness of the package. It is a judgement of those who scored it."
    )


def test_bottlenecks_can_tie(sheet):
    found = read_scores(sheet(PACKAGE.replace("credit,5,3", "credit,2,3")))
    assert [one.name for one in found.bottleneck] == ["seed system", "credit"]


def test_a_scaling_scan_is_recognised_and_summed_up(sheet):
    found = read_scores(sheet(filled("scaling-scan", [5, 4, 1, 4, 3, 3, 2, 2, 4, 1])))
    assert found.checklist.name == "scaling-scan"
    assert [one.item.text for one in found.weakest()] == ["Business cases", "Public sector governance"]
    assert found.warnings == ()
    assert found.summary() == (
        "Scaling Scan (2018): 10 of 10 scored, on average 2.9 on a scale of 1 to 5; lowest: Business cases, Public "
        "sector governance. It is a judgement of those who scored it."
    )


def test_asat_is_scored_by_category(sheet):
    scores = [1] * 4 + [2] * 6 + [3] * 5 + [1, 3] * 5 + [2] * 14
    found = read_scores(sheet(filled("asat", scores)))
    assert found.by_group() == {"A": 1.0, "B": 2.0, "C": 3.0, "D": 2.0, "E": 2.0, "F": 2.0}
    assert "lowest: category A (1.0)" in found.summary()


def test_names_are_known_however_they_are_punctuated_and_their_own_wording_is_kept(sheet):
    text = "Ingredient;Score;Comments\nAwareness & Demand;4;asked for\nTechnology / Practice;3,5;\n"
    found = read_scores(sheet(text))
    assert [one.score for one in found.scores[:2]] == [3.5, 4.0]
    assert found.scores[1].note == "asked for"
    own = read_scores(sheet("code,criterion,score\nA.1,It answers a policy,3\nB.2,Leaders back it,2\n"))
    assert own.scores[0].item.text == "It answers a policy"


def test_items_without_a_score_are_neither_low_nor_high(sheet):
    found = read_scores(sheet(filled("scaling-scan", [5, 4, "", 4, 3, 3, 2, 2, 4, ""])))
    assert found.warnings == ("2 of 10 items have no score: 3, 10. They count neither as low nor as high.",)
    assert found.scores[2].score is None
    assert len(found.by_group()) == 8


def test_another_edition_with_the_same_items_is_read_with_a_warning(sheet):
    found = read_scores(sheet(filled("scaling-scan", [3] * 10, edition="3rd edition")))
    assert found.warnings == (
        "The sheet names the edition '3rd edition' (the third edition), and known here is 2018: the items have the "
        "same names and the scores fit the scale, but what earns a score may differ.",
    )


def test_another_edition_with_other_items_is_refused(sheet):
    text = filled("scaling-scan", [3] * 10, edition="2017").replace("Business cases", "Market pull")
    text = text.replace("3,Market pull", ",Market pull")
    file = sheet(text)
    assert told(file) == (
        f"{file}: 1 defect found.\n"
        f"  - {file}:5: 1 of 10 rows are no items of Scaling Scan (2018): 'Market pull'. The sheet names the edition "
        "'2017' (the draft of November 2017 and the first edition); known here is the edition 2018 with 10 items. "
        "Score that edition, or rename the items that are the same in both."
    )


def test_scores_of_another_scale_are_refused_and_told_together(sheet):
    file = sheet(filled("scaling-scan", [0, 4, 7, "good", 3, 3, 2, 2, 4, 1]))
    why = (
        "Scaling Scan (2018) is scored from 1 to 5; other editions have other scales, and turning one into the other "
        "would be a guess. Score it on this scale."
    )
    assert told(file) == (
        f"{file}: 3 defects found.\n"
        f"  - {file}:3, item 1: a score of 0. {why}\n"
        f"  - {file}:5, item 3: a score of 7. {why}\n"
        f"  - {file}:6, item 4: 'good'. A score is a number from 1 to 5. Correct it, or leave it empty."
    )


def test_a_relative_with_28_questions_is_named(sheet):
    rows = "\n".join(f"Q{n},question {n},2" for n in range(1, 29))
    file = sheet(f"code,item,score\n{rows}\n")
    assert told(file) == (
        f"{file}: 1 defect found.\n"
        "  - 0 of its 28 rows are items of a known checklist. Known are: Scaling Scan (2018), ASAT (2018), Scaling "
        "Readiness (2020); 28 items are those of the Scalability Checklist of Management Systems International (2016), "
        "with 28 questions in seven areas, which is not read. Name the items as that edition does, or give --kind."
    )


def test_an_item_scored_twice_and_an_empty_sheet_are_told(sheet):
    file = sheet("item,score\nFinance,3\nFinance,4\n")
    assert told(file) == (
        f"{file}: 1 defect found.\n  - {file}:3: item 5 twice. It was scored above already. Keep one of the two."
    )
    file = sheet(empty_sheet("scaling-scan"))
    assert told(file) == (
        f"{file}: 1 defect found.\n  - {file}: no item has a score. An empty sheet says nothing. Score from 1 to 5."
    )


def test_a_sheet_without_column_names_is_told(sheet):
    file = sheet("Finance,3\n")
    assert told(file) == (
        f"{file}: 1 defect found.\n"
        "  - no column names were found. A scored sheet has a row of column names: 'code' or 'item' with 'score'; or "
        "'component', 'readiness', 'use'. Add it, or start from: outgrow checklist --new NAME --out FILE."
    )


def test_levels_out_of_range_and_no_core_component_are_told(sheet):
    file = sheet("component,readiness,use,core\nvariety,10,,perhaps\n")
    assert told(file) == (
        f"{file}: 3 defects found.\n"
        f"  - {file}:2, variety: '10'. Innovation readiness is a whole number from 0 to 9. Correct it.\n"
        f"  - {file}:2, variety: an empty cell. Innovation use is a whole number from 0 to 9. Correct it.\n"
        f"  - {file}:2, variety: 'perhaps' under core. A component is core or it is not. Write yes or no."
    )
    file = sheet("component,readiness,use,core\nradio,1,1,no\n")
    assert told(file) == (
        f"{file}: 1 defect found.\n"
        f"  - {file}: no core component. The bottleneck is the weakest of the core components. Say 'yes' under 'core' "
        "for at least one."
    )


def test_a_misspelt_checklist_is_told():
    with pytest.raises(InputError) as problem:
        checklist("scaling-scann")
    assert str(problem.value) == (
        "outgrow checklist: 1 defect found.\n"
        "  - 'scaling-scann'. There is no such checklist. Did you mean 'scaling-scan' or 'scaling-readiness'?"
    )


def test_scores_stand_beside_the_lowest_gate_that_asks_the_same(sheet):
    found = beside(read_scores(sheet(filled("scaling-scan", [5, 2, 5, 3, 3, 3, 3, 2, 4, 1]))), RUN)
    rows = {row.text: row for row in found.rows}
    assert (rows["Technology/practice"].share, rows["Technology/practice"].simulated) == (1.0, 0.9)
    assert rows["Collaboration"].simulated == 0.4
    assert rows["Evidence and learning"].simulated is None
    assert rows["Evidence and learning"].remark == "the simulation says nothing about it"
    assert rows["Business cases"].remark == (
        "scored higher than simulated ('pays' opens in 5% of worlds): what did people see that the file does not say?"
    )
    assert [row.text for row in found.rows if row.apart] == ["Business cases"]


def test_components_stand_beside_the_function_of_the_same_name(sheet):
    rows = {row.text: row for row in beside(read_scores(sheet(PACKAGE)), RUN).rows}
    assert rows["extension"].simulated == pytest.approx(0.8)
    assert rows["seed system"].simulated == pytest.approx(0.1)
    assert rows["variety"].simulated is None
    assert (rows["The package"].share, rows["The package"].simulated) == (pytest.approx(6 / 81), 0.1)


@pytest.mark.parametrize("save", [save_csv, save_excel])
@pytest.mark.parametrize("name", ["scaling-scan", "asat", "scaling-readiness"])
def test_what_is_written_can_be_read_again(sheet, tmp_path, save, name):
    count = len(checklist(name).items)
    text = filled(name, [1 + n % 3 for n in range(count)]) if count else PACKAGE
    found = read_scores(sheet(text))
    file = tmp_path / ("again.csv" if save is save_csv else "again.xlsx")
    save(found, file, beside(found, RUN))
    again = read_scores(file)
    assert [(one.item.code, one.score) for one in again.scores] == [(one.item.code, one.score) for one in found.scores]
    assert again.components == found.components
    assert again.warnings == found.warnings
