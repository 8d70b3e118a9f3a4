"""A run of the shipped cases: the same bits on any kernel, threads and blocks, and guards against nonsense."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from outgrow.initiative import read
from outgrow.population import Population, build, draw_traits
from outgrow.scenarios import draw_worlds
from outgrow.system import LIFE, MEASURES, SYSTEM_MEASURES, Run, Shock, simulate, simulate_together, structure_of
from outgrow.system.ledger import check_balance
from outgrow.system.terms import lasting_terms
from outgrow.vocabulary import InputError, RunError, Streams

HOUSEHOLDS = 1_000
TO_THE_CENT = 1e-9  # sums of a thousand households in double precision


@pytest.fixture(scope="module", params=["kenya-tea", "lake-victoria-nile-perch"])
def setting(request):
    case, streams = read(request.param), Streams(11)
    world = draw_worlds(case.initiative, streams, 2)[0]
    population = build(draw_traits(streams, HOUSEHOLDS, case.districts.weights), world)
    return structure_of(case.initiative), world, population, streams


@pytest.fixture(scope="module")
def path(setting):
    return simulate(*setting)


def same(one, other):
    assert all(np.array_equal(one[name], other[name]) for name in one.seasons)
    assert np.array_equal(one.district_members, other.district_members)
    assert np.array_equal(one.spent, other.spent)
    assert one.takers == other.takers


@pytest.mark.parametrize("how", [{"threads": 2}, {"threads": 3}, {"block": 1}, {"threads": 2, "block": 5}])
def test_threads_and_blocks_change_no_bit(setting, path, how):
    same(path, simulate(*setting, **how))


def test_the_numpy_reference_gives_the_same_bits(setting, path):
    same(path, simulate(*setting, kernel="reference"))


def test_another_draw_meets_other_weather(setting, path):
    assert not np.array_equal(path["volume"], simulate(*setting, draw=1)["volume"])


def test_members_are_those_of_last_season_plus_who_joined_less_who_left(path):
    change = np.diff(path["members"])
    # A measure of members counts them before exclusions, which are among those who left.
    assert np.all(path["joined"] >= 0.0)
    assert np.all(path["left"] >= 0.0)
    assert np.all(change <= path["joined"][1:] + TO_THE_CENT * path["members"].max())


def test_members_by_district_sum_to_all_members(path):
    assert path.district_members.sum(axis=1) == pytest.approx(path["members"], rel=TO_THE_CENT)


def test_volume_is_accepted_sold_aside_or_refused(path):
    rest = path["volume"] - path["side_sold"] - path["accepted"]
    assert np.all(rest >= -TO_THE_CENT * path["volume"])


def test_who_leaves_pays_nothing_after_the_exit(setting, path):
    structure = setting[0]
    assert np.all(path.spent[structure.exit_season :][:, :, structure.leaving] == 0.0)
    assert path.spent[: structure.exit_season][:, :, structure.leaving].sum() > 0.0


def test_every_measure_is_recorded_for_every_season(setting, path):
    assert set(path.seasons) == {*MEASURES, *SYSTEM_MEASURES}
    assert {values.shape for values in path.seasons.values()} == {(setting[0].seasons,)}
    assert path.to_frame().height == len(path.seasons) * setting[0].seasons


def test_a_world_with_a_hole_is_refused_before_the_run(setting):
    structure, world, population, streams = setting
    broken = dict(world) | {"participation.practice_cost": float("nan"), "market.trend": -1.0}
    with pytest.raises(InputError, match=r"2 defects") as refused:
        simulate(structure, broken, population, streams)
    assert "participation.practice_cost: nan. a parameter is a finite number" in str(refused.value)
    assert "market.trend: -1. a price that falls by 100 %" in str(refused.value)


def test_a_household_with_a_hole_is_named_before_the_run(setting):
    structure, world, population, streams = setting
    columns = population.columns.copy()
    columns[4, 200] = np.nan
    with pytest.raises(InputError, match=r"other_income of household 200 \(village 1\): nan"):
        simulate(structure, world, Population(columns, population.flags, population.district), streams)


def test_a_number_that_bursts_in_the_run_is_named_with_season_step_and_household(setting):
    structure, world, population, streams = setting
    columns = population.columns.copy()
    columns[1] = 1e306  # its own effect: no single number is infinite before skill meets the harvest
    with pytest.raises(RunError, match=r"season 1, step \w+, '\w+' of household \d+ is (inf|nan)"):
        simulate(structure, world, Population(columns, population.flags, population.district), streams)


@pytest.mark.parametrize(
    ("shock", "words"),
    [
        (Shock("price", 3, -1.0), "a shock of -100 % or worse leaves nothing"),
        (Shock("harvest", 99, -0.5), "the run has seasons 1 to 20"),
        (Shock("prices", 3, -0.5), "Did you mean 'price'?"),
    ],
)
def test_shocks_that_cannot_happen_are_refused(setting, shock, words):
    with pytest.raises(InputError, match=re.escape(words)):
        simulate(*setting, shocks=[shock])


def test_a_price_shock_fades_as_any_deviation_does(setting, path):
    struck = simulate(*setting, shocks=[Shock("price", 4, -0.5)])
    ratio = struck["price_index"] / path["price_index"]
    assert ratio[:3] == pytest.approx(1.0, rel=TO_THE_CENT)
    assert ratio[3] == pytest.approx(0.5, rel=TO_THE_CENT)
    assert 0.5 < ratio[4] < 1.0


def test_a_run_that_was_laid_aside_goes_on_to_the_last_bit(setting, path, tmp_path):
    structure, world, population, streams = setting
    with Run(structure, [world], [population], streams, watch=[5]) as run:
        run.advance(7)
        file = run.save(tmp_path / "seven.npz")
    with Run(structure, [world], [population], streams, watch=[5], threads=2) as run:
        run.resume(file)
        assert run.season == 7
        run.advance()
        (later,) = run.trajectories()
    same(later, path)
    assert np.array_equal(later.ledger.money, path.ledger.money)
    watched = simulate(*setting, watch=[5]).lives
    assert all(np.array_equal(later.lives.values[name], values) for name, values in watched.values.items())


def test_a_saved_season_is_not_taken_up_by_another_run(setting, tmp_path):
    structure, world, population, streams = setting
    with Run(structure, [world], [population], streams) as run:
        run.advance(2)
        file = run.save(tmp_path / "two.npz")
    with Run(structure, [world], [population], Streams(12)) as run, pytest.raises(InputError, match="another run"):
        run.resume(file)
    (tmp_path / "no.npz").write_text("nothing")
    with Run(structure, [world], [population], streams) as run, pytest.raises(InputError, match="no saved season"):
        run.resume(tmp_path / "no.npz")


@pytest.fixture(scope="module")
def scenarios(setting):
    world = setting[1]
    changed = [
        {"market.premium": world["market.premium"] * 3.0},
        {"delivery.training.capacity": world["delivery.training.capacity"] * 2.0},
        {"market.weather_household": 0.4, "market.spot_spread": 0.3},
        {"government.markdown": 0.3},
    ]
    return [dict(world), *(dict(world) | change for change in changed), dict(world)]


@pytest.mark.parametrize("kernel", ["compiled", "reference"])
def test_scenarios_in_one_pass_equal_separate_runs_to_the_last_bit(setting, scenarios, kernel):
    structure, _, population, streams = setting
    together = simulate_together(structure, scenarios, [population] * 6, streams, kernel=kernel, threads=2)
    for world, found in zip(scenarios, together, strict=True):
        same(found, simulate(structure, world, population, streams))


def test_scenarios_with_other_households_equal_separate_runs(setting):
    structure, world, population, streams = setting
    columns = population.columns.copy()
    columns[3] *= 0.5
    nearer = Population(columns, population.flags, population.district)
    together = simulate_together(structure, [world, world], [population, nearer], streams)
    same(together[0], simulate(structure, world, population, streams))
    same(together[1], simulate(structure, world, nearer, streams))


class TestLedger:
    def test_money_in_equals_money_out_over_all_accounts_in_every_season(self, path):
        ledger = path.ledger
        left = sum(ledger.balance(account) for account in ledger.accounts)
        assert np.abs(left).max() <= TO_THE_CENT * ledger.money.sum(axis=1).max()

    def test_what_is_left_with_households_is_their_income(self, path):
        assert path.ledger.balance("households") == pytest.approx(path["income"], rel=TO_THE_CENT)

    def test_every_kilogram_is_accepted_refused_or_sold_for_cash(self, path):
        harvest, *rest = path.ledger.volumes.T
        assert sum(rest) == pytest.approx(harvest, rel=TO_THE_CENT)

    def test_the_firm_keeps_its_cash_flow_what_it_earned_before_and_what_it_withheld(self, setting, path):
        structure, world, *_ = setting
        firm = structure.actors[structure.firm]
        own = path.ledger.balance(firm) if structure.lender != structure.firm else None
        if own is None:
            credit = dict(zip([line.name for line in path.ledger.lines], path.ledger.money.T, strict=True))
            own = path.ledger.balance(firm) - credit["repayment"] + credit["credit"]
        usual = world["firm.margin"] * (
            path["accepted"] - path["member_accepted"] + structure.supplied_before * path["member_accepted_without"]
        )
        promised = path["paid"] / (world["contract.kept"] * (1.0 - world["government.leakage"]))
        withheld = promised * (1.0 - world["contract.kept"])
        counted = world["firm.growers_gain_counted"] * path["member_gain"]
        expected = path["firm_cash"] - counted + usual + withheld
        assert own == pytest.approx(expected, rel=1e-6, abs=1e-6 * np.abs(path.ledger.money).max())

    def test_a_ledger_that_does_not_balance_stops_the_run(self, path):
        lines, money = path.ledger.lines, path.ledger.money[0].copy()
        total = {name: values[0] for name, values in path.seasons.items()}
        money[4] += 1e6
        with pytest.raises(RunError, match=r"season 1: the ledger does not balance: the households' receipts"):
            check_balance(1, lines, money, total, promised=total["paid"], received=1.0)

    def test_it_is_a_table(self, path):
        table = path.ledger.to_frame()
        assert table.columns == ["season", "payment", "payer", "receiver", "money"]
        assert table.height == path.ledger.money.size
        assert "balance to the cent" in path.ledger.summary()


class TestLives:
    def test_the_lives_of_all_households_add_up_to_the_seasons(self, setting):
        population = setting[2]
        found = simulate(*setting, watch=range(population.size))
        lives, weight = found.lives.values, population["weight"]
        for name, measure in {"income": "income", "volume": "volume", "paid": "paid", "member": "members"}.items():
            assert lives[name] @ weight == pytest.approx(found[measure], rel=TO_THE_CENT)
        assert set(lives) == set(LIFE)

    def test_who_has_no_contract_cannot_sell_aside(self, setting):
        structure, world, population, streams = setting
        new = replace(structure, supplied_before=False)
        lives = simulate(new, world, population, streams, watch=range(population.size)).lives.values
        outside = lives["contracted"] == 0.0
        assert outside.any()
        assert not lives["aside"][outside].any()
        assert not lives["aside_without"].any()
        assert lives["aside"].any()

    def test_watching_changes_nothing(self, setting, path):
        same(simulate(*setting, watch=[0, 7]), path)

    def test_a_household_that_does_not_exist_is_refused(self, setting):
        with pytest.raises(InputError, match=r"household 99999.*numbered from 0 to"):
            simulate(*setting, watch=[99_999])

    def test_they_are_a_table_and_a_sentence(self, setting):
        lives = simulate(*setting, watch=[7]).lives
        assert lives.to_frame().height == setting[0].seasons
        assert lives.summary().startswith("Household 7 takes part in")


def test_a_firm_that_is_gone_decides_nothing_in_the_same_season(setting):
    structure, world, population, streams = setting
    dear = dict(world) | {"firm.fixed": 1e15}
    found = simulate(structure, dear, population, streams)
    gone = found["firm_active"] == 0.0
    assert gone.any()
    assert np.array_equal(found["firm_decision"] == 0.0, gone)
    assert f"From season {int(np.argmax(gone)) + 1} on the firm no longer runs the initiative." in found.summary()


def test_an_excluded_household_never_comes_back(setting):
    structure, world, population, streams = setting
    strict = dict(world) | {"contract.exclusion": 1.0, "contract.sanction": 0.0, "market.spot_price": 1e3}
    found = simulate(structure, strict, population, streams, watch=range(population.size))
    member, excluded = found.lives.values["member"], found.lives.values["excluded"]
    out_before = np.cumsum(excluded, axis=0) - excluded > 0.0
    assert excluded.sum() > 0.0
    assert not member[out_before].any()
    assert np.all(np.diff(found["barred"]) >= 0.0)


def test_who_has_always_sold_for_cash_draws_no_rival(setting):
    structure, world, population, streams = setting
    new = replace(structure, supplied_before=False)
    nobody_cheats = {"contract.side_sold_part": 0.0, "market.rival_entry": 0.5, "market.rival_most": 1.0}
    found = simulate(new, world | nobody_cheats, population, streams)
    assert found["side_sold"][0] > 0.5 * found["volume"][0]  # most are no members yet and sell for cash
    assert np.all(found["rivalry"] == 0.0)
    some_cheat = nobody_cheats | {"contract.side_sold_part": 1.0, "market.spot_price": 1.5 * world["market.spot_price"]}
    assert simulate(new, world | some_cheat, population, streams)["rivalry"][-1] > 0.0


def test_a_contract_below_the_cash_price_gets_fewer_new_suppliers(setting):
    structure, world, population, streams = setting
    new = replace(structure, supplied_before=False)
    paid = world["contract.first_payment"] + world["contract.deferred_payment"]
    low, high = (
        simulate(new, world | {"market.spot_price": factor * paid}, population, streams)["joined"].sum()
        for factor in (2.0, 0.5)
    )
    assert low < high


def test_growing_at_a_loss_never_turns_the_wish_for_gain_round(setting):
    structure, world, *_ = setting
    paid = world["contract.first_payment"] + world["contract.deferred_payment"]
    for cost in (paid, 1.5 * paid):
        lasting = lasting_terms(world | {"contract.production_cost": cost}, structure.supplied_before)
        assert lasting.per_gain > 0.0


def test_a_household_that_cannot_be_is_named_before_the_run(setting):
    structure, world, population, streams = setting
    columns = population.columns.copy()
    columns[0, 5], columns[1, 7], columns[6, 9] = -1.0, -1.5, 0.0
    odd = Population(columns, population.flags, population.district)
    with pytest.raises(InputError) as refused:
        simulate(structure, world, odd, streams)
    for words in ("volume of household 5: -1", "effect of household 7: -1.5", "poverty_need of household 9: 0"):
        assert words in str(refused.value)


def test_a_household_is_watched_once_and_must_exist(setting):
    with pytest.raises(InputError, match="household 3 twice"):
        simulate(*setting, watch=[3, 3])
