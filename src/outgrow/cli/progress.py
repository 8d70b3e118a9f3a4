"""How a long run says how far it is, on standard error: a bar at a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Report = Callable[[str, int, int], None]
LINES_A_STAGE = 4  # plain lines for each stage, so that a log stays short


@contextmanager
def progress() -> Iterator[Report]:
    """Give a function that is told the stage, how much of it is done, and how much there is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield plain_lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        yield _bar(bars)


def plain_lines() -> Report:
    """A report that writes a line at the start of a stage, at each quarter and at its end."""
    last: dict[str, int] = {}

    def report(stage: str, done: int, total: int) -> None:
        quarter = LINES_A_STAGE * done // max(total, 1)
        if last.get(stage) != quarter:
            last[stage] = quarter
            print(f"{stage}: {done} of {total}", file=sys.stderr, flush=True)

    return report


def _bar(bars: Progress) -> Report:
    """A report that moves one bar for each stage."""
    tasks = {}

    def report(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(stage, total=total)
        bars.update(tasks[stage], completed=done, total=total)

    return report
