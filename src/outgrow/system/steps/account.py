"""Step 8, account: what each village's season adds up to, and the poverty gaps of its people.

Every measure is a sum over the households of a village, each counted by its weight, added in one fixed order. Poverty
is counted in persons with the measures of Foster, Greer and Thorbecke: the gap of those below the line to the powers
0, 1 and 2, for all households and for members, each with the initiative and without it; the rest are those who do not
take part. Over all actors money and volumes must balance in every season (``system.ledger``).

Equations::

    FGT_a = sum of persons * ((z - y) / z)^a over y < z, for a = 0, 1, 2
    volume = accepted + refused + sold for cash
    money in = money out, over all actors

with z the poverty line of the household and y its income.

Sources: Foster, Greer and Thorbecke (1984), Econometrica 52:761-766.
"""

from __future__ import annotations

from typing import Any, Final

from outgrow.vocabulary.portable import pick

MEASURE_WORDS: Final = {
    "members": ("household", "Households that take part, before those excluded for a breach leave."),
    "trained": ("household", "Households that have been trained, members or not."),
    "joined": ("household", "Households that came in."),
    "left": ("household", "Households that left or were excluded."),
    "volume": ("kg", "Volume harvested."),
    "accepted": ("kg", "Volume the buyer accepted."),
    "side_sold": ("kg", "Volume not delivered but sold for cash."),
    "member_volume": ("kg", "Volume members harvested."),
    "member_accepted": ("kg", "Volume accepted from members."),
    "member_accepted_without": ("kg", "What they would have had accepted without the initiative."),
    "member_side_sold": ("kg", "Volume members sold for cash instead of delivering it."),
    "member_gain": ("money", "Members' income less what it would be without the initiative."),
    "income": ("money", "Income of all households."),
    "women_income": ("money", "Income of households whose registered grower is a woman."),
    "small_income": ("money", "Income of the smallest third of farms."),
    "outside_income": ("money", "Income of households that do not take part."),
    "outside_income_without": ("money", "The same households' income without the initiative."),
    "headcount": ("person", "Persons below the poverty line."),
    "gap": ("person", "Their gaps to the line, as shares of it, added up."),
    "squared_gap": ("person", "Their squared gaps, added up."),
    "member_persons": ("person", "Persons in households that take part."),
    "member_headcount": ("person", "Of these, persons below the poverty line."),
    "member_gap": ("person", "Their gaps to the line, as shares of it, added up."),
    "member_squared_gap": ("person", "Their squared gaps, added up."),
    "member_headcount_without": ("person", "Members' persons who would be below the line without the initiative."),
    "member_gap_without": ("person", "Their gaps without the initiative."),
    "member_squared_gap_without": ("person", "Their squared gaps without the initiative."),
    "lift": ("household", "Relative changes of the yield of trained households, added up."),
    "paid": ("money", "What the buyer's payments come to when they reach the households."),
    "premium_paid": ("money", "Premium in it."),
    "repaid": ("money", "Credit paid back, with interest and enforced fines."),
    "barred": ("household", "Households excluded for a breach at any time, who cannot come back."),
    "contracted": ("household", "Households under contract, by membership or as suppliers from before."),
    "refused": ("kg", "Volume delivered and refused; it goes to the cash market."),
    "due": ("money", "What was promised for the volume that met the standard."),
    "cash_sales": ("money", "Money from cash buyers."),
    "freight": ("money", "Cost of carrying what was delivered to the buying point."),
    "costs": ("money", "Cash costs of growing, picking and carrying."),
    "volume_without": ("kg", "Volume there would be without the initiative, under the same luck."),
    "income_without": ("money", "Income of all households had there been no initiative."),
    "women_income_without": (
        "money",
        "Income of women growers' households without the initiative.",
    ),
    "small_income_without": ("money", "Income of the smallest third of farms, without the initiative."),
    "headcount_without": ("person", "Persons below the line without the initiative."),
    "gap_without": ("person", "Their gaps without the initiative."),
    "squared_gap_without": ("person", "Their squared gaps without the initiative."),
}
"""Unit and meaning of each sum over households, weighted; volumes and money are per season."""

MEASURES: Final = tuple(MEASURE_WORDS)
WITHOUT: Final = 7  # measures at the end that do not depend on what the initiative does
UNITS: Final = {name: unit for name, (unit, _) in MEASURE_WORDS.items()}


def poverty_gaps(income: Any, need: Any, persons: Any) -> tuple[Any, Any, Any]:
    """Persons below the line, and their gaps and squared gaps (weighted by persons)."""
    gap = pick(income < need, 1.0 - income / need, 0.0)
    weighted = persons * gap
    return pick(income < need, persons, 0.0), weighted, weighted * gap
