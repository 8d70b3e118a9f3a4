"""What is wanted, what could be done, and what happened."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from outgrow.initiative.section import Households, Identifier, MoneyPerSeason, Section, Share

Measure = Literal["members", "trained", "side_sold_share", "stock", "effort", "catch"]


class Ambition(Section):
    """What the initiative set out to reach, and how sure one wants to be."""

    members: Households = Field(description="Members wanted at the horizon.")
    trained: Households | None = Field(default=None, description="Trained households wanted at the horizon.")
    seasons_after_exit: int = Field(ge=1, description="Seasons after the exit at which it must still stand.")
    staying: Share = Field(description="Share of the members at exit that must still be there then.")
    loss_tolerated: Share = Field(description="Loss of income that no named group may exceed.")
    wanted_probability: float = Field(gt=0, lt=1, description="Probability of all gates that counts as enough.")


class Change(Section):
    """A change that an option makes to one parameter: exactly one of multiply, add, set."""

    parameter: str = Field(description="Dotted name of the parameter, such as contract.first_payment.")
    multiply: float | None = Field(default=None, description="Multiply its value.")
    add: float | None = Field(default=None, description="Add to its value, in the unit of the model.")
    set: float | None = Field(default=None, description="Set it, in the unit of the model.")

    @model_validator(mode="after")
    def _exactly_one(self) -> Change:
        given = [x for x in (self.multiply, self.add, self.set) if x is not None]
        if len(given) != 1:
            raise ValueError("write exactly one of 'multiply', 'add' or 'set'")
        return self


class Option(Section):
    """A policy or business change that somebody could make."""

    id: Identifier = Field(description="Short name.")
    title: str = Field(description="What is done, in a sentence.")
    payer: Identifier = Field(description="Actor that pays for it.")
    cost: MoneyPerSeason = Field(description="What it costs a season.")
    changes: tuple[Change, ...] = Field(min_length=1, description="What it changes.")
    note: str = Field(default="", description="Why these changes are plausible.")


class HistoricalPoint(Section):
    """Something that was counted in the real case; drawn beside the simulation, and read only by a fit."""

    measure: Measure = Field(
        description="What was counted: members and trained households; the share of members' volume sold aside; of a "
        "common pool stock and effort relative to the first season's start, and the catch of all in a season, tonnes."
    )
    year: float = Field(description="When, as a decimal year.")
    value: float = Field(ge=0, description="The count or share.")
    fitted: bool = Field(default=True, description="Whether a fit may use it; false where it counts something else.")
    error: float | None = Field(
        default=None, gt=0, le=2, description="Standard deviation of the logarithm of its error; the fit's if left out."
    )
    source: str = Field(description="Key of the sources.")
    note: str = Field(default="", description="What a reader must know.")
