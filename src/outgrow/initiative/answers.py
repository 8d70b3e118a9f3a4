"""The grammar of a quick profile: under thirty answers, from which a whole initiative is filled in."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pydantic import Field, model_validator

from outgrow.initiative.describe import Currency, Source
from outgrow.initiative.section import (
    AnyShare,
    Households,
    HouseholdsPerSeason,
    Identifier,
    Money,
    PerHouseholdSeason,
    Price,
    Ratio,
    Section,
    Share,
    Volume,
)

Lead = Literal["ngo", "donor", "firm", "farmer_organisation", "government", "institution"]
Rivals = Literal["none", "few", "many"]
Standard = Literal["none", "buyer", "certified"]
LargerSuppliers = Literal["none", "possible", "ready"]
Enforcement = Literal["none", "weak", "strong"]
Extension = Literal["none", "some", "strong"]
GovernmentRole = Literal["absent", "supportive", "obstructive"]
Measured = Literal["yield", "income"]

Word = TypeVar("Word")
SUM_SLACK = 1e-6  # shares are typed by hand


class Reading(Section):
    """How one reader of the sources judged a question, kept where two readings are possible."""

    reader: str = Field(description="Who read, such as 'first' or a name.")
    choice: str = Field(description="The reader's answer.")
    because: str = Field(description="What in the sources speaks for it.")


class Judged(Section, Generic[Word]):
    """A word chosen from a few, with its source, and both readings where it is a judgement."""

    choice: Word = Field(description="The answer.")
    source: str = Field(default="assumption", description="Key of the sources, or assumption.")
    note: str = Field(default="", description="Why it was judged so.")
    readings: tuple[Reading, ...] = Field(default=(), description="Two readers' notes where it is a judgement.")


class Effect(Section):
    """What the pilot's households gained, and how that was measured."""

    estimate: AnyShare = Field(description="Relative change of the yield, or of the income from the crop.")
    standard_error: Ratio | None = Field(default=None, description="Its standard error; a wide one when left out.")
    design: str = Field(description="How it was measured, such as rct, did, matched, before and after, claim.")
    measured: Measured = Field(default="yield", description="Whether yield or crop income was measured.")
    text: str = Field(default="", description="What was found, by whom, on how many households.")


class Say(Section):
    """Shares of the decisions at the start."""

    growers: float = Field(ge=0, le=1, description="Of the growers and their organisation.")
    firm: float = Field(ge=0, le=1, description="Of the firm that buys.")
    outside: float = Field(ge=0, le=1, description="Of NGO, donor or government agency.")
    source: str = Field(default="assumption", description="Key of the sources, or assumption.")
    note: str = Field(default="", description="Why it was judged so.")

    @model_validator(mode="after")
    def _whole(self) -> Say:
        if abs(self.growers + self.firm + self.outside - 1.0) > SUM_SLACK:
            raise ValueError("the three shares of the say must sum to 1")
        return self


class Answers(Section):
    """The questions in the order in which they are asked; what is not known is left out."""

    leader: Judged[Lead] = Field(description="Who leads the initiative?")
    as_of: int = Field(ge=1900, le=2100, description="The end of which year do these answers describe?")
    reached: Households = Field(description="How many households take part by then?")
    target: Households = Field(description="How many households could take part in the end?")
    newly_reached: HouseholdsPerSeason | None = Field(
        default=None, description="How many new households can be reached in the coming season?"
    )
    ambition: Households | None = Field(default=None, description="How many members are wanted in the end?")
    outside_money_ends: int | None = Field(
        default=None, ge=1900, le=2100, description="In which year does the outside money (NGO, donor) end?"
    )
    too_small: Share | None = Field(
        default=None, description="What share of the target households has too little land or capital to enter?"
    )
    volume: Volume | None = Field(default=None, description="How much of the product does a household sell a season?")
    poverty_rate: Share | None = Field(
        default=None, description="What share of the target population lives below the poverty line?"
    )
    price: Price | None = Field(default=None, description="What does the buyer pay a kg, all payments together?")
    paid_later: Share | None = Field(default=None, description="What share of it is paid weeks or months later?")
    outside_price: Price | None = Field(default=None, description="What do other buyers pay a kg, in cash?")
    premium: Price | None = Field(
        default=None, description="What premium does the end market pay a kg for the standard or quality?"
    )
    supplied_before: bool | None = Field(default=None, description="Did members supply this buyer before?")
    rivals: Judged[Rivals] | None = Field(default=None, description="Are there other buyers in the villages?")
    standard: Judged[Standard] | None = Field(default=None, description="Which quality standard must be met?")
    larger_suppliers: Judged[LargerSuppliers] | None = Field(
        default=None, description="Could the firm turn to larger farms or an estate of its own?"
    )
    effect: Effect | None = Field(default=None, description="What did the pilot's households gain?")
    outside_share: Share | None = Field(
        default=None, description="What share of the running cost is paid by money that will leave?"
    )
    service_cost: PerHouseholdSeason | None = Field(
        default=None, description="What does it cost to serve a member a season (training, visits, certificates)?"
    )
    margin: Price | None = Field(default=None, description="What margin does the firm earn a kg?")
    investment: Money | None = Field(default=None, description="What must the firm invest up front to carry it on?")
    credit: PerHouseholdSeason | None = Field(
        default=None, description="What inputs are advanced to a household on credit a season?"
    )
    say: Say | None = Field(default=None, description="Who decides: shares of growers, firm and outsiders?")
    enforcement: Judged[Enforcement] | None = Field(
        default=None, description="Can a broken contract be enforced, by court, arbitration or otherwise?"
    )
    extension: Judged[Extension] | None = Field(
        default=None, description="Does extension visit trained households again?"
    )
    government: Judged[GovernmentRole] | None = Field(default=None, description="What does the government do?")


class Profile(Section):
    """A pilot in a few sourced answers."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Short name of the case.")
    title: str = Field(description="Name of the initiative.")
    summary: str = Field(description="The story in a few sentences, as known at the time.")
    country: str = Field(description="Country.")
    product: str = Field(description="Product, in the form in which households sell it.")
    sources: dict[Identifier, Source] = Field(default={}, description="Where the answers come from.")
    money: Currency = Field(description="Currency and price year of the model.")
    answers: Answers = Field(description="What is known; leave out what is not.")


QUESTIONS = tuple(Answers.model_fields)
"""The questions by key, in the order in which they are asked."""
NEEDED = tuple(key for key, info in Answers.model_fields.items() if info.is_required())
"""The questions that must be answered."""
