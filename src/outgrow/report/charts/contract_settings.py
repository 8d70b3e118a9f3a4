"""The contract in other settings: more or less credit, and other institutions."""

from __future__ import annotations

import altair as alt

from outgrow.chain import CreditCurve, SettingEffects
from outgrow.report.records import Background
from outgrow.report.style import BLUE, GREY, INK, RED, SOFT, data, finish, value_axis

ROW = 34


def credit(found: CreditCurve, results: Background) -> alt.LayerChart:
    """Premium over the contract price that spot buyers must offer to tempt a household, against its credit."""
    rows = [
        {"credit": lent, "premium": 100.0 * premium}
        for lent, premium in zip(found.credit.tolist(), found.premium.tolist(), strict=True)
    ]
    x = alt.X(
        "credit:Q",
        scale=alt.Scale(domain=[0.0, float(found.credit[-1])], nice=False),
        axis=alt.Axis(
            title=f"Inputs on credit, {results.code} per household and season", format=",~f", tickCount=5, grid=False
        ),
    )
    line = alt.Chart(data(rows)).mark_line(color=BLUE, strokeWidth=2.5)
    zero = alt.Chart(data([{"y": 0.0}])).mark_rule(color=INK).encode(y="y:Q")
    layers = [line.encode(x=x, y=value_axis("premium:Q", "Tolerated spot premium, % of the contract price")), zero]
    if found.today > 0.0:
        today = alt.Chart(data([{"credit": found.today, "words": "today"}]))
        layers += [
            today.mark_rule(color=SOFT, strokeDash=[2, 3]).encode(x=x),
            today.mark_text(align="left", dx=4, baseline="top", fontSize=10, color=SOFT).encode(
                x=x, y=alt.value(1), text="words:N"
            ),
        ]
    return finish(alt.layer(*layers))


def institutions(found: SettingEffects) -> alt.LayerChart:
    """Change of compliance and of what the household has, for each institution by itself."""
    today, *changed = found.effects
    measures = {"points more contracts honoured": BLUE, "% more value to the household": GREY}
    rows = []
    for effect in changed:
        relative = effect.value_change / abs(today.value) if today.value else 0.0
        for measure, value in zip(measures, (100.0 * effect.honour_change, 100.0 * relative), strict=True):
            rows.append({"what": effect.name, "measure": measure, "value": value, "harm": value < 0.0})
    names = [effect.name for effect in changed]
    y = alt.Y("what:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=170))
    offset = alt.YOffset("measure:N", sort=list(measures))
    base = alt.Chart(data(rows))
    bars = base.mark_bar().encode(
        y=y,
        yOffset=offset,
        x=alt.X("value:Q", axis=alt.Axis(title="Change against today", format="+,~f", tickCount=5)),
        color=alt.Color(
            "measure:N",
            sort=None,
            scale=alt.Scale(domain=list(measures), range=list(measures.values())),
            legend=alt.Legend(columns=1),
        ),
        stroke=alt.condition("datum.harm", alt.value(RED), alt.value(None)),
    )
    zero = alt.Chart(data([{"x": 0.0}])).mark_rule(color=INK).encode(x="x:Q")
    return finish(alt.layer(bars, zero), width=200, height=ROW * len(names))
