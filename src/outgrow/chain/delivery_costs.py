"""What services to households cost, by service and segment, and how much of it comes back.

The table is those that a service-delivery analysis gives a sourcing manager (IDH and NewForesight 2015, "Service
Delivery Models: insights for cost-effective smallholder sourcing"): cost per household and per tonne, and how much of
it fees and the sourcing margin recover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, Floats, outside, require
from outgrow.vocabulary import Defect

if TYPE_CHECKING:
    import polars as pl

SUBJECT = "delivery of services"
KG_PER_TONNE = 1000.0


@dataclass(frozen=True, slots=True)
class ServiceCost:
    """A service to households: cost of reaching one for the first time, and of serving one a season, money."""

    name: str
    per_new: float
    per_member: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A group of households that is served alike.

    Parameters
    ----------
    name
        Such as small boats, or near the road.
    households, newly_reached
        Households served in a season, and those among them for the first time.
    volume
        Accepted volume that a household delivers in a season, kg.
    gained
        Part of that volume on which the firm's margin counts, kg; all of it when left out, less where the households
        would have delivered some anyway.
    extra_per_member
        What serving a household of this segment costs beyond the services, such as longer ways, money per season.
    """

    name: str
    households: float
    volume: float
    newly_reached: float = 0.0
    gained: float | None = None
    extra_per_member: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class DeliveryCosts:
    """What services cost by segment, and how much of it comes back.

    Parameters
    ----------
    services, segments
        Names along the axes of ``cost``.
    cost
        Money per season, shape (services, segments).
    households, tonnes
        By segment, shape (segments,).
    fees, sourcing_margin
        What members pay, and what the firm earns on their produce, money per season, by segment.
    """

    services: tuple[str, ...]
    segments: tuple[str, ...]
    cost: Floats
    households: Floats
    tonnes: Floats
    fees: Floats
    sourcing_margin: Floats

    @property
    def per_household(self) -> Floats:
        """Cost of all services per household, money per season, by segment; not a number without households."""
        return ratio(self.cost.sum(axis=0), self.households)

    @property
    def per_tonne(self) -> Floats:
        """Cost of all services per accepted tonne, by segment; not a number without produce."""
        return ratio(self.cost.sum(axis=0), self.tonnes)

    @property
    def recovery(self) -> Floats:
        """Cost-recovery ratio by segment: fees and sourcing margin over cost; not a number without cost."""
        return ratio(self.fees + self.sourcing_margin, self.cost.sum(axis=0))

    @property
    def overall(self) -> tuple[float, float, float]:
        """Cost per household, cost per tonne and cost-recovery ratio of all segments together."""
        cost = self.cost.sum(keepdims=True)[0]
        back = (self.fees + self.sourcing_margin).sum(keepdims=True)
        found = ratio(cost, self.households.sum(keepdims=True)), ratio(cost, self.tonnes.sum(keepdims=True))
        return float(found[0][0]), float(found[1][0]), float(ratio(back, cost)[0])

    def to_frame(self) -> pl.DataFrame:
        """One row a segment."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        columns = {
            "households": self.households,
            "tonnes": self.tonnes,
            **{f"cost_{name}": self.cost[k] for k, name in enumerate(self.services)},
            "per_household": self.per_household,
            "per_tonne": self.per_tonne,
            "fees": self.fees,
            "sourcing_margin": self.sourcing_margin,
            "recovery": self.recovery,
        }
        return pl.DataFrame({"segment": list(self.segments)} | columns)

    def summary(self) -> str:
        """Sentence with cost per household and tonne, and the cost-recovery ratio."""
        household, tonne, back = self.overall
        return (
            f"Services cost {household:,.4g} per household and {tonne:,.4g} per accepted tonne a season; fees and the "
            f"sourcing margin recover {back:.0%} of it."
        )


def delivery_costs(
    services: Sequence[ServiceCost], segments: Sequence[Segment], *, fee: float = 0.0, margin: float = 0.0
) -> DeliveryCosts:
    """Cost of every service in every segment, and what comes back.

    Parameters
    ----------
    services, segments
        At least one each, named once.
    fee
        What a member pays for the services, money per season.
    margin
        What the firm earns on an accepted kg before the cost of services.

    Raises
    ------
    InputError
        For no service or segment, names given twice, negative numbers, or more newly reached than served.

    Examples
    --------
    >>> services = [ServiceCost("training", 20.0, 5.0), ServiceCost("audit", 0.0, 3.0)]
    >>> segments = [Segment("near", 100, 1000, 20), Segment("far", 50, 500, 10, extra_per_member=4.0)]
    >>> found = delivery_costs(services, segments, margin=0.02)
    >>> found.per_household.round(2).tolist(), found.per_tonne.round(2).tolist(), found.recovery.round(3).tolist()
    ([12.0, 16.0], [12.0, 32.0], [1.667, 0.625])
    """
    require(SUBJECT, delivery_defects(services, segments), outside(FINITE, {"margin": margin, "fee": fee}))
    households = np.array([segment.households for segment in segments])
    fresh = np.array([segment.newly_reached for segment in segments])
    volume = households * np.array([segment.volume for segment in segments])
    cost = np.array([[s.per_new] for s in services]) * fresh + np.array([[s.per_member] for s in services]) * households
    extra = households * np.array([segment.extra_per_member for segment in segments])
    names = tuple(service.name for service in services)
    if extra.any():
        cost, names = np.vstack([cost, extra]), (*names, "longer ways")
    return DeliveryCosts(
        services=names,
        segments=tuple(segment.name for segment in segments),
        cost=cost,
        households=households,
        tonnes=volume / KG_PER_TONNE,
        fees=fee * households,
        sourcing_margin=margin * households * np.array([gained_volume(segment) for segment in segments]),
    )


def gained_volume(segment: Segment) -> float:
    """Volume of a household on which the firm's margin counts, kg."""
    return segment.volume if segment.gained is None else segment.gained


def ratio(above: Floats, below: Floats) -> Floats:
    """Ratio, not a number where there is nothing to divide by."""
    return np.asarray(np.divide(above, below, out=np.full(np.shape(below), np.nan), where=np.asarray(below) > 0))


def delivery_defects(services: Sequence[ServiceCost], segments: Sequence[Segment]) -> list[Defect]:
    """All that is wrong with services and segments."""
    defects: list[Defect] = []
    for what, names in (("service", [s.name for s in services]), ("segment", [s.name for s in segments])):
        if not names:
            defects.append(Defect(f"no {what}", f"{what}s", "there is nothing to account for", f"Name a {what}"))
        defects += [
            Defect(f"'{name}' more than once", f"{what}s", "each has one line", "Join them")
            for name in dict.fromkeys(names)
            if names.count(name) > 1
        ]
    for service in services:
        costs = {f"per_new of {service.name}": service.per_new, f"per_member of {service.name}": service.per_member}
        defects += outside(NOT_NEGATIVE, costs)
    for segment in segments:
        place = f"of {segment.name}"
        numbers = {"households": segment.households, "volume": segment.volume, "newly_reached": segment.newly_reached}
        defects += outside(NOT_NEGATIVE, {f"{name} {place}": number for name, number in numbers.items()})
        defects += outside(NOT_NEGATIVE, {f"extra_per_member {place}": segment.extra_per_member})
        if segment.newly_reached > segment.households:
            said = f"{segment.newly_reached:g} newly reached of {segment.households:g} households"
            defects.append(Defect(said, segment.name, "they are among those served", "Correct one of them"))
    return defects
