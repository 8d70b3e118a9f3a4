"""Who sells to whom in a chain, and how much of each product moves for a unit of the final one.

A chain runs one way, from those who buy from nobody to final buyers: quantities follow by going through the stages
in an order in which nobody comes before those who sell to it (Kahn 1962, Communications of the ACM 5(11): 558-562).
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

import numpy as np

from outgrow.chain.bounds import Floats
from outgrow.chain.stages import FINAL, Stage, end_defects
from outgrow.vocabulary import Defect, did_you_mean

SHARE_SLACK = 1e-6
"""Shares are typed by hand; a third written with six digits passes."""


def shares_sold(stages: Sequence[Stage]) -> Floats:
    """Share of each stage's product that each stage buys, and, in the last column, that final buyers buy.

    Shape (stages, stages + 1).
    """
    place = {stage.actor: number for number, stage in enumerate(stages)} | {FINAL: len(stages)}
    shares = np.zeros((len(stages), len(stages) + 1))
    for number in range(len(stages)):
        for buyer, share in sold(stages, number).items():
            shares[number, place[buyer]] += share
    return shares


def sold(stages: Sequence[Stage], number: int) -> dict[str, float]:
    """Buyers of one stage with their shares, the next stage where it names none."""
    stated = stages[number].sells_to
    if stated is not None:
        return dict(stated)
    return {stages[number + 1].actor if number + 1 < len(stages) else FINAL: 1.0}


def quantities(stages: Sequence[Stage], shares: Floats) -> Floats:
    """Units of each stage's product for one unit of what leaves the chain, shape (stages,)."""
    made = np.array([stage.quantity for stage in stages])
    for number in in_order(stages):
        bought = shares[:, number] > 0
        if bought.any():
            made[number] = made[bought] @ shares[bought, number] / stages[number].conversion
    return np.asarray(made / (made @ shares[:, -1]))


def in_order(stages: Sequence[Stage]) -> list[int]:
    """Numbers of the stages, everybody after those who sell to it."""
    place = {stage.actor: number for number, stage in enumerate(stages)}
    sellers: dict[int, set[int]] = {number: set() for number in range(len(stages))}
    for number in range(len(stages)):
        for buyer, share in sold(stages, number).items():
            if buyer != FINAL and share > 0:
                sellers[place[buyer]].add(number)
    return list(TopologicalSorter(sellers).static_order())


def channel_defects(stages: Sequence[Stage]) -> list[Defect]:
    """Buyers nobody knows, shares that do not add up, dead ends, loops and ends that do not fit."""
    defects = [*named_defects(stages), *share_defects(stages)]
    if defects:
        return defects
    if loop := loop_defect(stages):
        return [loop]
    shares = shares_sold(stages)
    return end_defects(stages, (shares[:, :-1].sum(axis=0) > 0).tolist(), (shares[:, -1] > 0).tolist())


def named_defects(stages: Sequence[Stage]) -> list[Defect]:
    """Buyers that are no stage of the chain."""
    known = [*(stage.actor for stage in stages), FINAL]
    return [
        Defect(
            f"'{stage.actor}' sells to '{buyer}'",
            stage.actor,
            "the chain has no such stage",
            did_you_mean(buyer, known) or f"Add the stage, or say '{FINAL}'",
        )
        for stage in stages
        for buyer in stage.sells_to or {}
        if buyer not in known
    ]


def share_defects(stages: Sequence[Stage]) -> list[Defect]:
    """Dead ends, and shares sold that do not make up the whole product."""
    defects = []
    for stage in stages:
        if stage.sells_to is None:
            continue
        total = sum(stage.sells_to.values())
        if total == 0:
            why = "what it makes goes nowhere: a chain ends with final buyers"
            defects.append(Defect("a dead end", stage.actor, why, f"Say who buys from it, such as '{FINAL}'"))
        elif abs(total - 1.0) > SHARE_SLACK:
            why = f"what it sells has to be all it makes and misses it by {total - 1.0:.6g}"
            defects.append(Defect(f"shares sold sum to {total:.6g}", stage.actor, why, "Correct the shares"))
    return defects


def loop_defect(stages: Sequence[Stage]) -> Defect | None:
    """The loop, if a product comes back to one who sold it before."""
    try:
        in_order(stages)
    except CycleError as problem:
        # The sorter names the loop from buyer to seller.
        loop = [stages[number].actor for number in reversed(problem.args[1])]
        why = "a product cannot come back to one who sold it: a chain runs one way, to final buyers"
        return Defect(f"a loop: {' sells to '.join(loop)}", loop[0], why, "Correct who sells to whom")
    return None
