"""What a run found: the verdict with everything it rests on, as the rest of the room reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.chain import ChainFindings
from outgrow.conditions import Verdict
from outgrow.initiative import Case, Initiative
from outgrow.micro import MicroFindings
from outgrow.policy import Appraisal
from outgrow.scenarios import Ensemble
from outgrow.system import Trajectory

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """A case and its simulated worlds, as charts, captions and tables read them.

    Parameters
    ----------
    case
        The case as it was read.
    seed, households
        Seed of all random numbers, and synthetic households in each world.
    ensemble
        The simulated worlds.
    chain
        Findings along the chain; None when they were not worked out.
    provenance
        What the results were made from: versions, fingerprint, seed, sizes.
    elapsed
        Seconds that it took; no part of the results.
    """

    case: Case
    seed: int
    households: int
    ensemble: Ensemble
    chain: ChainFindings | None
    provenance: Mapping[str, str | int]
    elapsed: float

    @property
    def initiative(self) -> Initiative:
        """The initiative."""
        return self.case.initiative

    @property
    def code(self) -> str:
        """Currency of all money."""
        return self.initiative.money.code

    @property
    def money(self) -> str:
        """Currency with its price year, such as ``KES (2015 prices)``."""
        return f"{self.code} ({self.initiative.money.price_year} prices)"

    @property
    def years(self) -> Floats:
        """When each season ends, as a decimal year, shape (T,)."""
        seasons = self.initiative.seasons
        return np.asarray(seasons.first_year + np.arange(1, seasons.count + 1) / seasons.per_year)

    @property
    def exit_year(self) -> float:
        """When the initiator's last season ends."""
        return float(self.years[self.initiative.initiator.exit_season - 1])

    def actor(self, actor: str) -> str:
        """Name of an actor, without what stands in brackets."""
        names = {a.id: a.name for a in self.initiative.actors}
        return names[actor].split(" (")[0].split(",")[0] if actor in names else actor.replace("_", " ")


@dataclass(frozen=True, slots=True, eq=False)
class Results(Background):
    """Results of a run, beside what `Background` holds.

    Parameters
    ----------
    verdict
        Gates, classes and what they move with.
    appraisals
        Options, the most helpful first.
    full
        The central world with one synthetic household for each real one; None when it was not asked for.
    micro
        Findings for a household; None when they were not worked out.
    """

    verdict: Verdict
    appraisals: tuple[Appraisal, ...]
    full: Trajectory | None
    micro: MicroFindings | None
