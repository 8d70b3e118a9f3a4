"""What the parts that columns play show at once: weights below 0, households that come and go, mixed villages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outgrow.sources.mapping import SurveyMapping
from outgrow.sources.records import Finding
from outgrow.sources.wording import counted

if TYPE_CHECKING:
    import polars as pl

AMOUNTS = ("land", "harvest", "sold", "price", "age", "household_size", "consumption", "distance")  # never below 0


def check_parts(frame: pl.DataFrame, mapping: SurveyMapping) -> list[Finding]:
    """Findings that need to know which column plays which part.

    Parameters
    ----------
    frame
        The rows that are kept.
    mapping
        Part of each column, as proposed or corrected.
    """
    return [
        *_below_nought(frame, mapping),
        *_households_by_round(frame, mapping),
        *_arms_within_clusters(frame, mapping),
        *_arms_over_rounds(frame, mapping),
    ]


def _below_nought(frame: pl.DataFrame, mapping: SurveyMapping) -> list[Finding]:
    found = []
    for role in ("weight", *AMOUNTS):
        name = mapping.column_of(role)
        if not name or not frame[name].dtype.is_numeric():
            continue
        count = int((frame[name] < 0).sum())
        if count:
            why = "a row cannot count less than nothing" if role == "weight" else f"no {role.replace('_', ' ')} is"
            text = (
                f"{counted(count, 'value')} below 0, and {why}; kept. Correct the file, or name a code with --missing"
            )
            found.append(Finding("negative", name, text, count, "repair"))
    return found


def _households_by_round(frame: pl.DataFrame, mapping: SurveyMapping) -> list[Finding]:
    """How many households each round has, how many are new in it, and how many of the first are lost."""
    household, wave = mapping.column_of("household"), mapping.column_of("wave")
    if not household or not wave:
        return []
    seen = {
        value: set(frame.filter(frame[wave] == value)[household].drop_nulls().to_list())
        for value in frame[wave].drop_nulls().unique().sort().to_list()
    }
    if len(seen) < 2:
        return []
    (first, there), *later = seen.items()
    if not any(there & ids for _, ids in later):
        text = f"no household of {wave} {first} is in a later one: ids may be written otherwise in each"
        return [Finding("rounds", household, text, len(there), "repair")]
    found = []
    for value, ids in later:
        new, lost = len(ids - there), len(there - ids)
        text = (
            f"of {counted(len(there), 'household')} of {wave} {first}, {len(there & ids):,} are in {wave} {value} and "
            f"{lost:,} are not; {counted(new, 'household')} of {wave} {value} {'was' if new == 1 else 'were'} absent "
            f"in {wave} {first}. All are kept"
        )
        found.append(Finding("rounds", household, text, new + lost, "look" if new or lost else "said"))
    return found


def _arms_within_clusters(frame: pl.DataFrame, mapping: SurveyMapping) -> list[Finding]:
    """Clusters in which households are of different arms."""
    import polars as pl  # noqa: PLC0415

    cluster, arm = mapping.column_of("cluster"), mapping.column_of("treatment")
    if not cluster or not arm:
        return []
    known = frame.drop_nulls([cluster, arm])
    arms = known.group_by(cluster).agg(pl.col(arm).n_unique().alias("arms"))["arms"]
    mixed = int((arms > 1).sum())
    if not mixed or not arms.len():
        return []
    text = (
        f"{mixed:,} of {counted(arms.len(), 'cluster')} ({cluster}) hold more than one arm. Right where households "
        "were assigned; where clusters were, one of the two columns is wrong"
    )
    return [Finding("arms", arm, text, mixed, "look")]


def _arms_over_rounds(frame: pl.DataFrame, mapping: SurveyMapping) -> list[Finding]:
    """Households that are in one arm at first and in another later."""
    import polars as pl  # noqa: PLC0415

    household, wave, arm = (mapping.column_of(role) for role in ("household", "wave", "treatment"))
    if not household or not wave or not arm:
        return []
    known = frame.drop_nulls([household, arm])
    arms = known.group_by(household).agg(pl.col(arm).n_unique().alias("arms"))["arms"]
    moved = int((arms > 1).sum())
    if not moved:
        return []
    text = f"{counted(moved, 'household')} in one arm in one {wave} and in another in the next; look which is right"
    return [Finding("arms", arm, text, moved, "look")]
