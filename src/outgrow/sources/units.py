"""Units as they are said in the field - acre, bush, debe, gorogoro, bag - in those that the model computes in.

The table ``units.csv`` beside this module gives each unit by product and country with its source. A factor
without a published source is an assumption with an interval, and is called so wherever it is used.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from outgrow.vocabulary import ASSUMPTION, CURRENCIES, Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl


CONTAINER = r"(?P<what>bag|sack|tin|bucket|basin|crate|basket|box|jerr[iy] ?can|can|gunia)s?"
SIZE = r"(?P<size>\d+(?:\.\d+)?) ?(?P<of>kgs?|kilos?|kilograms?|l|lts?|lit(?:re|er)s?)"
SIZED, SIZED_AFTER = re.compile(rf"{SIZE} {CONTAINER}"), re.compile(rf"{CONTAINER} (?:of )?\(?{SIZE}\)?")


@dataclass(frozen=True, slots=True)
class FieldUnit:
    """How much one of a unit is.

    Parameters
    ----------
    unit, product, country
        The unit; the product and country that it holds for, empty for any.
    factor, base
        One of the unit is ``factor`` of ``base`` (ha, kg, l, km, year, person).
    low, high
        90 % interval of the factor; both equal to it where it is exact.
    source
        Where the factor is published; ``assumption`` when it is nowhere.
    note
        What else to know.
    """

    unit: str
    product: str
    country: str
    factor: float
    base: str
    low: float
    high: float
    source: str
    note: str = ""

    @property
    def assumed(self) -> bool:
        """Whether nobody published the factor."""
        return self.source == ASSUMPTION

    def summary(self) -> str:
        """Say the factor with its interval and source."""
        span = "" if self.low == self.high else f" ({self.low:g} to {self.high:g})"
        for_what = " ".join(word for word in (self.product, self.country) if word)
        unit = f"{self.unit} ({for_what})" if for_what else self.unit
        return f"1 {unit} = {self.factor:g} {self.base}{span}; source: {self.source}"


@dataclass(frozen=True, slots=True)
class Factor:
    """Number by which values are multiplied to be in another unit, and what it rests on."""

    value: float
    low: float
    high: float
    parts: tuple[FieldUnit, ...]

    @property
    def assumed(self) -> bool:
        """Whether any part of it is an assumption."""
        return any(part.assumed for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Named:
    """A unit with the words that stand for it and for its product."""

    unit: FieldUnit
    aliases: frozenset[str]
    products: tuple[str, ...]

    def nearness(self, product: str, country: str) -> tuple[int, bool] | None:
        """How well it fits, more specific products and countries first; None where it is of another."""
        of_product = [len(word) for word in self.products if word in product.lower()]
        if self.products and not of_product:
            return None
        if self.unit.country and self.unit.country.lower() not in country.lower():
            return None
        return max(of_product, default=0), bool(self.unit.country)


@lru_cache(maxsize=1)
def _table() -> tuple[_Named, ...]:
    text = (files("outgrow.sources") / "units.csv").read_text(encoding="utf-8")
    return tuple(_row(row) for row in csv.DictReader(text.splitlines()))


def _row(row: dict[str, str]) -> _Named:
    factor = float(row["factor"])
    products = tuple(word.lower() for word in row["product"].split("|") if word)
    unit = FieldUnit(
        row["unit"], row["product"].split("|")[0], row["country"], factor, row["base"], float(row["low"] or factor),
        float(row["high"] or factor), row["source"], row["note"] or "",
    )  # fmt: skip
    return _Named(unit, frozenset(row["aliases"].split("|")), products)


def field_units() -> tuple[FieldUnit, ...]:
    """Every unit of the table.

    Examples
    --------
    >>> [unit.factor for unit in field_units() if unit.unit == "acre"]
    [0.40468564224]
    """
    return tuple(named.unit for named in _table())


def unit_of(word: str, *, product: str = "", country: str = "", base: str = "") -> FieldUnit | None:
    """The unit that a word stands for, with the factor nearest to product and country; None when unknown.

    Parameters
    ----------
    word
        As somebody wrote it: ``Acres``, ``bags (90kg)``.
    product, country
        What is measured and where; a factor of another product or country is never taken, and of several that fit
        that of the more specific product (sweet potato before potato), then that of the country.
    base
        What it must measure in; any when empty.
    """
    spelt = " ".join(re.sub(r"[._]", " ", word.strip().lower()).split())
    fits = [
        (near, named.unit)
        for named in _table()
        if spelt in named.aliases and base in ("", named.unit.base)
        and (near := named.nearness(product, country)) is not None
    ]  # fmt: skip
    nearest = max(fits, key=lambda fit: fit[0], default=None)
    return nearest[1] if nearest else _of_a_size(" ".join(word.strip().lower().replace("_", " ").split()), base)


def is_unit(word: str) -> bool:
    """Whether a word is a unit of some product in some country.

    Examples
    --------
    >>> is_unit("Gorogoro"), is_unit("heap")
    (True, False)
    """
    spelt = " ".join(re.sub(r"[._]", " ", word.strip().lower()).split())
    return any(spelt in named.aliases for named in _table()) or unit_of(word) is not None


def _of_a_size(spelt: str, base: str) -> FieldUnit | None:
    """A container that says what it holds: ``70 kg bag``, ``bags (70kg)``, ``20 litre jerrican``."""
    found = SIZED.fullmatch(spelt) or SIZED_AFTER.fullmatch(spelt)
    if found is None:
        return None
    known = {"kg": "kg", "kilo": "kg", "l": "l", "lit": "l"}[re.sub(r"^(kg|kilo|lit|l).*$", r"\1", found["of"])]
    if base not in ("", known):
        return None
    size = float(found["size"])
    return FieldUnit(f"{size:g} {known} {found['what']}", "", "", size, known, size, size, "Its name")


def factor(unit: str, to: str, *, product: str = "", country: str = "") -> Factor:
    """Number by which values in ``unit`` are multiplied to be in ``to``.

    Both may be quotients, such as ``UGX/litre`` and ``UGX/kg``; currencies convert to themselves only.

    Parameters
    ----------
    unit, to
        Units; ``to`` in ha, kg, l, km, year, person or a currency.
    product, country
        What is measured and where.

    Raises
    ------
    InputError
        When a unit is unknown, or the two measure different things.

    Examples
    --------
    >>> factor("acre", "ha").value
    0.40468564224
    >>> round(factor("KES/bag", "KES/kg", product="maize", country="Kenya").value, 6)
    0.011111
    """
    from_parts, to_parts = _parts(unit), _parts(to)
    if len(from_parts) != len(to_parts):
        raise _unlike(unit, to)
    value = low = high = 1.0
    used: list[FieldUnit] = []
    for place, (word, wanted) in enumerate(zip(from_parts, to_parts, strict=True)):
        known = _step(word, wanted, unit, product, country)
        if known is None:
            continue
        used.append(known)
        if place == 0:
            value, low, high = value * known.factor, low * known.low, high * known.high
        else:
            value, low, high = value / known.factor, low / known.high, high / known.low
    return Factor(value, low, high, tuple(used))


def _parts(unit: str) -> list[str]:
    return [part.strip() for part in re.split(r"/| per ", unit.strip())]


def _step(word: str, wanted: str, unit: str, product: str, country: str) -> FieldUnit | None:
    """How much one unit is of the other; None when they are the same."""
    if word == wanted:
        return None
    if word in CURRENCIES or wanted in CURRENCIES:
        raise _unlike(word, wanted)
    target = unit_of(wanted)
    base = target.base if target else wanted
    known = unit_of(word, product=product, country=country, base=base)
    if known is None:
        if unit_of(word, product=product, country=country) is not None:
            raise _unlike(word, wanted)
        words = sorted({alias for named in _table() for alias in named.aliases})
        why = f"No factor is known for '{word}'" + (f" of {product}" if product else "")
        todo = f"{did_you_mean(word.lower(), words) if len(word) > 2 else ''} Or convert the column before".strip()
        raise InputError.single(f"unit '{unit}'", "it cannot be converted", why, todo)
    if target is None or target.factor == 1:
        return known
    scale = target.factor
    return FieldUnit(
        known.unit, known.product, known.country, known.factor / scale, target.unit, known.low / scale,
        known.high / scale, known.source, known.note,
    )  # fmt: skip


def _unlike(unit: str, to: str) -> InputError:
    why = f"'{unit}' and '{to}' measure different things, or money of different currencies"
    return InputError.single(f"unit '{unit}'", f"it cannot be converted to '{to}'", why, "Name the unit of the column")


def in_unit(values: pl.Series, units: str | pl.Series, to: str, *, product: str = "", country: str = "") -> pl.Series:
    """Values converted to one unit, from one unit or from the unit that stands in each row.

    Parameters
    ----------
    values
        Numbers.
    units
        Their unit, or a column of units of the same length; a row without one becomes missing.
    to
        Unit wanted.
    product, country
        What is measured and where.

    Raises
    ------
    InputError
        With every unit that cannot be converted.
    """
    import polars as pl  # noqa: PLC0415

    if isinstance(units, str):
        return values.cast(pl.Float64) * factor(units, to, product=product, country=country).value
    factors: dict[str, float] = {}
    defects: list[Defect] = []
    for word in units.drop_nulls().unique().sort().to_list():
        try:
            factors[word] = factor(str(word), to, product=product, country=country).value
        except InputError as problem:
            defects += problem.defects
    if defects:
        raise InputError(f"units of '{values.name}'", defects)
    return values.cast(pl.Float64) * units.replace_strict(factors, default=None, return_dtype=pl.Float64)
