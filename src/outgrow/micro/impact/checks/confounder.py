"""How strong must one unmeasured confounder be? The E-value."""

from __future__ import annotations

from typing import Any

import numpy as np

from outgrow.micro.design import Design, analysis_data
from outgrow.micro.impact.records import CheckResult, ImpactEstimate
from outgrow.micro.impact.sensitivity import e_value_of_difference

NAME = "one unmeasured confounder"


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when the interval itself needs a confounder to reach nothing: its E-value is above 1."""
    ready = analysis_data(data, design)
    spread = [float(ready.y[ready.treated == a].std(ddof=1)) for a in (0, 1)]
    found = e_value_of_difference(estimate.estimate, estimate.se, float(np.sqrt(np.mean(np.square(spread)))))
    return CheckResult(NAME, found.limit > 1, found.to_frame(), found.summary())
