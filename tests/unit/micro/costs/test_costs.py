"""Budgets of households, cost per household, and three sides of the same money."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.micro import CostItem, cost_benefit, cost_per_household, household_budgets, sampling
from outgrow.vocabulary import InputError, Parameter

MONEY = "KES (2024 prices)"
EXACT = 1e-12


def kes(value=None, low=None, high=None):
    family = None if low is None else "lognormal"
    return Parameter(value=value, low=low, high=high, family=family, unit="KES", price_year=2024, source="made up")


def number(value, unit="share"):
    return Parameter(value=value, unit=unit, source="made up")


RATES = {"household": number(0.2), "funder": number(0.05), "society": number(0.1)}


def test_means_of_budgets_add_up_and_use_the_design():
    gains, costs = np.array([500.0, 300.0, 100.0, 0.0]), np.array([100.0, 200.0, 200.0, 50.0])
    plan = sampling(4, [1, 2, 3, 4])
    found = household_budgets(gains, 0, costs, 0, plan, money=MONEY)
    net = np.average(gains - costs, weights=[1, 2, 3, 4])
    assert found.estimates["net_gain"].value == pytest.approx(net, rel=EXACT)
    assert found.estimates["share_gaining"].value == pytest.approx(0.3)
    ratio = net / np.average(costs, weights=[1, 2, 3, 4])
    assert found.estimates["return_on_extra_cost"].value == pytest.approx(ratio, rel=EXACT)


def test_budgets_without_extra_cost_have_no_return_on_it():
    found = household_budgets([5.0, 6.0], 1.0, 0, 0, money=MONEY)
    assert "return_on_extra_cost" not in {row.measure for row in found.estimates.rows}
    assert "of households gain" in found.summary()


def test_a_negative_amount_and_columns_that_differ_are_refused():
    with pytest.raises(InputError, match=r"extra_cost: 1 rows, first at 1\. an amount is zero or positive and finite"):
        household_budgets([5.0, 6.0], 0, [1.0, -1.0], 0, money=MONEY)
    with pytest.raises(InputError, match="extra_revenue 2, saved_cost 3"):
        household_budgets([5.0, 6.0], [1.0, 2.0, 3.0], 0, 0, money=MONEY)


def test_cost_per_household_divides_all_resources_and_leaves_transfers_out():
    items = [
        CostItem("office", "ngo", kes(1000), "season"),
        CostItem("training", "ngo", kes(50), "per household"),
        CostItem("labour", "household", kes(10), "per adopter and season"),
        CostItem("subsidy", "ngo", kes(20), "per household", transfer=True, receiver="household"),
    ]
    found = cost_per_household(items, number(100, "household"), number(0.4), seasons=2, money=MONEY)
    total = 2000 + 50 * 100 + 10 * 100 * 0.4 * 2
    assert found.total[0] == pytest.approx(total)
    assert found.per_reached[0] == pytest.approx(total / 100)
    assert found.per_adopter[0] == pytest.approx(total / 40)
    assert dict(found.by_payer) == {"ngo": pytest.approx(2000 + 5000 + 2000), "household": pytest.approx(800)}


def test_the_three_sides_of_certain_numbers_are_those_worked_by_hand():
    """One household, two seasons, gain 100; it pays 30 at the start and gets a subsidy of 10 from the ngo, which
    spends another 60."""
    items = [
        CostItem("tools", "household", kes(30), "per household"),
        CostItem("training", "ngo", kes(60), "once"),
        CostItem("subsidy", "ngo", kes(10), "once", transfer=True, receiver="household"),
    ]
    found = cost_benefit(
        kes(100), items, number(1, "household"), number(1.0), seasons=2, rates=RATES, money=MONEY, draws=10
    )
    assert found["household"].net[0] == pytest.approx(100 + 100 / 1.2 + 10 - 30)
    assert found["household"].ratio[0] == pytest.approx((100 + 100 / 1.2 + 10) / 30)
    assert found["funder"].ratio[0] == pytest.approx((100 + 100 / 1.05 + 10 - 30) / 70)
    assert found["society"].ratio[0] == pytest.approx((100 + 100 / 1.1) / 90)


def test_transfers_change_hands_and_leave_society_as_it_was():
    base = [CostItem("training", "ngo", kes(60), "once")]
    paid = [*base, CostItem("subsidy", "ngo", kes(40), "once", transfer=True, receiver="household")]
    arguments = (number(5, "household"), number(0.5))
    one, two = (
        cost_benefit(kes(100), items, *arguments, seasons=3, rates=RATES, money=MONEY, draws=10)
        for items in (base, paid)
    )
    assert one["society"].net == two["society"].net
    assert two["household"].net[0] - one["household"].net[0] == pytest.approx(40)


def test_a_social_value_below_one_lowers_the_cost_to_society_only():
    def side(value):
        item = CostItem("labour", "household", kes(100), "once", social_value=value)
        return cost_benefit(
            kes(100), [item], number(1, "household"), number(1.0), seasons=1, rates=RATES, money=MONEY, draws=10
        )

    assert side(number(0.5))["society"].costs[0] == pytest.approx(50)
    assert side(number(0.5))["household"].costs[0] == side(None)["household"].costs[0] == pytest.approx(100)


def test_uncertain_numbers_give_intervals_that_the_same_seed_repeats():
    items = [CostItem("training", "ngo", kes(low=30, high=90), "per household")]
    arguments = (kes(low=20, high=80), items, number(50, "household"), number(0.6))
    one, two, other = (
        cost_benefit(*arguments, seasons=2, rates=RATES, fade=number(0.3), money=MONEY, seed=seed) for seed in (1, 1, 2)
    )
    assert one == two
    assert one != other
    assert one["society"].ratio[1] < one["society"].ratio[0] < one["society"].ratio[2]
    assert 0 < one["society"].chance < 1


def test_every_defect_of_the_items_is_named():
    items = [
        CostItem("training", "ngo", kes(1), "sometimes"),
        CostItem("training", "ngo", Parameter(value=1, unit="USD", price_year=2024, source="made up"), "once"),
        CostItem("subsidy", "ngo", kes(1), "once", transfer=True),
    ]
    with pytest.raises(InputError) as caught:
        cost_per_household(items, number(1, "household"), number(1.0), seasons=0, money=MONEY)
    assert str(caught.value) == (
        "costs of the pilot: 5 defects found.\n"
        "  - seasons: 0. a pilot runs for at least one. count them.\n"
        "  - items: 'training' twice. a cost counted twice is too high. name them apart.\n"
        "  - items: KES (2024); USD (2024). costs in different money do not add up. convert them first.\n"
        "  - training: 'sometimes'. it says when the cost arises. "
        "one of once, season, per household, per adopter, per adopter and season.\n"
        "  - subsidy: nobody. a transfer has a receiver. say who gets it."
    )


def test_a_missing_discount_rate_is_named():
    with pytest.raises(InputError, match="no rate for society"):
        cost_benefit(
            kes(1), [CostItem("x", "ngo", kes(1), "once")], number(1, "household"), number(1.0), seasons=1,
            rates={"household": number(0.1), "funder": number(0.1)}, money=MONEY,
        )  # fmt: skip
