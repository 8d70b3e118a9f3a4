"""Who pays, year by year."""

from __future__ import annotations

import altair as alt
import numpy as np
from numpy.typing import NDArray

from outgrow.report.charts.fan import exit_marks
from outgrow.report.measures import spending
from outgrow.report.records import Results
from outgrow.report.style import ACTORS, data, finish, highest, scale_of, value_axis

Floats = NDArray[np.float64]
GAP = 0.9  # width of a bar, as a part of its season


def payers(results: Results) -> alt.LayerChart:
    """What each actor spends on all functions, median of the worlds, stacked."""
    spent = spending(results.ensemble)
    factor, size = scale_of(highest(*spent.values()))
    names = {actor: results.actor(actor) for actor in spent}
    width = 1.0 / results.initiative.seasons.per_year
    rows = [
        {"from": year - GAP * width, "to": year, "actor": names[actor], "low": low / factor, "high": high / factor}
        for actor, (below, above) in _stacked(spent).items()
        for year, low, high in zip(results.years.tolist(), below.tolist(), above.tolist(), strict=True)
    ]
    unit = f"{size} {results.code}".strip()
    bars = (
        alt.Chart(data(rows))
        .mark_bar()
        .encode(
            x=alt.X(
                "from:Q",
                scale=alt.Scale(domain=[float(results.years[0]) - width, float(results.years[-1])], nice=False),
                axis=alt.Axis(title=None, format="d", tickCount=6, grid=False),
            ),
            x2="to:Q",
            y=value_axis("low:Q", f"Spent a season, {unit}"),
            y2="high:Q",
            color=alt.Color("actor:N", sort=None, scale=alt.Scale(domain=list(names.values()), range=_colours(names))),
        )
    )
    return finish(alt.layer(bars, *exit_marks(results)))


def _stacked(spent: dict[str, Floats]) -> dict[str, tuple[Floats, Floats]]:
    """Lower and upper end of each actor's bars, one on top of the other."""
    ends, below = {}, np.zeros_like(next(iter(spent.values()), np.zeros(0)))
    for actor, amounts in spent.items():
        ends[actor] = (below, below + amounts)
        below = below + amounts
    return ends


def _colours(names: dict[str, str]) -> list[str]:
    return [ACTORS[place % len(ACTORS)] for place in range(len(names))]
