"""Budgets of a pilot's households from its initiative file, on page and terminal, with their defects."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from rich.console import Console

from outgrow.cli import main
from outgrow.initiative import read
from outgrow.micro import analyse_pilot, check_survey
from outgrow.micro.impact.records import by_error
from outgrow.report import pilot_charts, pilot_screen, save_pilot
from outgrow.vocabulary import InputError

EXACT = 1e-9
BUDGET = """    land: {column: acres, unit: acre}
  product: maize
  country: Kenya
  budget:
    unit: KES
    price_year: 2024
    land_unit: acre
    product: maize
    revenue:
      maize: {quantity: bags, unit: 90 kg bag, price: price, price_unit: KES/kg}
      straw: {column: straw, blank: zero}
    costs:
      seed: {column: seed}
      fertiliser: {quantity: fert, unit: bag, stated: {value: 3500, unit: KES/bag, source: pilot_survey}}
    family_labour: {days: days, wage: {value: 400, low: 300, high: 500, unit: KES/day, source: pilot_survey}}
"""
QUESTION = """  - id: margin
    text: "Is more left to trained farmers?"
    keep:
      - [{column: round, one_of: [2]}]
    design: rct
    outcome: budget_margin
    unit: KES
    arm: arm
    control: [C]
    treated: [T]
    cluster: village
    assigned: cluster
