"""How a quick profile is asked for at a terminal: one question at a time, each answer checked as it is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from outgrow.initiative import NEEDED, QUESTIONS, Profile, node_at
from outgrow.vocabulary import ASSUMPTION, CURRENCIES, did_you_mean, is_money

Ask = Callable[[str], str]
NUMBER = r"[-+]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?"
RANGE = re.compile(rf"({NUMBER})\s*(?:\.\.|to)\s*({NUMBER})")
PARTS = {"effect": ("estimate", "standard_error", "design"), "say": ("growers", "firm", "outside")}
YES, NO = ("yes", "y", "true"), ("no", "n", "false")


class _WrongAnswerError(ValueError):
    """What is wrong with an answer, in a sentence."""


def ask_head(ask: Ask, questions: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Name, country, product and currency of the initiative."""
    given = {key: _until(ask, question, _HEAD.get(key, _text)) for key, question in questions}
    title = given["title"]
    name = re.sub(r"[^a-z0-9]+", "-", f"{given['country']}-{title}".lower()).strip("-") or "profile"
    money = {"code": given["code"], "price_year": given["price_year"]}
    words = {key: given[key] for key in ("title", "country", "product")}
    return {"id": name, **words, "summary": f"{title}, answered in a quick profile.", "money": money}


def ask_answers(ask: Ask, money: dict[str, Any], sources: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Every question of the profile; sources that are named on the way are added to ``sources``."""
    answers: dict[str, Any] = {}
    for n, key in enumerate(QUESTIONS, 1):
        node = node_at(("answers", key), Profile)
        head = f"{n} of {len(QUESTIONS)}. {node.get('description', key)}"
        if key in PARTS:
            answer = _parts(ask, key, head, node, money, sources)
        else:
            answer = _until(
                ask, head + _hint(node, money), partial(_one, key=key, node=node, money=money, sources=sources)
            )
        if answer is not None:
            answers[key] = answer
    return answers


def _until(ask: Ask, question: str, read: Callable[[str], Any]) -> Any:
    """Ask until the answer can be used."""
    while True:
        try:
            return read(ask(question))
        except _WrongAnswerError as problem:
            question = f"{problem} Again:"


def _one(text: str, key: str, node: dict[str, Any], money: dict[str, Any], sources: dict[str, dict[str, str]]) -> Any:
    said, _, whence = (part.strip() for part in text.partition("#"))
    if not said:
        if key in NEEDED:
            raise _WrongAnswerError("This one is needed.")
        return None
    source = _source(whence, sources)
    choices = node.get("properties", {}).get("choice", {}).get("enum")
    if choices:
        if said not in choices:
            raise _WrongAnswerError(f"'{said}' is not one of the choices. {did_you_mean(said, choices)}")
        return {"choice": said, "source": source}
    if "x-unit" in node:
        return _number(said, node, money) | {"source": source}
    if node.get("type") == "boolean":
        if said.lower() not in YES + NO:
            raise _WrongAnswerError("Write yes or no.")
        return said.lower() in YES
    return _year(said)


def _parts(
    ask: Ask, key: str, head: str, node: dict[str, Any], money: dict[str, Any], sources: dict[str, dict[str, str]]
) -> dict[str, Any] | None:
    """An answer of several numbers; nothing when the first is not known."""
    print(head)
    made: dict[str, Any] = {}
    while True:
        for part in PARTS[key]:
            inner = node_at(("answers", key, part), Profile)
            answer = _until(
                ask,
                f"   {inner.get('description', part)}",
                partial(_part, part=part, node=inner, money=money, sources=sources),
            )
            if answer is None and part == PARTS[key][0]:
                return None
            if answer is not None:
                made[part] = answer
        if key != "say" or abs(sum(made.get(part, 0.0) for part in PARTS[key]) - 1.0) < 1e-6:
            return {part: made.get(part, 0.0) for part in PARTS[key]} if key == "say" else made
        print("   The three shares must sum to 1. Again:")


def _part(text: str, part: str, node: dict[str, Any], money: dict[str, Any], sources: dict[str, dict[str, str]]) -> Any:
    said, _, whence = (piece.strip() for piece in text.partition("#"))
    if not said:
        return "assumption" if part == "design" else None
    if "x-unit" in node:
        return _number(said, node, money) | {"source": _source(whence, sources)}
    return _plain(said) if node.get("type") == "number" else said


def _number(said: str, node: dict[str, Any], money: dict[str, Any]) -> dict[str, Any]:
    unit = str(node["x-unit"]).replace("money", money["code"])
    made: dict[str, Any] = {"unit": unit} | ({"price_year": money["price_year"]} if is_money(unit) else {})
    if found := RANGE.fullmatch(said):
        low, high = _plain(found[1]), _plain(found[2])
        if not low < high:
            raise _WrongAnswerError(f"The range is upside down: {low:g} is not below {high:g}.")
        _bounds((low, high), node)
        share = node.get("x-most") == 1.0 and low > 0.0 and high < 1.0
        family = "beta01" if share else "lognormal" if low > 0.0 else "uniform"
        return {"low": low, "high": high, "family": family} | made
    value = _plain(said)
    _bounds((value,), node)
    return {"value": value} | made


def _bounds(values: tuple[float, ...], node: dict[str, Any]) -> None:
    least, most = node.get("x-least", float("-inf")), node.get("x-most", float("inf"))
    if min(values) < least or max(values) > most:
        ends = f"at least {least:g}" if most == float("inf") else f"between {least:g} and {most:g}"
        raise _WrongAnswerError(f"It must be {ends}.")


def _plain(said: str) -> float:
    share = said.endswith("%")
    try:
        value = float(said.rstrip("% ").replace(",", ""))
    except ValueError:
        raise _WrongAnswerError(f"'{said}' is not a number.") from None
    return value / 100.0 if share else value


def _source(whence: str, sources: dict[str, dict[str, str]]) -> str:
    if not whence:
        return ASSUMPTION
    for key, source in sources.items():
        if source["citation"] == whence:
            return key
    key = f"source_{len(sources) + 1}"
    sources[key] = {"citation": whence}
    return key


def _hint(node: dict[str, Any], money: dict[str, Any]) -> str:
    choices = node.get("properties", {}).get("choice", {}).get("enum")
    if choices:
        return f" ({', '.join(choices)})"
    if "x-unit" in node:
        unit = str(node["x-unit"]).replace("money", money["code"])
        return " (share, such as 0.3 or 30%)" if unit == "share" else f" ({unit})"
    return " (yes, no)" if node.get("type") == "boolean" else ""


def _text(said: str) -> str:
    if not said:
        raise _WrongAnswerError("This one is needed.")
    return said


def _currency(said: str) -> str:
    if said.upper() not in CURRENCIES:
        raise _WrongAnswerError(f"'{said}' is not a known currency. {did_you_mean(said.upper(), list(CURRENCIES))}")
    return said.upper()


def _year(said: str) -> int:
    if not re.fullmatch(r"(19|20)\d\d", said):
        raise _WrongAnswerError("Write a year such as 2023.")
    return int(said)


_HEAD: dict[str, Callable[[str], Any]] = {"code": _currency, "price_year": _year}
