"""``outgrow lessons``: real and simulated cases on one screen and page, marked apart."""

from __future__ import annotations

import json
from pathlib import Path

from outgrow.cli import main

FUZZY = str(Path(__file__).parents[2] / "reference" / "data" / "qca_LF.csv")
VERDICT = {
    "case": {"id": "BE", "title": "Belgium"},
    "classes": {"scales": 0.7, "stalls": 0.3},
    "gates": [{"gate": "works", "probability": 0.9}],
    "drivers": [
        {"name": "a.b", "label": "B", "gate": "works", "movement": 1.0, "direction": 1, "flips": [], "assumed": False}
    ],
    "options": [],
}


def run_folder(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "verdict.json").write_text(json.dumps(VERDICT), encoding="utf-8")
    return str(folder)


def test_both_kinds_of_cases_are_shown_under_their_own_heads(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    out = tmp_path / "out"
    words = ["lessons", FUZZY, "--outcome", "SURV", "--expect", "all", "--simulated", run_folder(tmp_path)]
    assert main([*words, "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    real, simulated = shown.index("What real cases teach"), shown.index("What simulated cases imply")
    assert (
        real
        < shown.index("SURV hardly occurred without this: STB")
        < simulated
        < shown.index("More of 'B' helps 'works'")
    )
    assert max(len(line) for line in shown.splitlines() if "Page and tables" not in line) <= 80
    assert {file.name for file in out.iterdir()} == {"lessons.html", "lessons.csv", "matrix.csv"}
    page = (out / "lessons.html").read_text(encoding="utf-8")
    assert "BE (simulated)" in page
    assert "real and 1 simulated" in page


def test_simulated_cases_alone_are_enough(capsys, tmp_path):
    assert main(["lessons", "--simulated", run_folder(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "What real cases teach" not in shown
    assert "More of 'B' helps 'works' in 1 of 1 simulated case." in shown


def test_no_cases_and_a_table_without_outcome_are_told(capsys):
    assert main(["lessons"]) == 2
    assert capsys.readouterr().err == (
        "outgrow lessons: 1 defect found.\n"
        "  - outgrow lessons: no cases. Lessons come from cases. Give a table of coded cases, the word "
        "library, or --simulated folders.\n"
    )
    assert main(["lessons", FUZZY]) == 2
    assert capsys.readouterr().err == (
        "outgrow lessons: 1 defect found.\n"
        "  - --outcome: a table without its outcome. It cannot be told what to explain. Name the column with the "
        "outcome.\n"
    )


def test_the_shipped_cases_are_compared_with_their_conditions_in_words(capsys, tmp_path):
    out = tmp_path / "out"
    assert main(["lessons", "library", "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "What real cases teach" in shown
    assert "the up-front investment is recovered at the ambition" in " ".join(shown.split())
    assert "Note: success is membership above one half: 1 for a case that scales" in " ".join(shown.split())
    matrix = (out / "matrix.csv").read_text(encoding="utf-8").splitlines()
    assert matrix[0] == "case,origin,OWNMONEY,RECOVERS,EXTENSION,LARGER,outcome,simulated_probability_of_scaling"
    assert len(matrix) >= 15
    assert all(",real," in line for line in matrix[1:])
