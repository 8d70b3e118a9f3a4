"""What the initiative brings the firm in a season, and whether it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FirmSeason:
    """The firm's season, money.

    Parameters
    ----------
    revenue
        Margin on gained volume, premium kept and fees.
    cash
        Revenue less what it paid itself (functions, fixed cost, investment).
    cash_alone
        Revenue less what it would have paid without the leaving actors' money.
    fixed
        Fixed cost and investment that it bore this season.
    break_even_share
        Loyal share at which the margin on members' volume covers the cost of serving them; infinite without margin.
    """

    revenue: float
    cash: float
    cash_alone: float
    fixed: float
    break_even_share: float


def firm_season(
    world: Mapping[str, float],
    sums: Mapping[str, float],
    *,
    premium_kept: float,
    supplied_before: bool,
    own_spending: float,
    leaving_spending: float,
    in_charge: bool,
    first_in_charge: bool,
    first_season: bool,
) -> FirmSeason:
    """Account for a season of the firm.

    ``CF = margin*gained + premium kept + fees + owners' gain - functions - fixed - investment``. Volume that members
    would have delivered anyway is not gained. A firm that its growers own counts the stated part of their gain, as
    patronage theory has it for cooperatives. "Alone" means that the firm runs the initiative from the first season and
    also pays what the leaving actors paid.
    """
    margin = world["firm.margin"]
    gained = sums["member_accepted"] - (sums["member_accepted_without"] if supplied_before else 0.0)
    fees = world["firm.fee"] * sums["members"]
    owners = world["firm.growers_gain_counted"] * sums["member_gain"]
    revenue = margin * gained + premium_kept * sums["member_accepted"] + fees + owners
    fixed, investment = world["firm.fixed"], world["firm.investment"]
    borne = in_charge * fixed + first_in_charge * investment
    cash = revenue - own_spending - in_charge * fixed - first_in_charge * investment
    alone = revenue - own_spending - leaving_spending - fixed - first_season * investment
    full_margin = (margin + premium_kept) * sums["member_volume"]
    serving = own_spending + in_charge * fixed - fees
    unpaid = np.inf if serving > 0.0 else 0.0
    share = max(serving, 0.0) / full_margin if full_margin > 0.0 else unpaid
    return FirmSeason(revenue, cash, alone, borne, float(share))


def strategic_value(world: Mapping[str, float]) -> float:
    """What the firm would spend in a season for reasons beyond cash flow, money."""
    return sum(value for name, value in world.items() if name.startswith("firm.strategic."))
