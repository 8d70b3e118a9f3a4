"""Many worlds on threads or processes, with progress, cancelling and going on where a run stopped.

A world is a function of the setting, its parameters and the number of its luck. So neither the number of workers nor
the moment of a kill changes a byte of the result.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outgrow.population import VILLAGE, Traits
from outgrow.scenarios.part import DISTRICT, SPENT, TAKER, Part, Setting, Task, run_task
from outgrow.scenarios.records import Ensemble
from outgrow.scenarios.store import Store, open_store
from outgrow.scenarios.worlds import Worlds
from outgrow.vocabulary import InputError, RunError

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Progress = Callable[[int, int], None]
CHUNK = 64  # worlds in a task and in a part on disk
AHEAD = 3  # tasks that wait for each worker, so that cancelling is quick and memory small


@dataclass(frozen=True, slots=True)
class Failure:
    """A world that could not be simulated: its number and why."""

    draw: int
    why: str


@dataclass(frozen=True, slots=True)
class Simulated:
    """Worlds that were simulated, and those that failed.

    Parameters
    ----------
    ensemble
        The worlds that ran.
    draws
        Their numbers in the design, shape (D,).
    failures
        Worlds that did not, with the reason.
    """

    ensemble: Ensemble
    draws: Whole
    failures: tuple[Failure, ...]

    def summary(self) -> str:
        """How many ran and how many failed."""
        if not self.failures:
            return f"All {self.draws.size:,} worlds ran."
        first = self.failures[0]
        total = self.draws.size + len(self.failures)
        return (
            f"{len(self.failures):,} of {total:,} worlds failed and are left out; the first, world {first.draw}: "
            f"{first.why}"
        )


def simulate_worlds(
    setting: Setting,
    worlds: Worlds,
    *,
    luck: Whole | None = None,
    folder: Path | None = None,
    design: Mapping[str, Any] | None = None,
    columns: Sequence[Mapping[str, str]] = (),
    workers: int = 1,
    processes: bool = False,
    chunk: int = CHUNK,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Simulated:
    """Simulate worlds, and keep them in a folder where one is named.

    Parameters
    ----------
    setting
        What all worlds share.
    worlds
        Parameters of the worlds.
    luck
        Number of the weather and price shocks of each world, shape (D,); its own number when left out.
    folder
        Where the worlds are kept. What is there already is not simulated again.
    design
        What the worlds are, in names and sizes; a folder of another design is refused.
    columns
        Name, unit and meaning of the stored columns.
    workers
        Worlds simulated at once.
    processes
        On processes instead of threads. A script that asks for them needs ``if __name__ == "__main__":``.
    chunk
        Worlds in a task, and in a part on disk.
    progress
        Called with the number of worlds done and to do.
    stop
        Asked after every chunk whether to stop.

    Raises
    ------
    InputError
        When the folder holds something else.
    RunError
        When every world fails, a worker dies, the disk is full or ``stop`` says so; what was finished is kept.
    """
    numbers = np.arange(worlds.draws) if luck is None else np.asarray(luck, dtype=np.int64)
    if worlds.draws == 0 or numbers.shape != (worlds.draws,):
        why = "each world needs the number of its luck, and at least one world is needed"
        raise InputError.single("worlds", f"{worlds.draws} worlds and luck of shape {numbers.shape}", why, "", "luck")
    tasks = _tasks(worlds, numbers, chunk)
    store = open_store(folder, setting, design or {}, chunk, columns) if folder else None
    parts: dict[int, Part] = {}
    if store:
        parts = {number: store.read(number) for number in store.complete(len(tasks))}
        parts = {number: part for number, part in parts.items() if _same(store, number, part, tasks[number], setting)}
    left = [number for number in range(len(tasks)) if number not in parts]
    done = sum(part.worlds["draw"].size for part in parts.values())
    if progress:
        progress(done, worlds.draws)
    try:
        for number, part in _run(setting, tasks, left, max(workers, 1), processes):
            parts[number] = part
            if store:
                store.write(number, part)
            done += tasks[number].draws.size
            if progress:
                progress(done, worlds.draws)
            if stop and stop():
                raise RunError(f"Cancelled. {_kept(done, worlds.draws, folder)}")
    except BrokenProcessPool:
        raise RunError(
            f"A worker process died, most likely killed for want of memory. {_kept(done, worlds.draws, folder)} "
            f"Ask for fewer workers or households if it happens again."
        ) from None
    return _assemble(setting, worlds, [parts[number] for number in range(len(tasks))])


def _kept(done: int, total: int, folder: Path | None) -> str:
    if folder is None:
        return f"{done:,} of {total:,} worlds were finished; without a folder they are not kept."
    return f"{done:,} of {total:,} worlds are kept in {folder}; the same call or command goes on from there."


def _tasks(worlds: Worlds, luck: Whole, chunk: int) -> list[Task]:
    """Chunks of worlds, in their order."""
    return [
        Task(
            np.arange(first, min(first + chunk, worlds.draws)),
            luck[first : first + chunk],
            {name: np.array(column[first : first + chunk]) for name, column in worlds.values.items()},
        )
        for first in range(0, worlds.draws, chunk)
    ]


def _same(store: Store, number: int, part: Part, task: Task, setting: Setting) -> bool:
    """Whether a stored part is of these worlds; the last part of a design that was lengthened since is done anew."""
    draws = part.worlds["draw"]
    shared = min(draws.size, task.draws.size)
    same = all(
        np.array_equal(part.worlds[name][:shared], column[:shared], equal_nan=True)
        for name, column in task.values.items()
    )
    if not (same and np.array_equal(part.worlds["luck"][:shared], task.luck[:shared])):
        raise InputError.single(
            str(store.worlds_file(number)),
            "its worlds have other parameters than those of this design",
            "results of the two would be mixed",
            "Name another folder",
        )
    rows = part.seasons["draw"].size if part.seasons else 0
    every_season = rows == setting.structure.seasons * np.count_nonzero(part.worlds["failure"] == "")
    return bool(draws.size == task.draws.size and every_season)


def _run(
    setting: Setting, tasks: Sequence[Task], left: Sequence[int], workers: int, processes: bool
) -> Iterator[tuple[int, Part]]:
    """Parts as they are finished."""
    if not left:
        return
    workers = min(workers, len(left))
    with _pool(setting, workers, processes) as (pool, one):
        waiting = iter(left)
        running: dict[Future[Part], int] = {}

        def submit() -> None:
            number = next(waiting, None)
            if number is not None:
                running[pool.submit(one, tasks[number])] = number

        for _ in range(AHEAD * workers):
            submit()
        while running:
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in sorted(finished, key=lambda f: running[f]):
                number = running.pop(future)
                part = future.result()
                submit()
                yield number, part


@contextmanager
def _pool(setting: Setting, workers: int, processes: bool) -> Iterator[tuple[Executor, Callable[[Task], Part]]]:
    """A pool that is ended at once when its user leaves early."""
    if processes:
        way = "spawn" if sys.platform == "win32" else "forkserver"
        pool: Executor = ProcessPoolExecutor(
            workers, multiprocessing.get_context(way), initializer=_begin_worker, initargs=(setting,)
        )
        one: Callable[[Task], Part] = _in_worker
    else:
        traits = setting.traits
        pool = ThreadPoolExecutor(workers)

        def one(task: Task) -> Part:
            return run_task(setting, traits, task)

    try:
        yield pool, one
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_WORKER: dict[str, tuple[Setting, Traits]] = {}
"""Of a worker process: what its worlds share, built once when it begins."""


def _begin_worker(setting: Setting) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard stops the run, which then ends its workers
    _WORKER["setting"] = setting, setting.traits


def _in_worker(task: Task) -> Part:
    return run_task(*_WORKER["setting"], task)


def _assemble(setting: Setting, worlds: Worlds, parts: Sequence[Part]) -> Simulated:
    """One ensemble of all parts, without the worlds that failed."""
    rows = {name: np.concatenate([part.worlds[name] for part in parts]) for name in ("draw", "failure")}
    failed = rows["failure"] != ""
    failures = tuple(
        Failure(int(d), str(why)) for d, why in zip(rows["draw"][failed], rows["failure"][failed], strict=True)
    )
    kept = rows["draw"][~failed].astype(np.int64)
    if not kept.size:
        raise RunError(f"None of {failed.size:,} worlds could be simulated. The first: {failures[0].why}")
    ran = [part for part in parts if part.seasons]
    structure = setting.structure
    count = structure.seasons

    def seasons(name: str) -> Floats:
        return np.concatenate([part.seasons[name] for part in ran]).astype(np.float64).reshape(-1, count)

    def by_world(name: str) -> Floats:
        return np.concatenate([part.worlds[name][part.worlds["failure"] == ""] for part in ran]).astype(np.float64)

    measures = [n for n in ran[0].seasons if n not in ("draw", "season") and not n.startswith(SPENT)]
    districts = [name for name in ran[0].worlds if name.startswith(DISTRICT)]
    among = worlds if kept.size == worlds.draws else worlds.at(kept)
    ensemble = Ensemble(
        worlds=among,
        seasons={name: seasons(name) for name in measures},
        spent=np.stack([seasons(f"{SPENT}{actor}") for actor in structure.actors], axis=-1),
        takers=np.stack([by_world(f"{TAKER}{name}").astype(np.int64) for name in structure.functions], axis=1),
        district_members=np.stack([by_world(name) for name in districts], axis=1),
        district_households=_district_households(setting, float(among.values["target.households"][0]), len(districts)),
        actors=structure.actors,
        functions=structure.functions,
        households=by_world("households"),
        persons=by_world("persons"),
    )
    return Simulated(ensemble, kept, failures)


def _district_households(setting: Setting, households: float, districts: int) -> Floats:
    """Households of each district in the first world."""
    traits = setting.traits
    villages = np.bincount(traits.district, minlength=districts)
    return np.asarray(villages * VILLAGE * (households / traits.size.size), dtype=np.float64)
