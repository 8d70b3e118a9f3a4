"""Before and after: changes with shared clusters, growth and redistribution, persons lifted."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.micro import (
    fgt,
    growth_split,
    lifted_between,
    lifted_by_effect,
    poverty_change,
    sampling,
    survey_poverty,
)
from outgrow.vocabulary import InputError

EXACT = 1e-12


@pytest.fixture(scope="module")
def panel():
    rng = np.random.default_rng(5)
    clusters = np.repeat(np.arange(25), 8)
    before = rng.lognormal(0, 0.8, 200)
    return before, before * rng.lognormal(0.2, 0.3, 200), clusters


def test_the_error_of_a_change_in_a_panel_is_that_of_the_mean_difference(panel):
    """Paired by households: the change of the gap is a mean of differences, whose error is the textbook one."""
    before, after, _ = panel
    ids = np.arange(200)
    plan = sampling(400, clusters=np.concatenate([ids, ids]))
    found = poverty_change(np.concatenate([before, after]), 1.0, np.repeat([0, 1], 200), plan, measures=["gap"])
    gaps = np.maximum(1 - after, 0) - np.maximum(1 - before, 0)
    assert found.change[0].value == pytest.approx(gaps.mean(), rel=EXACT)
    assert found.change[0].standard_error == pytest.approx(gaps.std(ddof=1) / 200**0.5, rel=1e-9)


def test_rounds_that_share_no_clusters_add_their_variances(panel):
    before, after, clusters = panel
    plan = sampling(400, strata=np.repeat([1, 2], 200), clusters=np.concatenate([clusters, clusters]))
    found = poverty_change(np.concatenate([before, after]), 1.0, np.repeat([0, 1], 200), plan, measures=["gini"])
    apart = [
        survey_poverty(y, 1.0, sampling(200, clusters=clusters), measures=["gini"])["gini"] for y in (before, after)
    ]
    total = sum(row.standard_error**2 for row in apart) ** 0.5
    assert found.change[0].standard_error == pytest.approx(total, rel=1e-9)


def test_the_paragraph_of_a_change_says_that_it_is_no_effect(panel):
    before, after, clusters = panel
    plan = sampling(400, clusters=np.concatenate([clusters, clusters]))
    found = poverty_change(np.concatenate([before, after]), 1.0, np.repeat([0, 1], 200), plan)
    assert "only a comparison group tells what the initiative did" in found.summary()
    assert found.to_frame()["round"].unique().sort().to_list() == ["after", "before", "change"]


def test_a_change_needs_two_rounds():
    with pytest.raises(InputError, match="a change needs rows before and rows after"):
        poverty_change([1.0, 2.0], 1.0, [1, 1], sampling(2))
    with pytest.raises(InputError, match="1 rows told apart for 2 rows"):
        poverty_change([1.0, 2.0], 1.0, [1], sampling(2))


def test_growth_and_redistribution_add_up_to_the_change(panel):
    before, after, _ = panel
    found = growth_split(before, after, 1.0, 1.0, draws=50)
    assert found.growth + found.redistribution == pytest.approx(found.change, abs=EXACT)
    assert found.growth_first + found.redistribution_first + found.residual == pytest.approx(found.change, abs=EXACT)
    assert found.change == pytest.approx(fgt(after, 1.0, 1) - fgt(before, 1.0, 1), abs=EXACT)


def test_spreading_incomes_at_the_same_mean_is_redistribution_only():
    found = growth_split([1.0, 1.0, 1.0, 1.0], [0.5, 0.5, 1.5, 1.5], 0.9, draws=50)
    assert (found.growth, found.redistribution, found.change) == (0.0, 0.5, 0.5)


def test_a_panels_rounds_are_resampled_together(panel):
    """Rounds in which nothing changed differ by nothing in every resample, if clusters are drawn for both at once."""
    before, _, clusters = panel
    plan = sampling(200, clusters=clusters)
    together = growth_split(before, before, 1.0, plan_before=plan, plan_after=plan, draws=60)
    assert together.intervals[0] == (0.0, 0.0)
    apart = growth_split(before, before, 1.0, plan_before=plan, plan_after=sampling(200, clusters=clusters), draws=60)
    assert apart.intervals[0][0] < 0 < apart.intervals[0][1]


def test_too_few_resamples_are_refused():
    with pytest.raises(InputError, match="an interval needs at least 50 resamples"):
        growth_split([1.0, 2.0], [1.0, 2.0], 1.0, draws=10)


def test_net_persons_lifted_are_those_who_escaped_less_those_who_fell(panel):
    before, after, clusters = panel
    weights = np.linspace(10, 50, 200)
    found = lifted_between(before, after, 1.0, 1.1, sampling(200, weights, clusters=clusters))
    assert found.lifted == pytest.approx(found.escaped - found.fell, rel=EXACT)
    assert found.lifted == pytest.approx(np.sum(weights * (before < 1.0)) - np.sum(weights * (after < 1.1)), rel=EXACT)
    assert found.low < found.lifted < found.high


def test_an_effect_known_for_certain_lifts_those_between_the_line_and_the_line_plus_the_effect():
    income = np.array([90.0, 101.0, 108.0, 112.0, 150.0])
    found = lifted_by_effect(income, 100.0, 10.0, 0.0, sampling(5, [1, 2, 3, 4, 5]))
    assert found.lifted == 5.0


def test_an_uncertain_effect_widens_the_interval(panel):
    _, after, clusters = panel
    plan = sampling(200, clusters=clusters)
    sure, unsure = (lifted_by_effect(after, 1.0, 0.2, error, plan, relative=True) for error in (0.0, 0.15))
    assert sure.lifted == unsure.lifted
    assert unsure.high - unsure.low > sure.high - sure.low
    assert unsure.low < 0 or unsure.low < sure.low


def test_effects_and_lines_out_of_range_are_refused():
    with pytest.raises(InputError, match="a share of income cannot fall by all of it"):
        lifted_by_effect([1.0, 2.0], 1.0, -1.0, 0.1, sampling(2), relative=True)
    with pytest.raises(InputError, match="a poverty line is a positive finite number"):
        lifted_by_effect([1.0, 2.0], -1.0, 0.1, 0.1, sampling(2))
    with pytest.raises(InputError, match="3 incomes for a design of 2 rows"):
        lifted_between([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], 1.0, 1.0, sampling(2))
