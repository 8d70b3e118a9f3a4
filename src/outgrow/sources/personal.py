"""Personal data: columns that tell who or where a household is, by their name, their label or their content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from outgrow.sources.records import Column, SurveyTable
from outgrow.sources.wording import counted

if TYPE_CHECKING:
    import polars as pl

EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
PHONE = (
    r"(?:^|[^\d.])(?:\+?(?:25[0-9]|26[0-9]|23[0-9]|22[0-9]|24[0-9]|27|91|62|880)[ -]?\d{2,3}[ -]?\d{3}[ -]?\d{3,4}"
    r"|0[17]\d{2}[ -]?\d{3}[ -]?\d{3})(?:$|[^\d.])"
)
POSITION = r"^-?\d{1,2}\.\d{3,}[ ,;]+-?\d{1,3}\.\d{3,}(?:[ ,;]+-?\d+(?:\.\d+)?){0,2}$"
UGANDAN_ID = r"^C[MF]\d{2}[0-9A-Z]{10}$"
PERSON_NAME = r"^[A-ZÀ-Þ][a-zà-ÿ'’-]+(?: [A-ZÀ-Þ][a-zà-ÿ'’.-]*){1,3}$|^[A-Z'’-]{3,}(?: [A-Z'’-]{2,}){1,3}$"
NOT_OF_PERSONS = re.compile(
    r"(?i)village|district|county|parish|ward|region|zone|country|crop|variety|breed|market|school|group|coop|centre|"
    r"center|mcc|factory|form_?name|species|product|input|fertili[sz]er|brand|company|buyer_type|sublocation|location"
)
MOSTLY, DISTINCT, A_FEW = 0.5, 0.5, 0.02  # shares of a column's values
BARE_NAMES = {"name", "names", "nom", "nombre", "jina"}
A_CROWD = 0.2  # share of different values above which a column called 'name' may hold names of persons
LOOKED_AT = 20_000  # values of a column that are judged by their look, evenly spaced
FEWEST = 3  # values before a column's content is judged
COARSE_DECIMALS = 1  # a tenth of a degree is 11 km: a position that coarse names no household


@dataclass(frozen=True, slots=True)
class _Signs:
    """Words that tell personal data: patterns of names and labels, and types of questions."""

    persons: re.Pattern[str]
    columns: tuple[tuple[str, re.Pattern[str]], ...]
    questions: dict[str, str]


@lru_cache(maxsize=1)
def _signs() -> _Signs:
    kept = json.loads((files("outgrow.sources") / "personal_words.json").read_text(encoding="utf-8"))
    person = f"(?:{'|'.join(kept['persons'])})"
    patterns = [
        (holds, re.compile("|".join(words).replace("PERSON", person), re.IGNORECASE))
        for holds, words in kept["columns"].items()
    ]
    return _Signs(re.compile(person, re.IGNORECASE), tuple(patterns), kept["questions"])


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """A column that holds personal data.

    Parameters
    ----------
    column
        Its name.
    holds
        What it holds, in words.
    sign
        What tells: its ``name``, ``label``, ``question`` type or ``content``.
    rows
        How many rows have a value.
    """

    column: str
    holds: str
    sign: str
    rows: int

    def __str__(self) -> str:
        """Sentence without any of the content."""
        return f"{self.column}: seems to hold {self.holds}, by its {self.sign} ({counted(self.rows, 'row')})"


def scan_personal(table: SurveyTable) -> tuple[PersonalColumn, ...]:
    """Columns with names, telephone numbers, e-mail addresses, positions, identity or bank numbers.

    Parameters
    ----------
    table
        A survey; its linked tables are scanned by themselves.

    Returns
    -------
    tuple
        One entry a column. A scan can miss things and can be wrong: it does not replace a person's reading.
    """
    return tuple(_found(table))


def _found(table: SurveyTable) -> Iterator[PersonalColumn]:
    for column in table.columns:
        data = table.frame[column.name]
        if not data.count():
            continue
        told = _by_words(column, data) or _by_content(column, data)
        if told is not None:
            yield PersonalColumn(column.name, *told, data.count())


def _by_words(column: Column, data: pl.Series) -> tuple[str, str] | None:
    """What name, label or question type tell, unless the content cannot be that."""
    signs = _signs()
    if column.kind in signs.questions:
        return signs.questions[column.kind], "question type"
    leaf = re.split(r"[/.:]", column.name)[-1] or column.name
    for sign, words in (("name", leaf), ("label", column.label)):
        for holds, pattern in signs.columns:
            if words and pattern.search(words) and _possible(holds, column, data, words):
                return holds, sign
    return None


def _possible(holds: str, column: Column, data: pl.Series, words: str) -> bool:
    """Whether the content can be what the words say: coded answers and flags are not names or numbers."""
    import polars as pl  # noqa: PLC0415

    if holds == "positions":
        return not (data.dtype.is_numeric() and (_coarse(data) or not _degrees(data)))
    if holds == "names":
        return data.dtype == pl.String and _of_persons(words, data)
    if holds in {"telephone numbers", "identity numbers", "bank accounts"}:
        return not _flag(data) and not (column.values and data.n_unique() <= len(column.values) + 1)
    return not _flag(data)


def _of_persons(words: str, data: pl.Series) -> bool:
    """Whether names are those of persons: not of villages or crops, and not the same few over and over."""
    if _signs().persons.search(words):
        return True
    bare = words.strip().lower() in BARE_NAMES and data.n_unique() < A_CROWD * data.count()
    return not bare and not NOT_OF_PERSONS.search(words)


def _flag(data: pl.Series) -> bool:
    """Whether a column holds yes and no only, or small numbers."""
    if data.dtype.is_numeric():
        most = data.cast(float).abs().max()
        return isinstance(most, int | float) and most < 10_000
    words = {str(value).strip().lower() for value in data.drop_nulls().unique().head(20).to_list()}
    return words <= {"yes", "no", "y", "n", "true", "false", "1", "2", "0", "98", "99"}


def _degrees(data: pl.Series) -> bool:
    least, most = data.min(), data.max()
    return isinstance(least, int | float) and isinstance(most, int | float) and least >= -180 and most <= 180


def _coarse(data: pl.Series) -> bool:
    """Whether positions are rounded so far that they name no household."""
    values = data.drop_nulls().cast(float)
    return bool((values - values.round(COARSE_DECIMALS)).abs().max() < 1e-9)  # type: ignore[operator]


def _by_content(column: Column, data: pl.Series) -> tuple[str, str] | None:
    """What the values look like, whatever the column is called."""
    import polars as pl  # noqa: PLC0415

    if data.dtype.is_integer() and not column.values:
        return ("telephone numbers", "content") if _numbers_of_phones(data) else None
    if data.dtype != pl.String or data.count() < FEWEST:
        return None
    holds = _by_shape(data)
    if not holds and not column.values and not NOT_OF_PERSONS.search(column.words) and _like_names(data):
        holds = "names"
    return (holds, "content") if holds else None


def _looked_at(data: pl.Series) -> pl.Series:
    """Values by which a column is judged: all, or evenly spaced ones of a long column."""
    values = data.drop_nulls()
    return values.gather_every(max(1, values.len() // LOOKED_AT)).str.strip_chars()


def _by_shape(data: pl.Series) -> str:
    """What texts of a telling shape hold; empty when they have none."""
    if bool(data.filter(data.str.contains("@", literal=True)).str.contains(EMAIL).any()):
        return "e-mail addresses"
    values = _looked_at(data)
    shapes = (("telephone numbers", PHONE), ("positions", POSITION), ("identity numbers", UGANDAN_ID))
    shares = {holds: values.str.contains(pattern).mean() for holds, pattern in shapes}
    return next((holds for holds, share in shares.items() if isinstance(share, float) and share > A_FEW), "")


def _like_names(data: pl.Series) -> bool:
    """Whether most values are two or more capitalised words, and most differ."""
    values = _looked_at(data)
    share, distinct = values.str.contains(PERSON_NAME).mean(), values.n_unique() / values.len()
    return isinstance(share, float) and share > MOSTLY and distinct > DISTINCT and values.len() >= 10 * FEWEST


def _numbers_of_phones(data: pl.Series) -> bool:
    """Whether nearly all are nine or twelve digits as telephone numbers of the region without their first 0."""
    values = data.drop_nulls().cast(float)
    if values.len() < FEWEST:
        return False
    local = ((values >= 700_000_000) & (values < 800_000_000)) | ((values >= 100_000_000) & (values < 120_000_000))
    abroad = (values >= 220_000_000_000) & (values < 270_000_000_000)
    share = (local | abroad).mean()
    return isinstance(share, float) and share > 1 - MOSTLY / 5 and values.n_unique() / values.len() > DISTINCT
