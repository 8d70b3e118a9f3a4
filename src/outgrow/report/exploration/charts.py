"""Charts of an exploration: tornado, shares of the variance, levers, supports, boxes, and the frontier of costs."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import numpy as np

from outgrow.conditions import ALL_GATES, QUESTIONS, Discovery, LeverCurve
from outgrow.report.exploration.records import ExplorationResults, RequirementResults
from outgrow.report.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, RED, SKY, data, finish, scale_of

BARS = 8  # of a tornado
FACTORS = 10  # in the chart of the variance
LABEL_WIDTH = 260
LINES: Final = {
    "works": BLUE,
    "pays": ORANGE,
    "holds": GREEN,
    "lasts": PURPLE,
    "reaches": SKY,
    "lifts": RED,
    ALL_GATES: INK,
}
ASSUMED, MEASURED = "assumption", "measured"
LONGEST = 40  # letters of a label before it is cut


def tornado_chart(found: ExplorationResults, gate: str) -> alt.LayerChart:
    """What each number does to a gate's margin when it alone moves over its 90 % interval."""
    bars = [bar for bar in found.tornado.bars[gate] if bar.swing != 0.0][:BARS]
    factor, size = scale_of(max((abs(x) for bar in bars for x in (bar.low, bar.high)), default=1.0))
    rows = [
        {
            "what": _label(found, bar.name),
            "low": bar.low / factor,
            "high": bar.high / factor,
            "known": ASSUMED if found.assumed.get(bar.name, False) else MEASURED,
        }
        for bar in bars
    ]
    unit = bars[0].unit if bars else ""
    unit = unit.replace("money", found.case.initiative.money.code)
    title = f"Margin of '{gate}', {size} {unit}".replace("  ", " ").rstrip(", ")
    base = alt.Chart(data(rows)).encode(y=_names("what"))
    axis = alt.Axis(title=title, tickCount=5, format=",~r", grid=True)
    span = base.mark_bar(height=12).encode(
        x=alt.X("low:Q", axis=axis, scale=alt.Scale(zero=False, padding=8)),
        x2="high:Q",
        color=_colour("known", {ASSUMED: ORANGE, MEASURED: BLUE}),
    )
    ends = base.mark_point(filled=True, size=34, color=INK, opacity=1.0).encode(x="high:Q")
    middle = alt.Chart(data([{"x": bars[0].middle / factor if bars else 0.0}])).mark_rule(color=INK).encode(x="x:Q")
    layers = [span, ends, middle]
    if any(bar.turns for bar in bars):
        layers.append(alt.Chart(data([{"x": 0.0}])).mark_rule(color=RED, strokeDash=[3, 3]).encode(x="x:Q"))
    return finish(alt.layer(*layers), width=250, height=24 * max(len(rows), 1) + 10)


def variance_chart(found: ExplorationResults, output: str) -> alt.LayerChart:
    """First-order and total indices with two standard errors, and the Shapley effect as a ring."""
    one = found.variance.importances[output]
    rows = []
    for k in one.order[:FACTORS]:
        total, error = float(one.sobol.total[k]), float(one.sobol.total_error[k])
        row: dict[str, Any] = {
            "what": _label(found, one.factors[k]),
            "total": total,
            "first": max(float(one.sobol.first[k]), 0.0),
            "low": max(total - 2 * error, 0.0),
            "high": total + 2 * error,
            "shapley": max(float(one.shapley.shares[k]), 0.0) if one.shapley else None,
        }
        rows.append(row)
    base = alt.Chart(data(rows)).encode(y=_names("what"))
    furthest = max(row[name] or 0.0 for row in rows for name in ("high", "first", "shapley"))
    scale = alt.Scale(domain=[0, furthest], nice=True)
    axis = alt.Axis(title="Share of the variance", format=".0%", tickCount=5)
    layers = [
        base.mark_bar(height=13, color=BLUE, opacity=0.3).encode(x=alt.X("total:Q", axis=axis, scale=scale)),
        base.mark_bar(height=7, color=BLUE).encode(x="first:Q"),
        base.mark_rule(color=INK, strokeWidth=1).encode(x="low:Q", x2="high:Q"),
    ]
    if one.shapley:
        layers.append(
            base.mark_point(filled=True, color="white", stroke=RED, size=55, opacity=1.0).encode(x="shapley:Q")
        )
    return finish(alt.layer(*layers), width=250, height=24 * len(rows) + 10)


