"""How alike the members of a cluster are: the intra-cluster correlation, and how sure it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.micro.regression import codes_of
from outgrow.vocabulary import InputError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
FEWEST = 3  # clusters from which leaving one out still leaves two


@dataclass(frozen=True, slots=True)
class Components:
    """Variance between and within clusters, by analysis of variance.

    Parameters
    ----------
    between, within
        Mean squares between clusters and within them.
    typical
        Size that unequal clusters are alike to (``n0`` of the analysis of variance).
    """

    between: Floats
    within: Floats
    typical: Floats

    @property
    def cluster_variance(self) -> Floats:
        """Variance of the clusters' true means, 0 where it comes out negative."""
        return np.maximum((self.between - self.within) / self.typical, 0.0)

    @property
    def ratio(self) -> Floats:
        """F ratio: mean square between over mean square within."""
        return self.between / self.within

    @property
    def correlation(self) -> Floats:
        """Share of the variance that lies between clusters; negative where members differ more than strangers."""
        total = self.between + (self.typical - 1) * self.within
        return np.divide(self.between - self.within, total, out=np.zeros_like(total), where=total > 0)


def intracluster_correlation(values: ArrayLike, clusters: ArrayLike) -> float:
    """Share of the variance between clusters, by analysis of variance (Stata's ``loneway``); 0 when negative.

    Parameters
    ----------
    values
        Outcome, shape (n,); unknown ones are left out.
    clusters
        Labels, shape (n,).

    Raises
    ------
    InputError
        With fewer than two clusters, or no cluster with two values.

    Examples
    --------
    >>> round(intracluster_correlation([1.0, 2.0, 5.0, 6.0], ["a", "a", "b", "b"]), 4)
    0.9394
    """
    return max(float(components(*known_values(values, clusters)).correlation), 0.0)


def intracluster_interval(values: ArrayLike, clusters: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Interval of the intra-cluster correlation, by leaving out one cluster at a time; ends lie from 0 to 1.

    Parameters
    ----------
    values
        Outcome, shape (n,); unknown ones are left out.
    clusters
        Labels, shape (n,).
    level
        Coverage of the interval.

    Returns
    -------
    tuple
        Both ends; 0 and 1, which say nothing, with fewer than three clusters or where nothing varies within them.

    Raises
    ------
    InputError
        As `intracluster_correlation`.

    Notes
    -----
    Jackknife of the logarithm of the F ratio, ``log(1 + n0 rho / (1 - rho))``, with a t distribution of clusters - 1
    degrees of freedom. It does not lean on normal outcomes, which the exact F interval of Searle (1971) does: Arvesen
    and Schmitz (1970), "Robust procedures for variance component problems using the jackknife", Biometrics 26(4).

    Examples
    --------
    >>> low, high = intracluster_interval([1.0, 2.0, 5.0, 6.0, 9.0, 7.0], ["a", "a", "b", "b", "c", "c"])
    >>> 0 <= low < 0.93 < high <= 1
    True
    """
    from scipy.special import stdtrit  # noqa: PLC0415  loaded when an interval is wanted

    y, g = known_values(values, clusters)
    whole, without = components(y, g), left_out(y, g)
    k = without.within.size
    if k < FEWEST or not whole.within > 0 or not (without.within > 0).all():
        return 0.0, 1.0
    typical = float(whole.typical)
    middle = math.log(float(whole.ratio))
    # The correlation without a cluster, put on the scale that clusters of the whole survey's size would show.
    rho = without.correlation
    scale = np.log(np.maximum(1 + typical * rho / (1 - rho), np.finfo(float).tiny))
    error = math.sqrt((k - 1) / k * float(np.sum((scale - scale.mean()) ** 2)))
    half = float(stdtrit(k - 1, (1 + level) / 2)) * error
    low, high = (_back(math.exp(end), typical) for end in (middle - half, middle + half))
    return max(low, 0.0), min(max(high, 0.0), 1.0)


def _back(ratio: float, typical: float) -> float:
    """Correlation from the F ratio."""
    return (ratio - 1) / (ratio + typical - 1)


def known_values(values: ArrayLike, clusters: ArrayLike) -> tuple[Floats, Codes]:
    """Known outcomes and their cluster codes, shapes (n,).

    Raises
    ------
    InputError
        With fewer than two clusters, or no cluster with two values.
    """
    y = np.asarray(values, dtype=np.float64)
    known = np.isfinite(y)
    y, g = y[known], codes_of(np.asarray(clusters)[known])
    k = int(g.max()) + 1 if g.size else 0
    if k < 2 or y.size <= k:
        todo = "give at least two clusters, and two values in one of them"
        raise InputError.single("intra-cluster correlation", f"{y.size} values in {k} clusters", "nothing varies", todo)
    return y, g


def components(y: Floats, g: Codes, lost_between: int = 0, lost_within: int = 0) -> Components:
    """Mean squares of values y in clusters with codes g, shapes (n,), less degrees of freedom that columns took."""
    sizes, sums = np.bincount(g).astype(np.float64), np.bincount(g, y - y.mean())
    squares = float(np.sum((y - y.mean()) ** 2))
    plain = _mean_squares(
        np.array(sizes.size), np.array(float(y.size)), np.array(float(np.sum(sizes**2))),
        np.array(0.0), np.array(squares), np.array(float(np.sum(sums**2 / sizes))),
    )  # fmt: skip
    free = np.array([sizes.size - 1, y.size - sizes.size], dtype=np.float64)
    grown = free / np.maximum(free - np.array([lost_between, lost_within]), 1.0)
    return Components(plain.between * grown[0], plain.within * grown[1], plain.typical)


def left_out(y: Floats, g: Codes) -> Components:
    """The same without each cluster in turn, shapes (clusters,)."""
    away = y - y.mean()
    sizes, sums, squares = np.bincount(g).astype(np.float64), np.bincount(g, away), np.bincount(g, away**2)
    own = sums**2 / sizes
    with np.errstate(divide="ignore", invalid="ignore"):
        return _mean_squares(
            np.array(sizes.size - 1), sizes.sum() - sizes, np.sum(sizes**2) - sizes**2,
            sums.sum() - sums, squares.sum() - squares, own.sum() - own,
        )  # fmt: skip


def _mean_squares(k: Floats, n: Floats, n2: Floats, total: Floats, squares: Floats, own: Floats) -> Components:
    """From clusters, rows, sum of squared sizes, sum of values and of their squares, and Σ (cluster sum)²/size."""
    between = np.maximum(own - total**2 / n, 0.0) / np.maximum(k - 1, 1)
    within = np.maximum(squares - own, 0.0) / np.maximum(n - k, 1)
    return Components(between, within, (n - n2 / n) / np.maximum(k - 1, 1))
