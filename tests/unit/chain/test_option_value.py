"""Options to invest and staged roll-out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outgrow.chain import (
    RolloutStage,
    binomial_option,
    hurdle_multiple,
    investment_option,
    rollout_plan,
    two_period_investment,
)
from outgrow.vocabulary import InputError

SMOOTH = 1e-6
"""Values on both sides of the threshold, a ten-millionth apart, differ by no more than their slope times that."""


def test_more_uncertainty_raises_the_hurdle() -> None:
    low, high = hurdle_multiple(0.05, 0.05, [0.1, 0.5])
    assert 1 < low < high


def test_option_value_meets_the_investment_at_the_threshold() -> None:
    found = investment_option([2 - 1e-7, 2 + 1e-7], 1.0, 0.04, 0.04, 0.2)
    assert found.value[0] == pytest.approx(found.value[1], abs=SMOOTH)
    assert found.invest.tolist() == [False, True]


def test_an_option_without_payout_or_volatility_is_refused() -> None:
    with pytest.raises(InputError, match=r"(?s)payout: 0.*volatility: 0"):
        investment_option(1.0, 1.0, 0.04, 0.0, 0.0)


def test_waiting_is_worth_nothing_when_the_price_is_certain() -> None:
    found = two_period_investment(1600, 200, 200, 200, 0.5, 0.1)
    assert found.wait < found.now
    assert found.value_of_waiting < 0


def test_tree_of_one_step_is_the_better_of_now_and_its_discounted_branches() -> None:
    up, drift = 1.2214027581601699, 1.0
    weight = (drift - 1 / up) / (up - 1 / up)
    later = (weight * (1.5 * up - 1.0)) / 1.0512710963760241 + (1 - weight) * (1.5 / up - 1.0) / 1.0512710963760241
    assert binomial_option(1.5, 1.0, 0.05, 0.05, 0.2, 1.0, 1) == pytest.approx(max(0.5, later))


def test_a_longer_right_is_worth_no_less() -> None:
    short, long = (binomial_option(1.2, 1.0, 0.04, 0.04, 0.3, horizon, 400) for horizon in (2.0, 20.0))
    assert long > short


def test_steps_too_long_for_the_drift_are_refused() -> None:
    with pytest.raises(InputError) as error:
        binomial_option(1.0, 1.0, 0.2, 0.0, 0.01, 10.0, 5)
    assert str(error.value).splitlines()[1] == (
        "  - steps: weight 17.88 of the upper branch. the steps are too long for this drift and volatility. "
        "Use more steps."
    )


PILOT = RolloutStage("pilot", 10.0, 4.0, 0.0, success_if_good=0.8, success_if_bad=0.2)
NATIONAL = RolloutStage("national", 100.0, 220.0, 20.0, success_if_good=1.0, success_if_bad=0.0)


def test_a_pilot_that_loses_money_is_worth_the_option_it_creates() -> None:
    plan = rollout_plan([PILOT, NATIONAL], belief=0.4, discount=0.9)
    after_success = 0.32 / 0.44
    national = after_success * 220 + (1 - after_success) * 20 - 100
    assert plan.value == pytest.approx(0.4 * 4 - 10 + 0.9 * 0.44 * national)
    assert plan.committed == pytest.approx(-8.4)
    assert plan.without_learning == 0
    assert plan.summary() == (
        "Worth 17.52: start the pilot. Committed to all stages it would be worth -8.4; "
        "what the stages teach is worth 17.52."
    )


def test_the_tree_goes_national_after_success_and_stops_after_failure() -> None:
    plan = rollout_plan([PILOT, NATIONAL], belief=0.4, discount=0.9)
    places = {node.history: (node.stage, node.proceed) for node in plan.nodes}
    assert places == {"": ("pilot", True), "s": ("national", True), "f": ("national", False)}
    beliefs = {node.history: node.belief for node in plan.nodes}
    assert beliefs["s"] == pytest.approx(0.32 / 0.44)
    assert beliefs["f"] == pytest.approx(0.08 / 0.56)


def test_three_stages_learn_from_both_earlier_ones() -> None:
    district = RolloutStage("district", 30.0, 40.0, 5.0, success_if_good=0.9, success_if_bad=0.3)
    plan = rollout_plan([PILOT, district, NATIONAL], belief=0.4, discount=0.9)
    beliefs = {node.history: node.belief for node in plan.nodes}
    assert len(plan.nodes) == 7
    assert beliefs["sf"] == pytest.approx(0.32 * 0.1 / (0.32 * 0.1 + 0.12 * 0.7))


def test_a_pilot_that_teaches_nothing_is_worth_no_learning() -> None:
    silent = replace(PILOT, success_if_good=0.5, success_if_bad=0.5)
    assert rollout_plan([silent, NATIONAL], belief=0.4, discount=0.9).learning_value == pytest.approx(0.0)


def test_a_plan_without_stages_is_refused() -> None:
    with pytest.raises(InputError, match=r"0 stages. a plan has 1 to 15"):
        rollout_plan([], 0.5, 0.9)
