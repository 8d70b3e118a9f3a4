"""Step 7, settle: payments, credit, charges, transport and leakage; the household's income.

What the buyer owes is paid as far as it keeps its word (k), and part of it leaks on the way. The premium is that of
``steps.price`` after settling: what its market pays, shared over what members delivered. Inputs advanced on credit
are part of the cash cost and are paid back with interest, or only as far as it is enforced by a household that sold
aside. What was due (promised for all volume that met the standard, at the full premium) is kept beside what was paid:
the difference is what trust learns from.

Equations::

    y = y_0 + A (p_1 + p_2 + premium) k (1 - leakage) + (q - A) p_s
        - c q - c_extra max(q - q_base, 0) - freight q_delivered - charges + L - repaid
    repaid = (1 + r) L if loyal, else m ((1 + r) L + F)
    due = (delivered and fit) (p_1 + p_2 + full premium)

with A the accepted volume, p_1 and p_2 the first and the deferred payment.

Sources: own accounting; deferred payments and liquidity as in Casaburi and Macchiavello (2019), American Economic
Review 109:523-555; leakage as in Reinikka and Svensson (2004), Quarterly Journal of Economics 119:679-705.
"""

from __future__ import annotations

from typing import Any

from outgrow.vocabulary.portable import pick


def credit_repaid(under: Any, aside: Any, enforcement: Any, owed: Any, fine: Any) -> Any:
    """Expected repayment (with fine) of input credit: in full when loyal, only if enforced when not."""
    return under * pick(aside > 0.5, enforcement * (owed + fine), owed)


def crop_costs(volume: Any, base: Any, delivered: Any, production: Any, practice: Any, freight: Any) -> Any:
    """Cash costs of growing, picking and carrying, money."""
    extra = pick(volume > base, volume - base, 0.0)
    return volume * production + extra * practice + delivered * freight
