r"""How good a set of predictions was: hits, Brier score, and the same for those who know less.

The Brier score of one case is :math:`\sum_k (p_k - o_k)^2` over the classes (Brier 1950, Monthly Weather Review
78:1-3): 0 for certainty that came true, 2 for certainty that did not. The base rate of a case is the share of each
class among the *other* cases, so that no case helps to predict itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from outgrow.conditions import CLASSES

Floats = NDArray[np.float64]
Z90 = 1.6448536269514722  # of a two-sided 90 % interval
WEIGHTS = np.linspace(0.0, 1.0, 21)  # of the model in the blend


@dataclass(frozen=True, slots=True)
class Score:
    """Score of one forecaster over the cases.

    Parameters
    ----------
    name, text
        Who forecasts, and from what.
    hits, cases
        Cases whose likeliest class came true, of how many.
    brier
        Mean Brier score, 0 (best) to 2.
    each
        Brier score of each case, shape (cases,).
    right
        Which cases were hit, shape (cases,).
    """

    name: str
    text: str
    hits: int
    cases: int
    brier: float
    each: Floats
    right: NDArray[np.bool_]

    def over(self, which: Sequence[int]) -> Score:
        """The score over some of the cases, by their positions."""
        return _scored(self.name, self.text, self.each[list(which)], self.right[list(which)])

    @property
    def hit_rate(self) -> float:
        """Share of the cases that were hit."""
        return self.hits / self.cases

    @property
    def interval(self) -> tuple[float, float]:
        """90 % interval of the hit rate (Wilson 1927, Journal of the American Statistical Association 22:209-212)."""
        n, p, z2 = self.cases, self.hit_rate, Z90**2
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = Z90 / (1 + z2 / n) * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        return max(float(middle - half), 0.0), min(float(middle + half), 1.0)


def brier(forecast: Mapping[str, float], outcome: str) -> float:
    """Brier score of one forecast.

    Examples
    --------
    >>> brier({"scales": 0.5, "stalls": 0.5}, "scales")
    0.5
    """
    classes = dict.fromkeys([*forecast, outcome])
    return sum((forecast.get(name, 0.0) - (name == outcome)) ** 2 for name in classes)


def score(name: str, text: str, forecasts: Sequence[Mapping[str, float]], outcomes: Sequence[str]) -> Score:
    """Score of a forecaster.

    Parameters
    ----------
    name, text
        Who forecasts, and from what.
    forecasts
        Probability of each class for each case.
    outcomes
        What became of each case.
    """
    each = np.array([brier(f, o) for f, o in zip(forecasts, outcomes, strict=True)])
    right = np.array([likeliest(f) == o for f, o in zip(forecasts, outcomes, strict=True)])
    return _scored(name, text, each, right)


def _scored(name: str, text: str, each: Floats, right: NDArray[np.bool_]) -> Score:
    return Score(name, text, int(right.sum()), each.size, float(each.mean()), each, right)


def difference(one: Score, other: Score) -> tuple[float, float]:
    """Mean difference of two forecasters' Brier scores over the same cases, and its standard error.

    Parameters
    ----------
    one, other
        Scores over the same cases in the same order; negative differences favour the first. With one case the error
        is infinite.
    """
    each = one.each - other.each
    error = float(each.std(ddof=1) / np.sqrt(each.size)) if each.size > 1 else float("inf")
    return float(each.mean()), error


def more_than_chance(by: float, error: float, cases: int) -> bool:
    """Whether a mean difference lies outside the 90 % interval that so many cases give (Student's t); never for one.

    Examples
    --------
    >>> more_than_chance(0.1, 0.05, 28), more_than_chance(0.1, 0.05, 2), more_than_chance(0.1, float("inf"), 1)
    (True, False, False)
    """
    return cases > 1 and abs(by) > float(student.ppf(0.95, cases - 1)) * error


def likeliest(forecast: Mapping[str, float]) -> str:
    """Class with the highest probability; of equals the first in the order of the classes."""
    return max(CLASSES, key=lambda name: forecast.get(name, 0.0))


def base_rates(outcomes: Sequence[str], told: Sequence[int] = ()) -> list[dict[str, float]]:
    """For each case the share of each class among the others.

    Parameters
    ----------
    outcomes
        What became of each case.
    told
        Number of the case that each tells, where one may be told more than once (see `alike`).

    Examples
    --------
    >>> base_rates(["scales", "scales", "stalls"])[2]
    {'scales': 1.0}
    >>> base_rates(["scales", "scales", "stalls"], [0, 0, 2])[0]
    {'stalls': 1.0}
    """
    made = []
    for own in _own(outcomes, told):
        others = [o for k, o in enumerate(outcomes) if k not in own]
        made.append({name: others.count(name) / len(others) for name in CLASSES if name in others})
    return made


def blended(
    model: Sequence[Mapping[str, float]],
    rates: Sequence[Mapping[str, float]],
    outcomes: Sequence[str],
    told: Sequence[int] = (),
) -> tuple[list[dict[str, float]], Floats]:
    """Model and base rate mixed with the weight that was best for the other cases.

    Parameters
    ----------
    model, rates, outcomes
        Both forecasts of each case, and what became of it.
    told
        Number of the case that each tells, where one may be told more than once.

    Returns
    -------
    tuple
        The mixed forecasts, and the model's weight in each, shape (cases,).
    """
    mixed = [[_mix(m, b, w) for w in WEIGHTS] for m, b in zip(model, rates, strict=True)]
    losses = np.array([[brier(f, o) for f in row] for row, o in zip(mixed, outcomes, strict=True)])
    best = [int(np.delete(losses, own, axis=0).sum(axis=0).argmin()) for own in _own(outcomes, told)]
    return [row[b] for row, b in zip(mixed, best, strict=True)], WEIGHTS[best]


def _own(outcomes: Sequence[str], told: Sequence[int]) -> list[list[int]]:
    """For each case the positions at which it is told; its own where nothing is said of that."""
    numbers = list(told) or list(range(len(outcomes)))
    return [[k for k, other in enumerate(numbers) if other == number] for number in numbers]


def _mix(model: Mapping[str, float], rate: Mapping[str, float], weight: float) -> dict[str, float]:
    return {
        name: float(weight * model.get(name, 0.0) + (1.0 - weight) * rate.get(name, 0.0))
        for name in CLASSES
        if name in model or name in rate
    }