def curve_chart(curve: LeverCurve) -> alt.LayerChart:
    """Probability of each gate against the strength of a lever."""
    rows = [
        {"strength": s, "p": p, "gate": gate}
        for gate, shares in curve.gates.items()
        for s, p in zip(curve.strengths, shares, strict=True)
    ]
    base = alt.Chart(data(rows)).encode(
        x=alt.X("strength:Q", axis=alt.Axis(title="Strength of the lever", format=".0%", values=list(curve.strengths))),
        y=alt.Y(
            "p:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title="Worlds that pass", format=".0%", tickCount=5)
        ),
        color=alt.Color(
            "gate:N",
            sort=None,
            scale=alt.Scale(domain=list(LINES), range=list(LINES.values())),
            legend=alt.Legend(columns=4),
        ),
    )
    width = alt.condition(f"datum.gate == '{ALL_GATES}'", alt.value(3.5), alt.value(1.8))
    return finish(
        alt.layer(base.mark_line().encode(strokeWidth=width), base.mark_point(filled=True, size=26, opacity=1.0))
    )


def ablation_chart(found: ExplorationResults) -> alt.LayerChart:
    """Change of the number of gates that open, by support taken away and option added, with two standard errors."""
    words = {"taken away": "support taken away", "added": "option added"}
    rows = [
        {
            "what": _short(d.title),
            "open": d.open,
            "low": d.open - 2 * d.error,
            "high": d.open + 2 * d.error,
            "way": words[d.way],
        }
        for way in ("taken away", "added")
        for d in found.ablation.of(way)
        if d.open != 0.0 or d.error > 0.0
    ]
    base = alt.Chart(data(rows)).encode(y=_names("what"))
    axis = alt.Axis(title="Gates more or fewer that open, of six", format="+,~r", tickCount=6)
    return finish(
        alt.layer(
            base.mark_bar(height=12).encode(
                x=alt.X("open:Q", axis=axis), color=_colour("way", {words["taken away"]: RED, words["added"]: BLUE})
            ),
            base.mark_rule(color=INK, strokeWidth=1).encode(x="low:Q", x2="high:Q"),
            alt.Chart(data([{"x": 0.0}])).mark_rule(color=INK).encode(x="x:Q"),
        ),
        width=320,
        height=22 * max(len(rows), 1) + 10,
    )


def trade_off_chart(found: Discovery) -> alt.LayerChart:
    """Coverage against density of every box on the way, coloured by the number of limits."""
    search = found.search
    rows = [
        {"coverage": box.coverage, "density": box.density, "limits": search.restricted(k)}
        for k, box in enumerate(search.boxes)
    ]
    chosen = [{"coverage": found.coverage, "density": found.density}]
    x = alt.X(
        "coverage:Q", scale=alt.Scale(domain=[0, 1.02]), axis=alt.Axis(title="Coverage", format=".0%", tickCount=5)
    )
    y = alt.Y("density:Q", scale=alt.Scale(domain=[0, 1.02]), axis=alt.Axis(title="Density", format=".0%", tickCount=5))
    most = max(row["limits"] for row in rows)
    colour = alt.Color(
        "limits:Q",
        scale=alt.Scale(scheme="viridis", domain=[0, max(most, 1)]),
        legend=alt.Legend(title="numbers limited", format="d", tickMinStep=1, gradientLength=110, symbolType="circle"),
    )
    return finish(
        alt.layer(
            alt.Chart(data(rows)).mark_point(filled=True, size=48, opacity=1.0).encode(x=x, y=y, color=colour),
            alt.Chart(data(chosen)).mark_point(size=170, stroke=RED, strokeWidth=2, opacity=1.0).encode(x=x, y=y),
        )
    )


def box_chart(found: ExplorationResults, one: Discovery) -> alt.LayerChart:
    """The box's limits within the range of each number."""
    search = one.search
    rows = []
    for name in dict.fromkeys(limit.name for limit in one.limits):
        place = search.names.index(name)
        least, most = float(search.boxes[0].low[place]), float(search.boxes[0].high[place])
        ends = {limit.side: limit.value for limit in one.limits if limit.name == name}
        low, high = ends.get("least", least), ends.get("most", most)
        rows.append(
            {
                "what": _label(found, name),
                "all": 0.0,
                "full": 1.0,
                "low": (low - least) / (most - least),
                "high": (high - least) / (most - least),
                "words": f"{low:.3g} to {high:.3g}",
            }
        )
    base = alt.Chart(data(rows)).encode(y=_names("what"))
    axis = alt.Axis(title="Range of the number over all worlds", format=".0%", tickCount=5)
    return finish(
        alt.layer(
            base.mark_bar(height=14, color=GREY, opacity=0.25).encode(x=alt.X("all:Q", axis=axis), x2="full:Q"),
            base.mark_bar(height=14, color=BLUE if one.wanted else RED).encode(x="low:Q", x2="high:Q"),
            base.mark_text(align="left", dx=4, dy=-12, color=INK, fontSize=10).encode(x="low:Q", text="words:N"),
        ),
        width=250,
        height=34 * max(len(rows), 1) + 10,
    )


