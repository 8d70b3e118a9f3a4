"""Scenario discovery against Bryant and Lempert (2010) as EMA Workbench 2.5.3 has it (reference section R-P)."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from outgrow.conditions import prim
from outgrow.vocabulary import InputError, Streams

PRINTED = 5e-7  # coverage and density are printed with six digits
READ_OFF = 0.06  # limits are printed with four digits
FIRST_INPUT, LAST_INPUT, OUTCOME = 2, 10, 15  # columns, from 0


@pytest.fixture(scope="module")
def bryant(shared):
    with (shared / "reference" / "bryant.csv").open() as file:
        head, *rows = csv.reader(file)
    table = np.array(rows, dtype=float)
    values = {head[k]: table[:, k] for k in range(FIRST_INPUT, LAST_INPUT + 1)}
    return values, table[:, OUTCOME] > 0.0


@pytest.fixture(scope="module")
def found(bryant):
    return prim(*bryant)


@pytest.mark.shared
def test_there_are_28_boxes_and_89_cases_of_interest(found):
    assert (len(found.boxes), int(found.interest.sum()), found.interest.size) == (28, 89, 882)


@pytest.mark.shared
def test_box_21_has_its_coverage_density_and_limits(found):
    box = found.boxes[21]
    assert box.coverage == pytest.approx(0.752809, abs=PRINTED)
    assert box.density == pytest.approx(0.770115, abs=PRINTED)
    assert (box.size, int((box.inside & found.interest).sum())) == (87, 67)
    limits = {limit.name: limit for limit in found.limits(21)}
    expected = {
        "Total biomass": ("most", 755.8, 5e-6),
        "Demand elasticity": ("least", -0.422, 1.2e-16),
        "Biomass backstop price": ("least", 150.05, 3.5e-11),
        "Cellulosic cost": ("least", 72.65, 0.157),
    }
    assert set(limits) == set(expected)
    for name, (side, value, p) in expected.items():
        assert limits[name].side == side
        assert limits[name].value == pytest.approx(value, abs=READ_OFF)
        assert limits[name].quasi_p == pytest.approx(p, rel=0.07)  # printed with one or two digits


@pytest.mark.shared
def test_box_10_and_the_last_box(found):
    assert found.boxes[10].coverage == 1.0
    assert found.boxes[10].density == pytest.approx(0.300676, abs=PRINTED)
    assert found.boxes[-1].coverage == pytest.approx(0.505618, abs=PRINTED)
    assert (found.boxes[-1].density, found.boxes[-1].size) == (1.0, 45)


@pytest.mark.shared
def test_the_limit_that_may_be_by_chance_is_dropped(found):
    kept = found.without_chance(21)
    place = found.names.index("Cellulosic cost")
    assert kept.low[place] == found.boxes[0].low[place]
    assert kept.coverage >= found.boxes[21].coverage


@pytest.mark.shared
def test_random_halves_find_the_three_limits_again(found):
    again = found.resampled(21, Streams(1))
    assert min(again[n] for n in ("Total biomass", "Demand elasticity", "Biomass backstop price")) > 0.8
    assert again["Oil elasticity"] < 0.5


def test_a_planted_box_is_found_by_both_objectives():
    rng = np.random.default_rng(4)
    x = {name: rng.uniform(size=2000) for name in "abcd"}
    inside = (x["a"] > 0.6) & (x["b"] < 0.5)
    for objective in ("lenient1", "original"):
        search = prim(x, inside, objective=objective)
        box = search.boxes[search.best]
        assert {limit.name for limit in search.limits(search.best)} == {"a", "b"}
        assert box.coverage > 0.95
        assert box.density > 0.9  # a slice is a tenth of the box


def test_pasting_gives_back_what_was_peeled_too_far():
    u = np.linspace(0.0, 1.0, 1000)
    greedy = prim({"x": u}, (u > 0.31) & (u < 0.83), peel=0.3)
    assert greedy.boxes[-1].density >= max(box.density for box in greedy.boxes[:-1])


def test_noise_gives_no_limit_that_stands_out():
    rng = np.random.default_rng(5)
    search = prim({f"x{k}": rng.uniform(size=400) for k in range(8)}, rng.uniform(size=400) < 0.3)
    kept = search.without_chance(search.best, 0.05 / 80)  # eight numbers, and boxes were chosen to look good
    assert np.array_equal(kept.low, search.boxes[0].low)
    assert np.array_equal(kept.high, search.boxes[0].high)


def test_bad_input_is_told():
    x = {"a": np.arange(4.0)}
    with pytest.raises(InputError, match="there is nothing to look for"):
        prim(x, [False] * 4)
    with pytest.raises(InputError, match="each number needs one value for each case"):
        prim(x, [True] * 3)
    with pytest.raises(InputError, match="some of its values are not finite"):
        prim({"a": np.array([0.0, np.nan, 1.0])}, [True, False, False])
    with pytest.raises(InputError, match="it is no objective of a peel"):
        prim(x, [True] * 4, objective="lenient")  # type: ignore[arg-type]
