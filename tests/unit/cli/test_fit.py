"""The verbs that fit: a case to its history, and a world price."""

from __future__ import annotations

import json

import pytest

from outgrow.cli import main

SMALL = ["--draws", "60", "--households", "256"]


@pytest.mark.slow
def test_fit_prints_counts_writes_a_page_and_data(tmp_path, capsys):
    out = tmp_path / "fit"
    assert main(["fit", "kenya-tea", *SMALL, "--until", "2013.5", "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "yes, held back" in said.out or "no, held back" in said.out
    assert said.out.rstrip().endswith(f"Report: {out / 'fit.html'}")
    assert {file.name for file in out.iterdir()} == {
        "fit.html",
        "fit.json",
        "counts.parquet",
        "parameters.parquet",
        "worlds.parquet",
        "posterior.json",
        "posterior.parquet",
    }
    found = json.loads((out / "fit.json").read_text(encoding="utf-8"))
    assert [row["used"] for row in found["counts"]] == [True, False, False, False, False]
    units = {row["parameter"]: row["unit"] for row in found["parameters"]}
    assert units["target.poverty_line"] == "KES/person/season"
    assert units["contract.pass_through"] == "share"
    page = (out / "fit.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3  # members, trained, and the share sold aside that no fit reads
    assert "<script" not in page
    assert "<li>Not read: " in page
    kept = ["kenya-tea", *SMALL, "--fitted", str(out)]
    assert main(["run", *kept, "--no-full", "--json", "--out", str(tmp_path / "run")]) == 0
    verdict = json.loads(capsys.readouterr().out)
    gates = {gate["gate"]: gate["probability"] for gate in verdict["gates"]}
    assert gates == {name: after for name, (_, after) in found["gates"].items()}
    assert verdict["provenance"]["worlds"].startswith("worlds fitted to 1 count up to 2013.2")
    report = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "Nothing was fitted to the history of the case" not in report
    assert "so that its history is no test of them" in report
    assert main(["simulate", *kept]) == 0
    assert "Over 60 possible worlds" in capsys.readouterr().out
    assert main(["simulate", *kept, "--seed", "2"]) == 2
    assert "run with --seed 1" in capsys.readouterr().err
    assert main(["fit", "kenya-tea", *SMALL, "--out", str(out)]) == 2
    assert "the folder exists already" in capsys.readouterr().err


def test_fit_as_json_is_json_alone(tmp_path, capsys):
    assert main(["fit", "kenya-tea", *SMALL, "--json", "--out", str(tmp_path / "fit")]) == 0
    assert json.loads(capsys.readouterr().out)["case"] == "kenya-tea"


def test_a_year_before_any_count_is_told(tmp_path, capsys):
    assert main(["fit", "kenya-tea", *SMALL, "--until", "2011", "--out", str(tmp_path / "fit")]) == 2
    assert "no point of the history lies within the simulated years up to 2011" in capsys.readouterr().err


@pytest.mark.usefixtures("shared")
def test_prices_lists_fits_and_prints_lines_for_a_file(tmp_path, capsys):
    assert main(["prices"]) == 0
    assert "Tea, Mombasa" in capsys.readouterr().out
    out = tmp_path / "tea"
    assert main(["prices", "Tea, Mombasa", "--first", "1985", "--last", "2019", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "  persistence: {low: 0.242, high: 0.78, family: beta01, unit: share, source: price_data" in said
    assert "nominal US dollars" in " ".join(said.split())
    assert (out / "prices.html").read_text(encoding="utf-8").count("<svg") == 1
    monthly = tmp_path / "monthly"
    assert main(["prices", "Tea, Mombasa", "--first", "1985", "--shocks", "monthly", "--out", str(monthly)]) == 0
    said = capsys.readouterr().out
    assert '  world_price: {process: bootstrap, series: "Tea, Mombasa", first: 1985, block: 24, source:' in said
    assert "How far the logarithm of the price moves" in (monthly / "prices.html").read_text(encoding="utf-8")
    assert main(["prices", "coffee"]) == 2
    assert "Did you mean 'Coffee, Arabica' or 'Coffee, Robusta'?" in capsys.readouterr().err
    assert main(["prices", "Tea Mombasa"]) == 2
    assert "Did you mean 'Tea, Mombasa'" in capsys.readouterr().err
