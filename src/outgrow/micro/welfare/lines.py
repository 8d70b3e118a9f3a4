"""Poverty lines with the year of their purchasing powers, and what they are in a country's money of a given year."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from outgrow.micro.welfare.estimates import amount
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

DAYS = 365.0
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A poverty line in a country's money.

    Parameters
    ----------
    value
        Amount per person.
    currency, price_year
        Money of which country and year.
    days
        For how many days: 1, 30.42, 365, or the days of a season.
    usd_per_day, ppp_year
        The international line behind it.
    purchasing_power
        Units of the currency that buy in ``ppp_year`` what one dollar bought in the United States.
    price_ratio
        Consumer prices of ``price_year`` over those of ``ppp_year``.
    sources
        Where each number comes from.
    """

    value: float
    currency: str
    price_year: int
    days: float
    usd_per_day: float
    ppp_year: int
    purchasing_power: float
    price_ratio: float
    sources: tuple[str, ...]

    @property
    def unit(self) -> str:
        """Unit of the value."""
        return f"{self.currency}/person"

    def summary(self) -> str:
        """The line with the way it was made."""
        span = "a day" if self.days == 1 else f"for {self.days:,.4g} days"
        return (
            f"{amount(self.value)} {self.currency} ({self.price_year} prices) per person {span}: "
            f"{self.usd_per_day:.2f} USD a day in {self.ppp_year} purchasing powers, "
            f"times {self.purchasing_power:,.6g} {self.currency} per "
            f"dollar, times prices {self.price_ratio:.4g} times those of {self.ppp_year}. "
            + " ".join(f"{s}." for s in self.sources)
        )


