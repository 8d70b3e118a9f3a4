"""The initiative as one frozen record, in the order in which a person would tell it."""

from __future__ import annotations

from pydantic import Field

from outgrow.initiative.aims import Ambition, HistoricalPoint, Option
from outgrow.initiative.analyses import Analysis
from outgrow.initiative.contract import Contract
from outgrow.initiative.delivery import Delivery, FunctionLine
from outgrow.initiative.market import CommonPool, Firm, Governance, Market, Stage
from outgrow.initiative.participation import Participation
from outgrow.initiative.people import Actor, Initiator, Target
from outgrow.initiative.planned import PlannedSurvey
from outgrow.initiative.section import Identifier, Section
from outgrow.initiative.surroundings import Government, Institutions
from outgrow.initiative.survey import Survey
from outgrow.vocabulary import Parameter


class Source(Section):
    """Where a number was found."""

    citation: str = Field(description="Who published it, where and when.")
    url: str = Field(default="", description="Address at which it can be read.")


class Currency(Section):
    """The money in which the model computes."""

    code: str = Field(description="Three-letter code, such as KES.")
    price_year: int = Field(ge=1900, le=2100, description="Year of the prices.")
    price_index: dict[int, Parameter] = Field(
        default={}, description="Consumer price index by year, any base; needed for money of other years."
    )
    exchange_rates: dict[str, dict[int, Parameter]] = Field(
        default={}, description="Units of this currency for one of another, by currency and year."
    )


class Seasons(Section):
    """How time runs."""

    first_year: int = Field(ge=1900, le=2100, description="Calendar year of the first season.")
    count: int = Field(ge=2, le=200, description="Seasons to the horizon.")
    per_year: float = Field(default=1.0, gt=0, le=12, description="Seasons in a year.")


class Initiative(Section):
    """A pilot that includes smallholders in a chain: who leads, what changes, what it costs and aims at."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Short name of the case.")
    title: str = Field(description="Name of the initiative.")
    summary: str = Field(description="The story in a few sentences.")
    country: str = Field(description="Country.")
    product: str = Field(description="Product, in the form in which households sell it.")
    sources: dict[Identifier, Source] = Field(description="Where the numbers come from.")
    money: Currency = Field(description="Currency and price year of the model.")
    seasons: Seasons = Field(description="How time runs.")
    actors: tuple[Actor, ...] = Field(min_length=1, description="Who acts, and who owned what at the start.")
    initiator: Initiator = Field(description="Who leads and when it leaves.")
    chain: tuple[Stage, ...] = Field(min_length=1, description="The chain from farm to final buyer.")
    governance: Governance = Field(description="What kind of transactions the chain has.")
    target: Target = Field(description="Who could take part.")
    participation: Participation = Field(description="What taking part changes.")
    contract: Contract = Field(description="What household and firm promise each other.")
    delivery: Delivery = Field(description="How households are reached.")
    firm: Firm = Field(description="The firm and its strategy.")
    functions: tuple[FunctionLine, ...] = Field(min_length=1, description="Who does and pays what.")
    institutions: Institutions = Field(description="Extension, standards, finance, arbitration.")
    government: Government = Field(description="Infrastructure, information, competition, corruption.")
    market: Market = Field(description="Prices, premium, rivals, weather.")
    common_pool: CommonPool | None = Field(default=None, description="A stock that all harvest, if any.")
    ambition: Ambition = Field(description="What is wanted.")
    options: tuple[Option, ...] = Field(default=(), description="What could be done.")
    history: tuple[HistoricalPoint, ...] = Field(default=(), description="What was counted in the real case.")
    survey: Survey | None = Field(default=None, description="The survey of the pilot's households, if there is one.")
    analyses: tuple[Analysis, ...] = Field(default=(), description="Questions asked of the pilot's data.")
    planned_surveys: tuple[PlannedSurvey, ...] = Field(
        default=(), description="Surveys that are planned, and what they should be able to find."
    )
