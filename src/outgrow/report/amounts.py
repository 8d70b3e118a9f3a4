"""Numbers as people read them: money in words, rounded counts, percentages."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from outgrow.vocabulary import Parameter, is_money

SIZES: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
SMALLEST_SHOWN = 0.005  # a probability below this is shown as "<1%"
DIGITS = 3  # of a rounded count
LARGEST_SHORT = 1e9  # from which all digits are written


def money(amount: float, code: str) -> str:
    """Money in words.

    Examples
    --------
    >>> money(2.1e9, "KES"), money(-48_990_000, "KES"), money(3167.2, "KES"), money(12.345, "KES"), money(-0.0, "KES")
    ('KES 2.1 billion', 'KES -49 million', 'KES 3,167', 'KES 12.3', 'KES 0')
    """
    return f"{code} {_scaled(amount)}"


def money_range(low: float, high: float, code: str) -> str:
    """Two amounts of money with the currency named once.

    Examples
    --------
    >>> money_range(-3.4e9, -970e6, "KES"), money_range(1.5e9, 2.5e9, "KES")
    ('KES -3.4 billion to -970 million', 'KES 1.5 to 2.5 billion')
    """
    first, last = _scaled(low), _scaled(high)
    word = last.rpartition(" ")[2]
    if word.isalpha() and first.endswith(f" {word}"):
        first = first.removesuffix(f" {word}")
    return f"{code} {first} to {last}"


def count(number: float) -> str:
    """A count rounded to three digits.

    Examples
    --------
    >>> count(344_831), count(3_768.4), count(12.2), count(-1_504)
    ('345,000', '3,770', '12', '-1,500')
    """
    whole = round(number)
    return f"{round(whole, DIGITS - len(str(abs(whole)))):,}" if abs(whole) >= 10**DIGITS else f"{whole}"


def short(number: float) -> str:
    """A number with three digits that say something, never with an exponent.

    Examples
    --------
    >>> short(84_153.2), short(0.04567), short(2.0), short(-0.0)
    ('84,200', '0.0457', '2', '0')
    """
    return f"{float(f'{number:.3g}') + 0.0:,.10g}" if abs(number) < LARGEST_SHORT else f"{number:z,.0f}"


def probability(p: float) -> str:
    """A probability in per cent that is 0 or 100 only when it is.

    Examples
    --------
    >>> probability(0.354), probability(0.0), probability(0.002), probability(0.998)
    ('35%', '0%', '<1%', '>99%')
    """
    if 0.0 < p < SMALLEST_SHOWN:
        return "<1%"
    if 1.0 - SMALLEST_SHOWN < p < 1.0:
        return ">99%"
    return f"{p:z.0%}"


def percent(share: float, signed: bool = False) -> str:
    """A share in per cent, with a decimal where it is small.

    Examples
    --------
    >>> percent(0.354), percent(0.0123), percent(0.0123, signed=True), percent(0.0), percent(-0.0002, signed=True)
    ('35%', '1.2%', '+1.2%', '0%', '+0.0%')
    """
    places = 0 if share == 0.0 or abs(share) >= 0.1 else 1
    return f"{share:{'+' if signed else ''}z.{places}%}"


def written(parameter: Parameter) -> str:
    """A parameter as the file has it: value, or 90 % interval, with unit and price year.

    Examples
    --------
    >>> written(Parameter(low=12e3, high=45e3, family="uniform", unit="household/season", source="x"))
    '12,000 to 45,000 household/season'
    >>> written(Parameter(low=1.5e9, high=2.5e9, family="uniform", unit="KES", price_year=2015, source="x"))
    '1.5 to 2.5 billion KES (2015 prices)'
    """
    year = f" ({parameter.price_year} prices)" if parameter.price_year and is_money(parameter.unit) else ""
    unit = "" if parameter.unit == "share" else f" {parameter.unit}"
    if parameter.value is not None:
        return f"{_scaled(parameter.value)}{unit}{year}"
    low, high = parameter.at(np.array([0.05, 0.95])).tolist()
    return money_range(low, high, "").strip() + unit + year


def _scaled(amount: float) -> str:
    """Number with a word for its size; three digits below ten thousand, whole numbers above; nought has no sign."""
    amount += 0.0
    for size, word in SIZES:
        if abs(amount) >= size * 0.9995:
            scaled = amount / size
            return f"{scaled:z.0f} {word}" if abs(scaled) >= 10.0 or scaled.is_integer() else f"{scaled:z.1f} {word}"
    if not math.isfinite(amount):
        return "not known"
    return f"{amount:z,.0f}" if abs(amount) >= 1000.0 else f"{amount:.3g}"
