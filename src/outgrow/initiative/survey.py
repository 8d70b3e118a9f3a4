"""The survey of the pilot's households: its file, and which column plays which part."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from outgrow.initiative.household_budget import Budget
from outgrow.initiative.section import Identifier, Section
from outgrow.initiative.welfare import Welfare
from outgrow.vocabulary import SURVEY_ROLES

# Written out, because a closed choice is what editors complete; a test holds it against the vocabulary.
SurveyRole = Literal[
    "household", "cluster", "treatment", "joined", "wave", "date", "weight", "stratum", "district", "village",
    "sex", "age", "household_size", "land", "harvest", "sold", "price", "crop_income", "other_income", "income",
    "consumption", "distance",
]  # fmt: skip


class SurveyColumn(Section):
    """A column of the survey and what its numbers are in."""

    column: str = Field(min_length=1, description="Name of the column.")
    unit: str = Field(default="", description="Unit of its numbers, such as acre, bag, KES or UGX/litre.")
    unit_column: str = Field(default="", description="Column that holds the unit of each row, instead of unit.")
    price_year: int | None = Field(default=None, ge=1900, le=2100, description="Year of the prices, for money.")
    treated: tuple[str, ...] = Field(
        default=(), description="For treatment and joined: answers that count as 1; every other is 0."
    )


class Survey(Section):
    """A survey of the pilot: where it is, and which column plays which part."""

    file: str = Field(
        min_length=1, description="File beside the initiative file, or of the data set; FILE#SHEET names a sheet."
    )
    later: tuple[str, ...] = Field(
        default=(),
        description="Files of later rounds (or FILE#SHEET), laid under the first with a column 'round' from 1.",
    )
    data_set: str = Field(default="", description="Data set of the registry that has the file, if it is one.")
    form: str = Field(default="", description="XLSForm of a KoboToolbox or ODK export, beside the initiative file.")
    sheet: str = Field(default="", description="Sheet of a workbook; the fullest when left out.")
    product: str = Field(default="", description="What was grown, such as maize; units such as bags depend on it.")
    country: str = Field(default="", description="Where it was grown, for the same reason.")
    missing: tuple[float, ...] = Field(default=(), description="Codes that mean missing in every column of numbers.")
    columns: dict[SurveyRole, SurveyColumn] = Field(
        min_length=1, description=f"Columns by their part: {', '.join(SURVEY_ROLES)}."
    )
    outcomes: dict[Identifier, SurveyColumn] = Field(default={}, description="Outcomes of your own, by name.")
    budget: Budget | None = Field(default=None, description="Revenue, costs and margin of each household, if asked.")
    welfare: Welfare | None = Field(
        default=None,
        description="What is asked of the incomes besides poverty at target.poverty_line.",
    )
