"""One case from its file to the dossier."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import numpy as np

from outgrow.conditions import chain_findings, judge, pilot_findings
from outgrow.initiative import Case, read
from outgrow.micro import PilotAnalysis, analyse_pilot
from outgrow.policy import appraise
from outgrow.population import build, household_traits
from outgrow.report.dossier import Dossier
from outgrow.scenarios import draw_worlds, explore, one_at_a_time, read_posterior
from outgrow.system import Structure, Trajectory, simulate, structure_of
from outgrow.vocabulary import InputError, Streams

Progress = Callable[[str, int, int], None]
OPTION_DRAWS = 60  # worlds in which options are compared
MOST_HOUSEHOLDS = 5_000_000  # synthetic households of the full run


def run(
    case: str | Path | Case,
    *,
    seed: int = 1,
    draws: int = 200,
    households: int = 20_000,
    threads: int | None = None,
    full: bool = True,
    fitted: str | Path | None = None,
    progress: Progress | None = None,
) -> Dossier:
    """Work out whether a case will scale, and what it would take.

    Parameters
    ----------
    case
        A YAML file, a folder with ``initiative.yaml``, the name of a case that comes with outgrow, or a case read
        before.
    seed
        Seed of all random numbers; the same seed gives the same results, whatever the number of threads.
    draws
        Possible worlds that are simulated.
    households
        Synthetic households in each world.
    threads
        Threads to compute with; as many as there are processors when left out.
    full
        Also simulate the central world with one synthetic household for each real one, up to five million.
    fitted
        Folder of a fit of this case on this seed (`fit`): its worlds are run instead of worlds drawn from the file.
    progress
        Called with the stage, how much of it is done, and how much there is.

    Raises
    ------
    InputError
        With all defects of the case, for numbers that are out of range, or for a fit that does not belong to it.
    """
    begun = time.perf_counter()
    found = case if isinstance(case, Case) else read(case)
    initiative, streams, used = found.initiative, Streams(seed), cores(threads)
    structure, traits = structure_of(initiative), household_traits(found, streams, households)
    kept = read_posterior(fitted, found, seed) if fitted is not None else None
    worlds = kept.worlds(initiative, draws) if kept else draw_worlds(initiative, streams, draws)
    alone = kept.alone(initiative) if kept else one_at_a_time(initiative)
    stage = stages(progress)
    ensemble = explore(worlds, structure, traits, streams, threads=used, progress=stage("Simulating possible worlds"))
    moved = explore(
        alone, structure, traits, streams, threads=used, same_luck=True, progress=stage("Moving one number at a time")
    )
    appraisals = appraise(
        initiative,
        ensemble,
        structure,
        traits,
        streams,
        draws=min(draws, OPTION_DRAWS),
        threads=used,
        progress=stage("Trying the options"),
    )
    pilot, pilot_missing = _own_data(found, seed)
    whole = _every_household(found, structure, alone[0], streams, used, stage) if full else None
    return Dossier(
        case=found,
        seed=seed,
        households=traits.size.size,
        verdict=judge(ensemble, moved, initiative),
        ensemble=ensemble,
        appraisals=appraisals,
        full=whole[0] if whole else None,
        micro=pilot_findings(initiative, worlds, alone[0], traits),
        chain=chain_findings(initiative, ensemble, alone[0], traits),
        provenance=provenance(found, seed, draws, traits.size.size, whole[1] if whole else None)
        | ({"worlds": kept.sentence()} if kept else {}),
        elapsed=time.perf_counter() - begun,
        pilot=pilot,
        pilot_missing=pilot_missing,
    )


def _own_data(case: Case, seed: int) -> tuple[PilotAnalysis | None, str]:
    """What the pilot's survey shows, or why it could not be asked: its data may not be on this machine."""
    if case.initiative.survey is None:
        return None, ""
    try:
        return analyse_pilot(case, seed=seed), ""
    except InputError as problem:
        return None, " ".join(str(defect) for defect in problem.defects)


def cores(threads: int | None) -> int:
    """Threads to compute with."""
    if threads is not None and threads < 1:
        why = "at least one thread is needed to compute"
        raise InputError.single("run", f"{threads}", why, "give 1 or more, or leave it out", "threads")
    return threads or os.cpu_count() or 1


def stages(progress: Progress | None) -> Callable[[str], Callable[[int, int], None]]:
    """Give each stage a callback that knows its name."""

    def stage(name: str) -> Callable[[int, int], None]:
        def report(done: int, total: int) -> None:
            if progress:
                progress(name, done, total)

        return report

    return stage


def _every_household(
    case: Case,
    structure: Structure,
    central: Mapping[str, float],
    streams: Streams,
    threads: int,
    stage: Callable[[str], Callable[[int, int], None]],
) -> tuple[Trajectory, int]:
    """The central world with one synthetic household for each real one, and how many that are."""
    number = min(round(central["target.households"]), MOST_HOUSEHOLDS)
    report = stage(f"Simulating {number:,} households")
    report(0, 1)
    population = build(household_traits(case, streams, number), central)
    path = simulate(structure, central, population, streams, threads=threads)
    report(1, 1)
    return path, number


def provenance(case: Case, seed: int, draws: int, households: int, every: int | None) -> dict[str, str | int]:
    """What the results were made from."""
    made: dict[str, str | int] = {
        "outgrow": version("outgrow"),
        "case": case.initiative.id,
        "fingerprint": case.fingerprint,
        "seed": seed,
        "draws": draws,
        "households": households,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": version("numba"),
    }
    return made if every is None else made | {"full_households": every}
