"""Files that cannot be read at all, tables beside them, and the record that reading gives."""

from __future__ import annotations

import json
import os
import sys

import numpy as np
import pytest

from outgrow.initiative import Initiative, read, shipped_cases
from outgrow.vocabulary import InputError

reading = sys.modules["outgrow.initiative.read"]
NOT_YAML = "The file is not valid YAML."
UNREADABLE = "It cannot be read as an initiative."


def defects(case, folder):
    with pytest.raises(InputError) as caught:
        read(case)
    return [str(defect).replace(f"{folder}{os.sep}", "") for defect in caught.value.defects]


BROKEN = {
    "empty": (
        b"",
        f"initiative.yaml:1: the file is empty. {UNREADABLE} Start from a template: outgrow new NAME.",
    ),
    "only comments": (
        b"# nothing\n",
        f"initiative.yaml:1: the file is empty. {UNREADABLE} Start from a template: outgrow new NAME.",
    ),
    "list": (
        b"- a\n",
        f"initiative.yaml:1: the top level is a list. {UNREADABLE} Write the initiative as 'key: value' lines.",
    ),
    "single value": (
        b"tea\n",
        f"initiative.yaml:1: the top level is a single value. {UNREADABLE} Write the initiative as 'key: value' lines.",
    ),
    "latin-1": (
        "id: a\ncountry: México\n".encode("latin-1"),
        f"initiative.yaml:2: byte 16 (0xe9) is not UTF-8 text. {UNREADABLE} Save the file with the encoding UTF-8.",
    ),
    "control character": (
        b"id: a\ntitle: b\x07\n",
        f"initiative.yaml:2: a control character stands here. {UNREADABLE} Remove it.",
    ),
    "deep brackets": (
        b"[" * 2000,
        f"initiative.yaml:1: brackets are nested too deeply. {UNREADABLE} Flatten them.",
    ),
    "second colon": (
        b"id: a\ntitle: b: c\n",
        f"initiative.yaml:2, column 9: a second colon stands where none may. {NOT_YAML} Put the text in quotes.",
    ),
    "tab": (
        b"id: a\n\ttitle: b\n",
        f"initiative.yaml:2, column 1: a tab stands at the start of a line. {NOT_YAML} Indent with spaces.",
    ),
    "open list": (
        b"id: a\ntitle: [b\ncountry: c\n",
        f"initiative.yaml:2, column 8: a list opened with '[' is not closed. {NOT_YAML} Add the missing ']' or comma.",
    ),
    "open quotation": (
        b"id: a\ntitle: 'b\n",
        f"initiative.yaml:2, column 8: a quotation mark is never closed. {NOT_YAML} Close the quotation mark.",
    ),
    "no colon": (
        b"id: a\ntitle\ncountry: c\n",
        f"initiative.yaml:3, column 1: a key has no colon. {NOT_YAML} Write 'key: value'.",
    ),
    "unknown anchor": (
        b"id: *a\n",
        f"initiative.yaml:1, column 5: a '*' refers to an anchor that does not exist. {NOT_YAML} "
        "Put text that starts with '*' in quotes.",
    ),
    "anchor inside itself": (
        b"id: &a [*a]\n",
        f"initiative.yaml:1, column 5: anchors repeat without end. {NOT_YAML} Correct the YAML.",
    ),
    "unknown tag": (
        b"id: !tea a\n",
        f"initiative.yaml:1, column 5: a '!' tag is not known. {NOT_YAML} Put text that starts with '!' in quotes.",
    ),
    "two documents": (
        b"id: a\n---\nid: b\n",
        f"initiative.yaml:2, column 1: a second document starts. {NOT_YAML} Keep one initiative in a file.",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_is_not_an_initiative_is_refused_in_one_sentence(tmp_path, content, sentence):
    (tmp_path / "initiative.yaml").write_bytes(content)
    assert defects(tmp_path, tmp_path) == [sentence]


def test_anchors_that_multiply_are_refused(tmp_path):
    levels = ["a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    (tmp_path / "initiative.yaml").write_text("\n".join(levels), encoding="utf-8")
    (said,) = defects(tmp_path, tmp_path)
    assert said.endswith("anchors repeat without end. The file is not valid YAML. Correct the YAML.")


def test_a_byte_order_mark_is_no_defect(pilot):
    file = pilot / "initiative.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert read(pilot).initiative.id == "demo"


def test_a_folder_without_an_initiative_says_what_it_has(tmp_path):
    (tmp_path / "pilot.yaml").write_text("id: a\n", encoding="utf-8")
    assert defects(tmp_path, tmp_path) == [
        "the folder has no initiative.yaml. It has pilot.yaml. Name the file itself, or call it "
        "initiative.yaml or profile.yaml."
    ]


def test_the_folder_of_an_import_is_no_case_and_says_what_can_be_asked_of_it(tmp_path):
    (tmp_path / "mapping.yaml").write_text("survey:\n  file: survey.parquet\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"copy of a survey that outgrow import wrote.*outgrow micro .*survey\.parquet"
    ):
        read(tmp_path)


def test_a_missing_file_suggests_its_neighbour(tmp_path):
    (tmp_path / "pilot.yaml").write_text("id: a\n", encoding="utf-8")
    assert defects(tmp_path / "pilt.yaml", tmp_path) == [
        "there is no such file. Did you mean 'pilot.yaml'? Correct the name."
    ]


def test_a_misspelt_case_suggests_a_shipped_one(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "shipped_cases", lambda: {"kenya-tea": tmp_path})
    assert defects("kenya-tee", tmp_path) == [
        "there is no file, folder or shipped case of this name. Did you mean 'kenya-tea'? "
        "The shipped cases are listed by: outgrow cases."
    ]


def test_a_shipped_case_is_read_by_its_name(pilot, monkeypatch):
    monkeypatch.setattr(reading, "shipped_cases", lambda: {"made-up": pilot})
    assert read("made-up").folder == pilot


def test_shipped_cases_are_folders_with_an_initiative_in_order_of_name():
    found = shipped_cases()
    assert list(found) == sorted(found)
    assert all(
        (folder / "initiative.yaml").is_file() or (folder / "profile.yaml").is_file() for folder in found.values()
    )


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(pilot):
    (pilot / "initiative.yaml").chmod(0)
    assert defects(pilot, pilot) == [
        "the file cannot be opened. Permission denied. Check its name and who may read it."
    ]


def test_reading_gives_the_initiative_its_districts_and_its_place(pilot):
    case = read(pilot / "initiative.yaml")
    assert isinstance(case.initiative, Initiative)
    assert (case.file, case.folder, case.warnings) == (pilot / "initiative.yaml", pilot, ())
    assert case.districts.names == ("North district", "Lake district", "Hill district")
    assert case.districts.weights == pytest.approx(np.array([0.45, 0.325, 0.225]))
    assert case.districts.outlines is None


def test_the_fingerprint_follows_content_and_not_line_endings(pilot):
    before, table = read(pilot).fingerprint, pilot / "districts.csv"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    assert read(pilot).fingerprint == before
    table.write_bytes(table.read_bytes().replace(b"9000", b"9001"))
    assert read(pilot).fingerprint != before


def test_a_source_that_nothing_uses_is_a_warning(pilot):
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8").replace("sources:\n", "sources:\n  spare: {citation: Nobody}\n", 1)
    file.write_text(text, encoding="utf-8")
    line = text.splitlines().index("  spare: {citation: Nobody}") + 1
    assert read(pilot).warnings == (f"{file}:{line} (sources.spare): no number refers to this source.",)


def test_a_price_index_and_a_rate_are_read_and_need_no_warning(pilot):
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "  price_year: 2024\n",
        "  price_year: 2024\n"
        "  price_index: {2012: {value: 60, unit: share, source: bank}, 2024: {value: 120, unit: share, "
        "source: bank}}\n"
        "  exchange_rates: {USD: {2012: {value: 85, unit: share, source: bank}}}\n",
        1,
    )
    text = text.replace("sources:\n", "sources:\n  bank: {citation: Central bank}\n", 1)
    text = text.replace("value: 110, unit: KES/kg, price_year: 2024", "value: 1, unit: USD/kg, price_year: 2012", 1)
    file.write_text(text, encoding="utf-8")
    assert read(pilot).warnings == ()


TABLES = {
    "no rows": (
        "district,households\n",
        [
            "districts.csv: no weight in column 'households' is above 0. At least one district needs "
            "households. Add the weights."
        ],
    ),
    "rows with defects": (
        "district,households\nA,1\nA,x\n,3\nB,-1\nC,nan\n",
        [
            "districts.csv:3: 'A' is written twice. It stands already in line 2. Keep one of the two.",
            "districts.csv:3: 'x' in column 'households'. A weight is a number of at least 0. Correct "
            "the weight of this district.",
            "districts.csv:4: the district has no name. Each row is a district. Name it or delete the row.",
            "districts.csv:5: '-1' in column 'households'. A weight is a number of at least 0. Correct "
            "the weight of this district.",
            "districts.csv:6: 'nan' in column 'households'. A weight is a number of at least 0. Correct "
            "the weight of this district.",
        ],
    ),
}


@pytest.mark.parametrize(("table", "sentences"), TABLES.values(), ids=TABLES.keys())
def test_defects_of_the_districts_name_their_row(pilot, table, sentences):
    (pilot / "districts.csv").write_text(table, encoding="utf-8")
    assert defects(pilot, pilot) == sentences


def test_missing_columns_suggest_those_there(pilot, spoil):
    (pilot / "districts.csv").write_text("county,household\nA,1\n", encoding="utf-8")
    assert [said for _, said in spoil("id: demo", "id: demo")] == [
        "(target.districts.name): 'districts.csv' has no column 'district'. "
        "Known: county, household. Name one of its columns.",
        "(target.districts.weight): 'districts.csv' has no column 'households'. "
        "Did you mean 'household'? Name one of its columns.",
    ]


FILES = {
    "misspelt": (
        "district.csv",
        "(target.districts.table): the folder has no file 'district.csv'. "
        "Did you mean 'districts.csv'? Name a file that exists.",
    ),
    "elsewhere": (
        "../districts.csv",
        "(target.districts.table): '../districts.csv' is outside the folder. "
        "The tables of an initiative lie beside its file. Move the file there.",
    ),
}


@pytest.mark.parametrize(("name", "sentence"), FILES.values(), ids=FILES.keys())
def test_a_table_that_is_not_beside_the_file_is_told(spoil, name, sentence):
    assert spoil("    table: districts.csv", f"    table: {name}") == [(0, sentence)]


def features(*names):
    made = [{"type": "Feature", "properties": {"name": name}, "geometry": None} for name in names]
    return json.dumps({"type": "FeatureCollection", "features": made})


OUTLINES = {
    "names apart": (
        features("North district", "Lake"),
        "(target.districts.outlines): 2 of 3 districts have no outline: Lake district, Hill district. "
        "No outline in 'map.geojson' has that name. Spell both names alike.",
    ),
    "not JSON": (
        "{",
        "(target.districts.outlines): 'map.geojson' is not JSON. "
        "Reading stops at line 1, column 2. Save it as GeoJSON.",
    ),
    "no names": (
        '{"features": [{"properties": {}}]}',
        "(target.districts.outline_name): 'map.geojson' has outlines without the property 'name'. "
        "Outlines are "
        "features of a GeoJSON feature collection, each with the district's name. Name the right property.",
    ),
}


@pytest.mark.parametrize(("outlines", "sentence"), OUTLINES.values(), ids=OUTLINES.keys())
def test_outlines_that_do_not_join_are_told(pilot, spoil, outlines, sentence):
    (pilot / "map.geojson").write_text(outlines, encoding="utf-8")
    ((_, said),) = spoil("    table: districts.csv", "    table: districts.csv\n    outlines: map.geojson")
    assert said == sentence


def test_outlines_that_join_are_kept(pilot):
    (pilot / "map.geojson").write_text(features("North district", "Lake district", "Hill district"), encoding="utf-8")
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("    table: districts.csv", "    table: districts.csv\n    outlines: map.geojson"),
        encoding="utf-8",
    )
    outlines = read(pilot).districts.outlines
    assert outlines is not None
    assert len(outlines["features"]) == 3
