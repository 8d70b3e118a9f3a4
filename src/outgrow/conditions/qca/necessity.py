"""Which sets the outcome needs: single conditions, and conjunctions or alternatives of several."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import combinations
from typing import Final

import numpy as np

from outgrow.conditions.qca.fit import necessity_fit
from outgrow.conditions.qca.records import MEMBER, CaseTable, Floats, Necessary

MOST_ALTERNATIVES: Final = 3  # conditions in an alternative; longer ones are necessary for next to anything
ROUNDING: Final = 1e-9

Literal = tuple[int, int]


def necessary_conditions(table: CaseTable) -> tuple[Necessary, ...]:
    """Each value of each condition held against the outcome, presence before absence."""
    values = [
        (place, value)
        for place, condition in enumerate(table.conditions)
        for value in (range(condition.levels) if condition.kind == "multi-value" else (1, 0))
    ]
    return tuple(_necessary(table, table.literal(*x), _text(table, (x,), "*")) for x in values)


def super_sets(
    table: CaseTable, *, inclusion: float = 0.9, relevance: float = 0.6, longest: int = MOST_ALTERNATIVES
) -> tuple[Necessary, ...]:
    """Conjunctions, and minimal alternatives, that are necessary and not trivially so.

    A conjunction of necessary conditions is listed wherever it still meets both cut-offs; alternatives (``A+B``) are
    listed when no shorter one within them does (Schneider and Wagemann 2012, ch. 3 and 9).

    Parameters
    ----------
    table
        The cases.
    inclusion, relevance
        Least consistency and least relevance of necessity.
    longest
        Most conditions in an alternative.

    Returns
    -------
    tuple
        Conjunctions, the shortest first, then alternatives.
    """
    literals = [(p, v) for p, condition in enumerate(table.conditions) for v in range(condition.levels)]
    found = [x for x in _conjunctions(table, literals, inclusion) if x.relevance >= relevance - ROUNDING]
    return (*found, *_alternatives(table, literals, inclusion, relevance, longest))


def _conjunctions(table: CaseTable, literals: list[Literal], inclusion: float) -> Iterator[Necessary]:
    """Conjunctions that meet the consistency; an addition never raises it, so each grows from one that does."""
    members = {literal: table.literal(*literal) for literal in literals}
    grown: list[tuple[tuple[Literal, ...], Floats]] = [((x,), members[x]) for x in literals]
    while grown:
        kept = []
        for chosen, x in grown:
            one = _necessary(table, x, _text(table, chosen, "*"))
            if one.inclusion >= inclusion - ROUNDING:
                yield one
                kept.append((chosen, x))
        grown = [
            ((*chosen, more), np.minimum(x, members[more]))
            for chosen, x in kept
            for more in literals
            if more[0] > chosen[-1][0]
        ]


def _alternatives(
    table: CaseTable, literals: list[Literal], inclusion: float, relevance: float, longest: int
) -> Iterator[Necessary]:
    members = {literal: table.literal(*literal) for literal in literals}
    enough: set[tuple[Literal, ...]] = {
        (x,) for x in literals if necessity_fit(members[x], table.memberships)[0] >= inclusion - ROUNDING
    }
    for size in range(2, longest + 1):
        for chosen in combinations(literals, size):
            if len({place for place, _ in chosen}) < size or _holds_enough(chosen, enough):
                continue
            x = np.max([members[literal] for literal in chosen], axis=0)
            one = _necessary(table, x, _text(table, chosen, "+"))
            if one.inclusion >= inclusion - ROUNDING:
                enough.add(chosen)
                if one.relevance >= relevance - ROUNDING:
                    yield one


def _holds_enough(chosen: tuple[Literal, ...], enough: Set[tuple[Literal, ...]]) -> bool:
    """Whether a shorter alternative within this one is consistent already."""
    return any(part in enough for size in range(1, len(chosen)) for part in combinations(chosen, size))


def _necessary(table: CaseTable, x: Floats, text: str) -> Necessary:
    share, relevance, coverage = necessity_fit(x, table.memberships)
    outside = np.flatnonzero((x < MEMBER) & (table.memberships > MEMBER))
    return Necessary(text, share, relevance, coverage, tuple(table.cases[place] for place in outside))


def _text(table: CaseTable, chosen: tuple[Literal, ...], sign: str) -> str:
    return sign.join(table.conditions[place].literal(value) for place, value in chosen)
