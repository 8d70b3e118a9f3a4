"""The verbs explore and required: mistakes told before anything is computed, and what a person sees."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from rich.text import Text

from outgrow.cli import main


class MadeUp:
    """Stands for the results, so that the command line is tested without computing."""

    def screen(self, width):
        assert width > 0
        return Text("It needs a premium.")

    def to_dict(self):
        return {"required": None}

    def save(self, folder):
        return folder / "page.html"


@pytest.fixture
def asked(monkeypatch):
    """What the command line asked for."""
    calls = {}

    def record(case, *, progress, **numbers):
        calls.update(case=case.initiative.id, **numbers)
        progress("worlds", 1, 1)
        return MadeUp()

    module = ModuleType("outgrow.report")
    module.explore = module.required = record
    monkeypatch.setitem(sys.modules, "outgrow.report", module)
    return calls


def test_explore_passes_everything_on_and_names_the_page(asked, capsys, tmp_path):
    words = ["explore", "kenya-tea", "--base", "64", "--walks", "32", "--workers", "2", "--no-processes"]
    assert main([*words, "--out", str(tmp_path / "x")]) == 0
    assert asked["case"] == "kenya-tea"
    assert (asked["base"], asked["walks"], asked["workers"], asked["processes"]) == (64, 32, 2, False)
    assert capsys.readouterr().out == f"It needs a premium.\nReport: {tmp_path / 'x' / 'page.html'}\n"


def test_without_a_folder_the_same_call_finds_the_same_one(asked):
    main(["explore", "kenya-tea", "--seed", "7"])
    assert str(asked["folder"]) == "outgrow-runs/kenya-tea-explore-seed7"
    main(["required", "kenya-tea", "--prob", "0.5"])
    assert str(asked["folder"]) == "outgrow-runs/kenya-tea-required-0.5-seed1"


def test_required_takes_the_initiatives_own_probability_and_steps_of_a_half(asked):
    main(["required", "kenya-tea"])
    assert (asked["prob"], asked["steps"]) == (0.8, (0.0, 0.5, 1.0))
    main(["required", "kenya-tea", "--steps", "1"])
    assert asked["steps"] == (0.0, 1.0)


def test_as_json_only_the_results_go_to_standard_output(asked, capsys):
    assert main(["required", "kenya-tea", "--json"]) == 0
    said = capsys.readouterr()
    assert said.out == '{"required": null}\n'
    assert "Report: " in said.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["explore", "kenya-tea", "--workers", "0"], "--workers: 0 is too few. at least 1 worker is needed to compute"),
        (["required", "kenya-tea", "--steps", "0"], "--steps: 0 is too few."),
        (["required", "kenya-te"], "there is no file, folder or shipped case of this name"),
    ],
)
def test_mistakes_are_told_and_end_with_2(asked, capsys, words, said):
    assert main(words) == 2
    assert said in capsys.readouterr().err
    assert asked == {}


def test_an_impossible_probability_is_told(capsys, tmp_path):
    assert main(["required", "kenya-tea", "--prob", "1", "--out", str(tmp_path / "x")]) == 2
    assert "A probability that can be required lies between 0 and 1, both excluded" in capsys.readouterr().err


def test_the_keyboard_stops_a_run_and_the_folder_is_named(monkeypatch, capsys, asked, tmp_path):
    def stopped(case, **_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["outgrow.report"], "explore", stopped)
    assert main(["explore", "kenya-tea", "--out", str(tmp_path)]) == 130
    assert f"Finished worlds are kept in {tmp_path}; the same command goes on from there." in capsys.readouterr().err
