"""Fixed effects taken out of columns: group means, or several groups' means in turn until nothing moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

SETTLED = 1e-11  # a sweep that moves no column by more than this share of its spread is the last one
MOST_SWEEPS = 10_000


def codes_of(labels: ArrayLike) -> Codes:
    """Number labels 0, 1, ... in sorted order.

    Examples
    --------
    >>> codes_of(["b", "a", "b"]).tolist()
    [1, 0, 1]
    """
    return np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int64).reshape(-1)


def is_nested(inner: Codes, outer: Codes) -> bool:
    """Whether each group of ``inner`` lies within one group of ``outer``.

    Examples
    --------
    >>> is_nested(np.array([0, 0, 1]), np.array([0, 0, 0]))
    True
    """
    pairs = np.unique(np.stack([inner, outer]), axis=1).shape[1]
    return bool(pairs == np.unique(inner).size)


def absorb(columns: Floats, groups: Sequence[Codes], weights: Floats) -> Floats:
    """Columns less their weighted group means.

    Parameters
    ----------
    columns
        Shape (n, m).
    groups
        Codes of each grouping, shape (n,) each. Several groupings are swept in turn (Gauss-Seidel) until
        a sweep moves nothing.
    weights
        Weight of each row, shape (n,), positive.

    Returns
    -------
    ndarray
        Residuals of the columns on the groups' indicators, shape (n, m).

    Examples
    --------
    >>> absorb(np.array([[1.0], [3.0], [5.0]]), [np.array([0, 0, 1])], np.ones(3)).ravel().tolist()
    [-1.0, 1.0, 0.0]
    """
    if not groups:
        return columns
    if len(groups) == 1:
        return columns - _means(columns, groups[0], weights)
    left = columns - _means(columns, groups[0], weights)
    scale = np.maximum(np.abs(columns).max(axis=0, initial=0.0), np.finfo(np.float64).tiny)
    for _ in range(MOST_SWEEPS):
        before = left
        for codes in (*groups[1:], groups[0]):
            left = left - _means(left, codes, weights)
        if np.all(np.abs(left - before).max(axis=0, initial=0.0) <= SETTLED * scale):
            break
    return left


def _means(columns: Floats, codes: Codes, weights: Floats) -> Floats:
    """Weighted mean of each row's group, for each column."""
    totals = np.bincount(codes, weights)
    sums = np.stack([np.bincount(codes, weights * column) for column in columns.T], axis=1)
    return np.asarray((sums / np.where(totals > 0, totals, 1.0)[:, None])[codes])
