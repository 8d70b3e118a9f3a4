"""Monthly prices from a table of one's own: every month once, one unit, no gap."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

import numpy as np

from outgrow.sources.prices import MONTHS, PriceSeries
from outgrow.vocabulary import Defect, InputError, did_you_mean

MONTH_FORMS = (
    re.compile(r"(?P<year>\d{4})[-/.]?M?(?P<month>\d{1,2})(?:[-/.]\d{1,2})?$"),
    re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})$"),
)
COLUMNS = ("month", "price")
BEYOND = "beyond"
MOST_NAMED = 12  # defects of one kind that are written out

Row = tuple[int, int, float]  # line, months since the year 0, price


def price_table(file: str | Path) -> PriceSeries:
    """Read a CSV table with the columns ``month`` and ``price``, and if it likes ``unit``, in any order of months.

    A month is written as 2010-03, 2010M03, 2010-03-15 or 03/2010.

    Raises
    ------
    InputError
        With every defect and its line: missing columns, months that cannot be read or stand there twice, prices that
        are no numbers or not above 0, several units, and months without a price.
    """
    path = Path(file)
    rows = _rows(path)
    defects: list[Defect] = []
    units = {
        row["unit"].strip(): line for line, row in reversed(rows) if row.get("unit", "").strip() and BEYOND not in row
    }
    if len(units) > 1:
        there = ", ".join(f"'{unit}' (line {line})" for unit, line in sorted(units.items(), key=lambda item: item[1]))
        defects.append(Defect(f"{len(units)} units", f"{path}, unit", f"there is {there}", "put all prices into one"))
    read = [row for line, raw in rows for row in _row(path, line, raw, defects)]
    defects += _twice(path, read)
    if not defects and not read:
        defects.append(Defect("no prices", str(path), "a series needs at least one month", "add rows"))
    if not defects:
        defects += _gaps(path, read)
    if defects:
        raise InputError(str(path), _shortened(defects))
    ordered = sorted((at, price) for _, at, price in read)
    year, month = divmod(ordered[0][0], MONTHS)
    unit = next(iter(units), "")
    return PriceSeries(path.stem, unit, f"{path.name}", year, month + 1, np.array([price for _, price in ordered]))


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise InputError.single(str(path), "the file cannot be read", problem.strerror or str(problem)) from problem
    except UnicodeDecodeError as problem:
        raise InputError.single(str(path), "the file is not UTF-8", str(problem), "save it as CSV UTF-8") from problem
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    reader = csv.DictReader(StringIO(text), delimiter=mark)
    names = {(name or "").strip().lower(): name for name in reader.fieldnames or []}
    if missing := [name for name in COLUMNS if name not in names]:
        found = " and ".join(f"there is no column '{name}'" for name in missing)
        hint = " ".join(did_you_mean(name, [n for n in names if n]) for name in missing)
        raise InputError.single(str(path), found, "A price table has the columns month and price", hint, "line 1")
    known = {name: names[name] for name in (*COLUMNS, "unit") if name in names}
    return [
        (reader.line_num, {name: (raw.get(column) or "") for name, column in known.items()} | _beyond(raw))
        for raw in reader
        if any((value or "").strip() for value in raw.values() if isinstance(value, str))
    ]


def _beyond(raw: Mapping[str | None, object]) -> dict[str, str]:
    """Cells of a row that no column has a name for."""
    beyond = raw.get(None)
    return {BEYOND: ",".join(map(str, beyond))} if isinstance(beyond, list) else {}


def _row(path: Path, line: int, raw: dict[str, str], defects: list[Defect]) -> Iterator[Row]:
    where = f"{path}, line {line}"
    if BEYOND in raw:
        why = "a decimal comma in a file that separates by commas looks like this"
        defects.append(Defect("more cells than columns", where, why, "write a decimal point"))
        return
    when, amount = _month(raw["month"].strip()), _price(raw["price"].strip())
    if when is None:
        defects.append(Defect(f"'{raw['month']}' is no month", where, "a month is such as 2010-03", "correct it"))
    if amount is None:
        found = f"'{raw['price']}' is no price" if raw["price"].strip() else "there is no price"
        defects.append(Defect(found, where, "a price is a number such as 2.56", "correct it, or fill it by a rule"))
    elif amount <= 0.0:
        defects.append(Defect(f"a price of {amount:g}", where, "a price is above 0: it has a logarithm", "correct it"))
    if when is not None and amount is not None and amount > 0.0:
        yield line, when, amount


def _month(word: str) -> int | None:
    for form in MONTH_FORMS:
        if (found := form.match(word)) and 1 <= int(found["month"]) <= MONTHS:
            return int(found["year"]) * MONTHS + int(found["month"]) - 1
    return None


def _price(word: str) -> float | None:
    try:
        value = float(word)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _twice(path: Path, rows: list[Row]) -> Iterator[Defect]:
    first: dict[int, int] = {}
    for line, at, _ in rows:
        if at in first:
            why = f"it stands in line {first[at]} already"
            yield Defect(f"the month {_name(at)} twice", f"{path}, line {line}", why, "take one out")
        first.setdefault(at, line)


def _gaps(path: Path, rows: list[Row]) -> Iterator[Defect]:
    months = {at for _, at, _ in rows}
    missing = [at for at in range(min(months), max(months) + 1) if at not in months]
    if missing:
        shown = ", ".join(map(_name, missing[:6])) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
        todo = "choose years without gaps, or fill the months by a rule of your own"
        yield Defect(f"{len(missing)} months without a price", str(path), f"there is none for {shown}", todo)


def _name(at: int) -> str:
    return f"{at // MONTHS}-{at % MONTHS + 1:02d}"


def _shortened(defects: list[Defect]) -> list[Defect]:
    """All defects, or the first with a count of the rest."""
    if len(defects) <= MOST_NAMED:
        return defects
    more = len(defects) - MOST_NAMED
    return [*defects[:MOST_NAMED], Defect(f"{more} more defects of this kind", "", "the first are listed above")]
