"""What a qualitative comparative analysis is made of and what it hands over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Kind = Literal["crisp", "fuzzy", "multi-value"]
Coding = Literal["1", "0", "C", "?"]
SolutionKind = Literal["complex", "parsimonious", "intermediate"]

Configuration = tuple[int, ...]
Cube = tuple[int, ...]
ANY = -1  # a condition that a cube leaves open
MEMBER = 0.5  # above it a case is more in a set than out of it


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the analysis.

    Parameters
    ----------
    name
        Its column.
    kind
        ``crisp`` (0 or 1), ``fuzzy`` (membership from 0 to 1) or ``multi-value`` (levels 0, 1, 2, ...).
    levels
        Number of values a configuration can take: 2, or the number of levels.
    """

    name: str
    kind: Kind
    levels: int = 2

    def literal(self, value: int) -> str:
        """How a value of it is written.

        Examples
        --------
        >>> Condition("STB", "fuzzy").literal(0), Condition("DEV", "multi-value", 3).literal(2)
        ('~STB', 'DEV{2}')
        """
        if self.kind == "multi-value":
            return f"{self.name}{{{value}}}"
        return self.name if value else f"~{self.name}"


@dataclass(frozen=True, slots=True, eq=False)
class CaseTable:
    """Cases with calibrated conditions and one outcome.

    Parameters
    ----------
    cases
        Names of the cases.
    conditions
        The conditions.
    scores
        Membership of each case in each condition, 0 to 1, or its level; shape (cases, conditions).
    outcome
        The outcome as it is written, with ``~`` when its absence is explained.
    memberships
        Membership of each case in the outcome, 0 to 1, shape (cases,).
    warnings
        What a reader must know about the scores.
    """

    cases: tuple[str, ...]
    conditions: tuple[Condition, ...]
    scores: Floats
    outcome: str
    memberships: Floats
    warnings: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[int, ...]:
        """Number of values of each condition."""
        return tuple(condition.levels for condition in self.conditions)

    def literal(self, position: int, value: int) -> Floats:
        """Membership of each case in one value of one condition, shape (cases,)."""
        column = self.scores[:, position]
        if self.conditions[position].kind == "multi-value":
            return np.asarray(column == value, dtype=np.float64)
        return np.asarray(column if value else 1.0 - column)

    def term(self, cube: Cube) -> Floats:
        """Membership of each case in a conjunction: the smallest of its literals, shape (cases,)."""
        members = np.ones(len(self.cases))
        for position, value in enumerate(cube):
            if value != ANY:
                members = np.minimum(members, self.literal(position, value))
        return members

    def write(self, cube: Cube) -> str:
        """A conjunction as text, such as ``DEV*~URB``; ``1`` when it leaves everything open."""
        literals = [c.literal(v) for c, v in zip(self.conditions, cube, strict=True) if v != ANY]
        return "*".join(literals) or "1"

    def without(self, position: int) -> CaseTable:
        """The same table without one case."""
        keep = np.arange(len(self.cases)) != position
        names = tuple(name for place, name in enumerate(self.cases) if place != position)
        return CaseTable(names, self.conditions, self.scores[keep], self.outcome, self.memberships[keep], self.warnings)


@dataclass(frozen=True, slots=True)
class TruthRow:
    """One observed configuration.

    Parameters
    ----------
    number
        Row number in the complete table, from 1, the last condition changing fastest.
    values
        Value of each condition.
    cases
        Cases that belong to it (membership above 0.5).
    inclusion, pri
        Consistency of the configuration as a subset of the outcome, and its proportional reduction in
        inconsistency, both 0 to 1.
    out
        ``1`` explains the outcome, ``0`` does not, ``C`` lies between the two cut-offs, ``?`` has too few cases.
    contradictory
        Whether cases with and without the outcome share the configuration.
    """

    number: int
    values: Configuration
    cases: tuple[str, ...]
    inclusion: float
    pri: float
    out: Coding
    contradictory: bool


