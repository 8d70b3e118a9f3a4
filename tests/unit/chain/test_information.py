"""Value of information."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.chain import (
    evpi_states,
    evppi_normal_sum,
    evppi_regression,
    evsi_normal,
    net_benefit_of_sampling,
    two_actions_normal,
)
from outgrow.vocabulary import InputError

SAMPLING = 0.01
"""Mean of 400,000 normal draws of unit spread, six standard errors."""


def test_losses_of_acting_and_not_acting_differ_by_the_mean() -> None:
    found = two_actions_normal([-2.0, 0.0, 3.0], 2.0)
    np.testing.assert_allclose(found.loss_of_not_acting - found.loss_of_acting, [-2.0, 0.0, 3.0], atol=1e-12)
    np.testing.assert_array_equal(found.evpi, np.minimum(found.loss_of_acting, found.loss_of_not_acting))


def test_perfect_information_is_worth_what_draws_say() -> None:
    draws = 0.3 + np.random.default_rng(5).normal(size=400_000)
    exact = float(two_actions_normal(0.3, 1.0).evpi)
    assert np.maximum(draws, 0).mean() - max(draws.mean(), 0) == pytest.approx(exact, abs=SAMPLING)


def test_a_part_that_is_certain_is_not_worth_knowing() -> None:
    assert evppi_normal_sum(0.5, [0.0, 1.0])[0] == 0


def test_an_act_that_is_always_best_leaves_nothing_to_learn() -> None:
    assert evpi_states([0.5, 0.5], [[3, 4], [1, 2]]) == 0


def test_probabilities_and_payoffs_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match=r"sum 0\.9. they have to sum to one and miss it by -0\.1"):
        evpi_states([0.5, 0.4], [[1, 2]])
    with pytest.raises(InputError, match=r"shape \(1, 3\) for 2 states"):
        evpi_states([0.5, 0.5], [[1, 2, 3]])


def test_regression_on_all_parameters_finds_perfect_information_of_an_additive_benefit() -> None:
    rng = np.random.default_rng(11)
    parts = rng.normal(size=(400_000, 2)) * [1.0, 0.5]
    benefits = np.column_stack([0.3 + parts.sum(axis=1), np.zeros(400_000)])
    exact = float(two_actions_normal(0.3, np.hypot(1.0, 0.5)).evpi)
    assert evppi_regression(parts, benefits) == pytest.approx(exact, abs=SAMPLING)


def test_regression_follows_a_bent_benefit() -> None:
    known, rest = np.random.default_rng(13).normal(size=(2, 400_000))
    benefits = np.column_stack([known**2 - 1.0 + rest, np.zeros(400_000)])
    exact = 2 * np.exp(-0.5) / np.sqrt(2 * np.pi)
    assert evppi_regression(known, benefits) == pytest.approx(exact, abs=SAMPLING)


def test_a_regression_that_cannot_be_made_is_refused() -> None:
    with pytest.raises(InputError, match=r"5 samples. the regression has 8 terms and needs 10 samples for each"):
        evppi_regression(np.arange(5.0), np.zeros((5, 2)))
    with pytest.raises(InputError, match=r"a constant column. nothing is learned from it"):
        evppi_regression(np.zeros(500), np.zeros((500, 2)))
    with pytest.raises(InputError, match=r"Give the same samples of both"):
        evppi_regression(np.zeros(500), np.zeros((400, 2)))


def test_a_sample_is_worth_more_the_larger_and_never_more_than_knowing() -> None:
    values = evsi_normal(0.3, 1.0, 3.0, [0, 1, 10, 100, 1e9])
    assert values[0] == 0
    assert np.all(np.diff(values) > 0)
    assert values[-1] == pytest.approx(float(two_actions_normal(0.3, 1.0).evpi))


def test_sample_value_is_what_simulated_surveys_bring() -> None:
    rng = np.random.default_rng(17)
    truth = 0.3 + rng.normal(size=400_000)
    seen = truth + rng.normal(size=400_000) * 3.0 / np.sqrt(10)
    posterior = (0.3 + seen * 10 / 9) / (1 + 10 / 9)
    gain = np.where(posterior > 0, truth, 0).mean() - 0.3
    assert gain == pytest.approx(float(evsi_normal(0.3, 1.0, 3.0, 10)), abs=SAMPLING)


def test_a_larger_survey_stops_paying() -> None:
    size = np.arange(0, 2001, 10)
    net = net_benefit_of_sampling(10_000, evsi_normal(0.0, 1.0, 5.0, size), size, 500, 10)
    best = int(np.argmax(net))
    assert net[0] == 0
    assert 0 < best < size.size - 1
