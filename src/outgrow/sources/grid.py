"""A sheet as it lies: rows of text cells from CSV or Excel, with where each of them stands."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from outgrow.sources.workbook import sheets_of
from outgrow.vocabulary import InputError, did_you_mean

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one sheet.

    Parameters
    ----------
    file, sheet
        Where they come from; the sheet is empty for CSV.
    rows
        Rows of cells as text, without blanks around them; empty rows are left out.
    lines
        Line, or row of the sheet, of each of them.
    """

    file: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def where(self, row: int) -> str:
        """Where a row stands, such as ``scan.csv:4`` or ``scan.xlsx, sheet 'Scores', row 4``."""
        if not self.sheet:
            return f"{self.file}:{self.lines[row]}"
        return f"{self.file}, sheet '{self.sheet}', row {self.lines[row]}"


def read_grid(path: str | Path, sheet: str | None = None) -> Grid:
    """Read the cells of a CSV file or of one sheet of a workbook.

    Parameters
    ----------
    path
        A file of comma-, semicolon- or tab-separated values in UTF-8, or an Excel or OpenDocument workbook.
    sheet
        Sheet of a workbook; the first one that is not empty when None.

    Raises
    ------
    InputError
        When the file cannot be opened or read, or has no such sheet.
    MissingExtraError
        When python-calamine is not installed and the file is a workbook.
    """
    file = Path(path)
    if file.suffix.lower() in WORKBOOKS:
        return _workbook(file, sheet)
    return _delimited(file)


def _delimited(file: Path) -> Grid:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        reason = (problem.strerror or "it cannot be opened").capitalize()
        raise InputError.single(str(file), "the file cannot be opened", reason, "Check its name") from None
    except UnicodeDecodeError:
        why = "A table is a text file of comma-separated values"
        raise InputError.single(str(file), "it is not UTF-8 text", why, "Save it as CSV in UTF-8") from None
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        found = [(reader.line_num, row) for row in reader]
    except csv.Error as problem:
        why = str(problem).capitalize()
        raise InputError.single(str(file), "it is no table of separated values", why, "Save it as CSV") from None
    return _grid(str(file), "", found)


def _workbook(file: Path, sheet: str | None) -> Grid:
    sheets = sheets_of(file, from_the_top=True)
    filled = [name for name, rows in sheets.items() if any(_text(cell) for row in rows for cell in row)]
    name = sheet or next(iter(filled), "")
    if name not in sheets:
        why = "The workbook has no sheet of that name" if name else "There is nothing to read"
        found = f"'{name}'" if name else "every sheet is empty"
        raise InputError.single(str(file), found, why, did_you_mean(name, list(sheets)) if name else "Fill it in")
    rows = [(line, [_text(cell) for cell in row]) for line, row in enumerate(sheets[name], start=1)]
    return _grid(str(file), name, rows)


def _grid(file: str, sheet: str, found: list[tuple[int, list[str]]]) -> Grid:
    kept = [(line, tuple(cell.strip() for cell in row)) for line, row in found]
    kept = [(line, row) for line, row in kept if any(row)]
    return Grid(file, sheet, tuple(row for _, row in kept), tuple(line for line, _ in kept))


def _text(cell: object) -> str:
    """A cell as it would be typed: whole numbers without a decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if cell is not None else ""