@dataclass(frozen=True, slots=True)
class CutOffs:
    """Where the truth table draws its lines.

    Parameters
    ----------
    inclusion
        Least consistency of a row that is coded 1.
    pri
        Least proportional reduction in inconsistency of a row that is coded 1.
    cases
        Least number of cases of a row that is not a remainder.
    lower
        Consistency under which a row is coded 0; between it and ``inclusion`` it is coded C.
    """

    inclusion: float = 0.8
    pri: float = 0.5
    cases: int = 1
    lower: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TruthTable:
    """The observed configurations.

    Parameters
    ----------
    conditions
        Names of the conditions.
    outcome
        The outcome.
    rows
        Observed rows: coded 1 first, then by consistency.
    possible
        Number of configurations that are logically possible.
    cut_offs
        The cut-offs they were coded with.
    """

    conditions: tuple[str, ...]
    outcome: str
    rows: tuple[TruthRow, ...]
    possible: int
    cut_offs: CutOffs

    def coded(self, *codings: Coding) -> tuple[TruthRow, ...]:
        """Rows with one of these codings."""
        return tuple(row for row in self.rows if row.out in codings)

    @property
    def contradictory(self) -> tuple[TruthRow, ...]:
        """Rows whose cases disagree about the outcome."""
        return tuple(row for row in self.rows if row.contradictory)

    @property
    def remainders(self) -> int:
        """Configurations without enough cases."""
        return self.possible - len(self.coded("1", "0", "C"))

    def to_frame(self) -> pl.DataFrame:
        """One row a configuration: number, conditions, out, n, inclusion, pri, contradictory, cases."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame(
            [
                {
                    "row": row.number,
                    **dict(zip(self.conditions, row.values, strict=True)),
                    "out": row.out,
                    "n": len(row.cases),
                    "inclusion": row.inclusion,
                    "pri": row.pri,
                    "contradictory": row.contradictory,
                    "cases": ", ".join(row.cases),
                }
                for row in self.rows
            ]
        )


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a set fits as a sufficient condition.

    Parameters
    ----------
    inclusion
        Consistency: how far the set is a subset of the outcome, 0 to 1.
    pri
        Proportional reduction in inconsistency, 0 to 1.
    coverage
        Share of the outcome that it covers (raw coverage), 0 to 1.
    """

    inclusion: float
    pri: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Term:
    """One sufficient conjunction of a model.

    Parameters
    ----------
    cube, text
        Values of the conditions (-1 where it is open), and how it is written.
    fit
        Consistency, PRI and raw coverage.
    unique
        Share of the outcome that this term of the model alone covers.
    cases, deviant
        Cases in it with the outcome, and cases in it without.
    """

    cube: Cube
    text: str
    fit: Fit
    unique: float
    cases: tuple[str, ...]
    deviant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A minimal sum of conjunctions.

    Parameters
    ----------
    terms
        Its conjunctions.
    fit
        Of their union.
    uncovered
        Cases with the outcome that no term covers.
    """

    terms: tuple[Term, ...]
    fit: Fit
    uncovered: tuple[str, ...]

    @property
    def text(self) -> str:
        """The model as written, such as ``DEV*STB + URB``."""
        return " + ".join(term.text for term in self.terms)


@dataclass(frozen=True, slots=True)
class Solution:
    """All minimal models of one kind.

    Parameters
    ----------
    kind
        ``complex`` uses no remainder, ``parsimonious`` any, ``intermediate`` the easy counterfactuals only.
    models
        The models, those with the highest consistency and coverage first; the first of them only when there are
        more than were asked for.
    count
        How many models tie.
    counted_all
        Whether ``count`` is exact; otherwise there are more.
    implicants
        Number of prime implicants.
    assumptions
        Numbers of the remainder rows that the models assume to show the outcome.
    """

    kind: SolutionKind
    models: tuple[Model, ...]
    count: int
    counted_all: bool
    implicants: int
    assumptions: tuple[int, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term of any model, in the order of the models."""
        return tuple(dict.fromkeys(term.text for model in self.models for term in model.terms))


@dataclass(frozen=True, slots=True)
class Necessary:
    """A set held against the outcome as a necessary condition.

    Parameters
    ----------
    text
        The set, such as ``STB``, ``LIT*STB`` or ``DEV+URB``.
    inclusion
        Consistency: how far the outcome is a subset of it, 0 to 1.
    relevance
        Relevance of necessity (Schneider and Wagemann 2012), 0 (trivial) to 1.
    coverage
        Share of the set that the outcome fills, 0 to 1.
    against
        Cases with the outcome outside the set.
    """

    text: str
    inclusion: float
    relevance: float
    coverage: float
    against: tuple[str, ...]
