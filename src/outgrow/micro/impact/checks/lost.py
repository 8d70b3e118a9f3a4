"""Did the arms lose different shares of households?"""

from __future__ import annotations

from typing import Any

import numpy as np

from outgrow.micro.design import Design, attrition
from outgrow.micro.impact.lee import lee_bounds
from outgrow.micro.impact.records import CheckResult, ImpactEstimate

NAME = "households lost"


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Attrition by arm; where shares differ, the estimate stands if bounds for stayers keep its sign."""
    table = attrition(data, design)
    different = bool(np.isfinite(table.difference.p)) and table.difference.p < 0.05
    if not different:
        return CheckResult(NAME, True, table.to_frame(), table.summary())
    if design.kind != "rct":
        return CheckResult(NAME, False, table.to_frame(), f"{table.summary()} They are worked out for trials only.")
    bounds = lee_bounds(data, design, level=estimate.level)
    holds = bounds.interval[0] * bounds.interval[1] > 0
    return CheckResult(NAME, holds, bounds.to_frame(), f"{table.summary()} {bounds.summary()}")
