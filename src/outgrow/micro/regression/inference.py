"""Tests and intervals of coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from outgrow.micro.regression.fit import Fit


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient: estimate, standard error, degrees of freedom, two-sided p-value and interval."""

    estimate: float
    se: float
    df: float
    p: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class JointTest:
    """F test that several coefficients are zero: statistic, both degrees of freedom, p-value."""

    f: float
    df1: int
    df2: int
    p: float


def t_p_value(t: float, df: float) -> float:
    """Two-sided p-value of a t statistic.

    Examples
    --------
    >>> round(t_p_value(2.0, 39), 4)
    0.0525
    """
    from scipy.special import stdtr  # noqa: PLC0415  loaded when something is tested

    return float(2.0 * stdtr(df, -abs(t))) if np.isfinite(t) else float("nan")


def t_interval(estimate: float, se: float, df: float, level: float = 0.95) -> tuple[float, float]:
    """Interval of a t-distributed estimate.

    Examples
    --------
    >>> [round(x, 3) for x in t_interval(0.0, 1.0, 39)]
    [-2.023, 2.023]
    """
    from scipy.special import stdtrit  # noqa: PLC0415  loaded when something is tested

    half = float(stdtrit(df, 0.5 + level / 2)) * se
    return estimate - half, estimate + half


def coefficient(fit: Fit, name: str, level: float = 0.95) -> Coefficient:
    """Estimate, error, p-value and interval of a named coefficient.

    Examples
    --------
    >>> from outgrow.micro.regression import least_squares
    >>> fit = least_squares(np.array([1.0, 2.0, 4.0, 5.0]), np.array([[0.0], [0.0], [1.0], [1.0]]), ["treated"])
    >>> round(coefficient(fit, "treated").se, 4)
    0.7071
    """
    at = fit.place(name)
    estimate, se = float(fit.coefficients[at]), float(np.sqrt(max(fit.covariance[at, at], 0.0)))
    df = float(fit.degrees_of_freedom)
    t = estimate / se if se > 0 else float("nan")
    return Coefficient(estimate, se, df, t_p_value(t, df), t_interval(estimate, se, df, level))


def joint_test(fit: Fit, names: Sequence[str]) -> JointTest:
    """Wald test, as F, that the named coefficients are all zero.

    Where clusters are fewer than coefficients the covariance has not full rank; its rank is then the
    numerator's degrees of freedom, and the test is made with the generalised inverse, as Stata's `test` does.
    """
    from scipy.special import fdtrc  # noqa: PLC0415  loaded when something is tested

    at = [fit.place(name) for name in names]
    beta, v = fit.coefficients[at], fit.covariance[np.ix_(at, at)]
    scale = np.sqrt(np.maximum(np.diag(v), np.finfo(np.float64).tiny))
    z, correlation = beta / scale, v / np.outer(scale, scale)
    rank = int(np.linalg.matrix_rank(correlation, hermitian=True))
    if rank == 0:
        return JointTest(float("nan"), 0, fit.degrees_of_freedom, float("nan"))
    f = float(z @ np.linalg.pinv(correlation, hermitian=True) @ z) / rank
    return JointTest(f, rank, fit.degrees_of_freedom, float(fdtrc(rank, fit.degrees_of_freedom, f)))
