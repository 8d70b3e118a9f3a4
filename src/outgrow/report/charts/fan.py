"""Fans over the years: how far apart the possible worlds are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt
import numpy as np
from numpy.typing import NDArray

from outgrow.report.measures import bands
from outgrow.report.records import Background
from outgrow.report.style import BLUE, INK, SOFT, data, finish, value_axis, years_axis

Floats = NDArray[np.float64]
ROOM_BEYOND = 1.06  # over the highest mark and under the lowest, as a multiple of it
LEAST_ABOVE = 0.15  # part above zero of an axis that goes below it, so that the exit's name has a place
SOLID, BROKEN = [1, 0], [5, 3]
WIDE_BAND, NARROW_BAND = 0.18, 0.32  # opacity of nine worlds of ten, and of half of them


class Series(NamedTuple):
    """One fan among several: values of shape (D, T), colour, and whether its middle line is broken."""

    values: Floats
    colour: str
    broken: bool = False


def fan(
    results: Background,
    values: Floats,
    title: str,
    *,
    factor: float = 1.0,
    number_format: str = ",~f",
    points: Sequence[tuple[float, float]] = (),
    wanted: float | None = None,
    central: Floats | None = None,
    domain: tuple[float, float] | None = None,
) -> alt.LayerChart:
    """Nine worlds of ten, half of them, and the middle one.

    Parameters
    ----------
    results
        Whose years and exit are drawn.
    values
        Shape (D, T).
    title
        What it is, with its unit.
    factor
        Divisor of the values.
    number_format
        Of the axis.
    points
        What history counted, year and value.
    wanted
        Level of the ambition, drawn as a line.
    central
        The central world's path, drawn as a broken line, shape (T,).
    domain
        Ends of the axis, in the unit of the values; what is drawn, and zero, when left out.
    """
    band = bands(values) / factor
    rows = _rows(results.years, band)
    counted = [{"year": year, "value": value / factor} for year, value in points]
    levels = [x / factor for x in (wanted,) if x is not None] + [row["value"] for row in counted]
    low, high = (end / factor for end in domain) if domain else reach(band, np.array(levels))
    base = alt.Chart(data(rows))
    x = years_axis(*_span(results, [row["year"] for row in counted]))
    y = value_axis("q05:Q", title, number_format, domain=(low, high))
    layers: list[alt.Chart] = [
        base.mark_area(color=BLUE, opacity=WIDE_BAND).encode(x=x, y=y, y2="q95:Q"),
        base.mark_area(color=BLUE, opacity=NARROW_BAND).encode(x=x, y="q25:Q", y2="q75:Q"),
        base.mark_line(color=BLUE, strokeWidth=2).encode(x=x, y="q50:Q"),
        *exit_marks(results),
    ]
    if low < 0.0:
        layers.append(_level(0.0, INK, []))
    if wanted is not None:
        layers.append(_level(wanted / factor, SOFT, [2, 3]))
    if central is not None:
        path = [{"year": y, "value": v / factor} for y, v in zip(results.years.tolist(), central.tolist(), strict=True)]
        layers.append(
            alt.Chart(data(path)).mark_line(color=INK, strokeDash=BROKEN, strokeWidth=1.2).encode(x=x, y="value:Q")
        )
    if counted:
        layers.append(
            alt.Chart(data(counted))
            .mark_point(filled=True, fill=INK, stroke="white", size=60, opacity=1.0)
            .encode(x=x, y="value:Q")
        )
    return finish(alt.layer(*layers))


def fans(results: Background, series: Mapping[str, Series], title: str) -> alt.LayerChart:
    """Several fans in one frame, by name: nine worlds of ten and the middle one of each."""
    x = years_axis(*_span(results, []))
    rows = [{"series": name, **row} for name, one in series.items() for row in _rows(results.years, bands(one.values))]
    names = list(series)
    colour = alt.Color(
        "series:N",
        sort=None,
        scale=alt.Scale(domain=names, range=[one.colour for one in series.values()]),
        legend=alt.Legend(symbolType="stroke", symbolStrokeWidth=2.5, symbolSize=260),
    )
    dashes = [BROKEN if one.broken else SOLID for one in series.values()]
    dash = alt.StrokeDash("series:N", scale=alt.Scale(domain=names, range=dashes), sort=None)
    base = alt.Chart(data(rows))
    return finish(
        alt.layer(
            base.mark_area(opacity=WIDE_BAND).encode(x=x, y=value_axis("q05:Q", title), y2="q95:Q", color=colour),
            base.mark_line(strokeWidth=2).encode(x=x, y="q50:Q", color=colour, strokeDash=dash),
            *exit_marks(results),
        )
    )


def reach(*values: Floats) -> tuple[float, float]:
    """Lowest and highest of the numbers and zero, with a little room beyond."""
    seen = np.concatenate([np.zeros(1), *(v[~np.isnan(v)].ravel() for v in values)])
    low, high = float(seen.min()) * ROOM_BEYOND, float(seen.max()) * ROOM_BEYOND
    return low, max(high, LEAST_ABOVE * -low) or 1.0


def exit_marks(results: Background) -> list[alt.Chart]:
    """A line at the end of the initiator's last season, with its name."""
    words = f"{results.actor(results.initiative.initiator.actor)} leaves"
    late = results.exit_year > float(results.years.mean())
    base = alt.Chart(data([{"year": results.exit_year, "words": words}]))
    return [
        base.mark_rule(color=SOFT, strokeDash=[1, 2]).encode(x="year:Q"),
        base.mark_text(
            align="right" if late else "left", dx=-4 if late else 4, baseline="top", color=SOFT, fontSize=10
        ).encode(x="year:Q", y=alt.value(1), text="words:N"),
    ]


def _level(value: float, colour: str, dash: list[int]) -> alt.Chart:
    line: alt.Chart = alt.Chart(data([{"level": value}])).mark_rule(color=colour, strokeDash=dash)
    return line.encode(y="level:Q")


def _rows(years: Floats, band: Floats) -> list[dict[str, Any]]:
    names = ("q05", "q25", "q50", "q75", "q95")
    return [
        {"year": year, **dict(zip(names, column, strict=True))}
        for year, column in zip(years.tolist(), band.T.tolist(), strict=True)
        if not np.isnan(column).any()
    ]


def _span(results: Background, counted: list[float]) -> tuple[float, float]:
    """First and last year that have something to show."""
    shown = [*results.years.tolist(), *counted]
    return min(shown), max(shown)
