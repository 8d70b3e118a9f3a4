"""Two-stage least squares: what taking part did, where only the offer was assigned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.regression.absorb import Codes, absorb
from outgrow.micro.regression.fit import Fit, absorbed_count, independent, least_squares, robust, with_constant
from outgrow.micro.regression.inference import joint_test

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TwoStage:
    """A regression with instruments.

    Parameters
    ----------
    fit
        The second stage, the instrumented column first.
    first
        The first stage: the instrumented column on instruments and controls.
    first_f
        Robust F statistic of the excluded instruments in the first stage (Kleibergen-Paap for one
        instrumented column and instrument).
    """

    fit: Fit
    first: Fit
    first_f: float


def two_stage(
    y: Floats,
    endogenous: Floats,
    instruments: Floats,
    controls: Floats,
    names: Sequence[str],
    *,
    weights: Floats | None = None,
    groups: Sequence[Codes] = (),
    clusters: Codes | None = None,
) -> TwoStage:
    """Regress an outcome on one instrumented column and controls.

    Parameters
    ----------
    y, endogenous
        Outcome and the column that the instruments move, shape (n,) each.
    instruments, controls
        Shapes (n, m) and (n, k).
    names
        Names: the endogenous column's, then the controls'.
    weights, groups, clusters
        As in `least_squares`.

    Returns
    -------
    TwoStage
        Second and first stage with robust errors by the same rule as `least_squares`.
    """
    w = np.ones_like(y) if weights is None else weights
    x, labels = np.column_stack([endogenous, controls]), list(names)
    if not groups:
        x, labels = with_constant(x, names)
    moved = [f"instrument {j + 1}" for j in range(instruments.shape[1])]
    first = least_squares(
        endogenous,
        np.column_stack([instruments, controls]),
        [*moved, *names[1:]],
        weights=weights,
        groups=groups,
        clusters=clusters,
    )
    everything = absorb(np.column_stack([y, x, instruments]), groups, w)
    outcome, x, z = everything[:, 0], everything[:, 1 : 1 + x.shape[1]], everything[:, 1 + x.shape[1] :]
    root = np.sqrt(w)[:, None]
    z_all = np.column_stack([z, x[:, 1:]])
    z_all = z_all[:, independent(z_all * root, constant=not groups)]
    fitted = z_all @ np.linalg.solve((z_all * root).T @ (z_all * root), z_all.T @ (x * w[:, None]))
    kept = independent(fitted * root, constant=not groups)
    x, fitted = x[:, kept], fitted[:, kept]
    bread = np.linalg.inv((fitted * root).T @ (fitted * root))
    beta = bread @ (fitted.T @ (w * outcome))
    residuals = outcome - x @ beta
    rows = int(np.count_nonzero(w))
    k = len(kept) + absorbed_count(groups, clusters, w)
    covariance, df, count = robust(bread, fitted * (w * residuals)[:, None], rows, k, clusters, w)
    second = Fit(
        tuple(labels[j] for j in kept),
        tuple(label for j, label in enumerate(labels) if j not in set(kept)),
        beta,
        covariance,
        df,
        rows,
        count,
        k,
        residuals,
        float("nan"),
    )
    used = [name for name in moved if name in first.names]
    return TwoStage(second, first, joint_test(first, used).f if used else 0.0)
