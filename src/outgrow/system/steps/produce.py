r"""Step 4, produce: usual volume, weather, what skill adds, and the common pool.

.. math:: q = v \cdot w_{village} w_{household} \cdot x \cdot (1 + \text{effect} \cdot \text{skill})

Weather is lognormal with mean one. For a common pool *x* is effort times stock, each relative to the start; the stock
grows logistically and gives up the catch (Schaefer 1954), and effort answers to rent (Gordon 1954, Journal of
Political Economy 62:124-142):

.. math:: X' = X + rX(1-X) - hX_0 q/q_0, \quad E' = E\,(1 + \eta (\text{revenue} - \text{cost})/\text{revenue})

with *X* relative to carrying capacity and *h* the share of the stock that the starting effort takes.
"""

from __future__ import annotations

from typing import Any

from outgrow.vocabulary.portable import exp

LEAST_STOCK = 1e-6  # of carrying capacity: below it nothing is left to grow back


def weather(score: Any, spread: Any) -> Any:
    """Factor on the harvest with mean one, from a standard normal score."""
    return exp(score * spread - 0.5 * spread * spread)


def harvest(usual: Any, shock: Any, pool: Any) -> Any:
    """Volume without the initiative's effect, kg."""
    return usual * shock * pool


def next_stock(stock: float, growth: float, catch: float) -> float:
    """Stock after growth and catch, all relative to carrying capacity."""
    return max(stock + growth * stock * (1.0 - stock) - catch, LEAST_STOCK)


def next_effort(effort: float, entry: float, revenue_per_effort: float, cost_per_effort: float) -> float:
    """Effort after entry or exit; revenue and cost per unit of effort in the same units."""
    if revenue_per_effort <= 0.0:
        return effort * max(1.0 - entry, 0.0)
    rent = (revenue_per_effort - cost_per_effort) / revenue_per_effort
    return effort * max(1.0 + entry * max(rent, -1.0), 0.0)
