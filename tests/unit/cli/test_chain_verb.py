"""`outgrow chain`: text, JSON, a folder, and calls that cannot be answered."""

from __future__ import annotations

import json

from outgrow.cli.main import main
from outgrow.initiative import new

SMALL = ["--draws", "4", "--households", "256", "--threads", "1"]


def test_the_chain_is_told_as_text(capsys):
    assert main(["chain", "kenya-tea", *SMALL]) == 0
    said = capsys.readouterr().out
    for words in ("Who gets what", "The firm:", "The contract:", "Who takes over", "Governance:"):
        assert words in said


def test_json_is_all_that_stands_on_standard_output(capsys, tmp_path):
    out = tmp_path / "chain"
    assert main(["chain", "lake-victoria-nile-perch", *SMALL, "--json", "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["case"]["id"] == "lake-victoria-nile-perch"
    assert f"Report: {out / 'chain.html'}" in said.err
    assert sorted(file.name for file in out.iterdir()) == ["chain.csv", "chain.html", "chain.json"]


def test_an_existing_folder_and_numbers_out_of_range_are_refused_before_anything_runs(capsys, tmp_path):
    assert main(["chain", "kenya-tea", "--out", str(tmp_path)]) == 2
    assert "the folder exists already" in capsys.readouterr().err
    assert main(["chain", "kenya-tea", "--draws", "1", "--households", "0"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("outgrow chain: 2 defects found.")


def test_an_unknown_case_is_refused_with_the_nearest_name(capsys):
    assert main(["chain", "kenya-te", *SMALL]) == 2
    assert "kenya-tea" in capsys.readouterr().err


def test_check_tells_a_published_margin_that_does_not_fit_with_gap_and_place(capsys, tmp_path):
    folder = new("demo", tmp_path)
    file = folder / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    stated = "    margin: {value: 50, unit: KES/kg, price_year: 2024, source: assumption, note: made up}\n"
    file.write_text(text.replace("  - actor: exporter\n", f"  - actor: exporter\n{stated}", 1), encoding="utf-8")
    assert main(["check", str(folder)]) == 2
    assert capsys.readouterr().err == (
        "chain accounts: 1 defect found.\n"
        "  - exporter: a stated margin of 50, and 53.5 left by prices and costs. the two miss each other by -3.5 per "
        "unit of its product. Ask again for its price, what it pays, its costs or its margin.\n"
    )
