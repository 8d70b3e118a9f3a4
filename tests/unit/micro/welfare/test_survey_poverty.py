"""Poverty of a survey: influence against differentiation, groups, defects, and sentences."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.micro import fgt, gini, sampling, sen_shorrocks_thon, survey_living_income, survey_poverty, watts
from outgrow.micro.welfare.influence import MEASURES, influence
from outgrow.vocabulary import InputError

DIFFERENTIATED = 1e-6  # central differences with a step of 1e-5 of a weight
EXACT = 1e-12


@pytest.fixture(scope="module")
def incomes():
    rng = np.random.default_rng(11)
    return np.round(rng.lognormal(0, 1, 50), 1) + 0.1, rng.uniform(0.5, 2.0, 50)  # rounded, so that there are ties


@pytest.mark.parametrize("measure", MEASURES)
def test_influence_is_the_derivative_with_respect_to_a_rows_weight(incomes, measure):
    y, w = incomes
    _, u = influence(measure, y, w, 1.0)
    step = 1e-5
    for row in (0, 7, 23, 49):
        more, less = w.copy(), w.copy()
        more[row] += step
        less[row] -= step
        slope = (influence(measure, y, more, 1.0)[0] - influence(measure, y, less, 1.0)[0]) / (2 * step)
        assert u[row] == pytest.approx(slope * w.sum(), abs=DIFFERENTIATED)
    assert np.sum(w * u) == pytest.approx(0.0, abs=1e-10)


def test_values_are_those_of_the_functions_without_a_design(incomes):
    y, w = incomes
    found = survey_poverty(y, 1.0, sampling(50, w), measures=MEASURES)
    assert found["headcount"].value == pytest.approx(fgt(y, 1.0, 0, w), rel=EXACT)
    assert found["gap"].value == pytest.approx(fgt(y, 1.0, 1, w), rel=EXACT)
    assert found["severity"].value == pytest.approx(fgt(y, 1.0, 2, w), rel=EXACT)
    assert found["watts"].value == pytest.approx(watts(y, 1.0, w), rel=EXACT)
    assert found["gini"].value == pytest.approx(gini(y, w), rel=EXACT)
    assert found["sen_shorrocks_thon"].value == pytest.approx(sen_shorrocks_thon(y, 1.0, w), rel=EXACT)


def test_theil_of_one_owner_among_n_is_the_logarithm_of_n():
    y = np.full(8, 1e-12)
    y[3] = 1.0
    assert influence("theil", y, np.ones(8))[0] == pytest.approx(np.log(8), abs=1e-9)


def test_a_line_for_each_row_is_the_same_as_incomes_over_their_lines(incomes):
    y, w = incomes
    lines = np.linspace(0.5, 2.0, 50)
    measures = ("headcount", "gap", "watts", "sen_shorrocks_thon")
    one = survey_poverty(y, lines, sampling(50, w), measures=measures)
    two = survey_poverty(y / lines, 1.0, sampling(50, w), measures=measures)
    assert [r.value for r in one.rows] == pytest.approx([r.value for r in two.rows], rel=EXACT)
    assert [r.standard_error for r in one.rows] == pytest.approx([r.standard_error for r in two.rows], rel=EXACT)


def test_a_group_knows_the_clusters_in_which_it_was_not_found(incomes):
    """A group's error counts the clusters without it; the rows taken for a sample of their own would not."""
    y, w = incomes
    clusters = np.repeat(np.arange(10), 5)
    group = np.where(clusters < 4, "few", "many")
    found = survey_poverty(y, 1.0, sampling(50, w, clusters=clusters), by=group)
    inside = group == "few"
    alone = survey_poverty(y[inside], 1.0, sampling(int(inside.sum()), w[inside], clusters=clusters[inside]))
    few = found.of("gap", "few")
    assert few.value == pytest.approx(alone["gap"].value, rel=EXACT)
    ratio = (10 / 9) / (4 / 3)  # n/(n-1) of all clusters and of those with the group
    assert few.standard_error == pytest.approx(alone["gap"].standard_error * ratio**0.5, rel=EXACT)
    assert few.degrees_of_freedom == 3


