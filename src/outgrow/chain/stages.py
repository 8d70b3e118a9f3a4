"""A stage of a chain, and all that can be wrong with the stages that a person states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, POSITIVE, outside
from outgrow.vocabulary import Defect, InputError

SUBJECT = "chain accounts"
FINAL = "final buyers"
"""Who a stage sells to when its product leaves the chain."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One actor's place in a chain, in units of the actor's own product.

    Parameters
    ----------
    actor
        Who it is, once in the chain.
    price_out
        Price received per unit of its own product.
    conversion
        Units of the previous stage's product needed for one unit of its own; 1 for who buys from nobody.
    costs
        Own costs by name per unit of its own product, without what it pays the previous stage; what a
        by-product brings is a negative cost.
    price_in
        Price it says it pays per unit of the previous stage's product, when that was asked; it has to agree
        with the price that the previous stage says it receives. The default takes the seller's word.
    sells_to
        Share of its product that each buyer takes, `FINAL` among them; the default is the next stage, and the
        last sells to final buyers.
    margin
        Margin per unit of its own product that its source states, when it does; it is held against the prices
        and costs.
    labour
        Work per unit of its own product, person-days.
    quantity
        Product of one who buys from nobody, relative to the other producers.
    """

    actor: str
    price_out: float
    conversion: float = 1.0
    costs: Mapping[str, float] = field(default_factory=dict)
    price_in: float | None = None
    sells_to: Mapping[str, float] | None = None
    margin: float | None = None
    labour: float = 0.0
    quantity: float = 1.0


def stage_defects(stages: Sequence[Stage]) -> list[Defect]:
    """All that is wrong with stages looked at one by one, and with their names."""
    if not stages:
        raise InputError.single(SUBJECT, "no stage", "a chain has at least one actor", "Name its stages")
    defects: list[Defect] = []
    for number, stage in enumerate(stages):
        defects += own_defects(stage)
        if stage.actor in [earlier.actor for earlier in stages[:number]]:
            defects.append(
                Defect(
                    f"'{stage.actor}' again",
                    f"stage {number + 1}",
                    "an actor stands once in a chain",
                    "Give each stage its own name",
                )
            )
    return defects


def own_defects(stage: Stage) -> list[Defect]:
    """What is wrong with the numbers of one stage, each looked at alone."""
    return [
        *outside(NOT_NEGATIVE, {f"price_out of {stage.actor}": stage.price_out}),
        *outside(POSITIVE, {f"conversion of {stage.actor}": stage.conversion}),
        *outside(FINITE, {f"{name} cost of {stage.actor}": cost for name, cost in stage.costs.items()}),
        *outside(NOT_NEGATIVE, {} if stage.price_in is None else {f"price_in of {stage.actor}": stage.price_in}),
        *outside(FINITE, {} if stage.margin is None else {f"margin of {stage.actor}": stage.margin}),
        *outside(NOT_NEGATIVE, {f"labour of {stage.actor}": stage.labour}),
        *outside(POSITIVE, {f"quantity of {stage.actor}": stage.quantity}),
        *outside(NOT_NEGATIVE, {f"share of {stage.actor} to {to}": s for to, s in (stage.sells_to or {}).items()}),
    ]


def end_defects(stages: Sequence[Stage], buys: Sequence[bool], sells_last: Sequence[bool]) -> list[Defect]:
    """What is wrong with a stage because it buys from nobody or sells out of the chain."""
    defects = []
    for stage, buyer, last in zip(stages, buys, sells_last, strict=True):
        if not buyer and (stage.conversion != 1.0 or stage.price_in is not None):
            defects.append(
                Defect(
                    f"conversion {stage.conversion:g}, price_in {stage.price_in}",
                    stage.actor,
                    "the first stage buys from no earlier one: its conversion is 1 and it has no price_in",
                    "Move bought inputs to its costs",
                )
            )
        if last and stage.price_out == 0:
            defects.append(
                Defect("final price 0", stage.actor, "shares of nothing are undefined", "Give the price it sells at")
            )
    return defects
