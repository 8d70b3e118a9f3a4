"""What a simulated world hands over: its seasons, and where its members live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from outgrow.system.ledger import Ledger
from outgrow.system.life import Lives
from outgrow.system.steps.account import MEASURE_WORDS, MEASURES, UNITS

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

SYSTEM_MEASURES: Final = {
    "price_index": ("share", "World price relative to the start."),
    "first_payment": ("money/kg", "Grower's payment soon after delivery."),
    "deferred_payment": ("money/kg", "Grower's later payment."),
    "spot_price": ("money/kg", "Middle of rivals' cash offers."),
    "premium_part": ("share", "Part of members' accepted volume that earns the premium."),
    "fidelity": ("share", "Quality of training relative to the pilot."),
    "trust": ("share", "Mean trust in the buyer."),
    "belief": ("share", "Mean expected effect."),
    "turned": ("share", "Share of supply that the firm has moved elsewhere."),
    "firm_active": ("share", "1 while the firm runs the initiative."),
    "orphaned": ("share", "Largest part of a function that nobody pays."),
    "firm_revenue": ("money", "What the initiative brings the firm in the season."),
    "firm_cash": ("money", "Firm's cash flow with the payers there were."),
    "firm_cash_alone": ("money", "The same had it also paid what leaving actors paid."),
    "break_even_share": ("share", "Loyal share at which the firm's own cost of serving members is covered."),
    "effort": ("share", "Common pool's effort in the season relative to the start."),
    "stock": ("share", "Common pool's stock at the season's start relative to carrying capacity."),
    "rivalry": ("share", "Share by which entry of rivals has raised their price."),
    "firm_decision": ("share", "What the firm did: 0 gone, 1 turns to larger suppliers, 2 holds, 3 expands."),
    "could_enter": ("share", "Households above the entry thresholds."),
    "persons": ("person", "Persons in all households."),
}


MEASURE_DICTIONARY: Final = {**MEASURE_WORDS, **SYSTEM_MEASURES}
"""Unit and meaning of every measure of a trajectory."""


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One world's seasons.

    Parameters
    ----------
    seasons
        Each measure of ``account.MEASURES`` and ``SYSTEM_MEASURES`` by name, shape (T,).
    spent
        What each actor spent on each function, money, shape (T, F, A).
    takers
        For each function the actor that took the leaving part over, or None.
    district_members, district_households
        Members in each district by season, shape (T, D), and its households, shape (D,).
    actors, functions
        Names along the axes of ``spent``.
    ledger
        Who paid whom in every season.
    lives
        Seasons of the households that were watched, if any.
    """

    seasons: Mapping[str, Floats]
    spent: Floats
    takers: tuple[str | None, ...]
    district_members: Floats
    district_households: Floats
    actors: tuple[str, ...]
    functions: tuple[str, ...]
    ledger: Ledger | None = None
    lives: Lives | None = None

    def __getitem__(self, measure: str) -> Floats:
        """One measure over the seasons, shape (T,)."""
        return self.seasons[measure]

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: season, measure, value, unit."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        units = {**UNITS, **{name: unit for name, (unit, _) in SYSTEM_MEASURES.items()}}
        return pl.concat(
            pl.DataFrame(
                {
                    "season": np.arange(1, values.size + 1),
                    "measure": [name] * values.size,
                    "value": values,
                    "unit": [units[name]] * values.size,
                }
            )
            for name, values in self.seasons.items()
        )

    def summary(self, currency: str = "money") -> str:
        """The world's story in a paragraph, with the name of its money."""
        members, trained = self["members"], self["trained"]
        told = [
            f"After {members.size} seasons {members[-1]:,.0f} households take part (peak {members.max():,.0f}) and "
            f"{trained[-1]:,.0f} are trained."
        ]
        gone = np.flatnonzero(self["firm_active"] < 0.5)
        if gone.size:
            told.append(f"From season {gone[0] + 1} on the firm no longer runs the initiative.")
        if members[-1] > 0.0:
            told.append(self._of_members(currency))
        if np.ptp(self["stock"]) > 0.0 or np.ptp(self["effort"]) > 0.0:
            told.append(
                f"The common pool holds {self['stock'][-1]:.0%} of what it can carry ({self['stock'][0]:.0%} at the "
                f"start) under {self['effort'][-1]:.2f} times the effort of the start."
            )
        return " ".join(told)

    def _of_members(self, currency: str) -> str:
        last = {name: float(values[-1]) for name, values in self.seasons.items()}
        poor, before = (
            last[name] / last["member_persons"] for name in ("member_headcount", "member_headcount_without")
        )
        gain = last["member_gain"] / last["members"]
        return (
            f"Members gain {gain:z,.0f} {currency} in the last one on average and sell "
            f"{last['member_side_sold'] / max(last['member_volume'], 1e-9):.0%} of their harvest aside; {poor:.1%} of "
            f"their people are below the poverty line, and {before:.1%} would be without the initiative."
        )


__all__ = ["MEASURES", "MEASURE_DICTIONARY", "SYSTEM_MEASURES", "Trajectory"]
