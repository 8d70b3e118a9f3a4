"""The budget of a survey's households: which columns are revenue and costs, in which money, and the wage of labour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from outgrow.initiative.section import Identifier, Section

A_HOUSEHOLD = ("", "household", "season", "household/season", "season/household")
A_DAY = ("day", "person-day", "person day", "man-day", "workday")


class Quoted(Section):
    """A price or wage that the survey did not ask for."""

    value: float = Field(ge=0, description="The number.")
    low: float | None = Field(default=None, ge=0, description="Lower end of its 90 % interval.")
    high: float | None = Field(default=None, ge=0, description="Upper end of its 90 % interval.")
    unit: str = Field(min_length=1, description="Its unit, such as KES/day or KES/bag.")
    source: str = Field(description="Key of the sources, or assumption.")
    note: str = Field(default="", description="What a reader must know.")

    @model_validator(mode="after")
    def _lies_in_its_interval(self) -> Quoted:
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        if not low <= self.value <= high:
            raise ValueError(f"{self.value:g} does not lie between {low:g} and {high:g}")
        return self


class BudgetLine(Section):
    """A part of revenue or costs, per household and season: an amount, or a quantity times its price."""

    column: str = Field(default="", description="Column of the amount of money.")
    quantity: str = Field(default="", description="Column of a quantity, instead of an amount.")
    unit: str = Field(default="", description="Unit of the quantity, such as bag; money of the budget for an amount.")
    price: str = Field(default="", description="Column of the price of that quantity.")
    price_unit: str = Field(default="", description="Unit of the price, such as KES/bag; per unit of the quantity.")
    stated: Quoted | None = Field(default=None, description="A price that holds for all, instead of a column.")
    blank: Literal["unknown", "zero"] = Field(
        default="unknown", description="What an empty answer means: nothing bought or sold (zero), or nobody knows."
    )

    @model_validator(mode="after")
    def _says_how_much(self) -> BudgetLine:
        if told := list(self._wrong()):
            raise ValueError("; ".join(told))
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that it reads."""
        return tuple(name for name in (self.column, self.quantity, self.price) if name)

    def _wrong(self) -> Iterator[str]:
        if bool(self.column) == bool(self.quantity):
            yield "write either 'column' (an amount of money) or 'quantity' (with its price)"
        if self.column and (self.price or self.stated is not None):
            yield "an amount of money has no price: take 'price' and 'stated' out, or write 'quantity'"
        if self.quantity and bool(self.price) == (self.stated is not None):
            yield "a quantity needs either the column of its 'price' or a 'stated' price"


class FamilyLabour(Section):
    """Unpaid work of the household itself, and what a day of it is worth."""

    days: str = Field(min_length=1, description="Column of days worked by members of the household in the season.")
    wage: Quoted = Field(description="What a day would earn elsewhere, or cost to hire.")
    blank: Literal["unknown", "zero"] = Field(default="unknown", description="What an empty answer means.")


class Budget(Section):
    """Revenue, costs and margin of each household, from the survey's columns."""

    unit: str = Field(min_length=3, max_length=3, description="Currency of all its amounts, such as KES.")
    price_year: int = Field(ge=1900, le=2100, description="Year of its prices; of the last round, where there are two.")
    price_years: dict[str, int] = Field(
        default={}, description="Year of the prices of each round, where they differ; needs money.price_index."
    )
    land_unit: Literal["ha", "acre"] = Field(default="ha", description="Area to which yields and margins are related.")
    product: str = Field(default="", description="Line of revenue whose break-even price and yield are asked.")
    revenue: dict[Identifier, BudgetLine] = Field(min_length=1, description="What is sold, and what is eaten of it.")
    costs: dict[Identifier, BudgetLine] = Field(min_length=1, description="What is paid: inputs, hired labour, rent.")
    family_labour: FamilyLabour | None = Field(default=None, description="The household's own work.")

    @property
    def lines(self) -> dict[str, BudgetLine]:
        """All lines by name, revenue first."""
        return {**self.revenue, **self.costs}

    @property
    def quoted(self) -> dict[tuple[str, ...], Quoted]:
        """Prices and wages that the survey did not ask for, by their place."""
        found: dict[tuple[str, ...], Quoted] = {}
        for side in ("revenue", "costs"):
            for name, line in getattr(self, side).items():
                if line.stated is not None:
                    found[side, name, "stated"] = line.stated
        if self.family_labour is not None:
            found["family_labour", "wage"] = self.family_labour.wage
        return found

    @model_validator(mode="after")
    def _adds_up(self) -> Budget:
        if told := list(self._wrong()):
            raise ValueError("; ".join(told))
        return self

    def _wrong(self) -> Iterator[str]:
        for name in self.revenue.keys() & self.costs.keys():
            yield f"'{name}' is both revenue and a cost: name them apart"
        if self.product and (self.product not in self.revenue or not self.revenue[self.product].quantity):
            yield f"the product '{self.product}' is no line of revenue with a 'quantity'"
        for place, quote in self.quoted.items():
            if quote.unit.split("/")[0].strip() != self.unit:
                yield f"{'.'.join(place)} is in {quote.unit}, and the budget is in {self.unit}"
        for name, line in self.lines.items():
            own = line.unit if line.column else line.price_unit
            if own and own.split("/")[0].strip() != self.unit:
                yield f"'{name}' is in {own}, and the budget is in {self.unit}"
            elif line.column and (per := _per(own)) not in A_HOUSEHOLD:
                yield (
                    f"'{name}' is in {own}, and a budget adds up amounts of a household in a season: "
                    f"bring the column from '{per}' to that first"
                )
        if self.family_labour is not None and _per(self.family_labour.wage.unit) not in A_DAY:
            own = self.family_labour.wage.unit
            yield f"family_labour.wage is in {own}, and labour is counted in days: write {self.unit}/day"


def _per(unit: str) -> str:
    """What money is paid for: ``day`` of KES/day; empty where an amount is not for anything."""
    return "/".join(part.strip() for part in unit.lower().split("/")[1:])
