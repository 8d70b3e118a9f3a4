"""A table as a file holds it, before its texts become numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from outgrow.sources.records import Column, Finding
from outgrow.sources.wording import counted

if TYPE_CHECKING:
    import polars as pl


TOP = 50  # rows among which the row of names is looked for
NUMBER = re.compile(r"[+-]?[\d.,\s]*\d[\d.,\s]*")


@dataclass(frozen=True, slots=True)
class RawTable:
    """Rows of a file with what the file itself says of its columns.

    Parameters
    ----------
    frame
        The rows; text where the format has no types.
    fmt
        Format in words, such as ``CSV, separated by semicolons, UTF-8``.
    findings
        What was noticed while opening it.
    columns
        Labels, value labels and declared missing codes by column name, where the format has them.
    decimal_comma
        Whether numbers are written with a decimal comma; None when the file does not tell.
    """

    frame: pl.DataFrame
    fmt: str
    findings: tuple[Finding, ...] = ()
    columns: dict[str, Column] = field(default_factory=dict)
    decimal_comma: bool | None = None


def header_at(rows: Sequence[Sequence[Any]]) -> int:
    """Place of the row of names: the first that is at least half as full as the fullest.

    Where the row below names the columns that it leaves open - headings over several columns - it is that one.

    Examples
    --------
    >>> header_at([["Tea 2024", "", ""], ["id", "land", "kg"], [1, 0.5, 80]])
    1
    >>> header_at([["Who", "", "Farm", ""], ["id", "sex", "land", "kg"], [1, "f", 0.5, 80]])
    1
    """
    first = [[cell for cell in row if is_filled(cell)] for row in rows[:TOP]]
    widest = max(map(len, first), default=0)
    start = next((i for i, row in enumerate(first) if row and len(row) * 2 >= widest), 0)
    below = first[start + 1] if start + 1 < len(first) else []
    names = not any(map(_is_number, below)) and len(set(below)) == len(below)
    answers = any(_is_number(cell) for row in first[start + 2 :] for cell in row)  # else it may be an answer itself
    if len(first[start] if first else []) < len(below) == widest and names and answers:
        return start + 1
    return start


def _is_number(cell: Any) -> bool:
    return not isinstance(cell, str) or bool(NUMBER.fullmatch(cell.strip()))


def is_filled(cell: Any) -> bool:
    """Whether a cell holds anything."""
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def title_finding(where: str, start: int) -> Finding:
    """What to say of rows above the names."""
    return Finding(
        "sheets", where, f"the names stand in row {start + 1}; {counted(start, 'row')} above not read", start, "look"
    )


def unique_names(names: list[str]) -> tuple[list[str], tuple[Finding, ...]]:
    """Column names made usable: trimmed, filled where empty, numbered where they occur twice.

    Examples
    --------
    >>> unique_names([" id", "", "id"])[0]
    ['id', 'column_2', 'id_2']
    """
    made: list[str] = []
    findings: list[Finding] = []
    for place, raw in enumerate(names, start=1):
        name = " ".join(str(raw).replace("\ufeff", "").split())
        if not name:
            name = f"column_{place}"
        count, unique = 1, name
        while unique in made:
            count += 1
            unique = f"{name}_{count}"
        if unique != name:
            text = f"the name '{name}' stands over more than one column; the one in place {place} is now '{unique}'"
            findings.append(Finding("names", unique, text, weight="look"))
        made.append(unique)
    return made, tuple(findings)
