"""Poverty and inequality of a survey, for everybody or by group, with errors that follow from how it was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from outgrow.micro.sample import rows_told
from outgrow.micro.welfare.codes import codes_of
from outgrow.micro.welfare.domains import Domains, domain_means
from outgrow.micro.welfare.estimates import EVERYBODY, LEVEL, Estimate, Estimates, estimate
from outgrow.micro.welfare.influence import MEANS, MEASURES, NEED_POSITIVE, POVERTY, Measure, contributions, influence
from outgrow.micro.welfare.sampling import Codes, Floats, Sampling, covariance, sampling
from outgrow.vocabulary import Defect, InputError, did_you_mean

INDICES = {"watts", "gini", "theil", "mean_log_deviation", "sen_shorrocks_thon"}
FEW_CLUSTERS = 10


def survey_poverty(
    income: ArrayLike,
    line: ArrayLike,
    plan: Sampling | None = None,
    *,
    by: ArrayLike | None = None,
    measures: Sequence[Measure] = POVERTY,
    money: str = "",
    level: float = LEVEL,
) -> Estimates:
    """Estimate poverty and inequality with design-based standard errors.

    Parameters
    ----------
    income
        Income per person, one number a row, shape (n,).
    line
        Poverty line in the same unit: one for all, or one a row (other prices, other years), shape (n,).
    plan
        How the rows were drawn, from `sampling`; its weights count persons where they are survey weight times
        household size. None for a simple random sample of equal weights.
    by
        Group of each row, shape (n,); None for everybody together.
    measures
        ``headcount``, ``gap``, ``severity``, ``watts``, ``sen_shorrocks_thon``, ``gini``, ``theil``,
        ``mean_log_deviation``, ``mean``.
    money
        Unit of income, for the mean.
    level
        Confidence level.

    Returns
    -------
    Estimates
        One row a group and measure.

    Raises
    ------
    InputError
        With every defect: incomes that are not finite, a line that is not positive, a column of another length, an
        unknown measure, incomes that are not positive where a measure takes their logarithm.

    Notes
    -----
    Foster, Greer and Thorbecke (1984); Taylor linearisation as in Binder (1983) and Deville (1999). The line is taken
    as known. Intervals use Student's t with clusters less strata as degrees of freedom, on the log-odds for headcounts.

    Examples
    --------
    >>> found = survey_poverty([100.0, 110.0, 150.0, 160.0], 125.0)
    >>> round(found["gap"].value, 10), round(found["gap"].standard_error, 4)
    (0.08, 0.049)
    """
    y, z, drawn, group, names = _checked(income, line, plan, by, measures)
    linear = [m for m in measures if m in MEANS]
    found = domain_means([contributions(m, y, z) for m in linear], drawn, group, len(names))
    table = {m: (found.value[:, k], found.standard_error[:, k]) for k, m in enumerate(linear)}
    for measure in measures:
        if measure not in MEANS:
            table[measure] = _by_group(measure, y, z, drawn, group, len(names))
    rows = [
        _row(measure, i, str(name), table[measure], found, money, level)
        for i, name in enumerate(names)
        for measure in measures
    ]
    return Estimates(tuple(rows), drawn.sentence(), level, _notes(drawn))


def _checked(
    income: ArrayLike, line: ArrayLike, plan: Sampling | None, by: ArrayLike | None, measures: Sequence[Measure]
) -> tuple[Floats, Floats | float, Sampling, Codes, list[Any]]:
    """Columns that fit each other, or everything that is wrong with them."""
    y = np.asarray(income, dtype=np.float64).ravel()
    z = np.asarray(line, dtype=np.float64)
    defects = [*_income_defects(y, measures), *_line_defects(z, y.size)]
    defects += [
        Defect(f"'{m}'", "measures", "it is not a measure of poverty or inequality", did_you_mean(m, MEASURES))
        for m in measures
        if m not in MEASURES
    ]
    group, names, found = codes_of(by, y.size, "by")
    defects += found
    if plan is not None and plan.rows != y.size:
        why = "a design describes the rows that it was made for"
        defects.append(Defect(f"{plan.rows} rows for {y.size} incomes", "plan", why, "state the design of these rows"))
    if not defects and plan is not None and group is not None:
        total = np.bincount(group, plan.weights, len(names))
        empty = [str(name) for name, w in zip(names, total, strict=True) if not w > 0]
        if empty:
            why = "a group whose rows all have a weight of 0 has no mean"
            defects.append(Defect(f"no weight in {', '.join(empty)}", "weights", why, "leave these rows out"))
    if defects:
        raise InputError("poverty of a survey", defects)
    if group is None:
        group, names = np.zeros(y.size, dtype=np.int64), [EVERYBODY]
    return y, z if z.ndim else float(z), plan or sampling(y.size), group, names


def _income_defects(y: Floats, measures: Sequence[Measure]) -> list[Defect]:
    if not y.size:
        return [Defect("no rows", "income", "nobody has neither income nor poverty", "give at least one row")]
    bad = np.flatnonzero(~np.isfinite(y))
    if bad.size:
        why = "an unknown income has no place in a mean"
        return [Defect(rows_told(bad), "income", why, "drop or impute these rows, and say which")]
    low = np.flatnonzero(y <= 0)
    logs = sorted(NEED_POSITIVE.intersection(measures))
    if low.size and logs:
        found = rows_told(low, "at zero or below")
        why = f"{', '.join(logs)} take the logarithm of income, which only positive numbers have"
        return [Defect(found, "income", why, "leave these measures out, or say what these households live on")]
    return []


def _line_defects(z: Floats, rows: int) -> list[Defect]:
    if z.ndim and z.shape != (rows,):
        found = f"{z.size} lines for {rows} incomes"
        return [Defect(found, "line", "a line is one number, or one a row", "match the columns")]
    if not (np.isfinite(z) & (z > 0)).all():
        why = "a poverty line is a positive finite number, because gaps are shares of it"
        return [Defect("a line that is not", "line", why, "give the line in the unit of income")]
    return []


def _by_group(
    measure: Measure, y: Floats, z: Floats | float, plan: Sampling, group: Codes, groups: int
) -> tuple[Floats, Floats]:
    """A measure that is no mean, group by group."""
    order = np.argsort(group, kind="stable")
    ends = np.cumsum(np.bincount(group, minlength=groups))
    values, errors = np.empty(groups), np.empty(groups)
    for g in range(groups):
        rows = order[(ends[g - 1] if g else 0) : ends[g]]
        w = plan.weights[rows]
        values[g], inside = influence(measure, y[rows], w, z[rows] if isinstance(z, np.ndarray) else z)
        u = np.zeros(plan.rows)
        u[rows] = inside / w.sum()
        errors[g] = float(covariance(u, plan)[0, 0] ** 0.5)
    return values, errors


def _row(
    measure: Measure, i: int, name: str, numbers: tuple[Floats, Floats], found: Domains, money: str, level: float
) -> Estimate:
    unit = money if measure == "mean" else "index" if measure in INDICES else "share"
    value, error = (float(column[i]) for column in numbers)
    freedom, rows = int(found.degrees_of_freedom[i]), int(found.rows[i])
    return estimate(measure, value, error, freedom, rows, group=name, unit=unit, level=level)


def _notes(plan: Sampling) -> tuple[str, ...]:
    notes = []
    if plan.clusters < FEW_CLUSTERS:
        notes.append(f"With {plan.clusters} clusters the errors themselves are uncertain.")
    if (plan.clusters_in_stratum == 1).any():
        how = "centred on the mean of all" if plan.lone == "centre" else "taken as drawn for certain"
        notes.append(f"Strata with a single cluster were {how}.")
    return tuple(notes)
