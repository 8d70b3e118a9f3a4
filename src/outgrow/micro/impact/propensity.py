"""The chance of taking part, by logistic regression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outgrow.vocabulary import InputError

Floats = NDArray[np.float64]
MOST_STEPS = 100
SETTLED = 1e-10  # a Newton step smaller than this, in units of the coefficients, is the last
SEPARATED = 30.0  # coefficients of standardised columns beyond this mean that the arms are told apart completely


def propensity(treated: Floats, x: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Chance of being treated given columns (the constant among them), and the mean information matrix.

    Parameters
    ----------
    treated
        0 or 1, shape (n,).
    x
        Columns, shape (n, k), of comparable spread.
    weights
        Shape (n,).

    Returns
    -------
    chance, information
        Shape (n,), and shape (k, k): the mean of ``w p (1 - p) x x'``.

    Raises
    ------
    InputError
        When the columns tell treated and others apart completely, or two say the same.

    Examples
    --------
    >>> propensity(np.array([0.0, 1.0, 0.0, 1.0]), np.ones((4, 1)), np.ones(4))[0].tolist()
    [0.5, 0.5, 0.5, 0.5]
    """
    beta = np.zeros(x.shape[1])
    for _ in range(MOST_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -500, 500)))
        information = (x * (weights * chance * (1 - chance))[:, None]).T @ x / treated.size
        score = x.T @ (weights * (treated - chance)) / treated.size
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            break
        beta = beta + step
        if np.abs(beta).max() > SEPARATED:
            break
        if np.abs(step).max() < SETTLED:
            return chance, information
    raise InputError.single(
        "chance of taking part",
        "covariates that decide completely who took part, or that say the same thing twice",
        "nobody outside is like the participants",
        "take out the column that defines participation, and columns that follow from others",
        "covariates",
    )
