"""Who is out there: the synthetic population of a case against what the case states of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import Case, read
from outgrow.population import (
    SMALL,
    VILLAGE,
    WOMAN,
    DonorHouseholds,
    Population,
    build,
    donor_households,
    household_traits,
)
from outgrow.scenarios import one_at_a_time
from outgrow.vocabulary import Streams

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PeopleReport:
    """The synthetic population with every uncertain number at its middle.

    Parameters
    ----------
    case
        Whose population it is.
    population
        The households.
    wanted, found
        Stated and simulated moments by name.
    districts
        Stated and simulated share of the households in each district, shape (K, 2).
    donors
        The survey's donors; None when the population is drawn from published moments alone.
    """

    case: Case
    population: Population
    wanted: dict[str, float]
    found: dict[str, float]
    districts: Floats
    donors: DonorHouseholds | None

    def to_frame(self) -> pl.DataFrame:
        """One row a moment: moment, stated, simulated, difference."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        rows = [(name, x, self.found[name], self.found[name] / x - 1.0) for name, x in self.wanted.items()]
        return pl.DataFrame(rows, schema=["moment", "stated", "simulated", "difference"], orient="row")

    def districts_frame(self) -> pl.DataFrame:
        """One row a district: district, stated share, simulated share."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        names = self.case.districts.names
        return pl.DataFrame({"district": names, "stated": self.districts[:, 0], "simulated": self.districts[:, 1]})

    def summary(self) -> str:
        """Who is out there in a paragraph."""
        p = self.population
        off = max(abs(self.found[name] / x - 1.0) for name, x in self.wanted.items())
        far = float(np.max(np.abs(self.districts[:, 0] - self.districts[:, 1])))
        origin = self.donors.summary() if self.donors else "Households are drawn from published means and spreads."
        return (
            f"{p.size:,} synthetic households in {p.villages:,} villages stand for {p.households:,.0f} real ones in "
            f"{int((self.districts[:, 0] > 0).sum())} districts. Stated means are met to {off:.1%}, districts' shares "
            f"to {100 * far:.1f} points (a village of {VILLAGE} is the smallest step). {origin}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        raked = self.donors.raked if self.donors else None
        return {
            "case": self.case.initiative.id,
            "summary": self.summary(),
            "moments": self.to_frame().to_dicts(),
            "districts": self.districts_frame().to_dicts(),
            "totals": raked.to_frame().to_dicts() if raked else [],
        }


def people(case: str | Path | Case, *, seed: int = 1, households: int = 20_000) -> PeopleReport:
    """Build a case's synthetic population and hold it against what the case states.

    Parameters
    ----------
    case
        A file, a folder, the name of a shipped case, or a case read before.
    seed, households
        Random numbers, and synthetic households.

    Raises
    ------
    InputError
        With all defects of the case and of its survey of donors.
    """
    found = case if isinstance(case, Case) else read(case)
    world = one_at_a_time(found.initiative)[0]
    traits = household_traits(found, Streams(seed), households)
    population = build(traits, world)
    weight, volume = population["weight"], population["volume"]
    size = population["persons"] / weight
    flags = population.flags
    simulated = {
        "persons in a household": float(np.average(size, weights=weight)),
        "women": float(np.average((flags & WOMAN) > 0, weights=weight)),
        "smallest third of farms": float(np.average((flags & SMALL) > 0, weights=weight)),
        "volume, kg a household and season": float(np.average(volume, weights=weight)),
        "other income, money a household and season": float(np.average(population["other_income"], weights=weight)),
        "own effect": float(np.average(population["effect"], weights=weight)),
    }
    women, gain = world["target.women"], world["participation.women_gain"]
    stated = {
        "persons in a household": world["target.size"],
        "women": women,
        "smallest third of farms": 1.0 / 3.0,
        "volume, kg a household and season": world["target.volume"],
        "other income, money a household and season": world["target.other_income"],
        "own effect": world["participation.effect"] * (1.0 + women * (gain - 1.0)),
    }
    share = np.asarray(found.districts.weights, dtype=np.float64) / float(np.sum(found.districts.weights))
    counted = np.bincount(population.district, minlength=share.size)[: share.size] / population.villages
    named = found.initiative.target.donors
    return PeopleReport(
        case=found,
        population=population,
        wanted=stated,
        found=simulated,
        districts=np.stack([share, counted], axis=1),
        donors=donor_households(found) if named else None,
    )
