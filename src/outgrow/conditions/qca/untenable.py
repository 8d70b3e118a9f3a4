"""Assumptions about configurations without cases that an analysis must not make: the enhanced standard analysis.

A minimal solution assumes that some remainders show the outcome. Schneider and Wagemann (2012, ch. 8) call such an
assumption untenable when it contradicts something known: that the same remainder is assumed to show the absence of the
outcome too, that the outcome does not occur without a condition which the remainder lacks, or that no such case can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final, Literal

import numpy as np

from outgrow.conditions.qca.records import (
    ANY,
    CaseTable,
    Condition,
    Configuration,
    Cube,
    Necessary,
    Solution,
    TruthTable,
)
from outgrow.conditions.qca.solve import within
from outgrow.vocabulary import Defect, InputError, did_you_mean

Reason = Literal["said to be impossible", "without a necessary condition", "assumed for the absence too"]

MOST_ROWS: Final = 100_000  # configurations that are gone through one by one
LITERAL: Final = re.compile(r"(?P<not>~?)(?P<name>[^{}~*+]+?)(?:\{(?P<value>\d+)\})?")


@dataclass(frozen=True, slots=True)
class Untenable:
    """Remainders that no solution may assume.

    Parameters
    ----------
    reason
        Why.
    rows
        Their configurations, sorted.
    """

    reason: Reason
    rows: tuple[Configuration, ...]


def read_exclusions(texts: Sequence[str], conditions: Sequence[Condition]) -> tuple[Cube, ...]:
    """Conjunctions, such as ``~DEV*URB`` or ``DEV{2}``, as cubes; several with ``+`` between them.

    Raises
    ------
    InputError
        With every part that is no value of a condition.

    Examples
    --------
    >>> read_exclusions(["~A*B"], [Condition("A", "crisp"), Condition("B", "crisp"), Condition("C", "crisp")])
    ((0, 1, -1),)
    """
    defects: list[Defect] = []
    cubes = [_cube(term, conditions, defects) for text in texts for term in text.split("+") if term.strip()]
    if defects:
        raise InputError("outgrow qca", defects)
    return tuple(cubes)


def remainders(table: CaseTable, truth: TruthTable) -> tuple[Configuration, ...]:
    """Every configuration without enough cases, in the order of the truth table.

    Raises
    ------
    InputError
        When there are too many to go through.
    """
    if prod(table.levels) > MOST_ROWS:
        found = f"{prod(table.levels):,} configurations"
        why = f"Each of them is gone through, and at most {MOST_ROWS:,} can be"
        raise InputError.single("outgrow qca", found, why, "Name fewer conditions", "--exclude and --enhanced")
    observed = {row.values for row in truth.coded("1", "0", "C")}
    every = product(*(range(count) for count in table.levels))
    return tuple(row for row in every if row not in observed)


def assumed(solution: Solution, rows: Sequence[Configuration]) -> frozenset[Configuration]:
    """Which remainders some model of a solution covers."""
    cubes = sorted({term.cube for model in solution.models for term in model.terms})
    if not rows or not cubes:
        return frozenset()
    inside = np.flatnonzero(within(np.array(cubes), np.array(rows)).any(axis=0))
    return frozenset(rows[place] for place in inside.tolist())


def untenable(
    rows: Sequence[Configuration],
    table: CaseTable,
    excluded: Sequence[Cube],
    necessary: Sequence[Necessary],
    contradictory: frozenset[Configuration],
) -> tuple[Untenable, ...]:
    """Remainders that may not be assumed to show the outcome, each under the first reason that holds.

    Parameters
    ----------
    rows
        The remainders.
    table
        The cases.
    excluded
        Conjunctions of which no case can be.
    necessary
        Sets without which the outcome does not occur.
    contradictory
        Remainders that are assumed to show the outcome and its absence.
    """
    needed = [_alternatives(one, table.conditions) for one in necessary]
    found: dict[Reason, list[Configuration]] = {}
    for row in rows:
        if any(_within(row, cube) for cube in excluded):
            found.setdefault("said to be impossible", []).append(row)
        elif any(not any(_within(row, cube) for cube in cubes) for cubes in needed):
            found.setdefault("without a necessary condition", []).append(row)
        elif row in contradictory:
            found.setdefault("assumed for the absence too", []).append(row)
    return tuple(Untenable(reason, tuple(sorted(held))) for reason, held in found.items())


def _within(row: Configuration, cube: Cube) -> bool:
    return all(value in (ANY, here) for here, value in zip(row, cube, strict=True))


def _alternatives(one: Necessary, conditions: Sequence[Condition]) -> tuple[Cube, ...]:
    """A necessary set as cubes: one for a conjunction, one for each alternative."""
    return read_exclusions([one.text], conditions)


def _cube(term: str, conditions: Sequence[Condition], defects: list[Defect]) -> Cube:
    names = [condition.name for condition in conditions]
    values = [ANY] * len(conditions)
    for part in (piece.strip() for piece in term.split("*")):
        found = LITERAL.fullmatch(part)
        if found is None or found["name"] not in names:
            todo = did_you_mean(found["name"] if found else part, names)
            defects.append(Defect(f"'{part}'", "--exclude", "It is not a value of a condition", todo))
            continue
        place = names.index(found["name"])
        value = int(found["value"]) if found["value"] else int(not found["not"])
        problem = _problem(found, conditions[place], value)
        if problem:
            defects.append(Defect(f"'{part}'", "--exclude", *problem))
            continue
        values[place] = value
    return tuple(values)


def _problem(found: re.Match[str], condition: Condition, value: int) -> tuple[str, str] | None:
    last = condition.levels - 1
    if condition.kind == "multi-value" and (found["not"] or not found["value"]):
        why = f"{condition.name} has {condition.levels} levels"
        return why, f"Name one level, such as {condition.name}{{{last}}}"
    if value > last:
        return f"{condition.name} has the levels 0 to {last}", "Name one of these"
    return None


def written(found: Sequence[Untenable]) -> Iterator[str]:
    """How many remainders may not be assumed, and why, a sentence each."""
    for one in found:
        many = f"{len(one.rows):,} remainder{'s' if len(one.rows) != 1 else ''}"
        yield f"{many} may not be assumed to show the outcome: {one.reason}."
