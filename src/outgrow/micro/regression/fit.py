"""Weighted least squares with absorbed groups and Stata's small-sample rule for robust errors.

With clusters the covariance is ``G/(G-1) * (N-1)/(N-K)`` times the sandwich of the clusters' summed scores
(Liang and Zeger 1986; `regress, vce(cluster)` in Stata) and tests use G - 1 degrees of freedom. Without
clusters it is ``N/(N-K)`` times White's (1980) sandwich (`vce(robust)`, HC1) and tests use N - K. K counts every
coefficient, the constant, and absorbed groups that do not lie within clusters (as `xtreg, fe` and `reghdfe`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.regression.absorb import Codes, absorb, is_nested

Floats = NDArray[np.float64]
COLLINEAR = 1e-9  # a column whose remainder is smaller than this share of itself says nothing new


@dataclass(frozen=True, slots=True)
class Fit:
    """A regression.

    Parameters
    ----------
    names
        Names of the coefficients that were estimated, the constant (``constant``) included where there is one.
    omitted
        Columns left out because the others explain them completely.
    coefficients, covariance
        Shapes (k,) and (k, k).
    degrees_of_freedom
        For t and F tests: clusters - 1, or rows - K.
    rows, clusters, parameters
        N, G (None without clusters) and K of the small-sample rule.
    residuals
        Shape (n,).
    r2
        Share of the outcome's variance explained, absorbed groups included.
    """

    names: tuple[str, ...]
    omitted: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    degrees_of_freedom: int
    rows: int
    clusters: int | None
    parameters: int
    residuals: Floats
    r2: float

    def place(self, name: str) -> int:
        """Position of a coefficient."""
        return self.names.index(name)


def least_squares(
    y: Floats,
    columns: Floats,
    names: Sequence[str],
    *,
    weights: Floats | None = None,
    groups: Sequence[Codes] = (),
    clusters: Codes | None = None,
    intercept: bool = True,
) -> Fit:
    """Regress an outcome on columns and a constant (or absorbed groups).

    Parameters
    ----------
    y
        Outcome, shape (n,).
    columns, names
        Regressors, shape (n, k), without the constant, and their names.
    weights
        Sampling weights, shape (n,); rows with weight 0 do not count.
    groups
        Codes of groups whose means are absorbed, shape (n,) each.
    clusters
        Codes of the clusters, shape (n,).
    intercept
        Whether a constant is added; no where one of the columns is the constant.

    Returns
    -------
    Fit
        Coefficients and their robust covariance.

    Examples
    --------
    >>> fit = least_squares(np.array([1.0, 2.0, 4.0, 5.0]), np.array([[0.0], [0.0], [1.0], [1.0]]), ["treated"])
    >>> fit.names, fit.coefficients.round(6).tolist()
    (('treated', 'constant'), [3.0, 1.5])
    """
    w = np.ones_like(y) if weights is None else weights
    added = intercept and not groups
    x, labels = with_constant(columns, names) if added else (columns, list(names))
    both = absorb(np.column_stack([y, x]), groups, w)
    outcome, x = both[:, 0], both[:, 1:]
    kept = independent(x * np.sqrt(w)[:, None], constant=added)
    x = x[:, kept]
    root = np.sqrt(w)
    q, r = np.linalg.qr(x * root[:, None])  # not the normal equations, which lose what a large mean hides
    inverse = np.linalg.inv(r)
    bread = inverse @ inverse.T
    beta = inverse @ (q.T @ (root * outcome))
    residuals = outcome - x @ beta
    rows = int(np.count_nonzero(w))
    k = len(kept) + absorbed_count(groups, clusters, w)
    scores = np.asarray(x * (w * residuals)[:, None], dtype=np.float64)
    covariance, df, count = robust(np.asarray(bread, dtype=np.float64), scores, rows, k, clusters, w)
    return Fit(
        tuple(labels[j] for j in kept),
        tuple(label for j, label in enumerate(labels) if j not in set(kept)),
        beta,
        covariance,
        df,
        rows,
        count,
        k,
        residuals,
        _r2(y, residuals, w),
    )


def with_constant(columns: Floats, names: Sequence[str]) -> tuple[Floats, list[str]]:
    """Regressors with a constant as their last column."""
    return np.column_stack([columns, np.ones(columns.shape[0])]), [*names, "constant"]


def independent(x: Floats, *, constant: bool = False) -> list[int]:
    """Columns that the ones before them do not explain; a constant stands last and explains first.

    A column that does not vary is thus the one left out, and never the constant in its stead.
    """
    kept: list[int] = []
    basis = np.empty((x.shape[0], 0))
    order = [x.shape[1] - 1, *range(x.shape[1] - 1)] if constant else list(range(x.shape[1]))
    for j in order:
        size = float(np.linalg.norm(x[:, j]))
        rest = x[:, j] - basis @ (basis.T @ x[:, j])
        rest = rest - basis @ (basis.T @ rest)
        if size > 0 and float(np.linalg.norm(rest)) > COLLINEAR * size and size > COLLINEAR:
            basis = np.column_stack([basis, rest / np.linalg.norm(rest)])
            kept.append(j)
    return sorted(kept)


def absorbed_count(groups: Sequence[Codes], clusters: Codes | None, weights: Floats) -> int:
    """Parameters that absorbed groups take: their number, less what lies within clusters, counted once."""
    if not groups:
        return 0
    used = weights > 0
    sizes = [np.unique(codes[used]).size for codes in groups]
    free = [clusters is None or not is_nested(codes[used], clusters[used]) for codes in groups]
    count = sum(size for size, counted in zip(sizes, free, strict=True) if counted)
    return max(count - (sum(free) - 1 if all(free) else sum(free)), 0) + (0 if all(free) else 1)


def robust(
    bread: Floats, scores: Floats, rows: int, parameters: int, clusters: Codes | None, weights: Floats
) -> tuple[Floats, int, int | None]:
    """Sandwich covariance, degrees of freedom and number of clusters."""
    left = max(rows - parameters, 1)
    if clusters is None:
        return bread @ (scores.T @ scores) @ bread * (rows / left), left, None
    count = int(np.unique(clusters[weights > 0]).size)
    sums = cluster_sums(scores, clusters)
    scale = count / max(count - 1, 1) * (rows - 1) / left
    return bread @ (sums.T @ sums) @ bread * scale, max(count - 1, 1), count


def cluster_sums(scores: Floats, clusters: Codes) -> Floats:
    """Sums over the rows of each cluster, shape (G, k)."""
    if not scores.shape[1]:
        return np.empty((int(clusters.max(initial=-1)) + 1, 0))
    return np.stack([np.bincount(clusters, column) for column in scores.T], axis=1)


def _r2(y: Floats, residuals: Floats, weights: Floats) -> float:
    """Share of the outcome's weighted variance that is explained; 0 where the outcome does not vary."""
    total = float(np.sum(weights * (y - np.average(y, weights=weights)) ** 2))
    return 1.0 - float(np.sum(weights * residuals**2)) / total if total > 0 else 0.0
