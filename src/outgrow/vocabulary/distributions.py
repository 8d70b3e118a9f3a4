"""Distributions written as a 90 % interval: quantile functions of the families a person may name.

``low`` and ``high`` are the 5 % and 95 % quantiles in every family. The quantile function maps uniform
numbers to values, so that any design of points in the unit cube (independent, Latin hypercube, Sobol) serves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from outgrow.vocabulary.errors import InputError

Floats = NDArray[np.float64]
Family = Literal["fixed", "normal", "lognormal", "posnormal", "uniform", "triangular", "pert", "beta01", "empirical"]
FAMILIES: tuple[str, ...] = get_args(Family)
Z95 = 1.6448536269514722  # standard normal 95 % quantile
LOW, HIGH = 0.05, 0.95


def quantile(family: str, u: Floats, low: float, high: float, mode: float | None = None) -> Floats:
    """Values at probabilities ``u`` (any shape, in 0..1) of the family whose 90 % interval is ``low..high``.

    Parameters
    ----------
    family
        One of ``FAMILIES`` except ``fixed`` and ``empirical``.
    u
        Probabilities.
    low, high
        5 % and 95 % quantiles.
    mode
        Most likely value, for ``triangular`` and ``pert``; the middle when None.

    Raises
    ------
    InputError
        When the interval does not suit the family.

    Examples
    --------
    >>> quantile("uniform", np.array([0.05, 0.95]), 2.0, 4.0).tolist()
    [2.0, 4.0]
    """
    return _QUANTILES[family](u, low, high, (low + high) / 2 if mode is None else mode)


def interval_problem(family: str, low: float, high: float, mode: float | None) -> str | None:
    """Why a 90 % interval does not suit a family, or None."""
    if not low < high:
        return f"the interval is upside down or empty: low {low:g} is not below high {high:g}"
    if family in ("lognormal", "posnormal") and low <= 0:
        return f"a {family} number is positive, so its low end cannot be {low:g}"
    if family == "beta01" and not 0 < low < high < 1:
        return f"a beta01 number lies between 0 and 1, and {low:g}..{high:g} does not lie inside"
    if mode is not None and not low <= mode <= high:
        return f"the mode {mode:g} lies outside {low:g}..{high:g}"
    return None


def standard_normal_quantile(u: Floats) -> Floats:
    """Standard normal values at probabilities ``u`` (any shape)."""
    from scipy.special import ndtri  # noqa: PLC0415  keeps the import of the package light

    return np.asarray(ndtri(u), dtype=np.float64)


def standard_normal_probability(z: Floats) -> Floats:
    """Probabilities at standard normal values ``z`` (any shape), the inverse of `standard_normal_quantile`."""
    from scipy.special import ndtr  # noqa: PLC0415  keeps the import of the package light

    return np.asarray(ndtr(z), dtype=np.float64)


def _normal(u: Floats, low: float, high: float, _: float) -> Floats:
    return (low + high) / 2 + (high - low) / (2 * Z95) * standard_normal_quantile(u)


def _lognormal(u: Floats, low: float, high: float, _: float) -> Floats:
    return np.exp(_normal(u, float(np.log(low)), float(np.log(high)), 0.0))


def _uniform(u: Floats, low: float, high: float, _: float) -> Floats:
    width = (high - low) / (HIGH - LOW)
    return low - LOW * width + u * width


def _posnormal(u: Floats, low: float, high: float, _: float) -> Floats:
    mean, sd = _posnormal_shape(low, high)
    below = _ndtr(-mean / sd)
    return np.maximum(mean + sd * standard_normal_quantile(below + u * (1 - below)), 0.0)


def _ndtr(x: float) -> float:
    from scipy.special import ndtr  # noqa: PLC0415

    return float(ndtr(x))


def _solve(mismatch: Callable[[Floats], Floats], start: Floats, what: str) -> Floats:
    """Root of a two-equation mismatch, or an error naming the distribution that could not be fitted."""
    from scipy.optimize import root  # noqa: PLC0415

    found = root(mismatch, start, tol=1e-12)
    if np.max(np.abs(mismatch(found.x))) > 1e-6:  # the interval is honoured to a millionth of its width
        raise InputError.single(
            what,
            "no distribution of this family has that 90 % interval",
            "the fit failed",
            "use another family",
        )
    return np.asarray(found.x, dtype=np.float64)


@lru_cache(maxsize=1024)
def _posnormal_shape(low: float, high: float) -> tuple[float, float]:
    """Mean and sd of the normal whose part above zero has the 90 % interval."""

    def mismatch(x: Floats) -> Floats:
        mean, sd = x[0], np.exp(x[1])
        below = _ndtr(-mean / sd)
        ends = mean + sd * standard_normal_quantile(below + np.array([LOW, HIGH]) * (1 - below))
        return np.asarray((ends - [low, high]) / (high - low), dtype=np.float64)

    start = np.array([(low + high) / 2, np.log((high - low) / (2 * Z95))])
    mean, log_sd = _solve(mismatch, start, f"posnormal {low:g}..{high:g}")
    return float(mean), float(np.exp(log_sd))


def _triangular(u: Floats, low: float, high: float, mode: float) -> Floats:
    a, b = _triangular_shape(low, high, mode)
    split = (mode - a) / (b - a)
    return np.where(u < split, a + np.sqrt(u * (b - a) * (mode - a)), b - np.sqrt((1 - u) * (b - a) * (b - mode)))


@lru_cache(maxsize=1024)
def _triangular_shape(low: float, high: float, mode: float) -> tuple[float, float]:
    """Ends of the triangle with the mode and the 90 % interval."""

    def mismatch(x: Floats) -> Floats:
        a, b = low - np.exp(x[0]), high + np.exp(x[1])
        left = (low - a) ** 2 / ((b - a) * max(mode - a, 1e-300)) - LOW
        right = (b - high) ** 2 / ((b - a) * max(b - mode, 1e-300)) - (1 - HIGH)
        return np.array([left, right])

    start = np.log(np.array([0.25, 0.25]) * (high - low))
    x = _solve(mismatch, start, f"triangular {low:g}..{high:g}")
    return low - float(np.exp(x[0])), high + float(np.exp(x[1]))


def _pert(u: Floats, low: float, high: float, mode: float) -> Floats:
    from scipy.special import betaincinv  # noqa: PLC0415

    a, b = _pert_shape(low, high, mode)
    alpha, beta = 1 + 4 * (mode - a) / (b - a), 1 + 4 * (b - mode) / (b - a)
    return np.asarray(a + (b - a) * betaincinv(alpha, beta, u), dtype=np.float64)


@lru_cache(maxsize=1024)
def _pert_shape(low: float, high: float, mode: float) -> tuple[float, float]:
    """Ends of the PERT distribution (Malcolm et al. 1959) with the mode and the 90 % interval."""
    from scipy.special import betainc  # noqa: PLC0415

    def mismatch(x: Floats) -> Floats:
        a, b = low - np.exp(x[0]), high + np.exp(x[1])
        alpha, beta = 1 + 4 * (mode - a) / (b - a), 1 + 4 * (b - mode) / (b - a)
        ends = (np.array([low, high]) - a) / (b - a)
        return np.asarray(betainc(alpha, beta, ends) - [LOW, HIGH], dtype=np.float64)

    start = np.log(np.array([0.3, 0.3]) * (high - low))
    x = _solve(mismatch, start, f"pert {low:g}..{high:g}")
    return low - float(np.exp(x[0])), high + float(np.exp(x[1]))


def _beta01(u: Floats, low: float, high: float, _: float) -> Floats:
    from scipy.special import betaincinv  # noqa: PLC0415

    a, b = _beta01_shape(low, high)
    return np.asarray(betaincinv(a, b, u), dtype=np.float64)


@lru_cache(maxsize=1024)
def _beta01_shape(low: float, high: float) -> tuple[float, float]:
    """Both shape numbers of the beta distribution with the 90 % interval."""
    from scipy.special import betainc  # noqa: PLC0415

    middle = (low + high) / 2
    sd = (high - low) / (2 * Z95)
    size = max(middle * (1 - middle) / sd**2 - 1, 0.5)

    def mismatch(x: Floats) -> Floats:
        a, b = np.exp(x)
        return np.asarray(betainc(a, b, np.array([low, high])) - [LOW, HIGH], dtype=np.float64)

    x = _solve(mismatch, np.log([middle * size, (1 - middle) * size]), f"beta01 {low:g}..{high:g}")
    return float(np.exp(x[0])), float(np.exp(x[1]))


_QUANTILES: dict[str, Callable[[Floats, float, float, float], Floats]] = {
    "normal": _normal,
    "lognormal": _lognormal,
    "posnormal": _posnormal,
    "uniform": _uniform,
    "triangular": _triangular,
    "pert": _pert,
    "beta01": _beta01,
}
