"""Rounds of a survey in files of their own, laid under each other with a column that tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from outgrow.sources.records import Column, Finding, SurveyTable
from outgrow.sources.wording import counted
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    pass

ROUND = "round"
SHOWN = 6


def stack_rounds(tables: Sequence[SurveyTable]) -> SurveyTable:
    """Lay the rounds of a survey under each other; the column ``round`` counts them from 1.

    A column that one round lacks is empty there. A column that holds numbers in one round and texts in another
    becomes text, and is pointed at. Linked tables are not laid under each other and are left out, which is said.

    Parameters
    ----------
    tables
        The rounds in their order, at least two.

    Raises
    ------
    InputError
        When a round has a column ``round`` already, or two rounds have no column in common.
    """
    import polars as pl  # noqa: PLC0415  loaded with the tables

    _check(tables)
    clashes = _clashes(tables)
    frames = []
    for number, table in enumerate(tables, start=1):
        mixed = [name for name in clashes if name in table.frame.columns]
        counted_as = pl.lit(number, dtype=pl.Int64).alias(ROUND)
        frames.append(table.frame.with_columns(counted_as, *(pl.col(name).cast(pl.String) for name in mixed)))
    known = {column.name: column for table in reversed(tables) for column in table.columns}
    known[ROUND] = Column(ROUND, "Round of the survey, in the order of the files")
    frame = pl.concat(frames, how="diagonal_relaxed")
    findings = [_of_round(f, n, table.file) for n, table in enumerate(tables, start=1) for f in table.findings]
    columns = tuple(known[name] for name in frame.columns)
    said = [*_rows_said(tables), *_only_in_some(tables), *_clashes_said(clashes), *_linked_said(tables)]
    files = " and ".join(table.file for table in tables)
    fmt = " and ".join(dict.fromkeys(table.fmt for table in tables))
    return SurveyTable(frame, columns, files, fmt, (*said, *findings))


def _of_round(finding: Finding, number: int, file: str) -> Finding:
    """A finding with its round; a column keeps its name, so that what is said of a personal column can be left out."""
    if finding.where in {"", file}:
        return replace(finding, where=finding.where or f"round {number}")
    return replace(finding, text=f"round {number}: {finding.text}")


def _check(tables: Sequence[SurveyTable]) -> None:
    for table in tables:
        if ROUND in table.frame.columns:
            why = "The rounds are counted in a column of that name"
            raise InputError.single(table.file, f"it has a column '{ROUND}' already", why, "Rename it in the file")
    shared = set(tables[0].frame.columns).intersection(*(table.frame.columns for table in tables[1:]))
    if not shared:
        why = "Rounds of one survey share at least the column that identifies the household"
        files = " and ".join(table.file for table in tables)
        raise InputError.single(files, "they have no column in common", why, "Give the columns the same names")


def _clashes(tables: Sequence[SurveyTable]) -> list[str]:
    """Columns that hold texts in one round and something else in another; empty ones clash with nothing."""
    import polars as pl  # noqa: PLC0415

    kinds: dict[str, set[bool]] = {}
    for table in tables:
        for data in table.frame.iter_columns():
            if data.count():
                kinds.setdefault(data.name, set()).add(data.dtype == pl.String)
    return [name for name, kind in kinds.items() if len(kind) > 1]


def _rows_said(tables: Sequence[SurveyTable]) -> list[Finding]:
    parts = "; ".join(f"{n}: {counted(t.frame.height, 'row')} of {t.file}" for n, t in enumerate(tables, start=1))
    return [Finding("rounds", ROUND, f"files laid under each other ({parts})")]


def _only_in_some(tables: Sequence[SurveyTable]) -> list[Finding]:
    """Columns that some rounds lack."""
    names = dict.fromkeys(name for table in tables for name in table.frame.columns)
    lacking = [name for name in names if any(name not in table.frame.columns for table in tables)]
    if not lacking:
        return []
    text = f"{counted(len(lacking), 'column')} that not every round has, empty where it is absent: {_some(lacking)}"
    return [Finding("rounds", ROUND, text, weight="look")]


def _clashes_said(clashes: list[str]) -> list[Finding]:
    text = "numbers in one round and texts in another, so it is text in all"
    return [Finding("rounds", name, text, weight="repair") for name in clashes]


def _linked_said(tables: Sequence[SurveyTable]) -> list[Finding]:
    names = list(dict.fromkeys(name for table in tables for name in table.repeats))
    if not names:
        return []
    text = f"linked tables are not laid under each other and not copied: {_some(names)}. Import each round for them"
    return [Finding("rounds", ROUND, text, weight="look")]


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN} more"
