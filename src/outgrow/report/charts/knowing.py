"""What it is worth to know before investing: single numbers, and the next survey."""

from __future__ import annotations

import altair as alt

from outgrow.chain import SurveyPlan, WorthKnowing
from outgrow.report.prose import parameter_label
from outgrow.report.records import Background
from outgrow.report.style import BLUE, GREY, INK, ORANGE, RED, SOFT, data, finish, scale_of, value_axis

SHOWN, ROW, LABEL = 8, 26, 200


def worth_of_numbers(found: WorthKnowing, results: Background) -> alt.LayerChart:
    """EVPPI of the numbers most worth knowing; a line where a number that says nothing would stand."""
    listed = results.ensemble.worlds.listed
    shown = [(name, worth) for name, worth in found.evppi.items() if worth > 0.0][:SHOWN]
    factor, size = scale_of(max(found.noise, *(worth for _, worth in shown)))
    rows, labels = [], []
    for name, worth in shown:
        label = (
            parameter_label(name, listed[name].label, results.initiative) if name in listed else "effect on the yield"
        )
        told = "can be told from nothing" if worth > found.noise else "cannot be told from nothing"
        rows.append({"number": label, "worth": worth / factor, "told": told})
        labels.append(label)
    words = ["can be told from nothing", "cannot be told from nothing"]
    bars = (
        alt.Chart(data(rows))
        .mark_bar()
        .encode(
            y=alt.Y(
                "number:N",
                sort=labels,
                axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=LABEL),
            ),
            x=alt.X(
                "worth:Q",
                axis=alt.Axis(title=f"Worth of knowing it, {size} {results.code}".replace(",  ", ", "), tickCount=4),
            ),
            color=alt.Color(
                "told:N",
                sort=None,
                scale=alt.Scale(domain=words, range=[BLUE, GREY]),
                legend=alt.Legend(columns=1),
            ),
        )
    )
    noise = alt.Chart(data([{"x": found.noise / factor}])).mark_rule(color=INK, strokeDash=[2, 2]).encode(x="x:Q")
    return finish(alt.layer(bars, noise), width=190, height=ROW * len(rows))


def survey_worth(found: SurveyPlan, results: Background) -> alt.LayerChart:
    """What a survey of each size is worth, what it costs, and the difference."""
    most, kept = float(found.sizes[-1]), found.sizes > 0
    factor, size = scale_of(max(float(found.evsi.max()), float(found.cost[kept].min())))
    curves = {"worth (EVSI)": (found.evsi, BLUE), "cost": (found.cost, ORANGE)}
    rows = [
        {"respondents": n, "value": value / factor, "curve": name}
        for name, (values, _) in curves.items()
        for n, value in zip(found.sizes[kept].tolist(), values[kept].tolist(), strict=True)
    ]
    x = alt.X(
        "respondents:Q",
        scale=alt.Scale(type="log", domain=[1.0, most]),
        axis=alt.Axis(title="Respondents", format=",~s", values=[1, 10, 100, 1000, 10_000], grid=False),
    )
    line = alt.Chart(data(rows)).mark_line(strokeWidth=2.2, clip=True)
    least = float(found.cost[kept].min()) if not found.best else 0.0
    top = 1.3 * max(float(found.evsi.max()), found.perfect, least, 1e-9) / factor
    unit = f"{size} {results.code}".strip()
    layers = [
        line.encode(
            x=x,
            y=value_axis("value:Q", f"Before deciding, {unit}", domain=(0.0, top)),
            color=alt.Color(
                "curve:N",
                sort=None,
                scale=alt.Scale(domain=list(curves), range=[colour for _, colour in curves.values()]),
                legend=alt.Legend(symbolType="stroke", symbolStrokeWidth=2.5),
            ),
        )
    ]
    if found.best:
        best = alt.Chart(data([{"respondents": found.best, "words": f"{found.best:,} are sufficient"}]))
        layers += [
            best.mark_rule(color=RED, strokeDash=[2, 3]).encode(x=x),
            best.mark_text(align="left", dx=4, baseline="top", fontSize=10, color=SOFT).encode(
                x=x, y=alt.value(1), text="words:N"
            ),
        ]
    return finish(alt.layer(*layers))
