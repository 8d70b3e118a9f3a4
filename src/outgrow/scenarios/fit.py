"""Fitting the uncertain numbers of a case to its history: a sample of worlds that agree with what was counted.

The result is a posterior and no point: as many worlds as went in, each with its own numbers, moved as far as the counts
and their errors ask for and no further. It says which numbers the history told something about, which only together,
and whether the data end before the inflection of a curve, when ceiling and speed cannot be told apart (Mahajan, Muller
and Bass 1990, Journal of Marketing 54:1-26; Srinivasan and Mason 1986, Marketing Science 5:169-178).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import HistoricalPoint, Initiative
from outgrow.population import Traits
from outgrow.scenarios.history import Counts, counts, path_of, predictions
from outgrow.scenarios.records import Ensemble
from outgrow.scenarios.run import explore
from outgrow.scenarios.smoother import STEPS, condition
from outgrow.scenarios.worlds import Worlds, draw_worlds, worlds_at
from outgrow.system import Structure
from outgrow.vocabulary import InputError, Streams, standard_normal_probability, standard_normal_quantile

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
COUNT_ERROR = 0.15  # standard deviation of the logarithm of a count: reports round, and dates are approximate
FEWEST = 50  # worlds below which covariances are mostly chance
TOLD = 0.10  # share of a number's variance that the history must take away to count as told
TOGETHER = 0.5  # correlation in the fitted worlds from which two numbers are known only together
BAND = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class FittedParameters:
    """Worlds that agree with a case's history.

    Parameters
    ----------
    worlds
        The fitted worlds.
    before, after
        Simulated before and after the fit.
    counts
        Points used and held back.
    error
        Standard deviation of the logarithm of a count's error.
    predicted_before, predicted_after
        5, 50 and 95 % quantiles of what the worlds predict for each point (used, then held), shape (3, k).
    told
        By parameter the share of its variance that the history took away, the largest first.
    together
        Pairs of told parameters that are known only together, with their correlation.
    before_inflection
        By adoption curve the share of fitted worlds in which it grows fastest after its last count.
    """

    worlds: Worlds
    before: Ensemble
    after: Ensemble
    counts: Counts
    error: float
    predicted_before: Floats
    predicted_after: Floats
    told: Mapping[str, float]
    together: tuple[tuple[str, str, float], ...]
    before_inflection: Mapping[str, float]

    def path(self, when: Literal["before", "after"], measure: str) -> Floats:
        """A counted measure over the seasons, before or after the fit, shape (D, T)."""
        return path_of(self.before if when == "before" else self.after, measure)[:, 1:]

    @property
    def covers(self) -> Floats:
        """1 where the 90 % band after the fit holds the count, shape (k,)."""
        values = np.array([p.value for p in self.counts.all])
        low, _, high = self._with_error()
        return np.asarray((low <= values) & (values <= high), dtype=np.float64)

    def _with_error(self) -> Floats:
        """The band after the fit with the error of a count added."""
        low, middle, high = np.log(self.predicted_after)
        wide = 1.6448536269514722 * self.error
        ends = [middle - np.hypot(middle - low, wide), middle, middle + np.hypot(high - middle, wide)]
        return np.asarray(np.exp(np.stack(ends)))

    def warnings(self) -> tuple[str, ...]:
        """What the history cannot tell."""
        said = [
            f"The counts of '{curve}' end before its inflection in {share:.0%} of the fitted worlds: how far it will "
            f"go and how fast are not known apart, so read its horizon as the file's own assumption."
            for curve, share in self.before_inflection.items()
            if share > TOLD
        ]
        said += [f"'{a}' and '{b}' are known only together (correlation {r:+.2f})." for a, b, r in self.together]
        silent = sum(share <= TOLD for share in self.told.values())
        said.append(
            f"The history tells less than {TOLD:.0%} of the variance of {silent} of {len(self.told)} uncertain "
            f"numbers; these stand as the file has them."
        )
        return tuple(said)

    def to_frame(self) -> pl.DataFrame:
        """One row a count: measure, year, counted, used, quantiles before and after, covered."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        rows = []
        for k, point in enumerate(self.counts.all):
            row = {"measure": point.measure, "year": point.year, "counted": point.value}
            row |= {"used": k < len(self.counts.used)}
            for name, table in (("before", self.predicted_before), ("after", self.predicted_after)):
                row |= {f"{name}_{q:02.0f}": float(table[i, k]) for i, q in enumerate((5, 50, 95))}
            rows.append(row | {"covered": bool(self.covers[k])})
        return pl.DataFrame(rows)

    def parameters_frame(self) -> pl.DataFrame:
        """One row an uncertain number: share told, and its quantiles before and after."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        def quantiles(worlds: Worlds, name: str) -> list[float]:
            found: list[float] = np.quantile(worlds.values[name], BAND).tolist()
            return found

        rows = [
            (name, share, *quantiles(self.before.worlds, name), *quantiles(self.worlds, name))
            for name, share in self.told.items()
        ]
        columns = ["parameter", "told", *(f"{w}_{q}" for w in ("before", "after") for q in ("05", "50", "95"))]
        return pl.DataFrame(rows, schema=columns, orient="row")

    def summary(self) -> str:
        """What the fit found in a paragraph, with its caveats."""
        used, held = len(self.counts.used), len(self.counts.held)
        best = ", ".join(f"{name} ({share:.0%})" for name, share in list(self.told.items())[:3])
        kept = int(self.covers[used:].sum())
        later = f" Of {held} later counts that it never saw, the 90 % band holds {kept}." if held else ""
        known = f"{used} count{'s' if used > 1 else ''}, known to about {self.error:.0%}"
        inside = int(self.covers[:used].sum())
        return (
            f"{self.worlds.draws} worlds fitted to {known}: the 90 % band holds {inside} of them.{later} "
            f"The history tells most about {best}. {' '.join(self.warnings())}"
        )


def fit_history(
    initiative: Initiative,
    structure: Structure,
    traits: Traits,
    streams: Streams,
    *,
    draws: int = 300,
    until: float | None = None,
    error: float = COUNT_ERROR,
    steps: int = STEPS,
    threads: int = 1,
    progress: Progress | None = None,
) -> FittedParameters:
    """Fit all uncertain numbers of an initiative to its history.

    Parameters
    ----------
    initiative, structure, traits, streams
        The case, its households and random streams, as for `explore`.
    draws
        Worlds in the sample.
    until
        Use counts up to this year only, and hold later ones back to test the fit.
    error
        Standard deviation of the logarithm of a count's error.
    steps
        Steps of the smoother; each simulates all worlds once.
    threads
        Worlds run at once; changes no bit.
    progress
        Called with worlds done and to do.

    Raises
    ------
    InputError
        When there is no count to fit to, or too few worlds.
    """
    if draws < FEWEST:
        why = "what a count says about a number is read from their covariance over worlds"
        raise InputError.single("fit", f"{draws} worlds", why, f"ask for {FEWEST} or more; 300 is usual", "draws")
    found, done = counts(initiative, until), [0]

    def simulated(worlds: Worlds) -> Ensemble:
        ensemble = explore(worlds, structure, traits, streams, threads=threads)
        done[0] += worlds.draws
        if progress:
            progress(done[0], (steps + 1) * draws)
        return ensemble

    prior = draw_worlds(initiative, streams, draws)
    names = tuple(prior.probabilities)
    before = simulated(prior)
    first = [before]

    def predict(scores: Floats) -> Floats:
        ensemble = first.pop() if first else simulated(_worlds(initiative, names, scores))
        return predictions(ensemble, initiative, found.used)

    scores = standard_normal_quantile(np.stack([prior.probabilities[name] for name in names], axis=1))
    counted = np.log([point.value for point in found.used])
    after_scores = condition(scores, predict, counted, np.full(counted.size, error), streams, steps=steps)
    after = simulated(_worlds(initiative, names, after_scores))
    return FittedParameters(
        worlds=after.worlds,
        before=before,
        after=after,
        counts=found,
        error=error,
        predicted_before=_band(before, initiative, found),
        predicted_after=_band(after, initiative, found),
        told=_told(names, scores, after_scores),
        together=_together(names, scores, after_scores),
        before_inflection=_before_inflection(after, initiative, found.used),
    )


def _worlds(initiative: Initiative, names: tuple[str, ...], scores: Floats) -> Worlds:
    u = standard_normal_probability(scores)
    return worlds_at(initiative, dict(zip(names, u.T, strict=True)))


def _band(ensemble: Ensemble, initiative: Initiative, found: Counts) -> Floats:
    return np.exp(np.quantile(predictions(ensemble, initiative, found.all), BAND, axis=0))


def _told(names: tuple[str, ...], before: Floats, after: Floats) -> dict[str, float]:
    share = 1.0 - after.var(axis=0) / before.var(axis=0)
    return dict(sorted(zip(names, np.maximum(share, 0.0).tolist(), strict=True), key=lambda item: (-item[1], item[0])))


def _together(names: tuple[str, ...], before: Floats, after: Floats) -> tuple[tuple[str, str, float], ...]:
    """Pairs that the fit made to move together."""
    change = np.corrcoef(after, rowvar=False) - np.corrcoef(before, rowvar=False)
    rows, columns = np.nonzero(np.triu(np.abs(change) > TOGETHER, 1))
    now: Floats = np.asarray(np.corrcoef(after, rowvar=False))
    return tuple((names[i], names[j], float(now[i, j])) for i, j in zip(rows.tolist(), columns.tolist(), strict=True))


def _before_inflection(
    after: Ensemble, initiative: Initiative, points: tuple[HistoricalPoint, ...]
) -> dict[str, float]:
    """Share of worlds in which each counted curve grows fastest after its last count."""
    seasons = initiative.seasons
    found = {}
    for measure in ("members", "trained"):
        years = [p.year for p in points if p.measure == measure]
        if years:
            fastest = np.argmax(np.diff(after[measure], axis=1), axis=1)
            when = seasons.first_year + (fastest + 1.5) / seasons.per_year
            found[measure] = float(np.mean(when > max(years)))
    return found
