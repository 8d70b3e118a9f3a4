"""Defects of units and periods: duplicates, endline households absent at baseline, starts that change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.micro.design.columns import codes, label, labels
from outgrow.micro.design.record import Design
from outgrow.micro.design.wording import some
from outgrow.vocabulary import Defect, did_you_mean

if TYPE_CHECKING:
    import polars as pl

NEVER = {None, "", "0", "nan", "inf", "never"}


def is_after(frame: pl.DataFrame, design: Design) -> np.ndarray:
    """Rows measured with the programme running, shape (n,)."""
    column, start = frame[design.period], start_of(frame, design)
    two_words = _is_text(column) and column.drop_nulls().n_unique() == 2
    after = column == start if two_words else column >= start
    return np.asarray(after.fill_null(value=False).to_numpy(), dtype=bool)


def start_of(frame: pl.DataFrame, design: Design) -> Any:
    """First period with the programme, of the type that the survey's periods have: '2022' is 2022 where they count."""
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    column, start = frame[design.period], design.treated_from
    if _is_text(column):
        return label(start)
    if not isinstance(start, str):
        return start
    return pl.Series([start]).cast(pl.Float64 if column.dtype.is_numeric() else column.dtype).item()


def _is_text(column: pl.Series) -> bool:
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    return column.dtype == pl.String


