r"""Step 9, decide: trust and beliefs move, the firm goes on, turns away or gives up, and functions change hands.

Trust closes a share of its gap to the part of the promise that was kept; beliefs close a share of their gap to what
trained neighbours gained. A candidate takes a function over from a leaving payer when

.. math:: \text{able} \cdot \text{value} \ge h \cdot \text{cost}, \quad h = \max(1, (V^*/I)(1 - \theta \omega))

with :math:`V^*/I` the investment threshold under uncertainty (Dixit and Pindyck 1994) for a firm, :math:`h = 1` for
others, :math:`\omega` its ownership at the start and :math:`\theta` the strength of ownership. A part that nobody
takes is an orphan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bid:
    """What a candidate would weigh when a payer leaves a function.

    Parameters
    ----------
    actor
        Number of the candidate among the actors.
    value
        What the function is worth to it, money per member and season.
    able
        Whether it can do the function.
    hurdle
        Multiple of the cost that the value must reach.
    """

    actor: int
    value: float
    able: bool
    hurdle: float


def next_trust(trust: Floats, kept: float, speed: float) -> Floats:
    """Trust of each village, 0 to 1."""
    return trust + speed * (kept - trust)


def next_belief(belief: Floats, lift: Floats, trained: Floats, information: float) -> Floats:
    """Expected effect in each village, from what its trained households gained (none: the belief stands)."""
    seen = trained > 0.0
    gained = np.where(seen, lift / np.where(seen, trained, 1.0), belief)
    return belief + information * (gained - belief)


def hand_over(
    shares: Floats, leaving: NDArray[np.bool_], cost: Floats, bids: list[list[Bid]]
) -> tuple[Floats, Floats, list[int | None]]:
    """Payers' shares after the leaving actors' parts found takers or became orphans.

    Parameters
    ----------
    shares
        Part of each function's cost that each actor pays, shape (F, A).
    leaving
        Which actors leave, shape (A,).
    cost
        Cost of the leaving part of each function, money per member and season, shape (F,).
    bids
        For each function its candidates in order of preference.

    Returns
    -------
    tuple
        New shares (F, A), orphaned part of each function (F,), and who took each function over (None: nobody).
    """
    left_behind = np.where(leaving, shares, 0.0).sum(axis=1)
    after = np.where(leaving, 0.0, shares)
    takers: list[int | None] = []
    for function, candidates in enumerate(bids):
        taker = next((b.actor for b in candidates if _accepts(b, cost[function])), None)
        if taker is not None and left_behind[function] > 0.0:
            after[function, taker] += left_behind[function]
            left_behind[function] = 0.0
        takers.append(taker)
    return after, left_behind, takers


def _accepts(bid: Bid, cost: float) -> bool:
    return bid.able and bid.value >= bid.hurdle * cost


def next_turned(turned: float, speed: float, smallholder_cost: float, alternative_cost: float) -> float:
    """Share of supply that the firm has moved to larger suppliers or its own estate."""
    target = 1.0 if smallholder_cost > alternative_cost else 0.0
    return turned + speed * (target - turned)
