"""Amounts with a currency in the cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outgrow.sources.records import Finding, Weight
from outgrow.sources.understood import Understood, all_look_so
from outgrow.sources.written_numbers import as_numbers, floats
from outgrow.vocabulary import CURRENCIES

if TYPE_CHECKING:
    import polars as pl

CURRENCY_WORDS = {
    "ksh": "KES", "kshs": "KES", "sh": "", "ush": "UGX", "ugsh": "UGX", "tsh": "TZS", "tzsh": "TZS", "frw": "RWF",
    "birr": "ETB", "cfa": "XOF", "fcfa": "XOF", "naira": "NGN", "cedi": "GHS", "rand": "ZAR", "$": "USD",
    "us$": "USD", "€": "EUR", "£": "GBP", "rs": "", "kwacha": "", "/=": "", "/-": "",
} | {code.lower(): code for code in CURRENCIES}  # fmt: skip
MONEY = (
    r"(?i)^(?:(?P<before>[a-z]{2,5}|us\$|[$€£])\.?\s*)?(?P<number>-?\d[\d,]*(?:\.\d+)?)"
    r"\s*(?P<after>[a-z]{2,5}|[$€£])?(?P<shillings>/[-=])?$"
)
SHILLING_WORDS, SHILLINGS = {"sh", "/=", "/-"}, {"KES", "UGX", "TZS"}  # shillings, of some country and of one
FOREIGN = {"USD", "EUR", "GBP"}  # money of which a bare number beside it is hardly ever the same


def money(data: pl.Series) -> Understood | None:
    """Amounts with a currency in the cell: numbers when there is one currency, a finding when there are more."""
    import polars as pl  # noqa: PLC0415

    if not all_look_so(data, MONEY):
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
        odd = int(((sign != max(counts, key=lambda word: counts[word])) & data.is_not_null()).arg_max() or 0) + 1
        text = (
            f"amounts in more than one currency ({listed} rows; the first that differs in row {odd}); left as text, "
            "because they cannot be added up. "
        )
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
    numbers = as_numbers(bare, floats(bare)).data
    weight: Weight = "look" if counts.get("", 0) else "said"
    return Understood(numbers.alias(data.name), code, (Finding("currencies", data.name, text, data.count(), weight),))
