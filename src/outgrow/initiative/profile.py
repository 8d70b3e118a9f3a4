"""A quick profile read from its file, checked, and expanded with the line of each answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from outgrow.initiative.amounts import check_amounts, check_money
from outgrow.initiative.answers import NEEDED, QUESTIONS, Judged, Profile
from outgrow.initiative.expand import expand
from outgrow.initiative.lines import Document, LinedDefect, Place, in_order
from outgrow.initiative.priors import BY_HAND, asked
from outgrow.initiative.schema import node_at
from outgrow.initiative.shorthand import shorthand
from outgrow.initiative.values import entries
from outgrow.initiative.wording import defects_of, show
from outgrow.vocabulary import ASSUMPTION, InputError, is_money

PER_HOUSEHOLD = ("service_cost", "investment", "credit")
PER_KG = ("outside_price", "premium", "margin")
ABOVE_NOUGHT = ("price", "volume", "target", "ambition")
_COUNT = {"unit": "household", "source": ASSUMPTION}
STAND_INS: dict[str, Any] = {
    "leader": {"choice": "ngo"},
    "as_of": 1900,
    "reached": {"value": 1, **_COUNT},
    "target": {"value": 1e15, **_COUNT},
}
"""What takes the place of a needed answer that cannot be read, so that the others are checked; no check refuses it."""
HEADS: dict[str, Any] = dict.fromkeys(("id", "title", "summary", "country", "product"), "a") | {
    "money": {"code": "USD", "price_year": 2020},
    "sources": {},
}


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
    profile, found = _checked(document)
    if found or document.defects or profile is None:
        raise InputError(str(document.file), in_order([*document.defects, *found]))
    made = expand(profile)
    expanded = Document(document.file, made, dict(_lines(made, document)))
    return profile, expanded, tuple(_unused(profile, document))


def answer_defects(data: dict[str, Any]) -> dict[str, str]:
    """What is wrong with the answers given so far, by question; nothing is said of questions that are still open.

    Parameters
    ----------
    data
        Content of a profile file, perhaps with questions that must be answered still open.

    Examples
    --------
    >>> answers = {"reached": 500, "target": 300}
    >>> answer_defects({"money": {"code": "KES", "price_year": 2020}, "answers": answers})
    {'reached': "500 households are more than could take part. The answer 'target' is 300. Correct one of them."}
    """
    given = data.get("answers", {})
    numbers: dict[Place, int] = {("answers", key): n for n, key in enumerate(QUESTIONS, 2)}
    _, found = _checked(Document(Path("answers"), data, numbers))
    keys = {n: place[1] for place, n in numbers.items()}
    said: dict[str, str] = {}
    for line, defect in found:
        key = str(keys.get(line, ""))
        if given.get(key) is not None:
            said.setdefault(key, str(replace(defect, where="")))
    return said


def _checked(document: Document) -> tuple[Profile | None, list[LinedDefect]]:
    """The profile, or what could be read of it, and everything that is wrong, of whichever kind, at once."""
    data, problems = shorthand(document.data)
    for place in problems:
        data["answers"][place[1]] = STAND_INS.get(str(place[1]))
    written = replace(document, data=data)
    found = [written.defect(place, *_told(part, why)) for place, (part, why) in problems.items()]
    profile: Profile | None
    try:
        profile = Profile.model_validate_json(json.dumps(data, default=str), strict=True)
    except ValidationError as problem:
        found += defects_of(problem, written, Profile)
        profile = _readable_part(data, problem)
    return profile, [*found, *(_defects(profile, written) if profile is not None else ())]


def _told(part: Any, reason: str) -> tuple[str, str, str]:
    """What was found, why it is wrong and what to do, of a short answer that cannot be read."""
    first, _, rest = reason.partition(". ")
    return (first, "", rest) if show(part) in first else (f"{show(part)} stands here", first, rest)


def _readable_part(data: dict[str, Any], problem: ValidationError) -> Profile | None:
    """The profile without what was refused, so that the rest is checked in the same go; None when nothing is left."""
    refused = [tuple(error["loc"]) for error in problem.errors()]
    answers = data.get("answers")
    given = dict(answers) if isinstance(answers, dict) else {}
    wrong = {str(place[1]) for place in refused if place[0] == "answers" and len(place) > 1}
    heads = {str(place[0]) for place in refused}
    if "money" in heads:
        wrong |= {key for key in QUESTIONS if is_money(str(node_at(("answers", key), Profile).get("x-unit", "")))}
        wrong |= {*PER_KG, *PER_HOUSEHOLD, "price"}
    kept = {key: part for key, part in given.items() if key in QUESTIONS and key not in wrong}
    kept = {key: STAND_INS[key] for key in NEEDED} | kept
    head = {key: part for key, part in data.items() if key in HEADS and key not in heads}
    if isinstance(code := (data.get("money") or {}).get("code"), str) and "money" in heads:
        head["money"] = {**HEADS["money"], "code": code}
    try:
        return Profile.model_validate_json(json.dumps(HEADS | head | {"answers": kept}, default=str), strict=True)
    except ValidationError:
        return None


def _defects(profile: Profile, document: Document) -> Iterator[LinedDefect]:
    """Everything in the answers that does not fit together."""
    amounts = [*check_money(profile, document), *check_amounts(profile, document)]
    yield from amounts
    yield from _unknown_sources(profile, document)
    yield from _no_price(profile, document)
    if not amounts:
        yield from _counts(profile, document)
        yield from _noughts(profile, document)
    yield from _years(profile, document)


def _noughts(profile: Profile, document: Document) -> Iterator[LinedDefect]:
    """Numbers by which others are divided."""
    for key in ABOVE_NOUGHT:
        parameter = getattr(profile.answers, key)
        if parameter is not None and parameter.middle <= 0.0:
            why = "Other amounts are compared with it, so that it must be above 0"
            yield document.defect(
                ("answers", key), f"{parameter.sentence()} stands here", why, "Leave it open if unknown"
            )


def _counts(profile: Profile, document: Document) -> Iterator[LinedDefect]:
    middles = {name.removeprefix("answers."): e.parameter.middle for name, e in entries(profile).items()}
    target = middles["target"]
    for key in ("reached", "ambition"):
        if middles.get(key, 0.0) > target:
            said = f"{middles[key]:,.6g} households are more than could take part"
            why, todo = f"The answer 'target' is {target:,.6g}", "Correct one of them"
            yield document.defect(("answers", key), said, why, todo)
    if 0.0 < middles.get("ambition", middles["reached"]) < middles["reached"]:
        said = f"{middles['ambition']:,.6g} members are wanted in the end, fewer than take part already"
        why, todo = f"The answer 'reached' is {middles['reached']:,.6g}", "Correct one of them"
        yield document.defect(("answers", "ambition"), said, why, todo)
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
    written = document.data.get("sources")
    known = [*(written if isinstance(written, dict) else {}), ASSUMPTION]
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
