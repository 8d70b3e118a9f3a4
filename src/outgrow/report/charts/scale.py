"""The firm's scale: where it breaks even, and what its services cost by segment."""

from __future__ import annotations

import altair as alt
import numpy as np

from outgrow.chain import BreakEven, DeliveryCosts
from outgrow.report.records import Background
from outgrow.report.style import ACTORS, BLUE, INK, ORANGE, SOFT, data, finish, scale_of, value_axis

BEYOND = 1.6  # of the break-even number or the members, whichever is more
ROW = 46


def break_even(found: BreakEven, results: Background) -> alt.LayerChart:
    """The firm's cash in a season against the households it serves, as today and with more sold aside."""
    marks = [found.members, *(n for n in (found.households, found.with_leakage) if np.isfinite(n))]
    most = BEYOND * max(*marks, 100.0) if len(marks) == 1 else BEYOND * min(max(marks), 4.0 * min(marks[1:]))
    loyal = found.margin / max(1.0 - found.leakage, 0.01)
    worse = loyal * max(1.0 - found.leakage - 0.1, 0.0)
    lines = {"as today": found.margin, "ten points more sold aside": worse}
    cash = {name: [each * n - found.serve * n - found.fixed for n in (0.0, most)] for name, each in lines.items()}
    factor, size = scale_of(max(abs(v) for ends in cash.values() for v in ends))
    rows = [
        {"households": n, "cash": value / factor, "line": name}
        for name, ends in cash.items()
        for n, value in zip((0.0, most), ends, strict=True)
    ]
    x = alt.X(
        "households:Q",
        scale=alt.Scale(domain=[0.0, most], nice=False),
        axis=alt.Axis(title="Households served", format=",~f", tickCount=5, grid=False),
    )
    colour = alt.Color(
        "line:N",
        sort=None,
        scale=alt.Scale(domain=list(lines), range=[BLUE, ORANGE]),
        legend=alt.Legend(symbolType="stroke", symbolStrokeWidth=2.5),
    )
    unit = f"{size} {results.code}".strip()
    drawn = (
        alt.Chart(data(rows))
        .mark_line(strokeWidth=2)
        .encode(x=x, y=value_axis("cash:Q", f"Cash in a season, {unit}"), color=colour)
    )
    zero = alt.Chart(data([{"y": 0.0}])).mark_rule(color=INK).encode(y="y:Q")
    there = alt.Chart(data([{"households": found.members, "words": "members at the horizon"}]))
    late = found.members > 0.5 * most
    return finish(
        alt.layer(
            drawn,
            zero,
            there.mark_rule(color=SOFT, strokeDash=[2, 3]).encode(x=x),
            there.mark_text(
                align="right" if late else "left", dx=-4 if late else 4, baseline="top", fontSize=10, color=SOFT
            ).encode(x=x, y=alt.value(1), text="words:N"),
        )
    )


def delivery(found: DeliveryCosts, results: Background) -> alt.LayerChart:
    """Cost of each service per accepted tonne, by segment."""
    per_tonne = found.cost / np.where(found.tonnes > 0.0, found.tonnes, np.nan)
    rows = [
        {"segment": segment, "service": service.replace("_", " "), "cost": float(per_tonne[s, k])}
        for k, segment in enumerate(found.segments)
        for s, service in enumerate(found.services)
        if np.isfinite(per_tonne[s, k])
    ]
    services = [service.replace("_", " ") for service in found.services]
    colours = [ACTORS[k % len(ACTORS)] for k in range(len(services))]
    bars = (
        alt.Chart(data(rows))
        .mark_bar()
        .encode(
            y=alt.Y("segment:N", sort=list(found.segments), axis=alt.Axis(title=None, ticks=False, domain=False)),
            x=alt.X("cost:Q", stack="zero", axis=alt.Axis(title=f"{results.code} per accepted tonne", tickCount=5)),
            color=alt.Color("service:N", sort=None, scale=alt.Scale(domain=services, range=colours)),
            order=alt.Order("place:Q"),
        )
        .transform_calculate(place=f"indexof({services!r}, datum.service)")
    )
    return finish(alt.layer(bars), width=260, height=ROW * len(found.segments))
