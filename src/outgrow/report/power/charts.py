"""Curves of power: the chance of finding each effect, and the effect that each number of clusters finds."""

from __future__ import annotations

from typing import Any

import altair as alt

from outgrow.micro import PowerPlan, PowerReport
from outgrow.report.pilot.intervals import NUMBER, Drawing
from outgrow.report.style import ACTORS, BLUE, INK, RED, SOFT, data, finish, value_axis

MOST_LINES = 6  # curves that can be told apart; the table holds all
MOST = 3.0  # times the effects found, from which a wanted effect is told and not drawn
PERCENT = 100.0


def power_charts(report: PowerReport) -> dict[str, Drawing]:
    """Charts by name, two a plan."""
    drawn: dict[str, Drawing] = {}
    for plan in report.plans:
        drawn[f"effects-{plan.name}"] = Drawing(_effects_caption(plan), effects_chart(plan))
        drawn[f"clusters-{plan.name}"] = Drawing(_clusters_caption(plan), clusters_chart(plan))
    return drawn


def effects_chart(plan: PowerPlan) -> alt.LayerChart:
    """Chance of finding a true effect, by its size; the wanted chance and wanted effects as lines."""
    rows = plan.over_effects().to_dicts()
    x = alt.X("effect:Q", axis=alt.Axis(title=_in_unit("True effect", plan), format=NUMBER, tickCount=6, grid=False))
    y = value_axis("chance:Q", "Chance of finding it, %", domain=(0.0, 100.0))
    lines = [{**row, "chance": PERCENT * row["chance"]} for row in rows]
    top = max(row["effect"] for row in rows)
    layers = [_wanted_chance(plan), *_wanted_effects(plan, x, top), _lines(lines, x, y)]
    return finish(alt.layer(*layers))


def clusters_chart(plan: PowerPlan) -> alt.LayerChart:
    """Smallest effect found with the wanted chance, by the number of clusters; plans as points."""
    rows = plan.over_clusters().to_dicts()
    what = "Clusters" if plan.rows[0].size.cluster_size > 1 else "Households"
    x = alt.X(
        "clusters:Q",
        scale=alt.Scale(zero=False, nice=False),
        axis=alt.Axis(title=f"{what}, both arms together", format=",~f", tickCount=6, grid=False),
    )
    inside = max(row.detectable.effect for row in plan.rows)
    drawn = [one for one in plan.wanted if abs(one.value) < MOST * inside]
    top = 2.0 * max(inside, *(abs(one.value) for one in drawn)) if drawn else 2.0 * inside
    y = value_axis("detectable:Q", _in_unit("Smallest effect found", plan), NUMBER, domain=(0.0, top))
    layers: list[alt.Chart] = []
    for one in drawn:
        rule = alt.Chart(data([{"detectable": abs(one.value), "words": one.short or one.name}]))
        layers.append(rule.mark_rule(color=RED, strokeDash=[4, 3]).encode(y=y))
        layers.append(
            rule.mark_text(align="right", baseline="bottom", dy=-2, color=SOFT, fontSize=10).encode(
                y=y, x=alt.value(328), text="words:N"
            )
        )
    layers.append(_lines(rows, x, y))
    own = [
        {"clusters": s.clusters, "detectable": d} for s, d in {r.size: r.detectable.effect for r in plan.rows}.items()
    ]
    layers.append(
        alt.Chart(data(own)).mark_point(filled=True, size=50, opacity=1.0, color=INK, clip=True).encode(x=x, y=y)
    )
    return finish(alt.layer(*layers))


def _lines(rows: list[dict[str, Any]], x: alt.X, y: alt.Y) -> alt.Chart:
    """A curve for each case; one alone needs no legend."""
    cases = list(dict.fromkeys(row["case"] for row in rows))[:MOST_LINES]
    shown = [row for row in rows if row["case"] in cases]
    several = len(cases) > 1
    colour = alt.Color(
        "case:N",
        sort=None,
        scale=alt.Scale(domain=cases, range=list(ACTORS[: len(cases)]) if several else [BLUE]),
        legend=alt.Legend(symbolType="stroke", symbolStrokeWidth=2.5, columns=2) if several else None,
    )
    lines: alt.Chart = alt.Chart(data(shown)).mark_line(strokeWidth=2.2, clip=True).encode(x=x, y=y, color=colour)
    return lines


def _in_unit(words: str, plan: PowerPlan) -> str:
    """A title with the unit, where there is one."""
    return f"{words}, {plan.unit}" if plan.unit else words


def chart_notes(plan: PowerPlan) -> tuple[str, str]:
    """What the marks of the two charts of a plan mean, and which curves they leave to the table."""
    red = ["red: effects wanted"] if plan.wanted else []
    curves = [list(dict.fromkeys(rows["case"].to_list())) for rows in (plan.over_effects(), plan.over_clusters())]
    cut = [[f"the first {MOST_LINES} of {len(one)} cases"] if len(one) > MOST_LINES else [] for one in curves]
    return (
        "; ".join(["dotted: chance wanted", *red, *cut[0]]),
        "; ".join(["points: sizes weighed", *red, *cut[1]]),
    )


def _wanted_chance(plan: PowerPlan) -> alt.Chart:
    level = alt.Chart(data([{"chance": PERCENT * plan.power}]))
    line: alt.Chart = level.mark_rule(color=INK, strokeDash=[2, 3]).encode(y="chance:Q")
    return line


def _wanted_effects(plan: PowerPlan, x: alt.X, top: float) -> list[alt.Chart]:
    layers = []
    for place, one in enumerate(one for one in plan.wanted if abs(one.value) <= top):
        right = abs(one.value) > top / 2
        rule = alt.Chart(data([{"effect": abs(one.value), "words": one.short or one.name}]))
        layers.append(rule.mark_rule(color=RED, strokeDash=[4, 3]).encode(x=x))
        layers.append(
            rule.mark_text(align="right" if right else "left", dx=-4 if right else 4, color=SOFT, fontSize=10).encode(
                x=x, y=alt.value(200 - 14 * place), text="words:N"
            )
        )
    return layers


def _effects_caption(plan: PowerPlan) -> str:
    asked = f"{plan.title.rstrip('?.')}: the" if plan.title else "The"
    return f"{asked} chance of finding an effect, by its true size"


def _clusters_caption(plan: PowerPlan) -> str:
    what = "clusters" if plan.rows[0].size.cluster_size > 1 else "households"
    asked = f"{plan.title.rstrip('?.')}: the" if plan.title else "The"
    return f"{asked} smallest effect found with a chance of {PERCENT * plan.power:.0f} %, by {what}"
