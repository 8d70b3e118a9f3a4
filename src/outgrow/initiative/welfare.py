"""What is asked of the incomes that a survey measured: poverty lines, living income, scorecards, persons lifted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from outgrow.initiative.section import Identifier, Measures, Section
from outgrow.vocabulary import Parameter

# Written out, because a closed choice is what editors complete; a test holds it against the measures of `micro`.
WelfareMeasure = Literal[
    "headcount", "gap", "severity", "watts", "mean", "sen_shorrocks_thon", "gini", "theil", "mean_log_deviation"
]
PerPersonYear = Annotated[Parameter, Measures("money/person/year", 0.0, None)]
PerHouseholdYear = Annotated[Parameter, Measures("money/household/year", 0.0, None)]
PriceRatio = Annotated[Parameter, Measures("share", 0.0, None)]
PurchasingPower = Annotated[Parameter, Measures("money/USD", 0.0, None)]
USUAL: tuple[WelfareMeasure, ...] = ("headcount", "gap", "severity", "gini", "mean")


class PovertyLine(Section):
    """A further poverty line: an amount of your own, or an international line turned into the survey's money."""

    id: Identifier = Field(description="Short name of the line, such as national or extreme.")
    amount: PerPersonYear | None = Field(
        default=None, description="Amount per person and day, month, year or season, such as a national line."
    )
    international: str | float = Field(
        default="",
        description="International line by dollars a day and year of its purchasing powers, such as 2.15@2017.",
    )
    country: str = Field(
        default="", description="Country of the purchasing power, three letters; found by the currency when left out."
    )
    purchasing_power: PurchasingPower | None = Field(
        default=None,
        description="Units of the currency that buy what a dollar bought in the line's year, such as KES/USD, where "
        "the table that comes along has none.",
    )
    price_ratio: PriceRatio | None = Field(
        default=None,
        description="Consumer prices of the incomes' year over those of the line's year; from money.price_index when "
        "left out.",
    )

    @model_validator(mode="after")
    def _says_its_amount_once(self) -> PovertyLine:
        if (self.amount is None) == (self.international == ""):
            raise ValueError("write either 'amount' or 'international'")
        beside = ("country", "purchasing_power", "price_ratio")
        spare = [name for name in beside if self.amount is not None and getattr(self, name)]
        if spare:
            raise ValueError(f"'{spare[0]}' belongs to an international line, and this one has its own amount")
        return self


class LivingIncome(Section):
    """What a household needs for a decent living, by a benchmark of the region."""

    benchmark: PerHouseholdYear = Field(
        description="Living income of a household (or person) in a year, month or day, with its source."
    )
    reference_size: float | None = Field(
        default=None,
        gt=0,
        le=30,
        description="Persons of the household that the benchmark is made for; larger households then need more in "
        "proportion. When left out, every household is held against the same amount.",
    )


class PpiScores(Section):
    """Scores of the Poverty Probability Index, ten questions a household, and the table that turns them into rates."""

    column: str = Field(min_length=1, description="Column of the survey's file with the scores, 0 to 100.")
    table: str = Field(
        min_length=1,
        description="Look-up table: a CSV file beside the initiative file with score and one column a line, or a file "
        "of the data set ppi_tables, such as ppiKEN2018.csv.",
    )
    lines: tuple[str, ...] = Field(
        default=(), description="Lines of the table, such as nl100 or ppp190; all whose meaning is known if empty."
    )


class Welfare(Section):
    """What is asked of the survey's incomes besides poverty at target.poverty_line."""

    lines: tuple[PovertyLine, ...] = Field(default=(), description="Further poverty lines.")
    measures: tuple[WelfareMeasure, ...] = Field(
        default=USUAL, min_length=1, description="Measures of poverty and inequality, from the first that is shown."
    )
    groups: tuple[str, ...] = Field(
        default=(), description="Columns of the survey's file by which poverty in the last round is told apart."
    )
    living_income: LivingIncome | None = Field(default=None, description="Benchmark of a living income.")
    ppi: PpiScores | None = Field(default=None, description="Scores of the Poverty Probability Index.")
    lifted_by: str = Field(
        default="",
        description="Question on incomes, of the analyses, whose effect is turned into persons lifted over each line.",
    )
