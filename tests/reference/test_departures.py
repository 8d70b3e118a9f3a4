"""Intervals under departures from parallel trends against the test done the long way, by linear programmes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import truncnorm

from outgrow.micro import relative_magnitudes
from outgrow.micro.impact.relative_magnitudes import FIRST_STAGE, _noise, _polyhedra
from outgrow.vocabulary import Streams

ALPHA = 0.05
NEAR = 1e-3  # just inside and just outside an end
ZERO = 1e-9  # a programme's optimum counts as met
EFFECTS = np.array([0.01, -0.02, 0.0, 0.5, 0.4, 0.3])
COVARIANCE = np.diag(np.array([0.05, 0.05, 0.05, 0.1, 0.1, 0.1]) ** 2) + 0.0009


def rejected(value: float, weights: np.ndarray, m: float, first_stage: list[float]) -> bool:
    """Whether every polyhedron rejects an effect: Andrews, Roth and Pakes' test, each step a linear programme."""
    before = EFFECTS.size - weights.size
    steps = np.diff(np.insert(np.eye(EFFECTS.size), before, 0, axis=0), axis=0)
    rotation = np.vstack([weights, np.delete(np.eye(weights.size), np.flatnonzero(weights)[0], 0)])
    outcomes = []
    signed = [(step, sign) for step in steps[:before] for sign in (1, -1)]
    for (step, sign), limit in zip(signed, first_stage, strict=True):
        rows = np.vstack([steps[before:] - m * sign * step, -steps[before:] - m * sign * step])
        turned = rows[:, before:] @ np.linalg.inv(rotation)
        free, y, s = turned[:, 1:], rows @ EFFECTS - turned[:, 0] * value, rows @ COVARIANCE @ rows.T
        sd = np.sqrt(np.diag(s))

        def programme(right: np.ndarray, sd: np.ndarray = sd, free: np.ndarray = free) -> tuple[float, np.ndarray]:
            cost = np.r_[1.0, np.zeros(free.shape[1])]
            found = linprog(cost, A_ub=np.c_[-sd, -free], b_ub=-right, bounds=[(None, None)] * cost.size)
            return float(found.fun), -np.asarray(found.ineqlin.marginals)

        eta, dual = programme(y)
        if eta > limit:
            outcomes.append(True)
            continue
        variance = dual @ s @ dual
        along = s @ dual / variance
        rest = y - along * eta

        def end(way: float, eta: float = eta, rest: np.ndarray = rest, along: np.ndarray = along) -> float:
            inside, outside = eta, eta + way
            while programme(rest + along * outside)[0] - outside < ZERO:
                inside, outside = outside, eta + 2 * (outside - eta)
                if abs(outside - eta) > 1e3:
                    return way * np.inf
            for _ in range(45):
                middle = (inside + outside) / 2
                met = programme(rest + along * middle)[0] - middle < ZERO
                inside, outside = (middle, outside) if met else (inside, middle)
            return inside

        low, high = end(-1.0) / np.sqrt(variance), min(end(1.0), limit) / np.sqrt(variance)
        left = (ALPHA - FIRST_STAGE * ALPHA) / (1 - FIRST_STAGE * ALPHA)
        outcomes.append(eta / np.sqrt(variance) > max(0.0, truncnorm.ppf(1 - left, low, high)))
    return all(outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("weights", [[1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3], [0.0, 0.0, 1.0], [1.0, 0.0, -1.0]])
@pytest.mark.parametrize("m", [0.0, 0.5, 2.0])
def test_ends_are_where_the_test_by_linear_programmes_turns(weights, m):
    asked = np.array(weights)
    noise = _noise(COVARIANCE, Streams(1))
    limits = [p.least_favourable for p in _polyhedra(EFFECTS, COVARIANCE, 3, asked, m, ALPHA, noise)]
    low, high = relative_magnitudes(EFFECTS, COVARIANCE, 3, asked, m)
    turns = [rejected(x, asked, m, limits) for x in (low - NEAR, low + NEAR, high - NEAR, high + NEAR)]
    assert turns == [True, False, False, True]


def test_one_period_on_each_side_and_no_departure_is_the_ordinary_interval_or_wider():
    low, high = relative_magnitudes(np.array([0.1, 0.5]), np.diag([0.01, 0.01]), 1, np.array([1.0]), 0.0)
    assert low <= 0.5 - 1.96 * 0.1
    assert high >= 0.5 + 1.96 * 0.1
    assert high - low < 2 * 2.1 * 0.1


@pytest.mark.slow
def test_intervals_cover_the_effect_when_trends_depart_as_much_as_allowed():
    """Trends that moved by 0.1 before the start move by 0.1 after it: m = 1 is true, and the worst case."""
    rng, truth, covered = np.random.default_rng(11), 0.4, []
    trend = np.array([-0.1, 0.1, 0.2])  # against the last period before the start
    sd = 0.05
    for _ in range(400):
        effects = trend + np.array([0.0, truth, truth]) + sd * rng.normal(size=3)
        low, high = relative_magnitudes(effects, np.eye(3) * sd**2, 1, np.array([1.0, 0.0]), 1.0)
        covered.append(low <= truth <= high)
    assert np.mean(covered) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 400)
