"""What growth and what redistribution did to poverty between two rounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from outgrow.micro.poverty import fgt
from outgrow.micro.sample import Floats, checked_line, checked_sample
from outgrow.micro.welfare.estimates import LEVEL, in_points
from outgrow.micro.welfare.resampling import resampled_weights
from outgrow.micro.welfare.sampling import Sampling, sampling
from outgrow.vocabulary import InputError, Streams

if TYPE_CHECKING:
    import polars as pl

DRAWS = 400
PARTS = ("change", "growth", "redistribution", "residual")
Split = tuple[float, float, float, float, float, float]
NAMES = {0.0: "headcount", 1.0: "poverty gap", 2.0: "squared poverty gap"}


@dataclass(frozen=True, slots=True)
class GrowthSplit:
    """A change in poverty taken apart.

    Parameters
    ----------
    alpha
        Which Foster-Greer-Thorbecke index.
    before, after
        The index in each round.
    growth
        Change if everybody's income had moved with the mean, averaged over both orders (Shapley).
    redistribution
        Change if the mean had stayed and only shares had moved, averaged over both orders.
    growth_first, redistribution_first, residual
        The version of Datt and Ravallion, both measured from the first round, and what they leave over.
    intervals
        Confidence intervals of change, growth, redistribution and residual, in this order.
    level
        Confidence level.
    draws
        Resamples of clusters behind the intervals.
    """

    alpha: float
    before: float
    after: float
    growth: float
    redistribution: float
    growth_first: float
    redistribution_first: float
    residual: float
    intervals: tuple[tuple[float, float], ...]
    level: float = LEVEL
    draws: int = DRAWS

    @property
    def name(self) -> str:
        """Name of the index."""
        return NAMES.get(self.alpha, f"FGT({self.alpha:g})")

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: part, value, low, high."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows: list[tuple[str, float, float | None, float | None]]
        rows = [(p, v, *i) for p, v, i in zip(PARTS, self._values(), self.intervals, strict=True)]
        rows += [
            ("growth, from the first round", self.growth_first, None, None),
            ("redistribution, from the first round", self.redistribution_first, None, None),
        ]
        schema = {"part": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def summary(self) -> str:
        """The change and its two parts, with intervals."""
        name = self.name
        said = [in_points(v, "share", *i, self.level) for v, i in zip(self._values(), self.intervals, strict=True)]
        return (
            f"The {name} moved by {said[0]}: {said[1]} through growth of the mean and {said[2]} through who got it. "
            f"Measured from the first round alone the parts leave {100 * self.residual:z.1f} points unexplained; here "
            f"that is shared out equally. Intervals from {self.draws} resamples of clusters."
        )

    def _values(self) -> tuple[float, float, float, float]:
        """Change, growth, redistribution, residual."""
        return self.change, self.growth, self.redistribution, self.residual


def growth_split(
    before: ArrayLike,
    after: ArrayLike,
    line: float,
    alpha: float = 0.0,
    *,
    plan_before: Sampling | None = None,
    plan_after: Sampling | None = None,
    together: Sampling | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    level: float = LEVEL,
) -> GrowthSplit:
    """Split a change in poverty into growth and redistribution.

    Parameters
    ----------
    before, after
        Income per person in two rounds, in prices of the same year, shape (n1,) and (n2,).
    line
        Poverty line in these prices.
    alpha
        0 headcount, 1 gap, 2 squared gap.
    plan_before, plan_after
        How each round was drawn. Rounds whose plans are the same object are resampled together: a panel.
    together
        How both were drawn, rows of the first round before those of the second, instead of the two: clusters found in
        both rounds are then resampled for both at once, whether or not the same households were asked.
    draws
        Resamples of clusters for the intervals; at least 50.
    seed
        Seed of the resamples.
    level
        Confidence level.

    Returns
    -------
    GrowthSplit
        Both versions with intervals.

    Raises
    ------
    InputError
        For incomes, weights or a line that cannot be used, and where a mean is not positive.

    Notes
    -----
    Datt and Ravallion (1992), "Growth and redistribution components of changes in poverty measures", Journal of
    Development Economics 38(2); Shapley shares as in Shorrocks (2013), "Decomposition procedures for distributional
    analysis", Journal of Economic Inequality 11(1).

    Examples
    --------
    >>> found = growth_split([50.0, 90.0, 160.0], [100.0, 180.0, 320.0], 100.0)
    >>> round(found.change, 6), round(found.growth, 6), round(found.redistribution, 6)
    (-0.666667, -0.666667, 0.0)
    """
    if draws < 50:
        why = "an interval needs at least 50 resamples"
        raise InputError.single("growth and redistribution", f"{draws} draws", why, "use 400", "draws")
    if together is not None:
        return _split_together(before, after, line, alpha, together, draws, seed, level)
    z = checked_line(line)
    first = checked_sample(before, None if plan_before is None else plan_before.weights)
    second = checked_sample(after, None if plan_after is None else plan_after.weights)
    split = _splitter(first.income, second.income, z, alpha)
    panel = plan_before is plan_after and plan_before is not None
    one = plan_before or sampling(first.income.size)
    two = plan_after or sampling(second.income.size)
    streams = Streams(seed)

    def drawn(d: int) -> tuple[Floats, Floats]:
        w1 = resampled_weights(one, streams, d, "poverty before")
        return w1, resampled_weights(two, streams, d, "poverty before" if panel else "poverty after")

    return _with_intervals(split, (first.weights, second.weights), drawn, alpha, draws, level)


def _split_together(
    before: ArrayLike, after: ArrayLike, line: float, alpha: float, plan: Sampling, draws: int, seed: int, level: float
) -> GrowthSplit:
    """The split where both rounds stand under one design."""
    one, two = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if plan.rows != one.size + two.size:
        found = f"a design of {plan.rows} rows for {one.size} before and {two.size} after"
        why = "it describes the rows of the first round and then those of the second"
        raise InputError.single("growth and redistribution", found, why, "match the columns", "together")
    first = checked_sample(one, plan.weights[: one.size])
    second = checked_sample(two, plan.weights[one.size :])
    split = _splitter(first.income, second.income, checked_line(line), alpha)
    streams = Streams(seed)

    def drawn(d: int) -> tuple[Floats, Floats]:
        w = resampled_weights(plan, streams, d, "poverty before")
        return w[: one.size], w[one.size :]

    return _with_intervals(split, (first.weights, second.weights), drawn, alpha, draws, level)


def _with_intervals(
    split: Callable[[Floats, Floats], Split],
    weights: tuple[Floats, Floats],
    drawn: Callable[[int], tuple[Floats, Floats]],
    alpha: float,
    draws: int,
    level: float,
) -> GrowthSplit:
    """The split with the weights as they are, and its intervals over resamples; one without a round is left out."""
    middle = split(*weights)
    found = np.empty((draws, len(PARTS)))
    for d in range(draws):
        w1, w2 = drawn(d)
        found[d] = _parts(split(w1, w2)) if w1.sum() > 0 and w2.sum() > 0 else np.nan
    tail = (1 - level) / 2
    low, high = np.nanquantile(found, [tail, 1 - tail], axis=0)
    b, a, g1, r1, g2, r2 = middle
    return GrowthSplit(
        alpha, b, a, (g1 + g2) / 2, (r1 + r2) / 2, g1, r1, a - b - g1 - r1,
        tuple((float(x), float(y)) for x, y in zip(low, high, strict=True)), level, draws,
    )  # fmt: skip


def _splitter(y1: Floats, y2: Floats, z: float, alpha: float) -> Callable[[Floats, Floats], Split]:
    """Before, after, growth and redistribution from the first round, the same two from the second."""

    def split(w1: Floats, w2: Floats) -> Split:
        m1, m2 = float(np.average(y1, weights=w1)), float(np.average(y2, weights=w2))
        if m1 <= 0 or m2 <= 0:
            why = "growth is a ratio of mean incomes, which must be positive"
            raise InputError.single("growth and redistribution", f"means of {m1:g} and {m2:g}", why, "check incomes")
        p11, p22 = fgt(y1, z, alpha, w1), fgt(y2, z, alpha, w2)
        grown, shared = fgt(y1 * (m2 / m1), z, alpha, w1), fgt(y2 * (m1 / m2), z, alpha, w2)
        return p11, p22, grown - p11, shared - p11, p22 - shared, p22 - grown

    return split


def _parts(split: Split) -> tuple[float, float, float, float]:
    b, a, g1, r1, g2, r2 = split
    return a - b, (g1 + g2) / 2, (r1 + r2) / 2, a - b - g1 - r1
