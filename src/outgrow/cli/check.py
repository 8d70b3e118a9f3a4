"""``outgrow check CASE``: report every defect of an initiative file."""

from __future__ import annotations

import sys

from outgrow.initiative import Case, entries, read


def check(case: str, /) -> None:
    """Report every defect of an initiative file, and of the outcome file beside it, with its line.

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
    donors = _donors(found)
    outcome = _outcome(found)
    for warning in found.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    numbers = [entry.parameter for entry in entries(found.initiative).values()]
    uncertain = sum(number.uncertain for number in numbers)
    assumed = sum(number.assumed for number in numbers)
    print(
        f"{found.file}: no defects. {len(numbers)} numbers, {uncertain} of them uncertain and {assumed} "
        f"assumed; {len(found.districts.names)} districts; fingerprint {found.fingerprint[:12]}."
    )
    if donors:
        print(donors)
    if outcome:
        print(outcome)


def _donors(found: Case) -> str:
    """What the survey of donors gives that a case names; nothing where it names none."""
    if found.initiative.target.donors is None:
        return ""
    from outgrow.population import donor_households  # noqa: PLC0415  reads the survey

    return donor_households(found).summary()


def _outcome(found: Case) -> str:
    """What the outcome file beside a case says; nothing where there is none."""
    if not (found.folder / "outcome.yaml").is_file():
        return ""
    from outgrow.history import library  # noqa: PLC0415  heavy: only where there is an outcome

    (entry,) = library(found.folder)
    outcome = entry.outcome
    assert outcome is not None
    counts = f"{len(outcome.reach)} counts" if len(outcome.reach) != 1 else "1 count"
    return (
        f"{found.folder / 'outcome.yaml'}: no defects. {entry.became} by {outcome.as_of:g}, {counts}; no run reads it."
    )
