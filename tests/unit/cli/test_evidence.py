"""The verb evidence: what it lists, pools, writes and refuses."""

from __future__ import annotations

import csv
import json

import pytest

from outgrow.cli.main import main
from outgrow.evidence import effects_page, hold_against, outside_view, published_table


def test_without_an_outcome_it_says_what_the_table_holds(capsys):
    assert main(["evidence"]) == 0
    shown = capsys.readouterr().out
    lines = [line.split() for line in shown.splitlines() if line.startswith("digital-advice")]
    counts = {words[1]: words[2:] for words in lines}
    held = published_table("digital-advice", "yield")
    sized = held["estimate"].is_not_null().sum()
    measured = held["standard_error"].is_not_null().sum()
    assert counts["yield"] == [str(held.height), str(sized), str(measured), "0"]


def test_effects_are_pooled_and_what_is_not_pooled_is_named(capsys):
    assert main(["evidence", "yield"]) == 0
    shown = capsys.readouterr().out
    rows = {line.split()[0]: line for line in shown.splitlines() if line.strip()}
    assert rows["one_acre_2019_yield"].endswith("pooled")
    assert "+26.2 %" in rows["one_acre_2019_yield"]
    assert rows["fabregas_2019"].endswith("set aside")
    assert rows["arouna_2021_yield"].endswith("no error known")
    assert "Set aside, so that" in shown


def test_a_pilot_is_held_against_the_pool(capsys):
    call = ["evidence", "yield", "--kind", "digital-advice", "--spread", "0.05", "--pilot", "0.3", "--error", "0.1"]
    assert main([*call, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    view = outside_view("digital-advice", "yield", spread=0.05)
    weight = view.pooled.predictive_sd**2 / (view.pooled.predictive_sd**2 + 0.1**2)
    assert found["mean"] == view.pooled.mean
    assert found["pilot"]["weight_on_pilot_there"] == pytest.approx(weight, rel=1e-12)
    assert found["pilot"]["expected_there"] == pytest.approx(weight * 0.3 + (1 - weight) * 0.06, rel=1e-12)
    elsewhere = hold_against("x", 0.3, 0.1, view).elsewhere
    assert (found["pilot"]["expected_elsewhere"], found["pilot"]["sd_elsewhere"]) == (elsewhere.mean, elsewhere.sd)
    assert main(call) == 0
    assert "The pilot measured +30.0 %" in capsys.readouterr().out


def test_the_table_and_the_page_are_written(tmp_path, capsys):
    table, page = tmp_path / "effects.csv", tmp_path / "effects.md"
    assert main(["evidence", "--csv", str(table), "--page", str(page)]) == 0
    assert page.read_text(encoding="utf-8") == effects_page()
    with table.open(encoding="utf-8") as rows:
        assert [row["id"] for row in csv.DictReader(rows)] == published_table()["id"].to_list()
    assert f"Wrote {page}." in capsys.readouterr().out
    assert main(["evidence", "--page", str(tmp_path / "none" / "x.md")]) == 2
    assert "Choose another --page" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["yield", "--pilot", "0.1"], "--pilot without --error"),
        (["yield", "--error", "0.1"], "--error without --pilot"),
        (["--pilot", "0.1", "--error", "0.1"], "no outcome is named"),
        (["yield", "--pilot", "nan", "--error", "0"], "an effect is a finite number"),
        (["yield", "--pilot", "0.1", "--error", "0"], "a standard error is a positive finite number"),
        (["yield", "--pilot", "10", "--error", "5"], "500 points of error would say nothing about an effect"),
        (["yiel"], "Did you mean 'yield'"),
        (["yield", "--kind", "digital"], "no such kind"),
        (["yield", "--without", "waddington_2014_yeild"], "Did you mean 'waddington_2014_yield'"),
        (["yield", "--spread", "-1"], "zero or positive"),
        (["yield", "--kind", "contract-farming"], "nothing to pool"),
    ],
)
def test_half_a_call_and_unknown_names_are_refused(call, words, capsys):
    assert main(["evidence", *call]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
