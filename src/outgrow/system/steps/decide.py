"""Step 9, decide: trust and beliefs move, the firm goes on, turns away or gives up, and functions change hands.

Trust of a village closes a share of its gap to the part of what was due that was paid; a premium that its market did
not take, and a delivery refused because the firm turned away, count as promises not kept. Beliefs close a share of
their gap to what trained neighbours gained. At the initiator's exit each candidate weighs each function it might take
over; a part that nobody takes is an orphan. The firm moves supply to larger suppliers while smallholders cost it more,
and gives the initiative up after too many losses in a row that its strategy does not justify.

Equations::

    trust' = trust + speed (paid / due - trust)
    belief' = belief + information (lift of the trained - belief)
    takes over when able and value >= h cost,  h = max(1, (V*/I) (1 - theta ownership))
    turned' = turned + speed (1[smallholders cost more] - turned)
    gives up after *patience* seasons with cash + strategic value < 0

with V*/I the investment threshold under uncertainty for a firm and 1 for others, theta the strength of ownership.

Sources: Dixit and Pindyck (1994), Investment under Uncertainty, chapter 5; van Tilburg, Kambewa, de Jager and Onduru
(2011), ownership at the start; Macchiavello and Morjaria (2021), Quarterly Journal of Economics 136:1089-1143.
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


def next_trust(trust: Floats, kept: float | Floats, speed: float) -> Floats:
    """Trust of each village, 0 to 1."""
    return trust + speed * (kept - trust)


def promise_kept(paid: Floats, due: Floats, usual: Floats) -> Floats:
    """Part of what was due that was paid in each village; ``usual`` where nothing was due.

    Examples
    --------
    >>> promise_kept(np.array([90.0, 0.0]), np.array([100.0, 0.0]), np.array([0.7, 0.7])).tolist()
    [0.9, 0.7]
    """
    owed = due > 0.0
    return np.where(owed, paid / np.where(owed, due, 1.0), usual)


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


GONE, TURNS, HOLDS, EXPANDS = 0.0, 1.0, 2.0, 3.0
"""What the firm does with the initiative in a season, see `firm_decision`."""


def firm_decision(active: bool, cost: float, alternative_cost: float, newly_reached: float) -> float:
    """What the firm does: gone, turns to larger suppliers, holds what it has, or expands.

    Parameters
    ----------
    active
        Whether it still runs the initiative.
    cost, alternative_cost
        Cost of an accepted kg from smallholders and from larger suppliers, money per kg.
    newly_reached
        Households newly offered a place this season.
    """
    if not active:
        return GONE
    if cost > alternative_cost:
        return TURNS
    return EXPANDS if newly_reached > 0.0 else HOLDS
