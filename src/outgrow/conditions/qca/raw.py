"""A table of cases as it was written: from a file, a dataframe or a mapping, as text by column."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from outgrow.sources import Grid, read_grid
from outgrow.vocabulary import Defect, InputError

DECIMAL_COMMA: Final = re.compile(r"[+-]?\d+,\d+")
THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


class RawTable(NamedTuple):
    """A table as it was written: where it comes from, its columns in order, and text by column."""

    source: str
    columns: tuple[str, ...]
    cells: dict[str, list[str]]

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.cells[self.columns[0]]) if self.columns else 0


def read_raw(table: Any) -> RawTable:
    """A table from a CSV file or workbook, a dataframe of any library, or a mapping of columns.

    Numbers with a decimal comma become numbers with a point, column by column; a column in which each comma could stand
    between thousands too is left as it is.

    Raises
    ------
    InputError
        When the file cannot be read, has no rows, or its rows or columns are not equally long.
    """
    if isinstance(table, RawTable):
        return table
    if isinstance(table, str | Path):
        return _read_file(Path(table))
    if isinstance(table, Mapping):
        columns = {str(name): list(values) for name, values in table.items()}
    else:
        columns = {str(name): list(table[name]) for name in table.columns}
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} {length}" for name, length in lengths.items())
        why = "Each case has a value in each column"
        raise InputError.single("table", f"columns of different lengths: {found}", why, "Give all the same length")
    cells = {name: ["" if value is None else str(value) for value in values] for name, values in columns.items()}
    return RawTable("table", tuple(cells), cells)


def as_number(text: str) -> float | None:
    """The finite number that a cell holds, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def may_be_thousands(text: str) -> bool:
    """Whether the commas of a cell can stand between thousands.

    Examples
    --------
    >>> may_be_thousands("1,200"), may_be_thousands("0,125"), may_be_thousands("1,25")
    (True, False, False)
    """
    return THOUSANDS.fullmatch(text) is not None


def _read_file(file: Path) -> RawTable:
    grid = read_grid(file)
    if len(grid.rows) < 2:
        why = "A table has a line of column names and a line for each case"
        raise InputError.single(str(file), "it has no cases", why, "Fill it in")
    columns = grid.rows[0]
    defects = list(_misshapen(grid))
    if defects:
        raise InputError(str(file), defects)
    cells = {
        name: with_points([row[k] if k < len(row) else "" for row in grid.rows[1:]]) for k, name in enumerate(columns)
    }
    return RawTable(str(file), columns, cells)


def with_points(cells: Sequence[str]) -> list[str]:
    """The cells of a column, with a point for the decimal comma where it cannot be anything else.

    Examples
    --------
    >>> with_points(["0,25", "1"]), with_points(["1,200", "300"])
    (['0.25', '1'], ['1,200', '300'])
    """
    commas = [cell for cell in cells if DECIMAL_COMMA.fullmatch(cell)]
    if not commas or all(may_be_thousands(cell) for cell in commas):
        return list(cells)
    return [cell.replace(",", ".") if DECIMAL_COMMA.fullmatch(cell) else cell for cell in cells]


def _misshapen(grid: Grid) -> Iterator[Defect]:
    """Columns of the same name, and rows with more cells than there are columns."""
    columns = grid.rows[0]
    for name, count in Counter(columns).items():
        if count > 1 and name:
            why = "It cannot be told which of them is meant"
            yield Defect(f"column '{name}' stands in it {count} times", grid.where(0), why, "Rename all but one")
    for number, row in enumerate(grid.rows[1:], start=1):
        more = [cell for cell in row[len(columns) :] if cell]
        if more:
            why = f"The row has {len(row)} cells, and there are {len(columns)} columns"
            todo = "Name the column, or put text with separators in quotes"
            yield Defect(f"'{more[0]}' under no column", grid.where(number), why, todo)
