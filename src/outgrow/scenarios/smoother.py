r"""Conditioning an ensemble on what was counted: the ensemble smoother with multiple data assimilation.

Standard normal scores *z* of all uncertain numbers are moved, in a few steps, towards those whose predictions agree
with the counts (Emerick and Reynolds 2013, Computers and Geosciences 55:3-15):

.. math:: z \leftarrow z + C_{zd}\,(C_{dd} + a R)^{-1}\,(d + \sqrt{a}\, R^{1/2} \varepsilon - g(z)), \qquad
          \sum_{steps} 1/a = 1

with *g* the simulation, *d* the counts, *R* the variance of their errors, and covariances taken over the ensemble. For
a linear *g* the ensemble that comes out is a sample of the exact posterior; for others it is an approximation whose
predictions should be looked at. An ensemble of *N* shows correlations by chance. Each entry of :math:`C_{zd}` with
correlation *r* is therefore multiplied by the factor that makes its expected squared error least,
:math:`\rho^2 / (\rho^2 + (1 + \rho^2)/N)` with :math:`\rho^2 = \max(r^2 - 1/N, 0)` (Furrer and Bengtsson 2007, Journal
of Multivariate Analysis 98:227-255): what is chance moves little, and many small true effects together are not lost,
as they are where all below a threshold is cut off.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from outgrow.vocabulary import Streams

Floats = NDArray[np.float64]
STEPS = 4


def condition(
    scores: Floats,
    predict: Callable[[Floats], Floats],
    counted: Floats,
    error: Floats,
    streams: Streams,
    *,
    steps: int = STEPS,
    shrink: bool = True,
) -> Floats:
    """Scores of an ensemble conditioned on counts.

    Parameters
    ----------
    scores
        Standard normal scores before, shape (D, p).
    predict
        What each member of the ensemble predicts, from (D, p) to (D, k).
    counted
        What was counted, on the scale of the predictions, shape (k,).
    error
        Standard deviation of each count's error, shape (k,).
    streams
        Random streams: each member's errors depend on its number and the step only.
    steps
        Assimilation steps.
    shrink
        Whether to shrink correlations by how far they may be chance.

    Returns
    -------
    array
        Scores after, shape (D, p).

    Examples
    --------
    One number, known from one count that is as uncertain as itself: the posterior has half the variance.

    >>> z = Streams(1).normals("prior", 4000)[0][:, None]
    >>> after = condition(z, lambda s: s, np.array([1.0]), np.array([1.0]), Streams(2))
    >>> bool(abs(after.mean() - 0.5) < 0.05), bool(abs(after.var() - 0.5) < 0.05)
    (True, True)
    """
    at = np.array(scores, dtype=np.float64)
    members = at.shape[0]
    unit = np.arange(members)[:, None] * counted.size + np.arange(counted.size)[None, :]
    for step in range(1, steps + 1):
        predicted = predict(at)
        noise = streams.normals("error of a count", unit.ravel(), 0, step)[0].reshape(unit.shape)
        wanted = counted + np.sqrt(steps) * error * noise - predicted
        z, d = at - at.mean(axis=0), predicted - predicted.mean(axis=0)
        cross = z.T @ d / (members - 1)
        if shrink:
            spread = np.outer(z.std(axis=0, ddof=1), d.std(axis=0, ddof=1))
            cross = cross * _known(np.divide(cross, spread, out=np.zeros_like(cross), where=spread > 0.0), members)
        own = d.T @ d / (members - 1) + steps * np.diag(error * error)
        at = at + np.linalg.solve(own, wanted.T).T @ cross.T
    return at


def _known(correlation: Floats, members: int) -> Floats:
    """Factor that makes the expected squared error of an estimated covariance least, the shape of the correlation."""
    true = np.maximum(correlation * correlation - 1.0 / members, 0.0)
    return np.asarray(true / (true + (1.0 + true) / members))
