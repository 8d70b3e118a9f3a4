"""The absence of the outcome beside the outcome: asymmetry, and what both solutions claim at once."""

from __future__ import annotations

from dataclasses import dataclass

from outgrow.conditions.qca.analyse import Qca, analyse
from outgrow.conditions.qca.asked import negated, opposite
from outgrow.conditions.qca.records import SolutionKind
from outgrow.conditions.qca.truth import row_number
from outgrow.conditions.qca.untenable import assumed, remainders
from outgrow.vocabulary import InputError


@dataclass(frozen=True, slots=True, eq=False)
class OtherSide:
    """The same analysis of the opposite outcome.

    Parameters
    ----------
    found
        The analysis; None where it has no solution.
    why_not
        Why it has none; empty where it has one.
    both
        Numbers of the truth table rows that are coded 1 for the outcome and for its absence (a simultaneous subset
        relation: their PRI is low for both).
    contradictory
        For each solution, numbers of the remainders that are assumed to show the outcome and its absence.
    """

    found: Qca | None
    why_not: str
    both: tuple[int, ...]
    contradictory: dict[SolutionKind, tuple[int, ...]]

    def summary(self) -> str:
        """The absence of the outcome in a paragraph."""
        if self.found is None:
            return f"The absence of the outcome has no solution: {self.why_not}"
        said = [self.found.summary()]
        if self.both:
            numbers = ", ".join(str(row) for row in self.both)
            said.append(f"Rows {numbers} are coded 1 for the outcome and for its absence, and explain neither.")
        torn = {kind: rows for kind, rows in self.contradictory.items() if rows}
        for kind, rows in torn.items():
            said.append(
                f"The two {kind} solutions assume {len(rows)} of the same remainders to show the outcome and its "
                "absence, which cannot both be; an enhanced analysis assumes neither."
            )
        return " ".join(said)


def other_side(found: Qca) -> OtherSide:
    """Analyse the absence of the outcome as the outcome was, with the opposite expectations.

    Sets are asymmetric: what explains the absence of an outcome is not the absence of what explains it (Schneider and
    Wagemann 2012, ch. 3). Cut-offs are the same; where a value was expected to further the outcome, the others are
    expected to further its absence.

    Parameters
    ----------
    found
        The analysis of the outcome.

    Examples
    --------
    >>> from outgrow.conditions.qca import qca
    >>> cases = {"case": ["A", "B", "C", "D"], "BUYER": [1, 1, 0, 0], "OWN": [1, 0, 1, 0], "SCALES": [1, 0, 0, 0]}
    >>> other_side(qca(cases, "SCALES", incl_cut=1)).found.solution("parsimonious").models[0].text
    '~BUYER + ~OWN'
    """
    asked = opposite(found.asked, found.table.conditions)
    try:
        there = analyse(asked, negated(found.table))
    except InputError as problem:
        one = problem.defects[0]
        return OtherSide(None, f"{one.found}. {one.why}.", (), {})
    here = {row.number for row in found.truth.coded("1")}
    both = tuple(sorted(row.number for row in there.truth.coded("1") if row.number in here))
    return OtherSide(there, "", both, contradictions(found, there))


def contradictions(here: Qca, there: Qca) -> dict[SolutionKind, tuple[int, ...]]:
    """For each solution, the remainders that both analyses assume; none where there are too many to go through."""
    try:
        rows = sorted(set(remainders(here.table, here.truth)) & set(remainders(there.table, there.truth)))
    except InputError:
        return {}
    found: dict[SolutionKind, tuple[int, ...]] = {}
    kinds: tuple[SolutionKind, ...] = ("intermediate", "parsimonious")
    for kind in kinds:
        both = assumed(here.solution(kind), rows) & assumed(there.solution(kind), rows)
        found[kind] = tuple(sorted(row_number(row, here.table.levels) for row in both))
    return found
