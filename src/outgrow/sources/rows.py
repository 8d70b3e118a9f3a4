"""Where the rows of a survey go: kept, or set aside with the reason; none disappears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.sources.headers import OF_THE_TOOL
from outgrow.sources.records import Finding
from outgrow.sources.wording import counted

if TYPE_CHECKING:
    import polars as pl

NOT_AN_ID = 0.2  # share of rows with an id that another row has, above which the column identifies something else
ROWS_SHOWN = 5
WHY, ROW = "set_aside_because", "row"
EMPTY, NO_ID, SAME, CONFLICT = "no answer at all", "no id", "same id and same answers", "same id, different answers"
TOTAL = "a total, not a household"
TOTAL_WORDS = (
    r"(?i)^\s*(?:(?:grand|sub)[ -]?)?totals?\s*:?\s*$|^\s*(?:average|mean|sum|so[m]me|moyenne|promedio|jumla)\s*:?\s*$"
)


@dataclass(frozen=True, slots=True)
class RowCount:
    """How many rows went where.

    Parameters
    ----------
    read, kept
        Rows of the file, and of the copy.
    empty
        Rows without any answer.
    no_id
        Rows whose id is missing.
    same
        Second and further rows of the same id and the same answers.
    conflicting
        Rows of an id that occurs with different answers.
    totals
        Rows that sum up others, as people put them below a table.
    """

    read: int
    kept: int
    empty: int = 0
    no_id: int = 0
    same: int = 0
    conflicting: int = 0
    totals: int = 0

    def __str__(self) -> str:
        """Sentence with every number that is not 0."""
        parts = (
            (self.empty, "without any answer"),
            (self.no_id, "without an id"),
            (self.same, "repeating an id with the same answers"),
            (self.conflicting, "of ids that occur with different answers"),
            (self.totals, "that sum up others"),
        )
        aside = "; ".join(f"{n:,} {words}" for n, words in parts if n)
        return f"{counted(self.read, 'row')} read, {self.kept:,} kept" + (
            f"; set aside: {aside}" if aside else "; none set aside"
        )


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rows that are kept and rows that are set aside, with what there is to say."""

    kept: pl.DataFrame
    aside: pl.DataFrame
    count: RowCount
    findings: tuple[Finding, ...]
    rows: pl.Series
    """Number of each row that is kept, counted from the first below the names."""


def row_words(rows: Sequence[int], heights: Sequence[int] = ()) -> str:
    """Which rows, counted from the first below the names of their own file; of many the first few.

    Parameters
    ----------
    rows
        Their numbers in the table, from 1.
    heights
        Rows of each round, where several were laid under each other.

    Examples
    --------
    >>> row_words([5]), row_words([5, 6])
    ('row 5', 'rows 5, 6')
    >>> row_words([5, 6, 103], [100, 80])
    'rows 5, 6 of round 1; row 3 of round 2'
    """
    shown, more = list(rows[:ROWS_SHOWN]), ", ..." if len(rows) > ROWS_SHOWN else ""
    if len(heights) < 2:
        return f"{'row' if len(rows) == 1 else 'rows'} {', '.join(map(str, shown))}{more}"
    parts, before = [], 0
    for number, height in enumerate(heights, start=1):
        here = [row - before for row in shown if before < row <= before + height]
        if here:
            parts.append(f"{'row' if len(here) == 1 else 'rows'} {', '.join(map(str, here))} of round {number}")
        before += height
    return "; ".join(parts) + more


def sort_rows(frame: pl.DataFrame, key: Sequence[str], heights: Sequence[int] = ()) -> Sorted:
    """Keep each row that is identified, and set the others aside with the reason.

    Of rows with the same id and the same answers the first is kept. Where the answers differ, nobody but the
    survey team knows which is right: all are set aside, so that what is kept has one row an id.

    Parameters
    ----------
    frame
        The table.
    key
        Columns that identify a row together, such as household and wave; empty when unknown.
    heights
        Rows of each round, where several were laid under each other.
    """
    import polars as pl  # noqa: PLC0415  heavy: only when a survey is read

    answers = [name for name in frame.columns if not OF_THE_TOOL.match(name)] or frame.columns
    marked = frame.with_row_index(ROW, offset=1).with_columns(
        pl.when(pl.all_horizontal(pl.col(answers).is_null())).then(pl.lit(EMPTY))
        .when(_sums_up(frame, key, answers)).then(pl.lit(TOTAL)).alias(WHY)
    )  # fmt: skip
    findings: list[Finding] = []
    if key:
        marked, said = _by_key(marked, list(key), answers)
        findings += said
    else:
        findings += _unidentified(marked.filter(pl.col(WHY).is_null()), answers)
    aside = marked.filter(pl.col(WHY).is_not_null())
    stay = marked.filter(pl.col(WHY).is_null())
    kept = stay.drop(WHY, ROW) if aside.height else frame
    reasons = dict(aside[WHY].value_counts().iter_rows())
    counts = [reasons.get(reason, 0) for reason in (EMPTY, NO_ID, SAME, CONFLICT, TOTAL)]
    findings += _told(aside, heights)
    return Sorted(kept, aside, RowCount(frame.height, kept.height, *counts), tuple(findings), stay[ROW])


