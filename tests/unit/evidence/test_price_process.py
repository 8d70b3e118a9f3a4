"""A price that follows real months: the bootstrap keeps what the months show, and the season uses what is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outgrow.evidence import held_against, price_process, world_price_of
from outgrow.initiative import WorldPrice, read
from outgrow.population import build, draw_traits
from outgrow.scenarios import one_at_a_time
from outgrow.sources import PriceSeries, price_series, price_table
from outgrow.system import Shock, simulate, structure_of
from outgrow.vocabulary import InputError, Streams

MANY = 4_000  # worlds: a standard deviation has a relative standard error of 1.1 %
NEAR = 0.05  # relative, four such errors
FEWER = 2_000
NOTHING = 1e-9


def months(values, first=2000):
    return PriceSeries("made up", "USD/kg", "made up", first, 1, np.asarray(values, dtype=np.float64))


def walk(count=480, spread=0.05, seed=0):
    return months(np.exp(np.cumsum(np.random.default_rng(seed).normal(0.0, spread, count))))


def returning(seed=4):
    """A century of months that return to their mean."""
    rng, at, logs = np.random.default_rng(seed), 0.0, []
    for _ in range(1_200):
        at = 0.9 * at + rng.normal(0.0, 0.05)
        logs.append(at)
    return months(np.exp(logs), first=1900)


class TestBootstrap:
    def test_a_block_is_months_that_followed_each_other(self):
        """With one endless block a path is the series itself, from some month on, around its end."""
        series = walk()
        process = replace(price_process(series, "bootstrap"), block=1e12)
        path = process._path(Streams(1), 0, 3)
        candidates = []
        for start in range(process.changes.size):
            places = (start + np.arange(48)) % process.changes.size
            level = np.exp(np.cumsum(process.changes[places])).reshape(4, 12).mean(axis=1)
            candidates.append(np.log(level / level[0]))
        assert np.abs(np.array(candidates) - path).max(axis=1).min() < NOTHING

    def test_single_months_give_the_spread_of_season_means_in_closed_form(self):
        """Of independent monthly changes of variance v, season means h apart differ by v (12 h - (12 - 1/12)/3).

        Working (1960), Note on the correlation of first differences of averages in a random chain, Econometrica 28.
        """
        process = price_process(walk(4_800, spread=0.01), "bootstrap", block=1.0)
        paths = process.log_paths(Streams(2), MANY, 5)
        v = float(process.changes.var())
        for h in (1, 3, 5):
            expected = np.sqrt(v * (12 * h - (12 - 1 / 12) / 3))
            assert paths[:, h - 1].std() == pytest.approx(expected, rel=NEAR)
        assert paths.mean(axis=0) == pytest.approx(np.zeros(5), abs=4 * paths[:, -1].std() / np.sqrt(MANY))

    def test_long_blocks_keep_a_return_that_single_months_lose(self):
        single, blocks = (price_process(returning(), "bootstrap", block=b) for b in (1.0, 60.0))
        after = [process.log_paths(Streams(1), 1_000, 10)[:, -1].std() for process in (single, blocks)]
        assert after[1] < 0.6 * after[0]

    def test_a_world_has_its_own_prices_whatever_runs_beside_it(self):
        process = price_process(walk(), "bootstrap")
        long, short = (process.moves(Streams(3), 5, n).shocks for n in (20, 8))
        assert np.array_equal(long[:8], short)
        assert not np.array_equal(long, process.moves(Streams(3), 6, 20).shocks)
        assert not np.array_equal(long, process.moves(Streams(4), 5, 20).shocks)

    @pytest.mark.parametrize("season", [3, 6])
    def test_shorter_seasons_move_less(self, season):
        whole, part = (price_process(walk(), "bootstrap", months=m) for m in (12, season))
        assert part.log_paths(Streams(1), 500, 1).std() < whole.log_paths(Streams(1), 500, 1).std()


def test_mean_reverting_worlds_have_the_fit_and_its_errors():
    process = price_process(returning(), "mean_reverting")
    found = [process.moves(Streams(1), draw, 1) for draw in range(FEWER)]
    kept, fit = np.array([moves.persistence for moves in found]), process.fit
    low, high = fit.persistence - fit.persistence_error, fit.persistence + fit.persistence_error
    assert np.median(kept) == pytest.approx(fit.persistence, abs=4 * 1.25 * fit.persistence_error / np.sqrt(FEWER))
    assert np.mean((kept > low) & (kept < high)) == pytest.approx(0.683, abs=0.042)  # four errors of such a share
    shocks = np.array([moves.shocks[0] for moves in found])
    assert shocks.std() == pytest.approx(fit.volatility, rel=2 * NEAR)


def test_a_process_that_wanders_is_told_from_one_that_returns():
    rng = np.random.default_rng(6)
    walks = np.cumsum(rng.normal(0.0, 0.15, (500, 40)), axis=1)
    returns = rng.normal(0.0, 0.15 / np.sqrt(2.0), (200, 40))  # the same changes over one year
    told = [held_against(row, walks) for row in returns]
    held = np.mean([[spread.held for spread in found] for found in told], axis=0)
    assert held[0] > 0.7
    assert held[-1] < 0.1
    low = next(found[-1] for found in told if not found[-1].held)
    assert low.sentence().startswith("Over 10 years the price moved less far than this process does")
    right = np.mean([[spread.held for spread in held_against(row, walks)] for row in walks[:200]], axis=0)
    assert right == pytest.approx(np.full(4, 0.9), abs=0.085)  # four standard errors of a share of 200


def test_too_few_months_for_the_blocks_and_nonsense_are_told_at_once():
    with pytest.raises(InputError) as told:
        price_process(months(np.ones(50)), "bootstrap", months=13, block=0.5)
    assert len(told.value.defects) == 3
    with pytest.raises(InputError, match="5 blocks of 120 months need 601"):
        price_process(walk(240), "bootstrap", block=120.0)


class TestTable:
    def written(self, tmp_path, text):
        file = tmp_path / "prices.csv"
        file.write_text(text, encoding="utf-8")
        return file

    def test_months_in_any_order_and_form_become_a_series(self, tmp_path):
        found = price_table(
            self.written(tmp_path, "Price;unit;Month\n3;USD/kg;2000M03\n1;USD/kg;2000-01\n2;;02/2000\n")
        )
        assert (found.name, found.unit, found.month(0), found.values.tolist()) == (
            "prices",
            "USD/kg",
            "2000-01",
            [1, 2, 3],
        )

    def test_every_defect_is_told_with_its_line(self, tmp_path):
        rows = ["month,price,unit", "2000-01,1,USD/kg", "2000-02,-1,USD/kg", "2000-13,1,USD/kg", "2000-03,,USD/kg"]
        rows += ["2000-04,two,KES/kg", "2000-01,2,USD/kg", "2000-05,2,5,USD/kg"]
        with pytest.raises(InputError) as told:
            price_table(self.written(tmp_path, "\n".join(rows)))
        said = str(told.value)
        for line in ("line 3: a price of -1", "line 4: '2000-13' is no month", "line 5: there is no price"):
            assert line in said
        for line in ("line 6: 'two' is no price", "line 7: the month 2000-01 twice", "line 8: more cells than columns"):
            assert line in said
        assert "'USD/kg' (line 2), 'KES/kg' (line 6)" in said

    def test_gaps_and_missing_columns_are_told(self, tmp_path):
        with pytest.raises(InputError, match=r"2 months without a price. there is none for 2000-02, 2000-03"):
            price_table(self.written(tmp_path, "month,price\n2000-01,1\n2000-04,1\n"))
        with pytest.raises(InputError, match="there is no column 'month' and there is no column 'price'"):
            price_table(self.written(tmp_path, "when,prices\n2000-01,1\n"))
        with pytest.raises(InputError, match="the file cannot be read"):
            price_table(tmp_path / "none.csv")


class TestSeason:
    """A case that names its prices: the season's index is the drawn path times the trend."""

    @pytest.fixture
    def case(self, tmp_path):
        rows = [f"{s.month(k)},{v:.6f}" for s in [walk()] for k, v in enumerate(s.values)]
        (tmp_path / "prices.csv").write_text("month,price\n" + "\n".join(rows), encoding="utf-8")
        named = WorldPrice(process="bootstrap", table=str(tmp_path / "prices.csv"), source="assumption")
        initiative = read("kenya-tea").initiative
        without = {"persistence": None, "volatility": None, "world_price": named}
        return initiative.model_copy(update={"market": initiative.market.model_copy(update=without)})

    def test_the_index_is_the_path_with_trend_and_own_supply_taken_off(self, case):
        structure, streams = structure_of(case), Streams(1)
        world = one_at_a_time(case)[0] | {"market.supply_share": 0.0, "market.trend": 0.01}
        assert "market.persistence" not in world
        population = build(draw_traits(streams, 256, np.ones(1)), world)
        path = simulate(structure, world, population, streams, draw=3)
        expected = world_price_of(case)._path(streams, 3, structure.seasons)[1:]
        season = np.arange(1, structure.seasons + 1)
        assert np.log(path["price_index"]) == pytest.approx(expected + season * np.log(1.01), abs=NOTHING)

    def test_a_stress_comes_on_top_and_both_kernels_agree(self, case):
        structure, streams = structure_of(case), Streams(1)
        world = one_at_a_time(case)[0] | {"market.supply_share": 0.0}
        population = build(draw_traits(streams, 256, np.ones(1)), world)
        plain, hit = (
            simulate(structure, world, population, streams, shocks=shocks)["price_index"]
            for shocks in ((), (Shock("price", 4, -0.4),))
        )
        assert np.array_equal(plain[:3], hit[:3])
        assert hit[3:] / plain[3:] == pytest.approx(np.full(structure.seasons - 3, 0.6))
        slow = simulate(structure, world, population, streams, kernel="reference")["price_index"]
        assert slow == pytest.approx(plain, rel=NOTHING)


def test_tea_of_the_registry_moves_as_far_as_it_did(shared):
    series = price_series("Tea, Mombasa", mirror=shared / "data").between(1985, 2019)
    logs = np.log(series.yearly()[1])
    for kind in ("bootstrap", "mean_reverting"):
        paths = price_process(series, kind).log_paths(Streams(1), 500, logs.size)
        assert all(spread.held for spread in held_against(logs, paths)), kind
