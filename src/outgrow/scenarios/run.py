"""Run many worlds on the same synthetic households, on several threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from outgrow.population import Population, Traits, build, same_households
from outgrow.scenarios.records import Ensemble
from outgrow.scenarios.worlds import Worlds
from outgrow.system import Structure, Trajectory, simulate, simulate_together
from outgrow.vocabulary import Streams

Progress = Callable[[int, int], None]
Ran = tuple[Trajectory, float, float]
T = TypeVar("T")
MOST_TOGETHER = 8
"""Scenarios in one pass: each brings status and skill of its households along, and memory grows with them."""


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

    def one(draw: int) -> Ran:
        world = worlds[draw]
        population = build(traits, world)
        path = simulate(structure, world, population, streams, draw=0 if same_luck else draw)
        return path, population.households, float(population["persons"].sum())

    return _stack(worlds, structure, _each(one, worlds.draws, threads, progress))


def explore_together(
    variants: Sequence[Worlds],
    structure: Structure,
    traits: Traits,
    streams: Streams,
    *,
    threads: int = 1,
    progress: Progress | None = None,
) -> tuple[Ensemble, ...]:
    """Simulate variants of the same worlds on the same luck, all variants of a world in one pass over its households.

    Luck is drawn once for a household and season, households are built once where variants agree in all that makes
    them, and the season without the initiative is computed once where they agree in all that it reads. Each ensemble
    is that of `explore` with the variant alone, to the last bit.

    Parameters
    ----------
    variants
        The same worlds with different changes, shape (K,), each of D worlds.
    structure, traits, streams, threads, progress
        As for `explore`.

    Returns
    -------
    tuple
        An ensemble for each variant, shape (K,).
    """
    draws = variants[0].draws if variants else 0

    def one(draw: int) -> list[Ran]:
        worlds = [variant[draw] for variant in variants]
        populations = shared_populations(worlds, lambda k: build(traits, worlds[k]))
        paths: list[Trajectory] = []
        for k in range(0, len(worlds), MOST_TOGETHER):
            part = slice(k, k + MOST_TOGETHER)
            paths += simulate_together(structure, worlds[part], populations[part], streams, draw=draw)
        return [
            (path, population.households, float(population["persons"].sum()))
            for path, population in zip(paths, populations, strict=True)
        ]

    done = _each(one, draws, threads, progress)
    return tuple(_stack(variant, structure, [ran[k] for ran in done]) for k, variant in enumerate(variants))


def alike(worlds: Sequence[Mapping[str, float]]) -> list[int]:
    """For each scenario the first that agrees with it in everything that makes households."""
    return [next(j for j in range(k + 1) if same_households(worlds[j], world)) for k, world in enumerate(worlds)]


def shared_populations(worlds: Sequence[Mapping[str, float]], make: Callable[[int], Population]) -> list[Population]:
    """Households of each scenario, made by its number; scenarios that are `alike` share them."""
    found: list[Population] = []
    for k, first in enumerate(alike(worlds)):
        found.append(make(k) if first == k else found[first])
    return found


def _each(one: Callable[[int], T], draws: int, threads: int, progress: Progress | None) -> list[T]:
    """What comes of every world, in their order."""
    done: list[T] = []
    with ThreadPoolExecutor(max_workers=max(threads, 1)) as pool:
        for result in pool.map(one, range(draws)):
            done.append(result)
            if progress:
                progress(len(done), draws)
    return done


def _stack(worlds: Worlds, structure: Structure, done: list[Ran]) -> Ensemble:
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
