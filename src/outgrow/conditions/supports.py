"""Supports: what stands around the households today and could be taken away, in the words of the initiative."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from outgrow.initiative import Change, Initiative
from outgrow.scenarios import Worlds

# What each support does, and the numbers that stand for it; without the support they are zero.
KINDS: Final = {
    "premium": ("the premium for the standard", ("market.premium",)),
    "peer_training": ("training of neighbours by those who were trained", ("delivery.peer_training",)),
    "follow_up": ("repeated visits of extension", ("institutions.follow_up",)),
    "finance": ("borrowing against a later payment", ("institutions.finance_access",)),
    "credit": ("inputs on credit", ("contract.credit",)),
    "enforcement": ("enforcement by courts and arbitration", ("contract.enforcement", "institutions.arbitration")),
    "exclusion": ("the threat that side-selling ends the relationship", ("contract.exclusion",)),
    "sanction": ("the neighbours' disapproval of side-selling", ("contract.sanction",)),
    "information": ("what households learn about their own gain", ("government.information",)),
    "ownership": ("ownership by chain actors at the start", ("firm.ownership_strength",)),
}
ALMOST_NOTHING = 1e-6  # of a budget or capacity, where zero would mean no limit or divide by zero


@dataclass(frozen=True, slots=True)
class Support:
    """Something that holds the initiative up.

    Parameters
    ----------
    id
        Short name.
    title
        What it is.
    changes
        What is changed when it is taken away.
    """

    id: str
    title: str
    changes: tuple[Change, ...]


def supports(initiative: Initiative, worlds: Worlds) -> tuple[Support, ...]:
    """Supports that the case has: what is zero in all worlds already is none.

    The money of every actor with a budget is a support, as are training and the strategic values of the firm.
    """
    found = [
        Support(name, title, tuple(Change(parameter=p, set=0.0) for p in present))
        for name, (title, parameters) in KINDS.items()
        if (present := [p for p in parameters if p in worlds.values and np.any(worlds.values[p] != 0.0)])
    ]
    for actor in initiative.actors:
        if actor.budget is not None:
            names = (f"actors.{actor.id}.budget.first", f"actors.{actor.id}.budget.full")
            words = actor.name.split(" (")[0].split(",")[0]
            changes = tuple(Change(parameter=name, multiply=ALMOST_NOTHING) for name in names)
            found.append(Support(f"money_of_{actor.id}", f"the money of {words}", changes))
    strategic = [Change(parameter=f"firm.strategic.{value.name}.value", set=0.0) for value in initiative.firm.strategic]
    if strategic:
        found.append(Support("strategy", "what the firm values beyond its cash flow", tuple(strategic)))
    training = ("delivery.training.capacity", "delivery.training.reached")
    changes = tuple(Change(parameter=name, multiply=ALMOST_NOTHING) for name in training)
    found.append(Support("training", "training", changes))
    return tuple(support for support in found if all(change.parameter in worlds.values for change in support.changes))
