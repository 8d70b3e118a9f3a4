"""Codes that stand for missing: declared by label, by the user, or by custom (-99)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from outgrow.sources.records import Column, Finding
from outgrow.sources.values import NO_ANSWER
from outgrow.sources.wording import counted

if TYPE_CHECKING:
    import polars as pl

CUSTOMARY = tuple(
    -float(code)
    for code in (
        66,
        77,
        88,
        96,
        97,
        98,
        99,
        555,
        666,
        777,
        888,
        966,
        977,
        988,
        996,
        997,
        998,
        999,
        7777,
        8888,
        9998,
        9999,
    )
)
SUSPECT = (98, 99, 998, 999, 9998, 9999, 99999, 999999)
ANSWERLESS = re.compile(NO_ANSWER)
OTHER = re.compile(r"(?i)\bothers?\b")
FAR = 3.0  # a suspect code is pointed at when it lies so many times beyond the next largest value


def without_codes(
    data: pl.Series, column: Column, declared: Iterable[float] = ()
) -> tuple[pl.Series, Column, list[Finding]]:
    """Make codes for missing null, and say which, with what label, and how often.

    A code stands for missing when the user declares it, when its label says so (don't know, refused), when it
    is negative and labelled, or when it is a customary one (-99, -88, -999 ...) in a column that has no other
    negative number.

    Parameters
    ----------
    data
        The column's values.
    column
        What is known of it; labels of its codes above all.
    declared
        Codes that the user says are missing.
    """
    if not data.dtype.is_numeric() or not data.count():
        return _without_labels(data, column)
    numbers = data.cast(float)  # codes may not fit into a column's narrow integers
    gone = _codes(numbers, column, tuple(map(float, declared)))
    found = _suspects(numbers, column, set(gone))
    if not gone:
        return data, column, found
    kept, counts = _made_null(data, [float(code) for code in gone])
    listed = [
        (f"{code:g}", column.values.get(f"{code:g}", ""), counts[code]) for code in sorted(counts) if counts[code]
    ]
    known = Column(
        column.name, column.label, column.values, (*column.missing, *listed), column.unit, column.kind, column.group
    )
    text = ", ".join(f"{code}{f' ({label})' if label else ''} in {counted(n, 'row')}" for code, label, n in listed)
    why = sorted({gone[code] for code in gone if counts.get(code)})
    said = Finding("missing-codes", column.name, f"{text}: made missing ({'; '.join(why)})", sum(n for *_, n in listed))
    return kept, known, [said, *found]


def _codes(data: pl.Series, column: Column, declared: tuple[float, ...]) -> dict[float, str]:
    """Codes to make null, each with the reason."""
    gone: dict[float, str] = {code: "declared by the user" for code in declared if bool((data == code).any())}
    present = set(data.unique().to_list()) if column.values else set()
    for text, label in column.values.items():
        code = _number(text)
        if code is None or code not in present:
            continue
        if ANSWERLESS.search(label) and not OTHER.search(label):
            gone.setdefault(code, "their labels say so")
        elif code < 0:
            gone.setdefault(code, "negative codes with a label")
    negative = _negative(data)
    if negative and negative <= {*CUSTOMARY, *gone}:
        for code in negative - set(gone):
            gone[code] = "customary codes, and no other number is negative"
    return gone


def _negative(data: pl.Series) -> set[float]:
    """The different negative numbers of a column."""
    least = data.min()
    return set(data.filter(data < 0).unique().to_list()) if isinstance(least, float) and least < 0 else set()


def _suspects(data: pl.Series, column: Column, gone: set[float]) -> list[Finding]:
    """Codes that may stand for missing and were left: a person decides."""
    found = []
    negative = sorted(_negative(data) & set(CUSTOMARY) - gone)
    most = data.max()
    if negative:
        text = f"{', '.join(f'{code:g}' for code in negative)} may stand for missing; left: others are negative too"
        found.append(
            Finding(
                "missing-codes",
                column.name,
                text,
                int(data.is_in([float(code) for code in negative]).sum()),
                "look",
            )
        )
    for code in SUSPECT:
        label = column.values.get(str(code), "")
        if code in gone or (code != most and not label):
            continue
        count = int((data == code).sum())
        if count < 2:
            continue
        below = data.filter((data < code) & ~data.is_in([float(known) for known in gone])).max()
        far = isinstance(below, int | float) and code > FAR * max(float(below), 1.0) and most == code
        if far or (label and ANSWERLESS.search(label)):
            words = f"{code}{f' ({label})' if label else ''} in {counted(count, 'row')} may stand for missing; left"
            found.append(
                Finding(
                    "missing-codes", column.name, f"{words}. To make it missing, name it with --missing", count, "look"
                )
            )
    return found


def _made_null(data: pl.Series, codes: list[float]) -> tuple[pl.Series, dict[float, int]]:
    import polars as pl  # noqa: PLC0415

    counts = {code: int((data == code).sum()) for code in codes}
    kept = (
        data.to_frame()
        .select(pl.when(~pl.col(data.name).cast(pl.Float64).is_in(codes)).then(pl.col(data.name)))
        .to_series()
    )
    return kept, counts


def _without_labels(data: pl.Series, column: Column) -> tuple[pl.Series, Column, list[Finding]]:
    """Coded texts (``dk``, ``-99``) whose labels say that there is no answer."""
    import polars as pl  # noqa: PLC0415

    if data.dtype != pl.String or not column.values:
        return data, column, []
    codes = [code for code, label in column.values.items() if ANSWERLESS.search(label) and not OTHER.search(label)]
    counts = {code: int((data == code).sum()) for code in codes}
    listed = [(code, column.values[code], n) for code, n in counts.items() if n]
    if not listed:
        return data, column, []
    kept = data.to_frame().select(pl.when(~pl.col(data.name).is_in(codes)).then(pl.col(data.name))).to_series()
    known = Column(
        column.name, column.label, column.values, (*column.missing, *listed), column.unit, column.kind, column.group
    )
    text = ", ".join(f"{code} ({label}) in {counted(n, 'row')}" for code, label, n in listed)
    said = Finding(
        "missing-codes", column.name, f"{text}: made missing (their labels say so)", sum(n for *_, n in listed)
    )
    return kept, known, [said]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
