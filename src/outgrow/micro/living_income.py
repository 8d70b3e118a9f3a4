"""How far households are from a living income."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outgrow.micro.sample import Sample, checked_line, checked_sample


@dataclass(frozen=True, slots=True)
class LivingIncomeGap:
    """Distance of a population from a living-income benchmark.

    Parameters
    ----------
    share_below
        Share of households below the benchmark.
    gap_of_those_below
        Mean gap of households below, as a share of the benchmark; None when nobody is below.
    gap_of_all
        Mean gap over all households, zero for those at or above: share below times their gap.
    gap_of_median
        Benchmark less median income, as a share of the benchmark; negative when the median lies above.
    """

    share_below: float
    gap_of_those_below: float | None
    gap_of_all: float
    gap_of_median: float


def living_income_gap(income: ArrayLike, benchmark: float, weights: ArrayLike | None = None) -> LivingIncomeGap:
    """Measure how far households' incomes are from a living income.

    Parameters
    ----------
    income
        Net household incomes, shape (n,), in the unit of the benchmark.
    benchmark
        Living income for a household, positive.
    weights
        Weight of each row, shape (n,), or None.

    Returns
    -------
    LivingIncomeGap
        Shares and gaps.

    Raises
    ------
    InputError
        With every defect of incomes and weights, or a benchmark that is not positive.

    Notes
    -----
    Gap measures as in the guidance of the Living Income Community of Practice; the gap over all is the
    Foster-Greer-Thorbecke index with alpha = 1 and the benchmark as its line.

    Examples
    --------
    >>> gap = living_income_gap([50.0, 80.0, 120.0], 100.0)
    >>> round(gap.share_below, 4), gap.gap_of_those_below, round(gap.gap_of_median, 4)
    (0.6667, 0.35, 0.2)
    """
    sample = checked_sample(income, weights)
    z = checked_line(benchmark)
    gaps = np.maximum(1 - sample.income / z, 0.0)
    share = sample.mean((sample.income < z).astype(np.float64))
    of_all = sample.mean(gaps)
    return LivingIncomeGap(share, of_all / share if share > 0 else None, of_all, 1 - _median(sample) / z)


def _median(sample: Sample) -> float:
    """Weighted median; the middle of two incomes when exactly half the weight lies on each side."""
    order = np.argsort(sample.income, kind="stable")
    ordered, total = sample.income[order], np.cumsum(sample.weights[order])
    half = total[-1] / 2
    below, above = np.searchsorted(total, half, side="left"), np.searchsorted(total, half, side="right")
    return float((ordered[below] + ordered[above]) / 2)
