"""What a person types at a question of the quick profile, understood, kept and said back."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from outgrow.initiative import Profile, TypedError, node_at, typed_number, typed_truth, typed_word, typed_year
from outgrow.vocabulary import ASSUMPTION, CURRENCIES, did_you_mean

SAY = ("growers", "firm", "outside")
SHARE = {"x-unit": "share", "x-least": 0.0, "x-most": 1.0}
MONEY_HEADS = ("code", "price_year")
FIRST_PARTS = ("estimate", "growers")
UNMEASURED = "claim"  # design of an effect until somebody says how it was measured
ROUNDING = 6  # digits of a share worked out from two others
DESIGN_HINT = " (rct, did, matched, before and after, claim)"
REST = " (Enter: what is left)"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, or a part of one, with how it can be answered.

    Parameters
    ----------
    place
        Where the answer stands.
    node
        Its schema.
    text
        What a part asks.
    hint
        How to answer, in brackets.
    """

    place: tuple[str, ...]
    node: Mapping[str, Any]
    text: str
    hint: str

    @classmethod
    def of(cls, key: str, part: str | None, data: Mapping[str, Any]) -> Asked:
        """How a question is asked, in the profile's currency."""
        place = (key, part) if part else (key,)
        node = node_at(("answers", *place), Profile)
        return cls(place, node, str(node.get("description", "")), _hint(place, node, data))

    @property
    def choices(self) -> list[str]:
        """Words with which it can be answered."""
        return list(self.node.get("properties", {}).get("choice", {}).get("enum", self.node.get("enum", ())))


