"""One published effect and its standard error."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from outgrow.evidence import Effect, standard_error_from_interval, standard_error_from_p
from outgrow.vocabulary import InputError

SAME = 1e-12  # closed forms in double precision


def test_effect_reports_all_its_defects_at_once():
    with pytest.raises(InputError) as caught:
        Effect("claim", math.nan, 0.0, "claim", " ", "")
    assert str(caught.value) == (
        "effect 'claim': 4 defects found.\n"
        "  - scale: nothing. every effect needs it. give the scale of the study.\n"
        "  - source: nothing. every effect needs it. give the source of the study.\n"
        "  - estimate: nan. an effect is a finite number. correct it.\n"
        "  - standard_error: 0.0. a standard error is a positive finite number. "
        "correct it, or write None where the source gives none."
    )


def test_effect_may_lack_a_standard_error():
    assert Effect("claim", 0.30, None, "claim", "yield", "firm").standard_error is None


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
def test_interval_of_a_known_error_gives_the_error_back(level):
    low, high = stats.norm.interval(level, loc=0.2, scale=0.07)
    assert standard_error_from_interval(low, high, level) == pytest.approx(0.07, rel=SAME)


@pytest.mark.parametrize("estimate", [0.12, -0.12])
def test_p_value_of_a_known_error_gives_the_error_back(estimate):
    p = 2 * stats.norm.sf(abs(estimate) / 0.05)
    assert standard_error_from_p(estimate, p) == pytest.approx(0.05, rel=SAME)
    p = 2 * stats.t.sf(abs(estimate) / 0.05, 9)
    assert standard_error_from_p(estimate, p, degrees_of_freedom=9) == pytest.approx(0.05, rel=SAME)


@pytest.mark.parametrize(("low", "high", "level"), [(1, 1, 0.95), (2, 1, 0.95), (0, math.inf, 0.95), (0, 1, 95)])
def test_unusable_interval_is_refused(low, high, level):
    with pytest.raises(InputError, match="standard error from an interval: 1 defect"):
        standard_error_from_interval(low, high, level)


def test_zero_effect_and_p_of_one_and_no_freedom_are_refused_together():
    with pytest.raises(InputError, match="standard error from a p-value: 3 defects"):
        standard_error_from_p(0.0, 1.0, 0)
