"""Households drawn from donors have the donors' joint standing, and everything else as before."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.initiative import read
from outgrow.population import build, donors, draw_from_donors, draw_traits
from outgrow.scenarios import draw_worlds
from outgrow.vocabulary import InputError, Streams

N, HOUSEHOLDS = 300, 40_000
FIVE_ERRORS = 5.0 / np.sqrt(HOUSEHOLDS)
WEIGHTS = np.array([0.25, 0.0, 0.75])


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(5)
    land = rng.lognormal(0.0, 0.8, N)
    other = land * rng.lognormal(0.0, 0.5, N)  # the better off in land are the better off otherwise
    size = np.clip(rng.poisson(3, N) + 1, 1, None)
    return donors(
        rng.uniform(1, 3, N), source="survey", land=land, other_income=other, size=size, woman=rng.random(N) < 0.3
    )


@pytest.fixture(scope="module")
def traits(survey):
    return draw_from_donors(Streams(1), HOUSEHOLDS, WEIGHTS, survey)


def test_scores_are_standard_normal_and_chances_uniform(traits):
    for score in (traits.land, traits.other_income):
        assert abs(score.mean()) < FIVE_ERRORS
        assert abs(score.std() - 1.0) < 0.01  # donors are few: their steps are filled evenly, not normally
    for chance in (traits.woman, traits.size):
        assert abs(chance.mean() - 0.5) < FIVE_ERRORS


def test_the_dependence_is_that_of_the_survey(survey, traits):
    table = {(r["one"], r["other"]): r["correlation"] for r in survey.correlations().to_dicts()}
    drawn = float(np.corrcoef(traits.land, traits.other_income)[0, 1])
    assert table["land", "other_income"] > 0.5
    assert drawn == pytest.approx(table["land", "other_income"], abs=0.03)  # 300 donors, steps filled independently
    plain = draw_traits(Streams(1), HOUSEHOLDS, WEIGHTS)
    assert abs(float(np.corrcoef(plain.land, plain.other_income)[0, 1])) < FIVE_ERRORS


def test_traits_that_no_donor_has_are_as_drawn_before(traits):
    plain = draw_traits(Streams(1), HOUSEHOLDS, WEIGHTS)
    for name in ("yields", "distance", "gain", "deferred", "village_yield", "district"):
        assert np.array_equal(getattr(traits, name), getattr(plain, name))


def test_each_donor_is_drawn_as_often_as_its_weight_says(survey, traits):
    heavy = survey.columns["land"] > np.median(survey.columns["land"])
    share = float(survey.weights[heavy].sum() / survey.weights.sum())
    cut = float(np.quantile(traits.land, 1.0 - share))
    assert abs(float((traits.land > cut).mean()) - share) < FIVE_ERRORS


def test_women_are_the_households_whose_donor_is_one(survey, traits):
    share = float(np.average(survey.columns["woman"], weights=survey.weights))
    assert float((traits.woman < share).mean()) == pytest.approx(share, abs=0.01)


def test_means_and_spreads_stay_those_of_the_world(traits):
    case = read("kenya-tea")
    world = draw_worlds(case.initiative, Streams(1), 2)[0]
    people = build(traits, world)
    assert float(people["other_income"].mean()) == pytest.approx(world["target.other_income"], rel=0.05)


def test_the_same_seed_draws_the_same_donors(survey, traits):
    again = draw_from_donors(Streams(1), HOUSEHOLDS, WEIGHTS, survey)
    assert np.array_equal(again.land, traits.land)
    assert not np.array_equal(draw_from_donors(Streams(2), HOUSEHOLDS, WEIGHTS, survey).land, traits.land)


def test_defects_of_donors_are_told_at_once():
    with pytest.raises(InputError) as told:
        donors(np.ones(10), lnad=np.ones(10), size=np.ones(9), land=np.full(10, np.nan))
    said = str(told.value)
    for part in ("'lnad' is no trait", "Did you mean 'land'?", "10 donors", "9 values", "10 missing values"):
        assert part in said
