"""Amounts with units, where money of one price year is a different thing from money of another.

A currency of a price year is a dimension of its own (``KES`` of 2012 is ``KES_2012`` inside), so that adding
money of two years, or of two currencies, fails until somebody states a deflator or an exchange rate. Units
are those of `pint` plus the words of this field: household, person, season, bush, farmer, trip, boat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from tokenize import TokenError
from typing import TYPE_CHECKING, Any

from outgrow.vocabulary.errors import InputError

if TYPE_CHECKING:
    import pint

CURRENCIES = (
    "KES", "USD", "EUR", "UGX", "TZS", "RWF", "ETB", "MWK", "ZMW", "GHS", "XOF", "MGA", "MZN", "INR", "IDR",
    "PHP", "VND", "BRL", "COP", "PEN", "GBP", "NGN", "ZAR", "MXN", "GTQ", "HNL", "NIO", "BDT", "NPR", "LKR",
    "PKR", "THB", "KHR", "LAK", "MMK", "CNY", "ZMK", "SLL", "CDF", "BIF", "XAF",
)  # fmt: skip
FIELD_UNITS = (
    "household = [household] = households = hh = farmer = farmers = grower = growers",
    "person = [person] = persons = people = capita",
    "season = [season] = seasons",
    "bush = [bush] = bushes",
    "trip = [trip] = trips",
    "boat = [boat] = boats",
    "village = [village] = villages",
    "share = [] = shares = fraction",
    "percent_ = 0.01 = pct",
)
WORD, POWER = r"[^\W\d][\w%]*|%", r"(?:\*\*|\^) *-?\d(?! *(?:\*\*|\^|\d))"
UNIT_FORM = re.compile(rf"(?: *(?:{WORD}|{POWER}|1(?= */)|[*/()]))+ *")  # no arithmetic beyond one-digit powers
BROKEN = (AttributeError, ValueError, TypeError, AssertionError, ArithmeticError, TokenError)  # of broken units
CURRENCY_WORD = re.compile(r"\b(" + "|".join(CURRENCIES) + r")\b")


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[float]:
    """Units of `pint` with the field's words added; made on first use because it takes a quarter second."""
    import pint  # noqa: PLC0415  heavy: only when units are read

    units: pint.UnitRegistry[float] = pint.UnitRegistry(on_redefinition="ignore")
    for definition in FIELD_UNITS:
        units.define(definition)
    return units


def dated_unit(unit: str, price_year: int | None) -> str:
    """Unit with each currency bound to its price year: ``KES/kg`` of 2012 becomes ``KES_2012/kg``."""

    def bind(match: re.Match[str]) -> str:
        name = f"{match[1]}_{price_year}" if price_year is not None else match[1]
        if name not in registry():
            registry().define(f"{name} = [money_{name}]")
        return name

    text = unit.strip().replace("%", "pct") or "share"
    return CURRENCY_WORD.sub(bind, text)


def is_money(unit: str) -> bool:
    """Whether the unit names a currency."""
    return CURRENCY_WORD.search(unit) is not None


@lru_cache(maxsize=4096)
def conversion(from_unit: str, to_unit: str) -> float:
    """Factor by which a number in ``from_unit`` is multiplied to be in ``to_unit`` (both dated).

    Raises
    ------
    InputError
        When a unit is unknown or the two do not measure the same thing.
    """
    import pint  # noqa: PLC0415

    for unit in (from_unit, to_unit):
        if UNIT_FORM.fullmatch(unit) is None:
            raise _unknown(unit, "a unit holds names, * / ( ) and powers of one digit")
    try:
        return float(registry().Quantity(1.0, from_unit).to(to_unit).magnitude)
    except pint.DimensionalityError:
        raise InputError.single(
            f"unit '{from_unit}'",
            f"it does not measure what '{to_unit}' measures",
            "money of different currencies or price years, or different kinds of things, do not convert by themselves",
            f"give the number in '{to_unit}', or state a deflator or an exchange rate",
        ) from None
    except (pint.PintError, *BROKEN) as problem:
        raise _unknown(from_unit, str(problem)) from None


def _unknown(unit: str, why: str) -> InputError:
    return InputError.single(
        f"unit '{unit}'",
        "it is not a known unit",
        why,
        "write it like KES/kg, kg/ha/season, share, household",
    )


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit and, for money, its price year; arithmetic is checked.

    Parameters
    ----------
    value
        The number.
    unit
        Such as ``kg``, ``KES/kg``, ``share``.
    price_year
        Year of the prices; required where the unit names a currency.

    Raises
    ------
    InputError
        For money without a price year, an unknown unit, or a sum of unlike things.

    Examples
    --------
    >>> (Amount(10.5, "KES/kg", 2009) * Amount(2, "kg")).to("KES").value
    21.0
    >>> Amount(1, "KES", 2009).deflated(2015, index_ratio=1.6).value
    1.6
    """

    value: float
    unit: str
    price_year: int | None = None

    def __post_init__(self) -> None:
        if is_money(self.unit) and self.price_year is None and not re.search(r"_\d{4}", self.unit):
            raise InputError.single(
                f"amount {self.value} {self.unit}",
                "money without a price year",
                "money of different years cannot be compared",
                "add the price year, such as 2015",
            )
        conversion(self.dated, self.dated)

    @property
    def dated(self) -> str:
        """The unit with currencies bound to the price year."""
        return dated_unit(self.unit, self.price_year)

    def to(self, unit: str) -> Amount:
        """The same amount in another unit of the same dimension and price year."""
        return Amount(self.value * conversion(self.dated, dated_unit(unit, self.price_year)), unit, self.price_year)

    def deflated(self, price_year: int, index_ratio: float) -> Amount:
        """The amount in prices of another year: multiplied by the price index of that year over this one's."""
        return replace(self, value=self.value * index_ratio, price_year=price_year)

    def exchanged(self, unit: str, rate: float) -> Amount:
        """The amount in another currency, at ``rate`` units of the new for one of the old, same price year."""
        return replace(self, value=self.value * rate, unit=unit)

    def __add__(self, other: Amount) -> Amount:
        """Sum, in this amount's unit."""
        return replace(self, value=self.value + other.value * conversion(other.dated, self.dated))

    def __sub__(self, other: Amount) -> Amount:
        """Difference, in this amount's unit."""
        return self + replace(other, value=-other.value)

    def __mul__(self, other: Amount | float) -> Amount:
        """Product with a number or an amount."""
        if isinstance(other, Amount):
            return _from_pint(self._pint() * other._pint())
        return replace(self, value=self.value * other)

    __rmul__ = __mul__

    def __truediv__(self, other: Amount | float) -> Amount:
        """Quotient by a number or an amount."""
        if isinstance(other, Amount):
            return _from_pint(self._pint() / other._pint())
        return replace(self, value=self.value / other)

    def _pint(self) -> Any:
        return registry().Quantity(self.value, self.dated)


def _from_pint(quantity: Any) -> Amount:
    """Amount of a pint quantity; the price year is read back from the currency's name."""
    text = str(quantity.units) or "share"
    text = "share" if text == "dimensionless" else text
    years = {int(y) for y in re.findall(r"\b[A-Z]{3}_(\d{4})\b", text)}
    if len(years) == 1:
        return Amount(float(quantity.magnitude), re.sub(r"\b([A-Z]{3})_\d{4}\b", r"\1", text), years.pop())
    return Amount(float(quantity.magnitude), text)
