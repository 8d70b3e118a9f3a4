"""What is asked of an analysis, of the outcome or of its absence, and how it is solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from outgrow.conditions.qca.necessity import super_sets
from outgrow.conditions.qca.raw import RawTable
from outgrow.conditions.qca.records import CaseTable, Condition, CutOffs, Necessary, Solution, TruthTable
from outgrow.conditions.qca.solve import solve
from outgrow.conditions.qca.truth import truth_table
from outgrow.conditions.qca.untenable import Untenable, assumed, read_exclusions, remainders, untenable
from outgrow.conditions.qca.wording import Calibration, Outcome, expected_parts, read_expectations

NECESSARY, RELEVANT = 0.9, 0.6  # usual cut-offs of necessity (Schneider and Wagemann 2012)
NOTHING: Final[frozenset[tuple[int, ...]]] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What was asked of an analysis, so that it can be asked again a little differently.

    Parameters
    ----------
    raw
        The table as written.
    outcome, conditions, calibrations
        What is explained, with what, and how figures become sets.
    cut_offs, expect
        Lines of the truth table, and directional expectations as written.
    irredundant, most
        Which models to keep, and how many to list.
    exclude, enhanced
        Conjunctions of which no case can be, and whether untenable assumptions are left out.
    """

    raw: RawTable
    outcome: Outcome
    conditions: tuple[str, ...] | None
    calibrations: Mapping[str, Calibration]
    cut_offs: CutOffs
    expect: tuple[str, ...]
    irredundant: bool
    most: int
    exclude: tuple[str, ...] = ()
    enhanced: bool = False


def needed(table: CaseTable) -> tuple[Necessary, ...]:
    """Sets that are necessary for the outcome and not trivially so."""
    return super_sets(table, inclusion=NECESSARY, relevance=RELEVANT)


def solved(
    asked: Asked, table: CaseTable, truth: TruthTable
) -> tuple[tuple[Solution, Solution, Solution], tuple[Untenable, ...]]:
    """Complex, parsimonious and intermediate solution, and the remainders that they may not assume.

    An enhanced analysis first solves the outcome and its absence as usual; remainders that both parsimonious solutions
    assume, and those that lack a necessary condition, are then assumed by none.
    """
    barred = _barred(asked, table, truth)
    rows = [row for one in barred for row in one.rows]
    return _solve(asked, table, truth, rows), barred


def _barred(asked: Asked, table: CaseTable, truth: TruthTable) -> tuple[Untenable, ...]:
    if not asked.exclude and not asked.enhanced:
        return ()
    excluded = read_exclusions(asked.exclude, table.conditions)
    rows = remainders(table, truth)
    if not asked.enhanced:
        return untenable(rows, table, excluded, (), NOTHING)
    return untenable(rows, table, excluded, needed(table), _contradictory(asked, table, truth, rows))


def _contradictory(
    asked: Asked, table: CaseTable, truth: TruthTable, rows: Sequence[tuple[int, ...]]
) -> frozenset[tuple[int, ...]]:
    """Remainders that the parsimonious solutions of the outcome and of its absence both assume."""
    other = negated(table)
    absent = truth_table(other, asked.cut_offs)
    if not absent.coded("1") or not absent.coded("0", "C"):
        return NOTHING
    here = _solve(asked, table, truth, ())[1]
    there = _solve(opposite(asked, table.conditions), other, absent, ())[1]
    return assumed(here, rows) & assumed(there, rows)


def _solve(
    asked: Asked, table: CaseTable, truth: TruthTable, barred: Sequence[tuple[int, ...]]
) -> tuple[Solution, Solution, Solution]:
    expectations = read_expectations(asked.expect, table.conditions)
    return solve(table, truth, expectations, irredundant=asked.irredundant, most=asked.most, barred=barred)


def opposite(asked: Asked, conditions: Sequence[Condition]) -> Asked:
    """The same question of the opposite outcome, with the opposite expectations."""
    expect = expected_parts(asked.expect)
    if [part.lower() for part in expect] == ["all"]:
        expect = [condition.name for condition in conditions]
    turned = tuple(part[1:] if part.startswith("~") else f"~{part}" for part in expect)
    return replace(asked, outcome=replace(asked.outcome, negated=not asked.outcome.negated), expect=turned)


def negated(table: CaseTable) -> CaseTable:
    """The same cases with membership in the absence of the outcome."""
    outcome = table.outcome[1:] if table.outcome.startswith("~") else f"~{table.outcome}"
    return replace(table, outcome=outcome, memberships=1.0 - table.memberships)
