"""Robust intervals of an event study when trends may depart after the start by so much of what they did before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.vocabulary import Streams

Floats = NDArray[np.float64]

FIRST_STAGE = 0.1  # share of the level spent on the least-favourable first stage (Andrews, Roth and Pakes 2023)
DRAWS = 10_000  # for the critical value of the first stage; a quantile of 99.5 % then rests on fifty draws
REACH = 20.0  # standard errors to each side that are searched at first
POINTS = 801  # values tried on that stretch; its ends are then found by halving
HALVINGS = 40
FARTHEST = 2.0**8  # times the first reach, beyond which an end is called infinite


@dataclass(frozen=True, slots=True)
class _Moments:
    """Inequalities of one polyhedron reduced to the vertices of their dual; v vertices.

    Parameters
    ----------
    value
        What each vertex says at zero effect, shape (v,).
    slope
        How much that falls with the effect, shape (v,).
    covariance
        Of the values, shape (v, v).
    least_favourable
        Critical value of the first stage.
    """

    value: Floats
    slope: Floats
    covariance: Floats
    least_favourable: float


def relative_magnitudes(
    effects: Floats,
    covariance: Floats,
    before: int,
    weights: Floats,
    m: float,
    *,
    level: float = 0.95,
    streams: Streams | None = None,
) -> tuple[float, float]:
    """Interval of a weighted effect if trends depart between periods by at most m times their largest departure before.

    Parameters
    ----------
    effects
        Event study against the last period before the start, in order of time and without that period, shape (T,).
    covariance
        Shape (T, T).
    before
        How many of the effects lie before the start; one at least.
    weights
        What is asked of the effects after the start, shape (T - before,): ones over their number for the mean.
    m
        Departures allowed, in multiples of the largest one between consecutive periods before the start.
    level
        Coverage.
    streams
        Random numbers of the first stage; seed 1 when left out.

    Returns
    -------
    low, high
        Smallest and largest effect that the test does not reject; infinite where none was rejected on that side.

    Notes
    -----
    Rambachan and Roth (2023), Review of Economic Studies 90(5), Delta-RM: a union over the period of the largest
    departure and its sign, each tested by the hybrid of a conditional and a least-favourable test (Andrews, Roth and
    Pakes 2023, Review of Economic Studies 90(6)) on the moments after the start, as the R package HonestDiD does.
    Its linear programmes have few vertices here, which are written down: each pair of opposite inequalities, and the
    two combinations of all periods that leave nothing but the effect asked.

    Examples
    --------
    >>> study, errors = np.array([0.01, -0.02, 0.5, 0.4]), np.diag([0.05, 0.05, 0.1, 0.1]) ** 2
    >>> low, high = relative_magnitudes(study, errors, 2, np.array([1.0, 0.0]), 0.5)
    >>> 0.25 < low < 0.35, 0.65 < high < 0.75
    (True, True)
    """
    noise = _noise(covariance, streams or Streams(1))
    pieces = [*_polyhedra(effects, covariance, before, weights, m, 1 - level, noise)]
    estimate = float(weights @ effects[before:])
    se = float(np.sqrt(weights @ covariance[before:, before:] @ weights))
    return _end(pieces, estimate, -se, 1 - level), _end(pieces, estimate, se, 1 - level)


def _noise(covariance: Floats, streams: Streams) -> Floats:
    """Draws of the effects' errors, shape (draws, T)."""
    size = covariance.shape[0]
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return np.asarray(np.stack([streams.normals("departures", DRAWS, t)[0] for t in range(size)], axis=1) @ root.T)


def _polyhedra(
    effects: Floats, covariance: Floats, before: int, weights: Floats, m: float, alpha: float, noise: Floats
) -> Iterator[_Moments]:
    """Each period and sign that the largest departure before the start may have."""
    total = effects.size
    steps = np.diff(np.insert(np.eye(total), before, 0.0, axis=0), axis=0)  # changes between consecutive periods
    late = steps[before:]
    for step in steps[:before]:
        for largest in (step, -step):
            rows = np.concatenate([late - m * largest, -late - m * largest])
            yield _reduced(rows, effects, covariance, weights, alpha, noise)


