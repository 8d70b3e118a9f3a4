"""Where the households live: the table of districts beside an initiative file, and their outlines."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative.lines import Document, LinedDefect, Place, decode
from outgrow.initiative.people import Districts
from outgrow.vocabulary import Defect, InputError

PLACE: Place = ("target", "districts")
MOST_NAMED = 5  # names listed in one sentence

Row = tuple[int, str, str]  # line, district, weight as written


@dataclass(frozen=True, slots=True)
class DistrictTable:
    """The districts in the order of their table.

    Parameters
    ----------
    names
        Names of the districts.
    weights
        Share of the households in each district, shape (districts,), summing to one.
    outlines
        GeoJSON feature collection with the outlines, or None.
    outline_name
        Property of an outline that holds the district's name.
    """

    names: tuple[str, ...]
    weights: NDArray[np.float64]
    outlines: dict[str, Any] | None
    outline_name: str = "name"


def read_districts(districts: Districts, document: Document) -> tuple[DistrictTable | None, list[LinedDefect]]:
    """Read the table of districts, and their outlines where given.

    Parameters
    ----------
    districts
        Names of the files and columns.
    document
        The initiative file; the table lies in its folder.

    Returns
    -------
    tuple
        The table, or None when anything is wrong with it; and what is wrong.
    """
    rows, found = _read_table(districts, document)
    if rows is None:
        return None, found
    line, file = document.line((*PLACE, "table")), document.file.parent / districts.table
    found += [(line, defect) for defect in _row_defects(rows, file, districts.weight)]
    outlines, more = _read_outlines(districts, document, [name for _, name, _ in rows])
    found += more
    if found:
        return None, found
    weights = np.array([float(weight) for _, _, weight in rows])
    names = tuple(name for _, name, _ in rows)
    return DistrictTable(names, weights / weights.sum(), outlines, districts.outline_name), []


def tables(districts: Districts, folder: Path) -> list[Path]:
    """Files that belong to the description of the districts."""
    return [folder / name for name in (districts.table, districts.outlines) if name is not None]


def _read_table(districts: Districts, document: Document) -> tuple[list[Row] | None, list[LinedDefect]]:
    text, found = _beside(districts.table, "table", document)
    if text is None:
        return None, found
    try:
        reader = csv.DictReader(StringIO(text, newline=""))
        lines = [(reader.line_num, row) for row in reader]
    except csv.Error as problem:
        said = f"'{districts.table}' is not a table of comma-separated values"
        return None, [document.defect((*PLACE, "table"), said, str(problem).capitalize(), "Save it as CSV")]
    columns = [column for column in reader.fieldnames or () if column]
    found = list(_column_defects(districts, columns, document))
    if found:
        return None, found
    return [(line, _cell(row, districts.name), _cell(row, districts.weight)) for line, row in lines], []


def _cell(row: dict[str, str | None], column: str) -> str:
    return (row[column] or "").strip()


def _column_defects(districts: Districts, columns: list[str], document: Document) -> Iterator[LinedDefect]:
    for key, wanted in (("name", districts.name), ("weight", districts.weight)):
        if wanted not in columns:
            said = f"'{districts.table}' has no column '{wanted}'"
            yield document.unknown((*PLACE, key), said, wanted, columns, "Name one of its columns")


def _row_defects(rows: list[Row], file: Path, column: str) -> Iterator[Defect]:
    """What is wrong with names and weights, row by row and then over all."""
    first: dict[str, int] = {}
    for line, name, weight in rows:
        where = f"{file}:{line}"
        if not name:
            yield Defect("the district has no name", where, "Each row is a district", "Name it or delete the row")
        elif name in first:
            why = f"It stands already in line {first[name]}"
            yield Defect(f"'{name}' is written twice", where, why, "Keep one of the two")
        first.setdefault(name, line)
        if not _is_weight(weight):
            why = "A weight is a number of at least 0"
            yield Defect(f"'{weight}' in column '{column}'", where, why, "Correct the weight of this district")
    if not any(_is_weight(weight) and float(weight) > 0 for _, _, weight in rows):
        why = "At least one district needs households"
        yield Defect(f"no weight in column '{column}' is above 0", str(file), why, "Add the weights")


def _is_weight(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and float(text) >= 0
    except ValueError:
        return False


def _read_outlines(
    districts: Districts, document: Document, names: list[str]
) -> tuple[dict[str, Any] | None, list[LinedDefect]]:
    if districts.outlines is None:
        return None, []
    text, found = _beside(districts.outlines, "outlines", document)
    if text is None:
        return None, found
    try:
        outlines = json.loads(text)
        named = Counter(str(part["properties"][districts.outline_name]) for part in outlines["features"])
    except json.JSONDecodeError as problem:
        said = f"'{districts.outlines}' is not JSON"
        why = f"Reading stops at line {problem.lineno}, column {problem.colno}"
        return None, [document.defect((*PLACE, "outlines"), said, why, "Save it as GeoJSON")]
    except (KeyError, TypeError):
        said = f"'{districts.outlines}' has outlines without the property '{districts.outline_name}'"
        why = "Outlines are features of a GeoJSON feature collection, each with the district's name"
        return None, [document.defect((*PLACE, "outline_name"), said, why, "Name the right property")]
    apart = [name for name in dict.fromkeys(names) if name and named[name] == 0]
    if apart:
        said = f"{len(apart)} of {len(names)} districts have no outline: {_listed(apart)}"
        why = f"No outline in '{districts.outlines}' has that name"
        return None, [document.defect((*PLACE, "outlines"), said, why, "Spell both names alike")]
    return outlines, []


def _beside(name: str, key: str, document: Document) -> tuple[str | None, list[LinedDefect]]:
    """Text of a file in the folder of the initiative."""
    place = (*PLACE, key)
    folder = document.file.parent.resolve()
    file = (folder / name).resolve()
    if not file.is_relative_to(folder):
        why = "The tables of an initiative lie beside its file"
        return None, [document.defect(place, f"'{name}' is outside the folder", why, "Move the file there")]
    if not file.is_file():
        there = sorted(other.name for other in folder.glob(f"*{file.suffix}"))
        said = f"the folder has no file '{name}'"
        return None, [document.unknown(place, said, name, there, "Name a file that exists")]
    try:
        return decode(document.file.parent / name), []
    except InputError as problem:
        defect = problem.defects[0]
        return None, [document.defect(place, f"'{name}': {defect.found}", defect.why, defect.todo)]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
