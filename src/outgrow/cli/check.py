"""``outgrow check CASE``: report every defect of an initiative file."""

from __future__ import annotations

import sys
from pathlib import Path

from outgrow.initiative import Case, entries, read
from outgrow.vocabulary import InputError


def check(case: str, /) -> None:
    """Report every defect of an initiative file with its line, of its survey, and of the outcome file beside it.

    Parameters
    ----------
    case
        A YAML file (initiative or profile), a folder with one, or the name of a case that comes with outgrow.
    """
    found = _read(case)
    if any(stage.margin is not None for stage in found.initiative.chain):
        from outgrow.conditions import chain_accounts  # noqa: PLC0415  heavy: only where margins are stated

        chain_accounts(found.initiative)
    if found.initiative.market.world_price is not None:
        from outgrow.evidence import world_price_of  # noqa: PLC0415  reads the prices

        world_price_of(found.initiative)
    donors = _donors(found)
    outcome = _outcome(found)
    survey = _survey(found)
    for warning in found.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    numbers = [entry.parameter for entry in entries(found.initiative).values()]
    uncertain = sum(number.uncertain for number in numbers)
    assumed = sum(number.assumed for number in numbers)
    number = len(found.districts.names)
    districts = f"{number} districts" if number != 1 else "1 district"
    print(
        f"{found.file}: no defects. {len(numbers)} numbers, {uncertain} of them uncertain and {assumed} "
        f"assumed; {districts}; fingerprint {found.fingerprint[:12]}."
    )
    for said in (donors, survey, outcome):
        if said:
            print(said)


def _survey(found: Case) -> str:
    """What the survey beside a case holds; nothing where the file names none."""
    if found.initiative.survey is None:
        return ""
    from outgrow.micro import check_survey  # noqa: PLC0415  heavy: only where there is a survey

    return check_survey(found)


def _read(case: str) -> Case:
    """The case; where it has defects, those of the outcome file beside it are told with them."""
    try:
        return read(case)
    except InputError as problem:
        path = Path(case)
        folder = path if path.is_dir() else path.parent
        if not path.exists() or not (folder / "outcome.yaml").is_file():
            raise
        defects = list(problem.defects)
    from outgrow.history import read_outcome  # noqa: PLC0415  heavy: only where there is an outcome

    try:
        read_outcome(folder)
    except InputError as problem:
        defects += problem.defects
    raise InputError(case, defects)


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
