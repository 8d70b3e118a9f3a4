"""A 90 % interval means the same in every family: its ends are the 5 % and 95 % quantiles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outgrow.vocabulary import InputError, Parameter, quantile

FITTED = ("normal", "lognormal", "posnormal", "uniform", "triangular", "pert", "beta01")
INTERVALS = [(0.1, 0.3), (0.02, 0.08), (0.4, 0.95), (0.6, 0.9)]
HONOURED = 1e-5  # of the interval's width; the fit of a family stops at a millionth
ENDS = np.array([0.05, 0.95])


@pytest.mark.parametrize("family", FITTED)
@pytest.mark.parametrize(("low", "high"), INTERVALS)
def test_low_and_high_are_the_5_and_95_percent_quantiles(family, low, high):
    assert quantile(family, ENDS, low, high) == pytest.approx([low, high], abs=HONOURED * (high - low))


@pytest.mark.parametrize("family", ["triangular", "pert"])
def test_a_stated_mode_keeps_the_interval_and_is_the_most_likely_value(family):
    assert quantile(family, ENDS, 2.0, 5.0, 2.5) == pytest.approx([2.0, 5.0], abs=HONOURED * 3)
    values = quantile(family, np.linspace(0.001, 0.999, 4001), 2.0, 5.0, 2.5)
    densest = np.argmin(np.diff(values))
    assert values[densest] == pytest.approx(2.5, abs=0.1)


@given(
    family=st.sampled_from(FITTED),
    low=st.floats(0.05, 0.45),
    width=st.floats(0.05, 0.45),
    u=st.lists(st.floats(0.001, 0.999), min_size=2, max_size=20),
)
def test_a_higher_probability_never_gives_a_lower_value(family, low, width, u):
    values = quantile(family, np.sort(np.array(u)), low, low + width)
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()


def test_positive_families_stay_positive_and_shares_stay_shares():
    u = np.linspace(1e-6, 1 - 1e-6, 1001)
    assert (quantile("lognormal", u, 0.1, 9.0) > 0).all()
    assert (quantile("posnormal", u, 0.1, 2.0) >= 0).all()
    shares = quantile("beta01", u, 0.2, 0.9)
    assert ((shares >= 0) & (shares <= 1)).all()


def test_an_interval_that_no_distribution_has_is_refused():
    with pytest.raises(InputError, match=r"no distribution of this family has that 90 % interval"):
        quantile("posnormal", ENDS, 0.001, 5.0)


WRONG = {
    "upside down": ("normal", 3, 2, None, "the interval is upside down or empty: low 3 is not below high 2"),
    "empty": ("uniform", 2, 2, None, "the interval is upside down or empty: low 2 is not below high 2"),
    "negative": ("lognormal", -1, 2, None, "a lognormal number is positive, so its low end cannot be -1"),
    "no share": (
        "beta01",
        0.5,
        1.5,
        None,
        "a beta01 number lies between 0 and 1, and 0.5..1.5 does not lie inside",
    ),
    "mode outside": ("pert", 1, 2, 3, "the mode 3 lies outside 1..2"),
}


@pytest.mark.parametrize(("family", "low", "high", "mode", "why"), WRONG.values(), ids=WRONG.keys())
def test_an_interval_that_does_not_suit_its_family_is_refused(family, low, high, mode, why):
    with pytest.raises(ValueError, match=why.replace(".", r"\.")):
        Parameter(low=low, high=high, mode=mode, family=family, unit="share", source="assumption")
