"""What the models refuse, said in the words of the file and with the line where it stands."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from outgrow.initiative.describe import Initiative
from outgrow.initiative.lines import Document, LinedDefect, Place
from outgrow.initiative.schema import keys_at, node_at
from outgrow.initiative.section import Section
from outgrow.vocabulary import did_you_mean

LONGEST_SHOWN = 60
NEAR_ENOUGH = 0.5  # one letter of two wrong
KEY_PATTERNS = {
    "^[a-z][a-z0-9_]*$": "A name is made of lower-case letters, digits and underscores, a letter first",
    "^[a-z0-9][a-z0-9-]*$": "The name of a case is made of lower-case letters, digits and hyphens",
}
BOUNDS = {
    "greater_than": ("gt", "It must be above {}"),
    "greater_than_equal": ("ge", "It must be at least {}"),
    "less_than": ("lt", "It must be below {}"),
    "less_than_equal": ("le", "It must be at most {}"),
}
KINDS = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "string_type": "a text",
    "tuple_type": "a list",
    "dict_type": "a section of 'key: value' lines",
    "model_type": "a section of 'key: value' lines",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal of the models: where, what stood there, and the kind of refusal with its details."""

    kind: str
    place: Place
    given: Any
    said: str
    details: Mapping[str, Any]
    grammar: type[Section] = Initiative


Words = tuple[str, str, str]


def defects_of(problem: ValidationError, document: Document, grammar: type[Section] = Initiative) -> list[LinedDefect]:
    """Every refusal of the models as a defect with its line.

    A misspelt key is reported once, as unknown, and not a second time as missing.

    Parameters
    ----------
    problem
        What the models refused.
    document
        The file with its lines.
    grammar
        What kind of file it is.
    """
    refusals = [_refusal(error, grammar) for error in problem.errors(include_url=False)]
    refusals = [refusal for refusal in refusals if not _follows(refusal)]
    missing = _missing(refusals)
    unknown = [refusal for refusal in refusals if refusal.kind == "extra_forbidden"]
    meant = {refusal.place: _meant(refusal.place, missing) for refusal in unknown}
    explained = {(*place[:-1], key) for place, key in meant.items() if key is not None}
    found: list[LinedDefect] = []
    for refusal in refusals:
        if refusal.kind == "extra_forbidden":
            found.append(document.defect(refusal.place, *_unknown(refusal, meant[refusal.place])))
        elif not (refusal.kind == "missing" and refusal.place in explained):
            found += [document.defect(refusal.place, *words) for words in _words(refusal)]
    return found


def _refusal(error: Any, grammar: type[Section]) -> Refusal:
    place = tuple(error["loc"])
    kind = error["type"]
    if place and place[-1] == "[key]":
        place, kind = place[:-1], "key"
    return Refusal(kind, place, error["input"], error["msg"], error.get("ctx", {}), grammar)


def _follows(refusal: Refusal) -> bool:
    """Whether a list counts as too short only because its items were refused."""
    return refusal.kind == "too_short" and bool(refusal.given)


def _missing(refusals: Iterable[Refusal]) -> dict[Place, list[str]]:
    """Missing keys of each section."""
    keys: dict[Place, list[str]] = {}
    for refusal in refusals:
        if refusal.kind == "missing":
            keys.setdefault(refusal.place[:-1], []).append(str(refusal.place[-1]))
    return keys


def _meant(place: Place, missing: Mapping[Place, list[str]]) -> str | None:
    """The missing key that an unknown one stands for, if one is near."""
    near = difflib.get_close_matches(str(place[-1]), missing.get(place[:-1], []), n=1, cutoff=NEAR_ENOUGH)
    return near[0] if near else None


def _unknown(refusal: Refusal, meant: str | None) -> Words:
    place = refusal.place
    known = [meant] if meant is not None else keys_at(place[:-1], refusal.grammar)
    hint = f"Did you mean '{meant}'?" if meant is not None else did_you_mean(str(place[-1]), known)
    return f"'{place[-1]}' is not a key of this section", "", f"{hint} Correct it or take it out"


