"""Are there others like the participants?"""

from __future__ import annotations

from typing import Any

import numpy as np

from outgrow.micro.design import Design, analysis_data
from outgrow.micro.impact.matched import aipw
from outgrow.micro.impact.records import CheckResult, ImpactEstimate

NAME = "overlap"
HIGH = 0.9  # chances above it leave a participant with a ninth of its like outside (Crump et al. 2009)
TOLERATED = 0.05


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when at most 5 % of participants have a chance of taking part above 0.9."""
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    ready = analysis_data(data, design)
    weighting = aipw(ready)[2]
    edges = np.linspace(0, 1, 11)
    counts = [np.histogram(weighting.score[ready.treated == a], edges)[0] for a in (1, 0)]
    table = pl.DataFrame({"from": edges[:-1], "to": edges[1:], "participants": counts[0], "others": counts[1]})
    alone = float(np.mean(weighting.score[ready.treated == 1] > HIGH))
    text = (
        f"{100 * alone:.1f} % of participants have a chance of taking part above {HIGH:g}; the others count as "
        f"{weighting.effective:,.0f} after weighting."
    )
    return CheckResult(NAME, alone <= TOLERATED, table, text)
