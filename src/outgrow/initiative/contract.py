"""What the household and the firm promise each other, and what breaking it costs."""

from __future__ import annotations

from pydantic import Field

from outgrow.initiative.section import PerHousehold, PerHouseholdSeason, Price, Ratio, Section, Share


class Contract(Section):
    """The contract after harvest: deliver when breaking it would cost more than the spot price offers."""

    first_payment: Price = Field(description="Paid soon after delivery.")
    deferred_payment: Price = Field(description="Paid later in or after the season (bonus).")
    pass_through: Share = Field(description="Share of a change in the world price that reaches the grower.")
    deferred_value: Share = Field(description="What a unit of money paid later is worth to the household at delivery.")
    deferred_value_spread: Ratio = Field(description="Standard deviation of that between households.")
    production_cost: Price = Field(description="Cash cost of production and picking, inputs on credit included.")
    credit: PerHouseholdSeason = Field(description="Inputs advanced on credit.")
    interest: Ratio = Field(description="Interest on that credit for a season.")
    enforcement: Share = Field(description="Chance that a court or arbitration enforces the contract.")
    fine: PerHousehold = Field(description="Fine when it is enforced.")
    sanction: PerHousehold = Field(description="Money's worth of the neighbours' disapproval.")
    exclusion: Share = Field(description="Chance that side-selling ends the relationship.")
    patience: Share = Field(description="Weight of next season's money against this season's.")
    side_sold_part: Share = Field(description="Part of the harvest sold aside by a household that side-sells.")
    rejection: Share = Field(description="Share of an untrained household's delivery that the standard rejects.")
    rejection_trained: Share = Field(description="The same for a fully skilled household.")
    kept: Share = Field(description="Share of what was promised that the buyer pays in full and on time.")
    trust_start: Share = Field(description="Trust in the buyer at the start, 0 to 1.")
    trust_speed: Share = Field(description="Share of the gap between trust and experience closed a season.")
