"""A quick profile read from its file, checked, and expanded with the line of each answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from outgrow.initiative.amounts import check_amounts, check_money
from outgrow.initiative.answers import Judged, Profile
from outgrow.initiative.expand import expand
from outgrow.initiative.lines import Document, LinedDefect, Place, in_order
from outgrow.initiative.priors import BY_HAND, asked
from outgrow.initiative.schema import node_at
from outgrow.initiative.values import entries
from outgrow.initiative.wording import defects_of
from outgrow.vocabulary import ASSUMPTION, InputError, is_money

BARE_NOTE = "answered without a source"
PER_HOUSEHOLD = ("service_cost", "investment", "credit")
PER_KG = ("outside_price", "premium", "margin")
ENDS_OF_RANGE = 2  # numbers in [low, high]


def is_profile(document: Document) -> bool:
    """Whether a file is a quick profile: it has answers where an initiative has its sections."""
    return "answers" in document.data and "target" not in document.data


def read_profile(document: Document) -> tuple[Profile, Document, tuple[str, ...]]:
    """Check a profile, and expand it into the document of an initiative.

    Parameters
    ----------
    document
        The file with its lines.

    Returns
    -------
    tuple
        The answers, the expanded initiative whose entries stand at the lines of the answers they came from, and
        warnings.

    Raises
    ------
    InputError
        With all defects of the file.
    """
    data = written_out(document.data)
    try:
        profile = Profile.model_validate_json(json.dumps(data, default=str), strict=True)
    except ValidationError as problem:
        found = [*document.defects, *defects_of(problem, replace(document, data=data), Profile)]
        raise InputError(str(document.file), in_order(found)) from None
    found = [*document.defects, *_defects(profile, replace(document, data=data))]
    if found:
        raise InputError(str(document.file), in_order(found))
    made = expand(profile)
    expanded = Document(document.file, made, dict(_lines(made, document)))
    return profile, expanded, tuple(_unused(profile, document))


def written_out(data: dict[str, Any]) -> dict[str, Any]:
    """A profile's data with every short answer written out: a number, a range, a word.

    ``1500`` becomes a value and ``[1000, 2000]`` a 90 % interval, both in the unit of the question, without a source;
    ``few`` becomes a choice. Anything else is left for the check to judge.

    Examples
    --------
    >>> written_out({"money": {"code": "KES", "price_year": 2020}, "answers": {"price": [20, 30]}})["answers"]["price"]
    {'low': 20, 'high': 30, 'family': 'lognormal', 'unit': 'KES/kg', 'source': 'assumption', 'note': \
'answered without a source', 'price_year': 2020}
    """
    answers, money = data.get("answers"), data.get("money")
    if not isinstance(answers, dict):
        return data
    money = money if isinstance(money, dict) else {}
    return data | {"answers": {key: _long(("answers", key), answer, money) for key, answer in answers.items()}}


def _long(place: Place, answer: Any, money: dict[str, Any]) -> Any:
    node = node_at(place, Profile)
    if isinstance(answer, str) and "choice" in node.get("properties", {}):
        return {"choice": answer}
    if "x-unit" in node:
        return _number(node, answer, money)
    if isinstance(answer, dict) and "properties" in node and "choice" not in node["properties"]:
        return {key: _long((*place, key), inner, money) for key, inner in answer.items()}
    return answer


def _number(node: dict[str, Any], answer: Any, money: dict[str, Any]) -> Any:
    if isinstance(answer, list) and len(answer) == ENDS_OF_RANGE and all(map(_is_number, answer)):
        family = "lognormal" if answer[0] > 0 else "uniform"
        if node.get("x-most") == 1.0 and answer[0] > 0 and answer[1] < 1:
            family = "beta01"
        made: dict[str, Any] = {"low": answer[0], "high": answer[1], "family": family}
    elif _is_number(answer):
        made = {"value": answer}
    else:
        return answer
    unit = str(node["x-unit"]).replace("money", str(money.get("code", "money")))
    made |= {"unit": unit, "source": ASSUMPTION, "note": BARE_NOTE}
    if is_money(unit) and "price_year" in money:
        made["price_year"] = money["price_year"]
    return made


def _is_number(answer: Any) -> bool:
    return isinstance(answer, int | float) and not isinstance(answer, bool)


def _defects(profile: Profile, document: Document) -> Iterator[LinedDefect]:
    """Everything in the answers that does not fit together."""
    amounts = [*check_money(profile, document), *check_amounts(profile, document)]
    yield from amounts
    yield from _unknown_sources(profile, document)
    yield from _no_price(profile, document)
    if not amounts:
        yield from _counts(profile, document)
    yield from _years(profile, document)


def _counts(profile: Profile, document: Document) -> Iterator[LinedDefect]:
    middles = {name.removeprefix("answers."): e.parameter.middle for name, e in entries(profile).items()}
    target = middles["target"]
    for key in ("reached", "ambition"):
        if middles.get(key, 0.0) > target:
            said = f"{middles[key]:,.6g} households are more than could take part"
            why, todo = f"The answer 'target' is {target:,.6g}", "Correct one of them"
            yield document.defect(("answers", key), said, why, todo)
    if middles["reached"] <= 0.0:
        why, todo = "A pilot that has reached nobody cannot be asked whether it scales", "Give the first households"
        yield document.defect(("answers", "reached"), "0 households are reached", why, todo)


def _years(profile: Profile, document: Document) -> Iterator[LinedDefect]:
    answers = profile.answers
    end = answers.outside_money_ends
    if end is not None and end <= answers.as_of:
        said = f"the outside money ends in {end}"
        why = f"The answers describe the end of {answers.as_of}, after that"
        todo = f"Give a year after {answers.as_of}, or an outside_share of 0"
        yield document.defect(("answers", "outside_money_ends"), said, why, todo)


def _no_price(profile: Profile, document: Document) -> Iterator[LinedDefect]:
    """Money that cannot be compared with the crop, because its price or volume was not answered."""
    answers = profile.answers
    for keys, needed in ((PER_KG, ("price",)), (PER_HOUSEHOLD, ("price", "volume"))):
        lacking = [f"'{key}'" for key in needed if getattr(answers, key) is None]
        for key in keys:
            if lacking and getattr(answers, key) is not None:
                said = f"'{key}' stands here without {' and '.join(lacking)}"
                why = "Without them the model knows money only relative to the crop"
                yield document.defect(("answers", key), said, why, "Answer them too, or leave this out")


def _sources(profile: Profile) -> Iterator[tuple[Place, str]]:
    """Every mention of a source in the answers."""
    for entry in entries(profile).values():
        yield (*entry.path, "source"), entry.parameter.source
    for key in type(profile.answers).model_fields:
        answer = getattr(profile.answers, key)
        if isinstance(answer, Judged) or (key == "say" and answer is not None):
            yield ("answers", key, "source"), answer.source
    for table in (profile.money.price_index, *profile.money.exchange_rates.values()):
        for parameter in table.values():
            yield ("money",), parameter.source


def _unknown_sources(profile: Profile, document: Document) -> Iterator[LinedDefect]:
    known = [*profile.sources, ASSUMPTION]
    for place, source in _sources(profile):
        if source not in known:
            said = f"'{source}' is not one of the sources"
            yield document.unknown(place, said, source, known, "Correct it or add the source")


def _unused(profile: Profile, document: Document) -> Iterator[str]:
    used = {source for _, source in _sources(profile)}
    for key in profile.sources:
        if key not in used:
            yield f"{document.where(('sources', key))}: no answer refers to this source."


def _lines(made: Any, document: Document, place: Place = ()) -> Iterator[tuple[Place, int]]:
    """The line of the answer behind each entry of the expanded initiative."""
    inner = made.items() if isinstance(made, dict) else enumerate(made) if isinstance(made, list) else ()
    for key, value in inner:
        here = (*place, key)
        question = asked(".".join(map(str, here))) or BY_HAND.get(".".join(map(str, here)))
        if here in document.lines and here[0] != "answers":
            yield here, document.lines[here]
        elif question is not None:
            yield here, document.line(("answers", question))
        elif len(here) == 1:
            yield here, document.line(("answers",))
        yield from _lines(value, document, here)
