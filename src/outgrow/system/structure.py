"""The parts of an initiative that are the same in every possible world: who pays what, who may take over, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.chain import ownership_index
from outgrow.evidence import PriceProcess, world_price_of
from outgrow.initiative import Initiative

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CandidateKey:
    """A candidate for a function: its actor's number, and where its numbers stand among the parameters."""

    actor: int
    name: str
    counts_growers: bool


@dataclass(frozen=True, slots=True)
class Structure:
    """Who acts in which function.

    Parameters
    ----------
    actors, functions
        Their ids, in the order of all arrays below.
    shares
        Part of each function's cost that each actor pays at the start, shape (F, A).
    leaving
        Actors whose money ends after ``exit_season``, shape (A,).
    ownership
        Ownership index of each actor at the start, shape (A,).
    firms
        Actors that ask for an investment threshold under uncertainty, shape (A,).
    candidates
        For each function who might take it over, in order of preference.
    budget_full_from
        For each actor the season from which its budget is full, or 0 where it has no limit, shape (A,).
    firm, coverage, training
        Number of the firm among the actors, of the functions that deliver coverage and training.
    lender
        Number of the actor that advances inputs: who does a function of kind credit, else the firm.
    supplied_before, patience, exit_season, seasons, per_year
        As in the initiative file.
    common_pool
        Whether households harvest a common pool.
    world_price
        Process that the world price follows, where the case takes it from real prices.
    """

    actors: tuple[str, ...]
    functions: tuple[str, ...]
    shares: Floats
    leaving: NDArray[np.bool_]
    ownership: Floats
    firms: NDArray[np.bool_]
    candidates: tuple[tuple[CandidateKey, ...], ...]
    budget_full_from: NDArray[np.int64]
    firm: int
    coverage: int
    training: int
    lender: int
    supplied_before: bool
    patience: int
    exit_season: int
    seasons: int
    per_year: float
    common_pool: bool
    world_price: PriceProcess | None = None

    @property
    def leaving_others(self) -> NDArray[np.bool_]:
        """Leaving actors other than the firm, shape (A,)."""
        others = self.leaving.copy()
        others[self.firm] = False
        return others

    def budgets(self, world: Mapping[str, float], season: int) -> Floats:
        """Most that each actor spends in a season, infinite where there is no limit, money, shape (A,)."""
        return np.array(
            [
                _budget(world, actor, full_from, season) if full_from else np.inf
                for actor, full_from in zip(self.actors, self.budget_full_from.tolist(), strict=True)
            ]
        )


def structure_of(initiative: Initiative) -> Structure:
    """Read the structure off an initiative.

    Raises
    ------
    InputError
        When the case takes its world price from prices that are not here or cannot be used.
    """
    actors = tuple(actor.id for actor in initiative.actors)
    functions = tuple(line.id for line in initiative.functions)
    leaving = {initiative.initiator.actor, *initiative.initiator.also_leaving}
    return Structure(
        actors=actors,
        functions=functions,
        shares=np.array([[line.paid_by.get(a, 0.0) for a in actors] for line in initiative.functions]),
        leaving=np.array([a in leaving for a in actors]),
        ownership=_ownership(initiative),
        firms=np.array([a.kind == "firm" or a.id == initiative.firm.actor for a in initiative.actors]),
        candidates=_candidates(initiative, actors),
        budget_full_from=np.array([a.budget.full_from if a.budget else 0 for a in initiative.actors]),
        firm=actors.index(initiative.firm.actor),
        coverage=functions.index(initiative.delivery.coverage.function),
        training=functions.index(initiative.delivery.training.function),
        lender=actors.index(_lender(initiative)),
        supplied_before=initiative.firm.supplied_before,
        patience=initiative.firm.patience,
        exit_season=initiative.initiator.exit_season,
        seasons=initiative.seasons.count,
        per_year=initiative.seasons.per_year,
        common_pool=initiative.common_pool is not None,
        world_price=world_price_of(initiative),
    )


def _lender(initiative: Initiative) -> str:
    return next((line.done_by for line in initiative.functions if line.kind == "credit"), initiative.firm.actor)


def _ownership(initiative: Initiative) -> Floats:
    owned = (actor.ownership for actor in initiative.actors)
    return np.array([float(ownership_index(o.funding, o.decision, o.design)) if o else 0.0 for o in owned])


def _candidates(initiative: Initiative, actors: tuple[str, ...]) -> tuple[tuple[CandidateKey, ...], ...]:
    return tuple(
        tuple(
            CandidateKey(
                actors.index(c.actor),
                f"functions.{line.id}.candidates.{c.actor}",
                c.growers_gain_counted is not None,
            )
            for c in line.candidates
        )
        for line in initiative.functions
    )


def _budget(world: Mapping[str, float], actor: str, full_from: int, season: int) -> float:
    first, full = world[f"actors.{actor}.budget.first"], world[f"actors.{actor}.budget.full"]
    grown = min((season - 1) / (full_from - 1), 1.0) if full_from > 1 else 1.0
    return first + (full - first) * grown
