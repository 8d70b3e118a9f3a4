"""Accounts of a linear chain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outgrow.chain import Stage, accounts, check_balance, compare
from outgrow.vocabulary import InputError

TEA = [
    Stage("grower", 20.0, costs={"labour": 8.0, "fertiliser": 3.0}),
    Stage("factory", 150.0, conversion=4.5, costs={"fuel": 12.0}),
    Stage("exporter", 220.0, conversion=1.1),
]


def test_amounts_are_per_unit_of_the_final_product() -> None:
    found = accounts(TEA)
    np.testing.assert_allclose(found.price_out, [20 * 4.5 * 1.1, 150 * 1.1, 220])
    np.testing.assert_allclose(found.price_in, [0, 99, 165])
    np.testing.assert_allclose(found.costs, [11 * 4.95, 13.2, 0])
    np.testing.assert_allclose(found.value_added, [99, 66, 55])
    np.testing.assert_allclose(found.margin, [99 - 54.45, 52.8, 55])
    np.testing.assert_allclose(found.value_share, [0.45, 0.3, 0.25])


def test_accounts_say_who_gets_what_of_the_final_price() -> None:
    found = accounts(TEA)
    assert found.summary() == (
        "Of a final price of 220: grower 45.0% (margin 44.55), factory 30.0% (margin 52.8), exporter 25.0% (margin 55)."
    )
    table = found.to_frame()
    assert table["actor"].to_list() == ["grower", "factory", "exporter"]
    assert table.columns[1:] == ["price_in", "price_out", "costs", "margin", "value_added", "value_share", "labour"]


def test_a_buyer_who_says_another_price_than_the_seller_is_named_with_the_gap() -> None:
    with pytest.raises(InputError) as error:
        accounts([TEA[0], replace(TEA[1], price_in=19.0)])
    assert str(error.value).splitlines()[1] == (
        "  - grower to factory: factory pays 85.5, grower receives 90. transfers have to sum to zero and miss it "
        "by -4.5 per unit of the final product. Ask both for price and conversion again, or add the actor between "
        "them."
    )


def test_a_buyer_who_confirms_the_sellers_price_changes_nothing() -> None:
    confirmed = accounts([TEA[0], replace(TEA[1], price_in=20.0), TEA[2]])
    np.testing.assert_array_equal(confirmed.margin, accounts(TEA).margin)


def test_shares_that_do_not_make_up_the_price_are_refused_with_the_gap() -> None:
    found = accounts(TEA)
    with pytest.raises(InputError, match=r"shares of the final price sum to 1\.1.*miss it by 0\.1"):
        check_balance(replace(found, value_share=found.value_share + np.array([0.1, 0.0, 0.0])))


def test_all_defects_of_a_chain_are_said_at_once() -> None:
    with pytest.raises(InputError) as error:
        accounts([Stage("grower", -1.0), Stage("grower", 2.0, 0.0, {"fuel": float("nan")})])
    assert str(error.value) == (
        "chain accounts: 4 defects found.\n"
        "  - price_out of grower: -1. it has to be zero or more. Correct price_out of grower.\n"
        "  - conversion of grower: 0. it has to be above zero. Correct conversion of grower.\n"
        "  - fuel cost of grower: nan. it has to be a finite number. Correct fuel cost of grower.\n"
        "  - stage 2: 'grower' again. an actor stands once in a chain. Give each stage its own name."
    )


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ([], "a chain has at least one actor"),
        ([Stage("grower", 0.0)], "shares of nothing are undefined"),
        ([Stage("grower", 1.0, conversion=2.0)], "the first stage buys from no earlier one"),
        ([Stage("grower", 1.0, price_in=0.5)], "the first stage buys from no earlier one"),
    ],
)
def test_a_chain_that_cannot_be_accounted_is_refused(stages: list[Stage], words: str) -> None:
    with pytest.raises(InputError, match=words):
        accounts(stages)


def test_comparison_gives_an_actor_that_left_the_chain_a_share_of_zero() -> None:
    before = accounts([Stage("grower", 15.0), Stage("trader", 18.0), Stage("factory", 30.0)])
    after = accounts([Stage("grower", 18.0), Stage("factory", 30.0)])
    found = compare(before, after)
    np.testing.assert_allclose(found.value_share[1], [0.6, 0.0, 0.4])
    assert found.summary() == (
        "From before to after: grower +10.0 points of the final price (margin +3), "
        "trader -10.0 points of the final price (margin -3), factory +0.0 points of the final price (margin +0)."
    )
    assert found.to_frame()["value_share_change"].to_list() == pytest.approx([0.1, -0.1, 0.0])
