"""What has to hold in a chain whatever its numbers."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from outgrow.chain import (
    Candidate,
    Contract,
    FunctionLine,
    RolloutStage,
    Stage,
    accounts,
    closed_economy,
    contract_value,
    evppi_normal_sum,
    hurdle_after_ownership,
    internal_rate,
    investment_option,
    npv,
    regional_surplus,
    rollout_plan,
    side_selling_share,
    split_surplus,
    subsidy_free_set,
    takeover_tests,
    two_actions_normal,
)

CLOSE = 1e-9
"""Identities hold up to the rounding of a few operations."""
SOLVED = 1e-7
"""Two fixed points solved to a last step of 1e-10 differ by that over one minus the slope."""
ROOT = 1e-6
"""Present value at the internal rate, as a share of the investment: the slope there times the root's error."""

money = st.floats(0.01, 1e4)
share = st.floats(0.0, 1.0)
stages = st.lists(st.tuples(st.floats(0.1, 100.0), st.floats(0.2, 10.0), st.floats(0.0, 20.0)), min_size=1, max_size=7)


def chain(rows: list[tuple[float, float, float]]) -> list[Stage]:
    return [
        Stage(f"actor {i}", price, conversion if i else 1.0, {"all": cost})
        for i, (price, conversion, cost) in enumerate(rows)
    ]


@given(stages)
def test_shares_are_the_final_price_and_what_is_paid_is_received(
    rows: list[tuple[float, float, float]],
) -> None:
    found = accounts(chain(rows))
    assert found.value_share.sum() == pytest.approx(1.0, abs=CLOSE * max(1.0, np.abs(found.value_share).max()))
    np.testing.assert_allclose(found.price_in[1:], found.price_out[:-1], rtol=CLOSE)
    final = found.margin.sum() + found.costs.sum()
    assert final == pytest.approx(found.price_out[-1], rel=CLOSE, abs=CLOSE * found.price_out.max())


@given(stages, st.floats(0.01, 100.0))
def test_shares_do_not_depend_on_the_currency(rows: list[tuple[float, float, float]], rate: float) -> None:
    exchanged = [(price * rate, conversion, cost * rate) for price, conversion, cost in rows]
    here, there = accounts(chain(rows)), accounts(chain(exchanged))
    scale = max(1.0, np.abs(here.value_share).max())
    np.testing.assert_allclose(here.value_share, there.value_share, atol=CLOSE * scale)


contracts = st.builds(
    Contract,
    price=st.floats(0.2, 1.0),
    volume=st.floats(100.0, 3000.0),
    cost=st.floats(0.0, 300.0),
    credit=st.floats(0.0, 400.0),
    interest=st.floats(0.0, 0.4),
    enforcement=share,
    fine=st.floats(0.0, 300.0),
    sanction=st.floats(0.0, 200.0),
    exclusion=share,
    patience=st.floats(0.0, 0.95),
)
spots = st.tuples(st.floats(0.2, 1.0), st.floats(0.05, 0.6))


@given(contracts, spots, st.floats(0.0, 500.0))
@settings(max_examples=50)
def test_newton_and_plain_iteration_reach_the_same_value(
    contract: Contract, spot: tuple[float, float], income: float
) -> None:
    fast = contract_value(contract, income, *spot)
    plain = contract_value(contract, income, *spot, method="iteration")
    np.testing.assert_allclose(fast.inside, plain.inside, rtol=SOLVED, atol=SOLVED)


@given(contracts, spots, st.floats(0.0, 500.0), st.floats(1.0, 500.0))
def test_more_credit_never_raises_honour(
    contract: Contract, spot: tuple[float, float], income: float, more: float
) -> None:
    less = contract_value(contract, income, *spot)
    indebted = contract_value(replace(contract, credit=contract.credit + more), income, *spot)
    assert indebted.honour <= less.honour + SOLVED


