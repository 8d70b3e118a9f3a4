"""``outgrow chain CASE``: account for a case's chain."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from outgrow.cli.progress import progress
from outgrow.cli.run import WIDEST_SCREEN, check_free, check_numbers
from outgrow.initiative import read


def chain(
    case: str,
    /,
    *,
    seed: int = 1,
    draws: int = 200,
    households: int = 20_000,
    out: Path | None = None,
    threads: int | None = None,
    json: bool = False,
) -> None:
    """Account for a case's chain: who gains, who pays, does the contract hold, who takes over?

    Parameters
    ----------
    case
        A YAML file, a folder with initiative.yaml, or the name of a case that comes with outgrow.
    seed
        Seed of all random numbers; the same seed gives the same results.
    draws
        Possible worlds in which the firm's case is taken; what information is worth needs 60 of them.
    households
        Synthetic households in each world.
    out
        Folder for the page and its data; it must not exist. Nothing is written when left out.
    threads
        Threads to compute with; as many as there are processors when left out.
    json
        Print the findings as JSON and nothing else on standard output.
    """
    check_numbers("outgrow chain", seed, draws, households, threads)
    check_free(out)
    found = read(case)
    for warning in found.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    from outgrow.report import analyse_chain  # noqa: PLC0415  heavy: only once the call is known to be right

    with progress() as shown:
        report = analyse_chain(found, seed=seed, draws=draws, households=households, threads=threads, progress=shown)
    page = report.save(out) if out is not None else None
    if json:
        print(report.to_json())
    else:
        console = Console()
        with console.capture() as caught:
            console.print(report.screen(min(console.width, WIDEST_SCREEN)))
        print(caught.get(), end="")
    if page is not None:
        print(f"Report: {page}", file=sys.stderr if json else sys.stdout)
