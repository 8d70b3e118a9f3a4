"""Poverty and inequality of a weighted sample of incomes.

Everywhere ``income`` is one number a row (per head, in any currency), ``line`` the poverty line in the same
unit, a row is poor when its income is strictly below the line, and negative incomes count with their full
gap. Rows weigh ``weights`` (survey weight, times persons where persons are counted), or all the same when
left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from outgrow.micro.sample import Floats, Sample, checked_line, checked_sample, rows_told
from outgrow.vocabulary import InputError


def fgt(income: ArrayLike, line: float, alpha: float, weights: ArrayLike | None = None) -> float:
    """Foster-Greer-Thorbecke poverty: mean of ``((z - y)/z)^alpha``, zero for those at z or above.

    Parameters
    ----------
    income
        Incomes, shape (n,).
    line
        Poverty line z, positive, in the unit of income.
    alpha
        0 for the headcount share, 1 for the poverty gap, 2 for its severity; any number from 0.
    weights
        Weight of each row, shape (n,), zero or positive.

    Returns
    -------
    float
        The index. Between 0 and 1 when no income is negative.

    Raises
    ------
    InputError
        With every defect: no rows, no weight, rows that are not finite numbers, a line that is not
        positive, a negative alpha.

    Notes
    -----
    Foster, Greer and Thorbecke (1984), "A class of decomposable poverty measures", Econometrica 52(3).

    Examples
    --------
    >>> incomes = [100, 110, 150, 160]
    >>> [round(fgt(incomes, 125, alpha), 10) for alpha in (0, 1, 2)]
    [0.5, 0.08, 0.0136]
    """
    sample = checked_sample(income, weights)
    if not (np.isfinite(alpha) and alpha >= 0):
        raise InputError.single("poverty", f"alpha = {alpha}", "alpha is zero or positive", "use 0, 1 or 2")
    gaps = _gaps(sample, line)
    poor = gaps > 0
    return sample.mean(np.where(poor, np.where(poor, gaps, 1.0) ** alpha, 0.0))


def watts(income: ArrayLike, line: float, weights: ArrayLike | None = None) -> float:
    """Watts poverty: mean of ``ln(z/y)`` over everybody, zero for those at z or above.

    Parameters
    ----------
    income, line, weights
        As in `fgt`; incomes must be positive, because the logarithm of others is not defined.

    Raises
    ------
    InputError
        As `fgt`, and with the rows whose income is zero or negative.

    Notes
    -----
    Watts (1968), "An economic definition of poverty", in Moynihan (ed.), On Understanding Poverty.

    Examples
    --------
    >>> round(watts([50.0, 100.0], 100.0), 10)
    0.3465735903
    """
    sample = checked_sample(income, weights)
    z = checked_line(line)
    if np.any(sample.income <= 0):
        rows = np.flatnonzero(sample.income <= 0)
        why = "the Watts index takes the logarithm of income, which only positive numbers have"
        todo = "correct these rows, or use fgt, which keeps negative incomes"
        raise InputError.single("Watts index", rows_told(rows), why, todo, "income")
    return sample.mean(np.log(z / np.minimum(sample.income, z)))


def sen(income: ArrayLike, line: float) -> float:
    """Sen's poverty index: gaps weighted by the rank among the poor.

    ``2/((q+1) n z) * sum (z - y_i)(q + 1 - i)`` over the q poor, poorest first. Its ranks count rows, so it
    takes no weights and changes when the sample is replicated; `sen_shorrocks_thon` does neither.

    Parameters
    ----------
    income, line
        As in `fgt`, one row a person.

    Raises
    ------
    InputError
        As `fgt`.

    Notes
    -----
    Sen (1976), "Poverty: an ordinal approach to measurement", Econometrica 44(2).

    Examples
    --------
    >>> round(sen([50.0, 100.0, 200.0], 100.0), 10)
    0.1666666667
    """
    sample = checked_sample(income, None)
    gaps = np.sort(_gaps(sample, line))[::-1]
    gaps = gaps[gaps > 0]
    poor = len(gaps)
    return float(2 * np.sum(gaps * np.arange(poor, 0, -1)) / ((poor + 1) * len(sample.income)))


def thon(income: ArrayLike, line: float) -> float:
    """Thon's poverty index: gaps weighted by the rank among everybody.

    ``2/(n (n+1) z) * sum (z - y_i)(n + 1 - i)`` over the poor, poorest first. Unlike Sen's, it rises with
    every transfer from a poor to a richer person. Its limit in large samples is `sen_shorrocks_thon`.

    Parameters
    ----------
    income, line
        As in `fgt`, one row a person.

    Raises
    ------
    InputError
        As `fgt`.

    Notes
    -----
    Thon (1979), "On measuring poverty", Review of Income and Wealth 25(4).

    Examples
    --------
    >>> round(thon([50.0, 100.0, 200.0], 100.0), 10)
    0.25
    """
    sample = checked_sample(income, None)
    gaps = np.sort(np.maximum(_gaps(sample, line), 0.0))[::-1]
    count = len(gaps)
    return float(2 * np.sum(gaps * np.arange(count, 0, -1)) / (count * (count + 1)))


def sen_shorrocks_thon(income: ArrayLike, line: float, weights: ArrayLike | None = None) -> float:
    """Sen-Shorrocks-Thon index: Sen's idea made replication invariant, continuous and fit for survey weights.

    The poverty gap times one plus the Gini coefficient of everybody's gaps: over the poor,
    ``1/(n^2 z) * sum (z - y_i)(2n - 2i + 1)`` when all rows weigh the same.

    Parameters
    ----------
    income, line, weights
        As in `fgt`.

    Raises
    ------
    InputError
        As `fgt`.

    Notes
    -----
    Shorrocks (1995), "Revisiting the Sen poverty index", Econometrica 63(5).

    Examples
    --------
    >>> round(sen_shorrocks_thon([50.0, 100.0, 200.0], 100.0), 10)
    0.2777777778
    """
    sample = checked_sample(income, weights)
    gaps = np.maximum(_gaps(sample, line), 0.0)
    mean_gap = sample.mean(gaps)
    return mean_gap * (1 + _gini(gaps, sample.weights)) if mean_gap > 0 else 0.0


def takayama(income: ArrayLike, line: float, weights: ArrayLike | None = None) -> float:
    """Takayama's poverty index: Gini coefficient of incomes cut off at the poverty line.

    Parameters
    ----------
    income, line, weights
        As in `fgt`; the mean of the cut incomes must be positive.

    Raises
    ------
    InputError
        As `fgt` and `gini`.

    Notes
    -----
    Takayama (1979), "Poverty, income inequality, and their measures: Professor Sen's axiomatic approach
    reconsidered", Econometrica 47(3). The index can fall when a poor person loses income.

    Examples
    --------
    >>> round(takayama([50.0, 100.0, 200.0], 100.0), 10)
    0.1333333333
    """
    sample = checked_sample(income, weights)
    return gini(np.minimum(sample.income, checked_line(line)), sample.weights)


def gini(income: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Gini coefficient: one less twice the area under the Lorenz curve.

    Parameters
    ----------
    income, weights
        As in `fgt`. Negative incomes are kept, so the coefficient can exceed one.

    Returns
    -------
    float
        The replication-invariant coefficient: 0 for equal incomes, (n - 1)/n when one of n rows has
        everything.

    Raises
    ------
    InputError
        As `fgt`, and when the mean income is not positive: the coefficient is then not defined.

    Notes
    -----
    Lerman and Yitzhaki (1989), "Improving the accuracy of estimates of Gini coefficients", Journal of
    Econometrics 42(1), for weighted samples.

    Examples
    --------
    >>> round(gini([1.0, 2.0, 3.0, 4.0]), 10)
    0.25
    >>> round(gini([1.0, 3.0], weights=[3.0, 1.0]), 10)
    0.25
    """
    sample = checked_sample(income, weights)
    mean = sample.mean(sample.income)
    if mean <= 0:
        why = "the Gini coefficient divides by the mean income, which must be positive"
        raise InputError.single("Gini coefficient", f"a mean income of {mean:g}", why, "compare incomes otherwise")
    return _gini(sample.income, sample.weights)


def _gaps(sample: Sample, line: float) -> Floats:
    """Relative gaps (z - y)/z, negative above the line."""
    z = checked_line(line)
    return np.asarray((z - sample.income) / z, dtype=np.float64)


def _gini(values: Floats, weights: Floats) -> float:
    """Gini coefficient by trapezoids under the Lorenz curve."""
    order = np.argsort(values, kind="stable")
    ordered, w = values[order], weights[order] / weights.sum()
    lorenz = np.cumsum(w * ordered)
    area = np.sum(w * (lorenz + np.concatenate([[0.0], lorenz[:-1]])))
    return float(1 - area / lorenz[-1])
