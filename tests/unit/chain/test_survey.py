"""The sufficient survey, and what single numbers are worth knowing."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.chain import survey_plan, two_actions_normal, worth_knowing
from outgrow.vocabulary import InputError


def test_the_sufficient_size_is_where_the_next_respondent_no_longer_pays() -> None:
    plan = survey_plan(0.5, 1.0, 4.0, units=100_000.0, fixed=5_000.0, per_respondent=20.0)
    place = int(np.argmax(plan.net))
    gained, spent = np.diff(plan.evsi), np.diff(plan.cost)
    assert gained[place - 1] > spent[place - 1]
    assert gained[place] < spent[place]
    assert f"A survey of {plan.best} respondents is sufficient" in plan.summary()


def test_no_survey_is_worth_more_than_knowing() -> None:
    plan = survey_plan(0.2, 1.0, 2.0, units=10.0, most=1_000_000)
    assert (np.diff(plan.evsi) >= 0.0).all()
    assert plan.evsi[-1] < plan.perfect
    assert plan.evsi[-1] == pytest.approx(plan.perfect, rel=1e-4)  # a million respondents leave next to nothing open
    assert plan.perfect == pytest.approx(10.0 * float(two_actions_normal(0.2, 1.0).evpi))


def test_a_survey_that_costs_more_than_it_teaches_is_not_made() -> None:
    plan = survey_plan(5.0, 1.0, 2.0, fixed=1_000.0, per_respondent=10.0)
    assert plan.best == 0
    assert plan.worth == 0.0
    assert "the evidence at hand suffices" in plan.summary().replace("\n", " ")


def test_a_survey_whose_cost_nobody_states_is_said_to_be_so() -> None:
    assert "What a survey costs is not stated" in survey_plan(0.5, 1.0, 2.0).summary()


def test_what_no_survey_teaches_raises_the_chance_of_being_wrong_and_not_the_worth() -> None:
    one, other = survey_plan(1.0, 1.0, 2.0), survey_plan(1.0, 1.0, 2.0, rest_sd=3.0)
    assert other.chance_wrong > one.chance_wrong
    np.testing.assert_array_equal(one.evsi, other.evsi)


def test_a_plan_for_no_units_is_refused() -> None:
    with pytest.raises(InputError, match="units: 0"):
        survey_plan(1.0, 1.0, 2.0, units=0.0)


def test_a_number_that_says_nothing_is_not_told_from_nothing() -> None:
    rng = np.random.default_rng(8)
    columns = rng.normal(size=(40, 400))
    benefit = 2.0 * columns[0] + columns[1]
    found = worth_knowing(benefit, {f"n{k}": column for k, column in enumerate(columns)})
    assert next(iter(found.evppi)) == "n0"
    assert set(found.told) <= {"n0", "n1"}
    assert "n0" in found.told
    assert found.evpi >= found.evppi["n0"]


def test_knowing_everything_is_worth_the_mean_regret() -> None:
    benefit = np.tile([-1.0, 3.0], 50)
    found = worth_knowing(benefit, {})
    assert found.evpi == pytest.approx(0.5)
    assert found.noise == 0.0
    assert "no single number" in found.summary()


def test_too_few_worlds_are_refused() -> None:
    with pytest.raises(InputError, match="a regression on fewer than 60 worlds follows noise"):
        worth_knowing(np.zeros(10), {})