def _sums_up(frame: pl.DataFrame, key: Sequence[str], answers: list[str]) -> pl.Expr:
    """Whether the id, or the first column, says that a row is a total."""
    import polars as pl  # noqa: PLC0415

    told = [name for name in dict.fromkeys((*key, answers[0])) if frame[name].dtype == pl.String]
    return pl.any_horizontal(pl.col(told).str.contains(TOTAL_WORDS)) if told else pl.lit(value=False)


def _by_key(marked: pl.DataFrame, key: list[str], answers: list[str]) -> tuple[pl.DataFrame, list[Finding]]:
    """Rows marked by what their id tells; unmarked when the key turns out to identify something else."""
    import polars as pl  # noqa: PLC0415

    absent = pl.any_horizontal(pl.col(key[:1]).is_null())
    open_rows = pl.col(WHY).is_null() & ~absent
    known = marked.filter(open_rows)
    doubled = known.filter(pl.struct(key).is_duplicated()).select(ROW, *key, *[n for n in answers if n not in key])
    if known.height and doubled.height > NOT_AN_ID * known.height:
        text = (
            f"{doubled.height:,} of {known.height:,} rows share their {' and '.join(key)} with another: it does not "
            "identify rows, so duplicates were not looked for. Name the right column with --id"
        )
        return marked, [Finding("duplicates", " and ".join(key), text, doubled.height, "repair")]
    same = doubled.filter(~pl.struct(doubled.columns[1:]).is_first_distinct())[ROW]
    first = doubled.filter(~pl.col(ROW).is_in(same.implode()))
    conflicting = first.filter(pl.struct(key).is_duplicated())[ROW]
    row = pl.col(ROW)
    reason = (
        pl.when(pl.col(WHY).is_not_null()).then(pl.col(WHY))
        .when(absent).then(pl.lit(NO_ID))
        .when(row.is_in(same.implode())).then(pl.lit(SAME))
        .when(row.is_in(conflicting.implode())).then(pl.lit(CONFLICT))
    )  # fmt: skip
    return marked.with_columns(reason.alias(WHY)), []


def _unidentified(marked: pl.DataFrame, answers: list[str]) -> list[Finding]:
    import polars as pl  # noqa: PLC0415

    alike = int((~marked.select(pl.struct(answers).is_first_distinct()).to_series()).sum())
    text = "no column identifies the rows, so duplicates cannot be told from different households"
    more = f"; {counted(alike, 'row')} with the same answers as an earlier one, kept" if alike else ""
    once = _different_in_every_row(marked, answers)
    hint = f"; '{once}' differs in every row" if once else ""
    return [Finding("duplicates", "", f"{text}{more}. Name the column with --id{hint}", alike, "look")]


def _different_in_every_row(marked: pl.DataFrame, answers: list[str]) -> str:
    """First column of codes or whole numbers that no two rows share; empty where there is none."""
    for name in answers:
        column = marked[name]
        is_code = not column.dtype.is_float() and (column.dtype.is_numeric() or str(column.dtype) == "String")
        if is_code and column.len() > 1 and not column.null_count() and column.n_unique() == column.len():
            return name
    return ""


def _told(aside: pl.DataFrame, heights: Sequence[int]) -> list[Finding]:
    """What was set aside, with the numbers of the first rows; never an id, which may be personal."""
    told = {
        EMPTY: ("empty", "said", "without any answer"),
        NO_ID: ("no-id", "look", "without an id, which cannot be matched to a household"),
        TOTAL: ("totals", "look", "that sum up others ('Total', 'Average'), not households"),
        SAME: ("duplicates", "said", "with an id and answers that stood before; the first of each is kept"),
        CONFLICT: (
            "duplicates", "repair",
            "of ids that occur with different answers; find out which is right and correct the file",
        ),
    }  # fmt: skip
    findings = []
    for reason, (kind, weight, words) in told.items():
        rows = aside.filter(aside[WHY] == reason)[ROW].to_list()
        if rows:
            text = f"{counted(len(rows), 'row')} {words}; set aside ({row_words(rows, heights)})"
            findings.append(Finding(kind, "", text, len(rows), weight))  # type: ignore[arg-type]
    return findings
