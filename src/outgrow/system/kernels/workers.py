"""Runs the household steps over all villages on so many threads, and guards what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.population import VILLAGE, Population
from outgrow.system.household import Terms
from outgrow.system.kernels import reference
from outgrow.system.steps.account import MEASURES
from outgrow.vocabulary import RunError

Floats = NDArray[np.float64]
Kernel = Literal["compiled", "reference"]
Work = Callable[[Terms, Floats, NDArray[np.uint64], int], Floats]


@contextmanager
def workers(
    population: Population,
    status: NDArray[np.uint8],
    skill: Floats,
    threads: int,
    block: int | None,
    kernel: Kernel,
) -> Iterator[Work]:
    """A function from terms, village rows, key and season to village sums; it changes status and skill in place.

    Parameters
    ----------
    population
        The households.
    status, skill
        Their state, shape (N,).
    threads
        Threads that share the villages.
    block
        Villages that one call of the kernel works on; an even share for each thread when None.
    kernel
        ``compiled`` or ``reference``.
    """
    run = _kernel(kernel)
    villages = population.villages
    step = block or -(-villages // max(threads, 1))
    pieces = [(first, min(first + step, villages)) for first in range(0, villages, step)]
    with ThreadPoolExecutor(max_workers=max(threads, 1)) as pool:

        def work(terms: Terms, village: Floats, key: NDArray[np.uint64], season: int) -> Floats:
            sums = np.empty((villages, len(MEASURES)))
            rest = (key, terms, population.columns, population.flags, village, status, skill, sums)
            if len(pieces) == 1:
                run(*pieces[0], *rest)
            else:
                for done in [pool.submit(run, *bounds, *rest) for bounds in pieces]:
                    done.result()
            return _finite(sums, season)

        yield work


def _kernel(kernel: Kernel) -> Callable[..., Any]:
    if kernel == "reference":
        return reference.season
    from outgrow.system.kernels.compiled import compiled_season  # noqa: PLC0415  numba loads only when it runs

    season: Callable[..., Any] = compiled_season()
    return season


def _finite(sums: Floats, season: int) -> Floats:
    """The sums, if all are finite numbers."""
    finite = np.isfinite(sums)
    if not finite.all():
        village, measure = np.argwhere(~finite)[0].tolist()
        raise RunError(
            f"season {season}: '{MEASURES[measure]}' is not a finite number in village {village} (households "
            f"{village * VILLAGE} to {(village + 1) * VILLAGE - 1}). A parameter of this world lies outside the range "
            f"in which the model makes sense; look at the world's values."
        )
    return sums
