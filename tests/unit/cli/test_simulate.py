"""outgrow simulate and outgrow explain, as a person at a terminal meets them."""

from __future__ import annotations

import pytest

from outgrow.cli import main
from outgrow.system import ORDER, public_levers


def test_a_season_a_line_the_ledger_and_a_household_s_life(capsys, tmp_path):
    words = ["simulate", "kenya-tea", "--households", "1280", "--trace", "7", "--option", "pay_sooner"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    text = capsys.readouterr().out
    assert "kenya-tea: the central world" in text
    assert "kenya-tea, with pay_sooner: the central world" in text
    assert "Household 7 (base)" in text
    assert "Household 7 takes part in" in text
    assert (tmp_path / "out" / "seasons.parquet").is_file()
    assert f"Tables: {tmp_path / 'out'}" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--households", "0"], "a population needs at least one household"),
        (["--households", "1"], "a village is 128 neighbours"),
        (["--shock", "price=-1@3"], "a shock of -100 % or worse leaves nothing"),
        (["--shock", "price"], "Write it as price=-0.4@5"),
        (["--lever", "finance=much"], "Write it as finance=0.5"),
        (["--lever", "finnance=1"], "Did you mean 'finance'?"),
        (["--option", "pay_soner"], "Did you mean 'pay_sooner'?"),
        (["--trace", "99999999"], "households are numbered from 0 to"),
    ],
)
def test_what_cannot_be_used_is_a_sentence_and_not_a_traceback(words, said, capsys):
    assert main(["simulate", "kenya-tea", *words]) == 2
    seen = capsys.readouterr()
    assert said in seen.err
    assert "Traceback" not in seen.err


def test_explain_season_prints_the_order_the_equations_and_the_sources(capsys):
    assert main(["explain", "season"]) == 0
    text = capsys.readouterr().out
    assert ", ".join(ORDER) in " ".join(text.split())
    places = [text.index(f"Step {number}, {step}") for number, step in enumerate(ORDER, 1)]
    assert places == sorted(places)
    assert text.count("Equations:") == text.count("Sources:") == len(ORDER)
    assert "\\" not in text


@pytest.mark.parametrize("topic", ["season", "levers"])
def test_an_explanation_keeps_to_the_width_of_the_screen(topic, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "72")
    assert main(["explain", topic]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 72


def test_money_says_its_currency_and_a_fishery_its_stock(capsys):
    words = ["simulate", "lake-victoria-nile-perch", "--households", "1280", "--trace", "3", "--until", "4"]
    assert main(words) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "USD of 2015 changed hands" in text
    assert "USD of 2015 a season on average against a world" in text
    assert "income with and without the initiative in USD of 2015" in text
    assert "The common pool holds" in text


def test_explain_levers_prints_every_effect_with_its_source(capsys):
    assert main(["explain", "levers"]) == 0
    text = capsys.readouterr().out
    effects = [effect for lever in public_levers() for effect in lever.effects]
    assert text.count("Source:") == len(effects)
    assert all(lever.id in text for lever in public_levers())
