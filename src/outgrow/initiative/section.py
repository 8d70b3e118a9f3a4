"""The grammar of an initiative file: closed, frozen sections, and numbers that know what they measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, StringConstraints

from outgrow.vocabulary import Parameter


class Section(BaseModel):
    """A part of an initiative file: unknown keys and infinite numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Measures:
    """What a parameter measures and the range in which it makes sense.

    Parameters
    ----------
    unit
        Unit that the model computes in; ``money`` stands for the initiative's own currency and price year.
    least, most
        Bounds of the values that make sense, or None.
    """

    unit: str
    least: float | None = None
    most: float | None = None

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Write unit and range beside the parameter in the JSON Schema of the file."""
        bounds = {"x-least": self.least, "x-most": self.most}
        known = {key: bound for key, bound in bounds.items() if bound is not None}
        return {**handler(core), "x-unit": self.unit, **known}


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
"""Lower-case word by which the file's parts name each other."""

Share = Annotated[Parameter, Measures("share", 0.0, 1.0)]
AnyShare = Annotated[Parameter, Measures("share", -1.0, None)]
Ratio = Annotated[Parameter, Measures("share", 0.0, None)]
Households = Annotated[Parameter, Measures("household", 0.0, None)]
HouseholdsPerSeason = Annotated[Parameter, Measures("household/season", 0.0, None)]
Persons = Annotated[Parameter, Measures("person/household", 0.1, None)]
Hectares = Annotated[Parameter, Measures("ha/household", 0.0, None)]
Kilometres = Annotated[Parameter, Measures("km", 0.0, None)]
Volume = Annotated[Parameter, Measures("kg/household/season", 0.0, None)]
PersonDays = Annotated[Parameter, Measures("day/kg", 0.0, None)]
Price = Annotated[Parameter, Measures("money/kg", 0.0, None)]
FreightRate = Annotated[Parameter, Measures("money/kg/km", 0.0, None)]
Money = Annotated[Parameter, Measures("money", 0.0, None)]
MoneyPerSeason = Annotated[Parameter, Measures("money/season", 0.0, None)]
PerHousehold = Annotated[Parameter, Measures("money/household", 0.0, None)]
PerHouseholdSeason = Annotated[Parameter, Measures("money/household/season", 0.0, None)]
PerPersonSeason = Annotated[Parameter, Measures("money/person/season", 0.0, None)]
Logits = Annotated[Parameter, Measures("share", None, None)]
"""Strength in a logistic choice: log-odds per unit of what it multiplies."""
