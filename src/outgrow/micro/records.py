"""What the room hands over: does the pilot work for a household, and how sure is that?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.evidence import PooledEffect, Shrunken
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    import polars as pl

Z95 = 1.6448536269514722  # half of a normal 90 % interval in standard deviations
Line = tuple[str, float, float | None, float | None, str]


@dataclass(frozen=True, slots=True)
class MicroFindings:
    """Findings at household level.

    Parameters
    ----------
    effect
        The pilot's effect held against the outside view.
    pooled
        The outside view, when studies were pooled; None when it was assumed.
    net_gain, net_gain_low, net_gain_high
        Net gain of a household in a season: middle and 90 % interval.
    money
        Unit of money, with its price year, such as ``KES (2012 prices)``.
    poverty_before, poverty_after
        Foster-Greer-Thorbecke indices of the pilot's households for alpha 0, 1 and 2.
    cost_per_household
        What reaching one household costs, whoever pays.
    benefit_cost
        Benefit-cost ratio from the household's side; None when the household bears no cost.
    effect_unit
        What the effect measures.
    warnings
        What a reader must know before using the numbers, one sentence each.

    Raises
    ------
    InputError
        With every number that is not finite, and an interval that does not hold its middle.
    """

    effect: Shrunken
    pooled: PooledEffect | None
    net_gain: float
    net_gain_low: float
    net_gain_high: float
    money: str
    poverty_before: tuple[float, float, float]
    poverty_after: tuple[float, float, float]
    cost_per_household: float
    benefit_cost: float | None
    effect_unit: str = "relative change"
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        named = {
            "net_gain": (self.net_gain_low, self.net_gain, self.net_gain_high),
            "poverty_before": self.poverty_before,
            "poverty_after": self.poverty_after,
            "cost_per_household": (self.cost_per_household,),
            "benefit_cost": () if self.benefit_cost is None else (self.benefit_cost,),
        }
        defects = [
            Defect(f"{numbers}", name, "every finding is a finite number", "leave out what is not known")
            for name, numbers in named.items()
            if not all(math.isfinite(x) for x in numbers)
        ]
        if not self.net_gain_low <= self.net_gain <= self.net_gain_high:
            found = f"{self.net_gain:g} outside {self.net_gain_low:g}..{self.net_gain_high:g}"
            defects.append(Defect(found, "net_gain", "the interval holds its middle", "correct the interval"))
        if defects:
            raise InputError("findings at household level", defects)

    def summary(self) -> str:
        """Say whether it works for a household, with interval and caveats."""
        low, high = _ninety(self.effect.mean, self.effect.sd)
        sentences = [
            f"Expected effect ({self.effect_unit}): {self.effect.mean:.3g} (90 % interval {low:.3g} to "
            f"{high:.3g}); the pilot alone measured {self.effect.pilot_mean:.3g}.",
            f"A household's net gain is {self.net_gain:,.4g} {self.money} a season (90 % interval "
            f"{self.net_gain_low:,.4g} to {self.net_gain_high:,.4g}){self._sign()}.",
            f"Poverty among the pilot's households goes from {100 * self.poverty_before[0]:.1f} % to "
            f"{100 * self.poverty_after[0]:.1f} % (headcount), the poverty gap from "
            f"{100 * self.poverty_before[1]:.1f} % to {100 * self.poverty_after[1]:.1f} %.",
            f"Reaching a household costs {self.cost_per_household:,.4g} {self.money}{self._ratio()}.",
        ]
        return " ".join([*sentences, *self.warnings])

    def to_frame(self) -> pl.DataFrame:
        """All findings as a tidy table: measure, value, low, high (90 % interval) and unit."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        schema = {"measure": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
        return pl.DataFrame(self._lines(), schema=schema | {"unit": pl.String}, orient="row")

    def _sign(self) -> str:
        """Whether the sign of the net gain is sure."""
        return ", which may be a loss" if self.net_gain_low < 0 < self.net_gain_high else ""

    def _ratio(self) -> str:
        """The household's benefit-cost ratio in words."""
        if self.benefit_cost is None:
            return "; the household bears no cost of its own"
        return f"; the household's own benefits are {self.benefit_cost:.3g} times its costs"

    def _lines(self) -> list[Line]:
        """Rows of the table."""
        e, share = self.effect, "share"
        lines: list[Line] = [
            ("effect", e.mean, *_ninety(e.mean, e.sd), self.effect_unit),
            ("effect, pilot alone", e.pilot_mean, *_ninety(e.pilot_mean, e.pilot_sd), self.effect_unit),
            ("effect, new setting", e.outside_mean, *_ninety(e.outside_mean, e.outside_sd), self.effect_unit),
            ("weight on pilot", e.weight_on_pilot, None, None, share),
        ]
        if self.pooled is not None:
            interval = _ninety(self.pooled.mean, self.pooled.standard_error)
            lines.append(("effect, pooled mean", self.pooled.mean, *interval, self.pooled.scale))
        money = f"{self.money}/household"
        lines.append(("net gain", self.net_gain, self.net_gain_low, self.net_gain_high, f"{money}/season"))
        for when, indices in (("before", self.poverty_before), ("after", self.poverty_after)):
            lines += [(f"FGT{a} {when}", x, None, None, share) for a, x in enumerate(indices)]
        lines.append(("cost per household", self.cost_per_household, None, None, money))
        if self.benefit_cost is not None:
            lines.append(("benefit-cost ratio, household", self.benefit_cost, None, None, "ratio"))
        return lines


def _ninety(mean: float, sd: float) -> tuple[float, float]:
    """Normal 90 % interval."""
    return mean - Z95 * sd, mean + Z95 * sd
