"""Rounds in files of their own become one table, and what does not fit together is said."""

from __future__ import annotations

import pytest

from outgrow.cli import main
from outgrow.sources import import_survey, read_survey
from outgrow.vocabulary import InputError

HEAD = "hhid,village_id,treat,land_acres,weight\n"


def round_of(folder, name, households, head=HEAD, row="{i},V{v},{arm},1.5,2\n"):
    rows = "".join(row.format(i=f"K{i:03}", v=i // 5, arm=(i // 5) % 2) for i in households)
    (folder / name).write_text(head + rows, encoding="utf-8")
    return folder / name


def said(done, kind):
    return [str(finding) for finding in done.table.findings if finding.kind == kind]


@pytest.fixture
def rounds(tmp_path):
    return round_of(tmp_path, "base.csv", range(20)), round_of(tmp_path, "end.csv", [*range(2, 20), 30, 31, 32])


def test_rounds_are_laid_under_each_other_and_households_counted(rounds):
    base, end = rounds
    done = import_survey(base, later=[end])
    assert done.table.frame["round"].value_counts().sort("round").rows() == [(1, 20), (2, 21)]
    assert done.mapping.column_of("wave") == "round"
    assert str(done.rows) == "41 rows read, 41 kept; none set aside"
    assert (
        "hhid: of 20 households of round 1, 18 are in round 2 and 2 are not; 3 households of round 2 were absent in "
        "round 1. All are kept"
    ) in said(done, "rounds")


def test_the_same_household_twice_in_a_round_is_told_apart_from_two_rounds(rounds, tmp_path):
    base, _ = rounds
    end = round_of(tmp_path, "twice.csv", [*range(20), 4])
    assert import_survey(base, later=[end]).rows.same == 1


def test_columns_that_differ_between_rounds_are_said(rounds, tmp_path):
    base, _ = rounds
    end = round_of(tmp_path, "other.csv", range(20), "hhid,treat,income_kes\n", "{i},T{arm},900\n")
    done = import_survey(base, later=[end])
    lacking = "village_id, land_acres, weight, income_kes"
    text = f"round: 4 columns that not every round has, empty where it is absent: {lacking}"
    assert text in said(done, "rounds")
    assert "treat: numbers in one round and texts in another, so it is text in all" in said(done, "rounds")
    assert done.table.frame["income_kes"].null_count() == 20


def test_rounds_whose_households_never_meet_are_pointed_at(rounds, tmp_path):
    base, _ = rounds
    end = round_of(tmp_path, "others.csv", range(100, 120))
    assert "hhid: no household of round 1 is in a later one: ids may be written otherwise in each" in (
        said(import_survey(base, later=[end]), "rounds")
    )


def test_personal_columns_of_every_round_stay_behind(rounds, tmp_path):
    base, _ = rounds
    end = round_of(tmp_path, "phones.csv", range(20), "hhid,phone\n", "{i},07223344{arm}6\n")
    done = import_survey(base, later=[end])
    assert [entry.column for entry in done.dropped] == ["phone"]
    assert "phone" not in done.table.frame.columns


def test_rounds_without_a_common_column_or_with_a_column_round_are_refused(rounds, tmp_path):
    base, _ = rounds
    other = round_of(tmp_path, "a.csv", range(3), "farmer,milk\n", "{i},{v}\n")
    with pytest.raises(InputError, match="they have no column in common"):
        import_survey(base, later=[other])
    other = round_of(tmp_path, "b.csv", range(3), "hhid,round\n", "{i},{v}\n")
    with pytest.raises(InputError, match="it has a column 'round' already"):
        import_survey(read_survey(base), later=[other])


def test_weights_below_nought_and_mixed_clusters_are_pointed_at(tmp_path):
    rows = "".join(f"K{i:03},V{i // 10},{i % 2 if i < 10 else 1},{-1 if i == 3 else 2}\n" for i in range(40))
    (tmp_path / "s.csv").write_text("hhid,village_id,treat,weight\n" + rows, encoding="utf-8")
    done = import_survey(tmp_path / "s.csv")
    assert said(done, "negative") == [
        "weight: 1 value below 0 (row 4), and a row cannot count less than nothing; kept. Correct the file, or name a "
        "code with --missing"
    ]
    assert said(done, "arms") == [
        "treat: 1 of 4 clusters (village_id: V0) holds more than one arm. Right where households were assigned; where "
        "clusters were, one of the two columns is wrong"
    ]


def test_a_household_that_changes_its_arm_is_pointed_at(rounds, tmp_path):
    base, _ = rounds
    end = round_of(tmp_path, "swapped.csv", range(20), row="{i},V{v},1,1.5,2\n")
    told = "in one arm in one round and in another in the next (first seen in rows 1, 2, 3, 4, 5 of round 1, ...)"
    assert f"treat: 10 households {told}; look which is right" in (said(import_survey(base, later=[end]), "arms"))


def test_the_command_takes_later_rounds(rounds, tmp_path, capsys):
    base, end = rounds
    assert main(["import", str(base), "--later", str(end), "--out", str(tmp_path / "both")]) == 0
    assert "files laid under each other" in capsys.readouterr().out
    again = read_survey(tmp_path / "both" / "survey.parquet")
    assert again.labels["round"] == "Round of the survey, in the order of the files"


@pytest.fixture
def workbook(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "rounds.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for sheet, first in (("Baseline", 0), ("Endline #2", 4)):
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, ["hhid", "village_id", "treat", "kg"])
        for i in range(20):
            page.write_row(i + 1, 0, [f"K{i + first:03}", f"V{i // 5}", (i // 5) % 2, 100 + i])
    book.close()
    return path


def test_two_sheets_of_one_workbook_are_two_rounds(workbook, capsys):
    assert main(["import", f"{workbook}#Baseline", "--later", f"{workbook}#Endline #2"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Rows: 40 rows read, 40 kept; none set aside" in said
    assert f"(1: 20 rows of {workbook}#Baseline; 2: 20 rows of {workbook}#Endline #2)" in said
    assert "of 20 households of round 1, 16 are in round 2 and 4 are not" in said


def test_the_other_sheet_is_offered_as_a_later_round(workbook):
    found = [str(f) for f in read_survey(workbook).findings if f.kind == "sheets"]
    assert "--later 'rounds.xlsx#Endline #2'" in found[0]


def test_a_sheet_that_is_not_there_and_a_round_given_twice_are_refused(workbook):
    with pytest.raises(InputError, match=r"it has no sheet 'Endlin'\. Did you mean 'Endline #2'"):
        read_survey(f"{workbook}#Endlin")
    with pytest.raises(InputError, match="is given as two rounds"):
        import_survey(f"{workbook}#Baseline", later=[f"{workbook}#Baseline"])
    with pytest.raises(InputError, match="there is no such file"):
        read_survey(f"{workbook.with_name('bounds.xlsx')}#Baseline")
