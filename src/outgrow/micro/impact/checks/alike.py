"""Were the arms alike before the programme?"""

from __future__ import annotations

from typing import Any

import numpy as np

from outgrow.micro.design import Design, as_frame, balance, one_row_a_unit
from outgrow.micro.design.balance import LARGE
from outgrow.micro.impact.records import CheckResult, ImpactEstimate

NAME = "balance at the start"


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when no normalised difference exceeds 0.25 and the joint test does not reject at 5 %."""
    frame, wide, _ = one_row_a_unit(as_frame(data), design)
    table = balance(frame, wide)
    close = all(abs(r.normalised) <= LARGE for r in table.rows if not np.isnan(r.normalised))
    together = all(j.test.p >= 0.05 for j in table.joint if np.isfinite(j.test.p))
    return CheckResult(NAME, close and together, table.to_frame(), table.summary())
