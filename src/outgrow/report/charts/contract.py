"""Delivery and contract: what is sold aside, prices, trust, and the quality of training."""

from __future__ import annotations

import altair as alt

from outgrow.report.charts.fan import Series, fan, fans
from outgrow.report.measures import side_sold_share
from outgrow.report.records import Results
from outgrow.report.style import BLUE, GREEN, ORANGE

HUNDRED = 100.0


def side_sold(results: Results) -> alt.LayerChart:
    """Share of members' volume sold aside, with what history counted."""
    history = results.initiative.history
    points = [(p.year, HUNDRED * p.value) for p in history if p.measure == "side_sold_share"]
    return fan(results, HUNDRED * side_sold_share(results.ensemble), "Sold aside, % of members' volume", points=points)


def prices(results: Results) -> alt.LayerChart:
    """The firm's two payments and the rivals' cash price."""
    ensemble = results.ensemble
    series = {
        "firm: first and later payment": Series(ensemble["first_payment"] + ensemble["deferred_payment"], BLUE),
        "firm: first payment alone": Series(ensemble["first_payment"], GREEN),
        "rivals: cash": Series(ensemble["spot_price"], ORANGE),
    }
    return fans(results, series, f"Price, {results.code} per kg")


def trust(results: Results) -> alt.LayerChart:
    """Mean trust in the buyer."""
    return fan(results, results.ensemble["trust"], "Trust in the buyer, 0 to 1", domain=(0.0, 1.0))


def fidelity(results: Results) -> alt.LayerChart:
    """Quality of training relative to the pilot."""
    return fan(results, HUNDRED * results.ensemble["fidelity"], "Quality of training, % of the pilot's")
