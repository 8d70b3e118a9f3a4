"""The seasons of a world, or of several scenarios of one world at once, in the order of ``steps.ORDER``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from outgrow.population import Population
from outgrow.system.branch import Branch, Prepared, outcome_of, prepare, settle_premium
from outgrow.system.check import check_run
from outgrow.system.kernels.workers import Kernel, Workers
from outgrow.system.life import first_nonsense, lives_now
from outgrow.system.luck import Luck, draw_luck
from outgrow.system.recorder import Recorder
from outgrow.system.records import MEASURES, Trajectory
from outgrow.system.saved import fingerprint, read_saved, write_saved
from outgrow.system.shocks import Shock
from outgrow.system.state import PilotOrder, pilot_order, start
from outgrow.system.structure import Structure
from outgrow.system.terms import lasting_terms
from outgrow.system.transition import decided, move_on
from outgrow.vocabulary import RunError, Streams, stream_number

Floats = NDArray[np.float64]
ACCEPTED = MEASURES.index("member_accepted")
FAR_OUTSIDE = (
    "A parameter far outside what it describes is the usual cause: look at the numbers of that step in the initiative "
    "file."
)


def simulate(
    structure: Structure,
    world: Mapping[str, float],
    population: Population,
    streams: Streams,
    *,
    draw: int = 0,
    threads: int = 1,
    block: int | None = None,
    kernel: Kernel = "compiled",
    shocks: Sequence[Shock] = (),
    watch: Sequence[int] = (),
) -> Trajectory:
    """Run an initiative through its seasons in one possible world.

    Parameters
    ----------
    structure
        Who pays and who may take over, see `structure_of`.
    world
        Value of every parameter by dotted name, in units of the model, with ``participation.effect`` and
        ``participation.claimed_effect``.
    population
        Households of this world.
    streams, draw
        Random streams of the run and the number of this world.
    threads, block
        Threads that share the villages, and villages worked on at once; neither changes a bit of the result.
    kernel
        The compiled kernel, or the NumPy reference.
    shocks
        Stresses on top of the luck of the world.
    watch
        Numbers of households whose lives are recorded.

    Raises
    ------
    InputError
        For a world, a population, shocks or household numbers that cannot be used, before the first season.
    RunError
        When a number stops being finite; names season, step and household. When the ledger of a season does not
        balance.
    """
    with Run(
        structure,
        [world],
        [population],
        streams,
        draw=draw,
        threads=threads,
        block=block,
        kernel=kernel,
        shocks=shocks,
        watch=watch,
    ) as run:
        run.advance()
        return run.trajectories()[0]


def simulate_together(
    structure: Structure,
    worlds: Sequence[Mapping[str, float]],
    populations: Sequence[Population],
    streams: Streams,
    *,
    draw: int = 0,
    threads: int = 1,
    block: int | None = None,
    kernel: Kernel = "compiled",
    shocks: Sequence[Shock] = (),
    watch: Sequence[int] = (),
) -> tuple[Trajectory, ...]:
    """Run K scenarios of one world in one pass on the same luck.

    Every household's luck is drawn once and used by all scenarios, and what does not differ between them is computed
    once. Each trajectory equals that of `simulate` with the same world and population to the last bit.

    Parameters
    ----------
    structure, streams, draw, threads, block, kernel, shocks, watch
        As for `simulate`.
    worlds, populations
        Of each scenario, shape (K,); give the same population object where scenarios share their households.

    Raises
    ------
    InputError, RunError
        As for `simulate`.
    """
    with Run(
        structure,
        worlds,
        populations,
        streams,
        draw=draw,
        threads=threads,
        block=block,
        kernel=kernel,
        shocks=shocks,
        watch=watch,
    ) as run:
        run.advance()
        return run.trajectories()


class Run:
    """Scenarios on their way through the seasons; can be stopped, saved and taken up again.

    Parameters
    ----------
    structure, streams, draw, threads, block, kernel, shocks, watch
        As for `simulate`.
    worlds, populations
        As for `simulate_together`.

    Examples
    --------
    ::

        with Run(structure, [world], [population], streams) as run:
            run.advance(10)
            run.save("season-10.npz")
        with Run(structure, [world], [population], streams) as run:
            run.resume("season-10.npz")
            run.advance()
            path, = run.trajectories()
    """

    def __init__(
        self,
        structure: Structure,
        worlds: Sequence[Mapping[str, float]],
        populations: Sequence[Population],
        streams: Streams,
        *,
        draw: int = 0,
        threads: int = 1,
        block: int | None = None,
        kernel: Kernel = "compiled",
        shocks: Sequence[Shock] = (),
        watch: Sequence[int] = (),
    ) -> None:
        check_run(structure, worlds, populations, watch)
        self.structure, self.streams, self.draw = structure, streams, draw
        self.season = 0
        self.populations, self.watch = list(populations), np.array(watch, dtype=np.int64)
        size = populations[0].size
        self.status, self.skill = np.zeros((len(worlds), size), dtype=np.uint8), np.zeros((len(worlds), size))
        lucks, starts = self._lucks(worlds, shocks), {id(p): pilot_order(p, streams) for p in self.populations}
        self.branches = [
            self._branch(k, world, lucks[k], starts[id(self.populations[k])]) for k, world in enumerate(worlds)
        ]
        self.workers = Workers(self.populations, self.status, self.skill, threads, block, kernel)

    def _lucks(self, worlds: Sequence[Mapping[str, float]], shocks: Sequence[Shock]) -> list[Luck]:
        """Luck of each scenario; scenarios with the same spreads between villages share it."""
        drawn: dict[tuple[float, float], Luck] = {}
        for world in worlds:
            spreads = (world["market.weather_village"], world["market.spot_spread_village"])
            if spreads not in drawn:
                villages = self.populations[0].villages
                seasons, process = self.structure.seasons, self.structure.world_price
                drawn[spreads] = draw_luck(world, self.streams, self.draw, seasons, villages, shocks, process)
        return [drawn[world["market.weather_village"], world["market.spot_spread_village"]] for world in worlds]

    def _branch(self, k: int, world: Mapping[str, float], luck: Luck, order: PilotOrder) -> Branch:
        population = self.populations[k]
        state = start(population, world, self.structure, order)
        self.status[k], self.skill[k] = state.status, state.skill
        state.status, state.skill = self.status[k], self.skill[k]
        recorder = Recorder(self.structure, population, world, state.stock, self.watch)
        return Branch(world, luck, state, lasting_terms(world, self.structure.supplied_before), recorder)

    def __enter__(self) -> Run:
        """Use it for a block of code."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the threads go."""
        self.workers.__exit__(kind, error, at)

    def advance(self, seasons: int | None = None) -> None:
        """Run so many more seasons, or all that are left.

        Raises
        ------
        RunError
            As for `simulate`.
        """
        last = self.structure.seasons if seasons is None else min(self.season + seasons, self.structure.seasons)
        while self.season < last:
            self.season += 1
            self._season(self.season)

    def trajectories(self) -> tuple[Trajectory, ...]:
        """What was recorded so far, a trajectory for each scenario."""
        return tuple(branch.recorder.trajectory() for branch in self.branches)

    def save(self, file: str | Path) -> Path:
        """Write the state and what was recorded to a file (NumPy's npz), from which `resume` goes on."""
        return write_saved(Path(file), self._fingerprint(), self.season, self.branches)

    def resume(self, file: str | Path) -> None:
        """Go on from a saved season; the rest comes out as if the run had never stopped, to the last bit.

        Raises
        ------
        InputError
            When the file is no saved season, or one of another case, world, population, seed or draw.
        """
        self.season = read_saved(Path(file), self._fingerprint(), self.branches)

    def _fingerprint(self) -> str:
        """What a saved season belongs to."""
        words = (self.streams.seed, self.draw, self.watch.tolist())
        return fingerprint(words, self.structure, self.branches, self.populations)

    def _season(self, season: int) -> None:
        """One season of all scenarios."""
        ready = [prepare(season, branch, self.structure) for branch in self.branches]
        low, high = self.streams.key
        key = np.array([self.draw, season, stream_number("household season"), low, high], dtype=np.uint64)
        ready, sums = self._households(ready, key)
        for k, (branch, prepared) in enumerate(zip(self.branches, ready, strict=True)):
            total = sums[k].sum(axis=0)
            self._guard(season, k, sums[k], total, prepared, key)
            outcome = outcome_of(season, branch, self.structure, sums[k], total, prepared)
            branch.state.decision = decided(branch.state, self.structure, branch.world, outcome)
            branch.recorder.add(season, outcome, branch.state)
            move_on(season, branch.state, self.structure, branch.world, branch.luck, outcome, branch.recorder)

    def _households(self, announced: list[Prepared], key: NDArray[np.uint64]) -> tuple[list[Prepared], Floats]:
        """The households' own steps: what the season was settled on, and its village sums.

        What the premium market pays on a kg is known when all have sold. Where that is not what was announced, the
        scenario's season is run again with it, from the state at its start. Households decide on what was announced, so
        that the second pass delivers the same and leaves the same state.
        """
        limited = any(prepared.terms.premium_promised > 0.0 for prepared in announced)
        started = (self.status.copy(), self.skill.copy()) if limited or self.watch.size else (self.status, self.skill)
        sums = self.workers.season(*_stacked(announced), key)
        accepted = sums[:, :, ACCEPTED].sum(axis=1).tolist()
        ready = [settle_premium(b, a, kg) for b, a, kg in zip(self.branches, announced, accepted, strict=True)]
        if self.watch.size:
            for k, (branch, prepared) in enumerate(zip(self.branches, ready, strict=True)):
                now = (self.populations[k], started[0][k], started[1][k], prepared.villages, prepared.terms, key)
                branch.recorder.lives.append(lives_now(self.watch, *now))
        again = [k for k, prepared in enumerate(ready) if prepared.terms != announced[k].terms]
        if again:
            held = started if len(again) == len(ready) else (started[0][again], started[1][again])
            sums[again] = self.workers.again(again, *held, *_stacked([ready[k] for k in again]), key)
        return ready, sums

    def _guard(
        self, season: int, k: int, sums: Floats, total: Floats, prepared: Prepared, key: NDArray[np.uint64]
    ) -> None:
        """Stop when a sum is not a finite number, and say where that began."""
        if np.isfinite(total).all():
            return  # nothing that is not finite can be added to something finite
        finite = np.isfinite(sums).all(axis=1)
        if finite.all():
            raise RunError(f"season {season}, step account: the sums over all villages overflow. {FAR_OUTSIDE}")
        village = int(np.argmin(finite))
        state, population = self.branches[k].state, self.populations[k]
        where = first_nonsense(village, population, state.status, state.skill, prepared.villages, prepared.terms, key)
        raise RunError(f"season {season}, {where}, not a finite number (village {village}). {FAR_OUTSIDE}")


def _stacked(ready: list[Prepared]) -> tuple[Floats, Floats]:
    """Terms and villages of scenarios, shapes (K, len(Terms._fields)) and (K, 5, V)."""
    return np.array([p.terms for p in ready]), np.stack([p.villages for p in ready])
