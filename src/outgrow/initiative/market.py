"""Prices, premium and rivals; the firm and its strategy; the chain from farm to buyer; the common pool."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from outgrow.initiative.section import (
    AnyShare,
    Identifier,
    Money,
    MoneyPerSeason,
    PerHousehold,
    PerHouseholdSeason,
    PersonDays,
    Price,
    Ratio,
    Section,
    Share,
)

Level = Literal["low", "high"]


class WorldPrice(Section):
    """Monthly prices that the world price follows, in place of a persistence and a volatility."""

    process: Literal["bootstrap", "mean_reverting"] = Field(
        description="Blocks of months resampled, or a return to a trend fitted to the means of seasons."
    )
    series: str = Field(default="", description="Series of the World Bank's Pink Sheet, such as 'Tea, Mombasa'; or:")
    table: str = Field(default="", description="CSV file beside this one with the columns month and price.")
    first: int | None = Field(default=None, description="First year of the prices; all when left out.")
    last: int | None = Field(default=None, description="Last year of the prices.")
    block: float = Field(default=24.0, ge=1, le=240, description="Mean length of a block of the bootstrap, months.")
    source: str = Field(description="Key of the sources.")
    note: str = Field(default="", description="What a reader must know.")


class Market(Section):
    """World price, premium market and the rivals' spot market."""

    persistence: Share | None = Field(
        default=None, description="Share of a price deviation still there a season later; not with a world_price."
    )
    volatility: Ratio | None = Field(
        default=None,
        description="Standard deviation of the season's shock to the logarithm of the price; not with a world_price.",
    )
    world_price: WorldPrice | None = Field(
        default=None, description="Monthly prices that the world price follows, in place of these two."
    )
    trend: AnyShare = Field(description="Yearly growth of the real price, whatever the seasons in a year.")
    demand_elasticity: Ratio = Field(description="Price elasticity of demand for the product (positive number).")
    supply_share: Share = Field(description="Share of the target population's supply in that market.")
    premium: Price = Field(description="Premium that buyers of the standard pay, per kg of farm product.")
    premium_market: Share = Field(description="Share of the population's supply that the premium market takes.")
    premium_growth: AnyShare = Field(description="Growth of the premium market a season.")
    premium_passed: Share = Field(description="Share of the premium that reaches the grower.")
    spot_price: Price = Field(description="Cash price of rival buyers.")
    spot_spread: Ratio = Field(description="Standard deviation of its logarithm between offers in a village.")
    spot_spread_village: Ratio = Field(description="Standard deviation of its logarithm between villages.")
    spot_follows: Share = Field(description="Share of a change in the world price that rivals pass on.")
    rival_entry: Share = Field(description="Growth of rivals' offer per unit of the share sold aside.")
    rival_most: Ratio = Field(description="Most by which entry of rivals can raise their price.")
    supply_elasticity: Ratio | None = Field(
        default=None, description="Price elasticity of the target population's supply; for the market's surplus."
    )
    weather_village: Ratio = Field(description="Standard deviation of the season's shock common to a village.")
    weather_household: Ratio = Field(description="Standard deviation of the season's shock of a household.")


class StrategicValue(Section):
    """Something the firm values beyond its cash flow; listed apart and never mixed in."""

    name: str = Field(description="Such as security of supply, procurement policy, reputation.")
    value: MoneyPerSeason = Field(description="What it says or shows it would spend for it.")


class WorkingCapital(Section):
    """Money that the firm ties up between paying and being paid."""

    credit_part: Share = Field(description="Part of a season that inputs on credit are out.")
    stock_part: Ratio = Field(description="Part of a season between paying for produce and being paid for it.")
    rate: Ratio = Field(description="Cost of capital for a season.")


class Survey(Section):
    """What a further survey of households would cost before the firm decides."""

    fixed: Money = Field(description="Cost of a survey, whatever its size.")
    per_household: PerHousehold = Field(description="Cost of each household in it.")


