"""Step 4, produce: usual volume, weather, what skill adds, and the common pool.

Weather is lognormal with mean one, part of it common to a village. For a common pool (a fishery) the harvest follows
effort times stock, each relative to the start; the stock grows logistically and gives up the catch, and effort enters
where it earns a rent and leaves where it loses. Two rules can hold effort: a closed part of the season and a limit,
both as far as they are obeyed. The rent is that of the effort present: what fishes less earns less, while a boat and
its crew cost the same ashore, so that a closed season keeps entry out beside keeping the catch down. Cost that stops
ashore, such as fuel, is not taken off.

Equations::

    q = usual * weather_village * weather_household * pool * (1 + effect * skill)
    pool = E_used / E_0 * X / X_0
    E_used = obeyed min(E, limit) (1 - closed) + (1 - obeyed) E
    X' = X + r X (1 - X) - h X_0 q / q_0
    revenue = index E_used / E * X / X_0
    E' = E (1 + entry (revenue - cost) / revenue)

with X relative to carrying capacity and h the share of the stock that the starting effort takes. With constant effort
the stock rests at X = 1 - h E / r.

Sources: Schaefer (1954), Bulletin of the Inter-American Tropical Tuna Commission 1:27-56, stock; Gordon (1954),
Journal of Political Economy 62:124-142, entry on rent.
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


def effort_used(effort: float, limit: float, closed: float, obeyed: float) -> float:
    """Effort that fishes under the rules, relative to the start.

    Parameters
    ----------
    effort, limit
        Effort present and most that the rules allow, relative to the start.
    closed
        Part of the season in which fishing is forbidden.
    obeyed
        Share of effort that keeps to the rules.

    Examples
    --------
    >>> effort_used(1.5, 1.0, 0.25, 0.5)
    1.125
    """
    return obeyed * min(effort, limit) * (1.0 - closed) + (1.0 - obeyed) * effort


def next_effort(effort: float, entry: float, revenue_per_effort: float, cost_per_effort: float) -> float:
    """Effort after entry or exit; revenue and cost per unit of effort present, in the same units."""
    if revenue_per_effort <= 0.0:
        return effort * max(1.0 - entry, 0.0)
    rent = (revenue_per_effort - cost_per_effort) / revenue_per_effort
    return effort * max(1.0 + entry * max(rent, -1.0), 0.0)
