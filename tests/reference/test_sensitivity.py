"""Sobol indices and Shapley effects against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.conditions import shapley_effects, shapley_of, sobol_indices, sobol_of
from outgrow.scenarios import walk_orders
from outgrow.vocabulary import InputError, Streams

WITHIN = 0.01  # what issue 6 asks of indices
STANDARD_ERRORS = 3.5  # Monte Carlo, for the largest of several
BASE = 2**13


def ishigami(u):
    """Ishigami and Homma (1990), a = 7, b = 0.1."""
    x = [2.0 * np.pi * u[name] - np.pi for name in "abc"]
    return np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def ishigami_parts():
    """Variances of the terms: Sobol' and Levitan (1999)."""
    v1 = 0.5 * (1.0 + 0.1 * np.pi**4 / 5.0) ** 2
    v2, v13 = 7.0**2 / 8.0, 0.1**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    return v1, v2, v13, v1 + v2 + v13


A = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])
G_NAMES = [f"x{k}" for k in range(A.size)]


def g_function(u):
    """Saltelli and Sobol' (1995): product of (|4x - 2| + a)/(1 + a)."""
    return np.prod([(np.abs(4.0 * u[n] - 2.0) + a) / (1.0 + a) for n, a in zip(G_NAMES, A, strict=True)], axis=0)


def g_indices():
    v = 1.0 / (3.0 * (1.0 + A) ** 2)
    whole = np.prod(1.0 + v)
    return v / (whole - 1.0), v * (whole / (1.0 + v)) / (whole - 1.0)


def test_ishigami_indices_are_within_a_hundredth():
    v1, v2, v13, v = ishigami_parts()
    found = sobol_of(ishigami, "abc", Streams(1), BASE)
    assert np.abs(found.first - np.array([v1, v2, 0.0]) / v).max() < WITHIN
    assert np.abs(found.total - np.array([v1 + v13, v2, v13]) / v).max() < WITHIN
    assert found.variance == pytest.approx(v, rel=WITHIN)


def test_g_function_indices_are_within_a_hundredth():
    first, total = g_indices()
    found = sobol_of(g_function, G_NAMES, Streams(1), BASE)
    assert np.abs(found.first - first).max() < WITHIN
    assert np.abs(found.total - total).max() < WITHIN


def test_bootstrap_errors_cover_what_is_missed():
    v1, v2, _, v = ishigami_parts()
    found = sobol_of(ishigami, "abc", Streams(2), 1024)
    assert (np.abs(found.first - np.array([v1, v2, 0.0]) / v) < STANDARD_ERRORS * found.first_error).all()


def test_shapley_effects_sum_to_the_variance_and_split_interactions_evenly():
    v1, v2, v13, v = ishigami_parts()
    found = shapley_of(ishigami, "abc", Streams(1), BASE)
    assert found.effects.sum() == pytest.approx(found.variance, rel=1e-12)  # one sum in two orders
    assert found.variance == pytest.approx(v, rel=0.03)  # 3 standard errors at 2**13 walks
    truth = np.array([v1 + v13 / 2.0, v2, v13 / 2.0]) / v
    assert (np.abs(found.shares - truth) < STANDARD_ERRORS * found.errors).all()
    assert found.errors.max() < 2 * WITHIN


def test_shapley_effects_lie_between_first_and_total_indices():
    """Owen (2014), theorem 1, up to the Monte Carlo error."""
    first, total = g_indices()
    found = shapley_of(g_function, G_NAMES, Streams(1), BASE)
    assert (found.shares > first - STANDARD_ERRORS * found.errors).all()
    assert (found.shares < total + STANDARD_ERRORS * found.errors).all()


def test_shapley_effects_of_a_sum_are_the_squares_of_its_weights():
    found = shapley_of(lambda u: u["p"] + 2.0 * u["q"] + 3.0 * u["r"], "pqr", Streams(3), 4096)
    assert np.abs(found.shares - np.array([1.0, 4.0, 9.0]) / 14.0).max() < 2 * WITHIN


def test_a_result_that_never_varies_has_no_indices():
    found = sobol_of(lambda u: np.ones_like(u["a"]), "ab", Streams(1), 8)
    assert found.variance == 0.0
    assert not found.total.any()
    assert not shapley_of(lambda u: np.ones_like(u["a"]), "ab", Streams(1), 8).shares.any()


def test_results_of_another_shape_are_refused():
    with pytest.raises(InputError, match="each row holds the results at A, at every factor from B, and at B"):
        sobol_indices(np.zeros((8, 2)), Streams(1))
    with pytest.raises(InputError, match="a walk has one result more than factors"):
        shapley_effects(np.zeros((4, 3)), walk_orders(Streams(1), 4, 3), Streams(1))
