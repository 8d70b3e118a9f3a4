"""What the budgets of a survey's households say: numbers by arm and round, their difference, sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outgrow.micro.costs.household_budgets import HouseholdBudgets
from outgrow.micro.impact.records import number
from outgrow.micro.welfare import Estimate, Estimates

if TYPE_CHECKING:
    import polars as pl

REVENUE, COSTS, MARGIN = "revenue", "cash costs", "gross margin"
LABOUR, NET, DAYS = "family labour", "margin after family labour", "days of family labour"
POSITIVE, POSITIVE_NET = "share with a positive margin", "share with a positive margin after family labour"
RETURN_TO_DAY = "return to a day of family labour"
PRICE, YIELD = "price received", "yield"
BREAK_EVEN_PRICE, BREAK_EVEN_YIELD = "break-even price", "break-even yield"


@dataclass(frozen=True, slots=True)
class BudgetMoney:
    """Units of a budget.

    Parameters
    ----------
    code, price_year
        Currency and year of its prices.
    land_unit, quantity_unit
        Unit of area, and of the product whose break-even is asked.
    wage, wage_low, wage_high
        What a day of family labour is worth, with its interval; None where nobody says.
    wage_source
        Where that comes from.
    """

    code: str
    price_year: int
    land_unit: str = "ha"
    quantity_unit: str = "kg"
    wage: float | None = None
    wage_low: float | None = None
    wage_high: float | None = None
    wage_source: str = ""

    @property
    def sentence(self) -> str:
        """Currency with its price year."""
        return f"{self.code} ({self.price_year} prices)"

    def per_land(self, measure: str) -> str:
        """Name of a measure related to the area.

        Examples
        --------
        >>> BudgetMoney("KES", 2024, "acre").per_land("gross margin")
        'gross margin per acre'
        """
        return f"{measure} per {self.land_unit}"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one arm in one round; empty text where there is one of them."""

    arm: str
    round: str
    treated: bool

    @property
    def label(self) -> str:
        """Arm and round in words."""
        words = [f"arm {self.arm}" if self.arm else "", f"round {self.round}" if self.round else ""]
        return ", ".join(word for word in words if word) or "all"


