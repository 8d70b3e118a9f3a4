"""Measures of poverty and inequality with the influence of each row on them.

The influence is the derivative of the measure with respect to the row's weight, times the total weight: what a row
adds to the measure when it counts a little more. `sampling.covariance` turns it into a design-based error.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from outgrow.micro.welfare.sampling import Floats
from outgrow.vocabulary import InputError

Measure = Literal[
    "headcount", "gap", "severity", "watts", "mean", "sen_shorrocks_thon", "gini", "theil", "mean_log_deviation"
]
MEANS: tuple[Measure, ...] = ("headcount", "gap", "severity", "watts", "mean")
POVERTY: tuple[Measure, ...] = ("headcount", "gap", "severity")
MEASURES: tuple[Measure, ...] = (*MEANS, "sen_shorrocks_thon", "gini", "theil", "mean_log_deviation")
NEED_POSITIVE = {"watts", "theil", "mean_log_deviation"}
NAMES = {
    "headcount": "share of people below the line",
    "gap": "poverty gap, share of the line",
    "severity": "squared poverty gap",
    "watts": "Watts index",
    "mean": "mean income",
    "sen_shorrocks_thon": "Sen-Shorrocks-Thon index",
    "gini": "Gini coefficient",
    "theil": "Theil index",
    "mean_log_deviation": "mean log deviation",
    "share_below": "share of households below the living income",
    "gap_of_all": "mean gap of all households, share of the living income",
    "gap_of_those_below": "mean gap of those below",
    "median": "median income",
    "ppi_rate": "poverty rate by scores",
}


def contributions(measure: Measure, y: Floats, z: Floats | float) -> Floats:
    """What each row adds to a measure that is a mean over rows.

    Examples
    --------
    >>> contributions("gap", np.array([50.0, 200.0]), 100.0).tolist()
    [0.5, 0.0]
    """
    if measure == "mean":
        return y
    if measure == "headcount":
        return (y < z).astype(np.float64)
    if measure == "watts":
        return np.asarray(np.log(z / np.minimum(y, z)))
    gaps = np.maximum(1.0 - y / z, 0.0)
    return np.asarray(gaps if measure == "gap" else gaps * gaps)


def influence(measure: Measure, y: Floats, w: Floats, z: Floats | float = 1.0) -> tuple[float, Floats]:
    """A measure and the influence of each row on it.

    Parameters
    ----------
    measure
        Which measure.
    y, w
        Incomes and weights, shape (n,).
    z
        Poverty line, one for all or one a row; not used by measures of inequality.

    Returns
    -------
    tuple
        The measure, and the influence of each row, shape (n,), whose weighted sum is zero.

    Notes
    -----
    Deville (1999), "Variance estimation for complex statistics and estimators: linearization and residual
    techniques", Survey Methodology 25(2); for the Gini coefficient Langel and Tille (2013), Journal of the Royal
    Statistical Society A 176(2).

    Examples
    --------
    >>> value, u = influence("gini", np.array([1.0, 2.0, 3.0]), np.ones(3))
    >>> round(value, 6), abs(round(float(u.sum()), 12))
    (0.222222, 0.0)
    """
    if measure in MEANS:
        x = contributions(measure, y, z)
        value = float(np.average(x, weights=w))
        return value, x - value
    if measure == "sen_shorrocks_thon":
        area, u = _ranked(np.maximum(1.0 - y / z, 0.0), w)
        return 2 * area, 2 * u
    mean = float(np.average(y, weights=w))
    if mean <= 0:
        why = "inequality is measured relative to the mean income, which must be positive"
        raise InputError.single(NAMES[measure], f"a mean income of {mean:g}", why, "compare incomes otherwise")
    return {"gini": _gini, "theil": _theil, "mean_log_deviation": _log_deviation}[measure](y, w, mean)


def _gini(y: Floats, w: Floats, mean: float) -> tuple[float, Floats]:
    area, u = _ranked(y, w)
    value = 2 * area / mean - 1
    return value, (2 * u - (value + 1) * (y - mean)) / mean


def _theil(y: Floats, w: Floats, mean: float) -> tuple[float, Floats]:
    terms = y * np.log(y)
    total = float(np.average(terms, weights=w))
    value = total / mean - np.log(mean)
    return float(value), (terms - total) / mean - (total / mean**2 + 1 / mean) * (y - mean)


def _log_deviation(y: Floats, w: Floats, mean: float) -> tuple[float, Floats]:
    logs = np.log(y)
    middle = float(np.average(logs, weights=w))
    return float(np.log(mean) - middle), (y - mean) / mean - (logs - middle)


def _ranked(y: Floats, w: Floats) -> tuple[float, Floats]:
    """Mean of income times mid-rank, ``E[y F(y)]``, with its influence; equal incomes share their rank."""
    order = np.argsort(y, kind="stable")
    v, p = y[order], w[order] / w.sum()
    starts = np.flatnonzero(np.concatenate([[True], v[1:] > v[:-1]]))
    tie = np.cumsum(np.concatenate([[False], v[1:] > v[:-1]]))
    mass, value = np.add.reduceat(p, starts), v[starts]
    upto, amount = np.cumsum(mass), np.cumsum(mass * value)
    rank = (upto - mass / 2)[tie]
    above = (amount[-1] - amount + mass * value / 2)[tie]
    area = float(np.sum(p * v * rank))
    u = np.empty_like(v)
    u[order] = v * rank + above - 2 * area
    return area, u
