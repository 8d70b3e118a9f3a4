"""How far may trends depart before the sign is no longer sure?"""

from __future__ import annotations

from typing import Any

from outgrow.micro.design import Design
from outgrow.micro.impact.honest import honest_bounds
from outgrow.micro.impact.records import CheckResult, ImpactEstimate

NAME = "departures from parallel trends"
ENOUGH = 1.0  # departures as large as those before the start (Rambachan and Roth's benchmark)


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when zero stays excluded with departures as large as before the start."""
    bounds = honest_bounds(data, design, level=estimate.level)
    until = bounds.breakdown
    return CheckResult(NAME, until is not None and until >= ENOUGH, bounds.to_frame(), bounds.summary())
