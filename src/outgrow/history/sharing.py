r"""What documented cases teach about the numbers that no case knows: a Bayes linear fit of the shared priors.

A profile that leaves a number open takes it from a prior that is the same for all cases. Part of what is not known of
such a number is common to all cases (how fast do programmes grow?), the rest is each case's own. With *z* the standard
normal score of a number within its prior,

.. math:: z_j = \sqrt{\rho}\, \eta + \sqrt{1 - \rho}\, \varepsilon_j, \qquad \eta, \varepsilon_j \sim N(0, I).

What became of case *j* are data :math:`d_j`: 1 for the class that came true (predicted by the indicator of that class
in each world), and the logarithm of the last count of reach. Because :math:`E[\eta \mid z_j] = \sqrt\rho\, z_j`, the
covariance that the common part has with any result of a simulation is exactly
:math:`\mathrm{Cov}(\eta, d_j) = \sqrt{\rho}\, \mathrm{Cov}(z_j, d_j)`, which the worlds of that case show. Two cases
hang together by :math:`\rho\, \mathrm{Cov}(d_j, z_j)\, \mathrm{Cov}(z_k, d_k)`, to first order. The adjusted mean
and variance of the common part follow (Goldstein and Wooff 2007, *Bayes Linear Statistics*, chapter 3):

.. math:: E[\eta \mid d] = \mathrm{Cov}(\eta, d)\, V^{-1} (d - E d), \qquad
          \mathrm{Var}[\eta \mid d] = I - \mathrm{Cov}(\eta, d)\, V^{-1}\, \mathrm{Cov}(d, \eta).

*V* has :math:`\tau^2` added for each count: what the model itself is off by (the discrepancy of Kennedy and O'Hagan
2001, Journal of the Royal Statistical Society B 63:425-464). Neither :math:`\rho` nor :math:`\tau` is known: every pair
of a grid has the weight of its normal likelihood of the data. Correlations that a sample of worlds shows by chance
count as none: those below :math:`\sqrt{2 \ln p / D}`, the largest to be expected of *p* numbers without any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
COMMON = (0.1, 0.3, 0.5, 0.7, 0.9)  # share of a number's prior variance that all cases have in common
DISCREPANCY = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)  # sd of the logarithm of reach that the model is off by
MOST_EXPLAINED = 0.95  # share of the data's variance that the numbers may explain together
LEAST_SPREAD = 1e-9  # of a prediction: below it all worlds say the same, and the outcome teaches nothing linear


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What the outcome of one case says about the numbers that it shares with others.

    Parameters
    ----------
    name
        The case.
    numbers
        Names of its shared numbers, p of them.
    covariance
        Of their scores with each datum over the worlds, shape (p, k).
    surprise
        What came true less what the worlds expect, shape (k,).
    variance
        Of the data over the worlds, shape (k, k).
    counted
        Which of the data are logarithms of counts, shape (k,).
    """

    name: str
    numbers: tuple[str, ...]
    covariance: Floats
    surprise: Floats
    variance: Floats
    counted: NDArray[np.bool_]


def said_by(
    name: str, numbers: Sequence[str], scores: Floats, predicted: Floats, true: Floats, counted: NDArray[np.bool_]
) -> Said:
    """What an outcome says, from the worlds of its case.

    Parameters
    ----------
    name, numbers
        The case and its shared numbers.
    scores
        Standard normal scores of the numbers in each world, shape (D, p).
    predicted
        What each world predicts for each datum, shape (D, k).
    true
        What came true, shape (k,).
    counted
        Which data are logarithms of counts, shape (k,).
    """
    worlds = scores.shape[0]
    kept = predicted.std(axis=0) > LEAST_SPREAD
    z, d = scores - scores.mean(axis=0), (predicted - predicted.mean(axis=0))[:, kept]
    cross = z.T @ d / (worlds - 1)
    chance = np.sqrt(2.0 * np.log(max(len(numbers), 2)) / worlds)
    known = np.abs(cross) > chance * np.outer(z.std(axis=0), d.std(axis=0))
    variance = d.T @ d / (worlds - 1)
    covariance = _explained(np.where(known, cross, 0.0), variance)
    return Said(name, tuple(numbers), covariance, (true - predicted.mean(axis=0))[kept], variance, counted[kept])


