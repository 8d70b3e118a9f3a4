"""Exploration and requirement of the shipped tea case, small: every way in which they speak."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import polars as pl
import pytest
from rich.console import Console

from outgrow.conditions import Worth
from outgrow.initiative import read
from outgrow.report import explore, required
from outgrow.report.exploration.tables import information_table
from outgrow.vocabulary import InputError

pytestmark = pytest.mark.slow  # every stage of an exploration runs once for all tests here

SMALL = {
    "households": 128,
    "error": 0.2,
    "most": 128,
    "parameters": 3,
    "base": 8,
    "walks": 4,
    "worlds": 16,
    "objective": "lenient1",
}


@pytest.fixture(scope="module")
def tea():
    case = read("kenya-tea")
    some = tuple(o for o in case.initiative.options if o.id in ("premium_commitment", "pay_sooner"))
    return replace(case, initiative=case.initiative.model_copy(update={"options": some}))


@pytest.fixture(scope="module")
def explored(tea, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "tea"
    found = explore(tea, **SMALL, folder=folder)
    return found, folder, found.save(folder)


def shown(found, width):
    console = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(found.screen(width))
    console.file.close()
    return console.export_text()


def test_the_folder_holds_page_findings_tables_and_worlds(explored):
    _, folder, page = explored
    assert page == folder / "explore.html"
    names = {entry.name for entry in folder.iterdir()}
    assert names >= {"findings.json", "findings.parquet", "variance.parquet", "tornado.parquet", "supports.parquet"}
    assert names >= {"worlds", "alone", "crossed", "walks", "ablation", "pairs", "levers"}
    kept = json.loads((folder / "findings.json").read_text())
    assert len(kept["findings"]) == pl.read_parquet(folder / "findings.parquet").height
    assert "contract.first_payment" in kept["without_spread"]
    assert kept["unmeasured"]


def test_every_stored_column_has_unit_and_meaning(explored):
    _, folder, _ = explored
    known = {row["name"]: row for row in json.loads((folder / "worlds" / "columns.json").read_text())}
    stored = [*pl.read_parquet_schema(folder / "worlds" / "seasons-000000.parquet")]
    stored += [*pl.read_parquet_schema(folder / "worlds" / "worlds-000000.parquet")]
    told = {"participation.effect", "participation.claimed_effect"}
    assert [name for name in stored if name not in known and name not in told] == []
    assert all(row["unit"] and row["meaning"] for row in known.values())


def test_explored_again_it_gives_the_same_bytes_and_simulates_nothing(tea, explored):
    _, folder, page = explored
    before = (page.read_bytes(), (folder / "findings.json").read_bytes())
    seen = []
    again = explore(
        tea, **SMALL, folder=folder, progress=lambda stage, done, total: seen.append((stage, done == total))
    )
    assert all(complete for _, complete in seen)
    again.save(folder)
    assert (page.read_bytes(), (folder / "findings.json").read_bytes()) == before


def test_the_page_needs_no_network_and_draws_its_charts(explored):
    html = explored[2].read_text()
    assert not re.search(r"<(script|link|img)\b", html)
    assert html.count("<svg") >= 6 + 2 + 1 + 2  # tornados, variances, supports, levers
    assert "Measure this first" in html
    assert "Without a spread" not in html or "left out" in html


@pytest.mark.parametrize("width", [80, 110])
def test_the_screen_fits_and_names_what_binds_and_what_to_measure(explored, width):
    said = shown(explored[0], width)
    assert max(len(line) for line in said.splitlines()) <= width
    assert "What the number of open gates hangs on" in said
    assert "Measure this first" in said


def test_a_chart_of_the_variance_is_titled_with_what_stands_out_of_its_error(explored):
    found, _, page = explored
    captions = re.findall(
        r"<figcaption>([^<]*of the variance hangs on: [^<]*)</figcaption>", unescape(page.read_text())
    )
    for caption in captions:
        one = next(i for i in found.variance.importances.values() if caption.startswith(f"{i.label}: "))
        known = [found.labels.get(one.factors[k], one.factors[k]) for k in one.told]
        assert f"hangs on: {known[0]}," in caption
    assert len(captions) + page.read_text().count("too few worlds to say what accounts for") >= 1


def test_numbers_that_are_worth_nothing_are_not_ranked(explored):
    found = explored[0]
    zero = replace(found.information[0], worths=(Worth("a", "A", 9.0, False, True), Worth("b", "B", 0.0, False, False)))
    assert [row[1].note for row in information_table(zero, found).rows] == ["a"]


def test_the_summary_names_assumptions_without_evidence(explored):
    assert "Not measured by anybody: " in explored[0].summary()


def test_a_folder_of_other_settings_is_refused(tea, explored):
    with pytest.raises(InputError, match="seed: it was begun with 1, and 9 is asked for"):
        explore(tea, **SMALL, seed=9, folder=explored[1])


def test_numbers_too_small_are_told_together(tea):
    with pytest.raises(InputError) as problem:
        explore(tea, worlds=2, parameters=0, workers=0)
    assert "3 defects found" in str(problem.value)


@pytest.fixture(scope="module")
def requirement(tea, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "tea"
    found = required(tea, prob=0.3, households=128, draws=16, steps=(0.0, 1.0), folder=folder)
    return found, found.save(folder)


def test_the_requirement_speaks_on_screen_page_and_as_data(requirement):
    found, page = requirement
    html, kept = page.read_text(), json.loads((page.parent / "required.json").read_text())
    assert kept["reachable"]
    assert kept["required"]["lever.premium_commitment"] == 1.0
    assert "What each gate costs" in html
    assert html.count("<svg") == 2
    said = shown(found, 80)
    assert max(len(line) for line in said.splitlines()) <= 80
    assert "What is required" in said
    assert pl.read_parquet(page.parent / "settings.parquet").height == 4


def test_what_cannot_be_reached_is_said_with_its_reason(tea, tmp_path):
    found = required(tea, prob=0.999, households=128, draws=16, steps=(0.0, 1.0), folder=tmp_path / "x")
    assert "Not reachable within these levers, because" in found.summary()
    assert "As near as it gets" in found.save(tmp_path / "x").read_text()
    assert "As near as it gets" in shown(found, 80)
