"""The chain by itself: page, screen, plain data, and what they say."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from rich.console import Console

import outgrow as og
from outgrow.report import analyse_chain
from outgrow.vocabulary import InputError

SMALL = {"seed": 4, "households": 512, "threads": 1}
SCREEN_LINES = 56  # of a tall terminal window


@pytest.fixture(scope="module", params=["kenya-tea", "lake-victoria-nile-perch"])
def report(request):
    return analyse_chain(request.param, draws=64, **SMALL)


@pytest.fixture(scope="module")
def folder(report, tmp_path_factory):
    return report.save(tmp_path_factory.mktemp("chain") / "report").parent


def test_the_page_has_every_chart_and_says_each_in_words(folder, report):
    text = (folder / "chain.html").read_text(encoding="utf-8")
    charts = {*report.charts(), "cash_alone"}
    assert {"chain_before", "chain_after", "margins", "value_shares", "break_even", "credit", "hand_over"} <= charts
    for name in charts:
        assert f'<figure id="figure-{name}">' in text
    assert text.count('<svg role="img" aria-label="') == text.count("<svg") == len(charts)
    assert 'aria-label=""' not in text


def test_the_page_holds_no_number_that_is_none(folder):
    text = (folder / "chain.html").read_text(encoding="utf-8")
    assert not {"nan", "inf", "none."} & set(re.sub(r"<[^>]+>", " ", text).lower().split())


def test_the_page_says_that_transfers_and_shares_add_up(folder):
    text = (folder / "chain.html").read_text(encoding="utf-8")
    assert "what each stage pays is what the stages before it receive, and the shares sum to one" in text


def test_the_ledger_names_every_function_and_candidate(folder, report):
    text = (folder / "chain.html").read_text(encoding="utf-8")
    table = text[text.index("The ledger of functions") :].split("</table>")[0]
    for line in report.chain.ledger.lines:
        assert line.function.replace("_", " ").capitalize() in table
    assert "Least subsidy" in table


def test_the_data_beside_the_page_are_the_record(folder, report):
    data = json.loads((folder / "chain.json").read_text(encoding="utf-8"))
    assert data == json.loads(report.to_json())
    assert set(data["findings"]) >= {"margins", "break_even", "credit", "institutions"}
    assert data["orphans"] == list(report.chain.ledger.orphans)
    assert (folder / "chain.csv").read_text(encoding="utf-8").startswith("section,subject,measure,value")


def test_a_folder_that_exists_is_not_written_over(folder, report):
    with pytest.raises(InputError, match="a run never overwrites what is there"):
        report.save(folder)


@pytest.mark.parametrize("width", [80, 110])
def test_the_screen_fits_its_terminal(report, width):
    console = Console(width=width, no_color=True)
    with console.capture() as caught:
        console.print(report.screen(width))
    lines = caught.get().splitlines()
    assert len(lines) <= SCREEN_LINES
    assert max(map(len, lines)) <= width
    assert any("Who gets what" in line for line in lines)
    assert "…" not in caught.get()


def test_the_same_seed_gives_the_same_numbers_on_one_thread_or_two(report):
    other = analyse_chain(report.case, draws=64, seed=4, households=512, threads=2)
    assert other.to_json() == report.to_json()


def test_too_few_worlds_leave_information_out_and_nothing_else():
    few = og.analyse_chain("kenya-tea", draws=8, **SMALL)
    assert few.chain.knowing is None
    assert few.chain.survey is None
    assert "break_even" in few.charts()


def test_a_chain_whose_published_margin_does_not_fit_is_refused_with_gap_and_place(report):
    stage = report.initiative.chain[0]
    stated = stage.price_out.model_copy(update={"value": 3.0 * stage.price_out.middle, "low": None, "high": None})
    chain = (stage.model_copy(update={"margin": stated}), *report.initiative.chain[1:])
    spoilt = report.initiative.model_copy(update={"chain": chain})
    with pytest.raises(InputError, match=rf"{stage.actor}: a stated margin of .* the two miss each other by"):
        analyse_chain(replace(report.case, initiative=spoilt), draws=4, **SMALL)


@pytest.mark.slow
def test_the_report_of_a_run_holds_the_same_section(tmp_path):
    page = og.run("lake-victoria-nile-perch", draws=4, full=False, **SMALL).save(tmp_path / "run")
    text = page.read_text(encoding="utf-8")
    for place in ("chain-map", "chain-firm", "chain-contract", "chain-functions"):
        assert f'id="{place}"' in text
