"""Personal data: columns that tell who or where a household is, by their name, their label or their content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from outgrow.sources.personal_content import MOSTLY, NOT_OF_PERSONS, PERSON_NAME, content_of
from outgrow.sources.records import Column, SurveyTable
from outgrow.sources.wording import counted

if TYPE_CHECKING:
    import polars as pl

A_CROWD = 0.2  # share of different values above which a column called 'name' may hold names of persons
OF_A_HOUSEHOLD = re.compile(r"(?i)(?:hh|household|farmer|respondent|case|plot|grower|group|village)[ _-]?id")
METRES = re.compile(r"(?i)utm|easting|northing")  # coordinates that are not degrees
OF_AMOUNTS = re.compile(r"(?i)\b(?:value|amount|sales|balance|income|spent|received|how much)\b")
SHORTEST_NUMBER = 1_000_000  # seven digits
COARSE_DECIMALS = 1  # a tenth of a degree is 11 km: a position that coarse names no household
FINE_DECIMALS = 3  # columns called x and y are positions when their numbers are finer


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
    told: dict[str, tuple[str, str]] = {}
    letters: dict[str, tuple[str, str]] = {}
    for column in table.columns:
        data = table.frame[column.name]
        if not data.count():
            continue
        said = _by_words(column, data)
        if said == ("positions", "name") and len(_leaf(column)) == 1:
            letters[column.name], said = said, None
        if (found := said or _by_content(column, data)) is not None:
            told[column.name] = found
    if letters and _make_positions(table, letters, told):
        told |= {name: said for name, said in letters.items() if name not in told}
    for column in table.columns:
        if column.name in told:
            yield PersonalColumn(column.name, *told[column.name], table.frame[column.name].count())


def _make_positions(table: SurveyTable, letters: Mapping[str, object], told: Mapping[str, tuple[str, str]]) -> bool:
    """Whether columns called x and y are the two halves of positions, or the missing half of another column.

    One of them alone may be anything, an outcome above all. Two whose numbers both lie around nought are
    standardised: where latitude and longitude are both nought there is sea for 500 km.
    """
    if any(holds == "positions" for holds, _ in told.values()):
        return True
    return len(letters) > 1 and not all(_around_nought(table.frame[name]) for name in letters)


def _around_nought(data: pl.Series) -> bool:
    least, most = data.min(), data.max()
    return isinstance(least, int | float) and isinstance(most, int | float) and least < 0 < most


def _leaf(column: Column) -> str:
    """Name of a column without its groups."""
    return re.split(r"[/.:]", column.name)[-1] or column.name


def _by_words(column: Column, data: pl.Series) -> tuple[str, str] | None:
    """What name, label or question type tell, unless the content cannot be that."""
    signs = _signs()
    if column.kind in signs.questions:
        return signs.questions[column.kind], "question type"
    for sign, words in (("name", _leaf(column)), ("label", column.label)):
        for holds, pattern in signs.columns:
            if words and pattern.search(words) and _possible(holds, column, data, words):
                return holds, sign
    return None


def _by_content(column: Column, data: pl.Series) -> tuple[str, str] | None:
    """What the values look like, whatever the column is called."""
    holds = content_of(column, data)
    return (holds, "content") if holds else None


def _possible(holds: str, column: Column, data: pl.Series, words: str) -> bool:
    """Whether the content can be what the words say: coded answers and flags are not names or numbers."""
    if holds == "positions":
        return _may_be_positions(data, words)
    if holds == "names":
        return _may_be_names(column, data, words)
    if holds in {"telephone numbers", "identity numbers", "bank accounts"}:
        return _may_be_numbers(holds, column, data, words)
    return not _flag(data)


def _may_be_names(column: Column, data: pl.Series, words: str) -> bool:
    """Whether texts, or the labels of codes, can be names of persons."""
    import polars as pl  # noqa: PLC0415

    told = data.dtype == pl.String and not _flag(data) and _of_persons(words, data)
    return told or (_signs().persons.search(words) is not None and _labels_of_persons(column))


def _may_be_numbers(holds: str, column: Column, data: pl.Series, words: str) -> bool:
    """Whether values can be numbers of telephones, documents or accounts: no flags, no codes, no amounts."""
    if _flag(data) or (column.values and data.n_unique() <= len(column.values) + 1):
        return False
    if holds == "identity numbers":
        return not OF_A_HOUSEHOLD.search(words)
    if holds == "bank accounts":
        return not OF_AMOUNTS.search(words)
    return not data.dtype.is_numeric() or _long(data)


def _of_persons(words: str, data: pl.Series) -> bool:
    """Whether names are those of persons: not of villages or crops, and not the same few over and over."""
    if _signs().persons.search(words):
        return True
    return data.n_unique() >= A_CROWD * data.count() and not NOT_OF_PERSONS.search(words)


def _labels_of_persons(column: Column) -> bool:
    """Whether the labels of coded answers are names, as those of enumerators often are."""
    named = [label for label in column.values.values() if re.match(PERSON_NAME, label)]
    return len(named) > MOSTLY * len(column.values)


def _may_be_positions(data: pl.Series, words: str) -> bool:
    """Whether numbers can be coordinates that name a household; texts are coordinates when they hold digits."""
    if not data.dtype.is_numeric():
        return bool(data.cast(str).str.contains(r"\d\D*\d").any()) and not _flag(data)
    if METRES.search(words):
        return True
    return _degrees(data) and not _coarse(data, FINE_DECIMALS if len(words) == 1 else COARSE_DECIMALS)


def _long(data: pl.Series) -> bool:
    """Whether most numbers have the seven digits that the shortest telephone numbers have; airtime has fewer."""
    middle = data.cast(float).median()
    return isinstance(middle, float) and middle >= SHORTEST_NUMBER


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


def _coarse(data: pl.Series, decimals: int) -> bool:
    """Whether positions are rounded so far that they name no household."""
    values = data.drop_nulls().cast(float)
    return bool((values - values.round(decimals)).abs().max() < 1e-9)  # type: ignore[operator]
