"""Parquet: read plain, or with the labels, codes and units that an import put beside the rows."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from outgrow.sources.raw import RawTable
from outgrow.sources.records import Column, SurveyTable
from outgrow.vocabulary import InputError

KEY = b"outgrow.columns"


def read_parquet(file: Path) -> RawTable:
    """Read a Parquet file; categories become text.

    Raises
    ------
    InputError
        When it is no Parquet file.
    """
    import polars as pl  # noqa: PLC0415  heavy: only when a survey is read
    from pyarrow import ArrowException, parquet  # noqa: PLC0415

    try:
        frame = pl.read_parquet(file)
        kept = parquet.read_schema(file).metadata or {}
    except (pl.exceptions.PolarsError, ArrowException, OSError) as problem:
        reason = str(problem).split("\n", maxsplit=1)[0]
        raise InputError.single(str(file), "it cannot be read as Parquet", reason, "Write it again") from None
    words = [n for n, t in frame.schema.items() if isinstance(t, pl.Categorical | pl.Enum)]
    columns = {entry["name"]: _column(entry) for entry in json.loads(kept.get(KEY, b"[]"))}
    return RawTable(frame.with_columns(pl.col(words).cast(pl.String)), "Parquet file", (), columns)


def _column(entry: dict[str, Any]) -> Column:
    missing = tuple((str(code), str(label), int(n)) for code, label, n in entry["missing"])
    return Column(**{**entry, "missing": missing})


def write_survey(table: SurveyTable, file: Path) -> None:
    """Write a survey with its labels, value labels, codes and units, so that reading it gives them back."""
    from pyarrow import parquet  # noqa: PLC0415

    arrow = table.frame.to_arrow()
    words = json.dumps([asdict(column) for column in table.columns], ensure_ascii=False)
    parquet.write_table(arrow.replace_schema_metadata({KEY: words.encode()}), file, compression="zstd")