@dataclass(frozen=True, slots=True)
class PartialBudgetOfArms:
    """What tells the treated from the control arm, as a partial budget per household.

    Parameters
    ----------
    extra_revenue, saved_cost, extra_cost, lost_revenue
        Amounts by line of the budget.
    net
        What is left: the difference of the gross margins, with its interval.
    """

    extra_revenue: Mapping[str, float]
    saved_cost: Mapping[str, float]
    extra_cost: Mapping[str, float]
    lost_revenue: Mapping[str, float]
    net: Estimate

    @property
    def gains(self) -> float:
        """Extra revenue and saved cost."""
        return sum(self.extra_revenue.values()) + sum(self.saved_cost.values())

    @property
    def losses(self) -> float:
        """Extra cost and lost revenue."""
        return sum(self.extra_cost.values()) + sum(self.lost_revenue.values())

    @property
    def return_on_extra_cost(self) -> float | None:
        """Net gain over what more is paid than saved; None where nothing more is paid."""
        outlay = sum(self.extra_cost.values()) - sum(self.saved_cost.values())
        return self.net.value / outlay if outlay > 0 else None

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: side, line, amount."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        sides = ("extra_revenue", "saved_cost", "extra_cost", "lost_revenue")
        rows = [(side.replace("_", " "), line, x) for side in sides for line, x in getattr(self, side).items()]
        rows.append(("net gain", "", self.net.value))
        return pl.DataFrame(rows, schema={"side": pl.String, "line": pl.String, "amount": pl.Float64}, orient="row")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SurveyBudget:
    """Budgets of a survey's households.

    Parameters
    ----------
    money
        Units.
    groups
        Arms and rounds.
    revenue, costs
        Names of the lines.
    product
        Line whose break-even is asked; empty for none.
    estimates
        Numbers of each group, by measure and group.
    difference, contrast
        Treated less control of every measure, and what it is the difference of; None where arms are not compared.
    partial
        The same as a partial budget.
    changes
        Each household's own change between two rounds, by arm, where households are followed.
    quantiles
        Weighted quantiles of the gross margin by group: (share, amount).
    left_out
        Rows that could not be used, by reason.
    notes
        What a reader must know, one sentence each.
    """

    money: BudgetMoney
    groups: tuple[Group, ...]
    revenue: tuple[str, ...]
    costs: tuple[str, ...]
    product: str
    estimates: Estimates
    difference: Estimates | None
    contrast: str
    partial: PartialBudgetOfArms | None
    changes: Mapping[str, HouseholdBudgets]
    quantiles: Mapping[str, tuple[tuple[float, float], ...]]
    left_out: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, measure: str, group: str = "") -> Estimate:
        """The number of a group; of the first when none is named.

        Raises
        ------
        KeyError
            When it was not estimated.
        """
        return self.estimates.of(measure, group or self.groups[0].label)

    def has(self, measure: str, group: str) -> bool:
        """Whether a number was estimated."""
        return any(row.measure == measure and row.group == group for row in self.estimates.rows)

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: group, measure, value, standard error, interval, rows, unit; the difference as a group."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        frames = [self.estimates.to_frame(), *([self.difference.to_frame()] if self.difference is not None else [])]
        return pl.concat(frames)

    def summary(self) -> str:
        """Margins by arm and round, what the arms differ by, who gains, and the caveats."""
        return " ".join(text for _, text in self.told())

    def told(self) -> tuple[tuple[str, str], ...]:
        """Topic and paragraph of everything that the budgets say."""
        last = self.groups[-1].round
        one = len(self.groups) == 1
        said = [("" if one else _head(g.label), self._group(g, full=g.round == last)) for g in self.groups]
        said += [("Partial budget", text) for text in self._contrast()]
        changes = [self._change(arm, found) for arm, found in self.changes.items()]
        said += [("Household by household", " ".join(changes))] if changes else []
        basis = [f"Design: {self.estimates.design}.", *self.notes]
        if self.left_out:
            reasons = "; ".join(f"{rows:,} because {reason}" for reason, rows in self.left_out)
            basis.insert(0, f"{sum(rows for _, rows in self.left_out):,} rows were left out: {reasons}.")
        return (*said, ("Basis", " ".join(basis)))

    def _change(self, arm: str, found: HouseholdBudgets) -> str:
        gain, share, level = found.estimates["net_gain"], found.estimates["share_gaining"], self.estimates.level
        spread = dict(found.quantiles)
        whose = "the households'" if arm == "all" else f"arm {arm}'s"
        return (
            f"From one round to the next {whose} margins changed by {_with(gain, level)} on average and rose in "
            f"{_percent(share.value)} of households ({100 * level:.0f} % interval {100 * share.low:.0f} to "
            f"{100 * share.high:.0f}; {gain.rows:,} in both rounds); one in four lost more than "
            f"{number(-spread[0.25])}."
            if spread[0.25] < 0
            else f"From one round to the next {whose} margins changed by {_with(gain, level)} on average and rose in "
            f"{_percent(share.value)} of households ({gain.rows:,} in both rounds)."
        )

    def _group(self, group: Group, *, full: bool) -> str:
        of = "" if group.label == "all" else f" ({group.label})"
        margin, revenue, costs = (self.of(x, group.label) for x in (MARGIN, REVENUE, COSTS))
        said = (
            f"A household{of} earned {number(revenue.value)} and paid {number(costs.value)} {self.money.sentence} a "
            f"season, which leaves a gross margin of {_with(margin, self.estimates.level)}; "
            f"{_percent(self.of(POSITIVE, group.label).value)} of households had a positive one."
        )
        more = [*self._per_land(group), *self._labour(group), *self._break_even(group)] if full else []
        return " ".join([said, *more])

    def _per_land(self, group: Group) -> list[str]:
        name = self.money.per_land(MARGIN)
        if not self.has(name, group.label):
            return []
        return [f"Per {self.money.land_unit} it is {_with(self.of(name, group.label), self.estimates.level)}."]

    def _labour(self, group: Group) -> list[str]:
        if not self.has(NET, group.label) or self.money.wage is None:
            return []
        net, days = self.of(NET, group.label), self.of(DAYS, group.label)
        margin = self.of(MARGIN, group.label)
        said = f"The family's own {number(days.value)} days of work are not paid from it"
        if self.has(RETURN_TO_DAY, group.label):
            back = self.of(RETURN_TO_DAY, group.label)
            than = "more" if back.value > self.money.wage else "less"
            said += (
                f": a day returned {_with(back, self.estimates.level)} {self.money.code}, {than} than the wage of "
                f"{number(self.money.wage)} ({self.money.wage_source})"
            )
        ends = ""
        if self.money.wage_low is not None and self.money.wage_high is not None:
            low, high = (number(margin.value - days.value * w) for w in (self.money.wage_high, self.money.wage_low))
            ends = f" ({low} to {high} over the wage's interval)"
        return [f"{said}. Paid at that wage, {number(net.value)} is left{ends}."]

    def _break_even(self, group: Group) -> list[str]:
        if not self.has(BREAK_EVEN_PRICE, group.label):
            return []
        even, got = (self.of(x, group.label) for x in (BREAK_EVEN_PRICE, PRICE))
        said = (
            f"Cash costs are met from a price of {number(even.value)} ({even.unit}) on, against {number(got.value)} "
            "received"
        )
        if self.has(BREAK_EVEN_YIELD, group.label):
            least, had = (self.of(x, group.label) for x in (BREAK_EVEN_YIELD, YIELD))
            said += (
                f", or from a yield of {number(least.value)} ({least.unit}) on, against {number(had.value)} harvested"
            )
        return [f"{said}."]

    def _contrast(self) -> list[str]:
        if self.partial is None:
            return []
        p, net = self.partial, self.partial.net
        back = p.return_on_extra_cost
        rate = f" Each unit of extra cost brings {back:.2f} on top of itself." if back is not None else ""
        sure = "" if not net.low <= 0 <= net.high else " The interval holds zero: no difference was found."
        return [
            f"{_head(self.contrast)}: extra revenue {number(sum(p.extra_revenue.values()))} and saved cost "
            f"{number(sum(p.saved_cost.values()))}, less extra cost {number(sum(p.extra_cost.values()))} and lost "
            f"revenue {number(sum(p.lost_revenue.values()))}, leave {_with(net, self.estimates.level)} a household, in "
            f"{self.money.sentence}.{rate}{sure} It is the pilot's effect only as far as its design makes the arms "
            "alike; a question with the outcome budget_margin asks for that."
        ]


def _head(label: str) -> str:
    return label[:1].upper() + label[1:]


def _with(row: Estimate, level: float) -> str:
    return f"{number(row.value)} ({100 * level:.0f} % interval {number(row.low)} to {number(row.high)})"


def _percent(x: float) -> str:
    return f"{100 * x:.0f} %"
