r"""How the world price moves in the season: blocks of months that were, or a fitted return to a trend.

**Bootstrap.** Monthly changes of the logarithm, less their mean, are resampled in blocks of random length (stationary
bootstrap; Politis and Romano 1994, Journal of the American Statistical Association 89:1303-1313), added up to a path of
months, and averaged over the months of each season:

.. math:: L_m = L_{m-1} + r_{b(m)}, \qquad x_t = \ln\frac{\overline{\exp L}_t}{\overline{\exp L}_0}

with the season before the first as the one in which the price stands at 1. Booms and slumps keep their real shape
within a block; beyond a block the price wanders and no trend calls it back.

**Mean-reverting.** The process of `fit_prices`, fitted to the means of seasons: each world has a persistence and a
volatility of its own, drawn from the errors of the fit.

All draws are keyed by seed and world, so that every scenario of a world meets the same prices. The mean change is taken
off: the drift of the real price is the file's ``market.trend``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.evidence.prices import MOST_PERSISTENT, PriceFit, fit_prices
from outgrow.vocabulary import Defect, InputError, Streams, portable

if TYPE_CHECKING:
    from outgrow.sources import PriceSeries

Floats = NDArray[np.float64]
Kind = Literal["bootstrap", "mean_reverting"]
MONTHS = 12
FEWEST_MONTHS = 60
FEWEST_BLOCKS = 5  # blocks that the months must hold: from fewer the same few episodes come back in every world
DIGITS = 6  # of a fitted number: what a machine's mathematics library rounds differently lies far behind


@dataclass(frozen=True, slots=True)
class PriceMoves:
    """Moves of the logarithm of the world price in one world.

    Parameters
    ----------
    persistence
        Share of a deviation still there a season later.
    shocks
        What each season adds, shape (T,).
    """

    persistence: float
    shocks: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PriceProcess:
    """A process that the world price of a case follows, fitted to monthly prices.

    Parameters
    ----------
    kind
        ``bootstrap`` of monthly changes, or ``mean_reverting``.
    series
        What it was fitted to.
    months
        Months in a season.
    block
        Mean length of a block of the bootstrap, months.
    changes
        Monthly changes of the logarithm less their mean, shape (M - 1,).
    fit
        The mean-reverting process fitted to the means of seasons.
    """

    kind: Kind
    series: PriceSeries
    months: int
    block: float
    changes: Floats
    fit: PriceFit

    def moves(self, streams: Streams, draw: int, seasons: int) -> PriceMoves:
        """The moves of world ``draw`` over so many seasons, from a price that stands at 1 before the first.

        Examples
        --------
        >>> from outgrow.sources import PriceSeries
        >>> months = np.exp(np.random.default_rng(1).normal(0.0, 0.1, 240))
        >>> process = price_process(PriceSeries("p", "USD/kg", "made up", 2000, 1, months), "bootstrap")
        >>> moves = process.moves(Streams(1), 0, 20)
        >>> moves.persistence, moves.shocks.shape
        (1.0, (20,))
        """
        if self.kind == "bootstrap":
            return PriceMoves(1.0, np.diff(self._path(streams, draw, seasons)))
        first, second = streams.normals("fitted price process", 1, draw)
        kept = min(max(self.fit.persistence + self.fit.persistence_error * float(first[0]), 0.0), MOST_PERSISTENT)
        freedom = self.fit.shocks.size - 3
        spread = self.fit.volatility * float(portable.exp(second / np.sqrt(2.0 * freedom))[0])
        score = streams.normals("world price", 1, draw, np.arange(1, seasons + 1)[:, None])[0][:, 0]
        return PriceMoves(kept, spread * score)

    def log_paths(self, streams: Streams, draws: int, seasons: int) -> Floats:
        """Logarithm of the price relative to the season before the first, without trend, shape (D, T)."""
        return np.stack([_followed(self.moves(streams, draw, seasons)) for draw in range(draws)])

    def _path(self, streams: Streams, draw: int, seasons: int) -> Floats:
        """Logarithm of the means of the season before the first and of all seasons, relative to it, shape (T + 1,)."""
        count = (seasons + 1) * self.months
        words = streams.words("bootstrapped world price", count, draw)
        fresh = words[0].astype(np.float64) * 2.0**-32 < 1.0 / self.block
        fresh[0] = True
        start = (words[1].astype(np.int64) * self.changes.size) >> 32
        month = np.arange(count)
        begun = np.maximum.accumulate(np.where(fresh, month, 0))
        place = (start[begun] + month - begun) % self.changes.size
        level = np.asarray(portable.exp(np.cumsum(self.changes[place])))
        means = level.reshape(seasons + 1, self.months).mean(axis=1)
        return np.asarray(portable.log(means / means[0]))

    def key(self) -> bytes:
        """Bytes that differ where two processes differ."""
        numbers = np.array([self.block, self.fit.persistence, self.fit.persistence_error, self.fit.volatility])
        return self.kind.encode() + numbers.tobytes() + self.changes.tobytes()

    def summary(self) -> str:
        """The process in a paragraph, with the spread of the price that it leads to."""
        s = self.series
        paths = self.log_paths(Streams(0), 400, 20)
        spread = [f"{paths[:, t - 1].std():.0%} after {t}" for t in (1, 5, 20)]
        how = (
            f"blocks of {self.block:g} months on average, resampled from {self.changes.size} monthly changes; beyond a "
            f"block nothing calls the price back"
            if self.kind == "bootstrap"
            else f"a return to its trend, {self.fit.persistence:.2f} of a deviation left a season later, shocks of "
            f"{self.fit.volatility:.0%}, each world with its own numbers within the errors of the fit"
        )
        return (
            f"World price: {s.name}, {s.month(0)} to {s.month(s.values.size - 1)} ({s.source}): {how}. The "
            f"logarithm of the price has a standard deviation of {', '.join(spread)} seasons."
        )


def price_process(series: PriceSeries, kind: Kind, *, months: int = MONTHS, block: float = 24.0) -> PriceProcess:
    """Fit the process that a world price follows.

    Parameters
    ----------
    series
        Monthly prices without gaps.
    kind
        ``bootstrap`` or ``mean_reverting``.
    months
        Months in a season.
    block
        Mean length of a block, months.

    Raises
    ------
    InputError
        For too few months, for the season, the blocks or the fit.
    """
    if defects := _defects(series, kind, months, block):
        raise InputError(f"price process of '{series.name}'", defects)
    logs = np.asarray(portable.log(series.values))
    changes = np.diff(logs)
    names, means = series.seasons(months)
    fit = fit_prices(names, means, name=series.name, source=series.source, unit=series.unit)
    return PriceProcess(kind, series, months, block, changes - changes.mean(), _rounded(fit))


def _rounded(fit: PriceFit) -> PriceFit:
    """The fit with numbers that are the same on every machine."""

    def same(number: float) -> float:
        return float(f"{number:.{DIGITS}g}")

    return replace(
        fit,
        persistence=same(fit.persistence),
        persistence_error=same(fit.persistence_error),
        volatility=same(fit.volatility),
    )


def _followed(moves: PriceMoves) -> Floats:
    """The path that the moves lead along, from 0."""
    at, path = 0.0, np.empty(moves.shocks.size)
    for t, shock in enumerate(moves.shocks.tolist()):
        at = moves.persistence * at + shock
        path[t] = at
    return path


def _defects(series: PriceSeries, kind: Kind, months: int, block: float) -> list[Defect]:
    have, defects = series.values.size, []
    if not 1 <= months <= MONTHS:
        defects.append(Defect(f"{months} months", "season", "a season has 1 to 12 months", "correct it"))
    if kind == "bootstrap" and not block >= 1.0:
        defects.append(Defect(f"{block:g} months", "block", "a block has at least one month", "correct it"))
    least = max(FEWEST_MONTHS, round(FEWEST_BLOCKS * block)) if kind == "bootstrap" else FEWEST_MONTHS
    if have <= least:
        why = f"{FEWEST_BLOCKS} blocks of {block:g} months need {least + 1}" if least > FEWEST_MONTHS else "too few"
        todo = "choose more years" + (", or shorter blocks" if kind == "bootstrap" else "")
        defects.append(Defect(f"{have} months", series.name, why, todo))
    return defects
