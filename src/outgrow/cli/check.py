"""``outgrow check CASE``: report every defect of an initiative file."""

from __future__ import annotations

import sys

from outgrow.initiative import entries, read


def check(case: str, /) -> None:
    """Report every defect of an initiative file with its line.

    Parameters
    ----------
    case
        A YAML file (initiative or profile), a folder with one, or the name of a case that comes with outgrow.
    """
    found = read(case)
    if any(stage.margin is not None for stage in found.initiative.chain):
        from outgrow.conditions import chain_accounts  # noqa: PLC0415  heavy: only where margins are stated

        chain_accounts(found.initiative)
    if found.initiative.market.world_price is not None:
        from outgrow.evidence import world_price_of  # noqa: PLC0415  reads the prices

        world_price_of(found.initiative)
    for warning in found.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    numbers = [entry.parameter for entry in entries(found.initiative).values()]
    uncertain = sum(number.uncertain for number in numbers)
    assumed = sum(number.assumed for number in numbers)
    print(
        f"{found.file}: no defects. {len(numbers)} numbers, {uncertain} of them uncertain and {assumed} "
        f"assumed; {len(found.districts.names)} districts; fingerprint {found.fingerprint[:12]}."
    )
