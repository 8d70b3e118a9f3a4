"""Who gains: change of income by group."""

from __future__ import annotations

import altair as alt
import numpy as np

from outgrow.report.measures import QUANTILES, group_gains
from outgrow.report.records import Results
from outgrow.report.style import BLUE, INK, data, finish

NAMES = ("q05", "q25", "q50", "q75", "q95")


def gains(results: Results) -> alt.LayerChart:
    """Nine worlds of ten, half of them and the middle one for each group."""
    rows = []
    for label, change in group_gains(results.ensemble).items():
        seen = 100.0 * change[~np.isnan(change)]
        if seen.size:
            rows.append({"group": label, **dict(zip(NAMES, np.quantile(seen, QUANTILES).tolist(), strict=True))})
    base = alt.Chart(data(rows)).encode(
        y=alt.Y(
            "group:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=150, labelFontSize=12)
        )
    )
    x = alt.X("q05:Q", axis=alt.Axis(title="Change of income, %", format="+,~f", tickCount=6))
    zero = alt.Chart(data([{"x": 0.0}])).mark_rule(color=INK).encode(x="x:Q")
    return finish(
        alt.layer(
            zero,
            base.mark_rule(color=BLUE, opacity=0.5, strokeWidth=2).encode(x=x, x2="q95:Q"),
            base.mark_rule(color=BLUE, opacity=0.6, strokeWidth=8).encode(x="q25:Q", x2="q75:Q"),
            base.mark_point(filled=True, color="white", stroke=BLUE, size=70, opacity=1.0).encode(x="q50:Q"),
        ),
        width=250,
        height=170,
    )
