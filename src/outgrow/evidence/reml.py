"""How much true effects differ between studies: restricted maximum likelihood.

Model: study i reports ``y_i ~ N(theta_i, v_i)`` with true effects ``theta_i ~ N(mu, tau2)``; with weights
``w_i = 1/(v_i + tau2)`` the mean is ``mu = sum(w y)/sum(w)``.

Source: Viechtbauer (2005), "Bias and efficiency of meta-analytic variance estimators in the random-effects
model", Journal of Educational and Behavioral Statistics 30(3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from outgrow.evidence.studies import Floats, studies

GRID_POINTS = 400
SMALLEST_SHARE = 1e-6  # the grid starts at this share of the smallest sampling variance


def reml_variance(estimates: ArrayLike, variances: ArrayLike) -> float:
    """Restricted maximum likelihood estimate of the variance of true effects, tau2 >= 0.

    All local maxima are found (the likelihood can have several) and the highest one is returned.

    Parameters
    ----------
    estimates
        Effects, shape (k,), k >= 2.
    variances
        Their sampling variances (squared standard errors), shape (k,), positive.

    Returns
    -------
    float
        tau2, zero when the studies differ no more than their sampling errors explain.

    Raises
    ------
    InputError
        With fewer than two effects, and every number that is none.

    Examples
    --------
    >>> reml_variance(np.array([0.1, 0.1, 0.1]), np.array([0.01, 0.02, 0.03]))
    0.0
    >>> round(reml_variance(np.array([0.0, 1.0]), np.array([0.1, 0.1])), 12)
    0.4
    """
    y, v = studies("spread of true effects", estimates, variances, least=2, of="variance")
    maxima = _local_maxima(y, v)
    heights = restricted_log_likelihood(y, v, np.array(maxima))
    return maxima[int(np.argmax(heights))]


def restricted_log_likelihood(estimates: Floats, variances: Floats, tau2: Floats | float) -> Floats:
    """Restricted log likelihood at one or many values of tau2, up to a constant.

    Parameters
    ----------
    estimates, variances
        Effects and their sampling variances, shape (k,).
    tau2
        Variance of true effects, any shape; zero or positive.

    Returns
    -------
    ndarray
        ``-(sum log(v + tau2) + log sum w + sum w (y - mu)^2) / 2`` in the shape of ``tau2``.

    Examples
    --------
    >>> y, v = np.array([0.0, 1.0]), np.array([0.1, 0.1])
    >>> heights = restricted_log_likelihood(y, v, np.array([0.3, 0.4, 0.5]))
    >>> int(np.argmax(heights))
    1
    """
    weights = _weights(variances, tau2)
    total = weights.sum(axis=-1)
    spread = (weights * _residuals(estimates, weights) ** 2).sum(axis=-1)
    height = -0.5 * (-np.log(weights).sum(axis=-1) + np.log(total) + spread)
    return np.asarray(height, dtype=np.float64)


def _weights(variances: Floats, tau2: Floats | float) -> Floats:
    """Inverse total variances, shape (..., k)."""
    return 1.0 / (np.asarray(tau2, dtype=np.float64)[..., np.newaxis] + variances)


def _residuals(estimates: Floats, weights: Floats) -> Floats:
    """Effects less their weighted mean, shape (..., k)."""
    mean = (weights * estimates).sum(axis=-1) / weights.sum(axis=-1)
    return np.asarray(estimates - mean[..., np.newaxis], dtype=np.float64)


def _score(estimates: Floats, variances: Floats, tau2: Floats | float) -> Floats:
    """Twice the slope of the restricted log likelihood in tau2."""
    weights = _weights(variances, tau2)
    squared = (weights**2).sum(axis=-1)
    explained = ((weights * _residuals(estimates, weights)) ** 2).sum(axis=-1)
    return np.asarray(explained - weights.sum(axis=-1) + squared / weights.sum(axis=-1), dtype=np.float64)


def _local_maxima(estimates: Floats, variances: Floats) -> list[float]:
    """Zero where the likelihood falls from there, and every tau2 at which the slope turns from up to down.

    Beyond ``3 (max y - min y)^2 + max v`` the slope is negative: there all weights lie within a factor of two
    of each other, so the spread the data show is below the one that such a tau2 implies.
    """
    upper = 3 * float(np.ptp(estimates)) ** 2 + float(variances.max())
    grid = np.concatenate([[0.0], np.geomspace(SMALLEST_SHARE * variances.min(), upper, GRID_POINTS)])
    slope = _score(estimates, variances, grid)
    turns = np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0))
    inner = [
        float(brentq(lambda t: float(_score(estimates, variances, t)), grid[i], grid[i + 1], xtol=1e-300))
        for i in turns
    ]
    return [0.0, *inner] if slope[0] <= 0 else inner