def test_measures_by_group_agree_whether_they_are_means_or_not(incomes):
    y, w = incomes
    group = np.arange(50) % 3
    plan = sampling(50, w, clusters=np.arange(50) // 2)
    found = survey_poverty(y, 1.0, plan, by=group, measures=("gap", "gini"))
    for g in range(3):
        rows = group == g
        assert found.of("gini", str(g)).value == pytest.approx(gini(y[rows], w[rows]), rel=EXACT)
        assert found.of("gap", str(g)).value == pytest.approx(fgt(y[rows], 1.0, 1, w[rows]), rel=EXACT)


def test_nobody_poor_leaves_an_open_interval_rather_than_a_certain_zero():
    found = survey_poverty([2.0, 3.0, 4.0, 5.0], 1.0)["headcount"]
    assert (found.value, found.standard_error, found.low) == (0.0, 0.0, 0.0)
    assert found.high == pytest.approx(1 - 0.025**0.25)


def test_everything_wrong_with_the_columns_is_said_at_once():
    with pytest.raises(InputError) as caught:
        survey_poverty([1.0, np.nan], 0.0, sampling(3), by=["a"], measures=["headcout"])
    assert str(caught.value) == (
        "poverty of a survey: 5 defects found.\n"
        "  - income: 1 row (row 2). an unknown income has no place in a mean. "
        "drop or impute these rows, and say which.\n"
        "  - line: a line that is not. a poverty line is a positive finite number, because gaps are shares of it. "
        "give the line in the unit of income.\n"
        "  - measures: 'headcout'. it is not a measure of poverty or inequality. Did you mean 'headcount'?\n"
        "  - by: 1 labels for 2 rows. every row has one label. match the columns.\n"
        "  - plan: 3 rows for 2 incomes. a design describes the rows that it was made for. "
        "state the design of these rows."
    )


def test_logarithms_of_incomes_at_zero_are_refused_by_name():
    with pytest.raises(InputError, match=r"1 row at zero or below \(row 2\).*theil, watts take the logarithm"):
        survey_poverty([1.0, 0.0], 1.0, measures=["watts", "theil"])


def test_the_paragraph_holds_number_interval_design_and_caveat():
    plan = sampling(8, clusters=[1, 1, 2, 2, 3, 3, 4, 4])
    said = survey_poverty([1, 2, 3, 4, 5, 6, 7, 8], 2.5, plan, measures=["headcount", "mean"], money="KES").summary()
    assert said == (
        "Share of people below the line: 25.0 % (95 % interval 0.5 to 95.9). Mean income: 4.5 KES "
        "(95 % interval 0.3915 to 8.609). Design: 8 rows, 4 clusters. With 4 clusters the errors themselves are "
        "uncertain."
    )


def test_living_income_gap_of_those_below_is_a_ratio_with_its_own_error(incomes):
    y, w = incomes
    plan = sampling(50, w, clusters=np.arange(50) // 5)
    found = survey_living_income(y, 1.5, plan)
    below = y < 1.5
    assert found["gap_of_those_below"].value == pytest.approx(
        np.average(1 - y[below] / 1.5, weights=w[below]), rel=EXACT
    )
    domain = survey_poverty(y, 1.5, plan, by=below.astype(int), measures=["gap"]).of("gap", "1")
    assert found["gap_of_those_below"].standard_error == pytest.approx(domain.standard_error, rel=EXACT)


def test_living_income_without_anybody_below_has_no_gap_of_those_below():
    found = survey_living_income([5.0, 6.0, 7.0], 1.0)
    assert [row.measure for row in found.rows] == ["share_below", "gap_of_all", "median"]


def test_woodruffs_interval_of_the_median_holds_it(incomes):
    y, w = incomes
    row = survey_living_income(y, 1.0, sampling(50, w), money="KES")["median"]
    assert row.low <= row.value <= row.high
    assert row.unit == "KES"


def test_a_group_without_weight_is_refused_by_name():
    plan = sampling(4, [1, 1, 0, 0])
    with pytest.raises(InputError, match=r"no weight in b\. a group whose rows all have a weight of 0 has no mean"):
        survey_poverty([1.0, 2.0, 3.0, 4.0], 2.5, plan, by=["a", "a", "b", "b"], measures=["gini"])
