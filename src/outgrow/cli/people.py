"""``outgrow people CASE``: who is out there, and how well the synthetic population fits."""

from __future__ import annotations

import json as plain_json

from rich.console import Console
from rich.table import Table


def people(case: str, /, *, seed: int = 1, households: int = 20_000, json: bool = False) -> None:
    """Build a case's synthetic population and hold it against what the case states.

    Parameters
    ----------
    case
        A YAML file, a folder with initiative.yaml, or the name of a case that comes with outgrow.
    seed
        Seed of all random numbers.
    households
        Synthetic households.
    json
        Print the results as JSON and nothing else.
    """
    from outgrow.report import people as people_of  # noqa: PLC0415  loads tables

    found = people_of(case, seed=seed, households=households)
    if json:
        print(plain_json.dumps(found.to_dict(), ensure_ascii=False, allow_nan=False))
        return
    console = Console()
    rows = [(r["moment"], r["stated"], r["simulated"]) for r in found.to_frame().to_dicts()]
    if found.donors and found.donors.raked:
        rows += [(r["total"], r["wanted"], r["after"]) for r in found.donors.raked.to_frame().to_dicts()]
    table = Table(box=None, pad_edge=False)
    table.add_column("What")
    for head in ("Stated", "Simulated", "Off"):
        table.add_column(head, justify="right")
    for name, stated, simulated in rows:
        table.add_row(name, f"{stated:,.10g}"[:14], f"{simulated:,.6g}", f"{simulated / stated - 1.0:+z.2%}")
    console.print(table)
    console.print()
    console.print(found.summary(), highlight=False)
