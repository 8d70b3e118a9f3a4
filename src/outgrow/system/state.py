"""Everything that one season hands to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.population import ELIGIBLE, VILLAGE, Population
from outgrow.system.structure import Structure
from outgrow.vocabulary import Streams

Floats = NDArray[np.float64]
MEMBER, TRAINED = 1, 2


@dataclass(slots=True)
class State:
    """State of the system at the start of a season; changed in place by ``engine``.

    Parameters
    ----------
    status
        Bit 1 member, bit 2 trained, of each household, shape (N,).
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

    @property
    def bytes_per_household(self) -> float:
        """Memory of the households' and villages' state for one synthetic household."""
        arrays = (self.status, self.skill, self.peers, self.trust, self.belief)
        return float(sum(array.nbytes for array in arrays) / self.status.size)


def start(population: Population, world: Mapping[str, float], structure: Structure, streams: Streams) -> State:
    """State before the first season: the households already reached live together in the pilot's villages."""
    order = _pilot_order(population, streams)
    member = _first_households(population, order, world["delivery.coverage.reached"])
    trained = _first_households(population, order, world["delivery.training.reached"]) & member
    status = (member * MEMBER + trained * TRAINED).astype(np.uint8)
    villages = population.villages
    stock = world["common_pool.start"] if structure.common_pool else 1.0
    weight = population["weight"]
    return State(
        status=status,
        skill=trained.astype(np.float64),
        peers=_village_share(member * weight, weight),
        trust=np.full(villages, world["contract.trust_start"]),
        belief=np.full(villages, world["participation.claimed_effect"]),
        cover_capacity=world["delivery.coverage.capacity"],
        train_capacity=world["delivery.training.capacity"],
        members=float((member * weight).sum()),
        trained=float((trained * weight).sum()),
        shares=structure.shares.copy(),
        orphaned=np.zeros(len(structure.functions)),
        stock=stock,
        stock_without=stock,
    )


def _pilot_order(population: Population, streams: Streams) -> NDArray[np.int64]:
    """Eligible households, village after village in the order of the villages' luck."""
    luck = streams.uniforms("pilot village", population.villages)
    rank = np.repeat(np.argsort(np.argsort(luck, kind="stable"), kind="stable"), VILLAGE)
    eligible = np.flatnonzero(population.flags & ELIGIBLE)
    return eligible[np.argsort(rank[eligible], kind="stable")]


def _first_households(population: Population, order: NDArray[np.int64], wanted: float) -> NDArray[np.bool_]:
    """The first households in order that together stand for about ``wanted`` households."""
    chosen = np.zeros(population.size, dtype=np.bool_)
    weight = population["weight"]
    reached = np.cumsum(weight[order])
    chosen[order[reached <= wanted + 0.5 * weight[order]]] = True
    return chosen


def _village_share(part: Floats, whole: Floats) -> Floats:
    total = whole.reshape(-1, VILLAGE).sum(axis=1)
    return np.asarray(part.reshape(-1, VILLAGE).sum(axis=1) / np.where(total > 0.0, total, 1.0))
