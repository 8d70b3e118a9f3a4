"""The chain against published tables, textbook examples and closed forms.

Sources: Dixit and Pindyck (1994); Hubbard (2014), chapter 7; Monke and Pearson (1989); Alston, Norton and
Pardey (1995). Numbers that are no published example follow from the cited equations and were worked out apart
from this code, the parallel surplus by explicit geometry of the linear curves.
"""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.chain import (
    Budget,
    Contract,
    appraise_programme,
    binomial_option,
    break_even_households,
    closed_economy,
    contract_value,
    cost_shift,
    critical_patience,
    evpi_states,
    evppi_normal_sum,
    evppi_regression,
    firm_case,
    honour_probability,
    hurdle_multiple,
    hurdle_root,
    investment_option,
    logistic_through,
    pivotal_shift,
    policy_analysis_matrix,
    regional_surplus,
    small_open_economy,
    spillover_shift,
    surplus_path,
    tolerated_price,
    trapezoid_path,
    two_actions_normal,
    two_period_investment,
    vintage_shift,
)

Z95 = 1.6448536269514722
ROUNDING_ROOM = 1.0 + 1e-6
"""A printed number is off by half its last digit at most, and a hair for the rounding of that half."""
TREE_ERROR = 2e-3
"""A tree of 3,000 steps over 200 seasons is off the perpetual closed form by steps and horizon together."""
STANDARD_ERRORS = 4.0
"""Monte Carlo may miss by this many standard errors, by chance once in 16,000 runs; the seed is fixed."""
REGRESSION_ERROR = 0.02
"""Relative error of a regression on 200,000 samples, mostly of the samples themselves."""


def printed(text: str) -> object:
    """A number as printed: equal within half a unit of its last digit."""
    decimals = len(text.partition(".")[2])
    return pytest.approx(float(text), abs=0.5 * 10.0**-decimals * ROUNDING_ROOM)


# Firm


def test_firm_case_has_the_printed_present_value_rate_and_payback() -> None:
    flow = 1000 * np.array([-1200.0, -150.0, 120.0, 310.0, 460.0, 520.0, 520.0, 520.0])
    case = firm_case(flow, 0.12)
    assert case.npv == printed("68456.627")
    assert case.irr.rate == printed("0.132032103")
    assert case.irr.verdict == "unique"
    assert case.payback == 5
    assert case.discounted_payback == 7


@pytest.mark.parametrize(("leakage", "households"), [(0.0, "14705.882352941"), (0.15, "28571.428571429")])
def test_leakage_of_the_margin_doubles_the_break_even_number(leakage: float, households: str) -> None:
    assert float(break_even_households(250_000, 55, 38, leakage)) == printed(households)


def test_two_period_widget_is_worth_waiting_for() -> None:
    found = two_period_investment(1600, 200, 300, 100, 0.5, 0.1)
    assert found.now == pytest.approx(600.0)
    assert found.wait == printed("772.727272727")
    assert found.value_of_waiting == printed("172.727272727")


@pytest.mark.parametrize(
    ("rate", "payout", "volatility", "beta", "multiple"),
    [
        (0.04, 0.04, 0.2, "2.0000000000", "2.0000000000"),
        (0.04, 0.04, 0.4, "1.3660254038", "3.7320508076"),
        (0.04, 0.08, 0.2, "3.5615528128", "1.3903882032"),
    ],
)
def test_hurdle_is_the_printed_one(rate: float, payout: float, volatility: float, beta: str, multiple: str) -> None:
    assert float(hurdle_root(rate, payout, volatility)) == printed(beta)
    assert float(hurdle_multiple(rate, payout, volatility)) == printed(multiple)


def test_option_value_is_the_printed_one() -> None:
    found = investment_option([1.0, 1.5], 1.0, 0.04, 0.04, 0.2)
    assert found.scale == printed("0.25")
    assert found.value[0] == printed("0.25")
    assert found.value[1] == printed("0.5625")


@pytest.mark.parametrize("value", [1.0, 1.5])
def test_binomial_tree_approaches_the_perpetual_option(value: float) -> None:
    tree = binomial_option(value, 1.0, 0.04, 0.04, 0.2, horizon=200.0, steps=3000)
    assert tree == pytest.approx(float(investment_option(value, 1.0, 0.04, 0.04, 0.2).value), abs=TREE_ERROR)


# Contract


def terms(credit: float) -> Contract:
    return Contract(
        price=0.5,
        volume=1200.0,
        cost=0.0,
        credit=credit,
        interest=0.1,
        enforcement=0.1,
        fine=100.0,
        sanction=20.0,
        exclusion=0.8,
        patience=0.85,
    )


INSIDE, OUTSIDE = 420.0 / 0.15, 360.0 / 0.15