def _words(refusal: Refusal) -> Iterator[Words]:
    """What was found, why it is wrong and what to do, once for each thing wrong."""
    if refusal.kind == "value_error":
        for reason in str(refusal.details["error"]).split("; "):
            yield show(refusal.given), _sentence(reason), "Correct it"
    elif refusal.kind in BOUNDS:
        key, words = BOUNDS[refusal.kind]
        yield (
            f"{show(refusal.given)} is out of range",
            words.format(f"{refusal.details[key]:g}"),
            "Correct it",
        )
    elif refusal.kind in KINDS:
        yield _wrong_kind(refusal)
    else:
        yield SPECIAL.get(refusal.kind, _anything)(refusal)


def _wrong_kind(refusal: Refusal) -> Words:
    node = node_at(refusal.place, refusal.grammar)
    if str(node.get("x-model", "")).endswith("/Parameter"):
        unit = str(node.get("x-unit", "share")).replace("money", "KES")
        year = ", price_year: 2020" if "KES" in unit else ""
        example = f"{{value: 1, unit: {unit}{year}, source: assumption}}"
        why = "A number is written with its unit and source"
        return f"{show(refusal.given)} stands here", why, f"Write it like {example}"
    return f"{show(refusal.given)} stands here", f"Here belongs {KINDS[refusal.kind]}", _remedy(refusal)


def _remedy(refusal: Refusal) -> str:
    """How to turn what stands there into what belongs there."""
    if refusal.kind == "string_type" and isinstance(refusal.given, int | float):
        return "Put it in quotes"
    if refusal.kind in ("float_type", "int_type") and _is_number(refusal.given):
        return "Write it without quotes"
    return f"Write {KINDS[refusal.kind]}"


def _lacking(refusal: Refusal) -> Words:
    key = refusal.place[-1]
    why = node_at(refusal.place, refusal.grammar).get("description", "It is needed")
    return f"'{key}' is missing", why, f"Add '{key}' here"


def _bad_key(refusal: Refusal) -> Words:
    if choices := re.findall(r"'([^']+)'", str(refusal.details.get("expected", ""))):
        key = str(refusal.place[-1])
        hint = did_you_mean(key, choices)
        return f"'{key}' cannot be a key here", f"The keys of this section are {', '.join(choices)}", hint
    why = KEY_PATTERNS.get(str(refusal.details.get("pattern")), "The keys of this section are years")
    return f"'{refusal.place[-1]}' cannot be a key here", why, "Correct the key"


def _bad_word(refusal: Refusal) -> Words:
    why = KEY_PATTERNS[refusal.details["pattern"]]
    return f"{show(refusal.given)} cannot be a name", why, "Correct the name"


def _bad_choice(refusal: Refusal) -> Words:
    choices = [choice for choice in node_at(refusal.place, refusal.grammar).get("enum", ()) if isinstance(choice, str)]
    hint = did_you_mean(str(refusal.given), choices)
    return f"{show(refusal.given)} is not one of the choices", "", f"{hint} Correct it"


def _empty(refusal: Refusal) -> Words:
    return "nothing stands here", "At least one entry is needed", "Add one"


def _endless(refusal: Refusal) -> Words:
    return f"{show(refusal.given)} stands here", "It is not a finite number", "Write a number"


def _anything(refusal: Refusal) -> Words:
    return (
        f"{show(refusal.given)} cannot be used",
        _sentence(refusal.said.replace("Input", "It")),
        "Correct it",
    )


SPECIAL: dict[str, Callable[[Refusal], Words]] = {
    "missing": _lacking,
    "key": _bad_key,
    "string_pattern_mismatch": _bad_word,
    "literal_error": _bad_choice,
    "too_short": _empty,
    "string_too_short": _empty,
    "finite_number": _endless,
}


def show(given: Any) -> str:
    """What somebody wrote, on one line and cut when long.

    Examples
    --------
    >>> show({"low": 4, "high": 2})
    '{low: 4, high: 2}'
    """
    if given is None:
        return "nothing"
    if isinstance(given, dict):
        text = "{" + ", ".join(f"{key}: {_plain(part)}" for key, part in given.items()) + "}"
    else:
        text = f"'{given}'" if isinstance(given, str) else _plain(given)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _plain(part: Any) -> str:
    return part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)


def _is_number(given: Any) -> bool:
    """Whether a text is a number that somebody put in quotes."""
    if not isinstance(given, str):
        return False
    try:
        float(given)
    except ValueError:
        return False
    return True


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
