"""Is it worth it, and to whom: the household's, the funder's and society's side of the same pilot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.costs.pilot_costs import (
    DRAWS,
    HOUSEHOLD,
    CostItem,
    Luck,
    Number,
    check_items,
    middle_and_interval,
)
from outgrow.micro.impact.records import number
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Three = tuple[float, float, float]
SIDES = ("household", "funder", "society")
MEANINGS = {
    "household": "what households gain and receive, over what they pay themselves",
    "funder": "what households gain net, per unit of money that others spend",
    "society": "what households gain, over all resources used; transfers cancel",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the account, in present values over all households.

    Parameters
    ----------
    name
        ``household``, ``funder`` or ``society``.
    benefits, costs, net
        Middle and 90 % interval.
    ratio
        Benefits over costs, middle and 90 % interval; None when this side bears no cost.
    chance
        Share of draws in which the side comes out ahead.
    """

    name: str
    benefits: Three
    costs: Three
    net: Three
    ratio: Three | None
    chance: float


@dataclass(frozen=True, slots=True)
class CostBenefit:
    """Three sides of a pilot.

    Parameters
    ----------
    sides
        Household, funder, society.
    money
        Unit of money with its price year.
    seasons
        Seasons counted.
    draws
        Draws behind the intervals.
    """

    sides: tuple[Side, ...]
    money: str
    seasons: int
    draws: int

    def __getitem__(self, name: str) -> Side:
        """A side by its name."""
        return next(side for side in self.sides if side.name == name)

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: side, measure, value, low, high, unit."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows: list[tuple[str, str, float, float | None, float | None, str]] = []
        for s in self.sides:
            rows += [
                (s.name, n, *x, self.money) for n, x in (("benefits", s.benefits), ("costs", s.costs), ("net", s.net))
            ]
            if s.ratio is not None:
                rows.append((s.name, "benefit-cost ratio", *s.ratio, "ratio"))
            rows.append((s.name, "chance of coming out ahead", s.chance, None, None, "share"))
        numbers = dict.fromkeys(("value", "low", "high"), pl.Float64)
        schema = {"side": pl.String, "measure": pl.String} | numbers | {"unit": pl.String}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def summary(self) -> str:
        """Each side's ratio and net value with interval."""
        said = [self._sentence(side) for side in self.sides]
        return f"Over {self.seasons} seasons, in present values of {self.money}. " + " ".join(said)

    def _sentence(self, side: Side) -> str:
        net = f"net {number(side.net[0])} (90 % interval {number(side.net[1])} to {number(side.net[2])})"
        if side.ratio is None:
            return f"{side.name.capitalize()} ({MEANINGS[side.name]}): bears no cost, {net}."
        middle, low, high = side.ratio
        return (
            f"{side.name.capitalize()} ({MEANINGS[side.name]}): {_times(middle)} (90 % interval "
            f"{low:z.2f} to {high:z.2f}), {net}; ahead in {100 * side.chance:z.0f} % of draws."
        )


def _times(ratio: float) -> str:
    """A ratio in words; below 0 the benefits are losses.

    Examples
    --------
    >>> _times(1.3), _times(-0.5)
    ('1.30 times the costs', 'a loss of 0.50 times the costs')
    """
    return f"{ratio:z.2f} times the costs" if ratio >= 0 else f"a loss of {-ratio:.2f} times the costs"