@given(contracts, spots, st.floats(0.0, 500.0), share)
def test_stronger_enforcement_never_lowers_compliance_nor_raises_the_value_inside(
    contract: Contract, spot: tuple[float, float], income: float, other: float
) -> None:
    weak, strong = sorted([contract.enforcement, other])
    lenient = contract_value(replace(contract, enforcement=weak), income, *spot)
    strict = contract_value(replace(contract, enforcement=strong), income, *spot)
    assert strict.honour >= lenient.honour - SOLVED
    assert strict.inside <= lenient.inside + SOLVED * (1 + abs(lenient.inside))


@given(contracts, spots, st.floats(1.0, 3.0))
def test_a_higher_spot_market_never_lowers_side_selling_when_the_outside_sells_there_too(
    contract: Contract, spot: tuple[float, float], factor: float
) -> None:
    median, sdlog = spot

    def honour(level: float) -> float:
        income = level * np.exp(sdlog**2 / 2) * contract.volume - contract.cost
        return float(contract_value(contract, income, level, sdlog).honour)

    assert honour(median * factor) <= honour(median) + SOLVED


@given(contracts, st.floats(0.0, 2.0), st.floats(0.0, 2.0), st.floats(-1e3, 1e3))
def test_a_higher_spot_price_never_lowers_the_share_sold_aside(
    contract: Contract, one: float, other: float, gain_inside: float
) -> None:
    low, high = side_selling_share(contract, np.sort([one, other]), gain_inside, 0.0)
    assert 0 <= low <= high <= 1


@given(st.lists(st.floats(1.0, 1e3), min_size=1, max_size=12), st.floats(1.0, 1e4))
def test_present_value_at_the_internal_rate_is_zero(returns: list[float], investment: float) -> None:
    flow = [-investment, *returns]
    found = internal_rate(flow)
    assert found.verdict == "unique"
    worth = np.abs(flow) @ (1.0 + found.rate) ** -np.arange(len(flow), dtype=float)
    assert abs(npv(flow, found.rate)) <= ROOT * worth


@given(st.floats(0.1, 10.0), st.floats(0.001, 0.2), st.floats(0.001, 0.2), st.floats(0.05, 0.8))
def test_an_option_is_worth_no_less_than_investing_now_or_never(
    value: float, rate: float, payout: float, volatility: float
) -> None:
    found = investment_option(value, 1.0, rate, payout, volatility)
    assert found.value >= max(value - 1.0, 0.0) - CLOSE
    assert found.beta > 1


stage_rows = st.tuples(st.floats(0, 100), st.floats(0, 300), st.floats(0, 100), share, share)


@given(st.lists(stage_rows, min_size=1, max_size=4), share, st.floats(0.0, 0.99))
def test_the_right_to_stop_and_what_is_learned_are_never_worth_less_than_nothing(
    rows: list[tuple[float, float, float, float, float]], belief: float, discount: float
) -> None:
    plan = rollout_plan([RolloutStage("stage", *row) for row in rows], belief, discount)
    assert plan.option_value >= -CLOSE * 300
    assert plan.learning_value >= -CLOSE * 300


@given(money, money, st.floats(0.1, 3.0), st.floats(0.1, 3.0), st.floats(0.0, 0.3))
def test_one_region_is_a_closed_economy(
    price: float, quantity: float, supply: float, demand: float, shift: float
) -> None:
    one = regional_surplus(price, [0.0], [quantity], [quantity], [supply], [demand], [shift * price])
    closed = closed_economy(price, quantity, supply, demand, shift)
    assert one.producers[0] == pytest.approx(float(closed.producers), rel=CLOSE, abs=CLOSE)
    assert one.consumers[0] == pytest.approx(float(closed.consumers), rel=CLOSE, abs=CLOSE)


@given(share, st.floats(0.2, 2.0), st.floats(0.2, 2.0), st.floats(0.0, 0.3))
def test_non_participants_never_gain_and_consumers_never_lose(
    part: float, supply: float, demand: float, shift: float
) -> None:
    found = split_surplus(300.0, 1000.0, part, supply, demand, shift)
    assert found.non_participants <= 0
    assert found.consumers >= 0
    assert found.participants >= -CLOSE


