"""Poverty before and after, with the error of the change: the same clusters, and often the same people, came twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from outgrow.micro.design.wording import p_words
from outgrow.micro.welfare.estimates import LEVEL, Estimate, Estimates, amount, estimate, in_points
from outgrow.micro.welfare.influence import NAMES, POVERTY, Measure, influence
from outgrow.micro.welfare.sampling import Floats, Sampling, covariance
from outgrow.micro.welfare.survey_poverty import survey_poverty
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

ROUNDING = 1e-12  # of the measure; a smaller change is that of the computer's arithmetic
NO_CAUSE = (
    "This is what changed between two moments, whatever changed it; only a comparison group tells what the initiative "
    "did."
)


@dataclass(frozen=True, slots=True)
class PovertyChange:
    """Two rounds of a survey compared.

    Parameters
    ----------
    before, after
        Estimates of each round.
    change
        After less before, in the order of the measures.
    p_values
        Two-sided, against no change.
    level
        Confidence level.
    """

    before: Estimates
    after: Estimates
    change: tuple[Estimate, ...]
    p_values: tuple[float, ...]
    level: float = LEVEL

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: one row a measure and one each for before, after and change."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        changed = Estimates(self.change, self.before.design, self.level).to_frame()
        parts = {"before": self.before.to_frame(), "after": self.after.to_frame(), "change": changed}
        return pl.concat([frame.with_columns(pl.lit(name).alias("round")) for name, frame in parts.items()])

    def summary(self) -> str:
        """Each measure before and after, the change with its interval, and what it does not say."""
        said = []
        for c, p in zip(self.change, self.p_values, strict=True):
            b, a = self.before[c.measure], self.after[c.measure]
            name = NAMES.get(c.measure, c.measure)
            said.append(
                f"{name[0].upper()}{name[1:]}: {_plain(b)} before, {_plain(a)} after, a change of "
                f"{in_points(c.value, c.unit, c.low, c.high, self.level)}, {p_words(p)}."
            )
        return " ".join([*said, NO_CAUSE, *dict.fromkeys((*self.before.notes, *self.after.notes))])


def poverty_change(
    income: ArrayLike,
    line: ArrayLike,
    after: ArrayLike,
    plan: Sampling,
    *,
    measures: Sequence[Measure] = POVERTY,
    money: str = "",
    level: float = LEVEL,
) -> PovertyChange:
    """Compare poverty in two rounds of a survey, one under the other in the same columns.

    Parameters
    ----------
    income
        Income per person, in the money of its own round, shape (n,).
    line
        Poverty line, one for all or one a row (each round in its own prices), shape (n,).
    after
        Whether the row belongs to the second round, shape (n,).
    plan
        How the rows were drawn. Rounds share clusters where they went to the same places: the same label then stands
        in both. A panel without clusters takes the household as its cluster, so that both its rows stand together.
    measures
        As in `survey_poverty`.
    money
        Unit of income.
    level
        Confidence level.

    Returns
    -------
    PovertyChange
        Both rounds, and the change with a standard error that allows for what the rounds share.

    Raises
    ------
    InputError
        As `survey_poverty`, and when one of the rounds has no rows.

    Examples
    --------
    >>> from outgrow.micro.welfare.sampling import sampling
    >>> plan = sampling(6, clusters=[1, 2, 3, 1, 2, 3])
    >>> found = poverty_change([50, 80, 120, 90, 110, 130], 100, [0, 0, 0, 1, 1, 1], plan, measures=["headcount"])
    >>> round(found.change[0].value, 6)
    -0.333333
    """
    later = np.asarray(after).astype(bool).ravel()
    _check_rounds(later, plan.rows)
    names = np.where(later, "after", "before")
    both = survey_poverty(income, line, plan, by=names, measures=measures, money=money, level=level)
    y, z = np.asarray(income, dtype=np.float64).ravel(), np.asarray(line, dtype=np.float64)
    z = np.broadcast_to(z, y.shape)
    rows, p_values = [], []
    for measure in measures:
        u = _influence(measure, y, z, plan, later) - _influence(measure, y, z, plan, ~later)
        error = float(covariance(u, plan)[0, 0] ** 0.5)
        b, a = both.of(measure, "before"), both.of(measure, "after")
        gain, unit = a.value - b.value, a.unit
        noise = ROUNDING * max(abs(a.value), abs(b.value))
        gain, error = (x if abs(x) > noise else 0.0 for x in (gain, error))
        free = plan.degrees_of_freedom
        rows.append(_change(measure, gain, error, free, plan.rows, unit, level))
        p_values.append(_p_value(gain, error, free))
    return PovertyChange(_round(both, "before"), _round(both, "after"), tuple(rows), tuple(p_values), level)


def _influence(measure: Measure, y: Floats, z: Floats, plan: Sampling, rows: np.ndarray) -> Floats:
    """Influence of each row on the measure of some rows; none from the others."""
    w = plan.weights[rows]
    _, inside = influence(measure, y[rows], w, z[rows])
    u = np.zeros(plan.rows)
    u[rows] = inside / w.sum()
    return u


def _change(measure: str, gain: float, error: float, free: int, rows: int, unit: str, level: float) -> Estimate:
    """A difference has a symmetric interval, whatever it is a difference of."""
    found = estimate("difference", gain, error, free, rows, unit=unit, level=level)
    return Estimate(measure, gain, error, found.low, found.high, free, rows, unit=unit)


def _p_value(gain: float, error: float, freedom: int) -> float:
    if error == 0:
        return 1.0 if gain == 0 else 0.0
    return float(2 * stdtr(freedom, -abs(gain) / error))


def _round(both: Estimates, name: str) -> Estimates:
    """One round of two, as estimates for everybody."""
    rows = [
        Estimate(r.measure, r.value, r.standard_error, r.low, r.high, r.degrees_of_freedom, r.rows, unit=r.unit)
        for r in both.rows
        if r.group == name
    ]
    return Estimates(tuple(rows), both.design, both.level, both.notes)


def _plain(row: Estimate) -> str:
    return f"{100 * row.value:.1f} %" if row.unit == "share" else amount(row.value)


def _check_rounds(later: np.ndarray, rows: int) -> None:
    if later.size != rows:
        found = f"{later.size} rows told apart for {rows} rows"
        raise InputError.single(
            "poverty before and after", found, "every row has its round", "match the columns", "after"
        )
    if later.all() or not later.any():
        found = "every row in the same round"
        why = "a change needs rows before and rows after"
        raise InputError.single("poverty before and after", found, why, "mark the second round", "after")
