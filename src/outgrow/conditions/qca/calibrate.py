"""From raw figures to membership in sets: crisp, fuzzy by the direct and the indirect method, and multi-value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]

FULL: Final = 0.95  # membership at the threshold of full inclusion, by convention (Ragin 2008)
POWERS: Final = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0)  # fractional polynomials (Royston and Altman 1994)
GROUPS: Final = 6  # qualitative groups of the indirect method
STEPS, SETTLED = 100, 1e-10
STEEPEST = 30.0  # log-odds beyond which a membership is 0 or 1 to 13 digits


def crisp(values: ArrayLike, thresholds: Sequence[float]) -> Floats:
    """In or out: 1 from the threshold upwards, 0 below.

    Parameters
    ----------
    values
        Raw figures, shape (cases,).
    thresholds
        One threshold.

    Returns
    -------
    ndarray
        0 or 1, shape (cases,).

    Examples
    --------
    >>> crisp([720, 468], [550]).tolist()
    [1.0, 0.0]
    """
    _expect("crisp", thresholds, (1,))
    return np.asarray(np.asarray(values, dtype=np.float64) >= thresholds[0], dtype=np.float64)


def multi_value(values: ArrayLike, thresholds: Sequence[float]) -> Floats:
    """Levels 0, 1, 2, ...: how many thresholds a figure reaches.

    Parameters
    ----------
    values
        Raw figures, shape (cases,).
    thresholds
        One or more thresholds, rising.

    Examples
    --------
    >>> multi_value([720, 468, 983], [550, 850]).tolist()
    [1.0, 0.0, 2.0]
    """
    _expect("multi", thresholds, range(1, 10))
    if np.any(np.diff(thresholds) <= 0):
        raise _wrong("multi", thresholds, "The thresholds of levels rise", "Write them from low to high")
    return np.searchsorted(thresholds, np.asarray(values, dtype=np.float64), side="right").astype(np.float64)


def direct(values: ArrayLike, thresholds: Sequence[float]) -> Floats:
    """Fuzzy membership by the direct method: a logistic curve through three thresholds (Ragin 2008, ch. 5).

    The log-odds of membership are ``ln(19) * (x - c) / (i - c)`` on the side of full inclusion ``i`` of the
    crossover ``c``, and ``ln(19) * (x - c) / (c - e)`` on the side of full exclusion ``e``.

    Parameters
    ----------
    values
        Raw figures, shape (cases,).
    thresholds
        Full exclusion (membership 0.05), crossover (0.5), full inclusion (0.95); falling ones for a set whose
        members have low figures.

    Returns
    -------
    ndarray
        Membership, 0 to 1, shape (cases,).

    Examples
    --------
    >>> direct([720, 468, 550], [400, 550, 900]).round(4).tolist()
    [0.8069, 0.1666, 0.5]
    """
    _expect("direct", thresholds, (3,))
    out, crossover, full = (float(x) for x in thresholds)
    if not (out < crossover < full or out > crossover > full):
        raise _wrong(
            "direct",
            thresholds,
            "The crossover lies between full exclusion and full inclusion",
            "Write full exclusion, crossover and full inclusion in this order",
        )
    x = np.asarray(values, dtype=np.float64) - crossover
    towards = x * (full - crossover) >= 0.0
    slope = np.where(towards, 1.0 / (full - crossover), 1.0 / (crossover - out))
    return np.asarray(1.0 / (1.0 + np.exp(-_clipped(np.log(FULL / (1.0 - FULL)) * x * slope))))


def indirect(values: ArrayLike, thresholds: Sequence[float]) -> Floats:
    """Fuzzy membership by the indirect method: groups by judgement, smoothed by the figures (Ragin 2008, ch. 5).

    Five thresholds make six groups with preliminary memberships 0, 0.2, ..., 1. A fractional logit on fractional
    polynomials of the figure (Royston and Altman 1994) gives each case its membership: of the curves with one or two
    powers that do not turn within the data, the one with the least deviance.

    Parameters
    ----------
    values
        Raw figures, shape (cases,).
    thresholds
        Five thresholds; falling ones for a set whose members have low figures.

    Returns
    -------
    ndarray
        Membership, 0 to 1, shape (cases,).

    Examples
    --------
    >>> scores = indirect([1, 3, 5, 7, 9, 11], [2, 4, 6, 8, 10])
    >>> bool((np.diff(scores) > 0).all())
    True
    """
    _expect("indirect", thresholds, (GROUPS - 1,))
    steps = np.diff(thresholds)
    if not (np.all(steps > 0) or np.all(steps < 0)):
        raise _wrong("indirect", thresholds, "The thresholds of groups rise or fall", "Write them in order")
    x = np.asarray(values, dtype=np.float64)
    sign = 1.0 if steps[0] > 0 else -1.0
    group = np.searchsorted(sign * np.asarray(thresholds, dtype=np.float64), sign * x, side="right")
    if np.unique(group).size < 3:
        raise _wrong(
            "indirect", thresholds, "The cases fall into fewer than three groups", "Use 'direct', or other thresholds"
        )
    wanted = group / (GROUPS - 1.0)
    order = np.argsort(x)
    curves = [_curve(_positive(x), wanted, powers) for powers in _powers()]
    steady = [(deviance, curve) for deviance, curve in curves if np.all(sign * np.diff(curve[order]) >= -1e-9)]
    return min(steady, key=lambda item: item[0])[1]


METHODS: Final = {"crisp": crisp, "direct": direct, "indirect": indirect, "multi": multi_value}


def _powers() -> list[tuple[float, ...]]:
    return [(power,) for power in POWERS] + list(combinations_with_replacement(POWERS, 2))


def _positive(x: Floats) -> Floats:
    """The figures as they are when positive, else moved so that the least is the smallest gap between two."""
    if x.min() > 0.0:
        return x / np.median(x)
    gaps = np.diff(np.unique(x))
    return np.asarray((x - x.min() + gaps.min()) / gaps.max())


def _curve(x: Floats, wanted: Floats, powers: tuple[float, ...]) -> tuple[float, Floats]:
    """Deviance and fitted memberships of a fractional logit on these powers, by reweighted least squares."""
    columns = [np.ones_like(x)]
    for place, power in enumerate(powers):
        column = np.log(x) if power == 0.0 else x**power
        again = place > 0 and power == powers[place - 1]
        columns.append(column * np.log(x) if again else column)
    basis = np.column_stack(columns)
    basis[:, 1:] = (basis[:, 1:] - basis[:, 1:].mean(axis=0)) / np.maximum(basis[:, 1:].std(axis=0), 1e-12)
    coefficients: Floats = np.zeros(basis.shape[1])
    fitted: Floats = np.full_like(x, 0.5)
    for _ in range(STEPS):
        weight = np.maximum(fitted * (1.0 - fitted), 1e-9)
        root = np.sqrt(weight)
        target = basis @ coefficients + (wanted - fitted) / weight
        new: Floats = np.asarray(np.linalg.lstsq(basis * root[:, None], target * root, rcond=None)[0], dtype=np.float64)
        moved = float(np.abs(new - coefficients).max())
        coefficients = new
        fitted = 1.0 / (1.0 + np.exp(-_clipped(basis @ coefficients)))
        if moved < SETTLED:
            break
    return _deviance(wanted, fitted), fitted


def _deviance(wanted: Floats, fitted: Floats) -> float:
    def part(y: Floats, p: Floats) -> Floats:
        return np.asarray(np.where(y > 0.0, y * np.log(np.where(y > 0.0, y, 1.0) / np.maximum(p, 1e-300)), 0.0))

    return float(2.0 * (part(wanted, fitted) + part(1.0 - wanted, 1.0 - fitted)).sum())


def _clipped(log_odds: Floats) -> Floats:
    return np.clip(log_odds, -STEEPEST, STEEPEST)


def _expect(method: str, thresholds: Sequence[float], counts: Sequence[int] | range) -> None:
    if len(thresholds) not in counts:
        wanted = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
        why = f"The method '{method}' takes {wanted} threshold{'' if wanted == '1' else 's'}"
        raise _wrong(method, thresholds, why, f"Write {wanted}")


def _wrong(method: str, thresholds: Sequence[float], why: str, todo: str) -> InputError:
    written = ", ".join(f"{x:g}" for x in thresholds) or "none"
    return InputError("calibration", [Defect(f"thresholds {written}", method, why, todo)])
