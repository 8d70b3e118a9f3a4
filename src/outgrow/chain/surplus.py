"""Economic surplus: what a fall of production cost is worth to producers and to consumers.

Linear supply and demand through the base point, with elasticities taken there. Method: Alston, J. M., G.
W. Norton and P. G. Pardey (1995), "Science under Scarcity", Cornell University Press, chapters 2, 4 and
5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, POSITIVE, SHARE, Floats, Range, outside, require
from outgrow.vocabulary import Defect

SUBJECT = "economic surplus"
ABOVE_MINUS_ONE = Range("output cannot fall by all there is", low=-1.0, low_open=True)
KINK_NOTE = (
    "Supply elasticity is below 1: the supply line meets price 0 at a quantity above 0, "
    "so supply is kinked there and surplus is counted above price 0 only."
)


@dataclass(frozen=True, slots=True, eq=False)
class Surplus:
    """Market after a shift of supply, and who gains; arrays of the inputs' broadcast shape.

    Parameters
    ----------
    price, quantity
        Market price and quantity after the shift.
    consumers, producers, total
        Gains of surplus, money per season.
    note
        What a reader has to know about the number, or nothing.
    """

    price: Floats
    quantity: Floats
    consumers: Floats
    producers: Floats
    total: Floats
    note: str = ""


def cost_shift(
    yield_gain: ArrayLike,
    cost_change: ArrayLike,
    adoption: ArrayLike,
    success: ArrayLike = 1.0,
    *,
    conversion_elasticity: ArrayLike = 1.0,
    depreciation: ArrayLike = 0.0,
    age: ArrayLike = 0.0,
) -> Floats:
    """Fall of unit cost as a share of price: ``K = (J/e - c/(1+J))*A*p*(1-dep)**t``.

    Parameters
    ----------
    yield_gain
        Relative gain of yield ``J``, above -1.
    cost_change
        Relative change of cost per hectare ``c``.
    adoption
        Share of the quantity under the innovation ``A``, 0 to 1.
    success
        Chance of success ``p``, 0 to 1.
    conversion_elasticity
        Supply elasticity ``e`` that turns a gain of yield into a fall of cost. The default 1 does not let the
        result depend on an estimated supply elasticity; say so where it is used.
    depreciation, age
        Share of the effect lost per season, and seasons since it was new.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> round(float(cost_shift(0.25, 0.10, 0.4, 0.9, conversion_elasticity=0.8)), 4)
    0.0837
    """
    require(
        SUBJECT,
        outside(ABOVE_MINUS_ONE, {"yield_gain": yield_gain}),
        outside(FINITE, {"cost_change": cost_change}),
        outside(SHARE, {"adoption": adoption, "success": success, "depreciation": depreciation}),
        outside(POSITIVE, {"conversion_elasticity": conversion_elasticity}),
        outside(NOT_NEGATIVE, {"age": age}),
    )
    gain = np.asarray(yield_gain, dtype=np.float64)
    saved = gain / np.asarray(conversion_elasticity) - np.asarray(cost_change) / (1.0 + gain)
    kept = (1.0 - np.asarray(depreciation)) ** np.asarray(age)
    return np.asarray(saved * np.asarray(adoption) * np.asarray(success) * kept)


def closed_economy(
    price: ArrayLike,
    quantity: ArrayLike,
    supply_elasticity: ArrayLike,
    demand_elasticity: ArrayLike,
    shift: ArrayLike,
) -> Surplus:
    """Gains from a parallel shift of supply where the price is made at home.

    Parameters
    ----------
    price, quantity
        Base price and quantity, above zero.
    supply_elasticity, demand_elasticity
        At the base point; both are positive numbers.
    shift
        Fall of unit cost ``K`` as a share of the price.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> found = closed_economy(300, 100_000, 0.8, 0.4, 0.0837)
    >>> round(float(found.consumers), 2), round(float(found.producers), 2)
    (1692681.84, 846340.92)
    """
    check_market(price, quantity, supply_elasticity, shift, {"demand_elasticity": demand_elasticity})
    base, volume = np.asarray(price, dtype=np.float64), np.asarray(quantity, dtype=np.float64)
    supply, demand = np.asarray(supply_elasticity), np.asarray(demand_elasticity)
    fall = np.asarray(shift) * supply / (supply + demand)
    area = base * volume * (1.0 + 0.5 * fall * demand)
    return Surplus(
        price=np.asarray(base * (1.0 - fall)),
        quantity=np.asarray(volume * (1.0 + fall * demand)),
        consumers=np.asarray(area * fall),
        producers=np.asarray(area * (np.asarray(shift) - fall)),
        total=np.asarray(area * shift),
    )


def small_open_economy(
    price: ArrayLike, quantity: ArrayLike, supply_elasticity: ArrayLike, shift: ArrayLike
) -> Surplus:
    """Gains from a parallel shift of supply where the world makes the price; arguments as `closed_economy`.

    Examples
    --------
    >>> round(float(small_open_economy(300, 100_000, 0.8, 0.0837).producers), 2)
    2595068.28
    """
    check_market(price, quantity, supply_elasticity, shift, {})
    base, volume, saved = np.asarray(price), np.asarray(quantity), np.asarray(shift, dtype=np.float64)
    growth = saved * np.asarray(supply_elasticity)
    gain = np.asarray(base * volume * saved * (1.0 + 0.5 * growth))
    return Surplus(
        price=np.broadcast_to(base.astype(np.float64), gain.shape),
        quantity=np.asarray(volume * (1.0 + growth)),
        consumers=np.zeros(gain.shape),
        producers=gain,
        total=gain,
    )


def pivotal_shift(
    price: ArrayLike,
    quantity: ArrayLike,
    supply_elasticity: ArrayLike,
    demand_elasticity: ArrayLike,
    shift: ArrayLike,
) -> Surplus:
    """Gains in a closed economy when the supply line turns about its intercept instead of moving in parallel.

    Inverse supply ``P = a + b*Q`` keeps ``a`` and gets ``b' = b - K*P0/Q0``. With a supply elasticity below 1
    the intercept is negative: the line is then kinked at price 0, surplus below it is not counted, and the
    result's note says so. Arguments as in `closed_economy`.

    Raises
    ------
    InputError
        For numbers outside their ranges, or a shift that turns the supply line flat (``K >= 1/elasticity``).

    Examples
    --------
    >>> round(float(pivotal_shift(300, 100_000, 1.2, 0.4, 0.09).producers), 2)
    -722606.47
    """
    check_market(price, quantity, supply_elasticity, shift, {"demand_elasticity": demand_elasticity})
    base, volume = np.asarray(price, dtype=np.float64), np.asarray(quantity, dtype=np.float64)
    supply, demand = np.asarray(supply_elasticity), np.asarray(demand_elasticity)
    slope = base / (supply * volume)
    intercept = np.asarray(base - slope * volume)
    turned = slope - np.asarray(shift) * base / volume
    check_slope(turned)
    falling = base / (demand * volume)
    after = (base + falling * volume - intercept) / (turned + falling)
    price_after = np.asarray(intercept + turned * after)
    gain = rent(price_after, after, intercept, turned) - rent(base, volume, intercept, slope)
    saved = np.asarray(0.5 * (base - price_after) * (volume + after))
    return Surplus(
        price=price_after,
        quantity=np.asarray(after),
        consumers=saved,
        producers=np.asarray(gain),
        total=np.asarray(saved + gain),
        note=KINK_NOTE if np.any(intercept < 0) else "",
    )


def rent(price: Floats, quantity: Floats, intercept: Floats, slope: Floats) -> Floats:
    """Producers' surplus above a supply line, and above price 0 where the line's intercept is negative."""
    free = np.maximum(-intercept / slope, 0.0)
    return np.asarray(0.5 * (price - np.maximum(intercept, 0.0)) * (quantity + free))


def check_market(
    price: ArrayLike,
    quantity: ArrayLike,
    supply_elasticity: ArrayLike,
    shift: ArrayLike,
    more: Mapping[str, ArrayLike],
) -> None:
    """Check the numbers of one market; ``more`` names further positive ones."""
    positive = {"price": price, "quantity": quantity, "supply_elasticity": supply_elasticity}
    require(SUBJECT, outside(POSITIVE, {**positive, **more}), outside(FINITE, {"shift": shift}))


def check_slope(slope: Floats) -> None:
    """Refuse a supply line that is flat or falls."""
    if np.any(slope <= 0):
        why = "the shift is so large that the supply line no longer rises"
        require(SUBJECT, [Defect(f"slope {float(np.min(slope)):.4g}", "shift", why, "Use K below 1/elasticity")])
