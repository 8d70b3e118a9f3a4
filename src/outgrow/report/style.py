"""One look for all charts: colours that colour-blind readers tell apart, quiet axes, readable numbers."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import numpy as np

# Okabe and Ito (2008), "Color Universal Design".
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, YELLOW, GREY = "#CC79A7", "#56B4E9", "#F0E442", "#8A8F98"
ACTORS: Final = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW, GREY)
INK, SOFT, LINE, EMPTY = "#1f2933", "#52606d", "#e4e7eb", "#dfe4e9"
FONT: Final = "Helvetica, Arial, sans-serif"
WIDTH, HEIGHT = 330, 210
# Words for sizes, and the number from which an axis uses them.
SIZES: Final = ((1e9, "billion", 2e9), (1e6, "million", 2e6), (1e3, "thousand", 1e4))


def scale_of(highest: float) -> tuple[float, str]:
    """Divisor and its word for numbers that reach ``highest``; (1, '') for small ones.

    Examples
    --------
    >>> scale_of(560_000), scale_of(2.5e9), scale_of(900)
    ((1000.0, 'thousand'), (1000000000.0, 'billion'), (1.0, ''))
    """
    for size, word, least in SIZES:
        if abs(highest) >= least:
            return size, word
    return 1.0, ""


def highest(*values: Any) -> float:
    """Largest size among arrays, numbers that are none left out; 0 for nothing."""
    sizes = [float(np.nanmax(np.abs(v))) for v in values if np.size(v) and not np.isnan(v).all()]
    return max(sizes, default=0.0)


def years_axis(first: float, last: float) -> alt.X:
    """Calendar years on the x axis."""
    return alt.X(
        "year:Q",
        scale=alt.Scale(domain=[first, last], nice=False, zero=False),
        axis=alt.Axis(title=None, format="d", tickCount=6, grid=False, labelFlush=True),
    )


def value_axis(
    field: str,
    title: str,
    number_format: str = ",~f",
    *,
    domain: tuple[float, float] | None = None,
) -> alt.Y:
    """Values on the y axis, with what they are written level above it."""
    axis = alt.Axis(
        title=title,
        format=number_format,
        tickCount=5,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="start",
        titleBaseline="bottom",
        titleX=-34,
        titleY=-8,
    )
    scale = alt.Scale(domain=list(domain), nice=False) if domain else alt.Scale()
    return alt.Y(field, axis=axis, scale=scale)


def data(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Rows as a chart's data; numbers that are none become missing."""
    return alt.InlineData(values=[{key: _missing(value) for key, value in row.items()} for row in rows])


def finish(chart: alt.LayerChart | alt.FacetChart, width: float = WIDTH, height: float = HEIGHT) -> alt.LayerChart:
    """Give a chart its size and the common look."""
    finished: alt.LayerChart = (
        chart.properties(width=width, height=height, padding=5)
        .configure(font=FONT, background="white")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=11,
            titleFontSize=12,
            titleFontWeight="bold",
            labelColor=SOFT,
            titleColor=INK,
            gridColor=LINE,
            domainColor="#9aa5b1",
            tickColor="#9aa5b1",
            labelPadding=4,
        )
        .configure_legend(
            orient="bottom",
            title=None,
            labelFontSize=11,
            labelColor=INK,
            symbolType="square",
            symbolOpacity=1.0,
            labelLimit=300,
            columns=2,
        )
    )
    return finished


def _missing(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value
