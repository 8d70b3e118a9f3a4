"""The fit of shared numbers against brute-force conditioning of a joint normal, and against sampling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outgrow.history import Said, learn, said_by, sharing
from outgrow.vocabulary import Streams

ROUNDING = 1e-8  # of two ways through the same linear algebra
STANDARD_ERRORS = 4.0  # of a Monte Carlo mean; beyond this once in 16,000 tries
NAMES = ("a", "b", "c")


def linear_cases(slopes, noise, true):
    """Cases whose one datum is a linear function of their scores, with exact moments."""
    return [
        Said(
            f"case {j}", NAMES, slope[:, None], np.array([y]), np.array([[slope @ slope + noise**2]]), np.array([True])
        )
        for j, (slope, y) in enumerate(zip(slopes, true, strict=True))
    ]


def conditioned(slopes, noise, true, rho, tau):
    """Mean and covariance of the common part from the joint normal of everything, written out in full."""
    p, n = len(NAMES), len(slopes)
    load = np.zeros((n, p + n * p + n))  # of (eta, every case's own part, every datum's error)
    for j, slope in enumerate(slopes):
        load[j, :p] = np.sqrt(rho) * slope
        load[j, p + j * p : p + (j + 1) * p] = np.sqrt(1 - rho) * slope
        load[j, p + n * p + j] = np.hypot(noise, tau)
    inverse = np.linalg.inv(load @ load.T)
    cross = load[:, :p].T
    return cross @ inverse @ np.array(true), np.eye(p) - cross @ inverse @ cross.T


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.floats(0.05, 0.95), st.floats(0.0, 2.0))
def test_the_common_part_is_the_conditional_of_the_joint_normal(seed, n, rho, tau):
    rng = np.random.default_rng(seed)
    slopes, true = rng.normal(size=(n, len(NAMES))), rng.normal(size=n)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing, "COMMON", (rho,))
        patch.setattr(sharing, "DISCREPANCY", (tau,))
        found = learn(linear_cases(slopes, 0.7, true))
    mean, covariance = conditioned(slopes, 0.7, true, rho, tau)
    assert found.weights.tolist() == [1.0]
    np.testing.assert_allclose(found.mean[0], mean, atol=ROUNDING)
    np.testing.assert_allclose(found.covariance[0], covariance, atol=ROUNDING)


def test_the_covariance_with_the_common_part_is_read_off_one_cases_worlds():
    """Cov(eta, g(z)) = sqrt(rho) Cov(z, g(z)) for a result that is far from linear."""
    rho, size = 0.6, 400_000
    rng = np.random.default_rng(1)
    eta, own = rng.normal(size=(2, size))
    z = np.sqrt(rho) * eta + np.sqrt(1 - rho) * own
    result = ((z > 0.4) & (z < 1.9)) * 1.0 + 0.2 * z**2
    products = eta * (result - result.mean()) - np.sqrt(rho) * z * (result - result.mean())
    assert abs(products.mean()) < STANDARD_ERRORS * products.std() / np.sqrt(size)


def test_moved_scores_have_the_fitted_mean_and_spread():
    rng = np.random.default_rng(2)
    taught = learn(linear_cases(rng.normal(size=(4, 3)), 0.5, [2.0, 1.5, 2.5, 1.0]))
    size = 200_000
    moved = taught.moved(NAMES, np.stack([Streams(3).normals(name, size)[0] for name in NAMES], axis=1))
    share = np.bincount(taught.cells(size), minlength=taught.weights.size) / size
    np.testing.assert_allclose(share, taught.weights, atol=1.0 / size)
    wanted = [taught.shift[name] for name in NAMES]
    assert np.abs(moved.mean(axis=0) - wanted).max() < STANDARD_ERRORS / np.sqrt(size)
    assert (moved.std(axis=0) < 1.2).all()


def test_nothing_said_moves_nothing():
    scores = np.random.default_rng(4).normal(size=(50, 3))
    np.testing.assert_array_equal(learn([]).moved(NAMES, scores), scores)


def test_numbers_that_no_other_case_shares_stay():
    scores = np.random.default_rng(5).normal(size=(50, 2))
    taught = learn(linear_cases(np.ones((3, 3)), 0.5, [3.0, 3.0, 3.0]))
    moved = taught.moved(("mine", "a"), scores)
    np.testing.assert_array_equal(moved[:, 0], scores[:, 0])
    assert moved[:, 1].mean() > scores[:, 1].mean() + 0.3


@given(st.integers(0, 2**32 - 1), st.integers(4, 40), st.integers(1, 60))
def test_few_worlds_and_many_numbers_still_give_a_proper_spread(seed, worlds, numbers):
    rng = np.random.default_rng(seed)
    names = [f"n{i}" for i in range(numbers)]
    said = []
    for name in "xyz":
        scores = rng.normal(size=(worlds, numbers))
        predicted = np.column_stack([scores[:, 0] > 0.5, scores.sum(axis=1)]).astype(float)
        said.append(said_by(name, names, scores, predicted, np.array([1.0, 3.0]), np.array([False, True])))
    taught = learn(said)
    for rho, covariance in zip(taught.common, taught.covariance, strict=True):
        assert np.linalg.eigvalsh(rho * covariance + (1 - rho) * np.eye(len(taught.numbers))).min() > -ROUNDING
    assert np.isfinite(taught.moved(names, rng.normal(size=(7, numbers)))).all()


def test_a_class_that_no_world_predicts_says_nothing():
    scores = np.random.default_rng(6).normal(size=(30, 2))
    said = said_by("x", ("a", "b"), scores, np.zeros((30, 1)), np.array([1.0]), np.array([False]))
    assert said.surprise.size == 0
    assert learn([said]).shift == {"a": 0.0, "b": 0.0}


def test_learning_from_others_predicts_better_when_something_is_shared():
    """Twenty cases that share what they do not know: each predicted from the others beats the prior."""
    rng = np.random.default_rng(7)
    rho, slope = 0.7, np.array([1.0, -0.5, 0.0])
    eta = rng.normal(size=3)
    own = rng.normal(size=(20, 3))
    true = (np.sqrt(rho) * eta + np.sqrt(1 - rho) * own) @ slope
    said = linear_cases(np.tile(slope, (20, 1)), 0.3, true)
    errors = []
    for j in range(20):
        taught = learn([s for k, s in enumerate(said) if k != j])
        expected = float(slope @ [taught.shift[name] for name in NAMES])
        errors.append((true[j] - expected) ** 2 - true[j] ** 2)
    assert np.mean(errors) < 0.0
