"""The household's own arithmetic."""

from __future__ import annotations

import math

import pytest

from outgrow.micro import benefit_cost, partial_budget, payback_seasons
from outgrow.vocabulary import InputError


def test_partial_budget_weighs_gains_against_losses():
    budget = partial_budget(extra_revenue=900, saved_cost=50, extra_cost=350, lost_revenue=100)
    assert budget.net_gain == 500
    assert budget.marginal_rate_of_return == pytest.approx(500 / 300)


def test_no_rate_of_return_without_additional_cost():
    assert partial_budget(100, 50, 50, 0).marginal_rate_of_return is None


def test_a_loss_must_be_written_as_a_loss():
    with pytest.raises(InputError) as caught:
        partial_budget(-5, 0, math.nan, 0)
    assert str(caught.value) == (
        "partial budget: 2 defects found.\n"
        "  - extra_revenue: -5. an amount is zero or positive and finite. move a loss to the other side.\n"
        "  - extra_cost: nan. an amount is zero or positive and finite. move a loss to the other side."
    )


def test_discounted_gains_up_to_the_payback_equal_the_cost():
    seasons = payback_seasons(1000, 300, 0.12)
    annuity = (1 - 1.12**-seasons) / 0.12
    assert 300 * annuity == pytest.approx(1000)


def test_payback_is_never_where_gains_do_not_cover_the_interest():
    assert payback_seasons(1000, 100, 0.10) == math.inf
    assert payback_seasons(1000, -5) == math.inf
    assert payback_seasons(0, -5) == 0.0


def test_payback_numbers_out_of_range_are_named_together():
    with pytest.raises(InputError, match="payback: 3 defects"):
        payback_seasons(-1, math.nan, -0.1)


def test_ratio_is_one_where_the_present_values_are_equal():
    assert benefit_cost([0, 55, 60.5], [100, 0, 0], 0.10) == pytest.approx(1.0)


def test_ratio_at_no_rate_is_the_ratio_of_sums():
    assert benefit_cost([10, 20, 30], [5, 5, 10], 0.0) == pytest.approx(3.0)


def test_unusable_flows_are_refused():
    with pytest.raises(InputError, match="2 seasons of benefits and 1 of costs"):
        benefit_cost([1, 2], [1], 0.1)
    with pytest.raises(InputError) as caught:
        benefit_cost([1, math.nan], [0, -2], -1)
    assert [d.where for d in caught.value.defects] == ["benefits", "costs", "costs", "rate"]
