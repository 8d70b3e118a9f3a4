"""``outgrow cases``: the cases that come with outgrow."""

from __future__ import annotations

from outgrow.initiative import read, shipped_cases


def cases() -> None:
    """List the cases that come with outgrow."""
    for name in shipped_cases():
        initiative = read(name).initiative
        print(f"{name}  {initiative.title} ({initiative.country}; {initiative.product})")
