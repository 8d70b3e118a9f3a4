"""Step 6, sell: deliver, or sell aside when the cash price tempts further than breaking the promise would cost.

The cash price p_s of a household varies around its village's. The contract is worth p_c a kg to it: first payment,
premium, and the deferred payment at what later money is worth to this household, which is short of cash. A household
that sells aside escapes its credit unless the breach is enforced; with chance d it is excluded for good. R is what the
relationship's future is worth per kg to the mean household, a fixed point found by ``chain.contract_value``; a
household counts it as far as its village trusts the buyer. The standard rejects part of what is delivered, less of it
from the skilled; the firm may refuse more when it turns to other suppliers; what is refused goes to the cash market.

Equations::

    sells aside when (p_s - p_c - trust R) s q > m F + S - (1 - m)(1 + r) L
    R = d delta (V_c - V_0) / q
    refused = 1 - (1 - standard(skill)) (1 - turned)

with s the part of the harvest q that it would sell aside, m the chance of enforcement, F the fine, S social
disapproval, L credit and r its interest, delta patience, V_c and V_0 the worth of being inside and outside.

Sources: Klein and Leffler (1981), Journal of Political Economy 89:615-641, self-enforcing contracts; Gow, Streeter
and Swinnen (2000), Agricultural Economics 23:253-265, contract farming.
"""

from __future__ import annotations

from typing import Any

from outgrow.vocabulary.portable import exp, pick


def cash_factor(score: Any, spread: Any) -> Any:
    """Factor with mean one on a cash offer, lognormal, from a standard normal score."""
    return exp(score * spread - 0.5 * spread * spread)


def cash_offer(spot: Any, village: Any, factor: Any) -> Any:
    """Cash price that a household is offered, money per kg, around its village's."""
    return spot * village * factor


def sells_aside(offer: Any, promised: Any, bond: Any, part: Any, volume: Any, stake: Any) -> Any:
    """1 where the household sells aside, else 0.

    Parameters
    ----------
    offer, promised, bond
        Cash offer, value of the contract's payments, worth of the relationship; money per kg.
    part, volume
        Part of the harvest that it would sell aside, and the harvest, kg.
    stake
        Expected fine and disapproval less the credit it would escape, money.
    """
    return pick((offer - promised - bond) * (part * volume) > stake, 1.0, 0.0)


def refused_by_standard(skill: Any, untrained: Any, trained: Any) -> Any:
    """Share of a delivery that the standard refuses."""
    return untrained + (trained - untrained) * pick(skill < 1.0, skill, 1.0)


def rejected_share(by_standard: Any, turned_away: Any) -> Any:
    """Share of a delivery that is refused: by the standard, or because the firm has turned to other suppliers."""
    return 1.0 - (1.0 - by_standard) * (1.0 - turned_away)
