"""Everything that one season hands to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.population import ELIGIBLE, VILLAGE, Population
from outgrow.system.steps.decide import EXPANDS
from outgrow.system.steps.produce import effort_used
from outgrow.system.structure import Structure
from outgrow.system.terms import optional
from outgrow.vocabulary import Streams

Floats = NDArray[np.float64]
PIECE = 8192  # villages looked at together: a million households
MEMBER, TRAINED = 1, 2  # and 4, barred, which nobody is at the start


@dataclass(slots=True)
class State:
    """State of the system at the start of a season; changed in place by ``engine``.

    Parameters
    ----------
    status
        Bit 1 member, bit 2 trained, bit 4 barred, of each household, shape (N,).
    skill
        Skill of each household, 0 to 1, shape (N,).
    peers, trust, belief
        Of each village: share of members, trust in the buyer, expected effect, shape (V,).
    cover_capacity, train_capacity
        Households that staff can newly reach in a season.
    members, trained
        Weighted households.
    shares
        Who pays what part of each function now, shape (F, A).
    orphaned
        Part of each function that nobody pays, shape (F,).
    deviation
        Log deviation of the world price.
    supply_ratio
        Last season's volume over what it would have been without the initiative.
    accepted
        Last season's volume accepted from members, kg.
    rivalry
        Share by which rivals' entry raises their price.
    turned
        Share of supply that the firm has moved elsewhere.
    earnings
        What running the scheme brought the firm last season, strategic value included, money.
    losses
        Seasons of loss in a row.
    firm_active
        Whether the firm still runs the initiative.
    decision
        What the firm did in the season that was last worked out, see ``steps.decide.firm_decision``.
    stock, effort, stock_without, effort_without
        Common pool, relative to carrying capacity, and effort relative to the start; with and without.
    """

    status: NDArray[np.uint8]
    skill: Floats
    peers: Floats
    trust: Floats
    belief: Floats
    cover_capacity: float
    train_capacity: float
    members: float
    trained: float
    shares: Floats
    orphaned: Floats
    deviation: float = 0.0
    supply_ratio: float = 1.0
    accepted: float = 0.0
    rivalry: float = 0.0
    turned: float = 0.0
    earnings: float = 0.0
    losses: int = 0
    firm_active: bool = True
    decision: float = EXPANDS
    stock: float = 1.0
    effort: float = 1.0
    stock_without: float = 1.0
    effort_without: float = 1.0

    def pool(self, stock_at_start: float) -> float:
        """Stock relative to the start."""
        return self.stock / stock_at_start

    def pool_without(self, stock_at_start: float) -> float:
        """Stock relative to the start, had there been no initiative."""
        return self.stock_without / stock_at_start

    @staticmethod
    def used(world: Mapping[str, float], effort: float) -> float:
        """Effort that fishes under the rules of a world, relative to the start."""
        rules = (optional(world, f"common_pool.{name}") for name in ("effort_limit", "closed", "obeyed"))
        return effort_used(effort, *rules)

    @classmethod
    def fishing(cls, world: Mapping[str, float], effort: float) -> float:
        """Part of the effort present that fishes under the rules of a world, over the whole season."""
        return cls.used(world, effort) / effort if effort > 0.0 else 1.0

    @property
    def bytes_per_household(self) -> float:
        """Memory of the households' and villages' state for one synthetic household."""
        arrays = (self.status, self.skill, self.peers, self.trust, self.belief)
        return float(sum(array.nbytes for array in arrays) / self.status.size)


@dataclass(frozen=True, slots=True)
class PilotOrder:
    """Villages in the order in which a pilot fills them, and the eligible weight filled by then, shape (V,) each."""

    villages: NDArray[np.int64]
    filled: Floats


def pilot_order(population: Population, streams: Streams) -> PilotOrder:
    """Villages in the order of their luck."""
    order = np.argsort(streams.uniforms("pilot village", population.villages), kind="stable")
    return PilotOrder(order, np.cumsum(eligible_weight(population)[order]))


def start(population: Population, world: Mapping[str, float], structure: Structure, order: PilotOrder) -> State:
    """State before the first season: the households already reached live together in the pilot's villages."""
    member = _first_households(population, order, world["delivery.coverage.reached"])
    trained = _first_households(population, order, world["delivery.training.reached"])
    trained = np.intersect1d(trained, member, assume_unique=True)
    status, skill = np.zeros(population.size, dtype=np.uint8), np.zeros(population.size)
    status[member] = MEMBER
    status[trained] = MEMBER + TRAINED
    skill[trained] = 1.0
    villages, weight = population.villages, population["weight"]
    stock = world["common_pool.start"] if structure.common_pool else 1.0
    whole = by_village(weight)
    inside = np.bincount(member // VILLAGE, weight[member], villages)
    return State(
        status=status,
        skill=skill,
        peers=np.asarray(inside / np.where(whole > 0.0, whole, 1.0)),
        trust=np.full(villages, world["contract.trust_start"]),
        belief=np.full(villages, world["participation.claimed_effect"]),
        cover_capacity=world["delivery.coverage.capacity"],
        train_capacity=world["delivery.training.capacity"],
        members=float(weight[member].sum()),
        trained=float(weight[trained].sum()),
        shares=structure.shares.copy(),
        orphaned=np.zeros(len(structure.functions)),
        stock=stock,
        stock_without=stock,
    )


def by_village(values: Floats) -> Floats:
    """Sums over the villages' households, shape (V,)."""
    return np.asarray(values.reshape(-1, VILLAGE).sum(axis=1))


def eligible_weight(population: Population) -> Floats:
    """Weight of the eligible households of each village, shape (V,), a piece at a time."""
    found = np.empty(population.villages)
    for first in range(0, population.villages, PIECE):
        rows = slice(first * VILLAGE, (first + PIECE) * VILLAGE)
        eligible = (population.flags[rows] & ELIGIBLE) > 0
        found[first : first + PIECE] = by_village(population["weight"][rows] * eligible)
    return found


def _first_households(population: Population, order: PilotOrder, wanted: float) -> NDArray[np.int64]:
    """Numbers of the first eligible households that together stand for about ``wanted`` households, rising.

    Villages are filled one after the other; only as many as are needed are looked at.
    """
    weight = population["weight"]
    enough = int(np.searchsorted(order.filled, wanted + float(weight.max()))) + 1
    numbers = (order.villages[:enough, None] * VILLAGE + np.arange(VILLAGE)).ravel()
    numbers = numbers[(population.flags[numbers] & ELIGIBLE) > 0]
    reached = np.cumsum(weight[numbers])
    return np.sort(numbers[reached <= wanted + 0.5 * weight[numbers]])