def cost_benefit(
    gain: Number,
    items: Sequence[CostItem],
    households: Number,
    take_up: Number,
    *,
    seasons: int,
    rates: Mapping[str, Number],
    fade: Number | None = None,
    money: str,
    draws: int = DRAWS,
    seed: int = 1,
) -> CostBenefit:
    """Weigh a pilot from three sides.

    Parameters
    ----------
    gain
        What a household that takes it up gains a season before it pays any of the items: extra revenue and saved
        costs less extra production costs and lost revenue. Give the shrunken effect, not the pilot's own.
    items
        All costs and transfers, each with its payer; those of payer ``household`` are the household's own.
    households, take_up
        Households reached, and the share that takes it up.
    seasons
        Seasons counted; the first is not discounted.
    rates
        Discount rate per season of ``household``, ``funder`` and ``society``.
    fade
        Share of the gain lost each season after the first; none when left out.
    money
        Unit of money with its price year.
    draws, seed
        Draws of the uncertain numbers, and their seed.

    Returns
    -------
    CostBenefit
        Present values, ratios and the chance of coming out ahead on each side.

    Raises
    ------
    InputError
        With every defect of the items, and for a missing discount rate.

    Notes
    -----
    Households: gains and transfers received over own payments. Funder: the households' net gain over what everybody
    else pays, transfers included. Society: gains over all resources, each at its social value, without transfers
    (Gittinger 1982, Economic Analysis of Agricultural Projects; Boardman, Greenberg, Vining and Weimer 2018,
    Cost-Benefit Analysis). Gains of buyers and neighbours are not counted.

    Examples
    --------
    >>> from outgrow.vocabulary import Parameter
    >>> def number(x, unit, year=None):
    ...     return Parameter(value=x, unit=unit, price_year=year, source="example")
    >>> rate = number(0.0, "share")
    >>> found = cost_benefit(
    ...     number(30, "KES", 2024), [CostItem("training", "ngo", number(40, "KES", 2024), "per household")],
    ...     number(10, "household"), number(1, "share"), seasons=2,
    ...     rates={"household": rate, "funder": rate, "society": rate}, money="KES (2024 prices)",
    ... )
    >>> found["society"].ratio[0], found["household"].ratio
    (1.5, None)
    """
    check_items(items, seasons)
    missing = [side for side in SIDES if side not in rates]
    if missing:
        why = "each side discounts at its own rate"
        raise InputError.single("cost and benefit", "no rate for " + ", ".join(missing), why, "give all three", "rates")
    luck = Luck(seed, draws)
    number, share = luck.values("households", households), luck.values("take_up", take_up)
    each = luck.values("gain", gain) * number * share
    kept = 1.0 - luck.values("fade", fade, 0.0)
    sides = []
    for name in SIDES:
        factor = 1.0 / (1.0 + luck.values(f"rate of {name}", rates[name]))
        gains = each * _annuity(factor * kept, seasons)
        flows = _Flows.of(items, luck, number, share, factor, seasons)
        benefits, costs = _side(name, gains, flows)
        sides.append(_made(name, benefits, costs))
    return CostBenefit(tuple(sides), money, seasons, draws)


@dataclass(frozen=True, slots=True)
class _Flows:
    """Present values by what they are, each of shape (draws,)."""

    own: Floats
    received: Floats
    others: Floats
    resources: Floats

    @classmethod
    def of(
        cls, items: Sequence[CostItem], luck: Luck, number: Floats, share: Floats, factor: Floats, seasons: int
    ) -> _Flows:
        own, received, others, resources = (np.zeros(luck.draws) for _ in range(4))
        repeated = _annuity(factor, seasons)
        for item in items:
            often = {
                "once": np.ones(luck.draws),
                "season": repeated,
                "per household": number,
                "per adopter": number * share,
                "per adopter and season": number * share * repeated,
            }[item.when]
            spent = luck.values(item.name, item.amount) * often
            if item.payer == HOUSEHOLD:
                own += spent
            else:
                others += spent
            if not item.transfer:
                resources += spent * luck.values(f"social value of {item.name}", item.social_value)
            elif item.receiver == HOUSEHOLD:
                received += spent
        return cls(own, received, others, resources)


def _side(name: str, gains: Floats, flows: _Flows) -> tuple[Floats, Floats]:
    """Benefits and costs as a side sees them."""
    if name == "household":
        return gains + flows.received, flows.own
    if name == "funder":
        return gains + flows.received - flows.own, flows.others
    return gains, flows.resources


def _made(name: str, benefits: Floats, costs: Floats) -> Side:
    ratio = middle_and_interval(benefits / costs) if (costs > 0).all() else None
    net = benefits - costs
    chance = float(np.mean(net > 0))
    return Side(
        name, middle_and_interval(benefits), middle_and_interval(costs), middle_and_interval(net), ratio, chance
    )


def _annuity(factor: Floats, seasons: int) -> Floats:
    """Present value of one unit in each season, the first not discounted."""
    powers = np.arange(seasons, dtype=np.float64)[:, np.newaxis]
    return np.asarray(np.sum(factor[np.newaxis, :] ** powers, axis=0))