@pytest.mark.parametrize(
    ("credit", "price", "honour"),
    [
        (0.0, "0.7516666667", "0.94852735"),
        (150.0, "0.6279166667", "0.81890433"),
        (300.0, "0.5041666667", "0.51324054"),
    ],
)
def test_credit_lowers_the_tolerated_price_and_the_chance_of_honour(credit: float, price: str, honour: str) -> None:
    tolerated = tolerated_price(terms(credit), INSIDE, OUTSIDE)
    assert float(tolerated) == printed(price)
    assert float(honour_probability(tolerated, 0.5, 0.25)) == printed(honour)


@pytest.mark.parametrize(
    ("spot", "credit", "patience"),
    [(0.65, 150.0, "0.8614718615"), (0.55, 150.0, "0.7880794702"), (0.65, 0.0, "0.7575757576")],
)
def test_critical_patience_is_the_printed_one(spot: float, credit: float, patience: str) -> None:
    assert float(critical_patience(terms(credit), spot, 420.0, 360.0)) == printed(patience)


def simulated_value(
    contract: Contract, outside_income: float, tolerated: float, households: int, seasons: int
) -> np.ndarray:
    """Discounted income of households that meet a lognormal spot price season after season."""
    rng = np.random.default_rng(20110527)
    repay = (1 + contract.interest) * contract.credit
    total, member = np.zeros(households), np.ones(households, dtype=bool)
    for season in range(seasons):
        spot = 0.5 * np.exp(0.25 * rng.normal(size=households))
        deliver = spot <= tolerated
        caught = rng.random(households) < contract.enforcement
        excluded = rng.random(households) < contract.exclusion
        loyal = contract.price * contract.volume - contract.cost - repay
        penalty = contract.sanction + caught * (contract.fine + repay)
        aside = spot * contract.volume - contract.cost - penalty
        income = np.where(member, np.where(deliver, loyal, aside), outside_income)
        total += contract.patience**season * income
        member &= deliver | ~excluded
    return total


def test_value_inside_is_what_simulated_seasons_bring() -> None:
    contract = terms(150.0)
    found = contract_value(contract, 360.0, 0.5, 0.25)
    draws = simulated_value(contract, 360.0, float(found.tolerated), households=20_000, seasons=130)
    error = draws.std(ddof=1) / np.sqrt(draws.size)
    assert abs(draws.mean() - float(found.inside)) < STANDARD_ERRORS * error


# Surplus


@pytest.mark.parametrize(("conversion", "shift"), [(0.8, "0.0837"), (1.0, "0.0612")])
def test_cost_shift_depends_on_the_conversion_elasticity(conversion: float, shift: str) -> None:
    assert float(cost_shift(0.25, 0.10, 0.4, 0.9, conversion_elasticity=conversion)) == printed(shift)


def test_closed_economy_shares_the_gain_between_consumers_and_producers() -> None:
    found = closed_economy(300, 100_000, 0.8, 0.4, 0.0837)
    assert 1.0 - found.price / 300 == printed("0.0558")
    assert found.price == printed("283.26")
    assert found.quantity == printed("102232.00")
    assert found.consumers == printed("1692681.84")
    assert found.producers == printed("846340.92")
    assert found.total == printed("2539022.76")


def test_small_open_economy_gives_all_to_producers() -> None:
    found = small_open_economy(300, 100_000, 0.8, 0.0837)
    assert found.producers == printed("2595068.28")
    assert found.consumers == 0


def test_pivotal_shift_can_cost_producers_what_a_parallel_one_brings_them() -> None:
    pivotal = pivotal_shift(300, 100_000, 1.2, 0.4, 0.09)
    assert pivotal.price == printed("279.18807811")
    assert pivotal.quantity == printed("102774.92291881")
    assert pivotal.consumers == printed("2110067.92862582")
    assert pivotal.producers == printed("-722606.46922192")
    assert pivotal.total == printed("1387461.45940391")
    parallel = closed_economy(300, 100_000, 1.2, 0.4, 0.09)
    assert parallel.consumers == printed("2052337.5")
    assert parallel.producers == printed("684112.5")


@pytest.mark.parametrize(
    ("shift", "price", "producers", "consumers", "total"),
    [
        (
            [30, 0],
            "294.520547945",
            ["2532.222430725", "-2181.7726903109"],
            ["439.9574654407", "2307.6749859261"],
            "3098.0821917808",
        ),
        (
            [30, 12],
            "289.0410958904",
            ["1952.4513667355", "416.7996497154"],
            ["883.1175329956", "4627.9602176769"],
            "7880.3287671233",
        ),
    ],
)
def test_two_regions_share_one_price(
    shift: list[float], price: str, producers: list[str], consumers: list[str], total: str
) -> None:
    found = regional_surplus(300, [0, 0], [100, 400], [80, 420], [0.8, 0.5], [0.4, 0.3], shift)
    assert found.price[0] == printed(price)
    assert found.producers.tolist() == [printed(number) for number in producers]
    assert found.consumers.tolist() == [printed(number) for number in consumers]
    assert found.total == printed(total)


