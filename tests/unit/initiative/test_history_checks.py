"""Counts that cannot be what they say, and a world price said twice or not at all, are told with their lines."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from outgrow.initiative import read, shipped_cases
from outgrow.vocabulary import InputError

TEA = Path(shipped_cases()["kenya-tea"])


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "tea"
    shutil.copytree(TEA, folder)
    return folder


def edited(folder, change):
    file = folder / "initiative.yaml"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def with_history(folder, *points):
    lines = "".join(f"  - {{{point}, source: idh_2017}}\n" for point in points)
    return edited(folder, lambda text: text[: text.index("history:\n")] + "history:\n" + lines)


def with_price(folder, section, keep=()):
    def change(text):
        lines = text.splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(("  persistence:", "  volatility:")) or line.split(":")[0].strip() in keep]  # fmt: skip  # noqa: E501
        return "".join(kept).replace("  trend: {", f"{section}  trend: {{", 1)

    return edited(folder, change)


def test_counts_in_the_wrong_unit_year_or_case_are_told_all_at_once(case):
    points = (
        "measure: side_sold_share, year: 2015, value: 35",
        "measure: members, year: 20155, value: 3",
        "measure: trained, year: 2014, value: 5000000",
        "measure: effort, year: 2014, value: 350000",
        "measure: members, year: 2013, value: 500",
        "measure: members, year: 2013, value: 501",
    )
    with pytest.raises(InputError) as told:
        read(with_history(case, *points))
    said = str(told.value)
    for words in (
        "(history.0.value): 35 is out of range. A share is at most 1. Write 0.35 for 35 %.",
        "(history.1.year): 20155 is no year",
        "(history.2.value): 5e+06 trained are too many",
        "(history.3.value): 350,000 is a quantity and no ratio",
        "(history.3.measure): 'effort' cannot be simulated. Only a case with a 'common_pool' has stock",
        "(history.5): 'members' in 2013 from 'idh_2017' stands here twice",
    ):
        assert words in said, words
    assert len(told.value.defects) == 6


def test_two_sources_may_count_the_same_moment(case):
    folder = with_history(case, "measure: members, year: 2013, value: 500, error: 0.3")
    edited(folder, lambda text: text + "  - {measure: members, year: 2013, value: 700, source: itc_2011}\n")
    assert [point.error for point in read(folder).initiative.history] == [0.3, None]


def test_a_world_price_is_said_once(case):
    both = "  world_price: {process: bootstrap, series: 'Tea, Mombasa', source: pink_sheet}\n"
    with pytest.raises(InputError, match="'volatility' stands here too"):
        read(with_price(case, both, keep=("volatility",)))


def test_a_world_price_without_prices_or_numbers_is_told(case):
    with pytest.raises(InputError) as told:
        read(with_price(case, ""))
    assert "'persistence' is missing" in str(told.value)
    assert "'volatility' is missing" in str(told.value)


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("process: bootstrap, source: pink_sheet", "neither 'series' nor 'table' stands here"),
        ("process: bootstrap, series: x, table: y, source: pink_sheet", "'series' and 'table' both stand here"),
        ("process: bootstrap, table: y.csv, source: pink_sheet", "there is no file 'y.csv'"),
        ("process: walk, series: x, source: pink_sheet", "'walk' is not one of the choices"),
        ("process: bootstrap, series: x, first: 2010, last: 9, source: pink_sheet", "the prices run from 2010 to 9"),
        ("process: bootstrap, series: x, source: pink", "'pink' is not one of the sources"),
    ],
)
def test_a_world_price_that_cannot_be_read_is_told(case, section, words):
    with pytest.raises(InputError, match=words):
        read(with_price(case, f"  world_price: {{{section}}}\n"))


def test_the_table_of_the_world_price_is_found_beside_the_file_and_is_part_of_the_case(case):
    table = case / "prices.csv"
    table.write_text("month,price\n2000-01,1\n", encoding="utf-8")
    folder = with_price(case, "  world_price: {process: bootstrap, table: prices.csv, source: pink_sheet}\n")
    first = read(folder)
    assert first.initiative.market.world_price.table == str(table.resolve())
    table.write_text("month,price\n2000-01,2\n", encoding="utf-8")
    assert read(folder).fingerprint != first.fingerprint
