"""How worlds are run throughout a study: where they are kept, on how many workers, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outgrow.scenarios.executor import CHUNK, Failure, Simulated, simulate_worlds
from outgrow.scenarios.part import Setting
from outgrow.scenarios.records import Ensemble
from outgrow.scenarios.worlds import Worlds, stack
from outgrow.vocabulary import RunError

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Variants:
    """The same worlds and luck in several variants.

    Parameters
    ----------
    ensembles
        One for each variant, all of the same worlds.
    draws
        Numbers of these worlds: those that ran in every variant, shape (D,).
    failures
        Worlds that failed in one of them.
    """

    ensembles: tuple[Ensemble, ...]
    draws: Whole
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the worlds of a study, stage by stage.

    Parameters
    ----------
    setting
        What all worlds share.
    folder
        Under it each stage keeps its worlds in a folder of its own; nothing is kept without it.
    workers, processes
        Worlds simulated at once, on threads or on processes.
    progress
        Called with the stage, how much of it is done, and how much there is.
    stop
        Asked after every chunk whether to stop.
    columns
        Name, unit and meaning of the stored columns.
    """

    setting: Setting
    folder: Path | None = None
    workers: int = 1
    processes: bool = False
    progress: Callable[[str, int, int], None] | None = None
    stop: Callable[[], bool] | None = None
    columns: Sequence[Mapping[str, str]] = ()

    def run(
        self, name: str, stage: str, worlds: Worlds, design: Mapping[str, Any], luck: Whole | None = None
    ) -> Simulated:
        """Simulate the worlds of a stage; see `simulate_worlds`.

        Parameters
        ----------
        name, stage
            Name of the stage's folder, and what is said of it while it runs.
        worlds, luck
            The worlds and the number of the luck of each.
        design
            What the worlds are.
        """
        told = self.progress
        return simulate_worlds(
            self.setting,
            worlds,
            luck=luck,
            folder=self.folder / name if self.folder else None,
            design={"stage": name, **design},
            columns=self.columns,
            workers=self.workers,
            processes=self.processes,
            chunk=CHUNK,
            progress=(lambda done, total: told(stage, done, total)) if told else None,
            stop=self.stop,
        )

    def stacked(
        self, name: str, stage: str, variants: Sequence[Worlds], design: Mapping[str, Any], luck: Whole
    ) -> Simulated:
        """Simulate variants of the same worlds one after the other, all under the same luck."""
        return self.run(name, stage, stack(variants), design, np.tile(luck, len(variants)))

    def variants(
        self, name: str, stage: str, variants: Sequence[Worlds], design: Mapping[str, Any], luck: Whole | None = None
    ) -> Variants:
        """Simulate the same worlds in several variants under the same luck (common random numbers)."""
        draws, count = variants[0].draws, len(variants)
        found = self.stacked(name, stage, variants, design, np.arange(draws) if luck is None else luck)
        ran = np.zeros(draws * count, dtype=bool)
        ran[found.draws] = True
        everywhere = ran.reshape(count, draws).all(axis=0)
        kept = np.flatnonzero(everywhere)
        if not kept.size:
            raise RunError(f"{stage}: no world ran in all variants. {found.summary()}")
        place = np.cumsum(ran) - 1
        ensembles = tuple(found.ensemble.at(place[variant * draws + kept]) for variant in range(count))
        failures = tuple(replace(failure, draw=failure.draw % draws) for failure in found.failures)
        return Variants(ensembles, kept, failures)
