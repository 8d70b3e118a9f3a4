"""Strata of households that differ in returns, mixed with their farm weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.micro.adoption import SelfSelection
from outgrow.micro.sample import Sample, checked_sample
from outgrow.micro.selection_poverty import selection_poverty
from outgrow.vocabulary import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mixture:
    """What all strata together show.

    Parameters
    ----------
    adoption
        Share of all households that joins.
    att, atu, ate
        Mean gain of those who join, of those who stay out if they joined, and of everybody.
    mean_before, mean_after
        Mean return of everybody, before and after households chose.
    poverty_before, poverty_after
        Foster-Greer-Thorbecke indices for alpha 0, 1 and 2; None when no poverty line was given.
    """

    adoption: float
    att: float
    atu: float
    ate: float
    mean_before: float
    mean_after: float
    poverty_before: tuple[float, float, float] | None
    poverty_after: tuple[float, float, float] | None


def mix(
    strata: Sequence[SelfSelection],
    weights: ArrayLike,
    line: float | None = None,
    other_income: ArrayLike = 0.0,
    household_size: ArrayLike = 1.0,
) -> Mixture:
    """Mix strata of households with their weights.

    Parameters
    ----------
    strata
        Returns and choice of each stratum, length s.
    weights
        Number or share of households in each, shape (s,).
    line
        Poverty line per head and season, the same in all strata; None to leave poverty out.
    other_income, household_size
        One number for all strata, or one each, shape (s,).

    Returns
    -------
    Mixture
        Shares and means over all households; gains of joiners weigh by who joins in each stratum.

    Raises
    ------
    InputError
        Without strata or weight, or when the columns differ in length.

    Examples
    --------
    >>> one = SelfSelection(500, 400, 620, 480, 0.7)
    >>> round(mix([one, one], [2, 1]).att, 8)
    326.60746688
    """
    sample = checked_sample([s.adoption for s in strata], weights)
    other = _per_stratum(other_income, len(strata), "other_income")
    size = _per_stratum(household_size, len(strata), "household_size")
    join = sample.income
    before, after = (None, None) if line is None else _poverty(strata, sample, line, other, size)
    return Mixture(
        adoption=sample.mean(join),
        att=_mean_of_group([s.att for s in strata], sample.weights * join, "joins"),
        atu=_mean_of_group([s.atu for s in strata], sample.weights * (1 - join), "stays out"),
        ate=sample.mean(np.array([s.ate for s in strata])),
        mean_before=sample.mean(np.array([s.mean_without for s in strata])),
        mean_after=sample.mean(np.array([s.mean_after for s in strata])),
        poverty_before=before,
        poverty_after=after,
    )


def _per_stratum(value: ArrayLike, count: int, name: str) -> Floats:
    """One number a stratum."""
    numbers = np.asarray(value, dtype=np.float64)
    if numbers.shape not in ((), (count,)):
        found = f"{numbers.size} numbers for {count} strata"
        raise InputError.single("strata", found, "give one number for all strata, or one each", "", name)
    return np.broadcast_to(numbers, (count,))


def _mean_of_group(gains: list[float], weights: Floats, verb: str) -> float:
    """Mean gain of a group over the strata."""
    if not weights.sum() > 0:
        raise InputError.single("strata", f"nobody {verb}", "its mean gain does not exist", "report adoption only")
    return float(np.average(gains, weights=weights))


def _poverty(
    strata: Sequence[SelfSelection], sample: Sample, line: float, other: Floats, size: Floats
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Indices of alpha 0, 1 and 2 before and after, over all strata."""
    rows = [
        [selection_poverty(s, line, alpha, float(o), float(n)) for s, o, n in zip(strata, other, size, strict=True)]
        for alpha in (0, 1, 2)
    ]
    before = [sample.mean(np.array([p.before for p in row])) for row in rows]
    after = [sample.mean(np.array([p.after for p in row])) for row in rows]
    return (before[0], before[1], before[2]), (after[0], after[1], after[2])
