"""An import says where every row and column went, and what it writes can be read again."""

from __future__ import annotations

import polars as pl
import pytest

from outgrow.cli import main
from outgrow.initiative import new, read
from outgrow.sources import import_survey, read_survey
from outgrow.vocabulary import InputError

ROWS = """hhid,phone,treat,land_acres,harvest_kg,price_kes_per_kg,district
A1,0712345678,T,0.5,300,20,Kericho
A2,0722345678,C,1.5,400,21,Bomet
A2,0722345678,C,1.5,400,21,Bomet
A3,0732345678,T,2,500,22,Kericho
A4,0742345678,C,1,-99,20,Bomet
A4,0742345678,T,1,90,20,Bomet
,0752345678,T,1,90,20,Bomet
,,,,,,
A5,0762345678,C,3,800,20,Bomet
A6,0772345678,T,2,10,20,Bomet
A7,0782345678,T,2,10,20,Bomet
A8,0792345678,C,2,10,20,Bomet
A9,0702345678,C,2,10,20,Bomet
B1,0701345678,T,2,10,20,Bomet
B2,0701345679,T,2,10,20,Bomet
B3,0701345670,T,2,10,20,Bomet
B4,0701345671,T,2,10,20,Bomet
B5,0701345672,T,2,10,20,Bomet
B6,0701345673,T,2,10,20,Bomet
B7,0701345674,T,2,10,20,Bomet
B8,0701345675,T,2,10,20,Bomet
B9,0701345676,T,2,10,20,Bomet
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "endline.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_every_row_is_kept_or_set_aside_with_its_reason(file):
    done = import_survey(file)
    count = done.rows
    assert (count.read, count.kept, count.empty, count.no_id, count.same, count.conflicting) == (22, 17, 1, 1, 1, 2)
    assert done.table.frame.height + done.aside.height == count.read
    assert done.aside.select("row", "set_aside_because").rows() == [
        (3, "same id and same answers"),
        (5, "same id, different answers"),
        (6, "same id, different answers"),
        (7, "no id"),
        (8, "no answer at all"),
    ]
    assert done.to_frame()["hhid"].is_unique().all()
    assert str(count) == (
        "22 rows read, 17 kept; set aside: 1 without any answer; 1 without an id; 1 repeating an id with the same "
        "answers; 2 of ids that occur with different answers"
    )
    assert (
        "2 rows of ids that occur with different answers; find out which is right and correct the file; "
        "set aside (rows 5, 6)"
    ) in [str(finding) for finding in done.table.findings if finding.weight == "repair"]


def test_personal_columns_are_not_copied_unless_named(file):
    done = import_survey(file)
    assert "phone" not in done.table.frame.columns
    assert "phone" not in done.aside.columns
    assert [entry.column for entry in done.dropped] == ["phone"]
    assert "phone: seems to hold telephone numbers, by its name; not copied" in [str(f) for f in done.table.findings]
    kept = import_survey(file, keep=["phone"])
    assert "phone" in kept.table.frame.columns
    assert [entry.column for entry in kept.kept] == ["phone"]


def test_misspelt_columns_are_told(file):
    with pytest.raises(InputError) as refused:
        import_survey(file, keep=["fone"], key=["hhidd"])
    said = str(refused.value)
    assert "--id: there is no column 'hhidd'. Did you mean 'hhid'?" in said
    assert "--keep: there is no column 'fone'. Did you mean 'phone'?" in said


def test_a_personal_id_is_refused(file):
    with pytest.raises(InputError, match="'phone' is the id and looks personal"):
        import_survey(file, key=["phone"])


def test_a_column_that_does_not_identify_rows_sets_nothing_aside(file):
    done = import_survey(file, key=["district"])
    assert done.rows.conflicting == 0
    assert any("it does not identify rows" in finding.text for finding in done.table.findings)


def test_rows_are_identified_by_household_and_wave(tmp_path):
    rows = "\n".join(f"H{i},{wave},{i * wave}" for i in range(20) for wave in (1, 2))
    (tmp_path / "panel.csv").write_text(f"hhid,wave,kg\n{rows}\nH1,2,2\nH2,2,9\n", encoding="utf-8")
    done = import_survey(tmp_path / "panel.csv")
    assert (done.rows.same, done.rows.conflicting, done.rows.kept) == (1, 2, 39)


def test_without_an_id_duplicates_are_said_and_kept(tmp_path):
    (tmp_path / "s.csv").write_text("x,y\n1,2\n1,2\n3,4\n", encoding="utf-8")
    done = import_survey(tmp_path / "s.csv")
    assert done.rows.kept == 3
    assert "1 row with the same answers as an earlier one, kept" in done.table.findings[-1].text


def test_resubmissions_that_differ_in_the_tools_columns_only_are_the_same(tmp_path):
    rows = "\n".join(f"H{i},u{i},5" for i in range(20))
    (tmp_path / "s.csv").write_text(f"hhid,_uuid,kg\n{rows}\nH3,u99,5\n", encoding="utf-8")
    assert import_survey(tmp_path / "s.csv").rows.same == 1


def test_what_is_written_can_be_read_again_with_its_meaning(file, tmp_path):
    done = import_survey(file)
    written = done.save(tmp_path / "out")
    assert {path.name for path in written.values()} == {
        "survey.parquet", "columns.csv", "mapping.yaml", "findings.csv", "set-aside.parquet",
    }  # fmt: skip
    again = read_survey(written["survey"])
    assert again.frame.equals(done.table.frame)
    assert again.columns == done.table.columns
    assert pl.read_csv(written["columns"])["column"].to_list() == done.table.frame.columns
    for path in written.values():
        assert b"0722345678" not in path.read_bytes()
    with pytest.raises(InputError, match="the folder exists already"):
        done.save(tmp_path / "out")


def test_the_mapping_that_is_written_fits_into_an_initiative_file(file, tmp_path):
    done = import_survey(file)
    done.save(tmp_path / "out")
    case = new("demo", tmp_path) / "initiative.yaml"
    section = (tmp_path / "out" / "mapping.yaml").read_text(encoding="utf-8")
    start = case.read_text(encoding="utf-8")
    case.write_text(start + section, encoding="utf-8")
    with pytest.raises(InputError, match="'KES/kilogram' has no 'price_year'"):
        read(case)
    case.write_text(start + section.replace('"KES/kilogram"', '"KES/kilogram", price_year: 2024'), encoding="utf-8")
    survey = read(case).initiative.survey
    assert survey is not None
    assert survey.columns["household"].column == "hhid"
    assert survey.columns["land"].unit == "acre"
    assert survey.columns["treatment"].treated == ("T",)


def test_the_command_prints_what_was_read_and_where_it_went(file, tmp_path, capsys):
    assert main(["import", str(file)]) == 0
    said = capsys.readouterr().out
    assert "Rows: 22 rows read, 17 kept; set aside:" in said
    assert "Columns: 7 read, 6 copied, 1 left out as personal" in said
    assert "land       land_acres        acre  (by its name; unit in its name)" in said
    assert "Nothing was written" in said
    assert max(len(line) for line in said.splitlines() if str(tmp_path) not in line) <= 110
    assert main(["import", str(file), "--out", str(tmp_path / "out"), "--keep", "phone", "--id", "hhid"]) == 0
    assert (tmp_path / "out" / "survey.parquet").is_file()
    assert main(["import", str(tmp_path / "none.csv")]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_linked_tables_follow_their_rows(tmp_path):
    rows = "\n".join(f"H{i},k{i}" for i in range(20))
    (tmp_path / "s.csv").write_text(f"hhid,KEY\n{rows}\n,k20\n", encoding="utf-8")
    members = "\n".join(f"k{i},{i},0712345{i:03}" for i in range(21))
    (tmp_path / "s-member.csv").write_text(f"PARENT_KEY,age,phone\n{members}\n", encoding="utf-8")
    done = import_survey(tmp_path / "s.csv")
    assert done.table.repeats["member"].frame.shape == (20, 2)
    said = [str(finding) for finding in done.table.findings]
    assert "member: 1 row whose row in the main table was set aside or is not there; not copied" in said
    assert "member: phone: seems to hold telephone numbers, by its name; not copied" in said


def test_a_total_below_the_table_is_no_household(tmp_path):
    (tmp_path / "s.csv").write_text("hhid,land\n1,0.5\n2,1.5\nGrand total,2.0\n", encoding="utf-8")
    done = import_survey(tmp_path / "s.csv")
    assert done.rows.totals == 1
    assert str(done.rows) == "3 rows read, 2 kept; set aside: 1 that sum up others"
    assert done.table.frame["land"].to_list() == [0.5, 1.5]


def test_a_survey_of_which_no_row_is_left_is_refused(tmp_path):
    (tmp_path / "s.csv").write_text("hhid,land\n,\n,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"no row is left\. 2 rows read, 0 kept; set aside: 2 without any answer"):
        import_survey(tmp_path / "s.csv")


def test_headers_that_are_questions_are_understood(tmp_path):
    rows = "".join(f"K{i:03},{i / 4},{900 + i}\n" for i in range(1, 21))
    head = "Household ID,How much land do you cultivate (acres)?,Total household income last year (KES)\n"
    (tmp_path / "s.csv").write_text(head + rows, encoding="utf-8")
    proposed = {role.role: (role.column, role.unit) for role in import_survey(tmp_path / "s.csv").mapping.roles}
    assert proposed == {
        "household": ("Household ID", ""),
        "land": ("How much land do you cultivate (acres)?", "acre"),
        "income": ("Total household income last year (KES)", "KES/year"),
    }


def test_every_personal_column_is_named_on_the_screen(tmp_path, capsys):
    names = [f"child{i}_name" for i in range(1, 15)]
    rows = "".join(f"K{i:03},{','.join(['Amina'] * 14)}\n" for i in range(20))
    (tmp_path / "s.csv").write_text(f"hhid,{','.join(names)}\n{rows}", encoding="utf-8")
    assert main(["import", str(tmp_path / "s.csv")]) == 0
    shown = capsys.readouterr().out
    assert all(f"{name} (by its name)" in " ".join(shown.split()) for name in names)
