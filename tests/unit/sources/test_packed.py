"""ZIPs as ODK Central and ODK Briefcase give them are read with their repeat groups; others are refused in words."""

from __future__ import annotations

import struct
import zipfile

import polars as pl
import pytest

from outgrow.cli import main
from outgrow.sources import import_survey, packed, read_survey
from outgrow.vocabulary import InputError

MAIN = (
    "SubmissionDate,hhid,land,village-name,KEY,SubmitterName,Status\n"
    "2024-06-01T08:00:00.000Z,A1,0.5,Kapsoit,uuid:1,jane,\n2024-06-01T09:00:00.000Z,A2,1.5,Ainamoi,uuid:2,jane,\n"
)
PLOTS = (
    "area,photo,PARENT_KEY,KEY\n"
    "0.2,1.jpg,uuid:1,uuid:1/plots[1]\n0.3,2.jpg,uuid:1,uuid:1/plots[2]\n1.5,,uuid:2,uuid:2/plots[1]\n"
)
HARVEST = "kg,PARENT_KEY,KEY\n90,uuid:1/plots[1],uuid:1/plots[1]/h[1]\n"
CENTRAL = {
    "Tea.csv": MAIN,
    "Tea-plots.csv": PLOTS,
    "Tea-plots-h.csv": HARVEST,
    "Tea - audit.csv": "instance ID,event,node\nuuid:1,form start,\n",
    "media/1.jpg": "picture",
    "media/2.jpg": "picture",
    "__MACOSX/._Tea.csv": "\x00",
}


def zipped(folder, files=CENTRAL, name="Tea.csv.zip"):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for inside, text in files.items():
            out.writestr(inside, text)
    return path


def refused(path, **asked):
    with pytest.raises(InputError) as caught:
        read_survey(path, **asked)
    return str(caught.value)


@pytest.mark.parametrize("folder", ["", "export/Tea/"])
def test_a_table_is_read_with_its_repeat_groups_and_the_rest_is_counted(tmp_path, folder):
    survey = read_survey(zipped(tmp_path, {folder + name: text for name, text in CENTRAL.items()}))
    assert survey.frame["land"].to_list() == [0.5, 1.5]
    assert {name: table.frame.height for name, table in survey.repeats.items()} == {"plots": 3, "plots-h": 1}
    said = [str(finding) for finding in survey.findings]
    assert (
        "Tea.csv.zip: a packed folder; read Tea.csv with Tea-plots.csv, Tea-plots-h.csv; not read: Tea - audit.csv, "
        "2 files such as pictures and recordings"
    ) in said
    assert "plots: 3 rows linked by PARENT_KEY to KEY" in said
    assert "plots-h: 1 row linked by PARENT_KEY to KEY of 'plots'" in said


def test_the_terminal_imports_it(tmp_path, capsys):
    assert main(["import", str(zipped(tmp_path)), "--id", "hhid", "--out", str(tmp_path / "clean")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Linked table plots: 3 rows and 3 columns copied, 1 column left out as personal" in said
    assert (tmp_path / "clean" / "plots.parquet").is_file()
    assert not list((tmp_path / "clean").rglob("*.jpg"))


def test_one_table_of_another_format_is_read_too(tmp_path):
    inside = tmp_path / "end.parquet"
    pl.DataFrame({"id": [1, 2], "kg": [3.0, 4.0]}).write_parquet(inside)
    survey = read_survey(zipped(tmp_path, {"end.parquet": inside.read_bytes(), "readme.md": "x"}, "end.zip"))
    assert survey.frame["kg"].sum() == 7.0
    assert survey.file == str(tmp_path / "end.zip")


def test_one_of_several_is_named(tmp_path):
    path = zipped(tmp_path, {"base.csv": "id,kg\n1,2\n", "end.csv": "id,kg\n1,9\n"}, "both.zip")
    said = refused(path)
    assert "2 tables are in it. Each may be the survey: base.csv, end.csv. Name one: both.zip#base.csv" in said
    assert read_survey(f"{path}#end.csv").frame["kg"].to_list() == [9]
    assert "Did you mean 'end.csv'" in refused(f"{path}#ends.csv")
    done = import_survey(f"{path}#base.csv", later=[f"{path}#end.csv"])
    assert done.table.frame.select("round", "kg").rows() == [(1, 2), (2, 9)]


def test_a_defect_inside_is_placed_inside(tmp_path):
    path = zipped(tmp_path, {"Tea.csv": "id,kg\n1,2\n3,4,5\n"})
    said = refused(path)
    assert said.startswith(f"{path}#Tea.csv: 1 defect found.")
    assert "has 3 cells, the header 2" in said


def test_submissions_that_were_not_decrypted_are_said(tmp_path):
    locked = MAIN.replace("uuid:2,jane,", "uuid:2,jane,not decrypted")
    found = read_survey(zipped(tmp_path, {"Tea.csv": locked})).findings
    assert "Status: 1 row not decrypted, so without answers; export it again with the passphrase" in map(str, found)
    said = refused(zipped(tmp_path, {"submission.xml.enc": "x", "submission.xml": "x"}, "locked.zip"))
    assert "Its submissions are encrypted. Export it again with the passphrase" in said


def test_a_zip_that_is_locked_damaged_or_holds_no_table_is_refused(tmp_path):
    path = zipped(tmp_path, {"Tea.csv": MAIN})
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + offset
        content[at : at + 2] = struct.pack("<H", 1)  # the flag of a password
    path.write_bytes(content)
    assert "it is locked by a password. Nobody can read it without. Unpack it with its password" in refused(path)
    path = zipped(tmp_path, {"Tea.csv": MAIN})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    assert "it cannot be unpacked" in refused(path)
    assert "It holds 2 .jpg" in refused(zipped(tmp_path, {"1.jpg": "x", "2.jpg": "y"}, "media.zip"))
    assert "It holds nothing" in refused(zipped(tmp_path, {}, "none.zip"))
    assert "it has no main table" in refused(zipped(tmp_path, {"Tea-plots.csv": PLOTS}, "part.zip"))


def test_a_zip_that_unpacks_to_far_more_than_a_survey_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "SUSPECT_SIZE", 1_000_000)
    bomb = zipped(tmp_path, {"Tea.csv": "id,kg\n" + "0,0\n" * 500_000}, "bomb.zip")
    assert "it would unpack to 0.0 gigabytes" in refused(bomb)
    monkeypatch.setattr(packed, "SUSPECT_SIZE", 100_000_000)
    monkeypatch.setattr(packed, "LARGEST_UNPACKED", 1_000_000)
    assert "No survey does ('Tea.csv' alone holds 0.0)" in refused(bomb)


def test_nothing_inside_can_be_written_elsewhere(tmp_path):
    path = zipped(tmp_path, {"../../evil.csv": "id,kg\n1,2\n"}, "slip.zip")
    assert read_survey(path).frame.height == 1
    assert not (tmp_path.parent.parent / "evil.csv").exists()
