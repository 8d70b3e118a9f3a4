"""The living-income gap of a survey with design-based errors."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from outgrow.micro.living_income import living_income_gap
from outgrow.micro.sample import checked_line, checked_sample
from outgrow.micro.welfare.estimates import LEVEL, Estimate, Estimates, estimate
from outgrow.micro.welfare.sampling import Floats, Sampling, covariance, sampling


def survey_living_income(
    income: ArrayLike, benchmark: float, plan: Sampling | None = None, *, money: str = "", level: float = LEVEL
) -> Estimates:
    """Estimate how far households are from a living income, with errors that follow from how they were drawn.

    Parameters
    ----------
    income
        Net household incomes, shape (n,), in the unit of the benchmark.
    benchmark
        Living income of a household, positive.
    plan
        How the households were drawn; its weights count households. None for a simple random sample.
    money
        Unit of income, for the median.
    level
        Confidence level.

    Returns
    -------
    Estimates
        ``share_below``, ``gap_of_all``, ``gap_of_those_below`` (left out when nobody is below) and ``median``.

    Raises
    ------
    InputError
        As `living_income_gap`.

    Notes
    -----
    The gap of those below is a ratio of means and linearised as one. The median's interval is Woodruff's (1952,
    Journal of the American Statistical Association 47): the incomes at which the distribution reaches the ends of
    the interval of the share of one half.

    Examples
    --------
    >>> found = survey_living_income([50.0, 80.0, 120.0, 150.0], 100.0)
    >>> round(found["gap_of_those_below"].value, 4), found["share_below"].value
    (0.35, 0.5)
    """
    drawn = plan or sampling(np.asarray(income).size)
    sample = checked_sample(income, drawn.weights)
    z = checked_line(benchmark)
    plain = living_income_gap(sample.income, z, sample.weights)
    below = (sample.income < z).astype(np.float64)
    gaps = np.maximum(1 - sample.income / z, 0.0)
    total = sample.weights.sum()
    free, count = drawn.degrees_of_freedom, sample.income.size

    def found(name: str, value: float, influence: Floats) -> Estimate:
        error = float(covariance(influence / total, drawn)[0, 0] ** 0.5)
        return estimate(name, value, error, free, count, level=level)

    rows = [
        found("share_below", plain.share_below, below - plain.share_below),
        found("gap_of_all", plain.gap_of_all, gaps - plain.gap_of_all),
    ]
    if plain.gap_of_those_below is not None:
        ratio = plain.gap_of_those_below
        rows.append(found("gap_of_those_below", ratio, (gaps - ratio * below) / plain.share_below))
    rows.append(_median(sample.income, drawn, (1 - plain.gap_of_median) * z, money, level))
    return Estimates(tuple(rows), drawn.sentence(), level)


def _median(y: Floats, plan: Sampling, middle: float, money: str, level: float) -> Estimate:
    """Median with Woodruff's interval; its error is the interval's half width over the quantile."""
    total = plan.weights.sum()
    below = (y <= middle).astype(np.float64)
    share = float(np.sum(plan.weights * below) / total)
    error = float(covariance((below - share) / total, plan)[0, 0] ** 0.5)
    t = float(stdtrit(plan.degrees_of_freedom, (1 + level) / 2))
    order = np.argsort(y, kind="stable")
    reached = np.cumsum(plan.weights[order]) / total
    low, high = (
        float(y[order][min(int(np.searchsorted(reached, 0.5 + sign * t * error)), y.size - 1)]) for sign in (-1, 1)
    )
    free = plan.degrees_of_freedom
    return Estimate(
        "median", middle, (high - low) / (2 * t), min(low, middle), max(high, middle), free, y.size, unit=money
    )
