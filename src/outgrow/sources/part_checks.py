"""What the parts that columns play show at once: weights below 0, households that come and go, mixed villages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from outgrow.sources.mapping import SurveyMapping
from outgrow.sources.records import Finding
from outgrow.sources.rows import row_words
from outgrow.sources.wording import counted

if TYPE_CHECKING:
    import polars as pl

SHOWN = 5  # clusters that are named
AMOUNTS = ("land", "harvest", "sold", "price", "age", "household_size", "consumption", "distance")  # never below 0


def check_parts(
    frame: pl.DataFrame,
    mapping: SurveyMapping,
    rows: pl.Series | None = None,
    heights: Sequence[int] = (),
    *,
    aside: int = 0,
) -> list[Finding]:
    """Findings that need to know which column plays which part.

    Parameters
    ----------
    frame
        The rows that are kept.
    mapping
        Part of each column, as proposed or corrected.
    rows, heights
        Number of each row in the file, shape (n,), counted where None; rows of each round, where there are several.
    aside
        Rows that were set aside, whose households count as absent.
    """
    import polars as pl  # noqa: PLC0415

    places = pl.Series(range(1, frame.height + 1)) if rows is None else rows
    return [
        *_below_nought(frame, mapping, places, heights),
        *_households_by_round(frame, mapping, aside),
        *_arms_within_clusters(frame, mapping),
        *_arms_over_rounds(frame, mapping, places, heights),
    ]


def _below_nought(
    frame: pl.DataFrame, mapping: SurveyMapping, rows: pl.Series, heights: Sequence[int]
) -> list[Finding]:
    found = []
    for role in ("weight", *AMOUNTS):
        name = mapping.column_of(role)
        if not name or not frame[name].dtype.is_numeric():
            continue
        below = (frame[name] < 0).fill_null(value=False)
        count = int(below.sum())
        if count:
            where = row_words(rows.filter(below).to_list(), heights)
            why = "a row cannot count less than nothing" if role == "weight" else f"no {role.replace('_', ' ')} is"
            told = f"{counted(count, 'value')} below 0 ({where}), and {why}"
            text = f"{told}; kept. Correct the file, or name a code with --missing"
            found.append(Finding("negative", name, text, count, "repair"))
    return found


def _households_by_round(frame: pl.DataFrame, mapping: SurveyMapping, aside: int) -> list[Finding]:
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
            f"in {wave} {first}{', counted without the rows set aside' if aside else ''}. All are kept"
        )
        found.append(Finding("rounds", household, text, new + lost, "look" if new or lost else "said"))
    return found


def _arms_within_clusters(frame: pl.DataFrame, mapping: SurveyMapping) -> list[Finding]:
    """Clusters in which households are of different arms."""
    import polars as pl  # noqa: PLC0415

    cluster, arm = mapping.column_of("cluster") or mapping.column_of("village"), mapping.column_of("treatment")
    if not cluster or not arm:
        return []
    known = frame.drop_nulls([cluster, arm])
    held = known.group_by(cluster, maintain_order=True).agg(pl.col(arm).n_unique().alias("arms"))
    named = held.filter(pl.col("arms") > 1)[cluster].cast(str).to_list()
    mixed = len(named)
    if not mixed:
        return []
    word = "cluster" if mapping.column_of("cluster") else "village"
    shown, verb = ", ".join(named[:SHOWN]) + (", ..." if mixed > SHOWN else ""), "holds" if mixed == 1 else "hold"
    text = (
        f"{mixed:,} of {counted(held.height, word)} ({cluster}: {shown}) {verb} more than one arm. Right where "
        f"households were assigned; where {word}s were, one of the two columns is wrong"
    )
    return [Finding("arms", arm, text, mixed, "look")]


def _arms_over_rounds(
    frame: pl.DataFrame, mapping: SurveyMapping, rows: pl.Series, heights: Sequence[int]
) -> list[Finding]:
    """Households that are in one arm at first and in another later; by rows, for an id may be personal."""
    import polars as pl  # noqa: PLC0415

    household, wave, arm = (mapping.column_of(role) for role in ("household", "wave", "treatment"))
    if not household or not wave or not arm:
        return []
    known = frame.drop_nulls([household, arm])
    held = known.group_by(household, maintain_order=True).agg(pl.col(arm).n_unique().alias("arms"))
    ids = held.filter(pl.col("arms") > 1)[household]
    moved = ids.len()
    if not moved:
        return []
    first = frame[household].is_first_distinct() & frame[household].is_in(ids.implode()).fill_null(value=False)
    where = row_words(rows.filter(first).to_list(), heights)
    text = (
        f"{counted(moved, 'household')} in one arm in one {wave} and in another in the next (first seen in {where}); "
        "look which is right"
    )
    return [Finding("arms", arm, text, moved, "look")]
