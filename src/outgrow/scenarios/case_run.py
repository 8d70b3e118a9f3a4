"""From a case to its simulated seasons: worlds, scenarios, households and the passes over them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from outgrow.initiative import Case, Initiative, read
from outgrow.population import (
    VILLAGE,
    Population,
    Traits,
    build,
    build_large,
    check_households,
    check_room,
    check_scores,
    household_traits,
    too_coarse,
)
from outgrow.scenarios.levers import carry_out
from outgrow.scenarios.posterior import read_posterior
from outgrow.scenarios.run import alike, shared_populations
from outgrow.scenarios.simulation import Simulation
from outgrow.scenarios.worlds import Worlds, draw_worlds, one_at_a_time
from outgrow.system import (
    Run,
    Shock,
    Trajectory,
    check_shocks,
    check_watched,
    check_worlds,
    is_saved,
    pulled,
    simulate_together,
    structure_of,
)
from outgrow.vocabulary import Defect, InputError, Streams, did_you_mean

Progress = Callable[[str, int, int], None]
BASE = "base"
World = Mapping[str, float]
Scenarios = Mapping[str, Callable[[Worlds, int], World]]


def simulate_case(
    case: str | Path | Case,
    *,
    seed: int = 1,
    draws: int | None = None,
    households: int = 20_000,
    options: Sequence[str] = (),
    levers: Mapping[str, float] | None = None,
    shocks: Sequence[Shock] = (),
    watch: Sequence[int] = (),
    threads: int | None = None,
    store: Path | None = None,
    until: int | None = None,
    save: Path | None = None,
    resume: Path | None = None,
    fitted: str | Path | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """Simulate the seasons of a case: its central world, or many possible worlds.

    Parameters
    ----------
    case
        A YAML file, a folder with ``initiative.yaml``, the name of a case that comes with outgrow, or a case read
        before.
    seed
        Seed of all random numbers.
    draws
        Possible worlds; the central world alone when left out.
    households
        Synthetic households in each world.
    options
        Options of the initiative, each a scenario beside the case as it is, in one pass on the same luck.
    levers
        Strength of levers of institutions and government (see `public_levers`), together one more scenario.
    shocks
        Stresses that all scenarios meet.
    watch
        Numbers of households whose lives are kept.
    threads
        Threads to compute with; as many as there are processors when left out.
    store
        New file in which the households' columns lie instead of memory, for the central world alone; where scenarios
        have households of their own, theirs lie beside it (``.1``, ``.2``).
    until, save, resume
        Stop after a season, save the state to a file (a new one, or that of an earlier run), take a run up from such a
        file; for the central world alone.
    fitted
        Folder of a fit of this case on this seed: its worlds are simulated, or their middle as the central world.
    progress
        Called with the stage, how much of it is done, and how much there is.

    Raises
    ------
    InputError
        With all defects of the case, or of what was asked, or for a fit that does not belong to it.
    RunError
        When a number stops being finite, or a ledger does not balance.

    Examples
    --------
    ::

        found = simulate_case("kenya-tea", options=["pay_sooner"], watch=[17])
        print(found.summary())
        found.to_frame().filter(season=20).select("scenario", "members", "trust")
    """
    found = case if isinstance(case, Case) else read(case)
    initiative, streams = found.initiative, Streams(seed)
    cores = threads or os.cpu_count() or 1
    _check(initiative, options, draws, threads, [store, until, save, resume])
    _check_files(store, save)
    check_shocks(shocks, initiative.seasons.count)
    check_households(households)
    check_watched(watch, -(-households // VILLAGE) * VILLAGE)
    kept = read_posterior(fitted, found, seed) if fitted is not None else None
    scenarios = _scenarios(initiative, options, levers or {}, None if draws is None else streams)
    if draws is None:
        worlds = (kept.alone(initiative) if kept else one_at_a_time(initiative)).first(1)
        each = [[make(worlds, 0) for make in scenarios.values()]]
        check_worlds(structure_of(initiative), each[0])
        paths = [_one(found, each[0], streams, households, cores, shocks, watch, store, until, save, resume)]
    else:
        worlds = kept.worlds(initiative, draws) if kept else draw_worlds(initiative, streams, draws)
        each = [[make(worlds, d) for make in scenarios.values()] for d in range(draws)]
        check_scores(households, at_once=cores)
        traits = household_traits(found, streams, households)
        paths = _many(initiative, each, traits, streams, cores, shocks, watch, progress)
    money = initiative.money
    return Simulation(
        case=initiative.id,
        title=initiative.title,
        currency=f"{money.code} of {money.price_year}",
        seed=seed,
        households=households,
        first_year=initiative.seasons.first_year,
        per_year=initiative.seasons.per_year,
        scenarios=tuple(scenarios),
        trajectories=tuple(paths),
        caveat=too_coarse(initiative, households),
    )


def _one(
    case: Case,
    worlds: Sequence[World],
    streams: Streams,
    households: int,
    threads: int,
    shocks: Sequence[Shock],
    watch: Sequence[int],
    store: Path | None,
    until: int | None,
    save: Path | None,
    resume: Path | None,
) -> tuple[Trajectory, ...]:
    """The scenarios of the central world, on all threads together."""
    distinct = sorted(set(alike(worlds)))
    donors = case.initiative.target.donors is not None
    check_room(households, on_disk=store is not None and not donors, scenarios=len(worlds), populations=len(distinct))

    def make(k: int) -> Population:
        if donors:
            return build(household_traits(case, streams, households), worlds[k])
        number = distinct.index(k)
        file = store.with_name(f"{store.name}.{number}") if store and number else store
        return build_large(streams, households, case.districts.weights, worlds[k], file, threads)

    populations = shared_populations(worlds, make)
    structure = structure_of(case.initiative)
    with Run(structure, worlds, populations, streams, threads=threads, shocks=shocks, watch=watch) as run:
        if resume is not None:
            run.resume(resume)
            if until is not None and until < run.season:
                why = f"the saved run has come to season {run.season}, and there is no way back"
                raise InputError.single("simulate", f"season {until}", why, "give a later one, or start anew", "until")
        run.advance(None if until is None else until - run.season)
        if save is not None:
            run.save(save)
        return run.trajectories()


def _many(
    initiative: Initiative,
    each: Sequence[Sequence[World]],
    traits: Traits,
    streams: Streams,
    threads: int,
    shocks: Sequence[Shock],
    watch: Sequence[int],
    progress: Progress | None,
) -> list[tuple[Trajectory, ...]]:
    """Many worlds, each on one thread."""
    structure = structure_of(initiative)

    def one(draw: int) -> tuple[Trajectory, ...]:
        worlds = each[draw]
        populations = shared_populations(worlds, lambda k: build(traits, worlds[k]))
        return simulate_together(structure, each[draw], populations, streams, draw=draw, shocks=shocks, watch=watch)

    done: list[tuple[Trajectory, ...]] = []
    with ThreadPoolExecutor(max_workers=threads) as pool:
        for paths in pool.map(one, range(len(each))):
            done.append(paths)
            if progress:
                progress("Simulating possible worlds", len(done), len(each))
    return done


def _scenarios(
    initiative: Initiative, options: Sequence[str], levers: Mapping[str, float], streams: Streams | None
) -> Scenarios:
    known = {option.id: option for option in initiative.options}
    made: dict[str, Callable[[Worlds, int], World]] = {BASE: lambda worlds, draw: worlds[draw]}
    for name in options:
        made[name] = lambda worlds, draw, option=known[name]: carry_out(worlds, initiative, option)[draw]  # type: ignore[misc]
    if levers:
        pulled({}, levers)  # refuses what is no lever before anything is computed
        made["levers"] = lambda worlds, draw: pulled(worlds[draw], levers, streams, draw)
    return made


def _check(
    initiative: Initiative, options: Sequence[str], draws: int | None, threads: int | None, central: Sequence[object]
) -> None:
    known = [option.id for option in initiative.options]
    defects = [
        Defect(f"'{name}'", "options", f"{initiative.id} has no such option", did_you_mean(name, known))
        for name in options
        if name not in known
    ]
    if threads is not None and threads < 1:
        defects.append(Defect(f"{threads}", "threads", "at least one thread is needed", "give 1 or more"))
    if draws is not None and any(part is not None for part in central):
        why = "a stored, stopped, saved or resumed run is one of the central world"
        defects.append(Defect(f"{draws} draws", "draws", why, "leave draws out, or the others"))
    if (until := central[1]) is not None and not 1 <= int(str(until)) <= initiative.seasons.count:
        why = f"the case has seasons 1 to {initiative.seasons.count}"
        defects.append(Defect(f"season {until}", "until", why, "correct it"))
    if defects:
        raise InputError("simulate", defects)


def _check_files(store: Path | None, save: Path | None) -> None:
    """Refuse files that cannot be written, or would be lost, before anything is computed."""
    defects = [
        Defect(f"there is no folder {file.parent}", name, "the file is written into it", "Make it, or name another")
        for name, file in (("store", store), ("save", save))
        if file is not None and not file.parent.is_dir()
    ]
    for name, file, may in (("store", store, False), ("save", save, True)):
        if file is not None and file.exists() and not (may and is_saved(file)):
            defects.append(
                Defect(f"{file} exists already", name, "A run never overwrites what is there", "Name another")
            )
    if defects:
        raise InputError("simulate", defects)
