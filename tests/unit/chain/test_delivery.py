"""Services by segment, working capital, and investment in stages."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.chain import (
    InvestmentStage,
    Segment,
    ServiceCost,
    delivery_costs,
    staged_costs,
    working_capital,
)
from outgrow.vocabulary import InputError

SERVICES = [ServiceCost("training", 20.0, 5.0), ServiceCost("audit", 0.0, 3.0)]
SEGMENTS = [Segment("near", 100.0, 1000.0, newly_reached=20.0), Segment("far", 50.0, 500.0, extra_per_member=4.0)]


def test_costs_by_segment_add_up_to_the_whole() -> None:
    found = delivery_costs(SERVICES, SEGMENTS, fee=1.0, margin=0.02)
    np.testing.assert_allclose(found.cost, [[900.0, 250.0], [300.0, 150.0], [0.0, 200.0]])
    np.testing.assert_allclose(found.per_household, [12.0, 12.0])
    np.testing.assert_allclose(found.per_tonne, [12.0, 24.0])
    np.testing.assert_allclose(found.recovery, [(100 + 2000) / 1200, (50 + 500) / 600])
    assert found.overall == pytest.approx((1800 / 150, 1800 / 125, 2650 / 1800))
    assert found.services[-1] == "longer ways"


def test_margin_counts_only_on_what_is_gained() -> None:
    found = delivery_costs(SERVICES, [Segment("near", 10.0, 1000.0, gained=100.0)], margin=0.5)
    assert float(found.sourcing_margin[0]) == 10 * 100 * 0.5
    assert float(found.tonnes[0]) == 10.0


def test_nobody_served_has_no_cost_per_head_and_not_zero() -> None:
    found = delivery_costs(SERVICES, [Segment("none", 0.0, 500.0)])
    assert np.isnan(found.per_household).all()
    assert np.isnan(found.recovery).all()


def test_all_that_is_wrong_with_services_is_said_at_once() -> None:
    with pytest.raises(InputError) as error:
        delivery_costs([*SERVICES, SERVICES[0]], [Segment("a", 5.0, -1.0, newly_reached=6.0)])
    said = str(error.value)
    assert said.startswith("delivery of services: 3 defects found.")
    assert "'training' more than once" in said
    assert "volume of a: -1" in said
    assert "6 newly reached of 5 households" in said


def test_a_deferred_price_ties_nothing_up() -> None:
    at_once = working_capital(0.0, 1000.0, credit_part=0.0, stock_part=0.5, rate=0.1)
    later = working_capital(0.0, 1000.0, credit_part=0.0, stock_part=0.5, rate=0.1, deferred_share=1.0)
    assert float(at_once.carrying_cost) == 50.0
    assert float(later.carrying_cost) == 0.0


def test_working_capital_takes_a_column_of_worlds() -> None:
    found = working_capital(np.array([0.0, 100.0]), 1000.0, credit_part=0.5, stock_part=0.1, rate=0.2)
    assert found.peak.tolist() == [100.0, 200.0]
    assert "is tied up over the season" in found.summary()


def test_a_stage_once_built_stays_and_is_paid_once() -> None:
    stages = [InvestmentStage("pilot", 1.0, 100.0, 10.0), InvestmentStage("district", 500.0, 400.0, 30.0)]
    invested, fixed = staged_costs(stages, [[0.0, 300.0, 600.0, 400.0, 700.0], [600.0, 0.0, 0.0, 0.0, 0.0]])
    assert invested.tolist() == [[0.0, 100.0, 400.0, 0.0, 0.0], [500.0, 0.0, 0.0, 0.0, 0.0]]
    assert fixed.tolist() == [[0.0, 10.0, 40.0, 40.0, 40.0], [40.0] * 5]


def test_negative_stages_are_refused() -> None:
    with pytest.raises(InputError, match="investment of pilot: -1"):
        staged_costs([InvestmentStage("pilot", 1.0, -1.0)], [5.0])
