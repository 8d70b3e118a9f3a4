"""Economic surplus of many groups of producers that share one market.

Regions differ by a price wedge (transport, quality) and by their own shift of supply, which can spill over to
others; participants and non-participants of an initiative are two groups at one price. Method: Alston,
Norton and Pardey (1995), chapters 4 and 5, with linear supply and demand in each region.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, POSITIVE, SHARE, Floats, outside, require
from outgrow.vocabulary import Defect, InputError

SUBJECT = "economic surplus of regions"
CLEARING_TOLERANCE = 1e-6
"""Quantities of a statistical yearbook are rounded; a gap above a millionth is left-out trade, not
rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class RegionalSurplus:
    """Common market after shifts of supply; arrays of shape (regions,) but for the sums.

    Parameters
    ----------
    price
        Price in each region after the shifts.
    price_change
        Change of price, the same in all regions.
    producers, consumers
        Gains of surplus by region, money per season.
    total
        Sum of all gains.
    """

    price: Floats
    price_change: float
    producers: Floats
    consumers: Floats
    total: float


@dataclass(frozen=True, slots=True)
class SplitSurplus:
    """Producers' gain split between those in the initiative and those outside, money per season."""

    participants: float
    non_participants: float
    consumers: float
    total: float
    price: float


def regional_surplus(
    price: float,
    wedge: ArrayLike,
    quantity: ArrayLike,
    consumption: ArrayLike,
    supply_elasticity: ArrayLike,
    demand_elasticity: ArrayLike,
    shift: ArrayLike,
) -> RegionalSurplus:
    """Gains of producers and consumers in regions that trade at one price plus a wedge.

    Parameters
    ----------
    price
        Common base price ``P``; region ``r`` pays and receives ``P + wedge``.
    wedge
        Price difference of each region, shape (regions,); 0 for none.
    quantity, consumption
        Produced and consumed at the base, shape (regions,); their sums are equal.
    supply_elasticity, demand_elasticity
        At the base point, positive numbers, shape (regions,).
    shift
        Fall of unit cost in each region, money per unit (not a share), shape (regions,).

    Raises
    ------
    InputError
        For numbers outside these ranges, or a market that does not clear at the base.

    Examples
    --------
    >>> found = regional_surplus(300, [0, 0], [100, 400], [80, 420], [0.8, 0.5], [0.4, 0.3], [30, 0])
    >>> found.price.round(4).tolist(), found.producers.round(2).tolist()
    ([294.5205, 294.5205], [2532.22, -2181.77])
    """
    base = price + np.asarray(wedge, dtype=np.float64)
    made, used = np.asarray(quantity, dtype=np.float64), np.asarray(consumption, dtype=np.float64)
    require(
        SUBJECT,
        outside(POSITIVE, {"price": base, "supply_elasticity": supply_elasticity}),
        outside(NOT_NEGATIVE, {"quantity": made, "consumption": used, "demand_elasticity": demand_elasticity}),
        outside(FINITE, {"shift": shift}),
    )
    check_clearing(made, used)
    supply_slope = np.asarray(supply_elasticity) * made / base
    demand_slope = -np.asarray(demand_elasticity) * used / base
    saved = np.asarray(shift, dtype=np.float64)
    change = float(-np.sum(saved * supply_slope) / np.sum(supply_slope - demand_slope))
    received = saved + change
    producers = np.asarray(received * (made + 0.5 * supply_slope * received))
    consumers = np.asarray(-change * (used + 0.5 * demand_slope * change))
    return RegionalSurplus(
        price=np.asarray(base + change),
        price_change=change,
        producers=producers,
        consumers=consumers,
        total=float(producers.sum() + consumers.sum()),
    )


