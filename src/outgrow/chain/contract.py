"""The self-enforcing contract: up to which spot price does a household deliver?

After harvest the household sees the spot price ``p_s``. It delivers if and only if::

    (p_s - p_c)*q <= m*F + S - (1-m)*(1+r)*L + d*delta*(V_c - V_0)

Method: relational contracting (Telser 1980, Journal of Business 53(1): 27-44; Levin 2003, American Economic
Review 93(3): 835-857), with the enforcement institutions of Fafchamps (2004), "Market Institutions in
Sub-Saharan Africa": courts enter as ``m``, shared information as ``d``, norms as ``S`` and pre-finance as
``L``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from outgrow.chain.bounds import FACTOR, FINITE, NOT_NEGATIVE, POSITIVE, RATE, SHARE, Floats, outside, require
from outgrow.vocabulary import Defect

Numbers = float | Floats
"""One number for all households, or an array with one a household."""


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """Terms of a contract and what upholds it; every field a number or an array over households.

    Parameters
    ----------
    price
        Contract price ``p_c``, money per unit.
    volume
        Contracted volume ``q``, units per season, above zero.
    cost
        Production cost ``c`` per season that is not on credit.
    credit
        Inputs on credit ``L``, money per season.
    interest
        Interest ``r`` on the credit per season; 0 for a free loan, and never left open where there is credit.
    enforcement
        Chance ``m`` that a breach is enforced: the household then repays and pays the fine.
    fine
        Fine ``F``.
    sanction
        Social sanction ``S``, money equivalent.
    exclusion
        Chance ``d`` that a breach ends the relationship.
    patience
        Factor ``delta`` per season, 0 to below 1.

    Raises
    ------
    InputError
        With every field outside its range.
    """

    price: Numbers
    volume: Numbers
    cost: Numbers
    credit: Numbers
    interest: Numbers
    enforcement: Numbers
    fine: Numbers
    sanction: Numbers
    exclusion: Numbers
    patience: Numbers

    def __post_init__(self) -> None:
        """Check all fields at once."""
        require("contract", free_loan_defects(self.credit, self.interest))
        require(
            "contract",
            outside(NOT_NEGATIVE, {"price": self.price}),
            outside(POSITIVE, {"volume": self.volume}),
            outside(NOT_NEGATIVE, {"cost": self.cost, "credit": self.credit}),
            outside(RATE, {"interest": self.interest}),
            outside(NOT_NEGATIVE, {"fine": self.fine, "sanction": self.sanction}),
            outside(SHARE, {"enforcement": self.enforcement, "exclusion": self.exclusion}),
            outside(FACTOR, {"patience": self.patience}),
        )


def deterrent(contract: Contract, value_inside: ArrayLike, value_outside: ArrayLike) -> Floats:
    """What a breach costs the household, net of the repayment it escapes.

    ``m*F + S - (1-m)*(1+r)*L + d*delta*(V_c - V_0)``

    Parameters
    ----------
    contract
        Terms of the contract.
    value_inside, value_outside
        Continuation values ``V_c`` and ``V_0``, money.

    Raises
    ------
    InputError
        If a value is not finite.
    """
    require("contract", outside(FINITE, {"value_inside": value_inside, "value_outside": value_outside}))
    future = np.asarray(value_inside, dtype=np.float64) - np.asarray(value_outside)
    return np.asarray(own_penalty(contract) + contract.exclusion * contract.patience * future)


def tolerated_price(
    contract: Contract, value_inside: ArrayLike, value_outside: ArrayLike, share: ArrayLike = 1.0
) -> Floats:
    """Spot price ``p_bar`` at which the household is indifferent between delivering and selling aside.

    Parameters
    ----------
    contract, value_inside, value_outside
        As in `deterrent`.
    share
        Share of the volume that is sold aside, above 0 to 1.

    Raises
    ------
    InputError
        If a value is not finite, or a share is not above 0 and at most 1.

    Examples
    --------
    >>> terms = Contract(0.5, 1200, 0, 150, 0.1, 0.1, 100, 20, 0.8, 0.85)
    >>> round(float(tolerated_price(terms, 2800, 2400)), 7)
    0.6279167
    """
    require("contract", outside(SHARE, {"share": share}), outside(POSITIVE, {"share": share}))
    aside = np.asarray(share) * contract.volume
    return np.asarray(contract.price + deterrent(contract, value_inside, value_outside) / aside)


def honour_probability(tolerated: ArrayLike, spot_median: ArrayLike, spot_sdlog: ArrayLike) -> Floats:
    """Chance that a lognormal spot price stays at or below the tolerated price.

    Parameters
    ----------
    tolerated
        Tolerated price; at zero or less the contract is never honoured.
    spot_median, spot_sdlog
        Median and standard deviation of the logarithm of the spot price, above zero.

    Raises
    ------
    InputError
        For numbers outside these ranges.

    Examples
    --------
    >>> round(float(honour_probability(0.5, 0.5, 0.25)), 3)
    0.5
    """
    check_spot(spot_median, spot_sdlog)
    return np.asarray(ndtr(log_distance(np.asarray(tolerated), np.asarray(spot_median), np.asarray(spot_sdlog))))


def critical_patience(
    contract: Contract, spot_price: ArrayLike, income_inside: ArrayLike, income_outside: ArrayLike
) -> Floats:
    """Least patience ``delta*`` at which a household delivers at a given spot price.

    ``delta* = x/(1+x)`` with ``x = gain/(d*(u_c - u_0))``, from constant incomes per season. The
    contract's own ``patience`` is not used.

    Parameters
    ----------
    contract
        Terms of the contract.
    spot_price
        Spot price ``p_s``.
    income_inside, income_outside
        Income per season ``u_c`` and ``u_0``.

    Returns
    -------
    numpy.ndarray
        0 where even an impatient household delivers; 1 where no patience below one suffices.

    Raises
    ------
    InputError
        If a number is not finite.

    Examples
    --------
    >>> terms = Contract(0.5, 1200, 0, 150, 0.1, 0.1, 100, 20, 0.8, 0.85)
    >>> round(float(critical_patience(terms, 0.65, 420, 360)), 7)
    0.8614719
    """
    incomes = {"income_inside": income_inside, "income_outside": income_outside}
    require("contract", outside(FINITE, {"spot_price": spot_price} | incomes))
    gain = (np.asarray(spot_price) - contract.price) * contract.volume - own_penalty(contract)
    lost = np.asarray(contract.exclusion * (np.asarray(income_inside) - np.asarray(income_outside)))
    gain, lost = np.maximum(gain, 0.0), np.maximum(lost, 0.0)
    gain, total = np.broadcast_arrays(gain, gain + lost)
    return np.asarray(np.divide(gain, total, out=np.zeros(gain.shape), where=total > 0))


def side_selling_share(
    contract: Contract,
    spot_price: ArrayLike,
    value_inside: ArrayLike,
    value_outside: ArrayLike,
    curvature: float = 2.0,
) -> Floats:
    """Share of the volume that a household sells aside when larger breaches are more surely punished.

    The gain grows with the share ``s`` and the deterrent with ``s**curvature``, so that
    ``s* = min(1, (gain/(curvature*deterrent))**(1/(curvature-1)))``. That small breaches are overlooked
    is the chapter's observation; the power form and its default are an assumption.

    Parameters
    ----------
    contract, value_inside, value_outside
        As in `deterrent`, which is what selling the whole volume aside costs.
    spot_price
        Spot price ``p_s``.
    curvature
        How much faster than the share the punishment grows, above 1.

    Raises
    ------
    InputError
        If a number is not finite or the curvature is not above 1.

    Examples
    --------
    >>> terms = Contract(0.5, 1200, 0, 150, 0.1, 0.1, 100, 20, 0.8, 0.85)
    >>> side_selling_share(terms, [0.4, 0.6, 0.9], 2800, 2400).round(3).tolist()
    [0.0, 0.391, 1.0]
    """
    require(
        "contract",
        outside(FINITE, {"spot_price": spot_price}),
        outside(POSITIVE, {"curvature - 1": curvature - 1.0}),
    )
    gain = (np.asarray(spot_price) - contract.price) * contract.volume
    cost = curvature * deterrent(contract, value_inside, value_outside)
    gain, cost = np.broadcast_arrays(np.maximum(gain, 0.0), np.maximum(cost, 0.0))
    relative = np.divide(gain, cost, out=np.where(gain > 0, 1.0, 0.0), where=cost > 0)
    return np.minimum(relative, 1.0) ** (1.0 / (curvature - 1.0))


def free_loan_defects(credit: ArrayLike, interest: ArrayLike | None) -> list[Defect]:
    """Credit whose interest nobody has stated."""
    stated = interest is not None and not np.any(np.isnan(np.asarray(interest, dtype=np.float64)))
    lent = float(np.max(np.asarray(credit, dtype=np.float64), initial=0.0))
    if stated or lent <= 0.0:
        return []
    why = "what is repaid decides whether a household delivers"
    return [Defect(f"credit of {lent:g} without interest", "interest", why, "State it; 0 if the loan is free")]


def own_penalty(contract: Contract) -> Floats:
    """What a breach costs at once: expected fine and sanction less the repayment escaped."""
    escaped = (1.0 - contract.enforcement) * (1.0 + contract.interest) * contract.credit
    return np.asarray(contract.enforcement * contract.fine + contract.sanction - escaped)


def log_distance(price: Floats, median: Floats, sdlog: Floats) -> Floats:
    """Distance of a price from the median in standard deviations of the logarithm; minus infinity at zero."""
    with np.errstate(divide="ignore"):
        distance: Floats = np.log(np.maximum(price, 0.0) / median) / sdlog
    return distance


def check_spot(median: ArrayLike, sdlog: ArrayLike) -> None:
    """Check the two numbers of a lognormal spot price."""
    require("spot price", outside(POSITIVE, {"spot_median": median, "spot_sdlog": sdlog}))
