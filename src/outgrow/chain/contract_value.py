"""What being inside a contract is worth to a household: the fixed point of its seasons.

Inside, the household takes each season the better of delivering and selling aside::

    V_c = H*(p_c*q - c - (1+r)*L + delta*V_c) + E[p_s; p_s > p_bar]*q
          - (1-H)*(c + m*F + S + m*(1+r)*L) + (1-H)*delta*(d*V_0 + (1-d)*V_c)

with ``H = Pr(p_s <= p_bar)`` and the tolerated price ``p_bar`` of `tolerated_price` at the same ``V_c``;
outside, ``V_0 = u_0/(1-delta)``. The right-hand side is the mean of a maximum of lines in ``V_c``: it is
convex, its slope is ``delta*(1 - d*(1-H))``, below one, so that there is one fixed point and Newton's
steps (policy iteration, Howard 1960, "Dynamic Programming and Markov Processes") reach it from anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from outgrow.chain.bounds import FINITE, Floats, outside, require
from outgrow.chain.contract import Contract, check_spot, log_distance, own_penalty, tolerated_price
from outgrow.vocabulary import RunError

MOST_ROUNDS = 200_000
"""Rounds of plain iteration that a patience of 0.9999 needs to its tolerance, with room to spare."""


@dataclass(frozen=True, slots=True, eq=False)
class ContractValue:
    """Values of a contract to households, each of the inputs' broadcast shape.

    Parameters
    ----------
    inside, outside
        Present values ``V_c`` and ``V_0``.
    tolerated
        Spot price up to which the household delivers.
    honour
        Chance ``H`` that it delivers.
    rounds
        Rounds of the iteration.
    """

    inside: Floats
    outside: Floats
    tolerated: Floats
    honour: Floats
    rounds: int

    @property
    def participates(self) -> np.typing.NDArray[np.bool_]:
        """Where a household is no worse off inside than outside."""
        return np.asarray(self.inside >= self.outside)

    def summary(self) -> str:
        """Sentence with honour, tolerated price and participation."""
        return (
            f"Contracts are honoured with chance {np.mean(self.honour):.0%} (tolerated spot price "
            f"{np.median(self.tolerated):.4g}); {np.mean(self.participates):.0%} of households "
            "are better off inside."
        )


class Solvable(Protocol):
    """A season whose value inside is a fixed point."""

    def map(self, inside: Floats) -> tuple[Floats, Floats]:
        """Right-hand side of the equation at ``inside``, and its slope, below one."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """Constants of one household's season, in the words of the module's equation."""

    delivering: Floats
    aside: Floats
    volume: Floats
    threshold: Floats
    threshold_slope: Floats
    excluded: Floats
    patience: Floats
    median: Floats
    mean: Floats
    sdlog: Floats
    exclusion: Floats

    def honour_and_spot(self, inside: Floats) -> tuple[Floats, Floats]:
        """Chance to deliver and mean of the spot price over the seasons of selling aside."""
        tolerated = self.threshold + self.threshold_slope * inside
        distance = log_distance(tolerated, self.median, self.sdlog)
        return np.asarray(ndtr(distance)), np.asarray(self.mean * ndtr(self.sdlog - distance))

    def map(self, inside: Floats) -> tuple[Floats, Floats]:
        """Right-hand side of the equation at ``inside``, and its slope."""
        honour, spot = self.honour_and_spot(inside)
        breach = 1.0 - honour
        kept = self.patience * (1.0 - self.exclusion * breach)
        now = honour * self.delivering + spot * self.volume - breach * self.aside
        return now + breach * self.excluded + kept * inside, kept


def contract_value(
    contract: Contract,
    outside_income: ArrayLike,
    spot_median: ArrayLike,
    spot_sdlog: ArrayLike,
    *,
    method: Literal["newton", "iteration"] = "newton",
    tolerance: float = 1e-10,
) -> ContractValue:
    """Solve for the value of a contract, its tolerated price and its honour, over any number of households.

    Parameters
    ----------
    contract
        Terms, each a number or an array over households.
    outside_income
        Income per season ``u_0`` outside the contract.
    spot_median, spot_sdlog
        Median and standard deviation of the logarithm of the lognormal spot price.
    method
        ``newton`` takes a handful of rounds; ``iteration`` repeats the equation from ``V_0`` until it stands
        still, and is the reference.
    tolerance
        Largest last step, relative to ``1 + |V_c|``.

    Raises
    ------
    InputError
        For numbers outside their ranges.
    RunError
        If the iteration has not come to rest.

    Examples
    --------
    >>> terms = Contract(0.5, 1200, 100, 150, 0.1, 0.1, 100, 20, 0.8, 0.85)
    >>> found = contract_value(terms, 260, 0.5, 0.25)
    >>> round(float(found.honour), 3), bool(found.participates)
    (0.924, True)
    """
    check_spot(spot_median, spot_sdlog)
    require("contract", outside(FINITE, {"outside_income": outside_income}))
    patience = np.asarray(contract.patience, dtype=np.float64)
    out = np.asarray(np.asarray(outside_income) / (1.0 - patience))
    season = constants(contract, out, np.asarray(spot_median), np.asarray(spot_sdlog))
    inside, rounds = solve(season, out, method, tolerance)
    honour, _ = season.honour_and_spot(inside)
    return ContractValue(
        inside=inside,
        outside=np.broadcast_to(out, inside.shape),
        tolerated=tolerated_price(contract, inside, out),
        honour=honour,
        rounds=rounds,
    )


def solve(season: Solvable, start: Floats, method: str, tolerance: float) -> tuple[Floats, int]:
    """Fixed point of the season's map and the rounds it took."""
    inside = start
    for rounds in range(1, MOST_ROUNDS + 1):
        mapped, slope = season.map(inside)
        step = mapped - inside
        if method == "newton":
            step = step / (1.0 - slope)
        inside = inside + step
        if np.all(np.abs(step) <= tolerance * (1.0 + np.abs(inside))):
            return np.asarray(inside), rounds
    raise RunError(
        f"contract: the value inside has not come to rest in {MOST_ROUNDS} rounds of {method}; "
        "lower the patience, widen the tolerance or use the method newton."
    )


def constants(contract: Contract, out: Floats, median: Floats, sdlog: Floats) -> Season:
    """Constants of the equation that do not change from round to round."""
    repay = (1.0 + contract.interest) * contract.credit
    future = contract.exclusion * contract.patience
    penalty = contract.enforcement * contract.fine + contract.sanction + contract.enforcement * repay
    return Season(
        delivering=np.asarray(contract.price * contract.volume - contract.cost - repay),
        aside=np.asarray(contract.cost + penalty),
        volume=np.asarray(contract.volume),
        threshold=np.asarray(contract.price + (own_penalty(contract) - future * out) / contract.volume),
        threshold_slope=np.asarray(future / contract.volume),
        excluded=np.asarray(future * out),
        patience=np.asarray(contract.patience),
        median=median,
        mean=np.asarray(median * np.exp(sdlog**2 / 2.0)),
        sdlog=sdlog,
        exclusion=np.asarray(contract.exclusion),
    )
