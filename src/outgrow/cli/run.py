"""``outgrow run CASE``: simulate a case and write the report."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from outgrow.cli.progress import progress
from outgrow.initiative import read
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    from outgrow.report import Dossier

RUNS = Path("outgrow-runs")
LARGEST_SEED = 2**64 - 1
WIDEST_SCREEN = 110


def run(
    case: str,
    /,
    *,
    seed: int = 1,
    draws: int = 200,
    households: int = 20_000,
    out: Path | None = None,
    threads: int | None = None,
    json: bool = False,
    full: bool = True,
    fitted: Path | None = None,
) -> None:
    """Simulate a case and write the report: will it scale, and what would it take?

    Parameters
    ----------
    case
        A YAML file (initiative or profile), a folder with one, or the name of a case that comes with outgrow.
    seed
        Seed of all random numbers; the same seed gives the same results.
    draws
        Possible worlds that are simulated.
    households
        Synthetic households in each world.
    out
        Folder for the report; it must not exist. Default: outgrow-runs/CASE-seedN-DATE-TIME.
    threads
        Threads to compute with; as many as there are processors when left out.
    json
        Print the results as JSON and nothing else on standard output.
    full
        Work out all parts; with --no-full only the verdict.
    fitted
        Folder that outgrow fit wrote: run its fitted worlds instead of worlds drawn from the file.
    """
    check_numbers("outgrow run", seed, draws, households, threads)
    check_free(out)
    found = read(case)
    for warning in found.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    from outgrow.report import run as run_case  # noqa: PLC0415  heavy: only once the call is known to be right

    with progress() as report:
        dossier = run_case(
            case,
            seed=seed,
            draws=draws,
            households=households,
            threads=threads,
            full=full,
            fitted=fitted,
            progress=report,
        )
    page = dossier.save(out or _default_folder(found.initiative.id, seed))
    _print(dossier, page, as_json=json)


def check_numbers(verb: str, seed: int, draws: int, households: int, threads: int | None) -> None:
    """Report every number that is out of range at once."""
    defects = list(_wrong_numbers(seed, draws, households, threads))
    if defects:
        raise InputError(verb, defects)


def _wrong_numbers(seed: int, draws: int, households: int, threads: int | None) -> Iterator[Defect]:
    if not 0 <= seed <= LARGEST_SEED:
        why = f"A seed is a whole number from 0 to {LARGEST_SEED}"
        yield Defect(f"{seed} is out of range", "--seed", why, "Give another seed")
    if draws < 2:
        why = "At least 2 possible worlds are needed to say how uncertain a result is"
        yield Defect(f"{draws} is too few", "--draws", why, "Give 2 or more; 200 is usual")
    if households < 1:
        why = "At least 1 household is needed in a world"
        yield Defect(f"{households} is too few", "--households", why, "Give 1 or more; 20000 is usual")
    if threads is not None and threads < 1:
        why = "At least 1 thread is needed to compute"
        yield Defect(f"{threads} is too few", "--threads", why, "Give 1 or more, or leave it out")


def check_free(out: Path | None, what: str = "A run") -> None:
    """Refuse an output folder that exists before anything is computed; ``what`` is it that writes there."""
    if out is not None and out.exists():
        why = f"{what} never overwrites what is there"
        raise InputError.single(str(out), "the folder exists already", why, "Choose another --out")


def _default_folder(name: str, seed: int) -> Path:
    return RUNS / f"{name}-seed{seed}-{datetime.now():%Y%m%d-%H%M%S}"


def _print(dossier: Dossier, page: Path, *, as_json: bool) -> None:
    """The verdict, then where the report lies; as JSON, the path goes to standard error."""
    if as_json:
        print(_as_json(dossier))
        print(f"Report: {page}", file=sys.stderr)
        return
    console = Console()
    with console.capture() as verdict:
        console.print(dossier.screen(min(console.width, WIDEST_SCREEN)))
    print(verdict.get(), end="")
    print(f"Report: {page}")


def _as_json(dossier: Dossier) -> str:
    return json.dumps(dossier.to_dict(), ensure_ascii=False, allow_nan=False)
