"""Budgets of a survey's households by arm and round: sums by hand, errors against regressions, and defects."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outgrow.micro import BudgetColumns, BudgetMoney, household_budgets, sampling, survey_budget
from outgrow.micro.regression import least_squares
from outgrow.vocabulary import InputError

EXACT = 1e-9
MONEY = BudgetMoney("KES", 2024, "acre", "bag", wage=100.0, wage_low=50.0, wage_high=150.0, wage_source="survey")
LABELS = {"": np.array([""] * 4)}
SMALL = BudgetColumns(
    revenue={"maize": np.array([300.0, 600.0, 900.0, 200.0]), "straw": np.array([0.0, 60.0, 0.0, 0.0])},
    costs={"seed": np.array([100.0, 200.0, 100.0, 300.0]), "hired": np.array([50.0, 0.0, 150.0, 0.0])},
    days=np.array([1.0, 2.0, 3.0, 2.0]),
    land=np.array([1.0, 2.0, 1.5, 0.5]),
    quantity=np.array([3.0, 6.0, 9.0, 2.0]),
    product="maize",
    arm=LABELS[""],
    round=LABELS[""],
    plan=sampling(4),
)


def panel(seed=2, villages=16, size=6):
    """Two rounds of two arms, in villages."""
    rng = np.random.default_rng(seed)
    n = villages * size
    village = np.tile(np.repeat(np.arange(villages), size), 2)
    wave = np.repeat(["1", "2"], n)
    arm = np.where(village % 2 == 1, "T", "C")
    good = (wave == "2") & (arm == "T")
    pull = rng.normal(0, 30, villages)[village]
    weights = np.tile(rng.uniform(0.5, 2.0, n), 2)
    return BudgetColumns(
        revenue={"maize": 500 + pull + rng.normal(0, 60, 2 * n) + 90 * good, "straw": rng.uniform(0, 50, 2 * n)},
        costs={"seed": rng.uniform(50, 90, 2 * n) + 20 * good, "hired": rng.uniform(20, 80, 2 * n) - 10 * good},
        days=rng.uniform(10, 30, 2 * n), land=rng.uniform(0.5, 3, 2 * n), quantity=rng.uniform(5, 20, 2 * n),
        product="maize", arm=arm, round=wave, treated=("T",), household=np.tile(np.arange(n).astype(str), 2),
        cluster=village.astype(str), plan=sampling(2 * n, weights, clusters=village),
    )  # fmt: skip


def test_a_small_budget_equals_the_sums_by_hand():
    found = survey_budget(SMALL, MONEY)
    by_hand = {
        "revenue": 515.0, "cash costs": 225.0, "gross margin": 290.0, "share with a positive margin": 0.75,
        "days of family labour": 2.0, "family labour": 200.0, "margin after family labour": 90.0,
        "share with a positive margin after family labour": 0.75,
        "return to a day of family labour": 145.0,  # 1,160 over 8 days
        "gross margin per acre": 232.0,  # 1,160 over 5 acres
        "yield": 4.0, "price received": 100.0,
        "break-even price": 42.0,  # 900 of costs less 60 of straw, over 20 bags
        "break-even price, family labour paid": 82.0,
        "break-even yield": 1.68,  # 840 at 100 a bag over 5 acres
    }  # fmt: skip
    assert {name: found.of(name).value for name in by_hand} == pytest.approx(by_hand, rel=EXACT)
    assert found.of("gross margin").standard_error == pytest.approx(
        np.std([150.0, 460.0, 650.0, -100.0], ddof=1) / 2, rel=EXACT
    )
    said = found.summary()
    assert "a day returned 145" in said
    assert (
        "more than the wage of 100 (survey). Paid at that wage, 90 is left (-10 to 190 over the wage's interval)"
        in said
    )
    assert "Cash costs are met from a price of 42 (KES/bag) on, against 100 received" in said


def test_at_the_break_even_price_and_yield_nothing_is_left():
    found = survey_budget(SMALL, MONEY)
    at_price = {**SMALL.revenue, "maize": SMALL.quantity * found.of("break-even price").value}
    assert survey_budget(replace(SMALL, revenue=at_price), MONEY).of("gross margin").value == pytest.approx(0, abs=1e-9)
    share = found.of("break-even yield").value / found.of("yield").value
    at_yield = {**SMALL.revenue, "maize": SMALL.revenue["maize"] * share}
    assert survey_budget(replace(SMALL, revenue=at_yield), MONEY).of("gross margin").value == pytest.approx(0, abs=1e-9)


def test_the_difference_of_arms_and_its_error_equal_the_saturated_regression():
    """Weighted least squares on arm, round and both, with Stata's cluster errors less its factor (N - 1)/(N - K)."""
    columns = panel()
    found = survey_budget(columns, MONEY)
    treated, late = (columns.arm == "T").astype(float), (columns.round == "2").astype(float)
    regressors = np.column_stack([treated, late, treated * late])
    groups = np.unique(columns.cluster, return_inverse=True)[1].astype(np.int64)
    for name, y in (("gross margin", columns.margin), ("revenue: straw", columns.revenue["straw"])):
        fit = least_squares(
            y, regressors, ["treated", "late", "both"], weights=columns.plan.weights, clusters=groups
        )  # fmt: skip
        place, n = fit.place("both"), y.size
        told = found.difference.of(name, "difference")
        assert told.value == pytest.approx(fit.coefficients[place], rel=EXACT)
        stata = fit.covariance[place, place] ** 0.5
        assert told.standard_error == pytest.approx(stata / np.sqrt((n - 1) / (n - 4)), rel=1e-8)


