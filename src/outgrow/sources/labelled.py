"""Stata and SPSS files: labels, value labels and declared missing codes come with the numbers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outgrow.sources.formats import LABELLED
from outgrow.sources.raw import RawTable, unique_names
from outgrow.sources.records import Column, Finding
from outgrow.sources.wording import counted
from outgrow.vocabulary import InputError, MissingExtraError

if TYPE_CHECKING:
    import polars as pl

LARGEST_WHOLE = 2.0**53  # beyond it a float no longer tells whole numbers apart


def read_labelled(path: Path, encoding: str | None = None) -> RawTable:
    """Read a Stata or SPSS file.

    Codes that the file declares missing (``.a`` to ``.z``, SPSS missing values) become null and are counted.

    Parameters
    ----------
    path
        A ``.dta``, ``.sav``, ``.zsav`` or ``.por`` file.
    encoding
        How its letters are written; what the file says when None.

    Raises
    ------
    InputError
        When it is not such a file or its letters cannot be read.
    MissingExtraError
        When pyreadstat is not installed.
    """
    try:
        import pyreadstat  # noqa: PLC0415  only where such a file is read
    except ImportError:
        raise MissingExtraError("pyreadstat", "survey", "Reading Stata and SPSS files") from None
    import polars as pl  # noqa: PLC0415

    kind = LABELLED[path.suffix.lower()]
    readers: dict[str, Any] = {
        "Stata": pyreadstat.read_dta,
        "SPSS": pyreadstat.read_sav,
        "SPSS portable": pyreadstat.read_por,
    }
    options: dict[str, Any] = {"output_format": "polars"} | ({"encoding": encoding} if encoding else {})
    if kind != "SPSS portable":
        options["user_missing"] = True
    try:
        content, meta = readers[kind](str(path), **options)
    except UnicodeDecodeError as problem:
        todo = "Give the encoding, such as latin1 or cp1252"
        raise InputError.single(str(path), "its letters cannot be read", str(problem), todo) from None
    except (pyreadstat.ReadstatError, OSError) as problem:
        todo = "Open it in the program that wrote it and save it again, or export it as CSV"
        raise InputError.single(str(path), f"it cannot be read as {kind} file", str(problem), todo) from None
    names, findings = unique_names(content.columns)
    columns, series = {}, []
    for name, original in zip(names, content.columns, strict=True):
        data, column, found = _column(content[original].alias(name), original, meta)
        series.append(_tidy(data))
        columns[name] = column
        findings += found
    if meta.file_label:
        findings += (Finding("file", path.name, f"the file calls itself '{meta.file_label}'"),)
    return RawTable(pl.DataFrame(series), f"{kind} file", findings, columns)


def _column(data: pl.Series, original: str, meta: Any) -> tuple[pl.Series, Column, tuple[Finding, ...]]:
    """The values without declared missing codes, what the file says of the column, and what was done."""
    import polars as pl  # noqa: PLC0415

    labels = {_code(code): str(label) for code, label in meta.variable_value_labels.get(original, {}).items()}
    if data.dtype == pl.Object:
        data, counts = _without_letters(data, set(meta.missing_user_values.get(original, ())))
    else:
        data, counts = _without_ranges(data, meta.missing_ranges.get(original, ()))
    gone = tuple((code, labels.get(code, ""), n) for code, n in sorted(counts.items()))
    column = Column(data.name, str(meta.column_names_to_labels.get(original) or "").strip(), labels, gone)
    if not gone:
        return data, column, ()
    listed = ", ".join(f"{code}{f' ({label})' if label else ''} in {counted(n, 'row')}" for code, label, n in gone)
    text = f"{listed} declared missing in the file and null now"
    return data, column, (Finding("missing-codes", data.name, text, sum(counts.values())),)


def _without_letters(data: pl.Series, declared: set[Any]) -> tuple[pl.Series, Counter[str]]:
    """Stata's ``.a`` to ``.z``, which arrive as letters among the numbers, made null and counted."""
    import polars as pl  # noqa: PLC0415

    values = data.to_list()
    counts = Counter(value for value in values if isinstance(value, str) and value in declared)
    kept = [None if isinstance(value, str) and value in declared else value for value in values]
    if all(value is None or isinstance(value, int | float) for value in kept):
        return pl.Series(data.name, kept, dtype=pl.Float64, strict=False), counts
    return pl.Series(data.name, [None if v is None else str(v) for v in kept], dtype=pl.String), counts


def _without_ranges(data: pl.Series, ranges: Any) -> tuple[pl.Series, Counter[str]]:
    """SPSS user-missing values and ranges made null and counted."""
    import polars as pl  # noqa: PLC0415

    counts: Counter[str] = Counter()
    for entry in ranges:
        low, high = entry["lo"], entry["hi"]
        if isinstance(low, str) != (data.dtype == pl.String):
            continue
        mask = data.is_between(low, high).fill_null(value=False)
        counts.update(_code(value) for value in data.filter(mask).to_list())
        data = data.to_frame().select(pl.when(~mask).then(pl.col(data.name)).alias(data.name)).to_series()
    return data, counts


def _code(value: Any) -> str:
    """A code as text: 98 for 98.0, ``a`` for Stata's ``.a``."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _tidy(data: pl.Series) -> pl.Series:
    """Whole numbers as such, and an empty text missing, as in these programs."""
    import polars as pl  # noqa: PLC0415

    if data.dtype == pl.String:
        return data.to_frame().select(pl.when(pl.col(data.name) != "").then(pl.col(data.name))).to_series()
    if data.dtype.is_float() and not data.is_nan().any() and bool((data == data.round()).all()) and data.count():
        small = data.abs().cast(float).max()
        return data.cast(pl.Int64) if isinstance(small, float) and small < LARGEST_WHOLE else data
    return data
