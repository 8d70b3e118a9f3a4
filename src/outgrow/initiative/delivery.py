"""How the initiative reaches households: coverage (enrolment under the standard) and depth (training)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from outgrow.initiative.section import (
    Households,
    HouseholdsPerSeason,
    Identifier,
    PerHousehold,
    PerHouseholdSeason,
    Ratio,
    Section,
    Share,
)

FunctionKind = Literal[
    "extension",
    "certification",
    "inputs",
    "credit",
    "aggregation",
    "quality_control",
    "traceability",
    "arbitration",
    "coordination",
]


class Service(Section):
    """One thing delivered to households, with a capacity that can only grow so fast."""

    function: Identifier = Field(description="Function of the ledger that delivers and pays for it.")
    reached: Households = Field(description="Households already reached before the first season.")
    capacity: HouseholdsPerSeason = Field(description="Households that can be newly reached in the first season.")
    growth: Ratio = Field(description="Most by which that capacity grows in a season.")
    stretch: Ratio = Field(description="How far delivery may exceed the pilot's load, as a multiple of capacity.")
    uptake: Share = Field(description="Share of those offered the service who take it.")


class Delivery(Section):
    """Coverage and depth, and what haste does to quality."""

    coverage: Service = Field(description="Enrolment under the contract or standard.")
    training: Service = Field(description="Training that changes practice (depth).")
    haste: Ratio = Field(description="Exponent by which the effect falls when trainers carry more than in the pilot.")
    peer_training: Share = Field(description="New training capacity a season that graduates create, per graduate.")


class Candidate(Section):
    """An actor that might take a function over when the initiator leaves."""

    actor: Identifier = Field(description="Who might take over.")
    value: PerHouseholdSeason = Field(description="What the function is worth to it for each member a season.")
    readiness: Share = Field(description="Chance that it can do the function as well as today's doer.")
    learning: Share | None = Field(
        default=None, description="Gain of readiness a season while somebody helps it along; none if left out."
    )
    growers_gain_counted: Share | None = Field(
        default=None,
        description="Share of the growers' own gain that it counts as its own (their organisation).",
    )


class FunctionLine(Section):
    """A job somebody must do and pay for."""

    id: Identifier = Field(description="Short name of the function.")
    kind: FunctionKind = Field(description="What kind of function it is.")
    text: str = Field(default="", description="What is done.")
    done_by: Identifier = Field(description="Actor that does it today.")
    paid_by: dict[Identifier, float] = Field(description="Share of its cost that each actor pays today.")
    cost_per_new: PerHousehold = Field(description="Cost of reaching a household for the first time.")
    cost_per_member: PerHouseholdSeason = Field(description="Cost of serving a member in each further season.")
    candidates: tuple[Candidate, ...] = Field(default=(), description="Who might take it over.")
