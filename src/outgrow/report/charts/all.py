"""Which charts there are, in the order of the page."""

from __future__ import annotations

from altair import LayerChart

from outgrow.report.charts.adoption import members, trained
from outgrow.report.charts.chain import chain_charts
from outgrow.report.charts.contract import fidelity, prices, side_sold, trust
from outgrow.report.charts.districts import district_map
from outgrow.report.charts.firm import cash, cash_alone, present_value
from outgrow.report.charts.gains import gains
from outgrow.report.charts.payers import payers
from outgrow.report.charts.pool import stock
from outgrow.report.charts.poverty import fall, gap, gap_fall, headcount
from outgrow.report.charts.studies import studies
from outgrow.report.records import Results


def charts(results: Results) -> dict[str, LayerChart]:
    """Charts by name; the map and the common pool only where the case has them."""
    drawn: dict[str, LayerChart] = {
        "members": members(results),
        "trained": trained(results),
        "headcount": headcount(results),
        "gap": gap(results),
        "fall": fall(results),
        "gap_fall": gap_fall(results),
        "gains": gains(results),
        "cash": cash(results),
        "cash_alone": cash_alone(results),
        "present_value": present_value(results),
        "payers": payers(results),
        "side_sold": side_sold(results),
        "prices": prices(results),
        "trust": trust(results),
        "fidelity": fidelity(results),
        "studies": studies(results),
    }
    drawn |= chain_charts(results)
    if results.case.districts.outlines is not None:
        drawn["map"] = district_map(results)
    if results.initiative.common_pool is not None:
        drawn["stock"] = stock(results)
    return drawn
