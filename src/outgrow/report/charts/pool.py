"""The stock that all harvest."""

from __future__ import annotations

import altair as alt

from outgrow.report.charts.fan import fan
from outgrow.report.records import Results


def stock(results: Results) -> alt.LayerChart:
    """Stock relative to the carrying capacity, with its limit where one is set."""
    pool = results.initiative.common_pool
    return fan(
        results,
        100.0 * results.ensemble["stock"],
        "Stock, % of carrying capacity",
        wanted=100.0 * pool.limit.middle if pool else None,
    )
