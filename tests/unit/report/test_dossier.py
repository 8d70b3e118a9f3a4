"""What a run says: a page that needs nothing else, one screen, plain data, tables with a dictionary."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import numpy as np
import polars as pl
import pytest
from rich.console import Console

import outgrow as og
from outgrow.report import run
from outgrow.vocabulary import InputError

SCREEN_LINES = 46  # of a terminal window of usual height
SMALL = {"seed": 4, "draws": 6, "households": 512, "full": False}


@pytest.fixture(scope="module", params=["kenya-tea", "lake-victoria-nile-perch"])
def dossier(request):
    return run(request.param, **SMALL)


@pytest.fixture(scope="module")
def folder(dossier, tmp_path_factory):
    page = dossier.save(tmp_path_factory.mktemp("run") / "report")
    return page.parent


class Addresses(HTMLParser):
    """What a page loads, which names it has, and to which of them it links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.names: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in ("script", "img", "iframe", "link", "object", "source") or "src" in given:
            self.loaded.append(f"{tag} {given.get('src') or given.get('href')}")
        if given.get("id"):
            self.names.append(given["id"])
        if tag == "a" and (given.get("href") or "").startswith("#"):
            self.links.append(given["href"][1:])


def test_the_page_loads_nothing_and_its_inner_links_lead_somewhere(folder):
    text = (folder / "report.html").read_text(encoding="utf-8")
    found = Addresses(text)
    assert found.loaded == []
    assert "@import" not in text
    assert set(found.links) <= set(found.names)
    assert len(found.names) == len(set(found.names))


def test_the_page_has_all_that_a_report_owes(folder, dossier):
    text = (folder / "report.html").read_text(encoding="utf-8")
    for part in ("verdict", "adoption", "poverty", "firm", "payers", "functions", "evidence", "assumptions", "sources"):
        assert f'<section id="{part}">' in text
    for source in dossier.initiative.sources.values():
        assert re.escape(source.citation[:20]) in re.escape(text.replace("&#39;", "'").replace("&amp;", "&"))
    assert text.count("<svg") >= len(dossier.charts())
    assert "nan" not in re.sub(r"<[^>]+>", " ", text).lower().split()


def test_every_chart_says_in_words_what_it_shows(folder):
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert text.count('<svg role="img" aria-label="') == text.count("<svg")
    assert 'aria-label=""' not in text


def test_every_uncertain_number_is_ranked_in_the_page(folder, dossier):
    assert len(dossier.verdict.drivers) == len(dossier.ensemble.worlds.probabilities)
    text = (folder / "report.html").read_text(encoding="utf-8")
    rows = text[text.index('<section id="assumptions">') :].split("</table>")[0].count("<tr")
    assert rows == len(dossier.verdict.drivers) + 1


@pytest.mark.parametrize("width", [80, 110])
def test_the_screen_fits_its_terminal(dossier, width):
    console = Console(width=width, no_color=True)
    with console.capture() as caught:
        console.print(dossier.screen(width))
    lines = caught.get().rstrip("\n").split("\n")
    assert max(map(len, lines)) <= width
    assert len(lines) <= SCREEN_LINES
    for gate in ("works", "pays", "holds", "lasts", "reaches", "lifts"):
        assert any(line.startswith(gate) for line in lines)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_data_and_another_seed_other_data(dossier):
    name = dossier.initiative.id
    as_text = json.dumps(dossier.to_dict(), allow_nan=False)
    assert json.dumps(run(name, **SMALL, threads=1).to_dict(), allow_nan=False) == as_text
    assert json.dumps(run(name, **(SMALL | {"seed": 5})).to_dict(), allow_nan=False) != as_text


def test_the_folder_holds_tables_with_a_dictionary_of_every_column(folder, dossier):
    words = json.loads((folder / "columns.json").read_text(encoding="utf-8"))
    for table in ("seasons.parquet", "worlds.parquet"):
        frame = pl.read_parquet(folder / table)
        assert [column["name"] for column in words[table]] == frame.columns
        assert all(column["meaning"] for column in words[table])
    worlds = pl.read_parquet(folder / "worlds.parquet")
    assert worlds["class"].to_list() == dossier.verdict.worlds.tolist()
    assert worlds.height == SMALL["draws"]


def test_a_folder_is_never_overwritten(folder, dossier):
    before = (folder / "verdict.json").read_bytes()
    with pytest.raises(InputError, match="the folder exists already"):
        dossier.save(folder)
    assert (folder / "verdict.json").read_bytes() == before


def test_summary_and_frame_agree_with_the_verdict(dossier):
    frame = dossier.to_frame()
    assert frame["gate"].to_list() == [gate.name for gate in dossier.verdict.gates]
    assert dossier.verdict.modal_class in dossier.summary()
    assert f"seed {SMALL['seed']}" in dossier.summary()


def test_provenance_names_what_the_results_were_made_from(dossier):
    made = dossier.provenance
    assert (made["seed"], made["draws"], made["case"]) == (4, 6, dossier.initiative.id)
    assert made["outgrow"] == og.__version__
    assert len(str(made["fingerprint"])) == 64


def test_threads_below_one_are_refused():
    with pytest.raises(InputError, match="at least one thread"):
        run("kenya-tea", **SMALL, threads=0)


def test_the_full_run_has_one_household_for_each_real_one():
    found = run("lake-victoria-nile-perch", **(SMALL | {"full": True, "draws": 2}))
    assert found.full is not None
    target = round(found.initiative.target.households.middle)
    assert 0 <= int(found.provenance["full_households"]) - target < 1
    assert np.isfinite(found.full["members"]).all()
