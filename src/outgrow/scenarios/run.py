"""Run many worlds on the same synthetic households, on several threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from outgrow.population import Traits, build
from outgrow.scenarios.records import Ensemble
from outgrow.scenarios.worlds import Worlds
from outgrow.system import Structure, Trajectory, simulate
from outgrow.vocabulary import Streams

Progress = Callable[[int, int], None]


def explore(
    worlds: Worlds,
    structure: Structure,
    traits: Traits,
    streams: Streams,
    *,
    threads: int = 1,
    same_luck: bool = False,
    progress: Progress | None = None,
) -> Ensemble:
    """Simulate every world.

    Each world runs on one thread, so that the kernel's threads do not compete; worlds come back in their order,
    whatever the number of threads. World *d* has the weather and prices of draw *d*, or of draw 0 with ``same_luck``.

    Parameters
    ----------
    worlds
        Parameters of the worlds.
    structure
        Who pays and who may take over.
    traits
        Standard scores of the synthetic households.
    streams
        Random streams of the run.
    threads
        Worlds run at once.
    same_luck
        Give all worlds the same weather and price shocks, as for comparing parameters one at a time.
    progress
        Called with the number of worlds done and to do.
    """

    def one(draw: int) -> tuple[Trajectory, float, float]:
        world = worlds[draw]
        population = build(traits, world)
        path = simulate(structure, world, population, streams, draw=0 if same_luck else draw)
        return path, population.households, float(population["persons"].sum())

    done: list[tuple[Trajectory, float, float]] = []
    with ThreadPoolExecutor(max_workers=max(threads, 1)) as pool:
        for result in pool.map(one, range(worlds.draws)):
            done.append(result)
            if progress:
                progress(len(done), worlds.draws)
    return _stack(worlds, structure, done)


def _stack(worlds: Worlds, structure: Structure, done: list[tuple[Trajectory, float, float]]) -> Ensemble:
    paths = [path for path, _, _ in done]
    number = {actor: position for position, actor in enumerate(structure.actors)}
    return Ensemble(
        worlds=worlds,
        seasons={name: np.stack([path[name] for path in paths]) for name in paths[0].seasons},
        spent=np.stack([path.spent.sum(axis=1) for path in paths]),
        takers=np.array([[number.get(taker or "", -1) for taker in path.takers] for path in paths]),
        district_members=np.stack([path.district_members[-1] for path in paths]),
        district_households=paths[0].district_households,
        actors=structure.actors,
        functions=structure.functions,
        households=np.array([households for _, households, _ in done]),
        persons=np.array([persons for _, _, persons in done]),
    )
