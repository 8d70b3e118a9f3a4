"""What can be known to be wrong before the first season is checked before it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from outgrow.population import COLUMNS, VILLAGE, Population
from outgrow.system.structure import Structure
from outgrow.vocabulary import Defect, InputError

PIECE = 1 << 20  # households looked at together
ABOVE: Final = {
    "market.trend": (-1.0, "a price that falls by 100 % is gone after a season and cannot follow its trend"),
    "market.premium_growth": (-1.0, "a market that shrinks by 100 % is gone after a season"),
    "target.households": (0.0, "nobody could take part"),
    "target.volume": (0.0, "the mean household harvests nothing, so that nothing can be gained or sold"),
    "target.land": (0.0, "the mean household has no land"),
    "target.poverty_line": (0.0, "a gap is a share of the line"),
}
"""Parameters that must lie above a number, and why."""
LEAST: Final = {
    "volume": (0.0, "a harvest is nothing or something"),
    "effect": (-1.0, "a yield cannot fall by more than all of it"),
    "persons": (0.0, "a household cannot stand for less than nobody"),
    "weight": (0.0, "a household cannot stand for less than nobody"),
    "poverty_need": (5e-324, "a gap is a share of what a household needs, which is more than nothing"),
}
"""Least value of a population's columns, and why."""


def check_run(
    structure: Structure,
    worlds: Sequence[Mapping[str, float]],
    populations: Sequence[Population],
    watch: Sequence[int],
) -> None:
    """Refuse worlds, populations and household numbers that cannot be used.

    Raises
    ------
    InputError
        With everything found: parameters that are not finite or leave nothing to simulate, columns with values that
        are not finite, populations that do not fit together, households that do not exist.
    """
    defects = [*_world_defects(structure, worlds), *_population_defects(worlds, populations)]
    defects += _watch_defects(watch, populations[0].size if populations else 0)
    if defects:
        raise InputError("a run", defects)


def check_worlds(structure: Structure, worlds: Sequence[Mapping[str, float]]) -> None:
    """Refuse worlds that cannot be simulated, before their households are built.

    Raises
    ------
    InputError
        With every parameter that is not finite or leaves nothing to simulate.
    """
    if defects := [*_world_defects(structure, worlds)]:
        raise InputError("a run", defects)


def check_watched(watch: Sequence[int], size: int) -> None:
    """Refuse numbers of households that there are not, or that are named twice.

    Parameters
    ----------
    watch
        Numbers of households.
    size
        Synthetic households that there are.

    Raises
    ------
    InputError
        With every number that is wrong.
    """
    if defects := [*_watch_defects(watch, size)]:
        raise InputError("households to watch", defects)


def _watch_defects(watch: Sequence[int], size: int) -> Iterator[Defect]:
    for n in watch:
        if not 0 <= n < size:
            why = f"households are numbered from 0 to {size - 1:,}"
            yield Defect(f"household {n}", "watch", why, "give another number")
    for n in sorted({n for n in watch if list(watch).count(n) > 1}):
        yield Defect(f"household {n} twice", "watch", "its life is told once", "name it once")


def _world_defects(structure: Structure, worlds: Sequence[Mapping[str, float]]) -> Iterator[Defect]:
    if not worlds:
        yield Defect("no world", "worlds", "there is nothing to simulate", "give at least one")
    for k, world in enumerate(worlds):
        of = f" of scenario {k}" if len(worlds) > 1 else ""
        for name, value in world.items():
            if not math.isfinite(value):
                yield Defect(f"{value}", f"{name}{of}", "a parameter is a finite number", "Correct it")
        for name, (least, why) in ABOVE.items():
            if name in world and world[name] <= least:
                yield Defect(f"{world[name]:g}", f"{name}{of}", why, f"Give a number above {least:g}")
        if not world["contract.first_payment"] + world["contract.deferred_payment"] > 0.0:
            found = "no first and no deferred payment"
            yield Defect(found, f"contract.first_payment{of}", "the buyer pays nothing", "Give what it pays")
        if structure.common_pool and not world["common_pool.start"] > 0.0:
            yield Defect(
                f"{world['common_pool.start']:g}",
                f"common_pool.start{of}",
                "an empty pool cannot grow back",
                "Correct it",
            )


def _population_defects(worlds: Sequence[Mapping[str, float]], populations: Sequence[Population]) -> Iterator[Defect]:
    if len(populations) != len(worlds):
        yield Defect(f"{len(populations)} populations for {len(worlds)} worlds", "populations", "each world needs one")
    if len({population.size for population in populations}) > 1:
        yield Defect("populations of different sizes", "populations", "scenarios of one world share their households")
    for population in {id(p): p for p in populations}.values():
        yield from _impossible(population)
        for name, column in zip(COLUMNS, population.columns, strict=True):
            for first in range(0, population.size, PIECE):
                finite = np.isfinite(column[first : first + PIECE])
                if not finite.all():
                    number = first + int(np.argmin(finite))
                    why = "a missing or infinite number is not a household's"
                    where = f"{name} of household {number} (village {number // VILLAGE})"
                    yield Defect(f"{column[number]}", where, why, "fill it or leave the household out")
                    break
        if not population.households > 0.0:
            yield Defect("a total weight of zero", "weight", "the population stands for nobody", "give weights")


def _impossible(population: Population) -> Iterator[Defect]:
    """Columns with numbers that no household can have; the first of each is named."""
    for name, (least, why) in LEAST.items():
        column = population[name]
        for first in range(0, population.size, PIECE):
            below = column[first : first + PIECE] < least
            if below.any():
                number = first + int(np.argmax(below))
                yield Defect(f"{column[number]:g}", f"{name} of household {number}", why, "correct it")
                break
