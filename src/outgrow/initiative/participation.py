"""What taking part changes for a household, what is known of it, and how households decide."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from outgrow.initiative.section import (
    AnyShare,
    Hectares,
    Identifier,
    Kilometres,
    Logits,
    PerHousehold,
    PerHouseholdSeason,
    Price,
    Ratio,
    Section,
    Share,
)

Role = Literal["pilot", "outside", "shown"]


class Evidence(Section):
    """One published or measured effect of this kind of treatment on yield, as a relative change."""

    id: Identifier = Field(description="Short name of the study.")
    role: Role = Field(
        description="'pilot': about this initiative, enters the estimate; 'outside': evidence of the same "
        "kind elsewhere, towards which the pilot's estimate is shrunk; 'shown': reported but not used, "
        "with the reason."
    )
    text: str = Field(description="What was found, by whom, on how many households.")
    estimate: AnyShare | None = Field(
        default=None, description="Relative change of the yield; left out only where its size could not be seen."
    )
    standard_error: Ratio | None = Field(default=None, description="Its standard error; required if used.")
    design: str = Field(description="How it was measured, such as rct, did, matched, claim.")
    reason: str = Field(default="", description="Why a study that is only shown is not used.")


class Choice(Section):
    """How a household decides to join, stay or leave: a logistic choice on gain, peers and trust."""

    leaning: Logits = Field(description="Log-odds of joining at no gain, no peers and middling trust.")
    gain: Logits = Field(description="Log-odds per unit of expected gain relative to crop income.")
    peers: Logits = Field(description="Log-odds per unit of the village's share of members last season.")
    trust: Logits = Field(description="Log-odds per unit of trust above one half.")
    inertia: Logits = Field(description="Log-odds that keep a household in the state in which it is.")
    own_knowledge: Share = Field(
        description="How far a household knows its own gain rather than the village's mean experience."
    )


class Participation(Section):
    """What participation changes."""

    evidence: tuple[Evidence, ...] = Field(description="Published and measured effects on yield.")
    outside_spread: Ratio = Field(
        description="Standard deviation of true effects between settings, where too few studies show it."
    )
    gain_spread: Ratio = Field(description="Standard deviation of the effect between households.")
    women_gain: Ratio = Field(description="Effect for women growers relative to the mean.")
    learning: Share = Field(description="Share of the missing skill that a trained household gains a season.")
    forgetting: Share = Field(description="Share of its skill that it loses a season without follow-up.")
    compliance_cost: PerHouseholdSeason = Field(description="A member's own yearly cost of the standard.")
    practice_cost: Price = Field(description="Extra cost of production per kg of extra volume (such as labour).")
    least_land: Hectares = Field(description="Least area that a household needs to enter.")
    farthest: Kilometres | None = Field(
        default=None, description="Distance to the buying point beyond which nobody is served; no bound if left out."
    )
    entry_cost: PerHousehold | None = Field(
        default=None, description="Money that it takes to enter (equipment, deposit); nothing if left out."
    )
    entry_savings: Share | None = Field(
        default=None,
        description="Part of a usual season's income that a household can lay out to enter; who has less must borrow.",
    )
    choice: Choice = Field(description="How households decide.")
