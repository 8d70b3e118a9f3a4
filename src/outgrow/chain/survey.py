"""How much evidence is enough: the survey whose last respondent still teaches more than it costs.

The decision is to act (roll out, invest) on an uncertain net benefit. A survey of ``n`` respondents moves what is
believed; it is worth ``units*EVSI(n)`` and costs ``fixed + per_respondent*n``. Its net benefit (ENBS) is highest at the
size that is *sufficient*; where no size has one above zero, the evidence at hand suffices. Method: Raiffa and Schlaifer
(1961); Willan and Pinto (2005), Statistics in Medicine 24(12): 1791-1806.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, POSITIVE, Floats, outside, require
from outgrow.chain.information import evsi_normal, net_benefit_of_sampling, two_actions_normal

if TYPE_CHECKING:
    import polars as pl

SUBJECT = "survey plan"
SIZES = 200
"""Sizes that are tried, evenly spread in the logarithm."""
EVERY_SIZE = 30
"""Up to this size every one is tried."""


@dataclass(frozen=True, slots=True, eq=False)
class SurveyPlan:
    """What surveys of several sizes are worth before deciding to act.

    Parameters
    ----------
    sizes
        Respondents, ascending from 0, shape (n,).
    evsi
        Expected value of the survey, money, all units together, shape (n,).
    cost
        Money, shape (n,).
    net
        ``evsi - cost``, shape (n,).
    perfect
        Expected value of knowing the surveyed number for certain, money: no survey of it is worth more.
    chance_wrong
        Chance that the action that looks better today is the worse one.
    """

    sizes: Floats
    evsi: Floats
    cost: Floats
    net: Floats
    perfect: float
    chance_wrong: float

    @property
    def best(self) -> int:
        """Respondents of the sufficient survey; 0 where none pays."""
        return int(self.sizes[int(np.argmax(self.net))])

    @property
    def worth(self) -> float:
        """Net benefit of that survey, money."""
        return float(self.net.max())

    def to_frame(self) -> pl.DataFrame:
        """One row a size."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        return pl.DataFrame({"respondents": self.sizes, "evsi": self.evsi, "cost": self.cost, "net": self.net})

    def summary(self) -> str:
        """Sentence with the sufficient size and what it is worth, or that the evidence suffices."""
        if not self.cost.any():
            return (
                f"What a survey costs is not stated: it pays up to {self.perfect:,.4g}, which is what knowing the "
                "number for certain is worth."
            )
        if self.best == 0:
            return (
                f"No survey pays: knowing the number for certain is worth {self.perfect:,.4g} at most, and the "
                "evidence at hand suffices for the decision."
            )
        place = int(np.argmax(self.net))
        return (
            f"A survey of {self.best:,} respondents is sufficient: it is worth {self.evsi[place]:,.4g}, costs "
            f"{self.cost[place]:,.4g}, and more respondents would cost more than they teach. Today the better-looking "
            f"action is the wrong one with chance {self.chance_wrong:.0%}."
        )


def survey_plan(
    mean: float,
    sd: float,
    noise_sd: float,
    *,
    units: float = 1.0,
    fixed: float = 0.0,
    per_respondent: float = 0.0,
    most: int = 10_000,
    rest_sd: float = 0.0,
) -> SurveyPlan:
    """Find the sufficient survey.

    Parameters
    ----------
    mean
        Net benefit of acting as expected today, money per unit.
    sd
        Standard deviation of the part of it that the survey can teach; zero or more.
    noise_sd
        Standard deviation of what one respondent says about it, above zero.
    units
        Units that the decision is about, such as households, or 1 for the scheme as a whole.
    fixed, per_respondent
        Cost of the survey and of each respondent, money.
    most
        Largest size tried.
    rest_sd
        Standard deviation of the part of the net benefit that no such survey teaches; it enters the chance of being
        wrong only.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> plan = survey_plan(0.5, 1.0, 4.0, units=100_000, fixed=5_000, per_respondent=20)
    >>> 90 < plan.best < 120, plan.worth > 0, bool(plan.worth < plan.perfect)
    (True, True, True)
    """
    require(SUBJECT, outside(POSITIVE, {"units": units, "most": most}), outside(NOT_NEGATIVE, {"rest_sd": rest_sd}))
    require(SUBJECT, outside(FINITE, {"mean": mean}), outside(NOT_NEGATIVE, {"sd": sd}))
    sizes = np.unique(np.concatenate([np.arange(min(30, most) + 1), np.geomspace(1, most, SIZES).round()])).astype(
        float
    )
    evsi = evsi_normal(mean, sd, noise_sd, sizes)
    net = net_benefit_of_sampling(units, evsi, sizes, fixed, per_respondent)
    perfect = units * float(two_actions_normal(mean, sd).evpi) if sd > 0 else 0.0
    spread = float(np.hypot(sd, rest_sd))
    wrong = float(two_actions_normal(abs(mean), spread).chance_of_loss) if spread > 0 else 0.0
    return SurveyPlan(sizes, units * evsi, units * evsi - net, net, perfect, wrong)
