"""Many simulated worlds side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outgrow.scenarios.worlds import Worlds

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Trajectories of D worlds over T seasons.

    Parameters
    ----------
    worlds
        The worlds' parameters.
    seasons
        Each measure of a trajectory by name, shape (D, T).
    spent
        What each actor spent, all functions together, money, shape (D, T, A).
    takers
        For each function and world the number of the actor that took the leaving part over, -1 for none, shape (D, F).
    district_members, district_households
        Members in each district at the horizon, shape (D, K); households in each district, shape (K,).
    actors, functions
        Names along those axes.
    households
        Households in the target population of each world, shape (D,).
    persons
        Persons in it, shape (D,).
    """

    worlds: Worlds
    seasons: Mapping[str, Floats]
    spent: Floats
    takers: NDArray[np.int64]
    district_members: Floats
    district_households: Floats
    actors: tuple[str, ...]
    functions: tuple[str, ...]
    households: Floats
    persons: Floats

    def __getitem__(self, measure: str) -> Floats:
        """One measure, shape (D, T)."""
        return self.seasons[measure]

    @property
    def draws(self) -> int:
        """Number of worlds."""
        return self.worlds.draws

    def at(self, places: NDArray[np.int64]) -> Ensemble:
        """Some of the worlds, by their places."""
        return Ensemble(
            worlds=self.worlds.at(places),
            seasons={name: values[places] for name, values in self.seasons.items()},
            spent=self.spent[places],
            takers=self.takers[places],
            district_members=self.district_members[places],
            district_households=self.district_households,
            actors=self.actors,
            functions=self.functions,
            households=self.households[places],
            persons=self.persons[places],
        )

    def band(self, measure: str, quantiles: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> Floats:
        """Quantiles of a measure over the worlds, shape (len(quantiles), T)."""
        return np.asarray(np.quantile(self.seasons[measure], quantiles, axis=0))

    def to_frame(self) -> pl.DataFrame:
        """Tidy table with one row a world and season: draw, season, and a column a measure."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        draws, count = next(iter(self.seasons.values())).shape
        index = {
            "draw": np.repeat(np.arange(draws), count),
            "season": np.tile(np.arange(1, count + 1), draws),
        }
        return pl.DataFrame({**index, **{name: values.ravel() for name, values in self.seasons.items()}})

    def summary(self) -> str:
        """Members and trained households at the horizon over the worlds."""
        low, middle, high = np.quantile(self["members"][:, -1], (0.05, 0.5, 0.95))
        return (
            f"In {self.draws} possible worlds, members at the horizon number {middle:,.0f} in the middle, and between "
            f"{low:,.0f} and {high:,.0f} in nine worlds of ten."
        )
