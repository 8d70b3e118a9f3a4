"""``outgrow fit CASE``: fit a case's uncertain numbers to its history."""

from __future__ import annotations

import json as plain_json
import sys
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from outgrow.cli.progress import progress
from outgrow.cli.run import RUNS, check_free


def fit(
    case: str,
    /,
    *,
    until: float | None = None,
    draws: int = 300,
    households: int = 4_000,
    error: float = 0.15,
    seed: int = 1,
    threads: int = 2,
    out: Path | None = None,
    json: bool = False,
) -> None:
    """Fit a case's uncertain numbers to what was counted in reality.

    Parameters
    ----------
    case
        A YAML file, a folder with initiative.yaml, or the name of a case that comes with outgrow.
    until
        Use counts up to this year only; later ones test the fit.
    draws
        Worlds in the fitted sample, 50 or more.
    households
        Synthetic households in each world.
    error
        Standard deviation of the logarithm of a count's error.
    seed
        Seed of all random numbers.
    threads
        Worlds run at once; changes no number.
    out
        Folder for the results; it must not exist. Default: outgrow-runs/CASE-fit-DATE-TIME.
    json
        Print the results as JSON and nothing else on standard output.
    """
    check_free(out)
    from outgrow.report import fit as fit_case  # noqa: PLC0415  heavy: only once the call is known to be right

    with progress() as report:
        found = fit_case(
            case,
            seed=seed,
            draws=draws,
            households=households,
            until=until,
            error=error,
            threads=threads,
            progress=report,
        )
    name = found.case.initiative.id
    page = found.save(out or RUNS / f"{name}-fit-{datetime.now():%Y%m%d-%H%M%S}")
    if json:
        print(plain_json.dumps(found.to_dict(), ensure_ascii=False, allow_nan=False))
        print(f"Report: {page}", file=sys.stderr)
        return
    console = Console()
    table = Table(box=None, pad_edge=False)
    for head in ("Count", "Year", "Counted", "Before", "After", "In the band"):
        table.add_column(head, justify="left" if head in ("Count", "In the band") else "right")
    for row in found.to_frame().to_dicts():
        inside = ("yes" if row["covered"] else "no") + ("" if row["used"] else ", held back")
        numbers = [f"{float(f'{row[key]:.3g}'):,.10g}" for key in ("counted", "before_50", "after_50")]
        table.add_row(row["measure"], f"{row['year']:.1f}", *numbers, inside)
    console.print(table)
    console.print()
    console.print(found.finding(), highlight=False)
    for said in found.fitted.warnings():
        console.print(f"- {said}", highlight=False)
    print(f"Report: {page}")
