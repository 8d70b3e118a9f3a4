"""Where it scales and where it fails: boxes in the space of the uncertain numbers, as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.finding import Finding
from outgrow.conditions.gates import Gate
from outgrow.conditions.outputs import ALL_GATES
from outgrow.conditions.prim import BY_CHANCE, Limit, Objective, Prim, prim
from outgrow.scenarios import Ensemble
from outgrow.vocabulary import Streams

RARE = 0.05  # share of worlds below which cases are too few for a box that can be trusted
STEADY = 0.5  # share of random halves in which a limit has to be found again to be told


@dataclass(frozen=True, slots=True)
class Discovery:
    """One search for a box.

    Parameters
    ----------
    result, wanted
        The gate (or all gates) that opens or stays closed in the cases of interest.
    search
        All boxes.
    chosen
        Number of the box that is told.
    limits
        Its limits that are not there by chance: those whose quasi-p stays below 5 % shared among all numbers.
    by_chance
        Its limits that may be.
    coverage, density
        Of the box with those left out.
    found_again
        How often each number is limited in random halves of the worlds.
    """

    result: str
    wanted: bool
    search: Prim
    chosen: int
    limits: tuple[Limit, ...]
    by_chance: tuple[Limit, ...]
    coverage: float
    density: float
    found_again: Mapping[str, float]

    @property
    def steady(self) -> bool:
        """Whether the box has limits, each of which is found again in at least half of the random halves."""
        return bool(self.limits) and all(self.found_again.get(x.name, 0.0) >= STEADY for x in self.limits)

    @property
    def base_rate(self) -> float:
        """Share of all worlds that are of interest."""
        return float(self.search.interest.mean())

    def findings(self, labels: Mapping[str, str], assumed: Mapping[str, bool]) -> tuple[Finding, ...]:
        """One sentence for the box; none when it has no limit, or one that is not found again in random halves."""
        if not self.steady:
            return ()
        if self.result == ALL_GATES:
            what = "all six gates open" if self.wanted else "some gate stays closed"
        else:
            what = f"'{self.result}' {'opens' if self.wanted else 'stays closed'}"
        terms = [f"{labels.get(x.name, x.name)} is at {x.side} {x.value:.4g}" for x in self.limits]
        worlds = self.search.interest.size
        size = max(round(float(self.coverage * self.search.interest.sum() / max(self.density, 1e-12))), 1)
        return (
            Finding(
                kind="box",
                condition="+".join(dict.fromkeys(limit.name for limit in self.limits)),
                result=self.result,
                sentence=f"Where {' and '.join(terms)}, {what} in {self.density:.0%} of worlds, against "
                f"{self.base_rate:.0%} of all; this holds {self.coverage:.0%} of the worlds in which it does.",
                figure=self.density,
                unit="share of worlds",
                error=float(np.sqrt(self.density * (1.0 - self.density) / size)),
                worlds=worlds,
                facilitates=self.wanted,
                assumed=any(assumed.get(limit.name, False) for limit in self.limits),
            ),
        )


def discover(
    ensemble: Ensemble,
    gates: Sequence[Gate],
    streams: Streams,
    names: Sequence[str],
    *,
    objective: Objective = "lenient1",
) -> tuple[Discovery, ...]:
    """Look for boxes in which all gates open, and in which each gate opens and stays closed.

    A result that occurs in less than one world of twenty, or in all but so few, is left out: its cases are too few.

    Parameters
    ----------
    ensemble
        Worlds drawn over all uncertain numbers.
    gates
        The gates in them.
    streams
        Random streams, for the random halves.
    names
        Numbers in which boxes are looked for; those that move nothing alone are better left out.
    objective
        See `prim`.
    """
    values = {name: ensemble.worlds.values[name] for name in names}
    passes = {gate.name: gate.passes for gate in gates}
    results = {ALL_GATES: np.all(list(passes.values()), axis=0), **passes}
    return tuple(
        _discovery(name, wanted, values, opens == wanted, streams, objective)
        for name, opens in results.items()
        if RARE <= opens.mean() <= 1.0 - RARE
        for wanted in (True, False)
    )


def _discovery(
    name: str,
    wanted: bool,
    values: Mapping[str, NDArray[np.float64]],
    interest: NDArray[np.bool_],
    streams: Streams,
    objective: Objective,
) -> Discovery:
    search = prim(values, interest, objective=objective)
    chosen = search.best
    kept = search.without_chance(chosen, BY_CHANCE / len(values))
    first = search.boxes[0]
    own = {n for k, n in enumerate(search.names) if kept.low[k] > first.low[k] or kept.high[k] < first.high[k]}
    limits = search.limits(chosen)
    return Discovery(
        result=name,
        wanted=wanted,
        search=search,
        chosen=chosen,
        limits=tuple(limit for limit in limits if limit.name in own),
        by_chance=tuple(limit for limit in limits if limit.name not in own),
        coverage=kept.coverage,
        density=kept.density,
        found_again=search.resampled(chosen, streams) if own else {},
    )
