r"""Step 3, join or leave: a household weighs its expected gain, its neighbours and its trust.

The expected gain of taking part is what training would add and the premium, less what the standard costs it; part of
the effect it expects is its own, the rest what the village has seen (Besley and Case 1993; Conley and Udry 2010,
American Economic Review 100:35-69, for learning from neighbours). It joins, and once in it stays, when a logistic
draw says so:

.. math:: U = a + b\,G/\bar{y} + c\,(\text{peers}) + e\,(\text{trust} - 1/2), \quad
          P(\text{join}) = \Lambda(U - i), \; P(\text{stay}) = \Lambda(U + i)

As *b* grows without bound this is self-selection on the gain alone: the adoption share of the TOA-MD model (Antle
2011, American Journal of Agricultural Economics 93:741-763).
"""

from __future__ import annotations

from typing import Any

from outgrow.vocabulary.portable import exp, pick


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


def utility(
    gain: Any, scale: Any, peers: Any, trust: Any, leaning: Any, per_gain: Any, per_peer: Any, per_trust: Any
) -> Any:
    """Log-odds of wanting to take part, before inertia; ``scale`` is the mean crop income."""
    return leaning + per_gain * (gain / scale) + per_peer * peers + per_trust * (trust - 0.5)


def join_or_stay(member: Any, eligible: Any, offered: Any, upheld: Any, log_odds: Any, inertia: Any, luck: Any) -> Any:
    """Who takes part this season (1 or 0): members who are upheld and stay, and eligible households that accept."""
    leaning = pick(member > 0.5, log_odds + inertia, log_odds - inertia)
    may = pick(member > 0.5, upheld, eligible * offered)
    return pick(luck * (1.0 + exp(-leaning)) < 1.0, may, 0.0)
