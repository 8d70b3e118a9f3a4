"""Economic surplus: shifts, markets, regions and paths."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.chain import (
    appraise_programme,
    closed_economy,
    cost_shift,
    logistic_through,
    pivotal_shift,
    regional_surplus,
    small_open_economy,
    spillover_shift,
    split_surplus,
    surplus_path,
    trapezoid_path,
    vintage_shift,
)
from outgrow.vocabulary import InputError

QUADRATURE = 1e-6
"""Relative error of the trapezoid rule on 200,001 prices of a line with one kink."""


def test_an_effect_that_wears_off_shifts_less() -> None:
    assert cost_shift(0.2, 0.0, 0.5, depreciation=0.1, age=2) == pytest.approx(0.2 * 0.5 * 0.81)


def test_a_small_share_of_supply_gets_almost_the_whole_shift_as_in_a_small_open_economy() -> None:
    wide = closed_economy(300, 1000, 0.8, 1e9, 0.1)
    assert float(wide.producers) == pytest.approx(float(small_open_economy(300, 1000, 0.8, 0.1).producers))


def rent_by_integration(price: float, intercept: float, slope: float) -> float:
    """Area between the price axis and an inverse supply line, above price 0 only."""
    prices = np.linspace(0.0, price, 200_001)
    return float(np.trapezoid(np.maximum((prices - intercept) / slope, 0.0), prices))


@pytest.mark.parametrize("elasticity", [0.5, 0.8, 1.0, 1.6])
def test_pivotal_surplus_is_the_area_above_the_supply_line_and_above_price_zero(elasticity: float) -> None:
    found = pivotal_shift(300, 1000, elasticity, 0.4, 0.1)
    slope = 300 / (elasticity * 1000)
    intercept = 300 - slope * 1000
    before = rent_by_integration(300, intercept, slope)
    after = rent_by_integration(float(found.price), intercept, slope - 0.1 * 300 / 1000)
    assert float(found.producers) == pytest.approx(after - before, rel=QUADRATURE, abs=QUADRATURE * before)
    assert bool(found.note) == (elasticity < 1)


def test_an_inelastic_pivotal_shift_says_where_supply_is_kinked() -> None:
    assert pivotal_shift(300, 1000, 0.8, 0.4, 0.1).note.startswith("Supply elasticity is below 1")


def test_a_shift_that_turns_supply_flat_is_refused() -> None:
    with pytest.raises(InputError, match=r"the shift is so large that the supply line no longer rises"):
        pivotal_shift(300, 1000, 1.2, 0.4, 0.9)


def test_regions_keep_their_wedges_and_clear_the_market_after_the_shift() -> None:
    wedge, made, used = np.array([-40.0, 0.0, 25.0]), np.array([100.0, 400.0, 50.0]), np.array([80.0, 420.0, 50.0])
    supply, demand, shift = np.array([0.8, 0.5, 1.1]), np.array([0.4, 0.3, 0.6]), np.array([30.0, 0.0, 10.0])
    found = regional_surplus(300, wedge, made, used, supply, demand, shift)
    np.testing.assert_allclose(found.price - found.price[1], wedge)
    base = 300 + wedge
    produced = made * (1 + supply * (found.price_change + shift) / base)
    consumed = used * (1 - demand * found.price_change / base)
    assert produced.sum() == pytest.approx(consumed.sum())


def test_a_market_that_does_not_clear_at_the_base_is_refused_with_the_gap() -> None:
    with pytest.raises(InputError) as error:
        regional_surplus(300, [0, 0], [100, 400], [80, 400], [0.8, 0.5], [0.4, 0.3], [30, 0])
    assert str(error.value).splitlines()[1] == (
        "  - quantity and consumption: production 500, consumption 480. the market has to clear at the base and "
        "misses it by 20. Add the rest of the world as a region."
    )


def test_spillovers_arrive_after_their_lag() -> None:
    own = [[10.0, 0.0], [10.0, 5.0], [10.0, 5.0]]
    found = spillover_shift(own, [[1.0, 0.4], [0.2, 1.0]], [[0, 2], [5, 0]])
    assert found.tolist() == [[10.0, 0.0], [10.0, 5.0], [10.0, 9.0]]


def test_a_region_whose_own_shift_would_count_twice_is_refused() -> None:
    with pytest.raises(InputError, match=r"diagonal \[1.0, 2.0\]. a region's own entry is 1"):
        spillover_shift([[1.0, 2.0]], [[1, 0], [0, 2]], np.zeros((2, 2)))


def test_shapes_of_spillovers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match=r"it has to be \(seasons, regions\)"):
        spillover_shift([1.0, 2.0], [[1, 0], [0, 1]], np.zeros((2, 2)))
    with pytest.raises(InputError, match=r"(?s)spillover: shape \(1, 2\).*lag: shape \(1, 1\)"):
        spillover_shift([[1.0, 2.0]], [[1, 0]], np.zeros((1, 1)))


def test_only_participants_gain_while_others_lose_by_the_price() -> None:
    found = split_surplus(300, 1000, 0.25, 0.8, 0.4, 0.2)
    assert found.price == pytest.approx(290.0)
    assert found.participants == pytest.approx(50 * (250 + 0.5 * 2 / 3 * 50))
    assert found.non_participants == pytest.approx(-10 * (750 - 0.5 * 2 * 10))
    assert found.total == pytest.approx(found.participants + found.non_participants + found.consumers)


def test_when_all_participate_the_split_is_a_closed_economy() -> None:
    found, closed = split_surplus(300, 1000, 1.0, 0.8, 0.4, 0.2), closed_economy(300, 1000, 0.8, 0.4, 0.2)
    assert found.non_participants == 0
    assert found.participants == pytest.approx(float(closed.producers))


def test_a_path_without_phases_steps_up_and_down() -> None:
    assert trapezoid_path(1, 0, 2, 0, 6).tolist() == [0, 0, 1, 1, 0, 0]


def test_the_last_impact_stays_for_older_users() -> None:
    assert vintage_shift([0.1], [0.2, 0.0, 0.3]).tolist() == pytest.approx([0.02, 0.02, 0.05])


def test_a_vintage_without_impact_is_refused() -> None:
    with pytest.raises(InputError, match=r"no impact. nothing can be shifted"):
        vintage_shift([], [1.0])


def test_a_growing_market_gives_a_growing_gain_at_its_own_price() -> None:
    found = surplus_path(300, 1000, 0.8, 0.4, [0.1, 0.1, 0.1], supply_growth=0.02, demand_growth=0.02)
    np.testing.assert_allclose(found.price_without, 300)
    np.testing.assert_allclose(found.quantity_without, 1000 * 1.02 ** np.arange(3))
    assert np.all(np.diff(found.total) > 0)


def test_demand_that_grows_alone_raises_price_and_quantity_along_supply() -> None:
    found = surplus_path(300, 1000, 0.8, 0.4, [0.0, 0.0], demand_growth=0.06)
    assert found.price_without[1] == pytest.approx(300 + 0.06 * 1000 / (1.2 * 1000 / 300))
    assert found.quantity_without[1] == pytest.approx(1000 * (1 + 0.8 * (found.price_without[1] / 300 - 1)))


def test_growth_that_ends_the_market_is_refused_with_its_season() -> None:
    with pytest.raises(InputError, match=r"in season 6. growth of supply and demand drifts so far apart"):
        surplus_path(300, 100, 0.8, 0.4, np.zeros(80), supply_growth=0.2)


def test_a_logistic_curve_needs_two_seasons_and_shares_between_its_ends() -> None:
    with pytest.raises(InputError, match=r"two points of season 1. they fix no curve"):
        logistic_through(0.6, (1, 0.02), (1, 0.5))
    with pytest.raises(InputError, match=r"share of second: 1. a logistic curve is strictly between 0 and 1"):
        logistic_through(0.6, (1, 0.02), (6, 1.0))


def test_a_programme_without_cost_is_refused() -> None:
    with pytest.raises(InputError, match=r"a programme costs something"):
        appraise_programme([1.0, 2.0], [0.0, 0.0], 0.1)
