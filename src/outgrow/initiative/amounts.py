"""Checks of the numbers: does each unit fit, can money be converted, does the range make sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from outgrow.initiative.answers import Profile
from outgrow.initiative.describe import Currency, Initiative
from outgrow.initiative.lines import Document, LinedDefect, Place
from outgrow.initiative.section import Measures
from outgrow.initiative.values import TAILS, Entry, entries, model_unit, to_model_units
from outgrow.vocabulary import CURRENCIES, InputError, Parameter

ROUNDING = 1e-9  # relative slack for bounds met after a conversion of units
HOW_TO_WRITE = "Units are written like KES/kg, kg/ha/season, share, household"


def check_amounts(initiative: Initiative | Profile, document: Document) -> Iterator[LinedDefect]:
    """Units that do not fit, money that cannot be converted, and ranges that make no sense."""
    money, unpriced = initiative.money, dict[str, list[tuple[Entry, InputError]]]()
    if money.code not in CURRENCIES:
        return
    for entry in entries(initiative).values():
        try:
            yield from _range(entry, _factor(entry, money), model_unit(entry.measures, money), document)
        except _UnitError as problem:
            yield document.defect(entry.path, *problem.words)
        except InputError as problem:
            unpriced.setdefault(problem.defects[0].todo, []).append((entry, problem))
    for together in unpriced.values():
        yield _no_price(together, document)


def check_money(initiative: Initiative | Profile, document: Document) -> Iterator[LinedDefect]:
    """The currency itself, its price index and its exchange rates."""
    money = initiative.money
    codes: dict[Place, str] = {("money", "code"): money.code}
    codes |= {("money", "exchange_rates", code): code for code in money.exchange_rates}
    for place, code in codes.items():
        if code not in CURRENCIES:
            said = f"'{code}' is not a known currency"
            yield document.unknown(place, said, code, CURRENCIES, "Use a three-letter code")
    for place, parameter in money_parameters(money):
        if parameter.at(np.array([0.05]))[0] <= 0:
            why = "Price levels and exchange rates are above 0"
            yield document.defect(place, f"{parameter.sentence()} stands here", why, "Correct the number")


def money_parameters(money: Currency) -> Iterator[tuple[Place, Parameter]]:
    """Numbers of the price index and the exchange rates, each with its place."""
    tables: dict[Place, Mapping[int, Parameter]] = {("price_index",): money.price_index}
    tables |= {("exchange_rates", code): rates for code, rates in money.exchange_rates.items()}
    for place, table in tables.items():
        for year, parameter in table.items():
            yield ("money", *place, str(year)), parameter


def out_of_range(values: Any, measures: Measures, unit: str) -> str | None:
    """Why numbers in the model's ``unit`` make no sense for what they measure, or None.

    Examples
    --------
    >>> out_of_range(1.2, Measures("share", 0.0, 1.0), "share")
    'It cannot be above 1'
    """
    shown = "" if unit == "share" else f" {unit}"
    slack = ROUNDING * float(np.max(np.abs(values)))
    if measures.least is not None and np.min(values) < measures.least - slack:
        return f"It cannot be below {measures.least:g}{shown}"
    if measures.most is not None and np.max(values) > measures.most + slack:
        return f"It cannot be above {measures.most:g}{shown}"
    return None


class _UnitError(Exception):
    """A unit that cannot be used, with what was found, why it is wrong and what to do."""

    def __init__(self, *words: str) -> None:
        self.words = words


def _factor(entry: Entry, money: Currency) -> float:
    """Factor to the model's unit."""
    unit, wanted = entry.parameter.unit, model_unit(entry.measures, money)
    unknown = _UnitError(f"'{unit}' is not a known unit", HOW_TO_WRITE, "Correct the unit")
    try:
        return to_model_units(entry, money)
    except InputError as problem:
        if not problem.subject.startswith("unit "):
            raise
        if "not a known unit" in problem.defects[0].found:
            raise unknown from None
    why = f"This number is computed in '{wanted}', and the one does not convert into the other"
    todo = f"Give the number in '{wanted}' or a unit of the same kind"
    raise _UnitError(f"the unit '{unit}' does not fit", why, todo)


def _no_price(together: list[tuple[Entry, InputError]], document: Document) -> LinedDefect:
    """One defect for all numbers that lack the same exchange rate or price index."""
    entry, problem = together[0]
    defect, others = problem.defects[0], len(together) - 1
    also = f", as {others} more numbers do" if others else ""
    found = f"{entry.parameter.sentence()} cannot be converted: {defect.why}{also}"
    return document.defect(entry.path, found, _sentence(defect.found), _sentence(defect.todo))


def _range(entry: Entry, factor: float, unit: str, document: Document) -> Iterator[LinedDefect]:
    """The 90 % interval, then its tails, in the model's unit, against the range in which the number makes sense."""
    try:
        ends, tails = (entry.parameter.at(np.array(u)) * factor for u in ((0.05, 0.95), TAILS))
    except InputError as problem:
        found = f"{problem.subject} is an odd interval"
        yield document.defect(entry.path, found, _sentence(problem.defects[0].found), "Use another family")
        return
    if why := out_of_range(ends, entry.measures, unit):
        found = f"{entry.parameter.sentence()} is out of range"
        yield document.defect(entry.path, found, why, "Correct it")
    elif why := out_of_range(tails, entry.measures, unit):
        low, high = (tails / factor).tolist()
        found = f"a {entry.parameter.family} number with the 90 % interval {entry.parameter.sentence()} has tails"
        found += f" from {low:.4g} to {high:.4g}"
        yield document.defect(entry.path, found, why, f"Narrow the interval or use {_bounded(entry.measures)}")


def _bounded(measures: Measures) -> str:
    """Families that stay inside the range."""
    return "'family: beta01'" if measures.most == 1.0 else "'family: lognormal' or 'posnormal'"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
