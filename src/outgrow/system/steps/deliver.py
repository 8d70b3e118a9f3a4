"""Step 2, deliver: how many households are newly reached, what haste does to quality, and what trained people learn.

Capacity C grows at most by a factor 1 + g a season, and only as far as it is paid for and there are households left.
Delivery may exceed capacity up to a stretch; the load per trainer above one lowers fidelity, so that an effect
measured in a well-staffed pilot is not simply multiplied: farmer field schools worked in pilots, and national
programmes showed no effect. A trained household's skill closes a share of its gap to the fidelity of what it is
taught, and fades without follow-up, which only members get.

Equations::

    load = N / C,  fidelity = min(1, load^-haste)
    C' = C (1 + g funded)
    skill' = skill + trained learning max(fidelity - skill, 0) - forgetting skill (1 - trained member follow_up)

with N the households newly taught.

Sources: Waddington et al. (2014), Campbell Systematic Reviews 2014:6, loss of effect at scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from outgrow.vocabulary.portable import exp, log, pick


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a service reaches in a season.

    Parameters
    ----------
    offered
        Households newly offered the service.
    rate
        Chance that an open household is offered it.
    fidelity
        Quality of delivery relative to the pilot, 0 to 1.
    """

    offered: float
    rate: float
    fidelity: float


def reachable(capacity: float, stretch: float, remaining: float) -> float:
    """Most households that could be newly reached in a season; a stretch below one counts as one."""
    return min(capacity * max(stretch, 1.0), max(remaining, 0.0))


def deliver(wanted: float, arriving: float, capacity: float, open_to_it: float, haste: float) -> Delivered:
    """Offer a service to households.

    Parameters
    ----------
    wanted
        Households that would be newly reached with full funding, see `reachable`.
    arriving
        Share of the wanted spending that is there and arrives.
    capacity
        Households that can be newly reached at the pilot's quality.
    open_to_it
        Households among which the offers fall.
    haste
        Exponent of the loss of quality.

    Examples
    --------
    >>> deliver(200.0, 0.5, 100.0, 1000.0, 1.0)
    Delivered(offered=100.0, rate=0.1, fidelity=1.0)
    """
    offered = wanted * arriving
    load = offered / capacity if capacity > 0.0 else 0.0
    fidelity = float(exp(-haste * log(load))) if load > 1.0 else 1.0
    return Delivered(offered, min(offered / open_to_it, 1.0) if open_to_it > 0.0 else 0.0, fidelity)


def next_capacity(capacity: float, growth: float, arriving: float, unreached: float) -> float:
    """Capacity of the next season: grows while households remain unreached, as far as it is funded."""
    return capacity * (1.0 + growth * arriving) if unreached > 0.0 else capacity


def train(member: Any, trained: Any, luck: Any, rate: Any) -> Any:
    """Who is trained after the season: those who were, and members whose luck brings them a place."""
    return pick(member * (1.0 - trained) * pick(luck < rate, 1.0, 0.0) > 0.5, 1.0, trained)


def learn(trained: Any, skill: Any, fidelity: Any, learning: Any, forgetting: Any, follow_up: Any) -> Any:
    """Skill after the season, 0 to 1."""
    gap = pick(fidelity > skill, fidelity - skill, 0.0)
    return skill + trained * learning * gap - forgetting * skill * (1.0 - trained * follow_up)