def _reduced(
    rows: Floats, effects: Floats, covariance: Floats, weights: Floats, alpha: float, noise: Floats
) -> _Moments:
    """Vertices of the dual and what they say: non-negative combinations of rows, of unit scale, free of all else."""
    spread = np.sqrt(np.einsum("ij,jk,ik->i", rows, covariance, rows))
    periods = weights.size
    sums = np.cumsum(weights[::-1])[::-1]  # the change in a period moves every later effect
    both = np.concatenate([np.maximum(sums, 0.0), np.maximum(-sums, 0.0)])
    pairs = np.hstack([np.eye(periods), np.eye(periods)])
    vertices = np.vstack([both, np.roll(both, periods), pairs])
    scale = vertices @ spread
    vertices = vertices[scale > 0] / scale[scale > 0, None]
    slope = np.concatenate([[1.0, -1.0], np.zeros(periods)])[scale > 0] / scale[scale > 0]
    combined = vertices @ rows
    critical = float(np.quantile((noise @ combined.T).max(axis=1), 1 - FIRST_STAGE * alpha))
    return _Moments(combined @ effects, slope, combined @ covariance @ combined.T, critical)


def _end(pieces: list[_Moments], estimate: float, step: float, alpha: float) -> float:
    """Farthest effect on one side of the estimate that some polyhedron accepts."""
    reach = REACH
    while True:
        tried = estimate + step * np.linspace(0.0, reach, POINTS)
        accepted = _accepted(pieces, tried, alpha)
        if not accepted[-1] or reach >= REACH * FARTHEST:
            break
        reach *= 2.0
    if accepted[-1]:
        return float(np.copysign(np.inf, step))
    last = int(np.flatnonzero(accepted)[-1]) if accepted.any() else 0
    inside, outside = float(tried[last]), float(tried[last + 1])
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if _accepted(pieces, np.array([middle]), alpha)[0] else (inside, middle)
    return inside


def _accepted(pieces: list[_Moments], tried: Floats, alpha: float) -> NDArray[np.bool_]:
    """Effects that at least one polyhedron does not reject, shape as ``tried``."""
    return np.asarray(np.any([~_rejected(piece, tried, alpha) for piece in pieces], axis=0))


def _rejected(piece: _Moments, tried: Floats, alpha: float) -> NDArray[np.bool_]:
    """Hybrid test: the first stage against its least-favourable value, then the conditional test at what is left."""
    left = (alpha - FIRST_STAGE * alpha) / (1 - FIRST_STAGE * alpha)
    said = piece.value[None, :] - tried[:, None] * piece.slope[None, :]
    top = said.argmax(axis=1)
    largest = said[np.arange(tried.size), top]
    sd = np.sqrt(piece.covariance[top, top])
    share = piece.covariance[:, top].T / sd[:, None] ** 2
    rest = said - share * largest[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = rest / (1.0 - share)
    low = np.where(share < 1.0 - 1e-12, ends, -np.inf).max(axis=1) / sd
    high = np.where(share > 1.0 + 1e-12, ends, np.inf).min(axis=1) / sd
    high = np.minimum(high, piece.least_favourable / sd)
    critical = np.maximum(_truncated_quantile(1 - left, low, np.maximum(high, low)), 0.0)
    return np.asarray((largest > piece.least_favourable) | (largest / sd > critical))


def _truncated_quantile(p: float, low: Floats, high: Floats) -> Floats:
    """Quantile of a standard normal number known to lie between two others, in logs so that far tails keep digits."""
    from scipy.special import log_ndtr, ndtri_exp  # noqa: PLC0415  loaded when something is tested

    flip = low > 0  # the upper tail is exact from above
    a, b = np.where(flip, -high, low), np.where(flip, -low, high)
    share = np.where(flip, 1 - p, p)
    log_mass = np.logaddexp(np.log1p(-share) + log_ndtr(a), np.log(share) + log_ndtr(b))
    x = ndtri_exp(np.minimum(log_mass, 0.0))
    return np.asarray(np.clip(np.where(flip, -x, x), low, high))
