"""What a person at the command line sees: answers and errors on their own streams, and exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from rich.text import Text

from outgrow import __version__
from outgrow.cli import main
from outgrow.cli.main import VERBS
from outgrow.initiative import new, schema
from outgrow.vocabulary import InputError

OUT_OF_RANGE = """\
outgrow run: 4 defects found.
  - --seed: -4 is out of range. A seed is a whole number from 0 to 18446744073709551615. Give another seed.
  - --draws: 1 is too few. At least 2 possible worlds are needed to say how uncertain a result is. \
Give 2 or more; 200 is usual.
  - --households: 0 is too few. At least 1 household is needed in a world. Give 1 or more; 20000 is usual.
  - --threads: 0 is too few. At least 1 thread is needed to compute. Give 1 or more, or leave it out.
"""


class MadeUpDossier:
    """Stands for the results, so that the command line is tested without computing."""

    def __init__(self, asked):
        self.asked = asked

    def screen(self, width):
        assert width > 0
        return Text("It will scale.")

    def to_dict(self):
        return {"verdict": "it will scale", **self.asked}

    def save(self, folder):
        folder.mkdir(parents=True)
        return folder / "report.html"


@pytest.fixture
def asked(monkeypatch):
    """What the command line asked of a run that computes nothing."""
    calls = {}

    def run(case, *, progress, **numbers):
        calls.update(case=case, **numbers)
        for done in range(9):
            progress("worlds", done, 8)
        return MadeUpDossier({"seed": numbers["seed"]})

    made_up = ModuleType("outgrow.report")
    made_up.run = run
    monkeypatch.setitem(sys.modules, "outgrow.report", made_up)
    return calls


@pytest.fixture
def pilot(tmp_path, monkeypatch):
    """A pilot, with the working folder beside it."""
    monkeypatch.chdir(tmp_path)
    return new("demo", Path())


def test_help_names_every_verb(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f" {verb} " in shown for verb in VERBS)


def test_the_version_is_printed(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"{__version__}\n"


def test_a_misspelt_verb_is_a_usage_mistake_with_a_suggestion(capsys):
    assert main(["chekk", "x"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    first = ", ".join(list(VERBS)[:3])
    assert said.err.startswith(f'Unknown command "chekk". Did you mean "check"? Available commands: {first}')
    assert said.err.endswith(" See: outgrow --help\n")


def test_a_misspelt_option_is_a_usage_mistake_with_a_suggestion(capsys):
    assert main(["run", "x", "--sed", "3"]) == 2
    assert capsys.readouterr().err == "Unknown option: --sed. Did you mean --seed? See: outgrow --help\n"


def test_a_missing_argument_is_a_usage_mistake(capsys):
    assert main(["check"]) == 2
    assert capsys.readouterr().err.startswith('Command "check" parameter CASE requires an argument.')


def test_a_new_case_is_written_and_checked(tmp_path, capsys):
    assert main(["new", "demo", "--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        f"Wrote {tmp_path / 'demo'}. Replace its placeholder numbers, then run: outgrow check {tmp_path / 'demo'}\n"
    )
    assert main(["check", str(tmp_path / "demo")]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{tmp_path / 'demo' / 'initiative.yaml'}: no defects. ")
    assert "; 3 districts; fingerprint " in said


def test_a_new_case_never_overwrites(tmp_path, capsys):
    (tmp_path / "demo").mkdir()
    assert main(["new", "demo", "--folder", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"{tmp_path / 'demo'}: 1 defect found.\n  - the folder exists already. "
        "A new case never overwrites what is there. Choose another name or folder.\n"
    )


def test_defects_of_a_case_are_told_without_a_traceback(pilot, capsys):
    file = pilot / "initiative.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("  count: 15", "  count: 1"), encoding="utf-8")
    assert main(["check", "demo"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("demo/initiative.yaml: 1 defect found.\n  - demo/initiative.yaml:")
    assert "(seasons.count): 1 is out of range. It must be at least 2. Correct it.\n" in said.err


def test_warnings_go_to_standard_error(pilot, capsys):
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8").replace("sources:\n", "sources:\n  spare: {citation: Nobody}\n", 1)
    file.write_text(text, encoding="utf-8")
    assert main(["check", "demo"]) == 0
    said = capsys.readouterr()
    assert said.err.startswith("Warning: demo/initiative.yaml:")
    assert said.err.endswith("(sources.spare): no number refers to this source.\n")
    assert "no defects" in said.out


def test_the_schema_is_printed_as_json(capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema()


def test_the_schema_is_written_to_a_file(tmp_path, capsys):
    file = tmp_path / "s.json"
    assert main(["schema", "--out", str(file)]) == 0
    assert capsys.readouterr().out == f"Wrote {file}.\n"
    assert json.loads(file.read_text(encoding="utf-8")) == schema()


def test_a_schema_that_cannot_be_written_is_told(tmp_path, capsys):
    assert main(["schema", "--out", str(tmp_path / "no" / "s.json")]) == 2
    assert capsys.readouterr().err.endswith(
        "the file cannot be written. No such file or directory. Choose another --out.\n"
    )


def test_the_cases_of_a_folder_are_listed(pilot, capsys):
    assert main(["cases", "--cases", str(pilot.parent)]) == 0
    said = capsys.readouterr().out
    assert "demo ngo  2026   500       unknown\n" in said
    assert said.endswith("\n1 case.\n")


def test_a_run_gives_the_verdict_and_then_the_reports_path(pilot, asked, capsys):
    assert main(["run", "demo", "--seed", "7", "--draws", "16", "--households", "50", "--out", "there"]) == 0
    said = capsys.readouterr()
    assert said.out.split() == ["It", "will", "scale.", "Report:", "there/report.html"]
    assert asked == {
        "case": "demo",
        "seed": 7,
        "draws": 16,
        "households": 50,
        "threads": None,
        "full": True,
        "fitted": None,
    }


def test_progress_is_plain_lines_on_standard_error_when_nobody_watches(pilot, asked, capsys):
    assert main(["run", "demo", "--out", "there", "--no-full"]) == 0
    assert capsys.readouterr().err == (
        "worlds: 0 of 8\nworlds: 2 of 8\nworlds: 4 of 8\nworlds: 6 of 8\nworlds: 8 of 8\n"
    )
    assert asked["full"] is False


def test_json_is_alone_on_standard_output(pilot, asked, capsys):
    assert main(["run", "demo", "--json", "--out", "there"]) == 0
    assert json.loads(capsys.readouterr().out) == {"verdict": "it will scale", "seed": 1}


def test_a_run_without_a_folder_names_one_by_case_seed_and_time(pilot, asked, tmp_path):
    assert main(["run", "demo", "--seed", "3"]) == 0
    (made,) = (tmp_path / "outgrow-runs").iterdir()
    assert made.name.startswith("demo-seed3-20")


def test_numbers_out_of_range_are_told_together_before_anything_is_computed(pilot, asked, capsys):
    words = ["run", "demo", "--seed", "-4", "--draws", "1", "--households", "0", "--threads", "0"]
    assert main(words) == 2
    assert capsys.readouterr().err == OUT_OF_RANGE
    assert asked == {}


def test_an_existing_folder_is_refused_before_anything_is_computed(pilot, asked, capsys):
    assert main(["run", "demo", "--out", "demo"]) == 2
    assert capsys.readouterr().err == (
        "demo: 1 defect found.\n  - the folder exists already. "
        "A run never overwrites what is there. Choose another --out.\n"
    )
    assert asked == {}


def test_an_interrupted_run_ends_with_130(pilot, asked, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["outgrow.report"], "run", interrupted)
    assert main(["run", "demo"]) == 130
    assert capsys.readouterr().err == "Interrupted.\n"


def test_an_error_of_a_run_is_told_without_a_traceback(pilot, asked, monkeypatch, capsys):
    def failing(*_, **__):
        raise InputError.single("demo", "no world could be simulated", "All were refused", "Widen the ranges")

    monkeypatch.setattr(sys.modules["outgrow.report"], "run", failing)
    assert main(["run", "demo"]) == 2
    assert capsys.readouterr().err == (
        "demo: 1 defect found.\n  - no world could be simulated. All were refused. Widen the ranges.\n"
    )
