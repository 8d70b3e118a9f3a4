"""Which rows of a survey are used, as a person types it: ``round=2``, ``land>=0.5``, ``day=2024-06-01..2024-06-30``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from outgrow.vocabulary import Defect, InputError

OR = "or"
SHAPE = re.compile(r"\s*(?P<column>.*?[^\s<>=!])\s*(?P<sign><=|>=|==|!=|=|<|>)\s*(?P<value>.*\S)\s*", re.DOTALL)
RANGE = re.compile(r"(?P<low>.+?)\.\.(?P<high>.+)")
WHY = "It says which rows are used"
HOW = (
    "Write --keep round=2, --keep 'land>=0.5', --keep 'day<=2024-06-30' or --keep day=2024-06-01..2024-06-30; in "
    "quotes, because < and > mean something to the shell"
)
Group = tuple[dict[str, Any], ...]


def conditions(kept: Sequence[str]) -> tuple[Group, ...]:
    """Turn what was typed after ``--keep`` into the conditions of the initiative file.

    Conditions on different columns hold together; several answers of one column are alternatives; ``or`` between
    them begins a further group, of which rows may meet either.

    Parameters
    ----------
    kept
        ``COLUMN=ANSWER``, ``COLUMN>=VALUE``, ``COLUMN<=VALUE``, ``COLUMN=LOW..HIGH``, or the word ``or``. Values are
        numbers, or dates as YYYY-MM-DD.

    Returns
    -------
    tuple
        Alternatives, each the conditions that hold together; empty where nothing is asked.

    Raises
    ------
    InputError
        With everything that cannot be read.

    Examples
    --------
    >>> conditions(["round=2", "land>=0.5"])
    (({'column': 'round', 'one_of': ('2',)}, {'column': 'land', 'at_least': 0.5}),)
    >>> len(conditions(["round=2", "or", "round=1", "day=2024-06-01..2024-06-30"]))
    2
    """
    defects: list[Defect] = []
    groups: list[dict[str, dict[str, Any]]] = [{}]
    for one in kept:
        if one.strip().lower() == OR:
            groups.append({})
            continue
        defects += _add(groups[-1], one)
    if len(groups) > 1 and not all(groups):
        todo = "Write it between two: --keep round=1 --keep or --keep round=2"
        defects.append(
            Defect(f"an '{OR}' with nothing on one side", "--keep", "It parts two groups of conditions", todo)
        )
    for found in (condition for group in groups for condition in group.values()):
        defects += _reversed(found)
    if defects:
        raise InputError("outgrow micro", defects)
    return tuple(tuple(group.values()) for group in groups if group)


def _add(group: dict[str, dict[str, Any]], one: str) -> Iterator[Defect]:
    """Put a condition beside those of its column."""
    read = SHAPE.fullmatch(one)
    if read is None:
        yield Defect(f"--keep {one}", "--keep", WHY, HOW)
        return
    column, sign, value = read["column"], read["sign"], read["value"]
    if sign in {"!=", "<", ">"}:
        todo = {
            "!=": "name the answers that are kept, each with a --keep of its own",
            "<": f"write {column}<={value}, or the largest value that is kept",
            ">": f"write {column}>={value}, or the least value that is kept",
        }[sign]
        yield Defect(f"--keep {one}", "--keep", f"rows are kept by =, >= and <=, not by {sign}", todo)
        return
    made = group.setdefault(column, {"column": column})
    within = RANGE.fullmatch(value) if sign == "=" else None
    if within is None and sign in {"=", "=="}:
        made["one_of"] = (*made.get("one_of", ()), value)
        return
    ends = {"at_least": within["low"], "at_most": within["high"]} if within else {_END[sign]: value}
    for end, text in ends.items():
        bound = _bound(text.strip())
        if bound is None:
            why = "a bound is a number, or a date as YYYY-MM-DD"
            yield Defect(f"'{text.strip()}' in --keep {one}", "--keep", why, "Correct it: --keep 'day>=2024-06-10'")
        elif end in made:
            word = "least" if end == "at_least" else "largest"
            yield Defect(f"two {word} values of {column}", "--keep", "only one of them can be meant", "Leave one out")
        else:
            made[end] = bound


_END = {">=": "at_least", "<=": "at_most"}


def _bound(text: str) -> float | str | None:
    """A number, a date as it stands, or None."""
    try:
        return float(text) if text.lower() not in {"nan", "inf", "-inf"} else None
    except ValueError:
        pass
    try:
        date.fromisoformat(text)
    except ValueError:
        return None
    return text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None


def _reversed(found: dict[str, Any]) -> Iterator[Defect]:
    """Bounds between which nothing lies, or of two kinds."""
    low, high = found.get("at_least"), found.get("at_most")
    if low is None or high is None:
        return
    words = f"{found['column']} from {_said(low)} to {_said(high)}"
    if isinstance(low, str) != isinstance(high, str):
        yield Defect(words, "--keep", "one end is a date and the other a number", "Write both as dates, or as numbers")
    elif low > high:
        yield Defect(words, "--keep", "nothing lies between them", "Turn them round")


def _said(bound: float | str) -> str:
    return bound if isinstance(bound, str) else f"{bound:g}"
