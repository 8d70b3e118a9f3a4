"""Checks of chain and contract in the file: one way to final buyers, and a future that is worth something finite."""

from __future__ import annotations

import math
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import numpy as np

from outgrow.initiative.describe import Initiative
from outgrow.initiative.lines import Document, LinedDefect
from outgrow.initiative.market import Stage

FINAL_BUYERS = "final_buyers"
SUM_SLACK = 1e-6  # shares are typed by hand; a third written with six digits passes
FAR_TAIL = 0.9999  # quantile beyond which a run of many draws hardly ever goes


def buyers(stages: tuple[Stage, ...], number: int) -> dict[str, float]:
    """Buyers of a stage's product with their shares: the next stage, or final buyers, where it names none."""
    stated = stages[number].sells_to
    if stated:
        return dict(stated)
    return {stages[number + 1].actor if number + 1 < len(stages) else FINAL_BUYERS: 1.0}


def check_channels(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Every stage sells all it makes to stages of the chain or to final buyers, and nothing comes back."""
    stages = initiative.chain
    known = [*(stage.actor for stage in stages), FINAL_BUYERS]
    sound = True
    for number, stage in enumerate(stages):
        place = ("chain", number, "sells_to")
        for buyer, share in stage.sells_to.items():
            if buyer not in known:
                sound = False
                said, todo = f"'{buyer}' is no stage of the chain", f"Correct it, or say {FINAL_BUYERS}"
                yield document.unknown((*place, buyer), said, buyer, known, todo)
            if share < 0:
                yield document.defect(
                    (*place, buyer), f"{share:g} is out of range", "A share is at least 0", "Correct it"
                )
        total = math.fsum(stage.sells_to.values())
        if stage.sells_to and total == 0:
            why = "What it makes goes nowhere, and a chain ends with final buyers"
            yield document.defect(place, f"'{stage.actor}' is a dead end", why, f"Say who buys, such as {FINAL_BUYERS}")
        elif stage.sells_to and abs(total - 1) > SUM_SLACK:
            why = f"A stage sells all it makes: {abs(total - 1):.6g} is {'too much' if total > 1 else 'missing'}"
            yield document.defect(
                place, f"the shares that '{stage.actor}' sells sum to {total:.6g}", why, "Correct them"
            )
    if sound:
        yield from _loops(stages, document)


def _loops(stages: tuple[Stage, ...], document: Document) -> Iterator[LinedDefect]:
    numbers = {stage.actor: number for number, stage in enumerate(stages)}
    sellers: dict[str, set[str]] = {stage.actor: set() for stage in stages}
    for number, stage in enumerate(stages):
        for buyer, share in buyers(stages, number).items():
            if buyer != FINAL_BUYERS and share > 0:
                sellers[buyer].add(stage.actor)
    try:
        TopologicalSorter(sellers).prepare()
    except CycleError as problem:
        loop = list(reversed(problem.args[1]))
        why = "A product cannot come back to one who sold it: a chain runs one way, to final buyers"
        place = ("chain", numbers[loop[0]], "actor")
        yield document.defect(place, f"a loop: {' sells to '.join(loop)}", why, "Correct who sells to whom")


def check_patience(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Patience stays below one, or the worth of the contract is no finite number."""
    patience = initiative.contract.patience
    if float(patience.at(np.array([FAR_TAIL]))[0]) >= 1.0:
        why = "With patience of 1 the future is worth endlessly much, and the contract has no value to compare"
        yield document.defect(("contract", "patience"), f"{patience.sentence()} reaches 1", why, "Keep it below 1")
