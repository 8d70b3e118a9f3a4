"""How a sample was drawn: weights, strata and clusters, and the design-based variance that follows from them.

The variance of an estimate is that of its linearised values: a row's influence on the estimate, times its weight,
added up within clusters and compared between the clusters of a stratum. Clusters are taken as drawn with
replacement, which errs on the safe side where a large share of them was drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.micro.sample import rows_told
from outgrow.micro.welfare.codes import codes_of, whole_codes
from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Lone = Literal["refuse", "centre", "certain"]
LONE: tuple[Lone, ...] = ("refuse", "centre", "certain")
NAMED = 5  # strata listed by name in an error


@dataclass(frozen=True, slots=True, eq=False)
class Sampling:
    """How rows came into the sample, checked. Made by `sampling`.

    Parameters
    ----------
    weights
        Weight of each row, shape (n,).
    cluster
        Code of each row's cluster, shape (n,); None when each row was drawn by itself.
    stratum
        Code of each cluster's stratum, shape (c,).
    clusters_in_stratum
        Clusters drawn in each stratum, shape (h,).
    lone
        What to do about a stratum of which a single cluster was drawn.
    """

    weights: Floats
    cluster: Codes | None
    stratum: Codes
    clusters_in_stratum: Codes
    lone: Lone = "refuse"

    @property
    def rows(self) -> int:
        """Rows of the sample."""
        return self.weights.size

    @property
    def clusters(self) -> int:
        """Clusters drawn; rows, when each was drawn by itself."""
        return self.stratum.size

    @property
    def strata(self) -> int:
        """Strata."""
        return self.clusters_in_stratum.size

    @property
    def degrees_of_freedom(self) -> int:
        """Clusters less strata."""
        return self.clusters - self.strata

    @property
    def cluster_of_row(self) -> Codes:
        """Code of each row's cluster, shape (n,)."""
        return np.arange(self.rows, dtype=np.int64) if self.cluster is None else self.cluster

    @property
    def factors(self) -> Floats:
        """``n_h/(n_h - 1)`` of each stratum, and one for a lone cluster, shape (h,)."""
        n = self.clusters_in_stratum.astype(np.float64)
        return np.divide(n, n - 1, out=np.ones_like(n), where=n > 1)

    def sentence(self) -> str:
        """The design as a person would say it."""
        strata = f", {self.strata} strata" if self.strata > 1 else ""
        drawn = f"{self.clusters:,} clusters" if self.cluster is not None else "each drawn by itself"
        return f"{self.rows:,} rows, {drawn}{strata}"


def sampling(
    rows: int,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    *,
    lone: Lone = "refuse",
) -> Sampling:
    """State how a sample was drawn.

    Parameters
    ----------
    rows
        Number of rows n.
    weights
        Weight of each row (inverse chance of being drawn, times persons where persons are counted), shape (n,), zero
        or positive; None for equal ones.
    strata, clusters
        Label of each row's stratum and cluster (primary sampling unit), numbers or text, shape (n,); None where
        the sample was not stratified, or each row was drawn by itself. The same cluster label in two strata means
        two clusters.
    lone
        A stratum with one cluster shows no variance: ``refuse`` it, ``centre`` its cluster on the mean of all, or
        take it as drawn for ``certain``, without a variance of its own.

    Returns
    -------
    Sampling
        The design.

    Raises
    ------
    InputError
        With every defect: columns of other lengths, weights that are negative or not finite, rows without stratum
        or cluster, a lone cluster where it is refused, a single cluster in all.

    Notes
    -----
    Wolter (2007), Introduction to Variance Estimation, 2nd edition, chapter 6.

    Examples
    --------
    >>> drawn = sampling(6, clusters=["a", "a", "b", "b", "c", "c"])
    >>> drawn.clusters, drawn.degrees_of_freedom, drawn.sentence()
    (3, 2, '6 rows, 3 clusters')
    """
    if lone not in LONE:
        raise InputError.single("sampling", f"'{lone}'", "it is none of " + ", ".join(LONE), "choose one", "lone")
    w = np.ones(rows) if weights is None else np.asarray(weights, dtype=np.float64)
    defects = _weight_defects(w, rows)
    h, names, found = codes_of(strata, rows, "strata")
    c, _, more = codes_of(clusters, rows, "clusters")
    defects += [*found, *more]
    if defects:
        raise InputError("sampling", defects)
    cluster, stratum = _nested(h, c, rows)
    drawn = np.bincount(stratum, minlength=len(names) if names else 1).astype(np.int64)
    made = Sampling(w, cluster, stratum, drawn, lone)
    _check_lone(made, names)
    return made


