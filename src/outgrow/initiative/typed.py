"""Answers as people type them, read in one way at a terminal and in a file: numbers, ranges, shares, units, words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from outgrow.vocabulary import InputError, conversion, dated_unit, did_you_mean, is_money

NUMBER = r"[-+]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
SINGLE = re.compile(rf"({NUMBER})\s*(.*)")
RANGE = re.compile(rf"({NUMBER})\s*(.*?)\s*(?:\.\.+|…|\bto\b|-|–)\s*({NUMBER})\s*(.*)")
GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
GAPS = re.compile(r"(?<=\d)[ \u00a0\u202f'](?=\d{3}(?!\d))")  # 20 000 and 20'000
SCALES: Final = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
ALIASES: Final = {"kilo": "kg", "kilos": "kg", "kgs": "kg", "ton": "t", "tons": "t", "tonnes": "t", "mt": "t"}
HOUSEHOLDS: Final = ("families", "family", "members", "member", "smallholders", "smallholder")
YES, NO = ("yes", "y", "true"), ("no", "n", "false")
YEAR = re.compile(r"(19|20)\d\d")
TAIL = 0.05  # outside each end of a 90 % interval
DIGITS = 12  # of an end worked out from another; enough that the tails meet the bound


class TypedError(ValueError):
    """Why what was typed cannot be read, in a sentence, and what to write instead."""


def typed_number(text: str, node: Mapping[str, Any], money: Mapping[str, Any]) -> dict[str, Any]:
    """A number or range as it was typed, as it stands in an initiative file, still without its source.

    Parameters
    ----------
    text
        Such as ``350``, ``1,500``, ``30%``, ``300..500``, ``20-30 %``, ``1.5 t``, ``1.2 million``.
    node
        Schema of the number, with its unit (``x-unit``) and bounds (``x-least``, ``x-most``).
    money
        The profile's currency: ``code`` and ``price_year``.

    Raises
    ------
    TypedError
        When it is no number, can be read in two ways, has another kind of unit, or is out of range.

    Examples
    --------
    >>> typed_number("20-30%", {"x-unit": "share", "x-least": 0.0, "x-most": 1.0}, {})
    {'low': 0.2, 'high': 0.3, 'family': 'beta01', 'unit': 'share'}
    >>> typed_number("1.5 t", {"x-unit": "kg/household/season"}, {})
    {'value': 1.5, 'unit': 't/household/season'}
    """
    said = GAPS.sub("", text.strip())
    if found := RANGE.fullmatch(said):
        low, high, words = _plain(found[1]), _plain(found[3]), (found[2], found[4])
        if words[0] and words[1] and words[0] != words[1]:
            raise TypedError(f"'{text}' has two units. Write both ends in one.")
        return spread_number((low, high), node, money, words[1] or words[0])
    if not (found := SINGLE.fullmatch(said)):
        raise TypedError(f"'{text}' is not a number. Write one (350), a range (300..500), or press Enter.")
    return single_number(_plain(found[1]), node, money, found[2])


def single_number(value: float, node: Mapping[str, Any], money: Mapping[str, Any], word: str = "") -> dict[str, Any]:
    """A number without a spread, in the unit of the question or the one that was typed.

    Raises
    ------
    TypedError
        When it is out of range, or in another kind of unit.
    """
    factor, unit = _unit(word, _asked_unit(node, money), money)
    value = _scaled(value, factor)
    _bounds((value,), unit, node, money, percent=word.startswith("%"))
    return {"value": value, **_dated(unit, money)}


def spread_number(
    ends: Sequence[float], node: Mapping[str, Any], money: Mapping[str, Any], word: str = ""
) -> dict[str, Any]:
    """A 90 % interval from its two ends, in the unit of the question or the one that was typed.

    An end that lies on a bound of what makes sense cannot be a 5 % or 95 % quantile; the number is then taken to be
    uniform from there on, so that ``0..30%`` reaches from nought.

    Raises
    ------
    TypedError
        When the range is upside down, out of range, or in another kind of unit.
    """
    factor, unit = _unit(word, _asked_unit(node, money), money)
    low, high = (_scaled(end, factor) for end in ends)
    if not low < high:
        raise TypedError(f"The range is upside down: {low:g} is not below {high:g}.")
    _bounds((low, high), unit, node, money, percent=word.startswith("%"))
    least, most = node.get("x-least"), node.get("x-most")
    if low == least or high == most:
        low, high, family = *_uniform(low, high, low == least, high == most), "uniform"
    elif most == 1.0 and low > 0.0:
        family = "beta01"
    else:
        family = "lognormal" if low > 0.0 else "uniform"
    return {"low": low, "high": high, "family": family, **_dated(unit, money)}


def typed_word(text: str, choices: Iterable[str]) -> str:
    """The choice that was meant, in any case of letters and with spaces or hyphens in it.

    Raises
    ------
    TypedError
        When it is none of them.

    Examples
    --------
    >>> typed_word("Farmer organisation", ["ngo", "farmer_organisation"])
    'farmer_organisation'
    """
    known = list(choices)
    word = re.sub(r"[\s-]+", "_", text.strip().lower())
    if word not in known:
        raise TypedError(f"'{text}' is not one of the choices. {did_you_mean(word, known)}")
    return word


def typed_truth(text: str) -> bool:
    """Whether yes or no was meant."""
    if (word := text.strip().lower()) not in YES + NO:
        raise TypedError(f"'{text}' is neither yes nor no. Write yes or no.")
    return word in YES


def typed_year(text: str) -> int:
    """A year of four digits."""
    if not YEAR.fullmatch(text.strip()):
        raise TypedError(f"'{text}' is not a year. Write a year such as 2023.")
    return int(text)


def _plain(text: str) -> float:
    if "," in text and not GROUPED.fullmatch(text):
        raise TypedError(f"'{text}' can be read in two ways. Write a decimal point (1.5), or thousands in full (1500).")
    return float(text.replace(",", ""))


def _scaled(number: float, factor: float) -> float:
    """A typed number in the unit that is asked, without the last digits that the multiplication leaves."""
    return number if factor == 1.0 else float(f"{number * factor:.{DIGITS}g}")


def _asked_unit(node: Mapping[str, Any], money: Mapping[str, Any]) -> str:
    return str(node["x-unit"]).replace("money", str(money.get("code", "money")))


def _unit(word: str, asked: str, money: Mapping[str, Any]) -> tuple[float, str]:
    """What the typed number is multiplied by, and its unit."""
    first, _, rest = word.strip().partition(" ")
    scale = SCALES.get(first.lower(), 1.0)
    left = (rest if first.lower() in SCALES else word).strip()
    if not left:
        return scale, asked
    if left in ("%", "percent", "per cent"):
        if asked != "share":
            raise TypedError(f"A percentage does not fit: the answer is asked in {asked}.")
        return scale / 100.0, asked
    year = money.get("price_year")
    for unit in _candidates(left, asked):
        try:
            conversion(dated_unit(unit, year), dated_unit(asked, year))
        except InputError:
            continue
        return scale, unit
    raise TypedError(f"'{left}' does not fit: the answer is asked in {asked}. Write it in that, or leave the unit out.")


def _candidates(word: str, asked: str) -> Iterable[str]:
    """Units that a typed word may stand for: itself, and itself for the first part of the unit that is asked."""
    plain = re.sub(r"\s+per\s+|\s+a\s+", "/", word)
    head, slash, tail = plain.partition("/")
    head = "household" if head.lower() in HOUSEHOLDS else ALIASES.get(head.lower(), head)
    first, _, per = asked.partition("/")
    heads = dict.fromkeys((head, head.lower(), head.upper()))
    return chain((h + slash + tail for h in heads), (f"{h}/{per}" for h in heads if per and not slash and first))


def _bounds(
    values: tuple[float, ...], unit: str, node: Mapping[str, Any], money: Mapping[str, Any], *, percent: bool
) -> None:
    asked, year = _asked_unit(node, money), money.get("price_year")
    factor = 1.0 if unit == asked else conversion(dated_unit(unit, year), dated_unit(asked, year))
    least, most = node.get("x-least", float("-inf")), node.get("x-most", float("inf"))
    wrong = next((x * factor for x in values if not least <= x * factor <= most), None)
    if wrong is None:
        return
    if asked == "share":
        ends = "between 0 % and 100 %" if most == 1.0 else f"at {100 * least:g} % or above"
        hint = f" For {wrong:g} of a hundred write {wrong:g}%." if 1.0 < wrong <= 100.0 and not percent else ""
        raise TypedError(f"{100 * wrong:g} % is out of range: a share lies {ends}.{hint}")
    raise TypedError(f"{wrong:g} {asked} is out of range: it must be at least {least:g}.")


def _uniform(low: float, high: float, at_least: bool, at_most: bool) -> tuple[float, float]:
    """The 90 % interval of a uniform number that starts or ends (or both) at a bound, the other end being as typed."""
    inside = 1.0 - TAIL
    bottom = low if at_least else (low - TAIL * high) / inside
    top = high if at_most else (high - TAIL * low) / inside
    if at_least and at_most:
        bottom, top = low, high
    ends = bottom + TAIL * (top - bottom), top - TAIL * (top - bottom)
    return float(f"{ends[0]:.{DIGITS}g}"), float(f"{ends[1]:.{DIGITS}g}")


def _dated(unit: str, money: Mapping[str, Any]) -> dict[str, Any]:
    """Unit, and for money its price year."""
    return {"unit": unit} | ({"price_year": money["price_year"]} if is_money(unit) and "price_year" in money else {})
