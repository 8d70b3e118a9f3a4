"""The matrix of conditions and cases, what happened and what was simulated in rows of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from outgrow.conditions.lessons.simulated import SimulatedCase
from outgrow.conditions.qca import CaseTable

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One case as it was, or as it was simulated.

    Parameters
    ----------
    case, origin
        Which case, and whether the outcome is what happened or what a run found.
    conditions
        Score of each condition, 0 to 1 or a level; None where a simulated case was not coded.
    outcome
        Membership in the outcome that happened; for a simulated row the probability that all gates open.
    gates
        Probability of each gate, of a simulated row only.
    """

    case: str
    origin: Literal["real", "simulated"]
    conditions: Mapping[str, float | None]
    outcome: float
    gates: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class CaseMatrix:
    """Conditions against cases.

    Parameters
    ----------
    conditions, outcome
        Names.
    rows
        Real cases, those with the outcome first; a simulated one follows the real one of the same name.
    """

    conditions: tuple[str, ...]
    outcome: str
    rows: tuple[MatrixRow, ...]

    def to_frame(self) -> pl.DataFrame:
        """One row a case and origin."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        gates = list(dict.fromkeys(gate for row in self.rows for gate in row.gates))
        return pl.DataFrame(
            [
                {
                    "case": row.case,
                    "origin": row.origin,
                    **{name: row.conditions[name] for name in self.conditions},
                    "outcome": row.outcome if row.origin == "real" else None,
                    "simulated_probability_of_scaling": row.outcome if row.origin == "simulated" else None,
                    **{f"simulated_{gate}": row.gates.get(gate) for gate in gates},
                }
                for row in self.rows
            ],
            infer_schema_length=None,
        )


def case_matrix(table: CaseTable | None, simulated: Sequence[SimulatedCase] = ()) -> CaseMatrix:
    """Conditions against real and simulated cases.

    Parameters
    ----------
    table
        Coded real cases, or None.
    simulated
        Simulated cases; one that is coded under the same name takes over its conditions, which both share.
    """
    names = tuple(c.name for c in table.conditions) if table else ()
    real = _real(table, names) if table else []
    coded = {row.case: row.conditions for row in real}
    runs = {
        case.id: MatrixRow(
            case.id, "simulated", coded.get(case.id, dict.fromkeys(names)), case.scales, dict(case.gates)
        )
        for case in simulated
    }
    rows: list[MatrixRow] = []
    for row in sorted(real, key=lambda one: (-one.outcome, one.case)):
        rows += [row, *([runs.pop(row.case)] if row.case in runs else [])]
    rows += sorted(runs.values(), key=lambda one: (-one.outcome, one.case))
    return CaseMatrix(names, table.outcome if table else "", tuple(rows))


def _real(table: CaseTable, names: Sequence[str]) -> list[MatrixRow]:
    return [
        MatrixRow(case, "real", dict(zip(names, scores, strict=True)), float(outcome), {})
        for case, scores, outcome in zip(table.cases, table.scores.tolist(), table.memberships.tolist(), strict=True)
    ]
