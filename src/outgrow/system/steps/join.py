"""Step 3, join or leave: a household weighs its expected gain, its neighbours and its trust.

Only households above the entry thresholds (land, distance, the money it takes to enter) and not excluded for a breach
may come in, and only when they are offered a place. The expected gain G of taking part is what training would add and
the premium, less what the standard costs; part of the effect it expects is its own, the rest what its village has seen.
A household that did not supply the buyer before also weighs the contract against its outside option, the mean cash
price: of what it would deliver the standard refuses a part, which the cash market takes, and it carries the whole to
the buying point.
It joins, and once in it stays, when a logistic draw says so; inertia i keeps it where it is.

Equations::

    G = q (prospect effect (margin - practice) + (1 - refused) premium + new) - charges
    margin = p_c - freight - production cost
    new = (1 - refused) (p_c - p_s) - freight for who did not supply before, else 0
    U = a + b G / income + c peers + e (trust - 1/2)
    P(join) = L(U - i),  P(stay) = L(U + i),  L(x) = 1 / (1 + exp(-x))

with p_c what the contract's payments for a kg are worth to the household (later money counts for less), p_s the mean
cash price, and *peers* the village's share of members last season. A logistic score below U is the same event as a
uniform number below L(U). As b grows without bound this is self-selection on the gain alone, the adoption share of the
TOA-MD model; with small c it is the Bass model with p = L(a - i) and q = c p (1 - p).

Sources: Besley and Case (1993), American Economic Review 83:396-402, and Conley and Udry (2010), American Economic
Review 100:35-69, learning from neighbours; Antle (2011), American Journal of Agricultural Economics 93:741-763,
self-selection; Neven et al. (2009), World Development 37:1802-1811, thresholds that exclude.
"""

from __future__ import annotations

from typing import Any

from outgrow.vocabulary.portable import log, pick


def expected_effect(own: Any, belief: Any, own_knowledge: Any) -> Any:
    """Relative change of the yield that a household expects."""
    return own_knowledge * own + (1.0 - own_knowledge) * belief


def expected_gain(
    volume: Any,
    effect: Any,
    prospect: Any,
    unit_margin: Any,
    practice_cost: Any,
    premium: Any,
    charges: Any,
    over_outside: Any,
) -> Any:
    """Money that a household expects to gain a season by taking part.

    Parameters
    ----------
    volume
        Usual sales volume, kg.
    effect
        Expected relative change of the yield once trained.
    prospect
        Chance of being trained; 1 for those who are.
    unit_margin, practice_cost, premium
        Value of a kg to the household after production and carrying, extra cost of an extra kg, and the premium on a
        kg offered, of which the standard refuses some; money per kg.
    charges
        What taking part costs a season, money.
    over_outside
        What selling to the buyer is worth more than selling for cash, money per kg, see `over_outside`.
    """
    return volume * (prospect * effect * (unit_margin - practice_cost) + premium + over_outside) - charges


def over_outside(contract: Any, cash: Any, refused: Any, freight: Any, supplied_before: Any) -> Any:
    """What a kg is worth more under the contract than in the cash market; nothing new to a supplier from before.

    Parameters
    ----------
    contract, cash, freight
        Worth of the contract's payments, mean cash price, cost of carrying to the buying point; money per kg.
    refused
        Share of a delivery that the standard refuses, which is sold for cash.
    supplied_before
        1 where households supply the buyer with or without the initiative.

    Examples
    --------
    >>> over_outside(30.0, 20.0, 0.1, 2.0, 0.0)
    7.0
    """
    return (1.0 - supplied_before) * ((1.0 - refused) * (contract - cash) - freight)


def utility(gain: Any, peers: Any, trust: Any, leaning: Any, per_gain: Any, per_peer: Any, per_trust: Any) -> Any:
    """Log-odds of wanting to take part, before inertia; ``per_gain`` counts per unit of money."""
    return leaning + per_gain * gain + per_peer * peers + per_trust * (trust - 0.5)


def choice_score(luck: Any) -> Any:
    """Standard logistic score of a uniform number in 0..1, both ends excluded."""
    return log(luck / (1.0 - luck))


def join_or_stay(member: Any, eligible: Any, offered: Any, upheld: Any, log_odds: Any, inertia: Any, score: Any) -> Any:
    """Who takes part this season (1 or 0): members who are upheld and stay, and eligible households that accept.

    ``score`` is a standard logistic score, see `choice_score`: below the log-odds it says yes.
    """
    leaning = pick(member > 0.5, log_odds + inertia, log_odds - inertia)
    may = pick(member > 0.5, upheld, eligible * offered)
    return pick(score < leaning, may, 0.0)
