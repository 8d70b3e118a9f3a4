"""How strong must the unseen be? Oster's delta."""

from __future__ import annotations

from typing import Any

from outgrow.micro.design import Design
from outgrow.micro.impact.records import CheckResult, ImpactEstimate
from outgrow.micro.impact.sensitivity import STANDS, oster_delta

NAME = "selection on the unseen"


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when the unseen would have to select as strongly as the seen, or more, or the other way round."""
    bound = oster_delta(data, design)
    return CheckResult(NAME, bound.delta >= STANDS or bound.delta < 0, bound.to_frame(), bound.summary())
