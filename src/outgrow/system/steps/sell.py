r"""Step 6, sell: deliver, or sell aside when the cash price tempts further than breaking the promise would cost.

With cash price :math:`p_s`, contract value :math:`p_c` (first payment, premium, and the deferred payment at its worth
to this household), *s* the part of the harvest it would sell aside, and the relationship's worth per kg:

.. math:: (p_s - p_c - \text{trust} \cdot R) \, s q > m F + S - (1-m)(1+r) L

means side-selling (the incentive constraint of a self-enforcing contract: Klein and Leffler 1981; for contract
farming Gow, Streeter and Swinnen 2000, Agricultural Economics 23:253-265). *R* is what the relationship's future is
worth per kg, :math:`d\delta(V_c-V_0)/q`, found as a fixed point by ``chain.contract``. The standard rejects part of
what is delivered; rejected product goes to the cash market.
"""

from __future__ import annotations

from typing import Any

from outgrow.vocabulary.portable import exp, pick


def cash_offer(spot: Any, village: Any, score: Any, spread: Any) -> Any:
    """Cash price that a household is offered, money per kg, lognormal around the village's."""
    return spot * village * exp(score * spread - 0.5 * spread * spread)


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


def rejected_share(skill: Any, untrained: Any, trained: Any, turned_away: Any) -> Any:
    """Share of a delivery that is refused: by the standard, or because the firm has turned to other suppliers."""
    by_standard = untrained + (trained - untrained) * pick(skill < 1.0, skill, 1.0)
    return 1.0 - (1.0 - by_standard) * (1.0 - turned_away)
