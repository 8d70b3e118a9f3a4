"""What a robustness check is: a callable that holds an estimate against something that could overturn it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import polars as pl

    from outgrow.micro.design import Design
    from outgrow.micro.impact.records import ImpactEstimate


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Outcome of a check.

    Parameters
    ----------
    name
        What was checked.
    passed
        Whether the estimate stands.
    table
        The numbers behind it.
    text
        One sentence with the number.
    """

    name: str
    passed: bool
    table: pl.DataFrame
    text: str

    def summary(self) -> str:
        """The sentence, led by whether the estimate stands."""
        return f"{self.name}: {'stands' if self.passed else 'does not stand'}. {self.text}"

    def to_frame(self) -> pl.DataFrame:
        """The numbers behind it."""
        return self.table


class Check(Protocol):
    """A check: data, design and estimate in, `CheckResult` out."""

    def __call__(self, data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
        """Make the check."""
        ...
