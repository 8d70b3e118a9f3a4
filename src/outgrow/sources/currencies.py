"""Amounts in more than one currency: found by the currency's own column, or by the words of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outgrow.sources.records import Column, Finding
from outgrow.sources.written_money import CURRENCY_WORDS
from outgrow.vocabulary import CURRENCIES

if TYPE_CHECKING:
    import polars as pl

FIRST = 50  # values that are asked before all of a long column
MOST_WORDS = 12  # a column of currencies has few different values


def mixed_currencies(frame: pl.DataFrame, columns: tuple[Column, ...]) -> list[Finding]:
    """Say which columns hold the currency of others, and that their amounts do not add up.

    Parameters
    ----------
    frame, columns
        The table and what its columns hold.
    """
    found = []
    for column in columns:
        counts = _currencies(frame[column.name], column)
        if len(counts) > 1:
            listed = ", ".join(f"{code} in {n:,}" for code, n in sorted(counts.items(), key=lambda item: -item[1]))
            text = (
                f"it names more than one currency ({listed} rows); amounts that it belongs to must not be added up "
                "or compared before they are exchanged"
            )
            found.append(Finding("currencies", column.name, text, sum(counts.values()), "repair"))
    units = {column.unit: column.name for column in columns if column.unit in CURRENCIES}
    if len(units) > 1:
        listed = ", ".join(f"{name} in {unit}" for unit, name in units.items())
        found.append(Finding("currencies", "", f"columns are in different currencies: {listed}", weight="look"))
    return found


def _currencies(data: pl.Series, column: Column) -> dict[str, int]:
    """How often a column names each currency; empty when it holds anything else."""
    import polars as pl  # noqa: PLC0415

    if data.dtype != pl.String or not data.count():
        return {}
    first = data.drop_nulls().head(FIRST).unique().to_list()
    if any(not _code(word, column) for word in first):
        return {}
    words = data.drop_nulls().value_counts()
    if words.height > MOST_WORDS:
        return {}
    counts: dict[str, int] = {}
    for word, n in words.iter_rows():
        code = _code(word, column)
        if not code:
            return {}
        counts[code] = counts.get(code, 0) + n
    return counts


def _code(word: str, column: Column) -> str | None:
    """Currency that a word, or the label of its code, stands for."""
    return CURRENCY_WORDS.get(_spelt(column.values.get(word, word))) or CURRENCY_WORDS.get(_spelt(word))


def _spelt(word: str) -> str:
    return word.strip().strip(".").lower()
