"""Poverty in the whole target population, with and without the initiative."""

from __future__ import annotations

import altair as alt

from outgrow.report.charts.fan import Series, fan, fans
from outgrow.report.measures import poverty_rate
from outgrow.report.records import Results
from outgrow.report.style import BLUE, INK

POINTS = 100.0  # percentage points in one


def headcount(results: Results) -> alt.LayerChart:
    """Share of persons below the poverty line."""
    return _with_and_without(results, "headcount", "Below the poverty line, % of persons")


def gap(results: Results) -> alt.LayerChart:
    """Mean distance to the poverty line."""
    return _with_and_without(results, "gap", "Poverty gap, % of the line")


def fall(results: Results) -> alt.LayerChart:
    """Headcount with less headcount without the initiative, world by world."""
    return _with_less_without(results, "headcount", "Change in headcount, percentage points")


def gap_fall(results: Results) -> alt.LayerChart:
    """Poverty gap with less poverty gap without the initiative, world by world."""
    return _with_less_without(results, "gap", "Change in poverty gap, points of the line")


def _with_less_without(results: Results, measure: str, title: str) -> alt.LayerChart:
    ensemble = results.ensemble
    change = poverty_rate(ensemble, measure) - poverty_rate(ensemble, f"{measure}_without")
    return fan(results, POINTS * change, title)


def _with_and_without(results: Results, measure: str, title: str) -> alt.LayerChart:
    ensemble = results.ensemble
    series = {
        "with the initiative": Series(POINTS * poverty_rate(ensemble, measure), BLUE),
        "without it": Series(POINTS * poverty_rate(ensemble, f"{measure}_without"), INK, broken=True),
    }
    return fans(results, series, title)
