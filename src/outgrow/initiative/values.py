"""All parameters of an initiative by dotted name, in the units in which the model computes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative.answers import Profile
from outgrow.initiative.describe import Currency, Initiative
from outgrow.initiative.section import Measures, Section
from outgrow.vocabulary import InputError, Parameter, conversion, dated_unit, is_money

Floats = NDArray[np.float64]
TAILS = (0.001, 0.999)
"""Probabilities between which a number has to make sense; worlds are drawn no further out."""
MONEY_WORD = re.compile(r"\bmoney\b")
OUTSIDE_THE_MODEL = ("money", "survey")
CURRENCY_CODE = re.compile(r"\b[A-Z]{3}\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """One parameter with its place in the file and what it measures.

    Parameters
    ----------
    name
        Dotted name, with list items by their ``id``, ``actor`` or ``name``.
    parameter
        As written.
    measures
        Unit of the model and sensible range.
    label
        What it is, in the words of the schema.
    path
        Keys and list positions from the top of the file.
    """

    name: str
    parameter: Parameter
    measures: Measures
    label: str
    path: tuple[str | int, ...]


def entries(initiative: Initiative | Profile) -> dict[str, Entry]:
    """Every parameter of the initiative, or of the answers of a quick profile, in the order of the file.

    Numbers that only serve to read the survey (its poverty lines, its living income) are no part of the model and are
    left out; `survey_numbers` lists them.
    """
    return {entry.name: entry for entry in _walk(initiative, (), ())}


def survey_numbers(initiative: Initiative) -> dict[str, Entry]:
    """Numbers of the section ``survey``, by dotted name: poverty lines and the living income it is held against."""
    if initiative.survey is None:
        return {}
    return {entry.name: entry for entry in _walk(initiative.survey, ("survey",), ("survey",))}


def model_unit(measures: Measures, money: Currency) -> str:
    """Unit of the model with the currency filled in: ``money/kg`` becomes ``KES/kg``."""
    return MONEY_WORD.sub(money.code, measures.unit)


def to_model_units(entry: Entry, money: Currency) -> float:
    """Factor from the parameter's own unit to the model's.

    Money of another currency is exchanged at the rate of its own price year, then deflated.

    Raises
    ------
    InputError
        When the unit does not measure what the entry measures, or a rate or index is missing.
    """
    parameter, unit = entry.parameter, model_unit(entry.measures, money)
    if not is_money(parameter.unit):
        return conversion(dated_unit(parameter.unit, None), dated_unit(unit, money.price_year))
    factor, own_unit = _exchange(parameter, money)
    year = parameter.price_year
    assert year is not None
    scale = conversion(dated_unit(own_unit, money.price_year), dated_unit(unit, money.price_year))
    return scale * factor * _deflate(year, money)


def model_values(initiative: Initiative, u: Mapping[str, Floats]) -> dict[str, Floats]:
    """Values of every parameter at given probabilities, in units of the model.

    Parameters
    ----------
    u
        For each uncertain parameter its probabilities, all of one shape; one left out stands at its median.
    """
    shape = next((np.shape(x) for x in u.values()), (1,))
    middle = np.full(shape, 0.5)
    return {
        name: entry.parameter.at(np.asarray(u.get(name, middle))) * to_model_units(entry, initiative.money)
        for name, entry in entries(initiative).items()
    }


def _exchange(parameter: Parameter, money: Currency) -> tuple[float, str]:
    """Exchange rate into the model's currency at the parameter's price year, and the unit after it."""
    found = CURRENCY_CODE.search(parameter.unit)
    code = found[0] if found else money.code
    if code == money.code:
        return 1.0, parameter.unit
    rate = money.exchange_rates.get(code, {}).get(parameter.price_year or 0)
    if rate is None:
        raise InputError.single(
            f"{parameter.sentence()}",
            f"money in {code} of {parameter.price_year}, and the model computes in {money.code}",
            "there is no exchange rate for it",
            f"add money.exchange_rates.{code}.{parameter.price_year}",
        )
    return rate.middle, parameter.unit.replace(code, money.code)


def _deflate(year: int, money: Currency) -> float:
    """Price level of the model's year over that of ``year``."""
    if year == money.price_year:
        return 1.0
    missing = [y for y in (year, money.price_year) if y not in money.price_index]
    if missing:
        raise InputError.single(
            f"money of {year}",
            f"the model computes in prices of {money.price_year}",
            f"the price index has no value for {' and '.join(map(str, missing))}",
            f"add money.price_index.{missing[0]}",
        )
    return money.price_index[money.price_year].middle / money.price_index[year].middle


def _walk(section: Section, names: tuple[str, ...], path: tuple[str | int, ...]) -> Iterator[Entry]:
    for key, info in type(section).model_fields.items():
        if (not path and key in OUTSIDE_THE_MODEL) or key == "sources":
            continue
        measures = next((m for m in info.metadata if isinstance(m, Measures)), None) or _inner(info.annotation)
        yield from _visit(getattr(section, key), (*names, key), (*path, key), measures, info.description or key)


def _visit(
    value: Any, names: tuple[str, ...], path: tuple[str | int, ...], measures: Measures | None, label: str
) -> Iterator[Entry]:
    if isinstance(value, Parameter):
        assert measures is not None, f"{'.'.join(names)} does not say what it measures"
        yield Entry(".".join(names), value, measures, label, path)
    elif isinstance(value, Section):
        yield from _walk(value, names, path)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            if isinstance(item, Section):
                yield from _walk(item, (*names, _name_of(item, position)), (*path, position))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _visit(item, (*names, str(key)), (*path, key), measures, label)


def _name_of(item: Section, position: int) -> str:
    for key in ("id", "actor", "name"):
        if isinstance(word := getattr(item, key, None), str):
            return word.replace(".", "").replace(" ", "_")
    return str(position)


def _inner(annotation: Any) -> Measures | None:
    """What the parameters inside ``dict[..., X]`` or ``X | None`` measure."""
    for part in getattr(annotation, "__args__", ()):
        for meta in getattr(part, "__metadata__", ()):
            if isinstance(meta, Measures):
                return meta
    return None
