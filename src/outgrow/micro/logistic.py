"""A logistic curve fitted to adoption history, and whether the history is long enough to trust it."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import OptimizeWarning, curve_fit
from scipy.special import expit

from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
CONVERGED = 1e-12  # relative change of fit and numbers at which the search stops
MOST_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class LogisticFit:
    """A logistic curve ``ceiling / (1 + exp(-(t - midpoint)/scale))`` fitted to adoption history.

    Parameters
    ----------
    midpoint, scale, ceiling
        Time of half the ceiling, time scale, and ceiling in the unit of the data.
    ceiling_fitted
        Whether the ceiling was estimated rather than given.
    residual_sd
        Standard deviation of the data around the curve; None when no degree of freedom is left.
    identified
        Whether the data go past the inflection, so that midpoint and ceiling can be told apart.
    warning
        What keeps the fit from being trusted; empty when nothing does.
    """

    midpoint: float
    scale: float
    ceiling: float
    ceiling_fitted: bool
    residual_sd: float | None
    identified: bool
    warning: str

    def at(self, time: ArrayLike) -> Floats:
        """Value of the curve at times of any shape."""
        t = np.asarray(time, dtype=np.float64)
        return np.asarray(self.ceiling * expit((t - self.midpoint) / self.scale), dtype=np.float64)


def fit_logistic(time: ArrayLike, adopted: ArrayLike, ceiling: float | None = None) -> LogisticFit:
    """Fit a logistic curve to adoption history by least squares.

    Parameters
    ----------
    time
        Times of the observations, shape (n,), at least as many as numbers to fit.
    adopted
        Cumulative adoption at those times, shape (n,), in shares, percent or households.
    ceiling
        Final adoption in the same unit, positive, above all data; None to estimate it too.

    Returns
    -------
    LogisticFit
        The curve, with a warning when the data end before its inflection or do not pin it down.

    Raises
    ------
    InputError
        When the data are too few, not finite or do not rise, or no curve fits.

    Notes ----- Griliches (1957), "Hybrid corn: an exploration in the economics of technological change",
    Econometrica 25(4). On data that end before the inflection: Debecker and Modis (1994), "Determination of
    the uncertainties in S-curve logistic fits", Technological Forecasting and Social Change 46(2).

    Examples
    --------
    >>> t = np.arange(10.0)
    >>> fit = fit_logistic(t, 100 / (1 + np.exp(-(t - 5) / 2)), ceiling=100)
    >>> round(fit.midpoint, 6), round(fit.scale, 6), fit.identified
    (5.0, 2.0, True)
    """
    t, y = np.asarray(time, dtype=np.float64), np.asarray(adopted, dtype=np.float64)
    _check_history(t, y, ceiling)
    numbers, pinned = _least_squares(t, y, ceiling)
    midpoint, scale = numbers[0], numbers[1]
    top = ceiling if ceiling is not None else numbers[2]
    residual = y - top * expit((t - midpoint) / scale)
    freedom = len(t) - len(numbers)
    warning = _identification(float(t.max()), midpoint, pinned)
    return LogisticFit(
        midpoint=midpoint,
        scale=scale,
        ceiling=top,
        ceiling_fitted=ceiling is None,
        residual_sd=float(np.sqrt(np.sum(residual**2) / freedom)) if freedom else None,
        identified=not warning,
        warning=warning,
    )


def _check_history(t: Floats, y: Floats, ceiling: float | None) -> None:
    """Raise with everything that keeps a curve from being fitted."""
    least = 2 if ceiling is not None else 3
    if t.ndim != 1 or t.shape != y.shape or len(np.unique(t)) < least:
        found = f"{t.size} times ({len(np.unique(t))} different) and {y.size} values"
        why = f"at least {least} different times with one value each are needed"
        raise InputError.single("logistic fit", found, why, "add observations")
    defects = []
    if not (np.all(np.isfinite(t)) and np.all(np.isfinite(y))):
        defects.append(Defect("numbers that are not finite", "time, adopted", "they cannot be fitted", "drop them"))
    elif np.sum((t - t.mean()) * y) <= 0:
        why = "adoption that does not rise has no logistic midpoint"
        defects.append(Defect("adoption does not rise", "adopted", why, "describe it otherwise"))
    if ceiling is not None and not (math.isfinite(ceiling) and ceiling > 0 and ceiling >= np.max(y)):
        why = "the ceiling is positive and not below the data"
        defects.append(Defect(f"{ceiling}", "ceiling", why, "raise it, or leave it out to estimate it"))
    if defects:
        raise InputError("logistic fit", defects)


def _least_squares(t: Floats, y: Floats, ceiling: float | None) -> tuple[list[float], bool]:
    """Best midpoint, scale and (when not given) ceiling, and whether the data pin them down.

    Scale and ceiling are searched as logarithms, so that they stay positive.
    """

    def curve(x: Floats, midpoint: float, log_scale: float, *log_top: float) -> Floats:
        height = ceiling if ceiling is not None else np.exp(log_top[0])
        return np.asarray(height * expit((x - midpoint) / np.exp(log_scale)), dtype=np.float64)

    def slopes(x: Floats, midpoint: float, log_scale: float, *log_top: float) -> Floats:
        u = (x - midpoint) / np.exp(log_scale)
        value = curve(x, midpoint, log_scale, *log_top)
        steepness = value * expit(-u)
        columns = [-steepness / np.exp(log_scale), -steepness * u, *([value] if log_top else [])]
        return np.column_stack(columns)

    begin = [float(np.median(t)), math.log(float(np.ptp(t)) / 4)]
    begin += [] if ceiling is not None else [math.log(1.2 * float(np.max(y)))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OptimizeWarning)  # said through the record instead
        try:
            found, covariance = curve_fit(
                curve, t, y, p0=begin, jac=slopes, ftol=CONVERGED, xtol=CONVERGED, maxfev=MOST_STEPS
            )
        except RuntimeError as error:
            why = "no logistic curve comes close to the data"
            raise InputError.single("logistic fit", "no convergence", why, "give a ceiling") from error
    numbers = [float(found[0]), *(math.exp(x) for x in found[1:])]
    return numbers, bool(np.all(np.isfinite(covariance)))


def _identification(last: float, midpoint: float, pinned: bool) -> str:
    """What keeps the fit from being trusted, or nothing."""
    if last < midpoint:
        return (
            f"The data end at {last:g}, before the fitted inflection at {midpoint:.4g}: ceiling, midpoint "
            f"and speed cannot be told apart, and the curve beyond the data is a guess."
        )
    return "" if pinned else "The data do not pin the curve down: other curves fit as well."