def test_spillover_gives_the_shift_of_the_second_region() -> None:
    shift = spillover_shift([[30.0, 0.0]], [[1.0, 0.4], [0.4, 1.0]], np.zeros((2, 2)))
    assert shift.tolist() == [[30.0, 12.0]]


def test_logistic_adoption_goes_through_its_points() -> None:
    path = logistic_through(0.6, (1, 0.02), (6, 0.5))
    assert path.alpha == printed("-4.670184357733")
    assert path.beta == printed("0.778364059622")
    assert path.at([1, 6, 10]).tolist() == [printed("0.012"), printed("0.3"), printed("0.5744666411")]


def test_programme_has_the_printed_present_values_and_rate() -> None:
    seasons = np.arange(21)
    adoption = logistic_through(0.6, (1, 0.02), (6, 0.5)).at(seasons)
    shift = cost_shift(0.25, 0.10, adoption, 0.9, conversion_elasticity=0.8)
    benefits = surplus_path(300, 100_000, 0.8, 0.4, shift).total
    costs = np.where(seasons <= 4, 1.5e6, 0.3e6)
    found = appraise_programme(benefits, costs, 0.05)
    assert found.npv == printed("20497153.608")
    assert found.pv_benefits == printed("29990957.316")
    assert found.pv_costs == printed("9493803.708")
    assert found.irr.rate == printed("0.228717998277")


def test_trapezoid_has_the_printed_shape() -> None:
    found = trapezoid_path(3, 5, 6, 4, 20)
    expected = [0, 0, 0, 0, 0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0, 0]
    np.testing.assert_array_almost_equal_nulp(found, np.array(expected, dtype=float), nulp=1)


def test_vintages_add_up_to_the_published_shift() -> None:
    found = vintage_shift([0.05, 0.07], [0.1, 0.25])
    assert found.tolist() == [printed("0.0050"), printed("0.0195")]


# Information


def test_hubbard_example_has_the_published_value_of_information() -> None:
    sd = (300_000 - 150_000) / (2 * Z95)
    assert sd == printed("45596.7623934")
    found = two_actions_normal(25 * 225_000 - 5e6, 25 * sd)
    assert found.evpi == printed("208954.007939")
    assert found.loss_of_acting == found.evpi
    assert found.loss_of_not_acting == printed("833954.0079")
    assert found.chance_of_loss == printed("0.29174827")


REVENUE_SD, COST_SD = 90_000 / (2 * Z95), 45_000 / (2 * Z95)


def test_two_normals_have_the_printed_value_of_information() -> None:
    found = two_actions_normal(27_500, np.hypot(REVENUE_SD, COST_SD))
    assert found.evpi == printed("3077.1629786")
    assert found.chance_of_loss == printed("0.18430828")


def test_partial_information_is_about_the_decision_and_not_about_one_input_alone() -> None:
    revenue, cost = evppi_normal_sum(27_500, [REVENUE_SD, COST_SD]).tolist()
    assert revenue == printed("2256.918441")
    assert cost == printed("112.95484")
    assert round(revenue) != 2964
    assert round(cost) != 820


def test_regression_finds_the_partial_information_of_the_closed_form() -> None:
    rng = np.random.default_rng(7)
    revenue, cost = rng.normal(55_000, REVENUE_SD, 200_000), rng.normal(27_500, COST_SD, 200_000)
    benefits = np.column_stack([revenue - cost, np.zeros(200_000)])
    exact = evppi_normal_sum(27_500, [REVENUE_SD])[0]
    assert evppi_regression(revenue, benefits) == pytest.approx(exact, rel=REGRESSION_ERROR)


def test_three_states_have_the_printed_value_of_information() -> None:
    assert evpi_states([0.3, 0.5, 0.2], [[200, 50, -120], [0, 0, 0], [90, 60, -20]]) == pytest.approx(29.0)


# Policy


def test_policy_analysis_matrix_has_the_printed_ratios() -> None:
    found = policy_analysis_matrix(Budget(1000, 350, 400), Budget(900, 380, 330))
    assert found.npc == printed("1.111111111")
    assert found.npi == printed("0.921052632")
    assert found.epc == printed("1.250000000")
    assert found.drc == printed("0.634615385")
    assert found.pcr == printed("0.615384615")
    assert found.pc == printed("1.315789474")
    assert found.srp == printed("0.066666667")
