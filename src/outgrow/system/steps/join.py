"""Step 3, join or leave: a household weighs its expected gain, its neighbours and its trust.

Only households above the entry thresholds (land, distance, the money it takes to enter) and not excluded for a breach
may come in, and only when they are offered a place. The expected gain G of taking part is what training would add and
the premium, less what the standard costs; part of the effect it expects is its own, the rest what its village has seen.
It joins, and once in it stays, when a logistic draw says so; inertia i keeps it where it is.

Equations::

    G = q (prospect effect (margin - practice) + premium) - charges
    U = a + b G / income + c peers + e (trust - 1/2)
    P(join) = L(U - i),  P(stay) = L(U + i),  L(x) = 1 / (1 + exp(-x))

with *peers* the village's share of members last season. A logistic score below U is the same event as a uniform number
below L(U). As b grows without bound this is self-selection on the gain alone, the adoption share of the TOA-MD model;
with small c it is the Bass model with p = L(a - i) and q = c p (1 - p).

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
    volume: Any, effect: Any, prospect: Any, unit_margin: Any, practice_cost: Any, premium: Any, charges: Any
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
        Value of a kg to the household after production cost, extra cost of an extra kg, premium; money per kg.
    charges
        What taking part costs a season, money.
    """
    return volume * (prospect * effect * (unit_margin - practice_cost) + premium) - charges


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
