"""What the room hands over: a survey's table with the meaning of its columns, and what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from outgrow.sources.wording import counted
from outgrow.vocabulary import InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

Weight = Literal["said", "look", "repair"]
"""``said``: what was done. ``look``: what a person should look at. ``repair``: what makes results wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed in a survey.

    Parameters
    ----------
    kind
        One word for what it is, such as ``duplicates``, ``missing-codes``, ``dates``.
    where
        File, column or sheet.
    text
        What was found, what was done with it, and what to do; never the content of a personal column.
    rows
        How many rows it concerns.
    weight
        ``said`` where something was done, ``look`` where a person should look, ``repair`` where results
        would be wrong without a repair.
    """

    kind: str
    where: str
    text: str
    rows: int = 0
    weight: Weight = "said"

    def __str__(self) -> str:
        """``where: text``."""
        return f"{self.where}: {self.text}" if self.where else self.text


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of a survey holds.

    Parameters
    ----------
    name
        Its name in the table.
    label
        The question or description; empty when there is none.
    values
        Label of each coded value, by the code as text.
    missing
        Codes that stood for missing and were made null: the code as text, its label, and how often.
    unit
        Unit of its numbers, if known.
    kind
        Type of the question in the form (``select_one``, ``geopoint``, ...); empty when unknown.
    group
        Groups of the form that it stands in, outermost first, separated by ``/``.
    """

    name: str
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[tuple[str, str, int], ...] = ()
    unit: str = ""
    kind: str = ""
    group: str = ""

    @property
    def words(self) -> str:
        """Name and label together, for recognition."""
        return f"{self.name} {self.label}".strip()


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """A survey as it was read: the rows, what the columns mean, and everything that was noticed.

    Parameters
    ----------
    frame
        The rows.
    columns
        What each column holds, in the frame's order.
    file, fmt
        File it came from, and its format in words.
    findings
        What was noticed and done while reading.
    repeats
        Tables of the form's repeat groups by name; ``_parent_index`` there is ``_index`` here.
    """

    frame: pl.DataFrame
    columns: tuple[Column, ...]
    file: str
    fmt: str
    findings: tuple[Finding, ...] = ()
    repeats: Mapping[str, SurveyTable] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """What the column of that name holds.

        Raises
        ------
        InputError
            When there is no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        hint = did_you_mean(name, [column.name for column in self.columns])
        raise InputError.single(self.file, f"it has no column '{name}'", "", hint)

    @property
    def labels(self) -> dict[str, str]:
        """Label of each column that has one."""
        return {column.name: column.label for column in self.columns if column.label}

    @property
    def value_labels(self) -> dict[str, dict[str, str]]:
        """Labels of the coded values of each column that has them."""
        return {column.name: dict(column.values) for column in self.columns if column.values}

    @property
    def missing_codes(self) -> dict[str, dict[str, int]]:
        """How often each code stood for missing, by column."""
        return {column.name: {code: n for code, _, n in column.missing} for column in self.columns if column.missing}

    @property
    def units(self) -> dict[str, str]:
        """Unit of each column that has one."""
        return {column.name: column.unit for column in self.columns if column.unit}

    def to_frame(self) -> pl.DataFrame:
        """The rows."""
        return self.frame

    def dictionary(self) -> pl.DataFrame:
        """One row a column: name, label, type, unit, share missing, values, codes made missing, group."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [self._entry(column) for column in self.columns]
        text = ("column", "label", "type", "unit", "question", "group", "values", "codes_made_missing")
        schema = dict.fromkeys(text, pl.String) | {"distinct": pl.Int64, "missing": pl.Int64}
        return pl.DataFrame(rows, schema=schema)

    def _entry(self, column: Column) -> dict[str, Any]:
        data = self.frame[column.name]
        return {
            "column": column.name,
            "label": column.label,
            "type": str(data.dtype),
            "unit": column.unit,
            "question": column.kind,
            "group": column.group,
            "values": "; ".join(f"{code}={label}" for code, label in column.values.items()),
            "codes_made_missing": "; ".join(f"{code}={label} ({n})" for code, label, n in column.missing),
            "distinct": data.n_unique(),
            "missing": data.null_count(),
        }

    def summary(self) -> str:
        """Say how much was read, from what, and what is wrong with it."""
        rows, width = self.frame.shape
        sentences = [f"{self.file}: {counted(rows, 'row')} and {counted(width, 'column')} ({self.fmt})."]
        if self.repeats:
            parts = ", ".join(f"{name} ({counted(table.frame.height, 'row')})" for name, table in self.repeats.items())
            sentences.append(f"Linked tables: {parts}.")
        wrong = [finding for finding in self.findings if finding.weight == "repair"]
        sentences += [f"To repair: {finding}" for finding in wrong]
        looks = sum(finding.weight == "look" for finding in self.findings)
        if looks:
            sentences.append(f"{looks} finding{'s' if looks != 1 else ''} to look at.")
        return " ".join(sentences)
