"""Fans of what was simulated before and after a fit with the counts, and of a price with its drawn paths."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from outgrow.evidence import PriceFit
from outgrow.initiative import HistoricalPoint, Initiative
from outgrow.report.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    data,
    finish,
    highest,
    scale_of,
    value_axis,
    years_axis,
)
from outgrow.scenarios import FittedParameters

Floats = NDArray[np.float64]
MEASURES = {
    "members": "Members, {}households",
    "trained": "Trained, {}households",
    "side_sold_share": "Sold aside, share of members' volume",
    "stock": "Stock relative to the start",
    "effort": "Effort relative to the start",
    "catch": "Catch of all, {}tonnes a season",
}
ROLES = {"fitted": INK, "held back": ORANGE, "not read": PURPLE}


def fitted_charts(fitted: FittedParameters, initiative: Initiative) -> dict[str, alt.LayerChart]:
    """A chart for each measure that was counted, by caption."""
    found = {}
    for measure in dict.fromkeys(point.measure for point in initiative.history):
        words = f"{measure.replace('_', ' ').capitalize()} before (grey) and after (blue) the fit: nine worlds of ten"
        found[words] = _fan(fitted, initiative, measure)
    return found


def _fan(fitted: FittedParameters, initiative: Initiative, measure: str) -> alt.LayerChart:
    seasons = initiative.seasons
    years = seasons.first_year + np.arange(1, seasons.count + 1) / seasons.per_year
    paths = {"before": fitted.path("before", measure), "after": fitted.path("after", measure)}
    roles = dict.fromkeys((id(p) for p in fitted.counts.used), "fitted")
    roles |= dict.fromkeys((id(p) for p in fitted.counts.held), "held back")
    points = [point for point in initiative.history if point.measure == measure]
    factor, word = scale_of(highest(*paths.values(), np.array([p.value for p in points])))
    title = MEASURES[measure].format(f"{word} " if word else "")
    x = years_axis(min(float(years[0]), *(p.year for p in points)), float(years[-1]))
    layers = []
    for name, colour in (("before", GREY), ("after", BLUE)):
        base = alt.Chart(data(_rows(years, paths[name] / factor)))
        y = value_axis("low:Q", title)
        layers.append(base.mark_area(color=colour, opacity=0.25).encode(x=x, y=y, y2="high:Q"))
        layers.append(base.mark_line(color=colour, strokeWidth=2).encode(x=x, y="middle:Q"))
    layers.append(_points([(p, roles.get(id(p), "not read")) for p in points], factor, x))
    return finish(alt.layer(*layers))


def _points(points: list[tuple[HistoricalPoint, str]], factor: float, x: alt.X) -> alt.Chart:
    rows = [{"year": p.year, "value": p.value / factor, "role": role} for p, role in points]
    there = [role for role in ROLES if any(role == own for _, own in points)]
    colour = alt.Color("role:N", scale=alt.Scale(domain=there, range=[ROLES[role] for role in there]))
    marks: alt.Chart = alt.Chart(data(rows)).mark_point(filled=True, size=60, opacity=1.0, stroke="white")
    return marks.encode(x=x, y="value:Q", color=colour)


def _rows(years: Floats, values: Floats) -> list[dict[str, Any]]:
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95), axis=0)
    return [
        {"year": y, "low": a, "middle": b, "high": c}
        for y, a, b, c in zip(years.tolist(), low.tolist(), middle.tolist(), high.tolist(), strict=True)
    ]


def price_chart(fit: PriceFit, drawn: Floats) -> alt.LayerChart:
    """Yearly prices with their trend, and the paths drawn beyond them, shape (D, T), in the unit of the prices."""
    ahead = fit.years[-1] + np.arange(1, drawn.shape[1] + 1).astype(np.float64)
    x = years_axis(float(fit.years[0]), float(ahead[-1]))
    seen = alt.Chart(
        data(
            [
                {"year": float(y), "price": p, "trend": t}
                for y, p, t in zip(fit.years.tolist(), fit.prices.tolist(), fit.trend_line.tolist(), strict=True)
            ]
        )
    )
    beyond = alt.Chart(data(_rows(ahead, drawn)))
    title = f"{fit.name}, {fit.unit}" if fit.unit else fit.name
    return finish(
        alt.layer(
            beyond.mark_area(color=BLUE, opacity=0.2).encode(x=x, y=value_axis("low:Q", title), y2="high:Q"),
            beyond.mark_line(color=BLUE, strokeWidth=2).encode(x=x, y="middle:Q"),
            seen.mark_line(color=GREY, strokeDash=[5, 3]).encode(x=x, y="trend:Q"),
            seen.mark_line(color=INK, strokeWidth=1.5).encode(x=x, y="price:Q"),
        ),
        width=560,
        height=260,
    )
