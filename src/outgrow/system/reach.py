"""Whom the season could reach, what that would cost, and what is offered with the money there is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from outgrow.system.state import State
from outgrow.system.steps.deliver import Delivered, deliver, next_capacity, reachable
from outgrow.system.structure import Structure

Floats = NDArray[np.float64]


def reach(state: State, world: Mapping[str, float], eligible: float) -> tuple[float, float]:
    """Households that coverage and training could newly reach with full funding; none once the firm gave up."""
    if not state.firm_active:
        return 0.0, 0.0
    cover = reachable(
        state.cover_capacity,
        world["delivery.coverage.stretch"],
        world["delivery.coverage.uptake"] * eligible - state.members,
    )
    train = reachable(
        _training_capacity(state, world),
        world["delivery.training.stretch"],
        world["delivery.training.uptake"] * state.members - state.trained,
    )
    return cover, train


def wanted(
    structure: Structure, state: State, world: Mapping[str, float], could: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Spending that each function would need for those served and for new reach, money, shape (F,) each."""
    new = np.zeros(len(structure.functions))
    new[structure.coverage], new[structure.training] = could
    served = np.full(new.size, state.members)
    served[structure.training] = min(state.trained, state.members)
    per_new = np.array([world[f"functions.{f}.cost_per_new"] for f in structure.functions])
    per_member = np.array([world[f"functions.{f}.cost_per_member"] for f in structure.functions])
    return served * per_member * state.firm_active, new * per_new


def budgets(structure: Structure, state: State, world: Mapping[str, float], season: int, recurring: Floats) -> Floats:
    """Most that each actor spends, shape (A,); in charge, the firm serves its members and grows on what that earns."""
    limits = structure.budgets(world, season)
    if season > structure.exit_season:
        upkeep = float((state.shares[:, structure.firm] * recurring).sum())
        limits[structure.firm] = min(limits[structure.firm], max(state.earnings, upkeep))
    return limits


def offers(
    structure: Structure,
    state: State,
    world: Mapping[str, float],
    could: tuple[float, float],
    met: Floats,
    eligible: float,
) -> tuple[Delivered, Delivered]:
    """Offers of coverage and of training; sets the capacities of the next season."""
    arriving = met * (1.0 - world["government.leakage"])
    by_cover, by_train = float(arriving[structure.coverage]), float(arriving[structure.training])
    outside, untrained = eligible - state.members, max(state.members - state.trained, 0.0)
    cover = deliver(could[0], by_cover, state.cover_capacity, outside, 0.0)
    train = deliver(could[1], by_train, _training_capacity(state, world), untrained, world["delivery.haste"])
    state.cover_capacity = next_capacity(
        state.cover_capacity, world["delivery.coverage.growth"], by_cover, outside - cover.offered
    )
    state.train_capacity = next_capacity(
        state.train_capacity, world["delivery.training.growth"], by_train, untrained - train.offered
    )
    return cover, train


def _training_capacity(state: State, world: Mapping[str, float]) -> float:
    """Staff and graduates together."""
    return state.train_capacity + world["delivery.peer_training"] * state.trained
