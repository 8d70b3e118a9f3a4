"""Standard scores: the same households in every world, each with its own random key."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outgrow.population import VILLAGE, apportion, draw_traits
from outgrow.vocabulary import InputError, Streams

SCORES = ("land", "yields", "other_income", "distance", "gain", "deferred", "woman", "size")
ONE_DISTRICT = np.array([1.0])
FIVE_ERRORS = 5.0  # standard errors; one in a million for a right generator


def test_a_larger_population_begins_with_the_smaller_one():
    small, large = (draw_traits(Streams(5), n * VILLAGE, ONE_DISTRICT) for n in (3, 11))
    for name in SCORES:
        assert np.array_equal(getattr(large, name)[: 3 * VILLAGE], getattr(small, name)), name
    assert np.array_equal(large.village_yield[:3], small.village_yield)


def test_another_seed_gives_other_households():
    one, two = (draw_traits(Streams(seed), VILLAGE, ONE_DISTRICT) for seed in (1, 2))
    for name in SCORES:
        assert not np.any(getattr(one, name) == getattr(two, name)), name


@pytest.mark.parametrize(("wanted", "drawn"), [(128, 128), (129, 256), (1000, 1024)])
def test_households_come_in_whole_villages(wanted, drawn):
    traits = draw_traits(Streams(1), wanted, ONE_DISTRICT)
    assert traits.land.size == drawn
    assert traits.district.size == drawn // VILLAGE


def test_a_village_of_one_is_refused():
    with pytest.raises(InputError, match="a village is 128 neighbours"):
        draw_traits(Streams(1), 1, ONE_DISTRICT)


def test_scores_are_independent_standard_normals_and_uniforms():
    traits = draw_traits(Streams(9), 400 * VILLAGE, ONE_DISTRICT)
    n = traits.land.size
    columns = np.stack([getattr(traits, name) for name in SCORES[:6]])
    assert np.all(np.abs(columns.mean(axis=1)) < FIVE_ERRORS / np.sqrt(n))
    assert np.all(np.abs(columns.var(axis=1) - 1.0) < FIVE_ERRORS * np.sqrt(2.0 / n))
    between = np.corrcoef(np.vstack([columns, traits.woman, traits.size]))
    assert np.all(np.abs(between - np.eye(8)) < FIVE_ERRORS / np.sqrt(n))
    for uniform in (traits.woman, traits.size):
        assert uniform.min() > 0.0
        assert uniform.max() < 1.0
        assert abs(uniform.mean() - 0.5) < FIVE_ERRORS / np.sqrt(12 * n)


@pytest.mark.parametrize(
    ("villages", "weights", "counts"),
    [
        (10, [0.5, 0.5], [5, 5]),
        (3, [0.5, 0.5], [2, 1]),  # equal remainders: the first in line
        (10, [0.15, 0.85], [2, 8]),  # remainders .5 and .5: the first in line
        (7, [0.0, 2.0, 1.0], [0, 5, 2]),  # quotas 4.67 and 2.33
        (1, [0.2, 0.3, 0.5], [0, 0, 1]),
    ],
)
def test_villages_go_to_districts_by_largest_remainders(villages, weights, counts):
    district = apportion(villages, np.array(weights))
    assert np.bincount(district, minlength=len(weights)).tolist() == counts


@given(
    st.integers(1, 2000),
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40).filter(lambda w: sum(w) > 0.01),
)
def test_apportionment_keeps_the_quota(villages, weights):
    weights = np.array(weights)
    counts = np.bincount(apportion(villages, weights), minlength=weights.size)
    quota = villages * weights / weights.sum()
    assert counts.sum() == villages
    assert np.all(counts >= np.floor(quota - 1e-9))
    assert np.all(counts <= np.ceil(quota + 1e-9))
    assert np.all(counts[weights == 0.0] == 0)


@pytest.mark.parametrize("asked", [0, -5, 2**32 + 1])
def test_a_number_of_households_that_cannot_be_is_refused_in_whole_sentences(asked):
    with pytest.raises(InputError) as told:
        draw_traits(Streams(1), asked, ONE_DISTRICT)
    (defect,) = told.value.defects
    assert f"{asked:,}" in defect.found or f"{asked}" in defect.found
    assert defect.why
    assert defect.todo
