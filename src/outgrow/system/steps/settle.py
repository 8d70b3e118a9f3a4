r"""Step 7, settle: payments, credit, charges, transport and leakage; the household's income.

.. math:: y = y_0 + A (p_1 + p_2 + \pi) k (1-\ell) + (q_{aside} + q_{rejected}) p_s - c q - c_+ (q - q_{base})
              - t\,q_{delivered} - \text{charges} + L - \text{repaid}

with *A* accepted volume, *k* the share of what was promised that is paid, :math:`\ell` leakage, and *L* inputs advanced
on credit: they are part of the cash cost *c q* and are paid back with interest.
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
