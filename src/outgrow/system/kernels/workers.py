"""Runs the household steps of K scenarios over all villages on so many threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.population import Population
from outgrow.system.household import WITHOUT_TERMS, Terms
from outgrow.system.kernels import reference
from outgrow.system.steps.account import MEASURES

Floats = NDArray[np.float64]
Kernel = Literal["compiled", "reference"]
WITHOUT_COLUMNS = [Terms._fields.index(name) for name in WITHOUT_TERMS]
WEATHER, SPOT = 3, 4  # rows of a village's numbers that the season without the initiative reads


class Workers:
    """The households of K scenarios and the threads that work on them.

    Parameters
    ----------
    populations
        One for each scenario; the same object where scenarios share their households.
    status, skill
        State of the households, shape (K, N); changed in place.
    threads
        Threads that share the villages.
    block
        Villages that one call of the kernel works on; an even share for each thread when None.
    kernel
        ``compiled`` or ``reference``.
    """

    def __init__(
        self,
        populations: list[Population],
        status: NDArray[np.uint8],
        skill: Floats,
        threads: int,
        block: int | None,
        kernel: Kernel,
    ) -> None:
        distinct = list({id(population): population for population in populations}.values())
        place = {id(population): number for number, population in enumerate(distinct)}
        self.which = np.array([place[id(population)] for population in populations], dtype=np.int64)
        self.columns = _stacked([population.columns for population in distinct])
        self.flags = _stacked([population.flags for population in distinct])
        self.status, self.skill = status, skill
        self.villages = populations[0].villages
        step = block or -(-self.villages // max(threads, 1))
        self.pieces = [(first, min(first + step, self.villages)) for first in range(0, self.villages, step)]
        self.pool = ThreadPoolExecutor(max_workers=max(threads, 1))
        self.run = _kernel(kernel)

    def __enter__(self) -> Workers:
        """Use it for a block of code."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the threads go."""
        self.pool.shutdown()

    def season(self, terms: Floats, villages: Floats, key: NDArray[np.uint64]) -> Floats:
        """Village sums of a season, shape (K, V, M); see ``reference.season`` for the arguments."""
        return self._season(self.which, self.status, self.skill, terms, villages, key)

    def again(
        self,
        scenarios: list[int],
        status: NDArray[np.uint8],
        skill: Floats,
        terms: Floats,
        villages: Floats,
        key: NDArray[np.uint64],
    ) -> Floats:
        """Village sums of a season of some scenarios run once more.

        Parameters
        ----------
        scenarios
            Their numbers, shape (k,).
        status, skill
            A copy of the state at the start of the season, shape (k, N), which is used up.
        terms, villages, key
            As for `season`.
        """
        return self._season(self.which[scenarios], status, skill, terms, villages, key)

    def _season(
        self,
        which: NDArray[np.int64],
        status: NDArray[np.uint8],
        skill: Floats,
        terms: Floats,
        villages: Floats,
        key: NDArray[np.uint64],
    ) -> Floats:
        sums = np.empty((terms.shape[0], self.villages, len(MEASURES)))
        like = shared_without(terms, which, villages)
        rest = (key, terms, self.columns, which, like, self.flags, villages, status, skill, sums)
        if len(self.pieces) == 1:
            self.run(*self.pieces[0], *rest)
        else:
            for done in [self.pool.submit(self.run, *bounds, *rest) for bounds in self.pieces]:
                done.result()
        return sums


def shared_without(terms: Floats, which: NDArray[np.int64], villages: Floats) -> NDArray[np.int64]:
    """For each scenario the first that agrees with it in everything that a season without the initiative reads."""
    like = np.arange(which.size)
    if which.size == 1:
        return like
    for later in range(1, which.size):
        for earlier in range(later):
            if (
                which[later] == which[earlier]
                and np.array_equal(terms[later, WITHOUT_COLUMNS], terms[earlier, WITHOUT_COLUMNS])
                and np.array_equal(villages[later, WEATHER:], villages[earlier, WEATHER:])
            ):
                like[later] = earlier
                break
    return like


def _stacked(tables: list[Any]) -> Any:
    """Tables on a new first axis; one table alone is not copied, and one on disk stays there."""
    return np.asarray(tables[0])[None] if len(tables) == 1 else np.stack(tables)


def _kernel(kernel: Kernel) -> Callable[..., Any]:
    if kernel == "reference":
        return reference.season
    from outgrow.system.kernels.compiled import compiled_season  # noqa: PLC0415  numba loads only when it runs

    season: Callable[..., Any] = compiled_season()
    return season
