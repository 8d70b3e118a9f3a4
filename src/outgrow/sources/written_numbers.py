"""Numbers as people write them: with a decimal comma, with marks between thousands, in per cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outgrow.sources.records import Finding
from outgrow.sources.understood import FIRST, Understood, all_look_so

if TYPE_CHECKING:
    import polars as pl

NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
DECIMAL_COMMA = r"^[+-]?\d+,\d+$"
THOUSANDS = r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$"
POINTED = r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$"
SPACED = r"^[+-]?\d{1,3}(?:[ \u00a0\u202f']\d{3})+(?:[.,]\d+)?$"
SPACES = r"[ \u00a0\u202f']"
PERCENT = r"^[+-]?[\d.,]+\s*%$"
LEADING_ZERO = r"^[+-]?0\d"
LARGEST_WHOLE = 2.0**53  # beyond it a float no longer tells whole numbers apart


def quickly(data: pl.Series, decimal_comma: bool | None) -> Understood | None:
    """A column of plain numbers and gaps, told in one pass; None where anything else may be in it."""
    import polars as pl  # noqa: PLC0415

    first = data.drop_nulls().head(FIRST)
    if not first.len() or decimal_comma or not bool(first.str.contains(NUMBER).all()):
        return None
    numbers = data.cast(pl.Float64, strict=False)
    if numbers.null_count() != data.null_count() or not bool(numbers.is_finite().all()):
        return None
    return as_numbers(data, numbers)


def number(data: pl.Series, decimal_comma: bool | None) -> Understood | None:
    """Numbers with point, decimal comma or thousands; None when some value is none of them."""
    for marked in (_spaced(data), _pointed(data, decimal_comma)):
        if marked is not None:
            bare, found = marked
            known = number(bare, decimal_comma)
            return known and Understood(known.data, known.unit, (found, *known.findings))
    numbers = floats(data) if _may_be_numbers(data) else None
    if numbers is not None and numbers.null_count() == data.null_count():
        return as_numbers(data, numbers)
    with_comma = data.str.contains(",", literal=True).fill_null(value=False)
    commas, plain = data.filter(with_comma), data.filter(~with_comma).drop_nulls()
    if not commas.len() or floats(plain).null_count():
        return None
    if all_look_so(commas, THOUSANDS) and not decimal_comma:
        text = f"{commas.len():,} numbers have a comma between thousands, such as {commas[0]}; read as such"
        weight = "look" if decimal_comma is None and not bool(commas.str.contains(r"\.|,.*,").any()) else "said"
        found = Finding("thousands", data.name, text, commas.len(), weight)  # type: ignore[arg-type]
        bare = data.str.replace_all(",", "", literal=True)
        return Understood(as_numbers(bare, floats(bare)).data, "", (found,))
    if all_look_so(commas, DECIMAL_COMMA):
        text = f"{commas.len():,} numbers have a decimal comma, such as {commas[0]}; read as such"
        found = Finding("decimal-comma", data.name, text, commas.len())
        return Understood(floats(data.str.replace(",", ".", literal=True)), "", (found,))
    return None


def percent(data: pl.Series, decimal_comma: bool | None) -> Understood | None:
    """Numbers that are written with a per cent sign, as such numbers: 12 for 12%."""
    if not all_look_so(data, PERCENT):
        return None
    known = number(data.str.replace(r"\s*%$", ""), decimal_comma)
    if known is None or not known.data.dtype.is_numeric():
        return None
    found = Finding("percent", data.name, f"per cents such as {data.drop_nulls()[0]}; read as numbers", data.count())
    return Understood(known.data, "%", (found, *known.findings))


def _spaced(data: pl.Series) -> tuple[pl.Series, Finding] | None:
    """Numbers without the spaces (or apostrophes) between their thousands; None where none have them."""
    if not _some(data, SPACES):
        return None
    marked = data.filter(data.str.contains(SPACES))
    if not marked.len() or not all_look_so(marked, SPACED):
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
    if not comma or not marked.len() or not all_look_so(marked, POINTED):
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


def floats(data: pl.Series) -> pl.Series:
    """Numbers, and null for every other text, that of infinity included."""
    import polars as pl  # noqa: PLC0415

    numbers = data.str.strip_chars_start("+").cast(pl.Float64, strict=False)
    return pl.select(pl.when(numbers.is_finite()).then(numbers)).to_series().alias(data.name)


def as_numbers(data: pl.Series, numbers: pl.Series) -> Understood:
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
