"""Pooling: what one, two and more effects can say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outgrow.evidence import Effect, egger, leave_one_out, pool, reml_variance
from outgrow.vocabulary import InputError

SAME = 1e-9  # the same algebra in another order


def effect(label, estimate, error=0.05, scale="yield"):
    return Effect(label, estimate, error, "did", scale, "example")


THREE = [effect("a", 0.10, 0.04), effect("b", 0.25, 0.06), effect("c", 0.02, 0.05)]


def test_one_effect_needs_the_spread_of_true_effects():
    with pytest.raises(InputError, match="one effect does not show how far true effects differ"):
        pool([effect("a", 0.1)])


def test_one_effect_with_a_given_spread_predicts_with_both_spreads():
    result = pool([effect("a", 0.1, 0.04)], tau=0.03)
    assert result.mean == pytest.approx(0.1)
    assert result.standard_error == pytest.approx(0.05)
    assert result.tau2_from == "given"
    assert result.predictive_sd == pytest.approx(math.sqrt(0.03**2 + 0.05**2))
    half = 1.959963984540054 * result.predictive_sd
    assert result.prediction == pytest.approx((0.1 - half, 0.1 + half))
    assert (result.i2, result.q_p_value, result.interval_hartung_knapp) == (None, None, None)
    assert (result.leave_one_out, result.small_study) == ((), None)


def test_two_effects_have_no_prediction_interval_but_a_predictive_spread():
    result = pool([effect("a", 0.0), effect("b", 0.4)])
    assert result.prediction is None
    assert result.tau2 == pytest.approx(0.08 - 0.05**2, rel=SAME)
    assert result.predictive_sd > math.sqrt(result.tau2)
    assert "no degree of freedom for a prediction interval" in result.summary()
    assert result.interval_hartung_knapp is not None


def test_effects_without_error_are_reported_not_pooled():
    claim = effect("firm's claim", 0.35, None)
    result = pool([*THREE, claim])
    assert result.left_out == (claim,)
    assert result.mean == pool(THREE).mean
    assert "Not pooled, because no standard error is known: firm's claim." in result.summary()
    table = result.to_frame()
    assert table.columns == ["label", "use", "estimate", "low", "high"]
    assert table.filter(table["use"] == "left out").row(0) == ("firm's claim", "left out", 0.35, None, None)


def test_studies_that_agree_show_no_spread():
    result = pool([effect("a", 0.1), effect("b", 0.1), effect("c", 0.1)])
    assert (result.tau2, result.i2) == (0.0, 0.0)
    assert result.q == pytest.approx(0.0, abs=SAME)
    assert result.standard_error == pytest.approx(0.05 / math.sqrt(3))


def test_order_of_studies_does_not_matter():
    forth, back = pool(THREE), pool(THREE[::-1])
    assert forth.mean == pytest.approx(back.mean, rel=SAME)
    assert forth.tau2 == pytest.approx(back.tau2, rel=SAME)


def test_measuring_in_percent_scales_the_result():
    percent = [effect(e.label, 100 * e.estimate, 100 * e.standard_error) for e in THREE]
    share, hundred = pool(THREE), pool(percent)
    assert hundred.mean == pytest.approx(100 * share.mean, rel=SAME)
    assert hundred.tau2 == pytest.approx(100**2 * share.tau2, rel=SAME)
    assert hundred.i2 == pytest.approx(share.i2, rel=SAME)


def test_leaving_one_out_pools_the_others():
    rows = pool(THREE).leave_one_out
    assert [row.label for row in rows] == ["a", "b", "c"]
    others = pool(THREE[1:])
    assert rows[0].mean == pytest.approx(others.mean, rel=SAME)
    assert rows[0].standard_error == pytest.approx(others.standard_error, rel=SAME)
    assert rows[0].tau2 == pytest.approx(others.tau2, rel=SAME)


def test_all_defects_of_a_pool_are_named_together():
    with pytest.raises(InputError) as caught:
        pool([effect("a", 0.1), effect("a", 0.2, scale="income")], tau=-1.0)
    text = str(caught.value)
    assert text.startswith("pooling effects: 3 defects found.")
    assert "scale: income; yield. effects on different scales do not pool." in text
    assert "label: a. a study counted twice narrows the interval wrongly." in text
    assert "tau: -1. a standard deviation is zero or positive." in text


def test_nothing_to_pool_is_an_error():
    with pytest.raises(InputError, match="1 effects, none with a standard error"):
        pool([effect("claim", 0.3, None)])


def test_summary_says_mean_interval_and_what_a_new_setting_may_see():
    result = pool(THREE)
    text, (low, high) = result.summary(), result.interval
    assert text.startswith(f"Pooled yield of 3 effects: {result.mean:.3g} (95 % interval {low:.3g} to {high:.3g}).")
    assert f"A new setting may see {result.prediction[0]:.3g} to {result.prediction[1]:.3g}" in text
    assert "With 3 effects the small-study test has little power." in text


def test_small_study_test_needs_three_different_precisions():
    with pytest.raises(InputError, match="the test needs three effects and two different standard errors"):
        egger(np.array([0.1, 0.2, 0.3]), np.array([0.1, 0.1, 0.1]))
    equal = pool([effect("a", 0.1), effect("b", 0.2), effect("c", 0.4)])
    assert equal.small_study is None
    assert "No small-study test" in equal.summary()


def test_effects_that_grow_with_their_error_show_small_study_effects():
    errors = np.array([0.02, 0.05, 0.10, 0.20, 0.30])
    exact = egger(0.1 + 2.0 * errors, errors)
    assert exact.intercept == pytest.approx(2.0, rel=SAME)
    assert exact.p_value == 0.0
    assert math.isinf(exact.t_value)


def test_equal_effects_of_any_precision_show_none():
    test = egger(np.full(4, 0.1), np.array([0.02, 0.05, 0.10, 0.20]))
    assert (test.intercept, test.t_value, test.p_value) == (0.0, 0.0, 1.0)


def test_leaving_one_of_two_out_is_refused_unless_the_spread_is_given():
    y, s = np.array([0.1, 0.3]), np.array([0.1, 0.1])
    with pytest.raises(InputError, match="3 are needed"):
        leave_one_out(["a", "b"], y, s)
    rows = leave_one_out(["a", "b"], y, s, tau=0.1)
    assert [row.mean for row in rows] == pytest.approx([0.3, 0.1], rel=SAME)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: egger([0.1, math.nan, 0.3], [0.1, 0.2, 0.3]), "estimate 2: nan. an effect is a finite number"),
        (lambda: egger([0.1, 0.2, 0.3], [0.1, -0.2, 0.0]), "standard error 3: 0. a standard error is positive"),
        (lambda: egger([0.1, 0.2, 0.3], [0.1, 0.2]), "3 estimates and 2 standard errors"),
        (lambda: egger(["a", 0.2], [0.1, 0.2]), "they are numbers"),
        (lambda: reml_variance([0.1], [0.1]), "1 effect. 2 are needed"),
        (lambda: reml_variance([], []), "0 effects. 2 are needed"),
        (lambda: reml_variance([0.1, 0.2], [0.0, math.inf]), "variance 2: inf. a variance is positive and finite"),
        (lambda: leave_one_out("abc", [0.1, 0.2], [0.1, 0.2]), "3 names and 2 effects"),
        (lambda: leave_one_out("abc", [0.1, 0.2, math.inf], [0.1, 0.2, 0.3]), "estimate 3: inf"),
        (lambda: pool([effect("a", 0.1, 1e200), *THREE[1:]]), "standard error 1: 1e+200"),
        (lambda: effect("a", "0.1"), "an effect is a finite number"),
        (lambda: effect("a", 0.1, True), "a standard error is a positive finite number"),
    ],
)
def test_numbers_that_are_none_are_told_and_not_computed_with(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


def test_a_study_that_is_all_but_exact_leaves_the_share_between_settings_defined():
    """The difference of squares in the typical variance would cancel to zero."""
    result = pool([effect("a", 0.10, 1e-12), *THREE[1:]])
    assert 0 < result.i2 < 1
    weights = [1e24, 1 / 0.06**2, 1 / 0.05**2]
    pairs = 2 * (weights[0] * weights[1] + weights[0] * weights[2] + weights[1] * weights[2])
    typical = 2 * sum(weights) / pairs
    assert result.i2 == pytest.approx(result.tau2 / (result.tau2 + typical), rel=SAME)


def test_lists_do_as_well_as_arrays():
    y, s = [0.1, 0.25, 0.02], [0.04, 0.06, 0.05]
    assert egger(y, s) == egger(np.array(y), np.array(s))
    assert reml_variance(y, [x**2 for x in s]) == pool(THREE).tau2