def poverty_lines() -> pl.DataFrame:
    """International poverty lines: name, USD a day, year of the purchasing powers, meaning, status, source, address.

    Lines of different years of purchasing powers are not the same line: 1.90 (2011), 2.15 (2017) and 3.00 (2021)
    succeed each other.

    Examples
    --------
    >>> dict(zip(*poverty_lines().select("name", "ppp_year").to_dict(as_series=False).values()))["2.15"]
    2017
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    rows = [{**row, "usd_per_day": float(row["usd_per_day"]), "ppp_year": int(row["ppp_year"])} for row in _lines()]
    return pl.DataFrame(rows)


def purchasing_powers() -> pl.DataFrame:
    """Purchasing powers that come along: country, currency, year, units per dollar, status, source, address."""
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    rows = [{**row, "lcu_per_usd": float(row["lcu_per_usd"]), "ppp_year": int(row["ppp_year"])} for row in _powers()]
    return pl.DataFrame(rows)


def line_in_money(
    line: str,
    country: str,
    price_year: int,
    price_ratio: float,
    *,
    price_source: str,
    days: float = DAYS,
    purchasing_power: float | None = None,
    purchasing_power_source: str = "",
    currency: str = "",
) -> MoneyLine:
    """Turn an international poverty line into a country's money of a given year.

    Parameters
    ----------
    line
        Name of an international line: ``1.90``, ``3.20``, ``5.50`` (2011), ``2.15``, ``3.65``, ``6.85`` (2017),
        ``3.00``, ``4.20``, ``8.30`` (2021); with the year where it is to be sure of, such as ``2.15@2017``.
    country
        Three letters, such as ``KEN``.
    price_year
        Year of the incomes that the line will be held against.
    price_ratio
        Consumer price index of that year over that of the line's year of purchasing powers, 1 when they are the same.
    price_source
        Where the price ratio comes from, or ``assumption``.
    days
        Days that the incomes cover.
    purchasing_power
        Units of the currency per dollar in the line's year, where the table that comes along has none or another one
        is wanted; with its source and the currency.
    purchasing_power_source, currency
        See ``purchasing_power``.

    Returns
    -------
    MoneyLine
        The line with everything it was made of.

    Raises
    ------
    InputError
        With every defect: an unknown line, no purchasing power for country and year, numbers that are not positive,
        numbers without a source.

    Notes
    -----
    Jolliffe and others (2022), "Assessing the impact of the 2017 PPPs on the international poverty line and global
    poverty", World Bank Policy Research Working Paper 9941: line times purchasing power of private consumption times
    the change of consumer prices since.

    Examples
    --------
    >>> found = line_in_money("1.90", "KEN", 2011, 1.0, price_source="same year", days=1)
    >>> round(found.value, 4), found.unit
    (67.3162, 'KES/person')
    """
    defects = _number_defects(price_ratio, days, price_source)
    try:
        chosen = international_line(line)
    except InputError as problem:
        raise InputError("poverty line", [*defects, *problem.defects]) from None
    year = int(chosen["ppp_year"])
    power, money, source = _power(country, year, purchasing_power, purchasing_power_source, currency, defects)
    if defects:
        raise InputError("poverty line", defects)
    usd = float(chosen["usd_per_day"])
    said = (f"Line: {chosen['source']}", f"Purchasing power: {source}", f"Prices: {price_source}")
    return MoneyLine(usd * power * price_ratio * days, money, price_year, days, usd, year, power, price_ratio, said)


def international_line(name: str | float) -> Row:
    """The row of the table of international lines that a name stands for.

    Parameters
    ----------
    name
        Dollars a day, such as ``2.15``, or with the year of their purchasing powers: ``2.15@2017``.

    Raises
    ------
    InputError
        When there is no such line, or it belongs to another year.

    Examples
    --------
    >>> international_line("3@2021")["name"]
    '3.00'
    """
    dollars, _, year = str(name).replace(" ", "").partition("@")
    named = [f"{row['name']}@{row['ppp_year']}" for row in _lines()]
    for row in _lines():
        if _is_number(dollars) and float(dollars) == float(row["usd_per_day"]) and year in ("", row["ppp_year"]):
            return row
    same = [one for one in named if one.partition("@")[0] == dollars]
    hint = f"Did you mean '{same[0]}'?" if same else did_you_mean(str(name), named if year else _names())
    raise InputError.single("poverty line", f"'{name}'", "it is no international line", hint, "line")


def powers_of(currency: str) -> tuple[str, ...]:
    """Countries of a currency in the table of purchasing powers.

    Examples
    --------
    >>> powers_of("UGX")
    ('UGA',)
    """
    return tuple(dict.fromkeys(row["country"] for row in _powers() if row["currency"] == currency))


def _names() -> list[str]:
    return [row["name"] for row in _lines()]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _power(
    country: str, year: int, given: float | None, source: str, currency: str, defects: list[Defect]
) -> tuple[float, str, str]:
    """Purchasing power, currency and source: the user's own, or the table's."""
    if given is not None:
        if not (math.isfinite(given) and given > 0):
            why = "units of money per dollar are a positive number"
            defects.append(Defect(f"{given}", "purchasing_power", why, "correct it"))
        if not source:
            why = "a number without a source cannot be judged"
            defects.append(Defect("nothing", "purchasing_power_source", why, "name it, or write 'assumption'"))
        if not currency:
            defects.append(Defect("nothing", "currency", "money has a name", "give its three letters"))
        return given, currency, source
    for row in _powers():
        if row["country"] == country and int(row["ppp_year"]) == year:
            return float(row["lcu_per_usd"]), row["currency"], row["source"]
    have = ", ".join(f"{row['country']} {row['ppp_year']}" for row in _powers())
    why = f"the table that comes along has {have}"
    todo = "look up PA.NUS.PRVT.PP at the World Bank and give it as purchasing_power with its source"
    defects.append(Defect(f"no purchasing power for {country} in {year}", "country", why, todo))
    return math.nan, "", ""


def _number_defects(ratio: float, days: float, source: str) -> list[Defect]:
    defects = [
        Defect(f"{x}", name, "it is a positive finite number", "correct it")
        for name, x in (("price_ratio", ratio), ("days", days))
        if not (math.isfinite(x) and x > 0)
    ]
    if not source:
        why = "a number without a source cannot be judged"
        defects.append(Defect("nothing", "price_source", why, "name it, or write 'assumption'"))
    return defects


@lru_cache(maxsize=1)
def _lines() -> tuple[Row, ...]:
    return _table("international_lines.csv")


@lru_cache(maxsize=1)
def _powers() -> tuple[Row, ...]:
    return _table("purchasing_power.csv")


def _table(name: str) -> tuple[Row, ...]:
    text = (files("outgrow.micro.welfare") / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
