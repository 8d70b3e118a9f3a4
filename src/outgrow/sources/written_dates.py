"""Dates and moments as people, programs and Excel write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outgrow.sources.records import Finding
from outgrow.sources.understood import Understood, all_look_so

if TYPE_CHECKING:
    import polars as pl

ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
ISO_MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$"
SLASH_DATE = r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$"
WORD_DATE = r"(?i)^\d{1,2}[- ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ,]+\d{4}$"
DAY_US = 86_400_000_000  # microseconds in a day
EXCEL_EPOCH = (1899, 12, 30)
EXCEL_DAYS = (32874, 54789)  # serial numbers of 1990-01-01 and 2050-01-01
DATE_WORDS = re.compile(r"(?i)(^|[^a-z])(date|datum|fecha|today|dob|tarehe)([^a-z]|$)|^(start|end)$")


def moment(data: pl.Series) -> Understood | None:
    """Dates and moments; day and month are told apart by the values or left as text."""
    if all_look_so(data, ISO_DATE):
        return _only_if_all(data, data.str.to_date("%Y-%m-%d", strict=False))
    if all_look_so(data, ISO_MOMENT):
        return _iso_moment(data)
    if all_look_so(data, WORD_DATE):
        days = data.str.replace_all(r"[ ,]+", "-").str.replace(r"(?i)-([a-z]{3})[a-z]*-", "-$1-")
        text = "dates with the month as a word; read as such"
        return _only_if_all(data, days.str.to_date("%d-%b-%Y", strict=False), text)
    return _slash_date(data) if all_look_so(data, SLASH_DATE) else None


def _iso_moment(data: pl.Series) -> Understood | None:
    """Moments with or without time zones; None where only some have one."""
    zoned = data.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$")
    if bool(zoned.all()):
        moments = data.str.replace(" ", "T").str.to_datetime(time_zone="UTC", strict=False)
        return _only_if_all(data, moments, "moments with a time zone; kept in UTC")
    if bool(zoned.any()):
        return None
    return _only_if_all(data, data.str.replace(" ", "T").str.to_datetime(time_unit="us", strict=False))


def _slash_date(data: pl.Series) -> Understood | None:
    """Dates of three numbers, when the numbers tell which is the day."""
    import polars as pl  # noqa: PLC0415

    parts = data.str.replace_all(r"[.-]", "/")
    first = parts.str.split("/").list.get(0).cast(pl.Int32).max()
    second = parts.str.split("/").list.get(1).cast(pl.Int32).max()
    if not isinstance(first, int) or not isinstance(second, int) or (first > 12) == (second > 12):
        text = f"dates such as {data.drop_nulls()[0]} do not tell day from month; left as text"
        return Understood(data, "", (Finding("dates", data.name, text, data.count(), "look"),))
    order, form = ("day/month", "%d/%m/%Y") if first > 12 else ("month/day", "%m/%d/%Y")
    return _only_if_all(data, parts.str.to_date(form, strict=False), f"dates read as {order}/year")


def _only_if_all(data: pl.Series, made: pl.Series, said: str = "") -> Understood | None:
    if made.null_count() != data.null_count():
        return None
    found = (Finding("dates", data.name, said, made.count()),) if said else ()
    return Understood(made, "", found)


def excel_dates(data: pl.Series, words: str) -> Understood:
    """Serial numbers of Excel dates in a column that its name or label calls a date."""
    import polars as pl  # noqa: PLC0415

    if not data.dtype.is_numeric() or not DATE_WORDS.search(words.replace("_", " ")) or not data.count():
        return Understood(data)
    least, most = data.min(), data.max()
    if not isinstance(least, int | float) or not isinstance(most, int | float):
        return Understood(data)
    if not EXCEL_DAYS[0] <= least <= most <= EXCEL_DAYS[1]:
        return Understood(data)
    days = data.cast(pl.Float64)
    since = (days * DAY_US).round().cast(pl.Int64).cast(pl.Duration("us"))
    moments = pl.select(pl.datetime(*EXCEL_EPOCH) + since).to_series()
    made = moments.cast(pl.Date) if bool((days == days.floor()).all()) else moments
    text = f"numbers such as {least:g} are days as Excel counts them; read as dates ({made.min()!s} to {made.max()!s})"
    return Understood(made.alias(data.name), "", (Finding("dates", data.name, text, data.count()),))
