"""Survey households that lend their joint standing to the synthetic population."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from outgrow.initiative.section import Section

DonorTrait = Literal["land", "yields", "other_income", "distance", "size", "woman"]


class DonorSurvey(Section):
    """A survey whose households stand for the target population, reweighted to known totals."""

    file: str = Field(min_length=1, description="File beside the initiative file, or of the data set.")
    data_set: str = Field(default="", description="Data set of the registry that has the file, if it is one.")
    sheet: str = Field(default="", description="Sheet of a workbook; the fullest when left out.")
    keep: dict[str, tuple[str, ...]] = Field(
        default={}, description="By column the answers of households that may be donors; others are left out."
    )
    having: dict[str, tuple[str, ...]] = Field(
        default={},
        description="By column of several answers with spaces between them: one that a donor must have among its own.",
    )
    weight: str = Field(default="", description="Column with the design weights; equal weights when left out.")
    columns: dict[DonorTrait, str] = Field(
        min_length=1,
        description="By trait the column that shows where a household stands; any unit, since only ranks are used.",
    )
    woman: tuple[str, ...] = Field(default=(), description="Answers in the column of 'woman' that count as one.")
    margins: dict[str, dict[str, float]] = Field(
        default={}, description="By column the households of the target population in each of its categories."
    )
    totals: dict[str, float] = Field(
        default={}, description="By column of numbers its total over the target population."
    )
    source: str = Field(description="Key of the sources, for the survey and the totals.")
    note: str = Field(default="", description="Why these households may stand for the target population.")
