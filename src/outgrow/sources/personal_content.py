"""What the values of a column look like, whatever the column is called: telephone numbers, positions, names.

Patterns lie in ``personal_words.json``. Those of ``anywhere`` tell even one free-text answer among thousands; those of
``whole`` must fit whole values, in more than a few of them.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from outgrow.sources.records import Column

if TYPE_CHECKING:
    import polars as pl

NOT_OF_PERSONS = re.compile(
    r"(?i)village|district|county|parish|ward|region|zone|country|crop|variety|breed|market|school|group|coop|centre|"
    r"center|mcc|factory|form_?name|species|product(?!eu|ri|or)|input|fertili[sz]er|brand|company|buyer|sublocation|"
    r"location|estate|clinic|church|bank|club|society|sacco|shop"
)
IDENTIFIES = re.compile(
    r"(?i)(?:^|[^a-z])(?:hh|household|farmer|respondent|case|plot|grower|member)?[ _]?(?:id|code|key)s?"
    r"(?:[ _]?nu?m?(?:ber|o)?)?\d*$|uuid"
)
PERSON_NAME = r"^[A-ZÀ-Þ][a-zà-ÿ'’-]+(?: [A-ZÀ-Þ][a-zà-ÿ'’.-]*){1,3}$|^[A-Z'’-]{3,}(?: [A-Z'’-]{2,}){1,3}$"
TWO_WORDS = r"^[a-zà-ÿ'’-]{3,}(?: [a-zà-ÿ'’-]{3,}){1,2}$"  # a name without capitals, when nearly all values look so
MAY_TELL = r"[@+°º]|\d[ )(.-]?\d[ )(.-]?\d.*\d|(?i:point|polygon|linestring|maps|box)"  # asked first, being quick
PUNCTUATION = r"[ ()./-]"  # taken out of telephone numbers
MOSTLY, NEARLY_ALL, DISTINCT, A_FEW = 0.5, 0.9, 0.5, 0.02  # shares of a column's values
FEWEST = 3  # values before a column's content is judged
MANY = 30  # values before they are taken for names
LOOKED_AT = 20_000  # values of a column that are judged by their look, evenly spaced
MOBILE = ((700_000_000, 800_000_000), (100_000_000, 120_000_000), (900_000_000, 1_000_000_000))  # without the first 0
ABROAD = (200_000_000_000, 280_000_000_000)  # with the code of an African country
DENSE = 0.01  # share of all numbers between the least and the most, above which numbers were given in turn


@lru_cache(maxsize=1)
def _patterns() -> tuple[dict[str, str], dict[str, str]]:
    kept = json.loads((files("outgrow.sources") / "personal_words.json").read_text(encoding="utf-8"))["contents"]
    return kept["anywhere"], kept["whole"]


def content_of(column: Column, data: pl.Series) -> str:
    """What a column's values are, such as ``names``; empty when they look like nothing personal.

    Parameters
    ----------
    column, data
        What is known of the column, and its values.
    """
    import polars as pl  # noqa: PLC0415

    if data.dtype.is_numeric() and not column.values:
        return "telephone numbers" if _numbers_of_phones(column, data) else ""
    if data.dtype != pl.String or data.count() < FEWEST:
        return ""
    values = data.drop_nulls()
    looked_at = _looked_at(values)
    ids = IDENTIFIES.search(column.name) is not None and _in_turn(looked_at)
    found = "" if ids else _anywhere(values) or _whole(looked_at)
    if not found and not column.values and not NOT_OF_PERSONS.search(column.words) and _like_names(looked_at):
        return "names"
    return found


def _looked_at(values: pl.Series) -> pl.Series:
    """Values by which a column is judged: all, or evenly spaced ones of a long column."""
    return values.gather_every(max(1, values.len() // LOOKED_AT)).str.strip_chars()


def _anywhere(values: pl.Series) -> str:
    """What stands in any value at all, free text included."""
    different = values.unique()
    may = different.filter(different.str.contains(MAY_TELL))
    return next((holds for holds, pattern in _patterns()[0].items() if bool(may.str.contains(pattern).any())), "")


def _whole(looked_at: pl.Series) -> str:
    """What more than a few values are as a whole."""
    bare = looked_at.str.replace_all(PUNCTUATION, "")
    for holds, pattern in _patterns()[1].items():
        share = (bare if holds == "telephone numbers" else looked_at).str.contains(pattern).mean()
        if isinstance(share, float) and share > A_FEW:
            return holds
    return ""


def _in_turn(values: pl.Series) -> bool:
    """Whether texts are whole numbers that were given in turn, as ids are."""
    import polars as pl  # noqa: PLC0415

    numbers = values.cast(pl.Int64, strict=False)
    return not numbers.null_count() and _dense(numbers)


def _dense(numbers: pl.Series) -> bool:
    least, most = numbers.min(), numbers.max()
    if not isinstance(least, int | float) or not isinstance(most, int | float):
        return False
    return bool(numbers.n_unique() > DENSE * (most - least + 1))


def _like_names(values: pl.Series) -> bool:
    """Whether most values are two or more capitalised words, or nearly all two or three words; and most differ."""
    if values.len() < MANY or values.n_unique() <= DISTINCT * values.len():
        return False
    capital, small = values.str.contains(PERSON_NAME).mean(), values.str.contains(TWO_WORDS).mean()
    return isinstance(capital, float) and isinstance(small, float) and (capital > MOSTLY or small > NEARLY_ALL)


def _numbers_of_phones(column: Column, data: pl.Series) -> bool:
    """Whether nearly all are nine or twelve digits as telephone numbers of the region without their first 0."""
    most = data.max()
    if data.count() < FEWEST or not isinstance(most, int | float) or most < MOBILE[1][0]:
        return False
    values = data.drop_nulls().cast(float)
    if bool((values != values.floor()).any()):
        return False
    national = MOBILE[:1] if IDENTIFIES.search(column.name) else MOBILE
    fits = (values >= ABROAD[0]) & (values < ABROAD[1])
    for low, high in national:
        fits |= (values >= low) & (values < high)
    share = fits.mean()
    return (
        isinstance(share, float)
        and share > NEARLY_ALL
        and values.n_unique() > DISTINCT * values.len()
        and not (values.len() >= MANY and _dense(values))
    )
