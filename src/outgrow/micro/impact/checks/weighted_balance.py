"""Did weighting make the others like the participants?"""

from __future__ import annotations

from typing import Any

import numpy as np

from outgrow.micro.design import Design
from outgrow.micro.impact.matched import LOOSE, weighting_of
from outgrow.micro.impact.records import CheckResult, ImpactEstimate

NAME = "balance after weighting"


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when every covariate's standardised difference after weighting is at most 0.1."""
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    found = weighting_of(data, design)
    table = pl.DataFrame({"covariate": found.names, "before": found.before, "after": found.after})
    worst = int(np.abs(found.after).argmax())
    text = (
        f"The largest standardised difference went from {np.abs(found.before).max():z.2f} to "
        f"{abs(found.after[worst]):z.2f} ({found.names[worst]})."
    )
    return CheckResult(NAME, bool(np.abs(found.after).max() <= LOOSE), table, text)
