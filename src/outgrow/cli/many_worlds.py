"""What the verbs that run many worlds share: where results go, how many workers, how a screen is printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    from outgrow.report import Exploration, RequirementReport

RUNS = Path("outgrow-runs")
WIDEST_SCREEN = 110


def default_folder(case: str, verb: str, seed: int) -> Path:
    """The same for the same call, so that a run that was stopped goes on."""
    return RUNS / f"{case}-{verb}-seed{seed}"


def cores(workers: int | None) -> int:
    """Worlds simulated at once.

    Raises
    ------
    InputError
        For fewer than one.
    """
    if workers is not None and workers < 1:
        why = "at least 1 worker is needed to compute"
        raise InputError.single("outgrow", f"{workers} is too few", why, "give 1 or more, or leave it out", "--workers")
    return workers or os.cpu_count() or 1


@contextmanager
def told_where_kept(folder: Path) -> Iterator[None]:
    """Say where the finished worlds are when the keyboard stops a run."""
    try:
        yield
    except KeyboardInterrupt:
        print(f"Finished worlds are kept in {folder}; the same command goes on from there.", file=sys.stderr)
        raise


def print_screen(found: Exploration | RequirementReport, page: Path) -> None:
    """The findings, then where the report lies."""
    console = Console()
    with console.capture() as said:
        console.print(found.screen(min(console.width, WIDEST_SCREEN)))
    print(said.get(), end="")
    print(f"Report: {page}")