def _word_defects(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    """Rounds in words: two are told apart by the name of the later, more need names that sort in time."""
    column = frame[design.period]
    if not _is_text(column):
        return
    names = sorted(column.drop_nulls().unique().to_list())
    start = label(design.treated_from)
    if len(names) == 2 and start not in names:
        hint = did_you_mean(start, names)
        yield Defect(f"no round '{start}'", design.period, f"the rounds are {some(names)}", hint)
    elif len(names) > 2 and len({re.sub(r"\d", "0", name) for name in names}) > 1:
        why = "more than two rounds in words have no order in time"
        yield Defect(f"rounds {some(names)}", design.period, why, "number them 1, 2, 3, or write years or dates")


def round_defects(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    """Defects that only show when rows of a unit, or of a period, are looked at together."""
    if design.unit:
        yield from _duplicates(frame, design)
    if not design.period:
        return
    if design.kind == "staggered":
        yield from _starts(frame, design)
        return
    if design.treated_from is None:
        yield from _no_start(frame, design)
        return
    if words := [*_word_defects(frame, design)]:
        yield from words
        return
    yield from _no_unit(frame, design)
    try:
        after = is_after(frame, design)
    except Exception:  # polars raises its own kinds of errors for a start of another type
        seen = some(sorted({label(x) for x in frame[design.period].drop_nulls().to_list()}))
        found = f"'{design.treated_from}' against {seen}"
        yield Defect(
            found, "treated_from", "it cannot be compared with the periods", f"write it as {design.period} does"
        )
        return
    yield from _before_and_after(frame, design, after)


def _no_start(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    """Arms compared over several rounds of which nobody says where the programme begins."""
    rounds = sorted({label(x) for x in frame[design.period].drop_nulls().unique().to_list()})
    if design.kind in {"rct", "matched"} and len(rounds) > 1:
        why = "what was measured before the programme would count as its result"
        todo = "say the first round with it in treated_from (the first of all where each is), or keep one round"
        yield Defect(f"rounds {some(rounds)}, and no start", design.period, why, todo)


def _no_unit(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    """Arms compared over several rounds whose households nobody can follow from one to the next."""
    if design.kind in {"rct", "matched"} and not design.unit and frame[design.period].drop_nulls().n_unique() > 1:
        rounds = some(sorted({label(x) for x in frame[design.period].drop_nulls().unique().to_list()}))
        why = "no household can be followed, so that what came before the programme would count as its result"
        todo = "name the column that identifies a household (household; --household at the terminal), or keep one round"
        yield Defect(f"rounds {rounds}, and no household", design.period, why, todo)


def _duplicates(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    """Units that stand twice, in all or in one period."""
    keys = [design.unit, *([design.period] if design.period else [])]
    again = frame.select(keys).is_duplicated() & frame[design.unit].is_not_null()
    if again.any():
        names = sorted({label(x) for x in frame.filter(again)[design.unit].to_list()})
        when = f" in one {design.period}" if design.period else ""
        found = f"{len(names):,} with more than one row{when} ({some(names)})"
        yield Defect(found, design.unit, "a household would count twice", "keep one row each, or name period")


def _before_and_after(frame: pl.DataFrame, design: Design, after: np.ndarray) -> Iterator[Defect]:
    """Sides of the programme's start with nobody in them, and units that appear only afterwards."""
    for rows, word in ((~after, "before"), (after, "after")):
        if not rows.any():
            why = "a change needs both sides"
            yield Defect(
                f"no rows {word} {label(design.treated_from)}",
                design.period,
                why,
                "correct treated_from, or give the round",
            )
    if not design.unit or not after.any() or after.all():
        return
    names = np.asarray([x or "" for x in labels(frame[design.unit])])
    new = sorted(set(names[after]) - set(names[~after]))
    if new and design.missing == "refuse":
        found = f"{len(new):,} measured after {label(design.treated_from)} and not before ({some(new)})"
        why = "their change is not known"
        yield Defect(found, design.unit, why, "say missing='leave out', or give their baseline")
    for column in (design.arm, design.cluster):
        if column:
            yield from _moves(frame, design.unit, column)


def _moves(frame: pl.DataFrame, unit: str, column: str) -> Iterator[Defect]:
    """Units whose arm or start differs between their rows."""
    words = labels(frame[unit])
    units, values = codes(frame, (unit,)), codes(frame, (column,))
    pairs = np.unique(np.stack([units, values]), axis=1)[0]
    moved = np.flatnonzero(np.bincount(pairs) > 1)
    if moved.size:
        names = sorted({words[int(np.flatnonzero(units == u)[0])] or "" for u in moved[:50]})
        found = f"{moved.size:,} with more than one value of {column} ({some(names)})"
        yield Defect(found, unit, "a unit keeps its own through all periods", "correct the rows")


def _not_whole(column: pl.Series) -> bool:
    return not all(_is_whole(x) for x in column.unique().to_list())


def _is_whole(value: Any) -> bool:
    """Whether a value is a whole number, or says never."""
    text = label(value).lower() if value is not None else ""
    return text in NEVER or text.lstrip("-").isdigit()


def _starts(frame: pl.DataFrame, design: Design) -> Iterator[Defect]:
    """Periods and starts that are no whole numbers, starts that change within a unit or that nobody has."""
    odd = [name for name in (design.period, design.first_treated) if _not_whole(frame[name])]
    for name in odd:
        sample = some(sorted({label(x) for x in frame[name].drop_nulls().unique().to_list() if not _is_whole(x)}))
        yield Defect(
            f"values such as {sample}", name, "periods and starts are counted", "write them as 1, 2, 3 or as years"
        )
    if odd:
        return
    yield from _moves(frame, design.unit, design.first_treated)
    if design.cluster:
        yield from _moves(frame, design.unit, design.cluster)
    if frame[design.period].n_unique() == 1:
        yield Defect("one period", design.period, "a change needs two or more", "give the rounds before the start")
        return
    starts = {label(x) for x in frame[design.first_treated].unique().to_list()} - {"None"}
    if not starts - {x for x in NEVER if x is not None}:
        yield Defect(
            "nobody starts", design.first_treated, "nobody was treated", "give the period in which units start"
        )
    names = np.asarray([x or "" for x in labels(frame[design.unit])])
    first = frame[design.period].min()
    early = np.asarray((frame[design.period] == first).fill_null(value=False).to_numpy(), dtype=bool)
    late = sorted(set(names) - set(names[early]))
    if late and design.missing == "refuse":
        found = f"{len(late):,} absent in the first period, {label(first)} ({some(late)})"
        yield Defect(
            found,
            design.unit,
            "their change since the start is not known",
            "say missing='leave out', or give their baseline",
        )
