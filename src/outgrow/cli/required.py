"""``outgrow required CASE``: the cheapest setting of the levers under which all gates open often enough."""

from __future__ import annotations

import json as notation
import sys
from pathlib import Path

from outgrow.cli.many_worlds import cores, default_folder, print_screen, told_where_kept
from outgrow.cli.progress import progress
from outgrow.initiative import read
from outgrow.vocabulary import InputError


def required(
    case: str,
    /,
    *,
    prob: float | None = None,
    seed: int = 1,
    households: int = 20_000,
    draws: int = 128,
    steps: int = 2,
    near: float = 0.25,
    most: int = 1000,
    out: Path | None = None,
    workers: int | None = None,
    json: bool = False,
) -> None:
    """Find the cheapest setting of a case's options for which all six gates open often enough.

    Parameters
    ----------
    case
        A YAML file, a folder with initiative.yaml, or the name of a case that comes with outgrow.
    prob
        Probability wanted of all six gates; the initiative's own when left out.
    seed
        Seed of all random numbers; the same seed gives the same results.
    households
        Synthetic households in each world.
    draws
        Worlds in which a setting is tried, all under the same luck.
    steps
        Steps from nothing to the whole of each option: 1 is all or nothing, 2 adds the half.
    near
        Settings that cost at most this share more than the cheapest are found too.
    most
        Settings up to which all are tried in the order of their cost; beyond, a search is made.
    out
        Folder of worlds and report; a run that was stopped goes on there. Default: a folder under outgrow-runs named
        after case, probability and seed.
    workers
        Worlds simulated at once; as many as there are processors when left out.
    json
        Print the results as JSON and nothing else on standard output.
    """
    found = read(case)
    wanted = found.initiative.ambition.wanted_probability if prob is None else prob
    folder = out or default_folder(found.initiative.id, f"required-{wanted:g}", seed)
    from outgrow.report import required as require  # noqa: PLC0415  heavy: only once the call is known to be right

    if steps < 1:
        raise InputError.single(
            "outgrow required",
            f"{steps} is too few",
            "an option is at least left alone or carried out",
            "give 1 or more",
            "--steps",
        )
    with told_where_kept(folder), progress() as report:
        done = require(
            found,
            prob=wanted,
            seed=seed,
            households=households,
            draws=draws,
            steps=tuple(step / steps for step in range(steps + 1)),
            near=near,
            most=most,
            folder=folder,
            workers=cores(workers),
            progress=report,
        )
    page = done.save(folder)
    if json:
        print(notation.dumps(done.to_dict(), ensure_ascii=False, allow_nan=False))
        print(f"Report: {page}", file=sys.stderr)
        return
    print_screen(done, page)
