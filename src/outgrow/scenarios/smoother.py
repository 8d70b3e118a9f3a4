r"""Conditioning an ensemble on what was counted: the ensemble smoother with multiple data assimilation.

Standard normal scores *z* of all uncertain numbers are moved, in a few steps, towards those whose predictions agree
with the counts (Emerick and Reynolds 2013, Computers and Geosciences 55:3-15):

.. math:: z \leftarrow z + C_{zd}\,(C_{dd} + a R)^{-1}\,(d + \sqrt{a}\, R^{1/2} \varepsilon - g(z)), \qquad
          \sum_{steps} 1/a = 1

with *g* the simulation, *d* the counts, *R* the variance of their errors, and covariances taken over the ensemble. For
a linear *g* the ensemble that comes out is a sample of the exact posterior; for others it is an approximation whose
predictions should be looked at. Correlations that an ensemble of *N* shows by chance are taken as none: entries of
:math:`C_{zd}` whose correlation is below :math:`\sqrt{2 \ln p / N}` for *p* numbers are set to zero (Luo, Bhakta and
Naevdal 2018, SPE Journal 23:396-427).
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
    localise: bool = True,
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
    localise
        Whether to take correlations within chance as none.

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
    members, numbers = at.shape
    chance = np.sqrt(2.0 * np.log(max(numbers, 2)) / members) if localise else 0.0
    unit = np.arange(members)[:, None] * counted.size + np.arange(counted.size)[None, :]
    for step in range(1, steps + 1):
        predicted = predict(at)
        noise = streams.normals("error of a count", unit.ravel(), 0, step)[0].reshape(unit.shape)
        wanted = counted + np.sqrt(steps) * error * noise - predicted
        z, d = at - at.mean(axis=0), predicted - predicted.mean(axis=0)
        cross = z.T @ d / (members - 1)
        spread = np.outer(z.std(axis=0), d.std(axis=0))
        known = np.abs(cross) > chance * spread
        own = d.T @ d / (members - 1) + steps * np.diag(error * error)
        at = at + np.linalg.solve(own, wanted.T).T @ np.where(known, cross, 0.0).T
    return at
