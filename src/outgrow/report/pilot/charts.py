"""Charts of what a pilot's own data show, each with the sentence that it draws."""

from __future__ import annotations

from typing import Any, NamedTuple

import altair as alt

from outgrow.micro import Answered, CostBenefit, Estimates, PilotAnalysis, PovertyChange
from outgrow.report.style import BLUE, GREEN, GREY, INK, ORANGE, RED, data, finish

Z90 = 1.6448536269514722  # half of a normal 90 % interval in standard deviations
ROW = 34
PERCENT = 100.0
COLOURS = {"estimate": BLUE, "printed": INK, "pilot alone": BLUE, "outside view": GREEN, "effect to expect": RED}
NUMBER = ",.3~f"


class Drawing(NamedTuple):
    """A chart and the sentence above it."""

    caption: str
    chart: alt.LayerChart


def pilot_charts(analysis: PilotAnalysis) -> dict[str, Drawing]:
    """Charts by name, in the order of the page."""
    drawn: dict[str, Drawing] = {}
    for found in analysis.answers:
        drawn[f"answer-{found.id}"] = Drawing(_caption(found), answer_chart(found))
        if found.in_view is not None:
            caption = f"{found.text.rstrip('?')}: the pilot beside {len(found.in_view.view.pooled.effects)} published"
            drawn[f"view-{found.id}"] = Drawing(f"{caption}, and what to expect elsewhere", view_chart(found))
    if analysis.poverty is not None:
        drawn["poverty"] = Drawing(
            "Poverty of the survey's households, with 95 % intervals", poverty_chart(analysis.poverty)
        )
    if analysis.benefit is not None:
        drawn["sides"] = Drawing("Benefits over costs from each side; 1 is break-even", sides_chart(analysis.benefit))
    return drawn


def answer_chart(found: Answered) -> alt.LayerChart:
    """The estimate with its interval, groups that belong to it, and the number that was printed."""
    e = found.estimate
    rows = [_row("this estimate", e.estimate, *e.interval, "estimate")]
    if found.printed is not None:
        rows.append(_row("printed", found.printed.value, None, None, "printed"))
    return _intervals(rows, e.unit)


def view_chart(found: Answered) -> alt.LayerChart:
    """Pilot, outside view and effect to expect, as shares of the comparison's mean."""
    assert found.in_view is not None
    s = found.in_view.shrunken
    three = (
        ("pilot alone", s.pilot_mean, s.pilot_sd),
        ("outside view", s.outside_mean, s.outside_sd),
        ("effect to expect", s.mean, s.sd),
    )
    rows = [_row(n, PERCENT * x, PERCENT * (x - Z90 * d), PERCENT * (x + Z90 * d), n) for n, x, d in three]
    return _intervals(rows, "% of the comparison's mean, 90 % intervals")


def poverty_chart(found: Estimates | PovertyChange) -> alt.LayerChart:
    """Shares with intervals, each round in its row."""
    parts = {"": found} if isinstance(found, Estimates) else {"before: ": found.before, "after: ": found.after}
    rows = []
    for prefix, part in parts.items():
        for r in part.rows:
            if r.unit == "share":
                name = f"{prefix}{r.measure}" + ("" if r.group == "all" else f", {r.group}")
                rows.append(_row(name, PERCENT * r.value, PERCENT * r.low, PERCENT * r.high, "estimate"))
    return _intervals(rows, "%", zero=False)


def sides_chart(found: CostBenefit) -> alt.LayerChart:
    """Benefit-cost ratio of each side that bears costs."""
    rows = [_row(s.name, *s.ratio, "estimate") for s in found.sides if s.ratio is not None]
    return _intervals(rows, "benefits over costs, 90 % intervals", at=1.0)


def _row(name: str, value: float, low: float | None, high: float | None, kind: str) -> dict[str, Any]:
    return {"name": name, "value": value, "low": low, "high": high, "kind": kind}


def _intervals(rows: list[dict[str, Any]], title: str, *, zero: bool = True, at: float = 0.0) -> alt.LayerChart:
    """Points with intervals, one row each, and a line at no effect."""
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    colour = alt.Color(
        "kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[COLOURS.get(k, GREY) for k in kinds])
    )
    base = alt.Chart(data(rows)).encode(
        y=alt.Y("name:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=150)), color=colour
    )
    axis = alt.Axis(title=title, format=NUMBER, tickCount=5)
    layers = [
        base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", axis=axis, scale=alt.Scale(zero=zero)), x2="high:Q"),
        base.mark_point(filled=True, size=80, opacity=1.0).encode(x=alt.X("value:Q", axis=axis)),
    ]
    if zero:
        rule = alt.Chart(data([{"x": at}])).mark_rule(color=ORANGE if at else INK, strokeDash=[4, 3] if at else [1, 0])
        layers.insert(0, rule.encode(x="x:Q"))
    return finish(alt.layer(*layers), width=250, height=ROW * max(len(rows), 1))


def _caption(found: Answered) -> str:
    e = found.estimate
    sure = "the interval holds zero" if e.interval[0] <= 0 <= e.interval[1] else "the interval excludes zero"
    return f"{found.text.rstrip('?')}? {e.estimate:+,.4g} {e.unit}; {sure}"