@given(st.floats(-1e3, 1e3), st.lists(st.floats(0.1, 1e3), min_size=2, max_size=6))
def test_knowing_one_part_is_worth_no_more_than_knowing_all(mean: float, sds: list[float]) -> None:
    parts = evppi_normal_sum(mean, sds)
    whole = two_actions_normal(mean, np.linalg.norm(sds)).evpi
    assert np.all(parts >= 0)
    assert np.all(parts <= whole * (1 + CLOSE) + CLOSE)


@given(st.floats(0.1, 10.0), share, share, share)
def test_more_ownership_never_raises_a_hurdle(multiple: float, one: float, other: float, strength: float) -> None:
    less, more = hurdle_after_ownership(multiple, np.sort([one, other]), strength)
    assert 0 <= more <= less <= multiple


def brute_force(lines: list[FunctionLine], budgets: dict[str, float]) -> tuple[int, float]:
    """Largest number of functions taken over, and the largest surplus with that number, by trying all."""
    choices = [[None, *(test for test in takeover_tests(line, 0.3) if test.passes)] for line in lines]
    best = (0, 0.0)
    for picked in product(*choices):
        taken = [(test, line.cost) for test, line in zip(picked, lines, strict=True) if test]
        spent = {actor: sum(cost for test, cost in taken if test.actor == actor) for actor in budgets}
        if all(spent[actor] <= budgets[actor] for actor in budgets):
            best = max(best, (len(taken), sum(test.surplus for test, _ in taken)))
    return best


whole_money = st.integers(1, 40).map(float)
line_rows = st.tuples(whole_money, whole_money, whole_money)


@given(st.lists(line_rows, min_size=1, max_size=6), whole_money, whole_money)
@settings(max_examples=60, deadline=None)
def test_functions_handed_over_are_the_most_that_budgets_allow(
    rows: list[tuple[float, float, float]], firm_budget: float, union_budget: float
) -> None:
    lines = [
        FunctionLine(
            f"function {i}",
            "NGO",
            {"NGO": 1.0},
            cost,
            (Candidate("firm", firm, 0.9, 0.2, 1.2), Candidate("union", union, 1.0, 0.5)),
        )
        for i, (cost, firm, union) in enumerate(rows)
    ]
    budgets = {"firm": firm_budget, "union": union_budget}
    found = subsidy_free_set(lines, 0.3, budgets)
    tests = {(test.function, test.actor): test for line in lines for test in takeover_tests(line, 0.3)}
    number, surplus = brute_force(lines, budgets)
    assert len(found) == number
    assert sum(tests[pair].surplus for pair in found.items()) == pytest.approx(surplus, rel=SOLVED, abs=SOLVED)
    for actor, budget in budgets.items():
        assert sum(line.cost for line in lines if found.get(line.function) == actor) <= budget


@given(contracts, spots, st.floats(0.0, 500.0), st.floats(0.01, 3.0))
def test_no_other_threshold_is_worth_more_to_the_household(
    contract: Contract, spot: tuple[float, float], income: float, other: float
) -> None:
    median, sdlog = spot
    found = contract_value(contract, income, median, sdlog)
    assert worth_of_threshold(contract, float(found.outside), median, sdlog, other) <= float(found.inside) + (
        SOLVED * (1 + abs(float(found.inside)))
    )


def worth_of_threshold(
    contract: Contract, outside_value: float, median: float, sdlog: float, tolerated: float
) -> float:
    """Value of delivering at or below a given spot price for ever, in closed form."""
    distance = np.log(tolerated / median) / sdlog
    honour = ndtr(distance)
    spot_aside = median * np.exp(sdlog**2 / 2) * ndtr(sdlog - distance)
    repay = (1 + contract.interest) * contract.credit
    loyal = contract.price * contract.volume - contract.cost - repay
    penalty = contract.sanction + contract.enforcement * (contract.fine + repay)
    now = honour * loyal + spot_aside * contract.volume - (1 - honour) * (contract.cost + penalty)
    leave = contract.exclusion * (1 - honour)
    future = contract.patience
    return float((now + future * leave * outside_value) / (1 - future * (1 - leave)))
