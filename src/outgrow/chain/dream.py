"""Economic surplus in many regions over seasons, with adoption, spillovers, wedges and growth, and who gets it.

In each season participants' unit cost falls by their region's shift; they and the other producers of all regions sell
on one market. Producers who take no part get only the change of the price. Method: Alston, Norton and Pardey (1995),
chapter 5; Wood, You and Baitx (2001), "Dynamic Research Evaluation for Management (DREAM)", IFPRI.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from outgrow.chain.adoption_path import ProgrammeAppraisal, appraise_programme
from outgrow.chain.bounds import FINITE, RATE, SHARE, Floats, outside, require
from outgrow.chain.regions import regional_surplus, spillover_shift
from outgrow.vocabulary import Defect

if TYPE_CHECKING:
    import polars as pl

SUBJECT = "surplus of regions over seasons"


@dataclass(frozen=True, slots=True)
class Region:
    """A region that produces and consumes.

    Parameters
    ----------
    name
        Once in the market.
    quantity, consumption
        Produced and consumed in season 0.
    supply_elasticity, demand_elasticity
        At the base point, positive numbers.
    wedge
        Price here above the common price, money per unit.
    supply_growth, demand_growth
        Growth per season of quantities at a constant price, as a share.
    """

    name: str
    quantity: float
    consumption: float
    supply_elasticity: float
    demand_elasticity: float
    wedge: float = 0.0
    supply_growth: float = 0.0
    demand_growth: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Dream:
    """Gains of surplus by season and region; arrays of shape (seasons, regions) unless said otherwise.

    Parameters
    ----------
    regions
        Names.
    participants, non_participants
        Producers' gains, money per season.
    consumers
        Consumers' gains.
    price, price_without
        Common price with and without the innovation, shape (seasons,).
    appraisal
        Present value, internal rate and benefit-cost ratio of the total gain less the cost; None without a cost.
    """

    regions: tuple[str, ...]
    participants: Floats
    non_participants: Floats
    consumers: Floats
    price: Floats
    price_without: Floats
    appraisal: ProgrammeAppraisal | None

    @property
    def total(self) -> Floats:
        """Gain of all, money per season, shape (seasons,)."""
        return np.asarray((self.participants + self.non_participants + self.consumers).sum(axis=1))

    def to_frame(self) -> pl.DataFrame:
        """One row a season and region."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        seasons, regions = self.participants.shape
        return pl.DataFrame(
            {
                "season": np.repeat(np.arange(seasons), regions),
                "region": list(self.regions) * seasons,
                "participants": self.participants.ravel(),
                "non_participants": self.non_participants.ravel(),
                "consumers": self.consumers.ravel(),
            }
        )

    def summary(self) -> str:
        """Sentence with the sums over all seasons, not discounted, and the appraisal."""
        sums = [float(part.sum()) for part in (self.participants, self.non_participants, self.consumers)]
        text = (
            f"Over {len(self.price)} seasons participants gain {sums[0]:,.4g}, other producers {sums[1]:,.4g} and "
            f"consumers {sums[2]:,.4g}"
        )
        if self.appraisal is None:
            return f"{text}."
        return f"{text}; net present value {self.appraisal.npv:,.4g}, internal rate {self.appraisal.irr.summary()}."


