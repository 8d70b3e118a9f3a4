"""What a quick profile assumes about what nobody answered: one data file, read leaf by leaf."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from outgrow.vocabulary import ASSUMPTION, Parameter, is_money

PRIORS_FILE = "priors.yaml"
NUMBERS = ("value", "low", "high")
SECTIONS = (
    "target",
    "participation",
    "contract",
    "delivery",
    "firm",
    "institutions",
    "government",
    "market",
    "ambition",
)
SPLIT = {"contract.first_payment": "price", "contract.deferred_payment": "price"}
BY_HAND = {"target.poverty_line": "poverty_rate", "participation.least_land": "too_small", **SPLIT}
"""Parameters that the expansion computes from an answer, with the question."""


@lru_cache(maxsize=1)
def priors() -> dict[str, Any]:
    """Content of the file of priors, the same for every profile."""
    return dict(YAML(typ="safe", pure=True).load(priors_text()))


@lru_cache(maxsize=1)
def priors_text() -> str:
    """The file of priors as text; part of a profile's fingerprint."""
    return (files("outgrow.initiative") / PRIORS_FILE).read_text(encoding="utf-8")


def is_leaf(node: Any) -> bool:
    """Whether a node of the file describes a number."""
    return isinstance(node, Mapping) and ("unit" in node or "answer" in node)


def number(leaf: Mapping[str, Any], level: str | None, scale: float, code: str, price_year: int) -> dict[str, Any]:
    """The prior of a number, as it would be written in an initiative file.

    Parameters
    ----------
    leaf
        Its entry in the file of priors.
    level
        Word with which its question was answered, or None.
    scale
        What the numbers are multiplied by.
    code, price_year
        Currency and year of the profile's prices.
    """
    levels = leaf.get("levels", {})
    chosen = levels.get(level, leaf)
    made: dict[str, Any] = {key: significant(chosen[key] * scale) for key in NUMBERS if key in chosen}
    if "family" in chosen:
        made["family"] = chosen["family"]
    unit = str(leaf["unit"]).replace("money", code)
    made["unit"] = unit
    if is_money(unit):
        made["price_year"] = price_year
    made["source"] = ASSUMPTION
    if note := _note(leaf, level if level in levels else None):
        made["note"] = note
    return made


def asked(name: str) -> str | None:
    """Question that informs a parameter of a profile's initiative, or None when it is not asked.

    Parameters
    ----------
    name
        Dotted name of the parameter.

    Examples
    --------
    >>> asked("market.rival_entry"), asked("participation.learning")
    ('rivals', None)
    """
    if name.startswith("functions.") and name.rsplit(".", 1)[1].startswith("cost_per_"):
        return "service_cost"
    if name == "participation.effect":
        return "effect"
    return _asked().get(name)


@lru_cache(maxsize=1)
def _asked() -> dict[str, str]:
    return BY_HAND | {name: leaf["question"] for name, leaf in _shared_leaves().items() if "question" in leaf}


def is_shared(answers: Any, name: str) -> bool:
    """Whether a parameter of a profile's initiative stands on a prior that all cases share.

    A word (few rivals) selects a shared prior; a number that was answered is the case's own.

    Parameters
    ----------
    answers
        The profile's answers.
    name
        Dotted name of the parameter.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> is_shared(SimpleNamespace(rivals="few"), "market.rival_entry")
    True
    """
    question = asked(name)
    if question is None or getattr(answers, question, None) is None:
        return True
    leaf = _shared_leaves().get(name)
    return leaf is not None and not leaf.get("answer", False)


@lru_cache(maxsize=1)
def _shared_leaves() -> dict[str, Mapping[str, Any]]:
    return {name: leaf for section in SECTIONS for name, leaf in leaves(priors()[section], section)}


def leaves(node: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every number of a section of the file, by dotted name."""
    for key, inner in node.items():
        if is_leaf(inner):
            yield f"{name}.{key}", inner
        elif isinstance(inner, Mapping):
            yield from leaves(inner, f"{name}.{key}")


def scaled(parameter: Parameter, factor: float, note: str = "") -> dict[str, Any]:
    """An answered number times a factor, as it would be written in an initiative file."""
    made = parameter.model_dump(exclude_none=True, mode="json")
    if factor == 0.0:
        made = {"value": 0.0} | {k: x for k, x in made.items() if k not in (*NUMBERS, "family", "mode", "values")}
    for key in ("value", "low", "high", "mode"):
        if key in made:
            made[key] = significant(made[key] * factor)
    if "values" in made:
        made["values"] = [significant(x * factor) for x in made["values"]]
    if note:
        made["note"] = f"{made['note']}; {note}" if made.get("note") else note
    if not made.get("note"):
        made.pop("note", None)
        if made["source"] == ASSUMPTION:
            made["note"] = "answered without a source"
    return made


def significant(x: float) -> float:
    """A number to six significant digits, so that the written file reads well and expands the same everywhere."""
    return float(f"{x:.6g}")


def _note(leaf: Mapping[str, Any], level: str | None) -> str:
    parts = [str(leaf["note"])] if "note" in leaf else []
    if level is not None:
        parts.append(f"answered: {leaf['question']} {level}")
    elif "question" in leaf and "note" not in leaf:
        parts.append(f"not answered: {leaf['question']}")
    return "; ".join(parts)
