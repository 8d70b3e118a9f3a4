"""``outgrow explore CASE``: what matters, what facilitates and what limits."""

from __future__ import annotations

import json as notation
import sys
from pathlib import Path

from outgrow.cli.many_worlds import cores, default_folder, print_screen, told_where_kept
from outgrow.cli.progress import progress
from outgrow.initiative import read


def explore(
    case: str,
    /,
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
    objective: str = "lenient1",
    out: Path | None = None,
    workers: int | None = None,
    processes: bool = True,
    json: bool = False,
) -> None:
    """Find what matters for a case, what facilitates it and what limits it, in many possible worlds.

    Parameters
    ----------
    case
        A YAML file, a folder with initiative.yaml, or the name of a case that comes with outgrow.
    seed
        Seed of all random numbers; the same seed gives the same results.
    households
        Synthetic households in each world.
    error
        Standard error wanted of every gate's probability; worlds are drawn until it is reached.
    most
        Most worlds that are drawn for it.
    parameters
        Numbers whose share of the variance is told apart: those that move the verdict most when moved alone.
    base
        Rows of the Sobol design, a power of two; 1024 for publication.
    walks
        Rows on which interactions are walked through, for the Shapley effects.
    worlds
        Worlds in which supports and options are tried.
    discount
        Yearly rate at which everybody's gains are discounted.
    objective
        Of the search for boxes: lenient1 or original.
    out
        Folder of worlds and report; a run that was stopped goes on there. Default: outgrow-runs/CASE-explore-seedN.
    workers
        Worlds simulated at once; as many as there are processors when left out.
    processes
        Simulate on processes; with --no-processes on threads of one.
    json
        Print the results as JSON and nothing else on standard output.
    """
    found = read(case)
    folder = out or default_folder(found.initiative.id, "explore", seed)
    from outgrow.report import explore as explore_case  # noqa: PLC0415  heavy: only once the call is known to be right

    with told_where_kept(folder), progress() as report:
        done = explore_case(
            found,
            seed=seed,
            households=households,
            error=error,
            most=most,
            parameters=parameters,
            base=base,
            walks=walks,
            worlds=worlds,
            discount=discount,
            objective=objective,  # type: ignore[arg-type]
            folder=folder,
            workers=cores(workers),
            processes=processes,
            progress=report,
        )
    page = done.save(folder)
    if json:
        print(notation.dumps(done.to_dict(), ensure_ascii=False, allow_nan=False))
        print(f"Report: {page}", file=sys.stderr)
        return
    print_screen(done, page)
