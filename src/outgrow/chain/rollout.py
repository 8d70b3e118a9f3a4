"""Staged roll-out: a pilot is worth the option that it creates.

A scheme is either good or bad for scaling. Each stage (pilot, district, national) costs and brings something
by itself, and its success or failure moves the belief that the scheme is good, by Bayes' rule. After every
stage the actor may stop. Method: decision tree with learning, solved by backward induction (Raiffa and
Schlaifer 1961, "Applied Statistical Decision Theory"; Trigeorgis 1996, "Real Options", on compound options).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from outgrow.chain.bounds import FINITE, NOT_NEGATIVE, SHARE, outside, require
from outgrow.vocabulary import Defect

SUBJECT = "staged roll-out"
MOST_STAGES = 15
"""The tree has two branches a stage; beyond this many it would not be read, nor fit."""


@dataclass(frozen=True, slots=True)
class RolloutStage:
    """One stage of a roll-out.

    Parameters
    ----------
    name
        Such as pilot, district or national.
    cost
        Paid when the stage starts, money at that time.
    gain_if_good, gain_if_bad
        Present value at the stage's start of what it brings by itself, if the scheme is good or bad.
    success_if_good, success_if_bad
        Chance that it is seen to succeed, if the scheme is good or bad.
    """

    name: str
    cost: float
    gain_if_good: float
    gain_if_bad: float
    success_if_good: float
    success_if_bad: float


@dataclass(frozen=True, slots=True)
class RolloutNode:
    """A place in the tree: what has been seen, what is believed, whether to go on, and its value then."""

    stage: str
    history: str
    belief: float
    proceed: bool
    value: float


@dataclass(frozen=True, slots=True)
class RolloutPlan:
    """Best plan of a staged roll-out.

    Parameters
    ----------
    value
        Expected present value when the actor may stop after each stage and learns from it.
    without_learning
        The same when stages teach nothing.
    committed
        The same when all stages are carried out whatever happens.
    nodes
        The tree, from the first stage on; history is a letter a stage, ``s`` success and ``f`` failure.
    """

    value: float
    without_learning: float
    committed: float
    nodes: tuple[RolloutNode, ...]

    @property
    def option_value(self) -> float:
        """What the right to stop is worth beside committing to all stages, or to none if that is better."""
        return self.value - max(self.committed, 0.0)

    @property
    def learning_value(self) -> float:
        """What the stages' results are worth."""
        return self.value - self.without_learning

    def summary(self) -> str:
        """Sentence with the plan's value and the parts that learning and stopping make."""
        first = self.nodes[0]
        advice = f"start the {first.stage}" if first.proceed else f"do not start the {first.stage}"
        return (
            f"Worth {self.value:,.4g}: {advice}. Committed to all stages it would be worth "
            f"{self.committed:,.4g}; what the stages teach is worth {self.learning_value:,.4g}."
        )


def rollout_plan(stages: Sequence[RolloutStage], belief: float, discount: float) -> RolloutPlan:
    """Value a staged roll-out by backward induction over what its stages teach.

    Parameters
    ----------
    stages
        In order, from the pilot on, at most 15.
    belief
        Chance, before the first stage, that the scheme is good, 0 to 1.
    discount
        Factor from the start of one stage to the start of the next, 0 to 1; 1 for gains in money of the first one.

    Raises
    ------
    InputError
        For no stage, too many, or numbers outside their ranges.

    Examples
    --------
    >>> pilot = RolloutStage("pilot", 10.0, 4.0, 0.0, success_if_good=0.8, success_if_bad=0.2)
    >>> national = RolloutStage("national", 100.0, 220.0, 20.0, success_if_good=1.0, success_if_bad=0.0)
    >>> plan = rollout_plan([pilot, national], belief=0.4, discount=0.9)
    >>> round(plan.value, 4), round(plan.committed, 4), round(plan.learning_value, 4)
    (17.52, -8.4, 17.52)
    """
    require(SUBJECT, stage_defects(stages), outside(SHARE, {"belief": belief}))
    require(SUBJECT, outside(SHARE, {"discount": discount}))
    nodes: list[RolloutNode] = []
    value = best_value(stages, belief, discount, "", nodes)
    silent = [replace(stage, success_if_good=1.0, success_if_bad=1.0) for stage in stages]
    committed = sum(discount**step * own_gain(stage, belief) for step, stage in enumerate(stages))
    return RolloutPlan(value, best_value(silent, belief, discount, "", []), committed, tuple(nodes))


def best_value(
    stages: Sequence[RolloutStage], belief: float, discount: float, history: str, nodes: list[RolloutNode]
) -> float:
    """Value of the better of stopping and going on; appends the places of the tree to ``nodes``."""
    if not stages:
        return 0.0
    stage, later = stages[0], stages[1:]
    place = len(nodes)
    nodes.append(RolloutNode(stage.name, history, belief, False, 0.0))
    seen = (
        ("s", stage.success_if_good, stage.success_if_bad),
        ("f", 1.0 - stage.success_if_good, 1.0 - stage.success_if_bad),
    )
    going_on = own_gain(stage, belief)
    for letter, if_good, if_bad in seen:
        chance = belief * if_good + (1.0 - belief) * if_bad
        if chance > 0.0:
            learned = belief * if_good / chance
            going_on += discount * chance * best_value(later, learned, discount, history + letter, nodes)
    value = max(going_on, 0.0)
    nodes[place] = replace(nodes[place], proceed=going_on > 0.0, value=value)
    return value


def own_gain(stage: RolloutStage, belief: float) -> float:
    """Expected gain of a stage by itself, less its cost."""
    return belief * stage.gain_if_good + (1.0 - belief) * stage.gain_if_bad - stage.cost


def stage_defects(stages: Sequence[RolloutStage]) -> list[Defect]:
    """All that is wrong with the stages."""
    defects: list[Defect] = []
    if not 1 <= len(stages) <= MOST_STAGES:
        defects.append(
            Defect(
                f"{len(stages)} stages",
                "stages",
                f"a plan has 1 to {MOST_STAGES}",
                "Name them, or join small ones",
            )
        )
    for stage in stages:
        gains = {"gain_if_good": stage.gain_if_good, "gain_if_bad": stage.gain_if_bad}
        chances = {"success_if_good": stage.success_if_good, "success_if_bad": stage.success_if_bad}
        defects += outside(NOT_NEGATIVE, {f"cost of {stage.name}": stage.cost})
        defects += outside(FINITE, {f"{name} of {stage.name}": gain for name, gain in gains.items()})
        defects += outside(SHARE, {f"{name} of {stage.name}": chance for name, chance in chances.items()})
    return defects
