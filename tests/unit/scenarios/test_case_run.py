"""A case simulated from its name: scenarios on the same luck, tables with their dictionary, saved and resumed."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from outgrow.scenarios import simulate_case
from outgrow.system import Shock
from outgrow.vocabulary import InputError

SMALL = {"households": 1_280, "seed": 3}


@pytest.fixture(scope="module")
def found():
    return simulate_case("kenya-tea", **SMALL, options=["pay_sooner"], levers={"finance": 1.0}, watch=[5, 9])


def test_scenarios_stand_beside_the_case_as_it_is(found):
    assert found.scenarios == ("base", "pay_sooner", "levers")
    alone = simulate_case("kenya-tea", **SMALL)
    assert all(np.array_equal(alone["base"][0][name], values) for name, values in found["base"][0].seasons.items())
    aside = [found[name][0]["side_sold"].sum() for name in found.scenarios]
    assert aside[1] < aside[0]


def test_tables_have_a_dictionary_that_names_every_column(found, tmp_path):
    folder = found.save(tmp_path / "out")
    words = pl.read_csv(folder / "columns.csv")
    for table in ("seasons", "ledger", "lives"):
        columns = pl.read_parquet(folder / f"{table}.parquet").columns
        assert words.filter(pl.col("table") == table)["column"].to_list() == columns
    assert words.null_count().sum_horizontal().item() == 0
    assert "KES of 2015" in words["unit"].to_list()
    with pytest.raises(InputError, match="exists already"):
        found.save(folder)


def test_the_seasons_table_has_a_row_for_every_scenario_and_season(found):
    table = found.to_frame()
    assert table.height == 3 * 20
    assert table["year"].min() == 2010
    assert found.lives().height == 3 * 2 * 20


def test_many_worlds_are_the_same_on_any_number_of_threads():
    one, two = (simulate_case("kenya-tea", **SMALL, draws=3, threads=n, options=["pay_sooner"]) for n in (1, 2))
    assert one.to_frame().equals(two.to_frame())
    assert one.summary().startswith("Over 3 possible worlds, in the case as it is")


def test_a_run_can_be_laid_aside_and_taken_up(found, tmp_path):
    file = tmp_path / "five.npz"
    asked = SMALL | {"options": ["pay_sooner"], "levers": {"finance": 1.0}, "watch": [5, 9]}
    part = simulate_case("kenya-tea", **asked, until=5, save=file)
    assert part.to_frame().height == 3 * 5
    whole = simulate_case("kenya-tea", **asked, resume=file)
    assert whole.to_frame().equals(found.to_frame())
    assert whole.ledger().equals(found.ledger())
    assert whole.lives().equals(found.lives())


def test_columns_may_lie_in_a_file(found, tmp_path):
    stored = simulate_case("kenya-tea", **SMALL, store=tmp_path / "columns")
    assert np.array_equal(stored["base"][0]["income"], found["base"][0]["income"])


def test_shocks_meet_all_scenarios(found):
    struck = simulate_case("kenya-tea", **SMALL, options=["pay_sooner"], shocks=[Shock("price", 2, -0.5)])
    for name in struck.scenarios:
        assert struck[name][0]["price_index"][1] == pytest.approx(0.5 * found[name][0]["price_index"][1], rel=0.05)


def test_what_cannot_be_simulated_is_refused_at_once(tmp_path):
    with pytest.raises(InputError, match="3 defects") as refused:
        simulate_case("kenya-tea", options=["pay_later"], threads=0, draws=3, save=tmp_path / "x")
    assert "Did you mean 'pay_sooner'?" in str(refused.value)
    with pytest.raises(InputError, match="the case has seasons 1 to 20"):
        simulate_case("kenya-tea", until=21)


def test_households_of_each_scenario_have_a_file_of_their_own(tmp_path):
    asked = SMALL | {"levers": {"finance": 1.0}}  # borrowing changes the worth of later money, so other households
    stored = simulate_case("kenya-tea", **asked, store=tmp_path / "columns")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["columns", "columns.1"]
    assert stored.to_frame().equals(simulate_case("kenya-tea", **asked).to_frame())


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"store": "none/columns"}, "there is no folder"),
        ({"save": "none/saved"}, "there is no folder"),
        ({"store": "here"}, "exists already"),
        ({"save": "here"}, "exists already"),
    ],
)
def test_files_that_cannot_be_or_would_be_lost_are_refused_before_the_run(tmp_path, asked, words):
    (tmp_path / "here").write_text("precious")
    with pytest.raises(InputError, match=words):
        simulate_case("kenya-tea", **SMALL, **{name: tmp_path / file for name, file in asked.items()})
    assert (tmp_path / "here").read_text() == "precious"


def test_a_saved_season_may_take_the_place_of_an_earlier_one(tmp_path):
    file = tmp_path / "saved"
    simulate_case("kenya-tea", **SMALL, until=1, save=file)
    simulate_case("kenya-tea", **SMALL, resume=file, until=2, save=file)
    assert simulate_case("kenya-tea", **SMALL, resume=file, until=3).to_frame().height == 3
    with pytest.raises(InputError, match=r"season 1\. the saved run has come to season 2, and there is no way back"):
        simulate_case("kenya-tea", **SMALL, resume=file, until=1)


def test_a_pilot_of_a_few_synthetic_households_is_told():
    assert "Careful: the pilot is so small" in simulate_case("kenya-tea", households=128, until=1).summary()


def test_nonsense_is_refused_before_any_household_is_built():
    for asked in ({"watch": [10**6]}, {"shocks": [Shock("price", 1, float("nan"))]}, {"households": 0}):
        with pytest.raises(InputError):
            simulate_case("kenya-tea", **(SMALL | asked))
