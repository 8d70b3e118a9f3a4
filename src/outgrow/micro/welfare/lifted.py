"""How many persons an effect, or the time between two rounds, lifts over the poverty line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from outgrow.micro.sample import rows_told
from outgrow.micro.welfare.estimates import LEVEL, interval
from outgrow.micro.welfare.sampling import Floats, Sampling, covariance
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    import polars as pl

EFFECTS = 201  # equally likely values of the effect at which poverty is counted


@dataclass(frozen=True, slots=True)
class PersonsLifted:
    """Persons over the line who would be, or were, below it.

    Parameters
    ----------
    lifted
        Net number of persons.
    low, high
        Confidence interval.
    standard_error
        Its standard error.
    persons
        Persons in the population that the sample stands for.
    level
        Confidence level.
    escaped, fell
        Persons who crossed the line upwards and downwards; None where only an effect on the mean is known.
    basis
        What the number compares.
    """

    lifted: float
    low: float
    high: float
    standard_error: float
    persons: float
    level: float
    escaped: float | None
    fell: float | None
    basis: str

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: measure, value, standard error, low, high."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows: list[tuple[str, float | None, float | None, float | None, float | None]]
        rows = [("persons lifted, net", self.lifted, self.standard_error, self.low, self.high)]
        rows += [("escaped", self.escaped, None, None, None), ("fell", self.fell, None, None, None)]
        rows += [("persons", self.persons, None, None, None)]
        columns = dict.fromkeys(("value", "standard_error", "low", "high"), pl.Float64)
        schema = {"measure": pl.String} | columns
        return pl.DataFrame([r for r in rows if r[1] is not None], schema=schema, orient="row")

    def summary(self) -> str:
        """The net number with its interval, and what it compares."""
        share = 100 * self.lifted / self.persons
        moves = ""
        if self.escaped is not None and self.fell is not None:
            moves = f" {self.escaped:,.0f} persons crossed the line upwards and {self.fell:,.0f} downwards."
        return (
            f"Persons lifted over the line, net: {self.lifted:z,.0f} ({100 * self.level:.0f} % interval "
            f"{self.low:z,.0f} to {self.high:z,.0f}) of {self.persons:,.0f}, {share:.1f} %.{moves} {self.basis}"
        )


def lifted_between(
    before: ArrayLike,
    after: ArrayLike,
    line_before: float,
    line_after: float,
    plan: Sampling,
    *,
    level: float = LEVEL,
) -> PersonsLifted:
    """Count who crossed the line between two rounds of a panel.

    Parameters
    ----------
    before, after
        Income per person of the same households in two rounds, shape (n,).
    line_before, line_after
        Poverty line in the money of each round.
    plan
        How the households were drawn; its weights count persons (survey weight times household size).
    level
        Confidence level.

    Returns
    -------
    PersonsLifted
        Net number with the error of a total, and both gross flows.

    Raises
    ------
    InputError
        For columns that differ in length, incomes that are not finite, lines that are not positive.

    Examples
    --------
    >>> from outgrow.micro.welfare.sampling import sampling
    >>> found = lifted_between([50, 80, 120], [90, 110, 130], 100, 100, sampling(3, [10, 20, 30]))
    >>> found.lifted, found.escaped, found.fell
    (20.0, 20.0, 0.0)
    """
    y0, y1 = (np.asarray(y, dtype=np.float64).ravel() for y in (before, after))
    _check((y0, y1), (line_before, line_after), plan)
    up = ((y0 < line_before) & (y1 >= line_after)).astype(np.float64)
    down = ((y0 >= line_before) & (y1 < line_after)).astype(np.float64)
    w = plan.weights
    net = float(np.sum(w * (up - down)))
    error = float(covariance(up - down, plan)[0, 0] ** 0.5)
    low, high = interval(net, error, plan.degrees_of_freedom, level)
    basis = "It compares two moments; the initiative need not be the reason."
    return PersonsLifted(
        net, low, high, error, float(w.sum()), level, float(np.sum(w * up)), float(np.sum(w * down)), basis
    )


def lifted_by_effect(
    income: ArrayLike,
    line: float,
    effect: float,
    standard_error: float,
    plan: Sampling,
    *,
    relative: bool = False,
    persons: ArrayLike | None = None,
    level: float = LEVEL,
) -> PersonsLifted:
    """Count whom an effect on income lifts over the line: incomes as they are against incomes without the effect.

    Parameters
    ----------
    income
        Income per person of those who took part, as measured after, shape (n,).
    line
        Poverty line.
    effect
        Effect on income per person: an amount, or where ``relative`` a share (0.1 is 10 % more than without).
    standard_error
        Of the effect; zero where it is taken as certain.
    plan
        How the rows were drawn; its weights count persons.
    relative
        Whether the effect is a share.
    persons
        Members of each household, shape (n,), where the effect is an amount per household; each member then gained
        that part of it. None where it is an amount per person.
    level
        Confidence level.

    Returns
    -------
    PersonsLifted
        Its interval holds both the uncertainty of the effect and that of the sample.

    Raises
    ------
    InputError
        For incomes, line or effect that cannot be used.

    Notes
    -----
    Without the effect a household would have ``y - effect``, or ``y/(1 + effect)``: everybody's effect is taken as
    the mean one, so households near the line decide. The effect is run through its quantiles; the interval is that
    of the mixture of the sampling distributions at each.

    Examples
    --------
    >>> from outgrow.micro.welfare.sampling import sampling
    >>> found = lifted_by_effect([50, 105, 150], 100, 10, 0.0, sampling(3, [10, 20, 30]))
    >>> found.lifted
    20.0
    """
    y = np.asarray(income, dtype=np.float64).ravel()
    _check((y,), (line,), plan)
    _check_effect(effect, standard_error, relative)
    size = _sizes(persons, y.size, relative)
    scores = ndtri((np.arange(EFFECTS) + 0.5) / EFFECTS) if standard_error else np.zeros(1)
    effects = np.maximum(effect + standard_error * scores, -0.99) if relative else effect + standard_error * scores
    means, errors = np.empty(effects.size), np.empty(effects.size)
    for i, tau in enumerate(effects):
        without = y / (1 + tau) if relative else y - tau / size
        moved = (without < line).astype(np.float64) - (y < line)
        means[i] = np.sum(plan.weights * moved)
        errors[i] = covariance(moved, plan)[0, 0] ** 0.5
    middle = y / (1 + effect) if relative else y - effect / size
    lifted = float(np.sum(plan.weights * ((middle < line).astype(np.float64) - (y < line))))
    low, high = _mixture_interval(means, errors, level)
    spread = float(np.sqrt(np.var(means) + np.mean(errors**2)))
    basis = "It sets the incomes found against the same incomes less the mean effect; who gained more is not known."
    return PersonsLifted(lifted, low, high, spread, float(plan.weights.sum()), level, None, None, basis)


def _mixture_interval(means: Floats, errors: Floats, level: float) -> tuple[float, float]:
    """Quantiles of an equal mixture of normal distributions."""
    if errors.max() == 0:
        low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)
    s = np.maximum(errors, 1e-9 * errors.max())
    ends = float((means - 10 * s).min()), float((means + 10 * s).max())
    low, high = (
        brentq(lambda x, p=p: float(ndtr((x - means) / s).mean()) - p, *ends)
        for p in ((1 - level) / 2, (1 + level) / 2)
    )
    return float(low), float(high)


def _check(incomes: tuple[Floats, ...], lines: tuple[float, ...], plan: Sampling) -> None:
    defects = []
    for y in incomes:
        if y.size != plan.rows:
            found = f"{y.size} incomes for a design of {plan.rows} rows"
            defects.append(Defect(found, "income", "a design describes the rows it was made for", "match the columns"))
        elif not np.isfinite(y).all():
            bad = np.flatnonzero(~np.isfinite(y))
            why = "an unknown income lies on neither side of a line"
            defects.append(Defect(rows_told(bad), "income", why, "drop or impute them"))
    for line in lines:
        if not (np.isfinite(line) and line > 0):
            why = "a poverty line is a positive finite number"
            defects.append(Defect(f"{line}", "line", why, "give it in the unit of income"))
    if defects:
        raise InputError("persons lifted", defects)


def _sizes(persons: ArrayLike | None, rows: int, relative: bool) -> Floats:
    """Persons that an amount is shared by, one where it is a person's."""
    if persons is None:
        return np.ones(rows)
    size = np.asarray(persons, dtype=np.float64).ravel()
    if relative:
        why = "a share of income is the same for a person and a household"
        raise InputError.single("persons lifted", "persons beside a relative effect", why, "leave one out", "persons")
    if size.size != rows or not (np.isfinite(size) & (size > 0)).all():
        found = f"{size.size} sizes for {rows} incomes" if size.size != rows else "a size that is not above 0"
        why = "every household has its number of members"
        raise InputError.single("persons lifted", found, why, "match the columns, or drop these rows", "persons")
    return size


def _check_effect(effect: float, error: float, relative: bool) -> None:
    defects = []
    if not np.isfinite(effect) or (relative and effect <= -1):
        why = "an effect is a finite number, and a share of income cannot fall by all of it"
        defects.append(Defect(f"{effect}", "effect", why, "check the unit"))
    if not (np.isfinite(error) and error >= 0):
        defects.append(Defect(f"{error}", "standard_error", "it is zero or positive", "correct it"))
    if defects:
        raise InputError("persons lifted", defects)