class Firm(Section):
    """The firm that buys from the households and might carry the initiative on."""

    actor: Identifier = Field(description="Which actor it is.")
    supplied_before: bool = Field(
        description="Whether members supplied it before: then only their extra volume counts as gained."
    )
    margin: Price = Field(description="Margin on a kg of accepted product before the initiative's costs.")
    fixed: MoneyPerSeason = Field(description="Fixed cost of running the initiative in a season.")
    investment: Money = Field(description="Up-front investment when the firm takes the initiative on.")
    fee: PerHouseholdSeason = Field(description="Fee charged to a member.")
    growers_gain_counted: Share = Field(
        description="Part of its growers' gain that it counts as its own return, where they own it; else 0."
    )
    hurdle: Ratio = Field(description="Yearly rate of return that the firm asks for.")
    value_volatility: Ratio = Field(description="Yearly volatility of the value of the running scheme.")
    payout: Ratio = Field(description="Yearly yield forgone by waiting (cash flow over value).")
    alternative_cost: Price = Field(description="Cost of an accepted kg from larger suppliers or its own estate.")
    alternative_speed: Share = Field(description="Share of supply it can move to them in a season.")
    patience: int = Field(ge=1, description="Seasons of loss in a row after which it gives the initiative up.")
    ownership_strength: Share = Field(
        description="How far full ownership at the start lowers an actor's hurdle for taking a function over."
    )
    strategic: tuple[StrategicValue, ...] = Field(default=(), description="Values beyond cash flow.")
    working_capital: WorkingCapital | None = Field(default=None, description="Money tied up in credit and stocks.")
    survey: Survey | None = Field(default=None, description="What the next survey would cost.")


class Governance(Section):
    """Properties of the chain's transactions (Gereffi, Humphrey and Sturgeon 2005)."""

    complexity: Level = Field(description="Of the information that a transaction needs: low or high.")
    codifiability: Level = Field(description="Whether that information fits into a specification: low or high.")
    capability: Level = Field(description="Of the suppliers for what is asked of them: low or high.")
    source: str = Field(default="assumption", description="Key of the sources, or assumption.")
    note: str = Field(default="", description="Why it was judged so.")


class Stage(Section):
    """One stage of the chain, from farm to final buyer."""

    actor: Identifier = Field(description="Who owns the product in this stage.")
    price_out: Price = Field(description="Price for which it sells a kg of its product.")
    conversion: Ratio = Field(description="Kg of the previous stage's product in a kg of this one's.")
    costs: dict[Identifier, Price] = Field(description="Its own costs per kg of its product, by kind.")
    sells_to: dict[Identifier, float] = Field(
        default={},
        description="Share of its product that each buyer takes, final_buyers among them; the next stage if left out.",
    )
    margin: Price | None = Field(
        default=None, description="Margin per kg of its product as published, held against prices and costs."
    )
    labour: PersonDays | None = Field(default=None, description="Person-days of work per kg of its product.")
    exports: bool = Field(default=False, description="Whether its sale is the export: shares are given of it too.")


class CommonPool(Section):
    """A stock that all harvest: logistic growth, effort that answers to rent (Schaefer 1954, Gordon 1954)."""

    growth: Ratio = Field(description="Intrinsic growth rate of the stock a season.")
    start: Share = Field(description="Stock at the start relative to its carrying capacity.")
    harvest: Share = Field(description="Share of the stock that the starting effort takes in a season.")
    entry: Ratio = Field(description="Growth of effort a season per unit of profit over revenue.")
    effort_cost: Share = Field(description="Cost of effort, fishing or ashore, as a share of revenue at the start.")
    limit: Share = Field(description="Stock, relative to carrying capacity, below which it counts as exhausted.")
    closed: Share | None = Field(default=None, description="Part of the season closed to harvesting; none if left out.")
    effort_limit: Ratio | None = Field(
        default=None, description="Most effort that the rules allow, relative to the start; no limit if left out."
    )
    obeyed: Share | None = Field(
        default=None, description="Share of effort that keeps to closed seasons and limits; all if left out."
    )
