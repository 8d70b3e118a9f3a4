"""Texts become numbers, dates and moments where all of a column allows it; what was understood is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outgrow.sources.records import Finding
from outgrow.sources.understood import Understood
from outgrow.sources.wording import counted
from outgrow.sources.written_dates import excel_dates, moment
from outgrow.sources.written_money import money
from outgrow.sources.written_numbers import as_numbers, floats, number, percent, quickly

if TYPE_CHECKING:
    import polars as pl

NOTHING = ("NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", ".", "-", "--", "n.a.", "<NA>")
NO_ANSWER = (
    r"(?i)don.?t know|do not know|refus|no answer|no response|not applicable|not asked|missing|declined|prefer not|"
    r"ne sait pas|sans r[ée]ponse|no sabe|^\s*(?:dk|n/?a|nsp|rta)\s*$"
)
SHOWN = 3  # odd words that are told; where there are more they may be anything, names too
MOSTLY = 0.5  # share of a column's values that are numbers, above which the others are pointed at


def understand(data: pl.Series, *, decimal_comma: bool | None = None, words: str = "") -> Understood:
    """Turn a column's texts into numbers, dates or moments where every one of them allows it.

    Parameters
    ----------
    data
        A column; anything but text is returned as it is, except serial numbers of Excel dates.
    decimal_comma
        Whether the file writes numbers with a decimal comma; None when it does not tell.
    words
        Name and label of the column, by which serial numbers of Excel dates are known.
    """
    import polars as pl  # noqa: PLC0415  heavy: only when a survey is read

    if data.dtype != pl.String:
        return excel_dates(data, words or data.name)
    quick = quickly(data, decimal_comma)
    if quick is not None:
        dated = excel_dates(quick.data, words or data.name)
        return Understood(dated.data, quick.unit, (*quick.findings, *dated.findings))
    stripped = data.str.strip_chars()
    empty = stripped.is_in([*NOTHING, ""])
    blank = int((empty & (stripped != "")).sum())
    clean = pl.select(pl.when(~empty).then(stripped)).to_series().alias(data.name)
    said: tuple[Finding, ...] = ()
    if blank:
        text = f"{counted(blank, 'cell')} with words for nothing (such as NA, n/a, '.'), missing now"
        said = (Finding("missing-words", data.name, text, blank),)
    if clean.null_count() == clean.len():
        return Understood(clean, "", said)
    known = (
        number(clean, decimal_comma)
        or moment(clean)
        or percent(clean, decimal_comma)
        or money(clean)
        or _remainder(clean)
    )
    if known.data.dtype.is_numeric():
        dated = excel_dates(known.data, words or data.name)
        known = Understood(dated.data, known.unit, (*known.findings, *dated.findings))
    return Understood(known.data, known.unit, (*said, *known.findings))


def _remainder(data: pl.Series) -> Understood:
    """Text; numbers where all the rest are words for no answer; pointed at when most of it is numbers."""
    import polars as pl  # noqa: PLC0415

    found = floats(data)
    share = found.count() / max(data.count(), 1)
    if not MOSTLY <= share < 1:
        return Understood(data)
    odd = data.filter(found.is_null() & data.is_not_null())
    words = odd.value_counts(sort=True)
    listed = ", ".join(f"'{word}' in {counted(n, 'row')}" for word, n in words.head(SHOWN).iter_rows())
    numbers = pl.select(pl.when(found.is_not_null()).then(data)).to_series().alias(data.name)
    if bool(odd.str.contains(NO_ANSWER).all()) and not bool(odd.str.contains(r"\d").any()):
        text = f"{listed if words.height <= SHOWN else 'words for no answer'}: made missing; the rest are numbers"
        known = as_numbers(numbers, found)
        return Understood(known.data, "", (Finding("missing-words", data.name, text, odd.len()), *known.findings))
    first = int((found.is_null() & data.is_not_null()).arg_true()[0]) + 1
    more = f" ({listed})" if words.height <= SHOWN else ""
    text = (
        f"not numbers in {odd.len():,} of {counted(data.count(), 'value')}{more}, the first in row {first}; "
        "the whole column is left as text"
    )
    return Understood(data, "", (Finding("not-numbers", data.name, text, odd.len(), "look"),))
