"""Collects a trajectory, and holds what is known of the population before the first season."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.population import ELIGIBLE, VILLAGE, Population
from outgrow.system.firm import FirmSeason
from outgrow.system.records import MEASURES, SYSTEM_MEASURES, Trajectory
from outgrow.system.state import State
from outgrow.system.steps.price import Prices
from outgrow.system.structure import Structure

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
    """

    sums: Floats
    total: Mapping[str, float]
    recurring: Floats
    spent: Floats
    prices: Prices
    fidelity: float
    firm: FirmSeason


class Recorder:
    """Rows of a trajectory as they come, and constants of the population.

    Parameters
    ----------
    structure, population
        Of the run.
    stock
        Common pool's stock at the start, relative to carrying capacity.
    """

    def __init__(self, structure: Structure, population: Population, stock: float) -> None:
        weight = population["weight"]
        by_village = weight.reshape(-1, VILLAGE).sum(axis=1)
        self.structure = structure
        self.district = population.district
        self.districts = int(population.district.max()) + 1
        self.village_households = np.where(by_village > 0.0, by_village, 1.0)
        self.district_households = self._by_district(by_village)
        self.eligible = float((weight * ((population.flags & ELIGIBLE) > 0)).sum())
        self.usual_volume = float((weight * population["volume"]).sum())
        self.stock = stock
        self.takers: tuple[str | None, ...] = (None,) * len(structure.functions)
        self.rows: list[tuple[float, ...]] = []
        self.spent: list[Floats] = []
        self.by_district: list[Floats] = []

    def add(self, outcome: SeasonOutcome, state: State) -> None:
        """Record a season."""
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
        )
        self.rows.append((*outcome.total.values(), *system))
        self.spent.append(outcome.spent)
        members = outcome.sums[:, MEASURES.index("members")]
        self.by_district.append(self._by_district(members))

    def _by_district(self, villages: Floats) -> Floats:
        return np.bincount(self.district, villages, self.districts).astype(np.float64)

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
        )
