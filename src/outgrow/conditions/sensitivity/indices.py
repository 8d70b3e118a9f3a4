"""Sobol indices and Shapley effects from runs at crossed points, and for any function of numbers between 0 and 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.scenarios import crossed, walk_orders
from outgrow.vocabulary import InputError, Streams

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
RESAMPLES = 200  # of the rows, for standard errors


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """Shares of a result's variance.

    Parameters
    ----------
    first
        Share that each factor explains alone, shape (factors,).
    total
        Share that would remain were all other factors known, shape (factors,).
    first_error, total_error
        Bootstrap standard errors, shape (factors,).
    mean, variance
        Of the result.
    """

    first: Floats
    total: Floats
    first_error: Floats
    total_error: Floats
    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class ShapleyEffects:
    """Shares of a result's variance that sum to one, interactions split evenly among those who interact.

    Parameters
    ----------
    effects
        In the square of the result's unit, shape (factors,); they sum to ``variance``.
    errors
        Standard errors of `shares`, shape (factors,).
    variance
        Half of the mean squared difference between both samples' rows.
    """

    effects: Floats
    errors: Floats
    variance: float

    @property
    def shares(self) -> Floats:
        """Effects over the variance, shape (factors,); zeros when nothing varies."""
        return self.effects / self.variance if self.variance > 0.0 else np.zeros_like(self.effects)


def sobol_indices(results: Floats, streams: Streams) -> SobolIndices:
    """First-order and total indices from the results at the points of ``Crossed.saltelli``.

    First order: ``mean(f(B)*(f(AB_i) - f(A)))/V`` (Saltelli et al. 2010, Computer Physics Communications 181, table
    2b); total: ``mean((f(A) - f(AB_i))**2)/(2*V)`` (Jansen 1999). The results are centred first. Indices of a result
    that never varies are zero.

    Parameters
    ----------
    results
        Shape (N, factors + 2): A, one factor after the other from B, B.
    streams
        Random streams, for the bootstrap over rows.

    Examples
    --------
    >>> found = sobol_of(lambda u: u["x"] + 2 * u["y"], ["x", "y", "z"], Streams(1), 1024)
    >>> bool(abs(found.first - np.array([0.2, 0.8, 0.0])).max() < 0.01)
    True
    """
    table = np.asarray(results, dtype=np.float64)
    rows, columns = table.shape
    if rows < 2 or columns < 3:
        why = "each row holds the results at A, at every factor from B, and at B"
        raise InputError.single("Sobol indices", f"results of shape {table.shape}", why, "give the whole design")
    first, total, variance = _indices(table)
    picks = [streams.words("bootstrap", rows, draw=r)[0].astype(np.int64) % rows for r in range(RESAMPLES)]
    again = [_indices(table[pick]) for pick in picks]
    return SobolIndices(
        first=first,
        total=total,
        first_error=np.std([one for one, _, _ in again], axis=0),
        total_error=np.std([all_of for _, all_of, _ in again], axis=0),
        mean=float(table[:, [0, -1]].mean()),
        variance=variance,
    )


def _indices(table: Floats) -> tuple[Floats, Floats, float]:
    centred = table - table[:, [0, -1]].mean()
    a, mixed, b = centred[:, :1], centred[:, 1:-1], centred[:, -1:]
    variance = float(np.concatenate([a, b]).var())
    scale = variance if variance > 0.0 else 1.0
    first = (b * (mixed - a)).mean(axis=0) / scale
    total = ((a - mixed) ** 2).mean(axis=0) / (2.0 * scale)
    return np.asarray(first), np.asarray(total), variance


def shapley_effects(paths: Floats, orders: Whole, streams: Streams) -> ShapleyEffects:
    """Shapley effects from results along walks from A to B that take over one factor after the other.

    Each step from f to f' adds ``(f(A) - (f + f')/2)*(f - f')`` to its factor (Goda 2021, Reliability Engineering and
    System Safety 213:107702). The sum over a walk is half the squared difference of its ends, so that the effects sum
    to the variance exactly, whatever the number of walks. Shapley effects: Owen (2014), SIAM/ASA J. Uncertainty
    Quantification 2:245-251; Song, Nelson and Staum (2016), same journal, 4:1060-1083.

    Parameters
    ----------
    paths
        Results at A, after each step, and so at B last, shape (W, factors + 1).
    orders
        Order of the factors on each walk, shape (W, factors).
    streams
        Random streams, for the bootstrap over walks.

    Examples
    --------
    >>> found = shapley_of(lambda u: u["x"] * u["y"], ["x", "y", "z"], Streams(1), 1024)
    >>> found.shares.round(1).tolist(), bool(abs(found.effects.sum() - found.variance) < 1e-12)
    ([0.5, 0.5, 0.0], True)
    """
    values = np.asarray(paths, dtype=np.float64)
    walks, size = orders.shape
    if values.shape != (walks, size + 1):
        why = "a walk has one result more than factors"
        raise InputError.single("Shapley effects", f"paths of shape {values.shape}", why, "give every step", "paths")
    before, after = values[:, :-1], values[:, 1:]
    steps = (values[:, :1] - 0.5 * (before + after)) * (before - after)
    given = np.zeros((walks, size))
    np.put_along_axis(given, orders, steps, axis=1)
    effects = given.mean(axis=0)
    variance = float(effects.sum())
    errors = np.zeros(size)
    if variance > 0.0:
        picks = [streams.words("bootstrap", walks, draw=r)[0].astype(np.int64) % walks for r in range(RESAMPLES)]
        means = np.array([given[pick].mean(axis=0) for pick in picks])
        sums = means.sum(axis=1, keepdims=True)
        errors = np.where(sums > 0.0, means / np.where(sums > 0.0, sums, 1.0), 0.0).std(axis=0)
    return ShapleyEffects(effects, errors, variance)


def join_walks(results: Floats, between: Floats, orders: Whole) -> Floats:
    """Whole walks from the results at ``Crossed.saltelli`` and at ``Crossed.walks``, shape (W, factors + 1).

    Parameters
    ----------
    results
        Of the same rows, shape (W, factors + 2).
    between
        Shape (W, factors - 2).
    orders
        Shape (W, factors).
    """
    first = np.take_along_axis(results[:, 1:-1], orders[:, :1], axis=1)
    ends = results[:, :1], results[:, -1:]
    if orders.shape[1] == 1:
        return np.concatenate(ends, axis=1)
    return np.concatenate([ends[0], first, between, ends[1]], axis=1)


Function = Callable[[Mapping[str, Floats]], Floats]


def sobol_of(function: Function, names: Sequence[str], streams: Streams, base: int) -> SobolIndices:
    """Sobol indices of a function of independent numbers, each uniform between 0 and 1.

    Parameters
    ----------
    function
        Takes the numbers by name, each of shape (R,), and gives results of shape (R,).
    names
        Of the numbers.
    streams
        Random streams.
    base
        Points of each sample, a power of two; the function is called at ``base * (names + 2)`` points.
    """
    u, _ = crossed(streams, {name: (name,) for name in names}, base).saltelli()
    return sobol_indices(function(u).reshape(base, -1), streams)


def shapley_of(function: Function, names: Sequence[str], streams: Streams, base: int) -> ShapleyEffects:
    """Shapley effects of a function of independent numbers, each uniform between 0 and 1; see `sobol_of`."""
    design = crossed(streams, {name: (name,) for name in names}, base)
    orders = walk_orders(streams, base, design.size)
    results = function(design.saltelli()[0]).reshape(base, -1)
    between = function(design.walks(orders)[0]).reshape(base, -1) if design.size > 2 else np.zeros((base, 0))
    return shapley_effects(join_walks(results, between, orders), orders, streams)
