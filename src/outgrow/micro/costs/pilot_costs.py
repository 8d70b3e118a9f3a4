"""What a pilot cost: items with payer and timing, cost per household reached and per household that took it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.impact.records import number
from outgrow.vocabulary import Defect, InputError, Parameter, Streams

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
When = Literal["once", "season", "per household", "per adopter", "per adopter and season"]
WHEN: tuple[When, ...] = ("once", "season", "per household", "per adopter", "per adopter and season")
Number = Parameter | Floats  # a number with its interval, or its values in each draw
HOUSEHOLD = "household"
DRAWS = 2000
TAILS = (0.05, 0.95)  # ends of the 90 % intervals in which initiative files speak


@dataclass(frozen=True, slots=True, eq=False)
class CostItem:
    """One line of a pilot's costs.

    Parameters
    ----------
    name
        What it is.
    payer
        Who pays: ``household``, or the name of an actor such as ``ngo``, ``firm``, ``government``.
    amount
        How much, in the unit of money of all items; a number with its interval, or its values in each draw.
    when
        ``once``, every ``season``, once ``per household`` reached, once ``per adopter`` (household that takes it
        up), or ``per adopter and season``.
    transfer
        Whether it only moves money (a subsidy, a fee, a tax): a cost to who pays it and a gain to ``receiver``, and
        nothing to society.
    receiver
        Who gets a transfer.
    social_value
        Value to society per unit of money spent, where prices mislead (surplus labour below 1); 1 when left out.
    """

    name: str
    payer: str
    amount: Number
    when: When
    transfer: bool = False
    receiver: str = ""
    social_value: Number | None = None


@dataclass(frozen=True, slots=True)
class CostPerHousehold:
    """What a household costs, whoever pays.

    Parameters
    ----------
    per_reached, per_adopter
        Middle and 90 % interval: cost per household reached, and per household that took it up.
    by_payer
        Middle of the total by payer.
    total
        Middle and 90 % interval of all resources used over the pilot's seasons; transfers are not among them.
    money
        Unit of money.
    households, seasons
        Households reached, and seasons counted.
    """

    per_reached: tuple[float, float, float]
    per_adopter: tuple[float, float, float]
    by_payer: tuple[tuple[str, float], ...]
    total: tuple[float, float, float]
    money: str
    households: float
    seasons: int

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: measure, value, low, high, unit."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows: list[tuple[str, float, float | None, float | None, str]] = [
            ("cost per household reached", *self.per_reached, self.money),
            ("cost per household that took it up", *self.per_adopter, self.money),
            ("total", *self.total, self.money),
        ]
        rows += [(f"paid by {payer}", amount, None, None, self.money) for payer, amount in self.by_payer]
        numbers = dict.fromkeys(("value", "low", "high"), pl.Float64)
        return pl.DataFrame(rows, schema={"measure": pl.String} | numbers | {"unit": pl.String}, orient="row")

    def summary(self) -> str:
        """Cost per household with its interval, and who pays."""
        payers = ", ".join(f"{payer} {number(amount)}" for payer, amount in self.by_payer)
        return (
            f"Reaching a household cost {_words(self.per_reached)} {self.money} over {self.seasons} seasons, a "
            f"household that took it up {_words(self.per_adopter)}. In all {_words(self.total)}; paid by: {payers}."
        )


def cost_per_household(
    items: Sequence[CostItem],
    households: Number,
    take_up: Number,
    *,
    seasons: int = 1,
    money: str,
    draws: int = DRAWS,
    seed: int = 1,
) -> CostPerHousehold:
    """Add a pilot's costs up and divide them by households.

    Parameters
    ----------
    items
        All costs, whoever paid; a volunteer's day has a price too.
    households
        Households reached.
    take_up
        Share of them that took it up.
    seasons
        Seasons over which the pilot ran.
    money
        Unit of money with price year, the same for all items.
    draws, seed
        Draws of the uncertain numbers, and their seed.

    Returns
    -------
    CostPerHousehold
        With 90 % intervals; not discounted.

    Raises
    ------
    InputError
        With every defect of the items.

    Notes
    -----
    Dhaliwal, Duflo, Glennerster and Tulloch (2013), "Comparative cost-effectiveness analysis to inform policy in
    developing countries": all resources at their cost to whoever gives them up, transfers apart.

    Examples
    --------
    >>> def kes(x):
    ...     return Parameter(value=x, unit="KES", price_year=2024, source="example")
    >>> items = [CostItem("training", "ngo", kes(1000), "per household"), CostItem("office", "ngo", kes(5e4), "once")]
    >>> reached = Parameter(value=100, unit="household", source="example")
    >>> share = Parameter(value=0.5, unit="share", source="example")
    >>> cost_per_household(items, reached, share, money="KES (2024 prices)").per_reached[0]
    1500.0
    """
    check_items(items, seasons)
    luck = Luck(seed, draws)
    number, share = luck.values("households", households), luck.values("take_up", take_up)
    total, payers = np.zeros(draws), dict[str, Floats]()
    for item in items:
        spent = luck.values(item.name, item.amount) * times(item, number, share, seasons)
        payers[item.payer] = payers.get(item.payer, np.zeros(draws)) + spent
        if not item.transfer:
            total += spent
    with np.errstate(divide="ignore"):
        per_adopter = np.where(share > 0, total / (number * share), np.inf)
    return CostPerHousehold(
        per_reached=middle_and_interval(total / number),
        per_adopter=middle_and_interval(per_adopter),
        by_payer=tuple((payer, float(np.median(x))) for payer, x in payers.items()),
        total=middle_and_interval(total),
        money=money,
        households=float(np.median(number)),
        seasons=seasons,
    )


def times(item: CostItem, households: Floats, take_up: Floats, seasons: int) -> Floats:
    """How often an item is paid over all seasons."""
    often = {
        "once": np.ones_like(households),
        "season": np.full_like(households, float(seasons)),
        "per household": households,
        "per adopter": households * take_up,
        "per adopter and season": households * take_up * seasons,
    }
    return often[item.when]


def middle_and_interval(x: Floats) -> tuple[float, float, float]:
    """Median and ends of the 90 % interval."""
    low, high = np.quantile(x, TAILS)
    return float(np.median(x)), float(low), float(high)


@dataclass(frozen=True, slots=True)
class Luck:
    """Draws of uncertain numbers: a number of the same name has the same draws everywhere."""

    seed: int
    draws: int

    def values(self, name: str, number: Number | None, otherwise: float = 1.0) -> Floats:
        """Values of a number in each draw, shape (draws,)."""
        if number is None:
            return np.full(self.draws, otherwise)
        if not isinstance(number, Parameter):
            return np.broadcast_to(np.asarray(number, dtype=np.float64), (self.draws,))
        u = Streams(self.seed).uniforms(f"costs: {name}", self.draws)
        return np.asarray(number.at(u), dtype=np.float64)


def check_items(items: Sequence[CostItem], seasons: int) -> None:
    """Raise with everything that is wrong with a list of costs."""
    defects = []
    if seasons < 1:
        defects.append(Defect(f"{seasons}", "seasons", "a pilot runs for at least one", "count them"))
    if not items:
        defects.append(Defect("no items", "items", "a pilot without costs is not known yet", "list what it took"))
    names = [item.name for item in items]
    defects += [
        Defect(f"'{name}' twice", "items", "a cost counted twice is too high", "name them apart")
        for name in sorted({n for n in names if names.count(n) > 1})
    ]
    units = {(i.amount.unit, i.amount.price_year) for i in items if isinstance(i.amount, Parameter)}
    if len({u.split("/")[0] for u, _ in units}) > 1 or len({y for _, y in units}) > 1:
        found = "; ".join(sorted(f"{u} ({y})" for u, y in units))
        defects.append(Defect(found, "items", "costs in different money do not add up", "convert them first"))
    for item in items:
        if item.when not in WHEN:
            defects.append(
                Defect(f"'{item.when}'", item.name, "it says when the cost arises", "one of " + ", ".join(WHEN))
            )
        if item.transfer and not item.receiver:
            defects.append(Defect("nobody", item.name, "a transfer has a receiver", "say who gets it"))
        if _least(item.amount) < 0:
            defects.append(Defect("a negative amount", item.name, "a cost is zero or positive", "make it a benefit"))
    if defects:
        raise InputError("costs of the pilot", defects)


def _least(number: Number) -> float:
    """About the least value of a number."""
    return float(number.at(np.array([0.001]))[0] if isinstance(number, Parameter) else np.min(number))


def _words(x: tuple[float, float, float]) -> str:
    middle, low, high = x
    return f"{number(middle)}" if low == high else f"{number(middle)} (90 % interval {number(low)} to {number(high)})"
