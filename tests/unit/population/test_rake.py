"""Raking meets known totals with the weights closest to the design, and says what cannot be met."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outgrow.population import rake
from outgrow.vocabulary import InputError

SAME_FIT = 1e-8  # two iterative methods, each stopped near 1e-10
N = 400


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(3)
    region, sex = rng.choice(["north", "south", "west"], N, p=[0.5, 0.3, 0.2]), rng.choice(["f", "m"], N)
    return rng.uniform(0.5, 2.0, N), region, sex, rng.lognormal(0.0, 0.6, N)


MARGINS = {"north": 2e5, "south": 1e5, "west": 3e5}, {"f": 2.5e5, "m": 3.5e5}


def by_iteration(design, region, sex):
    """Iterative proportional fitting, one margin after the other (Deming and Stephan 1940)."""
    w = design.copy()
    for _ in range(500):
        for values, totals in ((region, MARGINS[0]), (sex, MARGINS[1])):
            for category, total in totals.items():
                w[values == category] *= total / w[values == category].sum()
    return w


def test_over_categories_it_is_iterative_proportional_fitting(survey):
    design, region, sex, _ = survey
    found = rake(design, {"region": (region, MARGINS[0]), "sex": (sex, MARGINS[1])})
    assert found.weights == pytest.approx(by_iteration(design, region, sex), rel=SAME_FIT)
    assert found.largest_misfit < SAME_FIT


def test_totals_of_numbers_are_met_with_those_of_categories(survey):
    design, region, _, land = survey
    found = rake(design, {"region": (region, MARGINS[0])}, {"land": (land, 1.4 * 6e5)})
    assert found.weights.sum() == pytest.approx(6e5, rel=SAME_FIT)
    assert (found.weights * land).sum() == pytest.approx(1.4 * 6e5, rel=SAME_FIT)
    assert (found.weights > 0.0).all()


def test_weights_are_the_design_times_an_exponential_of_the_auxiliaries(survey):
    design, region, _, land = survey
    found = rake(design, {"region": (region, MARGINS[0])}, {"land": (land, 1.4 * 6e5)})
    ratio = np.log(found.weights / design)
    inside = region == "north"
    slope, level = np.polyfit(land[inside], ratio[inside], 1)
    assert ratio[inside] == pytest.approx(level + slope * land[inside], abs=SAME_FIT)


def test_totals_that_hold_already_change_nothing(survey):
    design, region, _, _ = survey
    totals = {name: float(design[region == name].sum()) for name in ("north", "south", "west")}
    found = rake(design, {"region": (region, totals)})
    assert found.weights == pytest.approx(design, rel=SAME_FIT)
    assert found.steps == 0


@settings(max_examples=25, deadline=None)
@given(st.permutations(list(range(40))), st.floats(0.1, 100.0))
def test_order_of_donors_and_scale_of_the_design_do_not_matter(order, scale):
    rng = np.random.default_rng(1)
    design, region = rng.uniform(1, 2, 40), np.array(["a", "b"] * 20)
    totals = {"a": 30.0, "b": 70.0}
    one = rake(design, {"r": (region, totals)}).weights
    other = rake(scale * design[order], {"r": (region[order], totals)}).weights
    assert other == pytest.approx(one[order], rel=SAME_FIT)


def test_design_effect_is_kishs(survey):
    design, region, sex, _ = survey
    found = rake(design, {"region": (region, MARGINS[0]), "sex": (sex, MARGINS[1])})
    w = found.weights
    assert found.design_effect == pytest.approx(1.0 + w.var() / w.mean() ** 2)
    assert f"{N} donors stand for 600,000 households and meet 5 totals" in found.summary()
    assert found.to_frame().columns == ["total", "wanted", "before", "after", "misfit"]


def test_all_defects_are_told_at_once():
    with pytest.raises(InputError) as told:
        rake(
            [1.0, -1.0, 2.0],
            {"region": (["n", "n", "x"], {"n": 10.0, "s": 5.0}), "sex": (["f", "m"], {"f": 10.0, "m": 9.0})},
            {"land": ([1.0, 2.0, 3.0], 900.0)},
        )
    said = str(told.value)
    for part in (
        "weights that are not positive",
        "no total for 'x'",
        "no donor in 's'",
        "2 values. there are 3 donors",
        "the totals sum to 19",
        "a mean of 60 a household is out of reach",
    ):
        assert part in said


def test_totals_that_cannot_hold_together_are_told():
    region, sex = ["n", "n", "s", "s"], ["f", "f", "m", "m"]
    with pytest.raises(InputError, match="no positive weights meet all totals together"):
        rake(np.ones(4), {"region": (region, {"n": 10.0, "s": 10.0}), "sex": (sex, {"f": 15.0, "m": 5.0})})


TIGHT = 1e-8  # totals are met to 1e-10, weights follow


def test_a_number_alone_keeps_the_households_of_the_design():
    found = rake([1.0, 1.0, 1.0, 1.0], {}, {"land": ([1.0, 2.0, 3.0, 4.0], 12.0)})
    assert found.weights.sum() == pytest.approx(4.0, rel=TIGHT)
    assert found.weights @ [1.0, 2.0, 3.0, 4.0] == pytest.approx(12.0, rel=TIGHT)


def test_a_total_of_nothing_is_met_and_told_without_a_division():
    found = rake([1.0] * 4, {}, {"net sales": ([-1.0, 1.0, 2.0, -2.0], 0.0)})
    assert "nan" not in found.summary()
    assert np.isfinite(found.to_frame()["misfit"].to_numpy()).all()


@pytest.mark.parametrize(
    ("design", "margins", "numbers", "words"),
    [
        ([1.0, 1.0], {}, {}, "no total is given"),
        (["1", "x"], {"r": (["a", "b"], {"a": 1.0, "b": 1.0})}, {}, "design_weights: 'x'. a number is wanted"),
        (
            [1.0, 1.0, 1.0],
            {"r": (["a", "a", "b"], {"a": 10.0, "b": 5.0}), "s": (["x", "x", "y"], {"x": 5.0, "y": 10.0})},
            {},
            "' is furthest off",
        ),
    ],
)
def test_what_cannot_be_raked_is_named(design, margins, numbers, words):
    with pytest.raises(InputError, match=words):
        rake(design, margins, numbers)
