"""The checklists that are known here, each in one edition, from their data file."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from outgrow.conditions.checklists.records import Checklist, ChecklistName, Item
from outgrow.vocabulary import InputError, did_you_mean


@cache
def checklists() -> dict[ChecklistName, Checklist]:
    """The known checklists by name.

    Examples
    --------
    >>> [(name, len(one.items)) for name, one in checklists().items()]
    [('scaling-scan', 10), ('asat', 39), ('scaling-readiness', 0)]
    """
    text = files("outgrow.conditions.checklists").joinpath("editions.json").read_text(encoding="utf-8")
    return {name: _checklist(name, content) for name, content in json.loads(text).items()}


def checklist(name: str) -> Checklist:
    """One checklist by name.

    Raises
    ------
    InputError
        When it is not known.
    """
    known: dict[str, Checklist] = {str(key): value for key, value in checklists().items()}
    if name not in known:
        why = "There is no such checklist"
        raise InputError.single("outgrow checklist", f"'{name}'", why, did_you_mean(name, list(known)))
    return known[name]


def _checklist(name: ChecklistName, content: dict[str, Any]) -> Checklist:
    groups = content.get("groups", {})
    return Checklist(
        name=name,
        title=content["title"],
        what=content["what"],
        edition=content["edition"],
        names=tuple(content["names"]),
        others=content["others"],
        low=content["low"],
        high=content["high"],
        items=tuple(_items(content)),
        groups={code: group["text"] for code, group in groups.items()},
        citation=content["citation"],
        url=content["url"],
        checked=content["checked"],
    )


def _items(content: dict[str, Any]) -> list[Item]:
    if "groups" not in content:
        return [Item(one["code"], one["text"], one["group"], tuple(one["gates"])) for one in content["items"]]
    texts = content["texts"]
    return [
        Item(f"{code}.{number}", texts.get(f"{code}.{number}", ""), code, tuple(group["gates"]))
        for code, group in content["groups"].items()
        for number in range(1, group["count"] + 1)
    ]
