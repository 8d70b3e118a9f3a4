"""A chunk of worlds simulated: what one task of a pool hands back, and the two tables it is stored as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import Case
from outgrow.population import Traits, build, draw_traits
from outgrow.system import Structure, Trajectory, simulate, structure_of
from outgrow.vocabulary import OutgrowError, Streams

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SPENT, TAKER, DISTRICT = "spent.", "taker.", "members_in_district."


@dataclass(frozen=True, slots=True)
class Setting:
    """What all worlds of a run share, small enough to be sent to a worker.

    Parameters
    ----------
    structure
        Who pays and who may take over.
    weights
        Weight of each district, shape (K,).
    households
        Synthetic households in each world.
    seed
        Seed of all random numbers.
    case, fingerprint
        Which initiative it is.
    """

    structure: Structure
    weights: Floats
    households: int
    seed: int
    case: str
    fingerprint: str

    @property
    def traits(self) -> Traits:
        """Standard scores of the synthetic households."""
        return draw_traits(Streams(self.seed), self.households, self.weights)


def setting_of(case: Case, households: int, seed: int) -> Setting:
    """The setting of a case."""
    return Setting(
        structure=structure_of(case.initiative),
        weights=case.districts.weights,
        households=households,
        seed=seed,
        case=case.initiative.id,
        fingerprint=case.fingerprint,
    )


@dataclass(frozen=True, slots=True)
class Task:
    """Worlds to simulate together.

    Parameters
    ----------
    draws
        Their numbers, shape (n,).
    luck
        Number of the weather and price shocks that each meets, shape (n,).
    values
        Every parameter, each of shape (n,).
    """

    draws: Whole
    luck: Whole
    values: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Part:
    """Worlds simulated, or why they could not be.

    Parameters
    ----------
    seasons
        One row a draw and season: draw, season, every measure, and what each actor spent (money); worlds that failed
        have no rows.
    worlds
        One row a draw: draw, luck, failure (empty when there is none), households, persons, who took each function
        over (number of the actor, -1 for nobody), members in each district at the horizon, every parameter.
    """

    seasons: Mapping[str, NDArray[np.generic]]
    worlds: Mapping[str, NDArray[np.generic]]

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Both tables: seasons, worlds."""
        import polars as pl  # noqa: PLC0415  loaded only when something is stored

        return pl.DataFrame(dict(self.seasons)), pl.DataFrame(dict(self.worlds))


def run_task(setting: Setting, traits: Traits, task: Task) -> Part:
    """Simulate the worlds of a task one after the other.

    A world in which a sum is no finite number, or for which no population can be built, is noted as failed.
    """
    structure, streams = setting.structure, Streams(setting.seed)
    paths: list[Trajectory | None] = []
    sizes: list[tuple[float, float]] = []
    failures: list[str] = []
    for place, luck in enumerate(task.luck.tolist()):
        world = {name: float(column[place]) for name, column in task.values.items()}
        try:
            population = build(traits, world)
            paths.append(simulate(structure, world, population, streams, draw=luck))
            sizes.append((population.households, float(population["persons"].sum())))
            failures.append("")
        except (OutgrowError, ArithmeticError, ValueError) as problem:
            paths.append(None)
            sizes.append((np.nan, np.nan))
            failures.append(f"{type(problem).__name__}: {problem}")
    return Part(_seasons(task, paths), _worlds(setting, task, paths, sizes, failures))


def _seasons(task: Task, paths: list[Trajectory | None]) -> dict[str, NDArray[np.generic]]:
    ran = [(int(draw), path) for draw, path in zip(task.draws, paths, strict=True) if path is not None]
    if not ran:
        return {}
    first = ran[0][1]
    count = next(iter(first.seasons.values())).size
    spent = np.concatenate([path.spent.sum(axis=1) for _, path in ran])
    return {
        "draw": np.repeat([draw for draw, _ in ran], count),
        "season": np.tile(np.arange(1, count + 1), len(ran)),
        **{name: np.concatenate([path[name] for _, path in ran]) for name in first.seasons},
        **{f"{SPENT}{actor}": spent[:, place].copy() for place, actor in enumerate(first.actors)},
    }


def _worlds(
    setting: Setting,
    task: Task,
    paths: list[Trajectory | None],
    sizes: list[tuple[float, float]],
    failures: list[str],
) -> dict[str, NDArray[np.generic]]:
    structure = setting.structure
    number = {actor: place for place, actor in enumerate(structure.actors)}
    takers = np.array(
        [
            [number.get(taker or "", -1) for taker in path.takers] if path else [-1] * len(structure.functions)
            for path in paths
        ]
    ).reshape(len(paths), len(structure.functions))
    districts = next((path.district_members.shape[1] for path in paths if path), 0)
    members = np.array([path.district_members[-1] if path else np.full(districts, np.nan) for path in paths])
    size = np.array(sizes)
    return {
        "draw": task.draws,
        "luck": task.luck,
        "failure": np.array(failures, dtype=object),
        "households": size[:, 0].copy(),
        "persons": size[:, 1].copy(),
        **{f"{TAKER}{name}": takers[:, place].copy() for place, name in enumerate(structure.functions)},
        **{f"{DISTRICT}{place}": members[:, place].copy() for place in range(districts)},
        **{name: np.ascontiguousarray(column) for name, column in task.values.items()},
    }