def frontier_chart(report: RequirementResults) -> alt.LayerChart:
    """Probability of all gates against cost: every setting tried, the frontier, and what is wanted."""
    solution = report.requirement.solution
    factor, size = scale_of(max(t.cost for t in solution.tried))
    kinds = {"given up early": GREY, "tried in full": SKY, "passes": BLUE}
    rows = [
        {
            "cost": t.cost / factor,
            "p": t.probability,
            "kind": "given up early"
            if t.worlds < solution.worlds
            else ("passes" if t.probability >= solution.wanted else "tried in full"),
        }
        for t in solution.tried
    ]
    edge = [{"cost": t.cost / factor, "p": t.probability} for t in solution.frontier]
    x = alt.X("cost:Q", axis=alt.Axis(title=f"Cost a season, {size} {report.case.initiative.money.code}", tickCount=6))
    y = alt.Y(
        "p:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title="Worlds in which all gates open", format=".0%")
    )
    layers = [
        alt.Chart(data(rows))
        .mark_point(filled=True, size=40, opacity=0.85)
        .encode(x=x, y=y, color=_colour("kind", kinds)),
        alt.Chart(data(edge)).mark_line(color=INK, interpolate="step-after", strokeWidth=1.5).encode(x=x, y=y),
        alt.Chart(data([{"p": solution.wanted}])).mark_rule(color=RED, strokeDash=[3, 3]).encode(y="p:Q"),
    ]
    if solution.best:
        best = [{"cost": solution.best.cost / factor, "p": solution.best.probability}]
        layers.append(
            alt.Chart(data(best)).mark_point(size=190, stroke=RED, strokeWidth=2, opacity=1.0).encode(x=x, y=y)
        )
    return finish(alt.layer(*layers), width=460, height=260)


def gates_chart(report: RequirementResults) -> alt.LayerChart:
    """Worlds in which each gate opens: as it is, and under the setting that is required or likeliest."""
    solution = report.requirement.solution
    now = next((t for t in solution.tried if not any(t.strengths)), None)
    told = solution.best or solution.likeliest
    rows = []
    for place, gate in enumerate(QUESTIONS):
        rows.append({"gate": gate, "p": told.gates[place], "when": "with these levers"})
        if now is not None:
            rows.append({"gate": gate, "p": now.gates[place], "when": "as it is"})
    base = alt.Chart(data(rows)).encode(y=_names("gate"))
    axis = alt.Axis(title="Worlds in which the gate opens", format=".0%", tickCount=5)
    return finish(
        alt.layer(
            base.mark_point(filled=True, size=110, opacity=1.0).encode(
                x=alt.X("p:Q", axis=axis, scale=alt.Scale(domain=[0, 1])),
                color=_colour("when", {"as it is": GREY, "with these levers": BLUE}),
            ),
            alt.Chart(data([{"p": solution.wanted}])).mark_rule(color=RED, strokeDash=[3, 3]).encode(x="p:Q"),
        ),
        width=300,
        height=170,
    )


def _names(field: str) -> alt.Y:
    axis = alt.Axis(title=None, ticks=False, domain=False, labelLimit=LABEL_WIDTH, labelFontSize=11)
    return alt.Y(f"{field}:N", sort=None, axis=axis)


def _colour(field: str, colours: dict[str, str]) -> alt.Color:
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color(f"{field}:N", sort=None, scale=scale)


def _label(found: ExplorationResults, name: str) -> str:
    return _short(found.labels.get(name, name))


def _short(words: str) -> str:
    """Words of at most `LONGEST` letters, cut so that what stands in brackets at their end stays.

    Examples
    --------
    >>> _short("Most by which that capacity grows in a season (coverage)")
    'Most by which that capacity… (coverage)'
    """
    if len(words) <= LONGEST:
        return words
    head, bracket, tail = words.rpartition(" (")
    end = f"{bracket}{tail}" if bracket and len(tail) < LONGEST // 2 else ""
    return f"{(head if end else words)[: LONGEST - 1 - len(end)].rstrip()}…{end}"


def steady_boxes(found: ExplorationResults) -> tuple[Discovery, ...]:
    """Boxes that are worth a chart, those of the best score first."""
    steady = [one for one in found.discoveries if one.steady]
    lift = [one.density - one.base_rate for one in steady]
    return tuple(steady[k] for k in np.argsort([-x for x in lift], kind="stable"))
