"""Households looked at one by one: what happened to them in each season, and where a number first lost its sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from outgrow.population import COLUMNS, VILLAGE, Population
from outgrow.system.household import Life, Terms, Village, Without, life_of_household, without_initiative
from outgrow.system.kernels.reference import households_at, luck_of, luck_scores

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

LIFE: Final = {
    "believed": ("join", "share", "Relative change of the yield that it expects from training."),
    "expected_gain": ("join", "money", "What it expects to gain by taking part."),
    "log_odds": ("join", "share", "Log-odds of wanting to take part, before inertia."),
    "offered": ("join", "share", "1 if a place was offered."),
    "upheld": ("join", "share", "1 if a member's place was paid for."),
    "member": ("join", "share", "1 if it takes part."),
    "trained": ("deliver", "share", "1 if it has been trained."),
    "skill": ("deliver", "share", "How well it does what was taught."),
    "shock": ("produce", "share", "Weather of its village and its own, around one."),
    "lift": ("produce", "share", "What skill adds to the harvest."),
    "volume": ("produce", "kg", "Harvest."),
    "contracted": ("sell", "share", "1 if it is under contract."),
    "offer": ("sell", "money/kg", "Cash price that it was offered."),
    "promised": ("sell", "money/kg", "Worth of the contract's payments to it."),
    "aside": ("sell", "share", "1 if it sold aside."),
    "kept_back": ("sell", "kg", "Volume not delivered."),
    "refused": ("sell", "kg", "Volume delivered and refused."),
    "accepted": ("sell", "kg", "Volume accepted."),
    "excluded": ("sell", "share", "1 if it was excluded for a breach."),
    "due": ("settle", "money", "What was promised for what met the standard."),
    "premium_paid": ("settle", "money", "Premium that it got."),
    "paid": ("settle", "money", "Payments that it got, premium included."),
    "cash_sales": ("settle", "money", "Money from cash buyers."),
    "freight": ("settle", "money", "Cost of carrying what it delivered."),
    "costs": ("settle", "money", "Cash costs of growing, picking and carrying."),
    "repaid": ("settle", "money", "Credit paid back."),
    "income": ("settle", "money", "Income of the season."),
    "offer_without": ("sell", "money/kg", "Cash offer there would be without the initiative."),
    "aside_without": ("sell", "share", "1 if it would sell aside without the initiative."),
    "volume_without": ("produce", "kg", "Harvest there would be without the initiative."),
    "accepted_without": ("sell", "kg", "Volume accepted without the initiative."),
    "income_without": ("settle", "money", "Income there would be without the initiative."),
}
"""Step, unit and meaning of everything that happens to a household in a season."""


@dataclass(frozen=True, slots=True)
class Lives:
    """Seasons of households that were watched.

    Parameters
    ----------
    households
        Their numbers, shape (n,).
    values
        What happened to them by the names of `LIFE`, shape (T, n).
    """

    households: NDArray[np.int64]
    values: Mapping[str, Floats]

    def to_frame(self) -> pl.DataFrame:
        """One row a household and season, a column for everything that happened."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        seasons = next(iter(self.values.values())).shape[0]
        index = {
            "household": np.repeat(self.households, seasons),
            "season": np.tile(np.arange(1, seasons + 1), self.households.size),
        }
        return pl.DataFrame({**index, **{name: values.T.ravel() for name, values in self.values.items()}})

    def summary(self, currency: str = "money") -> str:
        """A sentence on each household, with the name of its money."""
        return " ".join(self._sentence(k, int(number), currency) for k, number in enumerate(self.households))

    def _sentence(self, k: int, number: int, currency: str) -> str:
        inside = int(self.values["member"][:, k].sum())
        gain = float((self.values["income"] - self.values["income_without"])[:, k].mean())
        aside = int(self.values["aside"][:, k].sum())
        return (
            f"Household {number} takes part in {inside} of {self.values['member'].shape[0]} seasons, sells aside in "
            f"{aside} and gains {gain:z,.0f} {currency} a season on average against a world without the initiative."
        )


def lives_now(
    numbers: NDArray[np.int64],
    population: Population,
    status: NDArray[np.uint8],
    skill: Floats,
    villages: Floats,
    terms: Terms,
    key: NDArray[np.uint64],
) -> dict[str, Floats]:
    """What happens to households this season, from their state at its start.

    Parameters
    ----------
    numbers
        Of the households, shape (n,).
    population, status, skill
        All households and their state, shape (N,).
    villages
        Rows of `Village`, shape (5, V).
    terms, key
        Of the season, see ``kernels.reference.season``.
    """
    h = households_at(numbers, population.columns, population.flags, status, skill)
    v = Village(*villages[:, numbers // VILLAGE])
    luck = luck_of(luck_scores(numbers.astype(np.uint64), key), terms)
    life, without = life_of_household(h, v, luck, terms), without_initiative(h, v, luck, terms)
    found = dict(zip(Life._fields, life, strict=True))
    found |= {f"{name}_without": value for name, value in zip(Without._fields, without, strict=True)}
    # A household that has no contract to break sells for cash, whatever the offer would have tempted it to.
    found |= {"aside": life.aside * life.contracted, "aside_without": without.aside * terms.supplied_before}
    return {name: np.broadcast_to(np.asarray(found[name], dtype=np.float64), numbers.shape).copy() for name in LIFE}


def first_nonsense(
    village: int,
    population: Population,
    status: NDArray[np.uint8],
    skill: Floats,
    villages: Floats,
    terms: Terms,
    key: NDArray[np.uint64],
) -> str:
    """Where in a village's season a number first is not finite: step, name, household and the number itself."""
    numbers = np.arange(village * VILLAGE, (village + 1) * VILLAGE)
    around = dict(zip(Village._fields, villages[:, village], strict=True))
    given = {name: population.columns[k, numbers] for k, name in enumerate(COLUMNS)} | {"skill": skill[numbers]}
    places = [("its village", name, np.full(VILLAGE, value)) for name, value in around.items()]
    places += [("the start", name, values) for name, values in given.items()]
    with np.errstate(all="ignore"):
        found = lives_now(numbers, population, status, skill, villages, terms, key)
    places += [(f"step {LIFE[name][0]}", name, values) for name, values in found.items()]
    for place, name, values in places:
        if not np.isfinite(values).all():
            worst = int(np.argmin(np.isfinite(values)))
            return f"{place}, '{name}' of household {numbers[worst]} is {values[worst]}"
    return f"the sums over village {village} overflow"
