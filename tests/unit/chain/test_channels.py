"""Chains with more than one channel: what moves where, loops, dead ends, stated margins, shares of the export."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outgrow.chain import FINAL, Stage, accounts
from outgrow.vocabulary import InputError

FISH = [
    Stage("boats", 0.8, costs={"fuel": 0.2}, sells_to={"factory": 0.6, "trader": 0.4}, labour=0.1),
    Stage("trader", 1.0, costs={"ice": 0.05}, sells_to={"factory": 0.5, FINAL: 0.5}),
    Stage("factory", 7.0, conversion=3.0, costs={"power": 2.0}),
]


def test_quantities_follow_the_channels() -> None:
    found = accounts(FISH)
    # For each kg landed, 0.6 + 0.4*0.5 = 0.8 kg reach the factory, which makes 0.8/3 kg of fillet; 0.2 kg are eaten.
    units = 1.0 / (0.8 / 3.0 + 0.2)
    moved = {(flow.seller, flow.buyer): flow.quantity for flow in found.flows}
    assert moved["boats", "factory"] == pytest.approx(0.6 * units)
    assert moved["trader", FINAL] == pytest.approx(0.2 * units)
    assert moved["factory", FINAL] == pytest.approx(0.8 / 3.0 * units)
    assert found.final_price == pytest.approx((0.2 * 1.0 + 0.8 / 3.0 * 7.0) * units)


def test_transfers_sum_to_zero_and_shares_to_one_over_all_channels() -> None:
    found = accounts(FISH)
    received = {actor: sum(f.value for f in found.flows if f.buyer == actor) for actor in found.actors}
    np.testing.assert_allclose(found.price_in, [received[actor] for actor in found.actors])
    assert float(found.value_share.sum()) == pytest.approx(1.0)
    assert float(found.margin.sum() + found.costs.sum()) == pytest.approx(found.final_price)


def test_work_is_counted_per_unit_of_the_final_product() -> None:
    found = accounts(FISH)
    assert float(found.labour[0]) == pytest.approx(0.1 / (0.8 / 3.0 + 0.2))


def test_shares_of_the_export_leave_out_what_is_eaten_at_home() -> None:
    shares = accounts(FISH).shares_at("factory")
    assert sum(shares.values()) == pytest.approx(1.0)
    # Per kg landed the factory receives 0.8/3*7; boats add 0.8 on the 0.8 kg that pass through it.
    assert shares["boats"] == pytest.approx(0.8 * 0.8 / (0.8 / 3.0 * 7.0))


def test_an_export_gate_that_nobody_is_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="Did you mean 'factory'"):
        accounts(FISH).shares_at("factery")


def test_a_loop_is_named_in_its_order() -> None:
    looped = [
        FISH[0],
        replace(FISH[1], sells_to={"factory": 1.0}),
        replace(FISH[2], sells_to={"trader": 0.5, FINAL: 0.5}),
    ]
    with pytest.raises(InputError) as error:
        accounts(looped)
    said = str(error.value)
    assert "a loop:" in said
    assert "trader sells to factory" in said
    assert "factory sells to trader" in said
    assert "a product cannot come back to one who sold it: a chain runs one way, to final buyers" in said


def test_a_dead_end_is_named() -> None:
    with pytest.raises(InputError) as error:
        accounts([*FISH[:2], replace(FISH[2], sells_to={})])
    assert str(error.value) == (
        "chain accounts: 1 defect found.\n"
        "  - factory: a dead end. what it makes goes nowhere: a chain ends with final buyers. Say who buys from it, "
        "such as 'final buyers'."
    )


def test_a_stage_that_sells_more_than_it_makes_is_told_by_how_much() -> None:
    with pytest.raises(InputError, match=r"boats: shares sold sum to 1\.1\. .* misses it by 0\.1"):
        accounts([replace(FISH[0], sells_to={"factory": 0.6, "trader": 0.5}), *FISH[1:]])


def test_an_unknown_buyer_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="Did you mean 'trader'"):
        accounts([replace(FISH[0], sells_to={"factory": 0.6, "tradr": 0.4}), *FISH[1:]])


def test_a_margin_that_prices_and_costs_do_not_leave_is_told_with_the_gap_and_its_place() -> None:
    with pytest.raises(InputError) as error:
        accounts([Stage("grower", 20.0, costs={"labour": 8.0}, margin=14.5), Stage("factory", 30.0)])
    assert str(error.value) == (
        "chain accounts: 1 defect found.\n"
        "  - grower: a stated margin of 14.5, and 12 left by prices and costs. the two miss each other by 2.5 per unit "
        "of its product. Ask again for its price, what it pays, its costs or its margin."
    )


def test_a_margin_rounded_by_its_source_passes() -> None:
    stages = [Stage("grower", 20.0, costs={"labour": 8.04}, margin=12.0), Stage("factory", 30.0, margin=10.0)]
    assert accounts(stages).final_price == 30.0


def test_a_negative_conversion_is_refused() -> None:
    with pytest.raises(InputError, match=r"conversion of factory: -3\. it has to be above zero"):
        accounts([FISH[0], FISH[1], replace(FISH[2], conversion=-3.0)])