"""


@pytest.fixture
def farm(pilot):
    """The pilot with columns of a budget."""
    rng = np.random.default_rng(5)
    frame = pl.read_csv(pilot / "farmers.csv", infer_schema_length=None)
    n = frame.height
    straw = np.where(rng.uniform(size=n) < 0.3, rng.uniform(100, 900, n).round(), np.nan)
    price = np.where(np.arange(n) < 4, np.nan, rng.normal(35, 3, n).round(1))
    frame = frame.with_columns(
        acres=pl.Series(rng.uniform(0.5, 3, n).round(2)),
        bags=pl.Series(rng.uniform(5, 12, n).round(1)),
        price=pl.Series(price).fill_nan(None),
        straw=pl.Series(straw).fill_nan(None),
        seed=pl.Series(rng.uniform(1000, 3000, n).round()),
        fert=pl.Series(rng.integers(0, 3, n)),
        days=pl.Series(rng.uniform(10, 40, n).round()),
    )
    frame.write_csv(pilot / "farmers.csv")
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("    household_size: {column: persons}\n", "    household_size: {column: persons}\n" + BUDGET)
    file.write_text(text + QUESTION, encoding="utf-8")
    return pilot


def changed(folder, old, new):
    file = folder / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def said_of(folder):
    with pytest.raises(InputError) as caught:
        check_survey(read(folder))
    return str(caught.value)


def test_amounts_come_from_columns_prices_and_units(farm):
    found = analyse_pilot(farm).budget
    rows = pl.read_csv(farm / "farmers.csv", infer_schema_length=None)
    rows = rows.filter((pl.col("round") == 2) & (pl.col("arm") == "T")).drop_nulls("price")
    maize = rows["bags"] * 90 * rows["price"]
    costs = rows["seed"] + 3500 * rows["fert"]
    margin = maize + rows["straw"].fill_null(0) - costs
    group = "arm T, round 2"
    assert found.of("revenue: maize", group).value == pytest.approx(maize.mean(), rel=EXACT)
    assert found.of("gross margin", group).value == pytest.approx(margin.mean(), rel=EXACT)
    assert found.of("gross margin per acre", group).value == pytest.approx(
        margin.sum() / rows["acres"].sum(), rel=EXACT
    )
    assert found.of("margin after family labour", group).value == pytest.approx(
        (margin - 400 * rows["days"]).mean(), rel=EXACT
    )
    assert found.of("price received", group).unit == "KES/kg"
    assert found.left_out == (("maize unknown", 4),)


def test_a_question_may_ask_what_became_of_the_margin(farm):
    answer = analyse_pilot(farm)["margin"].estimate
    rows = pl.read_csv(farm / "farmers.csv", infer_schema_length=None).filter(pl.col("round") == 2)
    margin = rows["bags"] * 90 * rows["price"] + rows["straw"].fill_null(0) - rows["seed"] - 3500 * rows["fert"]
    arm = rows["arm"].to_numpy()
    y = margin.fill_null(float("nan")).to_numpy()
    assert answer.estimate == pytest.approx(np.nanmean(y[arm == "T"]) - np.nanmean(y[arm == "C"]), rel=EXACT)


def test_money_of_two_rounds_is_brought_to_one_year(farm):
    changed(farm, "    land_unit: acre\n", '    land_unit: acre\n    price_years: {"1": 2022, "2": 2024}\n')
    said = said_of(farm)
    assert "the price index has no value for 2022" in said
    index = "price_year: 2024\n  price_index:\n" + "".join(
        f"    {year}: {{value: {level}, unit: share, source: assumption}}\n"
        for year, level in ((2022, 1.0), (2024, 1.2))
    )
    plain = analyse_pilot(changed(farm, '    price_years: {"1": 2022, "2": 2024}\n', "")).budget
    changed(farm, "    land_unit: acre\n", '    land_unit: acre\n    price_years: {"1": 2022, "2": 2024}\n')
    changed(farm, "price_year: 2024\n", index)
    found = analyse_pilot(farm).budget
    early, late = (f"arm C, round {number}" for number in (1, 2))
    assert found.of("revenue", early).value == pytest.approx(1.2 * plain.of("revenue", early).value, rel=EXACT)
    assert found.of("revenue", late).value == pytest.approx(plain.of("revenue", late).value, rel=EXACT)


def test_every_defect_of_a_budget_is_told_with_its_line(farm):
    changed(farm, "seed: {column: seed}", "seed: {column: sed}")
    changed(farm, "days: days", "days: arm")
    said = said_of(farm)
    assert "budget line 'seed'" in said
    assert "the table has no column 'sed'. Did you mean 'seed'" in said
    assert "the column 'arm' holds words (C, T)" in said


def test_an_arm_that_nobody_is_in_is_told(farm):
    said = said_of(changed(farm, "treated: [T]}", "treated: [X]}"))
    assert "no answer is X" in said
    assert "Known: C, T" in said


def test_units_that_were_converted_are_said(farm):
    assert "For maize, 1 90 kg bag is taken as 90 kg." in analyse_pilot(farm).budget.summary()


def test_negative_amounts_and_unknown_units_are_told(farm):
    frame = pl.read_csv(farm / "farmers.csv", infer_schema_length=None)
    frame = frame.with_columns(seed=pl.when(pl.col("id") == 2).then(-150).otherwise(pl.col("seed")))
    frame.write_csv(farm / "farmers.csv")
    changed(farm, "unit: 90 kg bag", "unit: heap")
    said = said_of(farm)
    assert "2 negative amounts (row 3, 323)" in said
    assert "budget line 'maize'" in said
    assert "heap" in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("seed: {column: seed}", "seed: {column: seed, quantity: fert}", "rite either 'column'"),
        ("seed: {column: seed}", "maize: {column: seed}", "'maize' is both revenue and a cost"),
        ("seed: {column: seed}", "seed: {quantity: seed, unit: kg}", "needs either the column of its 'price' or a"),
        ("unit: KES/day", "unit: UGX/day", "is in UGX/day, and the budget is in KES"),
        ("unit: KES/day", "unit: KES/hour", "is in KES/hour, and labour is counted in days: write KES/day"),
        (
            "seed: {column: seed",
            "seed: {unit: KES/acre, column: seed",
            "'seed' is in KES/acre, and a budget adds up amounts of a household in a season: bring the column",
        ),
        ("    product: maize\n    revenue", "    product: straw\n    revenue", "no line of revenue with a 'quantity'"),
        ("low: 300, high: 500", "low: 450, high: 500", "400 does not lie between 450 and 500"),
        ("unit: KES/day, source: pilot_survey", "unit: KES/day, source: pilot_servey", "Did you mean 'pilot_survey'?"),
    ],
)  # fmt: skip
def test_a_budget_that_cannot_be_is_refused_in_words(farm, old, new, words):
    with pytest.raises(InputError) as caught:
        read(changed(farm, old, new))
    assert words in str(caught.value)


def test_the_budget_speaks_three_ways(farm, tmp_path):
    found = analyse_pilot(farm)
    assert set(found.tables()) >= {"budget", "partial-budget", "changes-C", "changes-T"}
    assert {"budget", "partial-budget"} <= set(pilot_charts(found))
    page = save_pilot(found, tmp_path / "out", "test").read_text(encoding="utf-8")
    assert "What a household earns and pays" in page
    assert "Return to a day of family labour" in page
    assert "An empty answer counts as nothing for straw." in page
    console = Console(width=80, no_color=True)
    with console.capture() as said:
        console.print(pilot_screen(found, 80))
    assert max(map(len, said.get().splitlines())) <= 80
    assert "Arm T, round 2: A household" in said.get()


def test_the_terminal_checks_the_budget(farm, capsys):
    assert main(["check", str(farm)]) == 0
    changed(farm, "column: straw", "column: strew")
    assert main(["check", str(farm)]) == 2
    assert "Did you mean 'straw'" in capsys.readouterr().err


def test_the_verdict_tells_the_margin_that_treated_households_keep(farm):
    found = analyse_pilot(farm)
    (said,) = [sentence for sentence in found.verdict.sentences if sentence.startswith("Margin of a household")]
    net = found.budget.partial.net
    more = by_error(net.value, net.standard_error, sign=True)
    assert f"{found.budget.contrast}: {more} KES (2024 prices)" in said
    assert ("No difference was found." in said) == (net.low <= 0 <= net.high)
