"""``outgrow qca``: what stands on the screen, in the folder, and in an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from outgrow.cli import main

FUZZY = str(Path(__file__).parents[2] / "reference" / "data" / "qca_LF.csv")


@pytest.fixture
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def test_the_screen_holds_truth_table_solutions_and_robustness(capsys, wide):
    assert main(["qca", FUZZY, "--outcome", "SURV", "--expect", "all"]) == 0
    shown = capsys.readouterr().out
    assert " 22  1   0   1   0   1   1  2 0.804 0.719 FI, IE\n" in shown
    assert "  DEV*LIT*~IND*STB      0.814 0.721 0.282  0.191      42%\n" in shown
    assert "  DEV+URB+IND 0.903 0.704 0.716\n" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_the_folder_holds_page_and_tables(capsys, tmp_path, wide):
    out = tmp_path / "out"
    assert main(["qca", FUZZY, "--outcome", "SURV", "--expect", "all", "--no-robustness", "--out", str(out)]) == 0
    assert {file.name for file in out.iterdir()} == {
        "qca.html",
        "truth_table.csv",
        "solutions.csv",
        "necessity.csv",
        "sets.csv",
        "configurations.csv",
        "configurations.tex",
        "absence.csv",
    }
    page = (out / "qca.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 4
    assert "DEV*LIT*~IND*STB" in page
    assert capsys.readouterr().out.endswith(f"Page and tables: {out / 'qca.html'}\n")


def test_reruns_are_written_too(capsys, tmp_path, wide):
    out = tmp_path / "out"
    assert main(["qca", FUZZY, "--outcome", "SURV", "--expect", "all", "--out", str(out)]) == 0
    assert (out / "reruns.csv").read_text(encoding="utf-8").startswith("change,what,same,terms,note\n")
    assert "Lost without" in (out / "qca.html").read_text(encoding="utf-8")


def test_conditions_and_expectations_take_lists(capsys, wide):
    words = [
        "qca",
        FUZZY,
        "--outcome",
        "~SURV",
        "--conditions",
        "DEV,STB",
        "--expect",
        "~DEV",
        "~STB",
        "--no-robustness",
    ]
    assert main(words) == 0
    assert capsys.readouterr().out.startswith("~SURV: 18 cases, 2 conditions\n")


def test_two_outcomes_and_an_existing_folder_are_told_together(capsys, tmp_path):
    assert main(["qca", FUZZY, "--outcome", "SURV", "--outcome", "DEV", "--models", "0", "--out", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "outgrow qca: 3 defects found.\n"
        "  - --outcome: two outcomes: 'SURV' and 'DEV'. One analysis explains one outcome. Run it once for each.\n"
        "  - --models: 0 is too few. A solution has at least one model. Give 1 or more.\n"
        f"  - --out {tmp_path}: the folder exists already. What is there is never overwritten. Choose another.\n"
    )


def test_the_shipped_cases_are_a_table_of_their_own(capsys, wide):
    assert main(["qca", "library", "--no-robustness"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("SUCCESS: ")
    assert "kenya-tea" in shown


def test_a_table_needs_its_outcome(capsys):
    assert main(["qca", FUZZY]) == 2
    assert capsys.readouterr().err == (
        "outgrow qca: 1 defect found.\n"
        "  - --outcome: no outcome. It cannot be told what to explain. Name the column with the outcome.\n"
    )


def test_the_workbook_holds_a_sheet_for_each_table(capsys, tmp_path, wide):
    calamine = pytest.importorskip("python_calamine")
    out = tmp_path / "out"
    words = ["qca", FUZZY, "--outcome", "SURV", "--expect", "all", "--enhanced", "--excel", "--out", str(out)]
    assert main(words) == 0
    book = calamine.CalamineWorkbook.from_path(str(out / "qca.xlsx"))
    assert set(book.sheet_names) == {file.stem for file in out.glob("*.csv")}
    assert book.get_sheet_by_name("configurations").to_python()[1][:3] == ["DEV", "●", "●"]
    assert "without a necessary condition" in " ".join(capsys.readouterr().out.split())


def test_an_excluded_configuration_that_is_none_is_told(capsys):
    assert main(["qca", FUZZY, "--outcome", "SURV", "--exclude", "DEW"]) == 2
    assert "--exclude: 'DEW'. It is not a value of a condition. Did you mean 'DEV'?" in capsys.readouterr().err
