"""A sheet out: empty to be scored, or scored with what the simulation says beside it."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from outgrow.conditions.checklists.compare import Comparison
from outgrow.conditions.checklists.editions import checklist
from outgrow.conditions.checklists.records import ScoreSheet
from outgrow.vocabulary import InputError, MissingExtraError

if TYPE_CHECKING:
    import polars as pl


def empty_sheet(name: str) -> str:
    """A sheet to score, as CSV: the edition, column names, and a row for each item.

    Raises
    ------
    InputError
        When the checklist is not known.

    Examples
    --------
    >>> print(empty_sheet("scaling-readiness"))
    edition,2020
    component,readiness,use,core,note
    <BLANKLINE>
    """
    known = checklist(name)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["edition", known.edition])
    if not known.items:
        writer.writerow(["component", "readiness", "use", "core", "note"])
        return text.getvalue()
    writer.writerow(["code", "item", "score", "note"])
    for item in known.items:
        writer.writerow([item.code, item.text or f"Criterion under: {known.groups[item.group]}", "", ""])
    return text.getvalue()


def scored_sheet(sheet: ScoreSheet, comparison: Comparison | None = None) -> pl.DataFrame:
    """The scores as a table that can be read in again, with the simulation's columns where there is one."""
    import polars as pl  # noqa: PLC0415

    frame = sheet.to_frame()
    if comparison is None:
        return frame
    rows = {row.code: row for row in comparison.rows}
    named = {row.text: row for row in comparison.rows}
    keys = [(rows.get(one.item.group) if one.item.group else rows.get(one.item.code)) for one in sheet.scores] or [
        named.get(one.name) for one in sheet.components
    ]
    return frame.with_columns(
        pl.Series("simulated_gates", [", ".join(row.gates) if row else "" for row in keys]),
        pl.Series("simulated_probability", [row.simulated if row else None for row in keys], dtype=pl.Float64),
        pl.Series("simulated_remark", [row.remark if row else "" for row in keys]),
    )


def save_csv(sheet: ScoreSheet, file: Path, comparison: Comparison | None = None) -> Path:
    """Write the scores as CSV, with the edition on top where the sheet named one."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(_edition_row(sheet))
    file.write_text(text.getvalue() + scored_sheet(sheet, comparison).write_csv(), encoding="utf-8")
    return file


def _edition_row(sheet: ScoreSheet) -> list[list[str]]:
    """The edition as the sheet named it: what it did not say is not put into its mouth."""
    return [["edition", sheet.edition]] if sheet.edition else []


def save_excel(sheet: ScoreSheet, file: Path, comparison: Comparison | None = None) -> Path:
    """Write the scores as a workbook with one sheet.

    Raises
    ------
    MissingExtraError
        When xlsxwriter is not installed.
    InputError
        When the file cannot be written.
    """
    try:
        import xlsxwriter  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("xlsxwriter", "report", "Writing Excel files") from None
    frame = scored_sheet(sheet, comparison)
    rows = [*_edition_row(sheet), frame.columns, *frame.rows()]
    try:
        with xlsxwriter.Workbook(str(file)) as book:
            page = book.add_worksheet("scores")
            for number, row in enumerate(rows):
                page.write_row(number, 0, ["" if cell is None else cell for cell in row])
            page.set_column(1, 1, 40)
    except xlsxwriter.exceptions.FileCreateError:
        raise InputError.single(str(file), "the file cannot be written", "", "Choose another --out") from None
    return file
