"""What a column of a survey may stand for: the words by which initiative files and readers name it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SurveyRole:
    """A part that a column plays.

    Parameters
    ----------
    unit
        Unit that the numbers are converted to; ``money`` stands for the survey's own currency; empty for
        words, codes and counts.
    meaning
        What the column holds.
    """

    unit: str
    meaning: str


SURVEY_ROLES: dict[str, SurveyRole] = {
    "household": SurveyRole("", "Identifies the household."),
    "cluster": SurveyRole("", "Identifies the group in which treatment was assigned: village, centre, field."),
    "treatment": SurveyRole("", "Arm of the household, or whether it was offered the pilot."),
    "joined": SurveyRole("", "Whether the household took part."),
    "wave": SurveyRole("", "Round or year of the survey."),
    "date": SurveyRole("", "Day of the interview."),
    "weight": SurveyRole("", "Sampling weight."),
    "stratum": SurveyRole("", "Stratum of the sample or of the assignment."),
    "district": SurveyRole("", "District or county."),
    "village": SurveyRole("", "Village."),
    "sex": SurveyRole("", "Sex of the registered grower or head."),
    "age": SurveyRole("year", "Age of the grower or head."),
    "household_size": SurveyRole("person", "Members of the household."),
    "land": SurveyRole("ha", "Area under the crop, else area cultivated."),
    "harvest": SurveyRole("kg", "Quantity harvested or produced."),
    "sold": SurveyRole("kg", "Quantity sold."),
    "price": SurveyRole("money/kg", "Price received."),
    "crop_income": SurveyRole("money", "Income from the crop."),
    "other_income": SurveyRole("money", "Income from everything else."),
    "income": SurveyRole("money", "Income from all sources."),
    "consumption": SurveyRole("money", "Value of consumption."),
    "distance": SurveyRole("km", "Distance to the buying point."),
}
"""Roles by name, in the order in which a person would ask for them."""
