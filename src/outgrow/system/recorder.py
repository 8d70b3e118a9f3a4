"""Collects a trajectory, and holds what is known of the population before the first season."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.population import VILLAGE, Population
from outgrow.system.firm import FirmSeason
from outgrow.system.ledger import Ledger, check_balance, lines_of, promised_money, season_money
from outgrow.system.life import Lives
from outgrow.system.records import MEASURES, SYSTEM_MEASURES, Trajectory
from outgrow.system.state import PIECE, State, by_village, eligible_weight
from outgrow.system.steps.price import Prices
from outgrow.system.structure import Structure
from outgrow.system.terms import received

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SeasonOutcome:
    """What a season came to.

    Parameters
    ----------
    sums, total
        Village sums of ``account.MEASURES``, shape (V, M), and their totals by name.
    recurring, spent
        Cost of serving those already reached, shape (F,), and what each actor spent, shape (F, A), money.
    prices, fidelity, firm
        Prices, quality of training, and the firm's season.
    newly_reached
        Households newly offered a place or training.
    """

    sums: Floats
    total: Mapping[str, float]
    recurring: Floats
    spent: Floats
    prices: Prices
    fidelity: float
    firm: FirmSeason
    newly_reached: float


class Recorder:
    """Rows of a trajectory as they come, and constants of the population.

    Parameters
    ----------
    structure, population, world
        Of the run.
    stock
        Common pool's stock at the start, relative to carrying capacity.
    watch
        Numbers of the households whose lives are recorded.
    """

    def __init__(
        self,
        structure: Structure,
        population: Population,
        world: Mapping[str, float],
        stock: float,
        watch: NDArray[np.int64],
    ) -> None:
        weight = population["weight"]
        households, eligible = by_village(weight), eligible_weight(population)
        self.structure, self.world, self.watch = structure, world, watch
        self.district = population.district
        self.districts = int(population.district.max()) + 1
        self.village_households = np.where(households > 0.0, households, 1.0)
        self.district_households = self._by_district(households)
        self.households, self.eligible = float(households.sum()), float(eligible.sum())
        self.usual_volume = weighted_total(population, "volume")
        self.persons = float(np.concatenate([by_village(p) for p in pieces_of(population["persons"])]).sum())
        self.other_income = weighted_total(population, "other_income")
        self.lines = lines_of(structure)
        self.received = received(world)
        self.stock = stock
        self.takers: tuple[str | None, ...] = (None,) * len(structure.functions)
        self.rows: list[tuple[float, ...]] = []
        self.spent: list[Floats] = []
        self.by_district: list[Floats] = []
        self.money: list[Floats] = []
        self.volumes: list[Floats] = []
        self.lives: list[dict[str, Floats]] = []

    def add(self, season: int, outcome: SeasonOutcome, state: State) -> None:
        """Record a season.

        Raises
        ------
        RunError
            When its ledger does not balance.
        """
        self._ledger(season, outcome)
        prices, firm = outcome.prices, outcome.firm
        system = (
            prices.index,
            prices.first,
            prices.deferred,
            prices.spot,
            prices.premium_part,
            outcome.fidelity,
            float(state.trust.mean()),
            float(state.belief.mean()),
            state.turned,
            float(state.firm_active),
            float(state.orphaned.max()),
            firm.revenue,
            firm.cash,
            firm.cash_alone,
            firm.break_even_share,
            state.effort,
            state.stock,
            state.rivalry,
            state.decision,
            self.eligible / self.households,
            self.persons,
        )
        self.rows.append((*outcome.total.values(), *system))
        self.spent.append(outcome.spent)
        members = outcome.sums[:, MEASURES.index("members")]
        self.by_district.append(self._by_district(members))

    def _by_district(self, villages: Floats) -> Floats:
        return np.bincount(self.district, villages, self.districts).astype(np.float64)

    def _ledger(self, season: int, outcome: SeasonOutcome) -> None:
        """Record the season's payments and volumes, and hold them against the other sums."""
        total, prices = outcome.total, outcome.prices
        money = season_money(
            self.world,
            total,
            prices=prices,
            spent=outcome.spent.sum(axis=0),
            other_income=self.other_income,
            firm_fixed=outcome.firm.fixed,
        )
        check_balance(season, self.lines, money, total, promised_money(self.world, total, prices), self.received)
        self.money.append(money)
        self.volumes.append(np.array([total[name] for name in ("volume", "accepted", "refused", "side_sold")]))

    def trajectory(self) -> Trajectory:
        """What was recorded."""
        table = np.array(self.rows)
        names = (*MEASURES, *SYSTEM_MEASURES)
        return Trajectory(
            seasons={name: table[:, column].copy() for column, name in enumerate(names)},
            spent=np.stack(self.spent),
            takers=self.takers,
            district_members=np.stack(self.by_district),
            district_households=self.district_households,
            actors=self.structure.actors,
            functions=self.structure.functions,
            ledger=Ledger(self.lines, np.array(self.money), np.array(self.volumes)),
            lives=self._lives(),
        )

    def _lives(self) -> Lives | None:
        if not self.lives:
            return None
        return Lives(self.watch, {name: np.stack([season[name] for season in self.lives]) for name in self.lives[0]})


def weighted_total(population: Population, column: str) -> float:
    """Sum of a column over the households that the population stands for, a piece at a time."""
    both = zip(pieces_of(population["weight"]), pieces_of(population[column]), strict=True)
    return float(np.concatenate([by_village(weight * values) for weight, values in both]).sum())


def pieces_of(column: Floats) -> Iterator[Floats]:
    """A column in pieces of whole villages."""
    step = PIECE * VILLAGE
    return (column[first : first + step] for first in range(0, column.size, step))
