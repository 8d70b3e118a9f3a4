"""How adoption spreads in time: the Bass model and Granovetter's thresholds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
MOST_ROUNDS = 1_000_000
SETTLED = 1e-15  # change of a share in one round below which it no longer moves


@dataclass(frozen=True, slots=True)
class BassPeak:
    """When adoption is fastest (time), how many have then adopted (share), and how fast it goes (rate)."""

    time: float
    share: float
    rate: float


def bass_share(time: ArrayLike, innovation: float, imitation: float) -> Floats:
    """Share that has adopted by each time in the continuous Bass model.

    Parameters
    ----------
    time
        Times since the start, any shape, zero or positive.
    innovation
        Rate p at which people adopt by themselves, positive.
    imitation
        Rate q at which they follow others, zero or positive.

    Returns
    -------
    ndarray
        ``(1 - exp(-(p+q)t)) / (1 + (q/p) exp(-(p+q)t))``.

    Raises
    ------
    InputError
        With every rate out of range, or a time before the start.

    Notes
    -----
    Bass (1969), "A new product growth for model consumer durables", Management Science 15(5).

    Examples
    --------
    >>> bass_share([1, 10], 0.03, 0.38).round(8).tolist()
    [0.03575816, 0.81280322]
    """
    t = np.asarray(time, dtype=np.float64)
    _check_rates(innovation, imitation)
    if not np.all(t >= 0):
        raise InputError.single("Bass model", "a time before the start or unknown", "nobody has adopted then")
    left = np.exp(-(innovation + imitation) * t)
    return np.asarray((1 - left) / (1 + imitation / innovation * left), dtype=np.float64)


def bass_peak(innovation: float, imitation: float) -> BassPeak:
    """Time, share and rate at which adoption is fastest in the Bass model.

    Parameters
    ----------
    innovation, imitation
        As in `bass_share`. When imitation does not exceed innovation, adoption is fastest at the start.

    Raises
    ------
    InputError
        With every rate out of range.

    Examples
    --------
    >>> peak = bass_peak(0.03, 0.38)
    >>> round(peak.time, 8), round(peak.share, 8), round(peak.rate, 8)
    (6.1926192, 0.46052632, 0.11059211)
    """
    _check_rates(innovation, imitation)
    if imitation <= innovation:
        return BassPeak(0.0, 0.0, innovation)
    total = innovation + imitation
    time = math.log(imitation / innovation) / total
    return BassPeak(time, (1 - innovation / imitation) / 2, total**2 / (4 * imitation))


def bass_adopters(potential: float, innovation: float, imitation: float, periods: int) -> Floats:
    """Cumulative adopters at the end of each period in the discrete Bass model.

    Parameters
    ----------
    potential
        Households that adopt in the end, positive.
    innovation, imitation
        As in `bass_share`, per period, together at most 1.
    periods
        Number of periods, at least 1.

    Returns
    -------
    ndarray
        ``N_t = N_{t-1} + (p + q N_{t-1}/m)(m - N_{t-1})`` from ``N_0 = 0``, shape (periods,).

    Raises
    ------
    InputError
        With every number out of range.

    Examples
    --------
    >>> bass_adopters(1_000_000, 0.02, 0.40, 3).round(4).tolist()
    [20000.0, 47440.0, 84566.9786]
    """
    _check_rates(innovation, imitation)
    _check_recursion(potential, innovation + imitation, periods)
    adopters = np.zeros(periods + 1)
    for t in range(periods):
        already = adopters[t]
        adopters[t + 1] = already + (innovation + imitation * already / potential) * (potential - already)
    return adopters[1:]


def threshold_share(mean: float, sd: float, start: float = 0.0) -> float:
    """Share that adopts in the end when each household follows once enough others have adopted.

    Thresholds (shares of others needed) are normal. The share moves by ``x -> Phi((x - mean)/sd)`` until it
    rests. From zero it stops at the lowest resting point, so a slightly wider spread of thresholds can turn
    a handful of adopters into everybody.

    Parameters
    ----------
    mean, sd
        Mean and standard deviation (positive) of thresholds.
    start
        Share that has adopted at first, between 0 and 1.

    Returns
    -------
    float
        The resting point that is reached.

    Raises
    ------
    InputError
        With every number out of range, or when the share still moves after a million rounds.

    Notes
    -----
    Granovetter (1978), "Threshold models of collective behavior", American Journal of Sociology 83(6).

    Examples
    --------
    >>> round(threshold_share(0.25, 0.12), 6), round(threshold_share(0.25, 0.13), 6)
    (0.040211, 1.0)
    """
    _check_thresholds(mean, sd, start)
    share = start
    for _ in range(MOST_ROUNDS):
        following = float(ndtr((share - mean) / sd))
        if abs(following - share) <= SETTLED:
            return following
        share = following
    found = f"still moving after {MOST_ROUNDS} rounds, at {share:.6g}"
    raise InputError.single("threshold model", found, "the spread is at its critical value", "change sd slightly")


def _check_rates(innovation: float, imitation: float) -> None:
    """Raise with every rate of the Bass model out of range."""
    defects = []
    if not 0 < innovation < math.inf:
        why = "without anybody who adopts alone nobody can be followed"
        defects.append(Defect(f"{innovation}", "innovation", why, "give a positive rate"))
    if not 0 <= imitation < math.inf:
        why = "a rate is zero or positive"
        defects.append(Defect(f"{imitation}", "imitation", why, "correct it"))
    if defects:
        raise InputError("Bass model", defects)


def _check_recursion(potential: float, speed: float, periods: int) -> None:
    """Raise with every number of the discrete model out of range."""
    defects = []
    if not 0 < potential < math.inf:
        defects.append(Defect(f"{potential}", "potential", "it is a positive number of households", "correct it"))
    if speed > 1:
        why = "their sum is the largest share of those left that adopt in a period, which cannot exceed 1"
        defects.append(Defect(f"{speed:g} together", "innovation, imitation", why, "use shorter periods"))
    if periods < 1:
        defects.append(Defect(f"{periods}", "periods", "at least one period is needed", "correct it"))
    if defects:
        raise InputError("discrete Bass model", defects)


def _check_thresholds(mean: float, sd: float, start: float) -> None:
    """Raise with every number of the threshold model out of range."""
    defects = []
    if not math.isfinite(mean):
        defects.append(Defect(f"{mean}", "mean", "a mean threshold is a finite number", "correct it"))
    if not 0 < sd < math.inf:
        defects.append(Defect(f"{sd}", "sd", "a spread is a positive finite number", "correct it"))
    if not 0 <= start <= 1:
        defects.append(Defect(f"{start}", "start", "a share lies between 0 and 1", "correct it"))
    if defects:
        raise InputError("threshold model", defects)
