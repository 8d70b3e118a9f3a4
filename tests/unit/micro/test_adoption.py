"""Households that choose by their own gain."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from outgrow.micro import SelfSelection, adoption_over_correlation, fgt, mix, selection_poverty
from outgrow.vocabulary import InputError

CLOSED = 1e-10  # quadrature against closed forms
PLENTY = SelfSelection(500, 400, 620, 480, 0.7)
SCARCE = SelfSelection(300, 150, 250, 300, 0.2, payment=-40)


def test_joiners_and_stayers_add_up_to_everybody():
    for choice in (PLENTY, SCARCE):
        share = choice.adoption
        assert share * choice.without_joiners + (1 - share) * choice.without_stayers == pytest.approx(
            choice.mean_without
        )
        assert share * choice.att + (1 - share) * choice.atu == pytest.approx(choice.ate)
        after = share * choice.with_joiners + (1 - share) * choice.without_stayers
        assert choice.mean_after == pytest.approx(after)


def test_a_payment_raises_adoption_and_lowers_the_gain_of_joiners():
    paid = SelfSelection(500, 400, 620, 480, 0.7, payment=100)
    assert paid.adoption > PLENTY.adoption
    assert paid.att < PLENTY.att


def test_means_stay_finite_where_hardly_anybody_joins():
    rare = SelfSelection(500, 10, 100, 10, 0.0)
    assert rare.adoption < 1e-150
    assert 0 < rare.att < 1
    everybody = SelfSelection(100, 10, 500, 10, 0.0)
    assert everybody.att == pytest.approx(400)
    assert -1 < everybody.atu < 0


def test_correlation_decides_adoption_of_a_small_gain():
    grid = adoption_over_correlation(SelfSelection(300, 200, 330, 200, 0.0), np.linspace(-0.9, 0.99, 20))
    assert np.all(np.diff(grid) > 0)


def test_all_defects_of_a_choice_are_named():
    with pytest.raises(InputError) as caught:
        SelfSelection(math.nan, 0.0, 1.0, -1.0, 1.0)
    assert [d.where for d in caught.value.defects] == ["mean_without", "sd_without", "sd_with", "correlation"]
    with pytest.raises(InputError, match="the range is open"):
        adoption_over_correlation(PLENTY, [0.0, 1.0])


@pytest.mark.parametrize("line", [-2000.0, 30.0, 200.0, 5000.0])
def test_poverty_before_is_the_closed_form_of_a_normal(line):
    """Gap and severity of a normal income below the line, in terms of density and distribution."""
    line_of_head = max(line, 1.0)
    other = 0.0 if line > 0 else 10_000.0
    u = (line_of_head - other - 500) / 400
    below, density = stats.norm.cdf(u), stats.norm.pdf(u)
    moments = (below, 400 * (u * below + density), 400**2 * ((u**2 + 1) * below + u * density))
    for alpha in (0, 1, 2):
        found = selection_poverty(PLENTY, line_of_head, alpha, other_income=other).before
        assert found == pytest.approx(moments[alpha] / line_of_head**alpha, rel=CLOSED, abs=1e-14)


@pytest.mark.slow
@pytest.mark.parametrize("rho", [-0.99, 0.3, 0.8333, 0.9999])
def test_poverty_after_agrees_with_adaptive_quadrature(rho):
    choice = SelfSelection(500, 400, 620, 480, rho, payment=25)

    def joined(v):
        cost = stats.norm.cdf(25, *conditional(choice, choice.kappa_with, (v - 620) / 480))
        return (1 - v / 300) * stats.norm.pdf(v, 620, 480) * cost

    def stayed(v):
        cost = stats.norm.sf(25, *conditional(choice, choice.kappa_without, (v - 500) / 400))
        return (1 - v / 300) * stats.norm.pdf(v, 500, 400) * cost

    parts = [
        integrate.quad(f, lower, upper, epsabs=1e-13, limit=500)[0]
        for f in (joined, stayed)
        for lower, upper in zip(range(-6000, 300, 20), range(-5980, 301, 20), strict=True)
    ]
    assert selection_poverty(choice, 300, 1).after == pytest.approx(sum(parts), rel=1e-9)


def conditional(choice, kappa, x):
    """Mean and spread of the opportunity cost at a standardised return."""
    return choice.mean_cost + choice.sd_cost * kappa * x, choice.sd_cost * math.sqrt(1 - kappa**2)


def test_poverty_agrees_with_the_index_of_a_sample():
    """Equally likely pairs of returns stand for the population; the rest is the rule of choice."""
    u = (np.arange(1500) + 0.5) / 1500
    first, second = (x.ravel() for x in np.meshgrid(stats.norm.ppf(u), stats.norm.ppf(u)))
    v1 = 300 + 150 * first
    v2 = 250 + 300 * (0.2 * first + math.sqrt(1 - 0.2**2) * second)
    income = (np.where(v1 - v2 < -40, v2, v1) + 50) / 4
    found = selection_poverty(SCARCE, 80, 1, other_income=50, household_size=4)
    assert found.after == pytest.approx(fgt(income, 80, 1), rel=2e-3)


def test_groups_that_do_not_exist_have_no_poverty():
    nobody = selection_poverty(SelfSelection(5000, 10, 100, 10, 0.0), 200, 0)
    assert (nobody.joiners_before, nobody.joiners_after) == (None, None)
    assert nobody.after == nobody.before
    everybody = selection_poverty(SelfSelection(100, 10, 5000, 10, 0.0), 200, 0)
    assert everybody.stayers is None
    assert everybody.before == pytest.approx(1.0)
    assert everybody.after == pytest.approx(0.0, abs=1e-15)


def test_defects_of_a_poverty_question_are_named_together():
    with pytest.raises(InputError) as caught:
        selection_poverty(PLENTY, 200, -1, other_income=math.nan, household_size=0)
    assert [d.where for d in caught.value.defects] == ["alpha", "other_income", "household_size"]


def test_strata_mix_by_their_weights_and_gains_by_who_joins():
    both = mix([PLENTY, SCARCE], [3, 1], line=100, other_income=[10, 20], household_size=[5, 4])
    join = np.array([3 * PLENTY.adoption, SCARCE.adoption])
    assert both.adoption == pytest.approx(join.sum() / 4)
    assert both.att == pytest.approx(join @ [PLENTY.att, SCARCE.att] / join.sum())
    assert both.mean_after == pytest.approx((3 * PLENTY.mean_after + SCARCE.mean_after) / 4)
    assert both.adoption * both.att + (1 - both.adoption) * both.atu == pytest.approx(both.ate)
    first = selection_poverty(PLENTY, 100, 2, 10, 5).after
    second = selection_poverty(SCARCE, 100, 2, 20, 4).after
    assert both.poverty_after[2] == pytest.approx((3 * first + second) / 4)


def test_mixture_without_a_line_leaves_poverty_out():
    assert mix([PLENTY], [1]).poverty_after is None


def test_unusable_mixtures_are_refused():
    with pytest.raises(InputError, match="household_size: 2 numbers for 1 strata"):
        mix([PLENTY], [1], household_size=[1, 2])
    with pytest.raises(InputError, match="no rows"):
        mix([], [])
    with pytest.raises(InputError, match="nobody joins"):
        mix([SelfSelection(5000, 10, 100, 10, 0.0)], [1])
