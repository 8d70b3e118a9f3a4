"""Texts become numbers, dates and moments where all of a column allows it; what was understood is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.sources.records import Finding, Weight
from outgrow.sources.wording import counted
from outgrow.vocabulary import CURRENCIES

if TYPE_CHECKING:
    import polars as pl

NOTHING = ("NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", ".", "-", "--", "n.a.", "<NA>")
NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
DECIMAL_COMMA = r"^[+-]?\d+,\d+$"
THOUSANDS = r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$"
POINTED = r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$"
SPACED = r"^[+-]?\d{1,3}(?:[ \u00a0\u202f']\d{3})+(?:[.,]\d+)?$"
SPACES = r"[ \u00a0\u202f']"
PERCENT = r"^[+-]?[\d.,]+\s*%$"
LEADING_ZERO = r"^[+-]?0\d"
ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
ISO_MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$"
SLASH_DATE = r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$"
WORD_DATE = r"(?i)^\d{1,2}[- ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ,]+\d{4}$"
CURRENCY_WORDS = {
    "ksh": "KES", "kshs": "KES", "sh": "", "ush": "UGX", "ugsh": "UGX", "tsh": "TZS", "tzsh": "TZS", "frw": "RWF",
    "birr": "ETB", "cfa": "XOF", "fcfa": "XOF", "naira": "NGN", "cedi": "GHS", "rand": "ZAR", "$": "USD",
    "us$": "USD", "€": "EUR", "£": "GBP", "rs": "", "kwacha": "", "/=": "", "/-": "",
} | {code.lower(): code for code in CURRENCIES}  # fmt: skip
MONEY = (
    r"(?i)^(?:(?P<before>[a-z]{2,5}|us\$|[$€£])\.?\s*)?(?P<number>\d[\d,]*(?:\.\d+)?)"
    r"\s*(?P<after>[a-z]{2,5}|[$€£])?(?P<shillings>/[-=])?$"
)
SHILLING_WORDS, SHILLINGS = {"sh", "/=", "/-"}, {"KES", "UGX", "TZS"}  # shillings, of some country and of one
FOREIGN = {"USD", "EUR", "GBP"}  # money of which a bare number beside it is hardly ever the same
DAY_US = 86_400_000_000  # microseconds in a day
EXCEL_EPOCH = (1899, 12, 30)
EXCEL_DAYS = (32874, 54789)  # serial numbers of 1990-01-01 and 2050-01-01
DATE_WORDS = re.compile(r"(?i)(^|[^a-z])(date|datum|fecha|today|dob|tarehe)([^a-z]|$)|^(start|end)$")
LARGEST_WHOLE = 2.0**53  # beyond it a float no longer tells whole numbers apart
NO_ANSWER = (
    r"(?i)don.?t know|do not know|refus|no answer|no response|not applicable|not asked|missing|declined|prefer not|"
    r"ne sait pas|sans r[ée]ponse|no sabe|^\s*(?:dk|n/?a|nsp|rta)\s*$"
)
SHOWN = 3  # odd words that are told; where there are more they may be anything, names too
FIRST = 500  # values that are asked before all of a long column
MOSTLY = 0.5  # share of a column's values that are numbers, above which the others are pointed at


@dataclass(frozen=True, slots=True)
class Understood:
    """A column after its texts were understood: the values, the unit its texts carried, and what to say."""

    data: pl.Series
    unit: str = ""
    findings: tuple[Finding, ...] = ()


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
        return _excel_dates(data, words or data.name)
    quick = _quickly(data, decimal_comma)
    if quick is not None:
        dated = _excel_dates(quick.data, words or data.name)
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
        _number(clean, decimal_comma)
        or _moment(clean)
        or _percent(clean, decimal_comma)
        or _money(clean)
        or _remainder(clean)
    )
    if known.data.dtype.is_numeric():
        dated = _excel_dates(known.data, words or data.name)
        known = Understood(dated.data, known.unit, (*known.findings, *dated.findings))
    return Understood(known.data, known.unit, (*said, *known.findings))


def _quickly(data: pl.Series, decimal_comma: bool | None) -> Understood | None:
    """A column of plain numbers and gaps, told in one pass; None where anything else may be in it."""
    import polars as pl  # noqa: PLC0415

    first = data.drop_nulls().head(FIRST)
    if not first.len() or decimal_comma or not bool(first.str.contains(NUMBER).all()):
        return None
    numbers = data.cast(pl.Float64, strict=False)
    if numbers.null_count() != data.null_count() or not bool(numbers.is_finite().all()):
        return None
    return _as_numbers(data, numbers)


def _all(data: pl.Series, pattern: str) -> bool:
    """Whether every value looks so; the first ones are asked before the many."""
    first = data.head(FIRST).str.contains(pattern).all()
    return bool(first) and (data.len() <= FIRST or bool(data.str.contains(pattern).all()))


def _number(data: pl.Series, decimal_comma: bool | None) -> Understood | None:
    """Numbers with point, decimal comma or thousands; None when some value is none of them."""
    for marked in (_spaced(data), _pointed(data, decimal_comma)):
        if marked is not None:
            bare, found = marked
            known = _number(bare, decimal_comma)
            return known and Understood(known.data, known.unit, (found, *known.findings))
    numbers = _floats(data) if _may_be_numbers(data) else None
    if numbers is not None and numbers.null_count() == data.null_count():
        return _as_numbers(data, numbers)
    with_comma = data.str.contains(",", literal=True).fill_null(value=False)
    commas, plain = data.filter(with_comma), data.filter(~with_comma).drop_nulls()
    if not commas.len() or _floats(plain).null_count():
        return None
    if _all(commas, THOUSANDS) and not decimal_comma:
        text = f"{commas.len():,} numbers have a comma between thousands, such as {commas[0]}; read as such"
        weight = "look" if decimal_comma is None and not bool(commas.str.contains(r"\.|,.*,").any()) else "said"
        found = Finding("thousands", data.name, text, commas.len(), weight)  # type: ignore[arg-type]
        bare = data.str.replace_all(",", "", literal=True)
        return Understood(_as_numbers(bare, _floats(bare)).data, "", (found,))
    if _all(commas, DECIMAL_COMMA):
        text = f"{commas.len():,} numbers have a decimal comma, such as {commas[0]}; read as such"
        found = Finding("decimal-comma", data.name, text, commas.len())
        return Understood(_floats(data.str.replace(",", ".", literal=True)), "", (found,))
    return None


def _spaced(data: pl.Series) -> tuple[pl.Series, Finding] | None:
    """Numbers without the spaces (or apostrophes) between their thousands; None where none have them."""
    if not _some(data, SPACES):
        return None
    marked = data.filter(data.str.contains(SPACES))
    if not marked.len() or not _all(marked, SPACED):
        return None
    text = (
        f"{marked.len():,} numbers have a space or an apostrophe between thousands, such as {marked[0]}; read as such"
    )
    return data.str.replace_all(SPACES, ""), Finding("thousands", data.name, text, marked.len())


def _pointed(data: pl.Series, decimal_comma: bool | None) -> tuple[pl.Series, Finding] | None:
    """Numbers without the points between their thousands, in a file or column whose decimal mark is the comma."""
    if not _some(data, r"\."):
        return None
    marked = data.filter(data.str.contains(".", literal=True))
    comma = decimal_comma or bool(marked.str.contains(r"\..*,").any())
    if not comma or not marked.len() or not _all(marked, POINTED):
        return None
    text = f"{marked.len():,} numbers have a point between thousands, such as {marked[0]}; read as such, because the "
    text += "decimal mark here is the comma"
    return data.str.replace_all(".", "", literal=True), Finding("thousands", data.name, text, marked.len(), "look")


def _some(data: pl.Series, pattern: str) -> bool:
    """Whether a column whose first values look like numbers with marks holds such a mark anywhere."""
    first = data.drop_nulls().head(FIRST)
    return bool(first.str.contains(r"^[+-]?[\d.,\s']*\d[\d.,\s']*$").all()) and bool(data.str.contains(pattern).any())


def _zeros(data: pl.Series) -> Finding:
    count = int(data.str.contains(LEADING_ZERO).sum())
    text = f"{count:,} values begin with 0 as codes and telephone numbers do; left as text"
    return Finding("codes", data.name, text, count)


def _may_be_numbers(data: pl.Series) -> bool:
    return bool(data.head(FIRST).str.contains(NUMBER).all())


def _floats(data: pl.Series) -> pl.Series:
    """Numbers, and null for every other text, that of infinity included."""
    import polars as pl  # noqa: PLC0415

    numbers = data.str.strip_chars_start("+").cast(pl.Float64, strict=False)
    return pl.select(pl.when(numbers.is_finite()).then(numbers)).to_series().alias(data.name)


def _as_numbers(data: pl.Series, numbers: pl.Series) -> Understood:
    """Whole numbers where all are, else floats; codes with a first 0 and numbers too long to keep stay text."""
    import polars as pl  # noqa: PLC0415

    if not bool((numbers == numbers.floor()).all()):
        return Understood(numbers)
    zeros = data.filter(data.str.starts_with("0") | data.str.starts_with("-0") | data.str.starts_with("+0"))
    if bool(zeros.str.contains(LEADING_ZERO).any()):
        return Understood(data, "", (_zeros(data),))
    most = numbers.abs().max()
    if isinstance(most, float) and most < LARGEST_WHOLE:
        return Understood(numbers.cast(pl.Int64))
    whole = data.str.strip_chars_start("+").cast(pl.Int64, strict=False)
    return Understood(whole if whole.null_count() == data.null_count() else data)


def _moment(data: pl.Series) -> Understood | None:
    """Dates and moments; day and month are told apart by the values or left as text."""
    if _all(data, ISO_DATE):
        return _only_if_all(data, data.str.to_date("%Y-%m-%d", strict=False))
    if _all(data, ISO_MOMENT):
        return _iso_moment(data)
    if _all(data, WORD_DATE):
        days = data.str.replace_all(r"[ ,]+", "-").str.replace(r"(?i)-([a-z]{3})[a-z]*-", "-$1-")
        text = "dates with the month as a word; read as such"
        return _only_if_all(data, days.str.to_date("%d-%b-%Y", strict=False), text)
    return _slash_date(data) if _all(data, SLASH_DATE) else None


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


def _percent(data: pl.Series, decimal_comma: bool | None) -> Understood | None:
    """Numbers that are written with a per cent sign, as such numbers: 12 for 12%."""
    if not _all(data, PERCENT):
        return None
    known = _number(data.str.replace(r"\s*%$", ""), decimal_comma)
    if known is None or not known.data.dtype.is_numeric():
        return None
    found = Finding("percent", data.name, f"per cents such as {data.drop_nulls()[0]}; read as numbers", data.count())
    return Understood(known.data, "%", (found, *known.findings))


def _money(data: pl.Series) -> Understood | None:
    """Amounts with a currency in the cell: numbers when there is one currency, a finding when there are more."""
    import polars as pl  # noqa: PLC0415

    if not _all(data, MONEY):
        return None
    parts = data.str.extract_groups(MONEY).struct.unnest()
    sign = parts["before"].fill_null(parts["after"]).fill_null(parts["shillings"]).fill_null("").str.to_lowercase()
    signs = {word: CURRENCY_WORDS.get(word.rstrip(".")) for word in sign.unique().to_list() if word}
    if not signs or None in signs.values():
        return None
    named = sorted({code for code in signs.values() if code})
    counts = dict(sign.filter(data.is_not_null()).value_counts().iter_rows())
    beside = bool(counts.get("", 0)) and bool(FOREIGN & set(named))
    bare_shillings = {word for word, code in signs.items() if not code}
    unlike = bool(named and bare_shillings) and not (bare_shillings <= SHILLING_WORDS and set(named) <= SHILLINGS)
    if len(named) > 1 or beside or unlike or len(bare_shillings - SHILLING_WORDS) > 1:
        listed = ", ".join(f"{word or 'none'} in {n:,}" for word, n in sorted(counts.items(), key=lambda x: -x[1]))
        text = f"amounts in more than one currency ({listed} rows); left as text, because they cannot be added up. "
        found = Finding(
            "currencies", data.name, text + "State exchange rates and make one column", data.count(), "repair"
        )
        return Understood(data, "", (found,))
    code = named[0] if named else ""
    bare = counts.get("", 0)
    text = f"amounts written with their currency ({', '.join(signs)}); read as numbers" + (
        f", and {bare:,} without one taken as the same" if bare else ""
    )
    bare = pl.select(pl.when(data.is_not_null()).then(parts["number"].str.replace_all(",", ""))).to_series()
    numbers = _as_numbers(bare, _floats(bare)).data
    weight: Weight = "look" if counts.get("", 0) else "said"
    return Understood(numbers.alias(data.name), code, (Finding("currencies", data.name, text, data.count(), weight),))


def _remainder(data: pl.Series) -> Understood:
    """Text; numbers where all the rest are words for no answer; pointed at when most of it is numbers."""
    import polars as pl  # noqa: PLC0415

    floats = _floats(data)
    share = floats.count() / max(data.count(), 1)
    if not MOSTLY <= share < 1:
        return Understood(data)
    odd = data.filter(floats.is_null() & data.is_not_null())
    words = odd.value_counts(sort=True)
    listed = ", ".join(f"'{word}' in {counted(n, 'row')}" for word, n in words.head(SHOWN).iter_rows())
    numbers = pl.select(pl.when(floats.is_not_null()).then(data)).to_series().alias(data.name)
    if bool(odd.str.contains(NO_ANSWER).all()) and not bool(odd.str.contains(r"\d").any()):
        text = f"{listed if words.height <= SHOWN else 'words for no answer'}: made missing; the rest are numbers"
        known = _as_numbers(numbers, floats)
        return Understood(known.data, "", (Finding("missing-words", data.name, text, odd.len()), *known.findings))
    first = int((floats.is_null() & data.is_not_null()).arg_true()[0]) + 1
    more = f" ({listed})" if words.height <= SHOWN else ""
    text = (
        f"not numbers in {odd.len():,} of {counted(data.count(), 'value')}{more}, the first in row {first}; "
        "the whole column is left as text"
    )
    return Understood(data, "", (Finding("not-numbers", data.name, text, odd.len(), "look"),))


def _excel_dates(data: pl.Series, words: str) -> Understood:
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