def _hint(place: tuple[str, ...], node: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    choices = node.get("properties", {}).get("choice", {}).get("enum") or node.get("enum")
    if choices:
        return f" ({', '.join(choices)})"
    if place == ("say", SAY[-1]):
        return REST
    if place[0] == "say" or node.get("x-unit") == "share":
        return " (share, such as 30%)"
    if place == ("effect", "design"):
        return DESIGN_HINT
    if "x-unit" in node:
        unit = str(node["x-unit"]).replace("money", str(data.get("money", {}).get("code", "money")))
        return f" ({in_words(unit)})"
    return " (yes, no)" if node.get("type") == "boolean" else ""


class Answered:
    """The answers so far; what is put here stands in the data of the profile.

    Parameters
    ----------
    data
        Content of a profile file.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        for section in ("money", "answers", "sources"):
            data.setdefault(section, {})

    def has(self, place: tuple[str, ...]) -> bool:
        """Whether something stands at a place."""
        here, key = self._holder(place)
        return isinstance(here, dict) and here.get(key) is not None

    def put(self, place: tuple[str, ...], value: Any, source: str = "") -> None:
        """Keep an answer and where it comes from."""
        if len(place) > 1:
            self.data["answers"].setdefault(place[0], {})
        here, key = self._holder(place)
        here[key] = value
        if place == ("effect", "estimate"):
            here.setdefault("design", UNMEASURED)
        if source:
            self._cite(place, value, source)

    def put_rest(self, place: tuple[str, ...]) -> None:
        """What a share of the say is taken to be where nobody said so: what the others leave.

        Raises
        ------
        TypedError
            When the others leave nothing, or are not known yet.
        """
        if place[0] != "say" or place[1] == SAY[0]:
            return
        if place[1] != SAY[-1]:
            raise TypedError("Write a share here, 0 if they have no say.")
        given = self.data["answers"]["say"]
        rest = round(1.0 - sum(given[part] for part in SAY[:-1]), ROUNDING)
        if rest < 0.0:
            raise TypedError(f"The two shares before make {1.0 - rest:.0%}. Go back and correct them.")
        self.put(place, rest)

    def forget(self, place: tuple[str, ...]) -> None:
        """Take an answer back, and with a part of one also what was made of it."""
        here, key = self._holder(place)
        if isinstance(here, dict):
            here.pop(key, None)
        if place[-1] in FIRST_PARTS:
            self.data["answers"].pop(place[0], None)

    def unfinished(self, place: tuple[str, ...]) -> bool:
        """Whether a question of several parts is still being answered, so that it cannot be judged yet."""
        return place[0] == "say" and place[-1] != SAY[-1]

    def copy(self) -> dict[str, Any]:
        """The data as they are now."""
        return deepcopy({key: self.data[key] for key in ("answers", "sources")})

    def restore(self, before: dict[str, Any]) -> None:
        """The data as they were."""
        self.data.update(before)

    def _holder(self, place: tuple[str, ...]) -> tuple[Any, str]:
        if place[0] in MONEY_HEADS:
            return self.data["money"], place[0]
        if place[0] in ("title", "country", "product"):
            return self.data, place[0]
        if len(place) > 1:
            return self.data["answers"].get(place[0], {}), place[1]
        return self.data["answers"], place[0]

    def _cite(self, place: tuple[str, ...], value: Any, words: str) -> None:
        sources = self.data["sources"]
        key = next(
            (key for key, source in sources.items() if source["citation"] == words), f"source_{len(sources) + 1}"
        )
        holder = self.data["answers"]["say"] if place[0] == "say" else value
        if isinstance(holder, dict):
            sources[key] = {"citation": words}
            holder["source"] = key


def read_head(key: str, typed: str) -> str | int:
    """A line of the head of a profile: words, a currency or a year.

    Raises
    ------
    TypedError
        When nothing was typed, or the currency or year is not one.
    """
    if not typed:
        raise TypedError("This one is needed.")
    if key == "price_year":
        return typed_year(typed)
    if key == "code" and typed.upper() not in CURRENCIES:
        raise TypedError(f"'{typed}' is not a known currency. {did_you_mean(typed.upper(), list(CURRENCIES))}")
    return typed.upper() if key == "code" else typed


def read_answer(typed: str, asked: Asked, data: Mapping[str, Any]) -> tuple[Any, str]:
    """An answer as it stands in a profile file, and the words behind '#' that say where it comes from.

    Raises
    ------
    TypedError
        When it cannot be read.
    """
    said, _, source = (part.strip() for part in typed.partition("#"))
    if not said:
        raise TypedError("Nothing stands before the '#'. Write the answer first, and where it comes from behind it.")
    if asked.choices:
        word = typed_word(said, asked.choices)
        return ({"choice": word, "source": ASSUMPTION} if "properties" in asked.node else word), source
    if "x-unit" in asked.node:
        return typed_number(said, asked.node, data["money"]) | {"source": ASSUMPTION}, source
    if asked.place[0] == "say":
        return _share(said), source
    if asked.node.get("type") == "boolean":
        return typed_truth(said), source
    return (typed_year(said) if asked.node.get("type") == "integer" else said), source


def _share(said: str) -> float:
    made = typed_number(said, SHARE, {})
    if "value" not in made:
        raise TypedError(f"'{said}' is a range. One share is needed here.")
    return float(made["value"])


def heard(value: Any) -> str:
    """How a number was understood, for whoever typed it; nothing for words."""
    if not isinstance(value, dict) or "unit" not in value:
        return ""
    scale, unit = (100.0, "%") if value["unit"] == "share" else (1.0, in_words(value["unit"]))
    if "value" in value:
        return f"= {scale * value['value']:,.10g} {unit}"
    return f"= {scale * value['low']:,.6g} to {scale * value['high']:,.6g} {unit}, nine times of ten"


def in_words(unit: str) -> str:
    """A unit as a person says it.

    Examples
    --------
    >>> in_words("kg/household/season"), in_words("household")
    ('kg a household and season', 'households')
    """
    first, *others = unit.split("/")
    first = "households" if first in ("household", "hh") else first
    return f"{first} a {' and '.join(others)}" if others else first
