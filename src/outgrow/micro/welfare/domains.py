"""Means of many groups at once with design-based errors: one pass over the rows, then arithmetic on clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.welfare.codes import whole_codes
from outgrow.micro.welfare.sampling import Codes, Floats, Sampling


@dataclass(frozen=True, slots=True, eq=False)
class Domains:
    """Estimates of g groups for k measures.

    Parameters
    ----------
    value, standard_error
        Shape (g, k).
    degrees_of_freedom
        Clusters less strata in which the group was found, shape (g,).
    rows
        Rows of the group, shape (g,).
    weight
        Their total weight, shape (g,).
    """

    value: Floats
    standard_error: Floats
    degrees_of_freedom: Codes
    rows: Codes
    weight: Floats


def domain_means(values: Sequence[Floats], plan: Sampling, group: Codes, groups: int) -> Domains:
    """Weighted means by group, with errors that know the clusters outside the group.

    Parameters
    ----------
    values
        Columns to average, k of them, each of shape (n,).
    plan
        How the rows were drawn.
    group
        Group of each row, codes from zero, shape (n,).
    groups
        Number of groups g.

    Notes
    -----
    A group's mean is a ratio of two totals; its linearised value is ``(y - mean)/W`` inside the group and zero
    outside (Wolter 2007, section 6.5), so that a group found in few clusters of a stratum gets the wider error that
    it deserves.

    Examples
    --------
    >>> from outgrow.micro.welfare.sampling import sampling
    >>> found = domain_means([np.array([1.0, 2.0, 4.0, 4.0])], sampling(4), np.array([0, 0, 1, 1]), 2)
    >>> found.value[:, 0].tolist()
    [1.5, 4.0]
    """
    cells = _Cells.of(plan, group, groups)
    weight = np.bincount(cells.group, cells.weight, groups).astype(np.float64)
    means, errors = np.empty((groups, len(values))), np.empty((groups, len(values)))
    with np.errstate(divide="ignore", invalid="ignore"):
        for k, y in enumerate(values):
            total = cells.add(plan.weights * y)
            means[:, k] = np.bincount(cells.group, total, groups) / weight
            u = (total - means[cells.group, k] * cells.weight) / weight[cells.group]
            errors[:, k] = _standard_error(u, cells, plan, groups)
    rows = np.bincount(group, minlength=groups).astype(np.int64)
    return Domains(means, errors, _degrees(cells, plan, groups), rows, weight)


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Meetings of a cluster and a group that hold rows."""

    of_row: Codes | None
    group: Codes
    stratum: Codes
    weight: Floats

    @classmethod
    def of(cls, plan: Sampling, group: Codes, groups: int) -> _Cells:
        """Find them; where each row was drawn by itself, each row is one."""
        if plan.cluster is None:
            return cls(None, group, plan.stratum, plan.weights)
        of_row, pairs = whole_codes(plan.cluster * groups + group)
        weight = np.bincount(of_row, plan.weights, pairs.size).astype(np.float64)
        return cls(of_row, pairs % groups, plan.stratum[pairs // groups], weight)

    def add(self, x: Floats) -> Floats:
        """Sum one number a row within each cell."""
        return x if self.of_row is None else np.bincount(self.of_row, x, self.group.size).astype(np.float64)


def _standard_error(u: Floats, cells: _Cells, plan: Sampling, groups: int) -> Floats:
    """Spread of cluster totals within strata; a cluster without rows of the group counts as zero."""
    if plan.strata == 1:
        place, shape = cells.group, (1, groups)
    else:
        place, shape = cells.stratum * groups + cells.group, (plan.strata, groups)
    size = plan.strata * groups
    sums = np.bincount(place, u, size).reshape(shape)
    squares = np.bincount(place, u * u, size).reshape(shape)
    drawn = plan.clusters_in_stratum[:, np.newaxis]
    around = squares - sums**2 / drawn
    alone = plan.clusters_in_stratum == 1
    around[alone] = squares[alone] if plan.lone == "centre" else 0.0
    variance = (plan.factors[:, np.newaxis] * np.maximum(around, 0.0)).sum(axis=0)
    return np.asarray(np.sqrt(variance), dtype=np.float64)


def _degrees(cells: _Cells, plan: Sampling, groups: int) -> NDArray[np.int64]:
    """Clusters less strata in which a group occurs, the cautious count of the R package survey and of svy."""
    clusters = np.bincount(cells.group, minlength=groups)
    if plan.strata == 1:
        return np.asarray(clusters - 1, dtype=np.int64)
    occurs = np.bincount(cells.stratum * groups + cells.group, minlength=plan.strata * groups) > 0
    return np.asarray(clusters - occurs.reshape(plan.strata, groups).sum(axis=0), dtype=np.int64)