def _explained(covariance: Floats, variance: Floats) -> Floats:
    """Covariances that explain no more than nearly all of the variance; few worlds can show more by chance."""
    if not covariance.any():
        return covariance
    share = np.linalg.eigvals(np.linalg.solve(variance, covariance.T @ covariance)).real.max()
    return np.asarray(covariance * np.sqrt(min(1.0, MOST_EXPLAINED / share)))


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """The common part of the shared numbers after the outcomes of some cases, over a grid of what is not known.

    Parameters
    ----------
    numbers
        Names, p of them.
    weights
        Of each pair of common share and discrepancy, adding up to 1, shape (G,).
    common, discrepancy
        The pairs, shape (G,).
    mean, covariance
        Of the common part's scores, shapes (G, p) and (G, p, p).
    """

    numbers: tuple[str, ...]
    weights: Floats
    common: Floats
    discrepancy: Floats
    mean: Floats
    covariance: Floats

    def cells(self, draws: int) -> NDArray[np.intp]:
        """Pair of the grid for each of a number of worlds, in proportion to the weights, shape (D,)."""
        at = (np.arange(draws) + 0.5) / draws
        return np.minimum(np.searchsorted(np.cumsum(self.weights), at), self.weights.size - 1)

    def moved(self, numbers: Sequence[str], scores: Floats) -> Floats:
        """Scores of a case that taught nothing here, moved as the others teach.

        Parameters
        ----------
        numbers
            Its shared numbers, q of them; those that no other case shares stay.
        scores
            Independent standard normal scores, shape (D, q).
        """
        made, place = np.array(scores, dtype=np.float64), {name: i for i, name in enumerate(self.numbers)}
        mine = np.array([i for i, name in enumerate(numbers) if name in place], dtype=np.intp)
        theirs = np.array([place[numbers[i]] for i in mine], dtype=np.intp)
        for cell, rows in _by_cell(self.cells(made.shape[0])):
            rho = self.common[cell]
            own = self.covariance[cell][np.ix_(theirs, theirs)]
            root = np.linalg.cholesky(rho * own + (1.0 - rho) * np.eye(theirs.size))
            block = np.ix_(rows, mine)
            made[block] = np.sqrt(rho) * self.mean[cell][theirs] + made[block] @ root.T
        return made

    @property
    def shift(self) -> dict[str, float]:
        """How far the middle of each number moves, in standard deviations of its prior, the largest first."""
        means = self.weights @ (np.sqrt(self.common)[:, None] * self.mean)
        return dict(sorted(zip(self.numbers, means.tolist(), strict=True), key=lambda item: (-abs(item[1]), item[0])))

    @property
    def common_share(self) -> float:
        """Mean share of a number's variance that cases have in common."""
        return float(self.weights @ self.common)

    @property
    def off_by(self) -> float:
        """Mean standard deviation of the logarithm of reach that the model is off by."""
        return float(self.weights @ self.discrepancy)


def learn(said: Sequence[Said]) -> Taught:
    """The common part of the shared numbers, from what came of some cases.

    Parameters
    ----------
    said
        What each case says; the case to be predicted is not among them.

    Examples
    --------
    Two cases in which reach followed one number, and was larger than expected:

    >>> cases = [Said(n, ("growth",), np.array([[1.0]]), np.array([1.5]), np.array([[1.2]]), np.array([True]))
    ...          for n in "ab"]
    >>> learn(cases).shift["growth"] > 0.3
    True
    """
    numbers = tuple(sorted({name for case in said for name in case.numbers}))
    place = {name: i for i, name in enumerate(numbers)}
    cases = [case for case in said if case.surprise.size]
    size = sum(case.surprise.size for case in cases)
    pull, inside, same = np.zeros((len(numbers), size)), np.zeros((size, size)), np.zeros((size, size), dtype=np.bool_)
    at = 0
    for case in cases:
        block = slice(at, at + case.surprise.size)
        pull[[place[name] for name in case.numbers], block] = case.covariance
        inside[block, block], same[block, block] = case.variance, True
        at = block.stop
    surprise = np.concatenate([case.surprise for case in cases]) if cases else np.zeros(0)
    counted = np.concatenate([case.counted for case in cases]) if cases else np.zeros(0, dtype=np.bool_)
    grid = np.array(list(product(COMMON, DISCREPANCY)))
    found = [
        _adjusted(pull, np.where(same, inside, rho * pull.T @ pull) + np.diag(counted * tau**2), surprise, rho)
        for rho, tau in grid
    ]
    likelihood = np.array([each[2] for each in found])
    weights = np.exp(likelihood - likelihood.max())
    return Taught(
        numbers,
        weights / weights.sum(),
        grid[:, 0],
        grid[:, 1],
        np.stack([each[0] for each in found]),
        np.stack([each[1] for each in found]),
    )


def _adjusted(pull: Floats, variance: Floats, surprise: Floats, rho: float) -> tuple[Floats, Floats, float]:
    """Mean and covariance of the common part, and the logarithm of the data's normal likelihood."""
    gain = np.linalg.solve(variance, pull.T).T
    mean = np.sqrt(rho) * gain @ surprise
    covariance = np.eye(pull.shape[0]) - rho * gain @ pull.T
    _, log_size = np.linalg.slogdet(variance)
    likelihood = -0.5 * (float(surprise @ np.linalg.solve(variance, surprise)) + float(log_size))
    return mean, covariance, likelihood


def _by_cell(cells: NDArray[np.intp]) -> list[tuple[int, NDArray[np.intp]]]:
    return [(int(cell), np.nonzero(cells == cell)[0]) for cell in np.unique(cells)]
