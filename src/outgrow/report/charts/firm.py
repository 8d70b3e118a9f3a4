"""The firm's cash: with the payers there were, and had it carried all of it alone."""

from __future__ import annotations

import altair as alt
import numpy as np
from numpy.typing import NDArray

from outgrow.conditions import Gate
from outgrow.report.charts.fan import fan, reach
from outgrow.report.measures import bands, cumulative_cash
from outgrow.report.records import Background, Results
from outgrow.report.style import BLUE, INK, RED, data, finish, highest, scale_of, value_axis

Floats = NDArray[np.float64]
BARS = 16  # of the histogram


def cash(results: Results) -> alt.LayerChart:
    """Cumulative cash with the payers there were."""
    return _cumulative(results, "firm_cash")


def cash_alone(results: Background) -> alt.LayerChart:
    """Cumulative cash had the firm paid what the leaving actors paid."""
    return _cumulative(results, "firm_cash_alone")


def present_value(results: Results) -> alt.LayerChart:
    """Net present values of the worlds as a histogram."""
    value = pays(results).margin
    factor, size = scale_of(highest(value))
    height, edges = np.histogram(value / factor, bins=_edges(value / factor))
    rows = [
        {"from": low, "to": high, "worlds": int(n), "side": "at or above zero" if low >= 0.0 else "below zero"}
        for n, low, high in zip(height, edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    ]
    unit = f"{size} {results.code}".strip()
    bars = (
        alt.Chart(data(rows))
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X(
                "from:Q", bin="binned", axis=alt.Axis(title=f"Net present value, {unit}", format=",~f", tickCount=6)
            ),
            x2="to:Q",
            y=value_axis("worlds:Q", "Worlds", "d"),
            color=alt.Color("side:N", scale=alt.Scale(domain=["below zero", "at or above zero"], range=[RED, BLUE])),
        )
    )
    zero = alt.Chart(data([{"x": 0.0}])).mark_rule(color=INK).encode(x="x:Q")
    return finish(alt.layer(bars, zero))


def _edges(values: Floats) -> Floats:
    """Ends of about `BARS` bars of equal width, one of them at zero."""
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    step = (high - low) / BARS or 1.0
    return np.asarray(step * np.arange(np.floor(low / step), np.ceil(high / step) + 1.0))


def pays(results: Results) -> Gate:
    """The gate whose margin is the firm's net present value."""
    return next(gate for gate in results.verdict.gates if gate.name == "pays")


def _cumulative(results: Background, measure: str) -> alt.LayerChart:
    total = cumulative_cash(results.ensemble, measure)
    domain = reach(*(bands(cumulative_cash(results.ensemble, m)) for m in ("firm_cash", "firm_cash_alone")))
    factor, size = scale_of(max(abs(end) for end in domain))
    return fan(
        results, total, f"Cumulative cash, {size} {results.code}".replace(",  ", ", "), factor=factor, domain=domain
    )
