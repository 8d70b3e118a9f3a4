"""One case explored, and what it needs: the two functions that call the rooms below in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions import (
    EFFECT_LABEL,
    Driver,
    Gate,
    Objective,
    ablation,
    bottleneck,
    classify,
    discover,
    drivers,
    gates,
    information_values,
    lever_curves,
    simulate_until,
    strongest,
    tornado,
    variance_study,
)
from outgrow.initiative import Case, Entry, entries, read
from outgrow.policy import required as find_required
from outgrow.report.columns import INDEX_COLUMNS, SEASON_COLUMNS
from outgrow.report.exploration.documents import Exploration, RequirementReport
from outgrow.report.prose import parameter_label
from outgrow.scenarios import EFFECT, Runner, Worlds, draw_worlds, one_at_a_time, setting_of, uncertain
from outgrow.vocabulary import Defect, InputError, Streams

Progress = Callable[[str, int, int], None]
IN_BOXES = 30  # numbers in which boxes are looked for: those that move the verdict most
LEAST_WORLDS = 16


def explore(
    case: str | Path | Case,
    *,
    seed: int = 1,
    households: int = 20_000,
    error: float = 0.02,
    most: int = 2048,
    parameters: int = 20,
    base: int = 128,
    walks: int = 128,
    worlds: int = 64,
    discount: float = 0.05,
    objective: Objective = "lenient1",
    folder: str | Path | None = None,
    workers: int = 1,
    processes: bool = False,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Exploration:
    """Find what matters for a case, what facilitates it and what limits it.

    Parameters
    ----------
    case
        A YAML file, a folder with ``initiative.yaml``, the name of a shipped case, or a case read before.
    seed
        Seed of all random numbers.
    households
        Synthetic households in each world.
    error, most
        Standard error wanted of every gate's probability, and the most worlds drawn for it.
    parameters
        Numbers whose share of the variance is told apart: those that move the verdict most when moved alone.
    base, walks
        Rows of the crossed design (a power of two), and rows among them on which interactions are walked through;
        ``base * (parameters + 4) + walks * parameters`` worlds.
    worlds
        Worlds in which supports and options are tried.
    discount
        Yearly rate at which everybody's gains are discounted.
    objective
        Of the search for boxes: ``lenient1`` or ``original``.
    folder
        Where the worlds are kept; a run that was stopped goes on there.
    workers, processes
        Worlds simulated at once, on threads or processes; no number depends on it.
    progress
        Called with the stage, how much of it is done, and how much there is.
    stop
        Asked after every chunk of worlds whether to stop.

    Raises
    ------
    InputError
        With all defects of the case, for numbers out of range, or when the folder holds something else.
    RunError
        When worlds cannot be simulated or stored; what was finished is kept.

    Examples
    --------
    ::

        found = explore("kenya-tea", error=0.02, folder="tea")
        print(found.summary())
        found.to_frame().filter(kind="variance")
    """
    _check(worlds=worlds, parameters=parameters, households=households, workers=workers)
    found = case if isinstance(case, Case) else read(case)
    initiative, streams = found.initiative, Streams(seed)
    place = Path(folder) if folder else None
    runner = Runner(setting_of(found, households, seed), place, workers, processes, progress, stop, columns(found))
    enough = simulate_until(initiative, runner, streams, error=error, most=most)
    ensemble = enough.simulated.ensemble
    moved, ranked = _alone(found, runner, enough.gates)
    names = strongest(ranked, parameters)
    some = _some(ensemble.worlds, worlds)
    known = entries(initiative)
    return Exploration(
        case=found,
        enough=enough,
        classes=_classes(classify(ensemble, enough.gates, initiative)),
        bottleneck=bottleneck(enough.gates),
        tornado=tornado(moved, ranked, uncertain(initiative)),
        variance=variance_study(initiative, runner, streams, names, base=base, walks=walks),
        information=information_values(ensemble, initiative, streams, discount=discount),
        ablation=ablation(initiative, runner, some),
        curves=lever_curves(initiative, runner, some),
        discoveries=discover(ensemble, enough.gates, streams, strongest(ranked, IN_BOXES), objective=objective),
        labels={EFFECT: EFFECT_LABEL} | {name: _label(entry, found) for name, entry in known.items()},
        assumed={name: entry.parameter.assumed for name, entry in known.items()},
        certain=tuple(name for name, entry in known.items() if not entry.parameter.uncertain),
        provenance=_provenance(found, seed, households)
        | {
            "worlds": ensemble.draws,
            "error": error,
            "base": base,
            "walks": walks,
            "variants": some.draws,
            "discount": discount,
        },
    )


def required(
    case: str | Path | Case,
    *,
    prob: float | None = None,
    seed: int = 1,
    households: int = 20_000,
    draws: int = 128,
    steps: Sequence[float] = (0.0, 0.5, 1.0),
    near: float = 0.25,
    most: int = 1000,
    folder: str | Path | None = None,
    workers: int = 1,
    processes: bool = False,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> RequirementReport:
    """Find the cheapest setting of a case's options for which all gates open with a wanted probability.

    Parameters
    ----------
    case
        A YAML file, a folder with ``initiative.yaml``, the name of a shipped case, or a case read before.
    prob
        Probability wanted; the initiative's own when left out.
    seed
        Seed of all random numbers.
    households
        Synthetic households in each world.
    draws
        Worlds in which a setting is tried, all under the same luck.
    steps
        Strengths of every option, rising from 0.
    near
        Settings that cost at most this share more than the cheapest are found too.
    most
        Settings up to which all are tried in the order of their cost; beyond, a search is made.
    folder
        Where the worlds are kept; a run that was stopped goes on there.
    workers, processes, progress, stop
        As in `explore`.

    Raises
    ------
    InputError
        With all defects of the case, for an impossible probability, a case without options, or another folder.
    RunError
        When worlds cannot be simulated or stored; what was finished is kept.
    """
    _check(draws=draws, households=households, workers=workers)
    found = case if isinstance(case, Case) else read(case)
    initiative, streams = found.initiative, Streams(seed)
    place = Path(folder) if folder else None
    runner = Runner(setting_of(found, households, seed), place, workers, processes, progress, stop, columns(found))
    wanted = initiative.ambition.wanted_probability if prob is None else prob
    worlds = draw_worlds(initiative, streams, draws, "independent")
    requirement = find_required(
        initiative,
        runner,
        worlds,
        wanted=wanted,
        steps=steps,
        near=near,
        most=most,
        progress=(lambda done, total: progress("Trying settings of the levers", done, total)) if progress else None,
    )
    return RequirementReport(
        found, requirement, _provenance(found, seed, households) | {"draws": draws, "wanted": wanted}
    )


def columns(case: Case) -> list[dict[str, str]]:
    """Name, unit and meaning of the stored columns of measures and numbers."""
    money = f"{case.initiative.money.code} ({case.initiative.money.price_year} prices)"
    measured = {**INDEX_COLUMNS, **SEASON_COLUMNS}
    rows = [{"name": n, "unit": c.unit.replace("money", money), "meaning": c.meaning} for n, c in measured.items()]
    rows += [
        {
            "name": f"spent.{actor.id}",
            "unit": money,
            "meaning": f"What {actor.name} spent on the functions in the season.",
        }
        for actor in case.initiative.actors
    ]
    rows += [
        {"name": "luck", "unit": "number", "meaning": "Number of the weather and price shocks that the world meets."},
        {"name": "failure", "unit": "word", "meaning": "Why the world could not be simulated; empty when it ran."},
        {"name": "households", "unit": "household", "meaning": "Households in the target population of the world."},
        {"name": "persons", "unit": "person", "meaning": "Persons in it."},
    ]
    rows += [
        {
            "name": f"taker.{line.id}",
            "unit": "number",
            "meaning": "Actor that took it over, in the file's order; -1: nobody.",
        }
        for line in case.initiative.functions
    ]
    rows += [
        {"name": f"members_in_district.{k}", "unit": "household", "meaning": f"Members in {name} at the horizon."}
        for k, name in enumerate(case.districts.names)
    ]
    rows += [
        {"name": name, "unit": entry.measures.unit.replace("money", money), "meaning": _label(entry, case)}
        for name, entry in entries(case.initiative).items()
    ]
    return rows


def _label(entry: Entry, case: Case) -> str:
    return parameter_label(entry.name, entry.label, case.initiative)


def _alone(case: Case, runner: Runner, judged: tuple[Gate, ...]) -> tuple[tuple[Gate, ...], tuple[Driver, ...]]:
    """Gates of the worlds in which one number moves alone, and the ranking by them."""
    alone = one_at_a_time(case.initiative)
    ran = runner.run(
        "alone", "Moving one number at a time", alone, {"kind": "one at a time"}, np.zeros(alone.draws, int)
    )
    if ran.failures:
        raise InputError.single(
            "tornado", ran.summary(), "every number has to be moved", "correct this number's interval"
        )
    moved = gates(ran.ensemble, case.initiative)
    return moved, drivers(ran.ensemble, moved, judged)


def _some(worlds: Worlds, number: int) -> Worlds:
    """The first worlds."""
    return worlds.first(min(number, worlds.draws))


def _classes(words: NDArray[np.str_]) -> dict[str, float]:
    names, counts = np.unique(words, return_counts=True)
    shares = {str(n): float(c) / words.size for n, c in zip(names, counts, strict=True)}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _provenance(case: Case, seed: int, households: int) -> dict[str, str | int | float]:
    return {
        "outgrow": version("outgrow"),
        "case": case.initiative.id,
        "fingerprint": case.fingerprint,
        "seed": seed,
        "households": households,
    }


def _check(**numbers: int) -> None:
    least = {"worlds": LEAST_WORLDS, "draws": LEAST_WORLDS, "parameters": 1, "households": 1, "workers": 1}
    defects = [
        Defect(f"{value} is too few", name, f"At least {least[name]} is needed", f"Give {least[name]} or more")
        for name, value in numbers.items()
        if value < least[name]
    ]
    if defects:
        raise InputError("explore", defects)