def spillover_shift(own: ArrayLike, spillover: ArrayLike, lag: ArrayLike) -> Floats:
    """Shift of each region from its own innovation and from those of others, after their lags.

    ``k_j(t) = sum over i of theta_ij*k_i(t - lag_ij)``.

    Parameters
    ----------
    own
        Shift that each region's own innovation brings, shape (seasons, regions); zero before the first
        season.
    spillover
        ``theta``: part of region i's shift that reaches region j, shape (regions, regions), 1 on the
        diagonal so that a region's own shift counts once.
    lag
        Seasons from i to j, whole numbers, shape (regions, regions), 0 on the diagonal.

    Raises
    ------
    InputError
        For shapes that do not fit, a diagonal that is not 1 or 0, or negative lags.

    Examples
    --------
    >>> own = [[30.0, 0.0], [30.0, 0.0]]
    >>> spillover_shift(own, [[1.0, 0.4], [0.4, 1.0]], [[0, 1], [1, 0]]).tolist()
    [[30.0, 0.0], [30.0, 12.0]]
    """
    shifts, theta = np.asarray(own, dtype=np.float64), np.asarray(spillover, dtype=np.float64)
    lags = np.asarray(lag, dtype=np.int64)
    check_spillover(shifts, theta, lags)
    total = np.zeros_like(shifts)
    for source, target in np.ndindex(theta.shape):
        wait = int(lags[source, target])
        if wait < len(shifts):
            total[wait:, target] += theta[source, target] * shifts[: len(shifts) - wait, source]
    return total


def split_surplus(
    price: float,
    quantity: float,
    participant_share: float,
    supply_elasticity: float,
    demand_elasticity: float,
    shift: float,
) -> SplitSurplus:
    """Gains in a closed economy where only participants' costs fall; the others get the fall of price.

    Parameters
    ----------
    price, quantity
        Base price and quantity, above zero.
    participant_share
        Share of the quantity that participants grow, 0 to 1.
    supply_elasticity, demand_elasticity
        At the base point, the same for both groups.
    shift
        Fall of participants' unit cost as a share of the price.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> found = split_surplus(300, 1000, 0.25, 0.8, 0.4, 0.2)
    >>> round(found.participants), round(found.non_participants)
    (13333, -7400)
    """
    require(
        SUBJECT,
        outside(POSITIVE, {"price": price, "quantity": quantity}),
        outside(SHARE, {"participant_share": participant_share}),
    )
    made = quantity * np.array([participant_share, 1.0 - participant_share])
    found = regional_surplus(
        price,
        np.zeros(2),
        made,
        np.array([quantity, 0.0]),
        np.full(2, supply_elasticity),
        np.full(2, demand_elasticity),
        np.array([shift * price, 0.0]),
    )
    return SplitSurplus(
        participants=float(found.producers[0]),
        non_participants=float(found.producers[1]),
        consumers=float(found.consumers.sum()),
        total=found.total,
        price=float(found.price[0]),
    )


def check_clearing(quantity: Floats, consumption: Floats) -> None:
    """Check that the regions together consume what they produce."""
    gap = float(quantity.sum() - consumption.sum())
    if quantity.sum() <= 0 or abs(gap) > CLEARING_TOLERANCE * quantity.sum():
        raise InputError.single(
            SUBJECT,
            f"production {quantity.sum():g}, consumption {consumption.sum():g}",
            f"the market has to clear at the base and misses it by {gap:g}",
            "Add the rest of the world as a region",
            "quantity and consumption",
        )


def check_spillover(shifts: Floats, theta: Floats, lags: NDArray[np.int64]) -> None:
    """Check shapes, diagonals and signs of spillovers."""
    if shifts.ndim != 2:
        found, why = f"shape {shifts.shape}", "it has to be (seasons, regions)"
        raise InputError.single(SUBJECT, found, why, "One row a season", "own")
    regions = shifts.shape[1]
    defects = [
        Defect(f"shape {array.shape}", name, f"it has to be ({regions}, {regions})", "One row a source region")
        for name, array in (("spillover", theta), ("lag", lags))
        if array.shape != (regions, regions)
    ]
    require(SUBJECT, defects, outside(FINITE, {"own": shifts, "spillover": theta}))
    diagonals = (("spillover", np.diag(theta), 1.0), ("lag", np.diag(lags), 0.0))
    defects = [
        Defect(f"diagonal {values.tolist()}", name, f"a region's own entry is {own:g}", "Correct the diagonal")
        for name, values, own in diagonals
        if np.any(values != own)
    ]
    require(SUBJECT, defects, outside(NOT_NEGATIVE, {"lag": lags}))