def covariance(influence: Floats, plan: Sampling) -> Floats:
    """Design-based covariance of estimates from the influence of each row.

    Parameters
    ----------
    influence
        Influence of each row on each estimate, shape (n,) or (n, k): the derivative of the estimate with respect to
        the row's weight, so that ``sum(weight * influence)`` is zero for a mean. Rows outside a domain have none.
    plan
        How the rows were drawn.

    Returns
    -------
    ndarray
        Covariance, shape (k, k).

    Notes
    -----
    ``sum_h n_h/(n_h - 1) sum_c (u_hc - mean_h)(u_hc - mean_h)'`` with u_hc the weighted influences of cluster c of
    stratum h added up. Binder (1983), "On the variances of asymptotically normal estimators from complex surveys",
    International Statistical Review 51(3).

    Examples
    --------
    >>> y = np.array([1.0, 2.0, 3.0, 4.0])
    >>> float(covariance((y - y.mean()) / 4, sampling(4))[0, 0] ** 0.5) == float(y.std(ddof=1) / 2)
    True
    """
    u = np.asarray(influence, dtype=np.float64).reshape(plan.rows, -1)
    totals = np.column_stack([np.bincount(plan.cluster_of_row, plan.weights * x, plan.clusters) for x in u.T])
    sums = np.column_stack([np.bincount(plan.stratum, x, plan.strata) for x in totals.T])
    means = sums / plan.clusters_in_stratum[:, np.newaxis]
    alone = plan.clusters_in_stratum == 1
    if plan.lone == "centre":
        means[alone] = totals.sum(axis=0) / plan.clusters
    away = (totals - means[plan.stratum]) * np.sqrt(plan.factors[plan.stratum])[:, np.newaxis]
    return np.asarray(away.T @ away)


def _nested(h: Codes | None, c: Codes | None, rows: int) -> tuple[Codes | None, Codes]:
    """Code of each row's cluster, unique over strata, and the stratum of each cluster."""
    if c is None:
        return None, np.zeros(rows, dtype=np.int64) if h is None else h
    if h is None:
        return c, np.zeros(int(c.max()) + 1, dtype=np.int64)
    width = int(c.max()) + 1
    cluster, pairs = whole_codes(h * width + c)
    return cluster, pairs // width


def _weight_defects(w: Floats, rows: int) -> list[Defect]:
    if w.shape != (rows,):
        return [Defect(f"{w.size} weights for {rows} rows", "weights", "every row has one weight", "match the columns")]
    defects = []
    if not np.isfinite(w).all():
        bad = np.flatnonzero(~np.isfinite(w))
        why = "an unknown weight cannot count"
        defects.append(Defect(rows_told(bad), "weights", why, "drop or correct these rows"))
    if (w < 0).any():
        bad = np.flatnonzero(w < 0)
        why = "a row cannot count less than nothing"
        defects.append(Defect(rows_told(bad, "below zero"), "weights", why, "correct the weights"))
    if not defects and not w.sum() > 0:
        defects.append(Defect("a total of 0", "weights", "no row counts", "give at least one row a weight"))
    return defects


def _check_lone(plan: Sampling, names: list[Any]) -> None:
    if plan.clusters < 2:
        found, why = f"{plan.clusters} cluster", "one cluster shows no difference between clusters"
        raise InputError.single("sampling", found, why, "give the variable that tells clusters apart", "clusters")
    alone = np.flatnonzero(plan.clusters_in_stratum == 1)
    if alone.size and plan.lone == "refuse":
        listed = ", ".join(str(names[i]) for i in alone[:NAMED]) + (" and more" if alone.size > NAMED else "")
        found = f"{alone.size} with a single cluster: {listed}"
        why = "a single cluster shows no variance within its stratum"
        todo = "merge it with a neighbouring stratum, or choose lone='centre' or lone='certain'"
        raise InputError.single("sampling", found, why, todo, "strata")
