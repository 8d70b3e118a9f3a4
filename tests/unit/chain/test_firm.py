"""The firm's cash flow, its recovery, and discounting."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.chain import break_even_households, cash_flow, firm_case, internal_rate, npv, payback_season
from outgrow.vocabulary import InputError

DOUBLE_ROOT = 1e-6
"""A double root is found to the square root of the machine's precision only."""


def test_cash_flow_is_what_members_bring_less_what_is_spent() -> None:
    flow = cash_flow(
        members=[0, 100, 200],
        margin=0.2,
        volume=500,
        loyal=[1.0, 0.9, 0.5],
        serve=30,
        fee=5,
        fixed=1000,
        investment=[20_000, 0, 0],
    )
    assert flow.tolist() == pytest.approx([-21_000, 100 * (90 - 25) - 1000, 200 * (50 - 25) - 1000])


def test_cash_flow_refuses_more_than_the_whole_harvest_and_negative_members() -> None:
    with pytest.raises(InputError, match=r"(?s)members: -1.*loyal: 1\.1"):
        cash_flow([-1.0], 0.2, 500, 1.1, 30, 0, 0, 0)


def test_strategic_value_stays_out_of_the_firms_own_numbers() -> None:
    flow = np.array([-100.0, 60.0, 70.0])
    plain, praised = firm_case(flow, 0.1), firm_case(flow, 0.1, strategic=np.array([0.0, 0.0, 121.0]))
    assert praised.npv == plain.npv
    assert praised.irr == plain.irr
    assert plain.strategic_npv == 0
    assert praised.strategic_npv == pytest.approx(100.0)


def test_a_case_over_draws_says_in_how_many_the_investment_is_recovered() -> None:
    case = firm_case([[-100.0, 60.0, 70.0], [-100.0, 20.0, 30.0]], 0.1)
    assert case.npv.shape == (2,)
    assert case.recovers == 0.5
    assert case.summary() == (
        "Net present value -22 (recovered in 50% of draws, discounted payback in season 2); "
        "internal rate -6.5% per season. Strategic value, not included: 0."
    )


def test_an_investment_that_is_never_recovered_is_said_to_be_so() -> None:
    case = firm_case([-100.0, -10.0], 0.1)
    assert np.isnan(case.payback)
    assert "discounted payback never" in case.summary()
    assert "internal rate undefined: no rate makes the net present value zero" in case.summary()


def test_present_value_takes_a_rate_for_each_draw() -> None:
    assert npv([[0.0, 110.0], [0.0, 110.0]], [0.1, 0.0]).tolist() == pytest.approx([100.0, 110.0])


def test_present_value_of_nothing_and_a_rate_of_minus_one_are_refused() -> None:
    with pytest.raises(InputError, match=r"there is nothing to discount"):
        npv([], 0.1)
    with pytest.raises(InputError, match=r"a rate per season lies above -1"):
        npv([1.0, 2.0], -1.0)


@pytest.mark.parametrize(
    ("flow", "verdict", "roots"),
    [
        ([-100.0, 110.0], "unique", [0.1]),
        ([0.0, -100.0, 110.0, 0.0], "unique", [0.1]),
        ([100.0, -110.0], "unique", [0.1]),
        ([-100.0, 50.0], "unique", [-0.5]),
        ([-100.0, 220.0, -121.0], "unique", [0.1]),
        ([-100.0, 230.0, -132.0], "multiple", [0.1, 0.2]),
        ([100.0, -200.0, 150.0], "none", []),
        ([100.0, 50.0], "none", []),
        ([0.0, 0.0], "none", []),
    ],
)
def test_internal_rate_says_whether_it_is_defined(flow: list[float], verdict: str, roots: list[float]) -> None:
    found = internal_rate(flow)
    assert found.verdict == verdict
    assert list(found.roots) == pytest.approx(roots, abs=DOUBLE_ROOT)
    assert np.isnan(found.rate) == (verdict != "unique")


def test_payback_counts_from_season_zero_and_says_never() -> None:
    flows = [[-100.0, 60.0, 60.0], [5.0, 0.0, 0.0], [-100.0, 10.0, 10.0]]
    np.testing.assert_array_equal(payback_season(flows), [2.0, 0.0, np.nan])


def test_no_number_of_households_breaks_even_when_each_one_costs_more_than_it_brings() -> None:
    assert break_even_households(1000, [30, 20], 25).tolist() == [200.0, np.inf]


@pytest.mark.parametrize("flow", [[], 5.0, [[], []]])
def test_a_firms_case_without_seasons_is_refused_in_words(flow: object) -> None:
    with pytest.raises(InputError, match="cash flow: no season"):
        firm_case(flow, 0.12)
