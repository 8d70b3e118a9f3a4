"""Self-enforcing contract: thresholds, the fixed point of its value, and its range."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from outgrow.chain import (
    Contract,
    buyer_floor,
    contract_value,
    critical_patience,
    effective_price,
    honour_probability,
    indexed_tolerated_price,
    jointly_enforceable,
    self_enforcing_range,
    side_selling_share,
    tolerated_price,
)
from outgrow.vocabulary import InputError

TERMS = Contract(0.5, 1200.0, 100.0, 150.0, 0.1, 0.1, 100.0, 20.0, 0.8, 0.85)
QUADRATURE = 1e-5
"""A sum over a grid of 200,001 points misses the edge of the range by half a step of density."""
MOST_SECONDS = 2.0
"""Processor time that a million households may take on one core; it takes about a third of it."""
SAME = 1e-9
"""Results that should be the same number differ by rounding at most."""


def test_every_term_out_of_range_is_said_at_once() -> None:
    with pytest.raises(InputError) as error:
        Contract(0.5, 0.0, 0.0, 0.0, 0.1, np.array([0.1, 1.2, -3.0]), 0.0, 0.0, 0.8, 1.0)
    assert str(error.value) == (
        "contract: 3 defects found.\n"
        "  - volume: 0. it has to be above zero. Correct volume.\n"
        "  - enforcement: 1.2 and 1 more. a share or chance lies between 0 and 1. Correct enforcement.\n"
        "  - patience: 1. a factor per season lies from 0 to below 1, or values of the future are infinite. "
        "Correct patience."
    )


def test_selling_a_part_aside_needs_a_higher_spot_price_to_tempt() -> None:
    whole, half = tolerated_price(TERMS, 2800, 2400, share=np.array([1.0, 0.5]))
    assert half - 0.5 == pytest.approx(2 * (whole - 0.5))


def test_a_tolerated_price_below_zero_is_never_honoured() -> None:
    assert honour_probability([-1.0, 0.0], 0.5, 0.25).tolist() == [0.0, 0.0]


def test_an_impatient_household_delivers_when_the_contract_pays_more() -> None:
    assert critical_patience(replace(TERMS, credit=0.0), 0.4, 420, 360) == 0


def test_no_patience_suffices_when_the_relationship_is_worth_nothing() -> None:
    assert critical_patience(TERMS, 0.65, 360, 420) == 1


def test_everything_is_sold_aside_when_a_breach_costs_nothing() -> None:
    free = Contract(0.5, 1200.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.9)
    assert side_selling_share(free, [0.49, 0.5, 0.51], 0.0, 0.0).tolist() == [0.0, 0.0, 1.0]


def test_steeper_punishment_turns_part_selling_into_more_of_the_volume() -> None:
    gentle = side_selling_share(TERMS, 0.55, 2800, 2400, curvature=2.0)
    expected = 0.05 * 1200 / (2.0 * (0.1 * 100 + 20 - 0.9 * 1.1 * 150 + 0.8 * 0.85 * 400))
    assert gentle == pytest.approx(expected)
    with pytest.raises(InputError, match=r"curvature - 1: 0"):
        side_selling_share(TERMS, 0.55, 2800, 2400, curvature=1.0)


def test_value_solves_its_own_equation() -> None:
    found = contract_value(TERMS, 260.0, 0.5, 0.25)
    honour, inside, outside = float(found.honour), float(found.inside), float(found.outside)
    normal = np.linspace(-9, 9, 200_001)
    spot = 0.5 * np.exp(0.25 * normal)
    density = np.exp(-(normal**2) / 2) / np.sqrt(2 * np.pi) * (normal[1] - normal[0])
    aside = (spot * density)[spot > float(found.tolerated)].sum()
    right = honour * (0.5 * 1200 - 100 - 165 + 0.85 * inside) + aside * 1200
    right -= (1 - honour) * (100 + 0.1 * 100 + 20 + 0.1 * 165)
    right += (1 - honour) * 0.85 * (0.8 * outside + 0.2 * inside)
    assert right == pytest.approx(inside, rel=QUADRATURE)


def test_households_are_solved_side_by_side_as_they_are_alone() -> None:
    credit = np.array([0.0, 100.0, 300.0])
    together = contract_value(replace(TERMS, credit=credit), [200.0, 260.0, 300.0], 0.5, [0.2, 0.3, 0.4])
    alone = [
        float(contract_value(replace(TERMS, credit=owed), income, 0.5, sdlog).inside)
        for owed, income, sdlog in zip(credit.tolist(), [200.0, 260.0, 300.0], [0.2, 0.3, 0.4], strict=True)
    ]
    np.testing.assert_allclose(together.inside, alone, rtol=SAME)
    assert together.tolerated.shape == together.outside.shape == (3,)


def test_a_poor_contract_is_worth_less_than_staying_outside() -> None:
    found = contract_value(replace(TERMS, price=0.2, exclusion=0.0), 500.0, 0.5, 0.25)
    assert not found.participates
    assert found.summary().endswith("0% of households are better off inside.")


def test_stronger_enforcement_raises_compliance_and_lowers_the_households_value() -> None:
    found = contract_value(replace(TERMS, enforcement=np.array([0.1, 0.9])), 260.0, 0.5, 0.25)
    assert found.honour[1] > found.honour[0]
    assert found.inside[1] < found.inside[0]


def test_buyer_and_household_bound_the_range_and_its_chances_are_the_whole() -> None:
    low = buyer_floor(0.5, 1200, 30, 0.9, 300, 200)
    found = self_enforcing_range(low, tolerated_price(TERMS, 2800, 2400), 0.5, 0.25)
    assert found.below + found.inside + found.above == pytest.approx(1.0)
    assert found.summary() == (
        "The contract enforces itself from 0.4 to 0.6279: 63% of spot prices; 18% tempt the household to sell "
        "aside, 19% tempt the buyer to walk away."
    )


def test_bounds_that_cross_leave_no_range() -> None:
    assert self_enforcing_range(0.6, 0.4, 0.5, 0.25).inside == 0


def test_indexing_to_the_spot_price_widens_the_range() -> None:
    prices = indexed_tolerated_price(0.5, 0.1, np.array([0.0, 0.5, 0.9]))
    np.testing.assert_allclose(prices, [0.6, 0.7, 1.5])


def test_gains_from_cheating_have_to_fit_into_the_future() -> None:
    assert jointly_enforceable([120.0, 80.0], 0.8, 100.0, [50.0, 51.0]).tolist() == [True, False]


def test_what_is_paid_later_counts_less_and_what_is_paid_at_once_counts_whole() -> None:
    assert effective_price(14.0, 22.0, 0.5, 0.21, 0.25) == pytest.approx(14 + 22 / (1.1 * 1.25))
    assert effective_price(14.0, 22.0, 0.0, 0.21, 0.25) == 36


def test_a_million_households_are_solved_in_two_seconds() -> None:
    rng = np.random.default_rng(3)
    size = 1_000_000
    terms = replace(TERMS, credit=rng.uniform(0, 300, size), patience=rng.uniform(0.1, 0.98, size))
    start = time.process_time()
    found = contract_value(terms, rng.uniform(100, 400, size), 0.5, rng.uniform(0.1, 0.5, size))
    assert time.process_time() - start < MOST_SECONDS
    assert found.honour.shape == (size,)
