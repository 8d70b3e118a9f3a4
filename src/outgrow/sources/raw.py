"""A table as a file holds it, before its texts become numbers and dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outgrow.sources.records import Column, Finding

if TYPE_CHECKING:
    import polars as pl


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