def dream(
    price: float,
    regions: Sequence[Region],
    shift: ArrayLike,
    adoption: ArrayLike,
    *,
    spillover: ArrayLike | None = None,
    lag: ArrayLike | None = None,
    costs: ArrayLike | None = None,
    rate: float = 0.0,
) -> Dream:
    """Gains season by season of participants, other producers and consumers in each region.

    Parameters
    ----------
    price
        Common price of season 0, above zero.
    regions
        Whose quantities together are their consumption.
    shift
        Fall of participants' unit cost in each region, money per unit, shape (seasons, regions).
    adoption
        Participants' share of each region's quantity, 0 to 1, shape (seasons, regions).
    spillover, lag
        As in `spillover_shift`; nothing spills over when left out.
    costs
        Cost of the programme, money per season, shape (seasons,).
    rate
        Discount rate per season.

    Raises
    ------
    InputError
        For numbers outside these ranges, shapes that do not fit, a market that does not clear, or growth that ends it.

    Examples
    --------
    >>> here = Region("here", 100, 80, 0.8, 0.4)
    >>> there = Region("there", 400, 420, 0.5, 0.3)
    >>> found = dream(300, [here, there], [[30.0, 0.0]], [[1.0, 0.0]])
    >>> found.participants.round(2).tolist(), found.non_participants.round(2).tolist()
    ([[2532.22, -0.0]], [[-0.0, -2181.77]])
    """
    own, share = np.asarray(shift, dtype=np.float64), np.asarray(adoption, dtype=np.float64)
    require(SUBJECT, shape_defects(regions, own, share), outside(SHARE, {"adoption": share}))
    growths = {f"supply_growth of {r.name}": r.supply_growth for r in regions}
    growths |= {f"demand_growth of {r.name}": r.demand_growth for r in regions}
    require(SUBJECT, outside(FINITE, {"shift": own}), outside(RATE, growths))
    felt = (
        own if spillover is None else spillover_shift(own, spillover, np.zeros_like(spillover) if lag is None else lag)
    )
    prices, made, used = market_without(price, regions, len(own))
    rise, fall = slopes(price, regions)
    wedge = np.array([region.wedge for region in regions])
    gains = [
        season_gains(prices[t] + wedge, made[t], used[t], (rise, fall), felt[t], share[t]) for t in range(len(own))
    ]
    participants, others, consumers = (np.stack([gain[k] for gain in gains]) for k in range(3))
    total = (participants + others + consumers).sum(axis=1)
    return Dream(
        regions=tuple(region.name for region in regions),
        participants=participants,
        non_participants=others,
        consumers=consumers,
        price=prices + np.array([gain[3] for gain in gains]),
        price_without=prices,
        appraisal=None if costs is None else appraise_programme(total, costs, rate),
    )


def season_gains(
    price: Floats, made: Floats, used: Floats, slope: tuple[Floats, Floats], shift: Floats, share: Floats
) -> tuple[Floats, Floats, Floats, float]:
    """One season's gains of participants, other producers and consumers, and the change of price."""
    count = len(made)
    supply = slope[0] * price / made
    demand = np.divide(slope[1] * price, used, out=np.zeros(count), where=used > 0)
    found = regional_surplus(
        0.0,
        np.concatenate([price, price]),
        np.concatenate([share * made, (1.0 - share) * made]),
        np.concatenate([used, np.zeros(count)]),
        np.concatenate([supply, supply]),
        np.concatenate([demand, demand]),
        np.concatenate([shift, np.zeros(count)]),
    )
    return found.producers[:count], found.producers[count:], found.consumers[:count], found.price_change


def market_without(price: float, regions: Sequence[Region], seasons: int) -> tuple[Floats, Floats, Floats]:
    """Common price, production and consumption without the innovation, as supply and demand grow."""
    rise, fall = slopes(price, regions)
    prices = np.empty(seasons)
    made, used = np.empty((seasons, len(regions))), np.empty((seasons, len(regions)))
    now = np.array([r.quantity for r in regions]), np.array([r.consumption for r in regions])
    more = np.array([r.supply_growth for r in regions]), np.array([r.demand_growth for r in regions])
    for season in range(seasons):
        prices[season], made[season], used[season] = price, *now
        grown = now[0] * (1.0 + more[0]), now[1] * (1.0 + more[1])
        change = float((grown[1].sum() - grown[0].sum()) / (rise.sum() + fall.sum()))
        price, now = price + change, (grown[0] + rise * change, grown[1] - fall * change)
    dead = np.flatnonzero((prices <= 0) | (made <= 0).any(axis=1) | (used < 0).any(axis=1))
    if dead.size:
        why = "growth of supply and demand drifts so far apart that a market ends"
        require(
            SUBJECT, [Defect(f"no market in season {dead[0]}", "growth", why, "Use closer rates or a shorter path")]
        )
    return prices, made, used


def slopes(price: float, regions: Sequence[Region]) -> tuple[Floats, Floats]:
    """Units by which supply rises and demand falls with a unit of price, by region; they stay over the seasons."""
    at = np.array([price + region.wedge for region in regions])
    rise = np.array([region.supply_elasticity * region.quantity for region in regions]) / at
    fall = np.array([region.demand_elasticity * region.consumption for region in regions]) / at
    return rise, fall


def shape_defects(regions: Sequence[Region], shift: Floats, adoption: Floats) -> list[Defect]:
    """Arrays that do not have a row a season and a column a region, and names given twice."""
    defects = [
        Defect(f"shape {array.shape}", name, f"it has to be (seasons, {len(regions)})", "One row a season")
        for name, array in (("shift", shift), ("adoption", adoption))
        if array.ndim != 2 or array.shape[1] != len(regions) or array.shape != shift.shape
    ]
    names = [region.name for region in regions]
    return defects + [
        Defect(f"'{name}' more than once", "regions", "each region is one", "Give each its own name")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
