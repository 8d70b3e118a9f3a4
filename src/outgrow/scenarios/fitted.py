"""What a fit to history found: the worlds before and after, what the counts told, and what they did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import Case
from outgrow.scenarios.diagnosis import TOLD, Conflict
from outgrow.scenarios.history import Counts, path_of
from outgrow.scenarios.posterior import Posterior
from outgrow.scenarios.records import Ensemble
from outgrow.scenarios.worlds import Worlds

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
BAND = (0.05, 0.5, 0.95)
Z95 = 1.6448536269514722  # standard normal quantile of 0.95


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
        Points used, held back and left out.
    error
        Standard deviation of the logarithm of a count's error, where the count does not state its own.
    errors
        That of every point (used, then held), shape (k,).
    predicted_before, predicted_after
        5, 50 and 95 % quantiles of what the worlds predict for each point (used, then held), shape (3, k).
    told
        By parameter the share of its variance that the history took away, the largest first.
    together
        Pairs of told parameters that are known only together, with their correlation.
    before_inflection
        By adoption curve the share of fitted worlds in which it grows fastest after its last count.
    conflict
        How far the counts that were read lie from what the file foresaw.
    """

    worlds: Worlds
    before: Ensemble
    after: Ensemble
    counts: Counts
    error: float
    errors: Floats
    predicted_before: Floats
    predicted_after: Floats
    told: Mapping[str, float]
    together: tuple[tuple[str, str, float], ...]
    before_inflection: Mapping[str, float]
    conflict: Conflict

    def path(self, when: Literal["before", "after"], measure: str) -> Floats:
        """A counted measure over the seasons, before or after the fit, shape (D, T)."""
        return path_of(self.before if when == "before" else self.after, measure)[:, 1:]

    @property
    def covers(self) -> Floats:
        """1 where the 90 % band after the fit, with the error of a count, holds the count, shape (k,)."""
        return self._held(self.predicted_after)

    @property
    def covered_before(self) -> Floats:
        """1 where the 90 % band before the fit, with the error of a count, held it already, shape (k,)."""
        return self._held(self.predicted_before)

    def _held(self, band: Floats) -> Floats:
        values = np.array([p.value for p in self.counts.all])
        low, middle, high = np.log(band)
        wide = Z95 * self.errors
        ends = middle - np.hypot(middle - low, wide), middle + np.hypot(high - middle, wide)
        return np.asarray((np.exp(ends[0]) <= values) & (values <= np.exp(ends[1])), dtype=np.float64)

    @property
    def widths(self) -> tuple[Floats, Floats]:
        """Upper over lower end of the 90 % band of every point, before and after the fit, shape (k,) each."""
        before, after = (np.asarray(band[2] / band[0]) for band in (self.predicted_before, self.predicted_after))
        return before, after

    def warnings(self) -> tuple[str, ...]:
        """What the history cannot tell, what contradicts the model, and what was not read."""
        return tuple(self._warnings())

    def _warnings(self) -> Iterator[str]:
        yield from self.conflict.sentences()
        for k, point in enumerate(self.counts.used):
            if not self.covers[k]:
                low, middle, high = (f"{float(f'{x:.3g}'):,.10g}" for x in self.predicted_after[:, k].tolist())
                yield (
                    f"Even after the fit the worlds do not come to the count of '{point.measure}' in {point.year:.1f} "
                    f"({point.value:,.6g}): they predict {middle} ({low} to {high}). The model and this "
                    f"count contradict each other; one of them is wrong."
                )
        for curve, share in self.before_inflection.items():
            if share > TOLD:
                yield (
                    f"The counts of '{curve}' end before its inflection in {share:.0%} of the fitted worlds: how far "
                    f"it will go and how fast are not known apart, so read its horizon as the file's own assumption."
                )
        for a, b, r in self.together:
            yield f"'{a}' and '{b}' are known only together (correlation {r:+z.2f})."
        if self.worlds.draws <= len(self.told):
            yield (
                f"{self.worlds.draws} worlds are no more than the {len(self.told)} uncertain numbers: covariances are "
                f"partly chance, so fit with more worlds before you use a fitted number alone."
            )
        silent = sum(share <= TOLD for share in self.told.values())
        yield (
            f"The history tells less than {TOLD:.0%} of the variance of {silent} of {len(self.told)} uncertain "
            f"numbers; these stand as the file has them."
        )
        if self.counts.left:
            said = "; ".join(f"{point.measure} in {point.year:.1f} ({why})" for point, why in self.counts.left)
            yield f"Not read: {said}."

    def posterior(self, case: Case, seed: int, households: int) -> Posterior:
        """The fitted worlds as a record that a run of the same case and seed can use."""
        return Posterior(
            case=case.initiative.id,
            fingerprint=case.fingerprint,
            seed=seed,
            households=households,
            counts=len(self.counts.used),
            last=max(point.year for point in self.counts.used),
            error=self.error,
            probabilities=self.worlds.probabilities,
        )

    def to_frame(self) -> pl.DataFrame:
        """One row a count: measure, year, counted, error, used, quantiles before and after, covered."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        rows = []
        for k, point in enumerate(self.counts.all):
            row = {"measure": point.measure, "year": point.year, "counted": point.value}
            row |= {"error": float(self.errors[k]), "used": k < len(self.counts.used)}
            for name, table in (("before", self.predicted_before), ("after", self.predicted_after)):
                row |= {f"{name}_{q:02.0f}": float(table[i, k]) for i, q in enumerate((5, 50, 95))}
            rows.append(row | {"covered_before": bool(self.covered_before[k]), "covered": bool(self.covers[k])})
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
        return " ".join([self.finding(), *self.warnings()])

    def finding(self) -> str:
        """What the fit found, without its caveats."""
        used = len(self.counts.used)
        best = ", ".join(f"{name} ({share:.0%})" for name, share in list(self.told.items())[:3])
        errors = {f"{e:.0%}" for e in self.errors[:used].tolist()}
        about = f"known to about {errors.pop()}" if len(errors) == 1 else "each known to its own error"
        known = f"{used} count{'s' if used > 1 else ''}, {about}"
        inside = int(self.covers[:used].sum())
        return (
            f"{self.worlds.draws} worlds fitted to {known}: the 90 % band holds {inside} of them.{self._later()} "
            f"The history tells most about {best}."
        )

    def _later(self) -> str:
        """How the counts that were held back came out, and whether the fit had a part in it."""
        used, held = len(self.counts.used), len(self.counts.held)
        if not held:
            return ""
        kept, before = int(self.covers[used:].sum()), int(self.covered_before[used:].sum())
        wide = [float(np.exp(np.log(w[used:]).mean())) for w in self.widths]
        return (
            f" Of {held} later counts that it never saw, the 90 % band holds {kept}; before the fit it held {before}. "
            f"Its upper end is {wide[1]:.1f} times its lower one, {wide[0]:.1f} times before the fit."
        )
