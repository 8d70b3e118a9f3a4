"""What a robustness check is: a callable that holds an estimate against something that could overturn it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from outgrow.micro.design import Design
    from outgrow.micro.impact.records import CheckResult, ImpactEstimate


class Check(Protocol):
    """A check: data, design and estimate in, `CheckResult` out."""

    def __call__(self, data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
        """Make the check."""
        ...
