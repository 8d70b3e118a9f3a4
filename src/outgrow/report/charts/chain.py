"""Charts of the chain: its map, who gets what, the firm's scale, credit, hand-over, and what is worth knowing."""

from __future__ import annotations

from altair import LayerChart

from outgrow.report.charts.chain_map import chain_map
from outgrow.report.charts.contract_settings import credit, institutions
from outgrow.report.charts.handover import hand_over
from outgrow.report.charts.knowing import survey_worth, worth_of_numbers
from outgrow.report.charts.scale import break_even, delivery
from outgrow.report.charts.shares import margins, value_shares
from outgrow.report.records import Background


def chain_charts(results: Background) -> dict[str, LayerChart]:
    """Charts by name; those of which the findings have nothing are left out."""
    found = results.chain
    if found is None:
        return {}
    drawn: dict[str, LayerChart] = {
        "chain_before": chain_map(found.without, results),
        "chain_after": chain_map(found.with_initiative, results),
        "margins": margins(found, results),
        "value_shares": value_shares(found, results),
        "hand_over": hand_over(found, results),
    }
    if found.scale is not None:
        drawn["break_even"] = break_even(found.scale, results)
    if found.delivery is not None:
        drawn["delivery"] = delivery(found.delivery, results)
    if found.credit is not None:
        drawn["credit"] = credit(found.credit, results)
    if found.settings is not None:
        drawn["institutions"] = institutions(found.settings)
    if found.knowing is not None and any(worth > 0.0 for worth in found.knowing.evppi.values()):
        drawn["knowing"] = worth_of_numbers(found.knowing, results)
    if found.survey is not None and found.survey.cost.any():
        drawn["survey"] = survey_worth(found.survey, results)
    return drawn
