"""A profile's short answers written out: a number, a range, a word, as a person writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outgrow.initiative.answers import Profile
from outgrow.initiative.lines import Place
from outgrow.initiative.schema import node_at
from outgrow.initiative.typed import (
    TypedError,
    single_number,
    spread_number,
    typed_number,
    typed_truth,
    typed_word,
    typed_year,
)
from outgrow.vocabulary import ASSUMPTION

BARE_NOTE = "answered without a source"
ENDS_OF_RANGE = 2  # numbers in [low, high]
UNMEASURED = "claim"  # design of an effect that stands alone
FIRST_YEAR, LAST_YEAR, ANY_YEAR = 1900, 2100, 2000
Problems = dict[Place, tuple[Any, str]]


def written_out(data: dict[str, Any]) -> dict[str, Any]:
    """A profile's data with every short answer written out: a number, a range, a share, a word.

    ``1500`` becomes a value and ``[1000, 2000]`` or ``1000..2000`` a 90 % interval, both in the unit of the question,
    without a source; ``few`` becomes a choice, ``yes`` true. Anything else is left for the check to judge.

    Examples
    --------
    >>> written_out({"money": {"code": "KES", "price_year": 2020}, "answers": {"price": [20, 30]}})["answers"]["price"]
    {'low': 20, 'high': 30, 'family': 'lognormal', 'unit': 'KES/kg', 'price_year': 2020, 'source': 'assumption', \
'note': 'answered without a source'}
    """
    return shorthand(data)[0]


def shorthand(data: dict[str, Any]) -> tuple[dict[str, Any], Problems]:
    """A profile's data with every short answer written out, and those that cannot be read, by place with the reason."""
    answers, money = data.get("answers"), data.get("money")
    if not isinstance(answers, dict):
        return data, {}
    problems: Problems = {}
    reader = _Reader(_usable(money), problems)
    written = {key: reader.read(("answers", key), answer) for key, answer in answers.items()}
    return data | {"answers": written}, problems


def _usable(money: Any) -> dict[str, Any]:
    """The currency as far as numbers can take it over; what is wrong with it is told once, where it stands."""
    given = money if isinstance(money, dict) else {}
    code, year = given.get("code"), given.get("price_year")
    known = {"code": code if isinstance(code, str) else "USD"}
    usable = isinstance(year, int) and not isinstance(year, bool) and FIRST_YEAR <= year <= LAST_YEAR
    return known | {"price_year": year if usable else ANY_YEAR}


class _Reader:
    def __init__(self, money: dict[str, Any], problems: Problems) -> None:
        self.money, self.problems = money, problems

    def read(self, place: Place, answer: Any) -> Any:
        node = node_at(place, Profile)
        if "x-unit" in node:
            return self._number(place, node, answer)
        if isinstance(answer, str):
            return self._text(place, node, answer)
        inner = node.get("properties", {})
        if "estimate" in inner and answer is not None and not isinstance(answer, dict | bool):
            return {"estimate": self.read((*place, "estimate"), answer), "design": UNMEASURED}
        if not isinstance(answer, dict):
            return answer
        if isinstance(answer.get("choice"), str) and "choice" in inner:
            return {**answer, "choice": _word(answer["choice"], inner["choice"])}
        return {key: self.read((*place, key), part) for key, part in answer.items()}

    def _text(self, place: Place, node: dict[str, Any], answer: str) -> Any:
        inner = node.get("properties", {})
        if "choice" in inner:
            return {"choice": _word(answer, inner["choice"])}
        if "estimate" in inner:
            return {"estimate": self.read((*place, "estimate"), answer), "design": UNMEASURED}
        read = {"boolean": typed_truth, "integer": typed_year}.get(str(node.get("type")))
        return self._tried(place, answer, read) if read else answer

    def _number(self, place: Place, node: dict[str, Any], answer: Any) -> Any:
        if isinstance(answer, str):
            made = self._tried(place, answer, lambda text: typed_number(text, node, self.money))
        elif isinstance(answer, list) and len(answer) == ENDS_OF_RANGE and all(map(_is_number, answer)):
            made = self._tried(place, answer, lambda ends: spread_number(ends, node, self.money))
        elif _is_number(answer):
            made = self._tried(place, answer, lambda number: single_number(number, node, self.money))
        else:
            return answer
        return {**made, "source": ASSUMPTION, "note": BARE_NOTE} if isinstance(made, dict) else made

    def _tried(self, place: Place, answer: Any, read: Callable[[Any], Any]) -> Any:
        try:
            return read(answer)
        except TypedError as problem:
            self.problems[place] = answer, str(problem)
            return answer


def _word(answer: str, node: dict[str, Any]) -> str:
    """The choice that was meant; as it was written when it is none, for the check to judge."""
    try:
        return typed_word(answer, node.get("enum", ()))
    except TypedError:
        return answer


def _is_number(answer: Any) -> bool:
    return isinstance(answer, int | float) and not isinstance(answer, bool)
