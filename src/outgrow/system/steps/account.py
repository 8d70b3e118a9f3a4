"""Step 8, account: what each village's season adds up to, and the poverty gaps of its people.

Poverty is counted in persons with the measures of Foster, Greer and Thorbecke (1984, Econometrica 52:761-766): the
gap :math:`(z-y)/z` of those below the line to the powers 0, 1 and 2.
"""

from __future__ import annotations

from typing import Any, Final

from outgrow.vocabulary.portable import pick

MEASURES: Final = (
    "members",
    "trained",
    "joined",
    "left",
    "volume",
    "volume_without",
    "accepted",
    "side_sold",
    "member_volume",
    "member_accepted",
    "member_accepted_without",
    "member_side_sold",
    "member_gain",
    "income",
    "income_without",
    "women_income",
    "women_income_without",
    "small_income",
    "small_income_without",
    "outside_income",
    "outside_income_without",
    "headcount",
    "gap",
    "squared_gap",
    "headcount_without",
    "gap_without",
    "squared_gap_without",
    "lift",
    "paid",
    "premium_paid",
    "repaid",
)
"""Sums over a village's households, weighted; volumes in kg, money in the model's currency, poverty in persons."""

UNITS: Final = {
    name: (
        "household"
        if name in ("members", "trained", "joined", "left", "lift")
        else "person"
        if name.startswith(("headcount", "gap", "squared"))
        else "money"
        if name.endswith(("income", "income_without", "gain", "paid"))
        else "kg"
    )
    for name in MEASURES
}


def poverty_gaps(income: Any, need: Any, persons: Any) -> tuple[Any, Any, Any]:
    """Persons below the line, and their gaps and squared gaps (weighted by persons)."""
    gap = pick(income < need, 1.0 - income / need, 0.0)
    weighted = persons * gap
    return pick(income < need, persons, 0.0), weighted, weighted * gap
