"""Step 1, fund: who pays for each function this season, and how much of what is wanted the money covers.

Each actor meets its part of the wanted spending up to its budget, spread evenly over the functions it pays for; a
payer's shortfall is not made good by the others. Households already served come before new ones. What leaks away on
the road is taken off where the money arrives. After the initiator's exit its parts belong to whoever took them over;
the firm in charge then serves its members first and grows only on what that earns.

Equations::

    k_a = min(1, B_a / sum_f s_fa D_f)
    funded_f = sum_a s_fa k_a
    spent_fa = s_fa k_a D_f

with D wanted spending by function, s the payers' shares and B their budgets.

Sources: Reinikka and Svensson (2004), Quarterly Journal of Economics 119:679-705, leakage of public money.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def fund(wanted: Floats, shares: Floats, budgets: Floats) -> tuple[Floats, Floats]:
    """Funded fraction of each function, and what each actor spends on it.

    Parameters
    ----------
    wanted
        Spending that full delivery would need, money per season, shape (F,).
    shares
        Part of each function's cost that each actor pays, shape (F, A); a row sums to less than one where part of
        the function has no payer.
    budgets
        Most that each actor spends in the season, money, infinite where there is no limit, shape (A,).

    Returns
    -------
    tuple of arrays
        Funded fraction (F,) and money spent (F, A).

    Examples
    --------
    >>> funded, spent = fund(np.array([100.0]), np.array([[0.5, 0.5]]), np.array([25.0, np.inf]))
    >>> funded.tolist(), spent.tolist()
    ([0.75], [[25.0, 50.0]])
    """
    asked = shares * wanted[:, None]
    total = asked.sum(axis=0)
    met = np.where(total > budgets, budgets / np.where(total > 0.0, total, 1.0), 1.0)
    return (shares * met).sum(axis=1), asked * met


def upkeep_first(funded: Floats, recurring: Floats, new: Floats) -> tuple[Floats, Floats]:
    """How much of the upkeep and of the new reach the money covers: those already served come first.

    Parameters
    ----------
    funded
        Funded fraction of each function, shape (F,).
    recurring, new
        Wanted spending on households already served, and on new ones, money, shape (F,).

    Returns
    -------
    tuple of arrays
        Covered fraction of the upkeep (F,) and of the new reach (F,); what costs nothing is covered.

    Examples
    --------
    >>> upkeep, reach = upkeep_first(np.array([0.6]), np.array([50.0]), np.array([50.0]))
    >>> upkeep.tolist(), reach.round(12).tolist()
    ([1.0], [0.2])
    """
    money = funded * (recurring + new)
    upkeep = np.minimum(np.where(recurring > 0.0, money / np.where(recurring > 0.0, recurring, 1.0), 1.0), 1.0)
    left = money - upkeep * recurring
    return upkeep, np.minimum(np.where(new > 0.0, left / np.where(new > 0.0, new, 1.0), 1.0), 1.0)
