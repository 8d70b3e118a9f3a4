"""What the word ``library`` stands for where a table of coded cases is asked for: the cases that come with outgrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

LIBRARY: Final = "library"
OUTCOME: Final = "SUCCESS"
MEANING: Final = (
    "success is membership above one half: 1 for a case that scales, 0.67 for one that reaches its ambition but "
    "depends on outside money, 0.33 for one that stalls, 0 for any other ending."
)
# One condition for each part of the argument: ownership, recovery, institutions, and whom else the firm could buy from.
CONDITIONS: Final = ("OWNMONEY", "RECOVERS", "EXTENSION", "LARGER")
EXPECTED: Final = ("OWNMONEY", "RECOVERS", "EXTENSION", "~LARGER")


# What it is when a condition does not hold, where "it is not so that ..." would be hard to read.
ABSENT: Final = {
    "OUTSIDE": "outsiders do not decide at the start",
    "FIRM": "the firm does not decide alone at the start",
    "GROWERS": "growers have little share in decisions",
    "OWNMONEY": "most of the money is not that of firm and growers",
    "RECOVERS": "the up-front investment is not recovered at the ambition",
    "EFFECT": "members hardly gain, after shrinkage",
    "ENFORCED": "a contract can hardly be enforced",
    "CREDIT": "inputs are not advanced",
    "FINANCE": "few households can borrow",
    "EXTENSION": "few trained households are visited again",
    "STANDARD": "no strict standard rejects",
    "PREMIUM": "the end market pays no premium",
    "RIVALS": "other buyers stay away",
    "LARGER": "larger suppliers are dearer",
    "CLEAN": "government takes part of the payments",
    "LEAP": "the ambition is near the pilot",
}


class Coded(NamedTuple):
    """A table of cases, what to explain with what, what the conditions are in words, and what a reader must know."""

    table: Any
    outcome: str | None
    conditions: Sequence[str] | None
    expect: Sequence[str]
    labels: Mapping[str, str]
    notes: tuple[str, ...] = ()


def coded(table: Path, outcome: str | None, conditions: Sequence[str] | None, expect: Sequence[str] | None) -> Coded:
    """The table as given; for ``library`` the coded shipped cases, with its usual question where none is asked."""
    named = [part.strip() for word in conditions for part in word.split(",") if part.strip()] if conditions else None
    if str(table) != LIBRARY or table.exists():
        return Coded(table, outcome, named, expect or (), {})
    from outgrow.history import CONDITIONS as KNOWN  # noqa: PLC0415  heavy: only where it is asked for
    from outgrow.history import cases_table  # noqa: PLC0415

    labels = {condition.name: condition.text for condition in KNOWN} | {OUTCOME: "success"}
    labels |= {f"~{name}": text for name, text in ABSENT.items()}
    usual = named is None
    return Coded(
        cases_table("fuzzy"),
        outcome or OUTCOME,
        CONDITIONS if named is None else named,
        expect or (EXPECTED if usual else ()),
        labels,
        (MEANING,) if (outcome or OUTCOME) == OUTCOME else (),
    )
