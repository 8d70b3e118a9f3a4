"""Margins and shares of the final price, without and with the initiative."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from outgrow.chain import ChainFindings, compare
from outgrow.report.records import Background
from outgrow.report.style import BLUE, GREY, INK, data, finish

STATES: Final = {"without": GREY, "with the initiative": BLUE}
ROW = 46  # height of an actor's two bars


def margins(found: ChainFindings, results: Background) -> alt.LayerChart:
    """Margin of each actor per kg of the final product."""
    both = compare(found.without, found.with_initiative)
    title = f"Margin, {results.code} per kg of the final product"
    return _pairs(_rows(both.actors, both.margin, results), title, ",~f")


def value_shares(found: ChainFindings, results: Background) -> alt.LayerChart:
    """Share of the final price that each actor adds."""
    both = compare(found.without, found.with_initiative)
    return _pairs(_rows(both.actors, both.value_share, results), "Share of the final price", ".0%")


def _rows(actors: tuple[str, ...], values: tuple[Any, Any], results: Background) -> list[dict[str, Any]]:
    return [
        {"actor": results.actor(actor), "state": state, "value": float(column[k]), "words": f"{column[k]:.3g}"}
        for state, column in zip(STATES, values, strict=True)
        for k, actor in enumerate(actors)
    ]


def _pairs(rows: list[dict[str, Any]], title: str, number_format: str) -> alt.LayerChart:
    """Two bars an actor, with their numbers beside them."""
    actors = list(dict.fromkeys(row["actor"] for row in rows))
    y = alt.Y("actor:N", sort=actors, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=165))
    offset = alt.YOffset("state:N", sort=list(STATES))
    base = alt.Chart(data(rows))
    bars = base.mark_bar().encode(
        y=y,
        yOffset=offset,
        x=alt.X("value:Q", axis=alt.Axis(title=title, format=number_format, tickCount=5)),
        color=alt.Color("state:N", sort=None, scale=alt.Scale(domain=list(STATES), range=list(STATES.values()))),
    )
    zero = alt.Chart(data([{"x": 0.0}])).mark_rule(color=INK).encode(x="x:Q")
    text = alt.Text("value:Q", format=".1%") if number_format == ".0%" else alt.Text("words:N")
    numbers = base.mark_text(align="left", dx=3, fontSize=10, color=INK).encode(
        y=y,
        yOffset=offset,
        x=alt.X("end:Q"),
        text=text,
    )
    numbers = numbers.transform_calculate(end="max(datum.value, 0)")
    return finish(alt.layer(bars, zero, numbers), width=225, height=ROW * len(actors))
