"""A finding: a sentence with its figure, so that other rooms can quote it, count it and hold it against other cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

Kind = Literal[
    "gate", "bottleneck", "tornado", "variance", "information", "support", "lever", "pair", "box", "required"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found about a case.

    Parameters
    ----------
    kind
        By which question it was found.
    condition
        What it is about: dotted name of a parameter, id of an option or support, name of a gate; several are joined
        by ``+``.
    result
        What it bears on: a gate, ``all gates``, ``gates open`` or an outcome.
    sentence
        The finding in words, with its figure.
    figure
        The figure.
    unit
        What it is counted in.
    error
        Its standard error; None where it has none.
    worlds
        Worlds it rests on.
    facilitates
        Whether the condition helps (True), limits (False) or neither (None).
    assumed
        Whether it rests on a number that nobody measured.
    """

    kind: Kind
    condition: str
    result: str
    sentence: str
    figure: float
    unit: str
    error: float | None
    worlds: int
    facilitates: bool | None = None
    assumed: bool = False


def findings_frame(findings: Sequence[Finding]) -> pl.DataFrame:
    """Findings as a table, one row each."""
    import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

    return pl.DataFrame([asdict(finding) for finding in findings], infer_schema_length=None)
