"""What a fit can and cannot tell: numbers that the counts told, only together, or drove out of their intervals.

A count that the file's own worlds hardly ever come to says that the model, an interval or the count is wrong, and no
fit mends that. The distance of all counts together from what the worlds predict is held against the same distance of
each world with errors of its own: the share of worlds that lie as far out is the check (the prior predictive p-value of
Box 1980, Journal of the Royal Statistical Society A 143:383-430).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import HistoricalPoint, Initiative
from outgrow.scenarios.records import Ensemble
from outgrow.vocabulary import Streams

Floats = NDArray[np.float64]
TOLD = 0.10  # share of a number's variance that the history must take away to count as told
TOGETHER = 0.5  # correlation in the fitted worlds from which two numbers are known only together
UNLIKELY = 0.02  # share of worlds as far out as the counts below which file and counts contradict each other
PUSHED = 0.01  # tail of a number's own distribution into which half of the fitted worlds were driven


@dataclass(frozen=True, slots=True)
class Conflict:
    """How far the counts lie from what the file foresaw.

    Parameters
    ----------
    beyond, draws
        How many of the file's worlds, with errors of counting, lie at least as far from their middle as the counts.
    furthest
        The count that lies furthest by itself, and by how many standard deviations of prediction and error.
    pushed
        Numbers that the fit drove into the last hundredth of their own interval, with the end: low or high.
    """

    beyond: int
    draws: int
    furthest: tuple[HistoricalPoint, float]
    pushed: tuple[tuple[str, str], ...]

    @property
    def share(self) -> float:
        """Chance of counts so far out, if the file is right; never nought from a sample."""
        return (1 + self.beyond) / (1 + self.draws)

    def sentences(self) -> Iterator[str]:
        """What contradicts what; nothing where nothing does."""
        if self.share <= UNLIKELY:
            point, off = self.furthest
            way = "above" if off > 0.0 else "below"
            few = f"only {self.beyond} of its {self.draws} worlds lie" if self.beyond else "none of its worlds lies"
            yield (
                f"The counts contradict the file: {few} as far out as what was counted. '{point.measure}' in "
                f"{point.year:.1f} lies {abs(off):.1f} standard deviations {way} what they foresee. Look at the unit "
                f"of that count, then at the intervals of what drives it."
            )
        if self.pushed:
            ends = ", ".join(f"'{name}' to the {end} end" for name, end in self.pushed)
            yield (
                f"Driven out of their intervals: {ends}. These intervals are too narrow for the counts, or the model "
                f"misses what moved them."
            )


def conflict_of(
    names: tuple[str, ...],
    predicted: Floats,
    counted: Floats,
    errors: Floats,
    points: tuple[HistoricalPoint, ...],
    fitted: Floats,
    streams: Streams,
) -> Conflict:
    """Hold the counts against the worlds before the fit.

    Parameters
    ----------
    names, fitted
        Uncertain numbers, and their probabilities in the fitted worlds, shape (D, p).
    predicted
        Logarithm of what each world predicted before the fit, shape (D, k).
    counted, errors, points
        Logarithm of the counts, standard deviation of their errors, shape (k,), and the counts themselves.
    streams
        Random streams, for the worlds' own errors of counting.
    """
    draws, k = predicted.shape
    unit = np.arange(draws)[:, None] * k + np.arange(k)[None, :]
    noise = streams.normals("error of a count", unit.ravel(), 0, 0)[0].reshape(unit.shape)
    middle = predicted.mean(axis=0)
    spread = np.atleast_2d(np.cov(predicted, rowvar=False)) + np.diag(errors * errors)
    inverse = np.linalg.inv(spread)

    def distance(rows: Floats) -> Floats:
        return np.asarray(np.einsum("ij,jk,ik->i", rows, inverse, rows))

    own, counts = distance(predicted + errors * noise - middle), distance((counted - middle)[None, :])
    off = (counted - middle) / np.sqrt(np.diag(spread))
    worst = int(np.argmax(np.abs(off)))
    half = np.median(fitted, axis=0)
    ends = [(name, "low" if h < PUSHED else "high") for name, h in zip(names, half.tolist(), strict=True)]
    out = (half < PUSHED) | (half > 1.0 - PUSHED)
    return Conflict(
        beyond=int(np.sum(own >= counts[0])),
        draws=draws,
        furthest=(points[worst], float(off[worst])),
        pushed=tuple(end for end, far in zip(ends, out.tolist(), strict=True) if far),
    )


def told(names: tuple[str, ...], before: Floats, after: Floats) -> dict[str, float]:
    """Share of each number's variance that the fit took away, from scores of shape (D, p), the largest first."""
    share = 1.0 - after.var(axis=0) / before.var(axis=0)
    return dict(sorted(zip(names, np.maximum(share, 0.0).tolist(), strict=True), key=lambda item: (-item[1], item[0])))


def together(names: tuple[str, ...], before: Floats, after: Floats) -> tuple[tuple[str, str, float], ...]:
    """Pairs that the fit made to move together."""
    now: Floats = np.asarray(np.corrcoef(after, rowvar=False))
    change = now - np.corrcoef(before, rowvar=False)
    rows, columns = np.nonzero(np.triu(np.abs(change) > TOGETHER, 1))
    return tuple((names[i], names[j], float(now[i, j])) for i, j in zip(rows.tolist(), columns.tolist(), strict=True))


def before_inflection(after: Ensemble, initiative: Initiative, points: tuple[HistoricalPoint, ...]) -> dict[str, float]:
    """Share of worlds in which each counted curve grows fastest after its last count.

    Before that moment ceiling and speed of an S-shaped curve are not known apart (Srinivasan and Mason 1986).
    """
    seasons = initiative.seasons
    found = {}
    for measure, service in (("members", "coverage"), ("trained", "training")):
        years = [p.year for p in points if p.measure == measure]
        if years:
            path = np.column_stack([after.worlds.values[f"delivery.{service}.reached"], after[measure]])
            fastest = np.argmax(np.diff(path, axis=1), axis=1)
            when = seasons.first_year + (fastest + 0.5) / seasons.per_year
            found[measure] = float(np.mean(when > max(years)))
    return found
