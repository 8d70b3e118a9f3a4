"""Who leads, who else acts, and who could take part."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from outgrow.initiative.donors import DonorSurvey
from outgrow.initiative.section import (
    Hectares,
    Households,
    Identifier,
    Kilometres,
    MoneyPerSeason,
    PerHouseholdSeason,
    PerPersonSeason,
    Persons,
    Ratio,
    Section,
    Share,
    Volume,
)

ActorKind = Literal["household", "farmer_organisation", "firm", "ngo", "donor", "institution", "government"]


class Ownership(Section):
    """An actor's part in the initiative at its start; the shares of all actors in each line sum to one."""

    funding: float = Field(ge=0, le=1, description="Share of the funding at the start.")
    decision: float = Field(ge=0, le=1, description="Share of the say in decisions at the start.")
    design: float = Field(ge=0, le=1, description="Share of the design work at the start.")
    source: str = Field(default="assumption", description="Key of the sources, or assumption.")


class PerSeasonBudget(Section):
    """Money an actor has for the initiative in each season, growing from the first to the full amount."""

    first: MoneyPerSeason = Field(description="Budget in the first season.")
    full: MoneyPerSeason = Field(description="Budget once it has grown.")
    full_from: int = Field(ge=1, description="Season (1 is the first) from which the full budget is there.")


class Actor(Section):
    """Somebody who does, pays or decides."""

    id: Identifier = Field(description="Short name used elsewhere in the file.")
    name: str = Field(description="Name as people know it.")
    kind: ActorKind = Field(description="What kind of actor it is.")
    ownership: Ownership | None = Field(default=None, description="Its part at the start, if it had one.")
    budget: PerSeasonBudget | None = Field(
        default=None, description="Most it spends on the initiative in a season; no limit when left out."
    )


class Initiator(Section):
    """Who leads the pilot and when it leaves."""

    actor: Identifier = Field(description="Actor that leads and pays until it leaves.")
    also_leaving: tuple[Identifier, ...] = Field(
        default=(), description="Other actors whose money ends at the same time."
    )
    exit_season: int = Field(ge=1, description="Last season (1 is the first) that the initiator pays for.")


class Districts(Section):
    """Where the households live: a small table beside the initiative file."""

    table: str = Field(description="CSV file with one row a district.")
    name: str = Field(description="Column with the district's name.")
    weight: str = Field(description="Column whose shares spread the households over the districts.")
    outlines: str | None = Field(default=None, description="GeoJSON file with the districts' outlines.")
    outline_name: str = Field(default="name", description="Property of an outline that holds the name.")
    source: str = Field(description="Key of the sources.")


class Target(Section):
    """The target population by its published moments."""

    households: Households = Field(description="Households that could take part in the end.")
    size: Persons = Field(description="Mean household size.")
    women: Share = Field(description="Share of households whose registered grower is a woman.")
    land: Hectares = Field(description="Mean area under the crop.")
    land_spread: Ratio = Field(description="Standard deviation of the logarithm of that area.")
    volume: Volume = Field(description="Mean sales volume of a household without the initiative.")
    volume_spread: Ratio = Field(
        description="Standard deviation of the logarithm of the yield per area between households."
    )
    other_income: PerHouseholdSeason = Field(description="Mean income from everything but the crop.")
    other_income_spread: Ratio = Field(description="Standard deviation of its logarithm.")
    distance: Kilometres = Field(description="Mean distance to the buying point.")
    distance_spread: Ratio = Field(description="Standard deviation of its logarithm.")
    village_spread: Ratio = Field(description="Standard deviation of the logarithm of yields between villages.")
    poverty_line: PerPersonSeason = Field(description="Poverty line in a person's income.")
    districts: Districts = Field(description="Where the households live.")
    donors: DonorSurvey | None = Field(
        default=None, description="Survey that lends its joint distribution; independent traits when left out."
    )
