"""Rows of points with intervals: the form in which this section draws nearly everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import altair as alt

from outgrow.report.style import GREY, INK, ORANGE, data, finish

ROW = 34
NAMES = 120  # pixels kept for names, so that charts side by side have letters of one size
NUMBER = ",.3~f"


class Drawing(NamedTuple):
    """A chart and the sentence above it."""

    caption: str
    chart: alt.LayerChart


def interval_row(name: str, value: float, low: float | None, high: float | None, kind: str) -> dict[str, Any]:
    """One row: its name, the number, its ends (None where there are none), and what decides its colour."""
    return {"name": name, "value": value, "low": low, "high": high, "kind": kind}


def intervals(
    rows: list[dict[str, Any]],
    title: str,
    colours: Mapping[str, str],
    *,
    zero: bool = True,
    at: tuple[float, ...] = (0.0,),
    legend: bool = False,
    row: int = ROW,
    beside: bool = False,
) -> alt.LayerChart:
    """Points with intervals, one row each, and a line at no effect.

    Parameters
    ----------
    rows
        From `interval_row`, from the top.
    title
        What the numbers are.
    colours
        Colour of each kind.
    zero
        Whether the lines are drawn and the axis holds them.
    at
        Where lines are drawn: solid at 0, dashed elsewhere.
    legend
        Whether kinds are named under the chart.
    row
        Height of a row in pixels.
    beside
        Whether kinds of the same name stand under each other rather than on one another.
    """
    kinds = list(dict.fromkeys(one["kind"] for one in rows))
    named = alt.Legend() if legend else None
    colour = alt.Color(
        "kind:N", legend=named, sort=kinds, scale=alt.Scale(domain=kinds, range=[colours.get(k, GREY) for k in kinds])
    )
    names = list(dict.fromkeys(one["name"] for one in rows))
    base = alt.Chart(data(rows)).encode(
        y=alt.Y(
            "name:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=170, minExtent=NAMES)
        ),
        color=colour,
    )
    if beside and len(kinds) > 1:
        base = base.encode(yOffset=alt.YOffset("kind:N", sort=kinds, scale=alt.Scale(domain=kinds, paddingOuter=0.35)))
    axis = alt.Axis(title=title, format=NUMBER, tickCount=5)
    layers = [
        base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", axis=axis, scale=alt.Scale(zero=zero)), x2="high:Q"),
        base.mark_point(filled=True, size=80, opacity=1.0).encode(x=alt.X("value:Q", axis=axis)),
    ]
    if zero:
        for x in reversed(at):
            rule = alt.Chart(data([{"x": x}])).mark_rule(color=ORANGE if x else INK, strokeDash=[4, 3] if x else [1, 0])
            layers.insert(0, rule.encode(x="x:Q"))
    return finish(alt.layer(*layers), width=250, height=row * max(len(names), 1))
