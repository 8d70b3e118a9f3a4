"""Excel workbooks: which sheet holds the survey, typed cells, and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outgrow.sources.raw import RawTable, header_at, is_filled, title_finding, unique_names
from outgrow.sources.records import Finding
from outgrow.sources.wording import counted
from outgrow.sources.written_dates import EXCEL_DAYS, EXCEL_EPOCH
from outgrow.vocabulary import InputError, MissingExtraError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

FORM_SHEETS = {"survey", "choices", "settings"}
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")

Rows = list[list[Any]]


def sheets_of(path: Path, *, from_the_top: bool = False) -> dict[str, Rows]:
    """Every sheet of a workbook as rows of cells.

    Parameters
    ----------
    path
        The workbook.
    from_the_top
        Keep empty rows and columns before the first cell, so that a row's place is its number.

    Raises
    ------
    InputError
        When the file is not a workbook, or is locked by a password.
    MissingExtraError
        When python-calamine is not installed.
    """
    try:
        import python_calamine as calamine  # noqa: PLC0415  only where a workbook is read
    except ImportError:
        raise MissingExtraError("python-calamine", "survey", "Reading Excel files") from None
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=not from_the_top) for name in book.sheet_names
        }
    except (calamine.CalamineError, OSError) as problem:
        todo = "Open it in a spreadsheet program, take off any password, and save it as .xlsx or .csv"
        raise InputError.single(str(path), "it cannot be read as an Excel workbook", str(problem), todo) from None


def read_workbook(path: Path, sheet: str | None = None) -> tuple[RawTable, dict[str, RawTable]]:
    """Read the main sheet of a workbook, and the sheets that are linked to it as repeats.

    Parameters
    ----------
    path
        An Excel or OpenDocument workbook.
    sheet
        Name of the main sheet; the fullest of those that are not repeats when None.

    Returns
    -------
    tuple
        The main table, and by sheet name those that have a ``_parent_index``.
    """
    filled = {name: rows for name, rows in sheets_of(path).items() if any(any(is_filled(c) for c in r) for r in rows)}
    if not filled:
        raise InputError.single(str(path), "the workbook is empty", "There is nothing to read", "Export it again")
    if sheet is not None and sheet not in filled:
        raise InputError.single(str(path), f"it has no sheet '{sheet}'", "", did_you_mean(sheet, list(filled)))
    if sheet is None and {name.lower() for name in filled} >= {"survey", "choices"}:
        why = "It has the sheets of an XLSForm, which holds the questions and no answers"
        raise InputError.single(str(path), "it is a form", why, "Give the data file, and this one as its --form")
    linked = {name for name, rows in filled.items() if "_parent_index" in _header(rows)}
    main = sheet or max(
        (name for name in filled if name not in linked), key=lambda n: _size(filled[n]), default=next(iter(filled))
    )
    repeats = {name: _table(filled[name], name) for name in filled if name in linked and name != main}
    others = [name for name in filled if name != main and name not in linked]
    raw = _table(filled[main], main)
    if others and sheet is None:
        text = f"sheet '{main}' was read; not read: {', '.join(others)}. To read another, give its name as --sheet"
        alike = [name for name in others if set(filter(None, _header(filled[name]))) & set(raw.frame.columns)]
        if alike:
            text += f"; to lay it under this one as a later round, --later '{path.name}#{alike[0]}'"
        raw = RawTable(raw.frame, raw.fmt, (*raw.findings, Finding("sheets", path.name, text, weight="look")))
    return raw, repeats


def _size(rows: Rows) -> int:
    return sum(sum(map(is_filled, row)) for row in rows)


def _header(rows: Rows) -> list[str]:
    """The row of names."""
    return [str(cell).strip() for cell in rows[header_at(rows)]]


def _table(rows: Rows, sheet: str) -> RawTable:
    import polars as pl  # noqa: PLC0415

    start = header_at(rows)
    width = max(len(row) for row in rows)
    used = [j for j in range(width) if any(j < len(row) and is_filled(row[j]) for row in rows[start:])]
    names, findings = unique_names([rows[start][j] if j < len(rows[start]) else "" for j in used])
    body = rows[start + 1 :]
    columns = []
    for name, j in zip(names, used, strict=True):
        cells, counted_days = _as_dates([row[j] if j < len(row) else None for row in body])
        columns.append(_series(name, cells))
        if counted_days:
            first = next(i for i, row in enumerate(body) if j < len(row) and _is_number(row[j]))
            text = (
                f"{counted(counted_days, 'cell')} among dates with a number instead, as Excel counts days (the first "
                f"in row {start + 2 + first} of the sheet); read as dates"
            )
            findings = (*findings, Finding("dates", name, text, counted_days))
    if start:
        findings = (*findings, title_finding(sheet, start))
    broken = sum(cell in ERRORS for row in body for cell in row if isinstance(cell, str))
    if broken:
        text = f"{counted(broken, 'cell')} with an Excel error such as #N/A, missing now"
        findings = (*findings, Finding("missing-codes", sheet, text, broken, "look"))
    return RawTable(pl.DataFrame(columns), f"Excel, sheet '{sheet}'", findings)


def _as_dates(cells: list[Any]) -> tuple[list[Any], int]:
    """Cells with days that Excel counted as dates, where all others are dates; and how many were counted."""
    filled = [cell for cell in cells if is_filled(cell) and cell not in ERRORS]
    dates = sum(isinstance(cell, dt.date) for cell in filled)
    days = [cell for cell in filled if _is_number(cell)]
    if not dates or not days or dates + len(days) < len(filled):
        return cells, 0
    if not all(EXCEL_DAYS[0] <= day <= EXCEL_DAYS[1] for day in days):
        return cells, 0
    epoch = dt.datetime(*EXCEL_EPOCH)
    return [epoch + dt.timedelta(days=cell) if _is_number(cell) else cell for cell in cells], len(days)


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _series(name: str, cells: Sequence[Any]) -> pl.Series:
    """A column with the one type its cells have; text when they differ."""
    import polars as pl  # noqa: PLC0415

    values = [None if not is_filled(cell) or (isinstance(cell, str) and cell in ERRORS) else cell for cell in cells]
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float}:
        whole = all(value is None or float(value).is_integer() for value in values) and bool(kinds)
        return pl.Series(name, values, dtype=pl.Float64).cast(pl.Int64 if whole else pl.Float64)
    if kinds == {bool}:
        return pl.Series(name, values, dtype=pl.Boolean)
    if kinds == {dt.date}:
        return pl.Series(name, values, dtype=pl.Date)
    if kinds <= {dt.datetime, dt.date}:
        moments = [v if v is None or isinstance(v, dt.datetime) else dt.datetime.combine(v, dt.time()) for v in values]
        if all(moment is None or moment.time() == dt.time() for moment in moments):
            return pl.Series(name, [moment and moment.date() for moment in moments], dtype=pl.Date)
        return pl.Series(name, moments, dtype=pl.Datetime("us"))
    return pl.Series(name, [None if value is None else _as_text(value) for value in values], dtype=pl.String)


def _as_text(value: Any) -> str:
    """A cell as somebody would type it: 3.0 is 3, a date is 2024-12-03."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
