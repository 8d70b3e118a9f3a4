"""The initiator's exit: candidates weigh the functions it paid for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from outgrow.chain import hurdle_after_ownership, hurdle_multiple
from outgrow.system.firm import strategic_value
from outgrow.system.steps.decide import Bid
from outgrow.system.structure import CandidateKey, Structure
from outgrow.vocabulary import Streams

Floats = NDArray[np.float64]


def bids(
    structure: Structure,
    world: Mapping[str, float],
    streams: Streams,
    draw: int,
    *,
    members: float,
    gain: float,
    revenue: float,
    cost: Floats,
) -> list[list[Bid]]:
    """What each candidate weighs for each function.

    Parameters
    ----------
    members, gain, revenue
        Members, their total gain, and what the initiative brings the firm, at exit (money per season).
    cost
        Cost of serving the present members in each function, money per season, shape (F,).

    Notes
    -----
    A candidate counts the value stated for it and, if it is the growers' own organisation, the stated share of their
    gain; the firm also counts its revenue and strategic value. Gains and revenue are spread over the functions in
    proportion to their cost, because none of them brings them about alone.
    """
    part = cost / cost.sum() if cost.sum() > 0.0 else np.zeros_like(cost)
    own = (revenue + strategic_value(world)) / members if members > 0.0 else 0.0
    growers = gain / members if members > 0.0 else 0.0
    able = streams.uniforms("readiness", sum(map(len, structure.candidates)), draw)
    luck = iter(able.tolist())
    return [
        [
            _bid(structure, world, candidate, next(luck), own * part[function], growers * part[function])
            for candidate in candidates
        ]
        for function, candidates in enumerate(structure.candidates)
    ]


def _bid(
    structure: Structure,
    world: Mapping[str, float],
    candidate: CandidateKey,
    luck: float,
    firm_value: float,
    growers_gain: float,
) -> Bid:
    value = world[f"{candidate.name}.value"]
    if candidate.counts_growers:
        value += world[f"{candidate.name}.growers_gain_counted"] * max(growers_gain, 0.0)
    if candidate.actor == structure.firm:
        value += max(firm_value, 0.0)
    return Bid(
        actor=candidate.actor,
        value=value,
        able=luck < world[f"{candidate.name}.readiness"],
        hurdle=_hurdle(structure, world, candidate.actor),
    )


def _hurdle(structure: Structure, world: Mapping[str, float], actor: int) -> float:
    """Multiple of the cost that the value must reach: the investment threshold, lowered by ownership, never below 1."""
    if not structure.firms[actor]:
        return 1.0
    lowered = hurdle_after_ownership(
        investment_threshold(world), structure.ownership[actor], world["firm.ownership_strength"]
    )
    return max(float(lowered), 1.0)


def investment_threshold(world: Mapping[str, float]) -> float:
    """Value that a firm wants per unit of investment when it could also wait (Dixit and Pindyck 1994)."""
    return float(hurdle_multiple(world["firm.hurdle"], world["firm.payout"], world["firm.value_volatility"]))
