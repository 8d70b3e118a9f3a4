"""``outgrow checklist``: an empty sheet out, a scored one in, and the run beside it."""

from __future__ import annotations

import json

import pytest

from outgrow.cli import main

VERDICT = {
    "case": {"id": "tea", "title": "Tea"},
    "classes": {"stalls": 0.9, "scales": 0.1},
    "gates": [{"gate": gate, "probability": 0.3} for gate in ("works", "pays", "holds", "lasts", "reaches", "lifts")],
    "drivers": [],
    "options": [],
    "functions": [{"function": "extension", "nobody": 0.4, "leaving_part": 1.0}],
}
SCAN = "item,score\nTechnology/practice,5\nFinance,2\n"
PACKAGE = "component,readiness,use,core\nvariety,8,5,yes\nextension,6,6,yes\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "verdict.json").write_text(json.dumps(VERDICT), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["scaling-scan", "asat", "scaling-readiness"])
def test_an_empty_sheet_is_written_and_never_over_another(place, capsys, name):
    assert main(["checklist", "--new", name, "--out", "sheet.csv"]) == 0
    assert capsys.readouterr().out == "Wrote sheet.csv.\n"
    assert (place / "sheet.csv").read_text(encoding="utf-8").startswith("edition,20")
    assert main(["checklist", "--new", name, "--out", "sheet.csv"]) == 2
    assert capsys.readouterr().err == (
        "outgrow checklist: 1 defect found.\n"
        "  - --out sheet.csv: the file exists already. What is there is never overwritten. Choose another.\n"
    )


def test_a_scan_beside_a_run(place, capsys):
    (place / "scan.csv").write_text(SCAN, encoding="utf-8")
    assert main(["checklist", "scan.csv", "--run", "run", "--out", "out", "--excel"]) == 0
    shown = capsys.readouterr().out
    assert "scored higher than simulated ('works'" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert {file.name for file in (place / "out").iterdir()} == {"checklist.html", "scores.csv", "scores.xlsx"}
    page = (place / "out" / "checklist.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 1
    assert "simulated: lowest chance of its gates" in page
    assert "not checked word for word" in page


def test_a_package_alone(place, capsys):
    (place / "package.csv").write_text(PACKAGE, encoding="utf-8")
    assert main(["checklist", "package.csv", "--out", "out"]) == 0
    shown = capsys.readouterr().out
    assert "2 extension  <- bottleneck" in shown
    assert "6 x 6 = 36\n" in shown
    assert "<svg" in (place / "out" / "checklist.html").read_text(encoding="utf-8")


def test_categories_are_drawn_as_bars(place, capsys):
    (place / "asat.csv").write_text("code,score\nA.1,3\nD.10,1\n", encoding="utf-8")
    assert main(["checklist", "asat.csv", "--run", "run", "--out", "out"]) == 0
    assert "ASAT (2018): 2 of 39 scored" in capsys.readouterr().out
    assert "<svg" in (place / "out" / "checklist.html").read_text(encoding="utf-8")


def test_nothing_to_do_and_two_things_at_once_are_told(capsys):
    assert main(["checklist"]) == 2
    assert capsys.readouterr().err == (
        "outgrow checklist: 1 defect found.\n"
        "  - outgrow checklist: no sheet. There is nothing to read or write. Give a scored sheet, or --new with "
        "scaling-scan, asat or scaling-readiness.\n"
    )
    assert main(["checklist", "x.csv", "--new", "asat"]) == 2
    assert "a sheet and --new" in capsys.readouterr().err