def test_ratios_have_the_error_of_leaving_out_one_cluster_at_a_time():
    """The jackknife and the linearised error agree to what is left of a second order in 16 clusters."""
    columns = panel()
    group = "arm T, round 2"
    names = ("gross margin per acre", "return to a day of family labour", "break-even price", "break-even yield")
    full = survey_budget(columns, MONEY)
    labels = np.unique(columns.cluster)
    without = {name: [] for name in names}
    for label in labels:
        keep = columns.cluster != label
        part = replace(
            columns,
            revenue={k: x[keep] for k, x in columns.revenue.items()},
            costs={k: x[keep] for k, x in columns.costs.items()},
            days=columns.days[keep], land=columns.land[keep], quantity=columns.quantity[keep], arm=columns.arm[keep],
            round=columns.round[keep], household=columns.household[keep], cluster=columns.cluster[keep],
            plan=sampling(int(keep.sum()), columns.plan.weights[keep], clusters=columns.cluster[keep]),
        )  # fmt: skip
        found = survey_budget(part, MONEY)
        for name in names:
            without[name].append(found.of(name, group).value)
    for name in names:
        x = np.array(without[name])
        jackknife = np.sqrt((x.size - 1) / x.size * np.sum((x - x.mean()) ** 2))
        assert full.of(name, group).standard_error == pytest.approx(jackknife, rel=0.1)


def test_the_partial_budget_of_the_arms_adds_up_to_the_difference_of_margins():
    found = survey_budget(panel(), MONEY)
    p = found.partial
    assert p.gains - p.losses == pytest.approx(p.net.value, rel=EXACT)
    assert "maize" in p.extra_revenue
    assert "seed" in p.extra_cost
    assert "hired" in p.saved_cost
    assert found.contrast == "change from 1 to 2, treated less control"
    assert p.to_frame()["amount"].to_list()[-1] == p.net.value


def test_each_households_change_is_its_partial_budget():
    columns = panel()
    found = survey_budget(columns, MONEY)
    n = columns.plan.rows // 2
    mine = columns.arm[:n] == "T"
    change = (columns.margin[n:] - columns.margin[:n])[mine]
    assert sorted(found.changes["T"].net_gain) == pytest.approx(sorted(change), rel=EXACT)
    assert found.changes["T"].estimates["share_gaining"].value == pytest.approx(
        np.average(change > 0, weights=columns.plan.weights[:n][mine])
    )
    assert set(found.changes) == {"C", "T"}
    assert "rose in" in found.summary()


def test_one_arm_in_one_round_has_no_difference():
    found = survey_budget(SMALL, MONEY)
    assert (found.difference, found.partial, found.changes) == (None, None, {})
    assert [group.label for group in found.groups] == ["all"]


def test_groups_of_few_clusters_have_few_degrees_of_freedom():
    found = survey_budget(panel(), MONEY)
    assert found.of("gross margin", "arm T, round 2").degrees_of_freedom == 7
    assert found.difference.of("gross margin", "difference").degrees_of_freedom == 15


def test_amounts_that_cannot_be_are_listed_together():
    with pytest.raises(InputError) as caught:
        survey_budget(replace(SMALL, days=np.array([1.0, -2.0, 3.0, 1.0]), costs={"seed": np.ones(3)}), MONEY)
    said = str(caught.value)
    assert "2 defects found" in said
    assert "costs.seed: 3 amounts for 4 rows" in said
    assert "family labour: 1 rows, first at 2" in said


def test_budgets_of_households_given_by_hand_stay_what_they_were():
    found = household_budgets([500, 100], 0, [200, 150], 0, money="KES (2024 prices)")
    assert found.net_gain.tolist() == [300.0, -50.0]


def test_rounds_come_in_the_order_of_their_numbers():
    columns = panel()
    found = survey_budget(replace(columns, round=np.where(columns.round == "1", "9", "10")), MONEY)
    assert [group.round for group in found.groups] == ["9", "9", "10", "10"]
    assert found.contrast == "change from 9 to 10, treated less control"
    assert found.partial.net == survey_budget(columns, MONEY).partial.net


def test_what_cannot_be_told_is_said():
    columns = panel()
    twice = np.where(columns.household == "1", "0", columns.household)
    found = survey_budget(replace(columns, household=twice), MONEY)
    assert found.changes == {}
    assert "Changes of households are not told: 2 rows repeat a household in its round." in found.summary()
    alone = survey_budget(replace(columns, treated=()), MONEY)
    assert "Arms are not held against each other: no arm is known as the treated one" in alone.summary()
    three = np.where(np.arange(columns.plan.rows) % 5 == 0, "3", columns.round)
    assert "there are more than two rounds" in survey_budget(replace(columns, round=three), MONEY).summary()
