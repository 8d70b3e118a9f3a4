"""One scenario of a run: its world, luck, state and record, and the steps before and after the households' own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from outgrow.system.firm import firm_season
from outgrow.system.household import Terms
from outgrow.system.luck import Luck
from outgrow.system.reach import budgets, offers, reach, wanted
from outgrow.system.recorder import Recorder, SeasonOutcome
from outgrow.system.records import MEASURES
from outgrow.system.state import State
from outgrow.system.steps.fund import fund, upkeep_first
from outgrow.system.steps.price import Prices, next_deviation, premium_part, price_index, season_prices
from outgrow.system.structure import Structure
from outgrow.system.terms import season_terms

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Branch:
    """One scenario: its world, luck, state and what is recorded."""

    world: Mapping[str, float]
    luck: Luck
    state: State
    lasting: Terms
    recorder: Recorder


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the steps before the households' own decide for a season.

    Parameters
    ----------
    terms, villages
        What every household meets and what those of a village share, shape (5, V).
    recurring, spent
        Cost of serving those already reached, shape (F,), and what each actor spends, shape (F, A), money.
    prices, fidelity
        Prices and quality of training of the season.
    newly_reached
        Households newly offered a place or training.
    premium
        Premium on the mean kg accepted from members, money: as announced, and after `settle_premium` as paid.
    premium_market
        Volume that the premium market takes, kg.
    """

    terms: Terms
    villages: Floats
    recurring: Floats
    spent: Floats
    prices: Prices
    fidelity: float
    newly_reached: float
    premium: float
    premium_market: float


def prepare(season: int, branch: Branch, structure: Structure) -> Prepared:
    """Fund, deliver and price: what every household meets."""
    state, world, luck, recorder = branch.state, branch.world, branch.luck, branch.recorder
    could = reach(state, world, recorder.eligible)
    recurring, new = wanted(structure, state, world, could)
    funded, spent = fund(recurring + new, state.shares, budgets(structure, state, world, season, recurring))
    upkeep, met = upkeep_first(funded, recurring, new)
    cover, train = offers(structure, state, world, could, met, recorder.eligible)
    state.deviation = next_deviation(
        state.deviation,
        *luck.price_move(world, season),
    ) + float(luck.jump[season - 1])
    takes = recorder.usual_volume * premium_market(world, season)
    years = season / structure.per_year
    prices = _prices(world, state, takes, years, state.supply_ratio, state.rivalry)
    premium = world["market.premium"] * prices.premium_part
    terms = season_terms(
        branch.lasting,
        cover=cover,
        train=train,
        upkeep=float(upkeep[structure.coverage]),
        follow_up=world["institutions.follow_up"] * float(upkeep[structure.training]),
        prices=prices,
        without=_prices(world, state, takes, years, 1.0, 0.0),
        premium=premium * world["market.premium_passed"],
        pools=(
            state.used(world, state.effort) * state.pool(recorder.stock),
            state.used(world, state.effort_without) * state.pool_without(recorder.stock),
        ),
        turned=state.turned,
        active=state.firm_active,
    )
    villages = np.stack(
        [state.peers, state.trust, state.belief, luck.village_weather[season - 1], luck.village_spot[season - 1]]
    )
    reached = cover.offered + train.offered
    return Prepared(terms, villages, recurring, spent, prices, train.fidelity, reached, premium, takes)


def settle_premium(branch: Branch, ready: Prepared, accepted: float) -> Prepared:
    """The season with the premium that its market pays on what members had accepted, kg, in place of that announced.

    Households decide on the announced premium, so that settling changes what they are paid and nothing that they do.
    """
    part = premium_part(ready.premium_market, accepted)
    premium = branch.world["market.premium"] * part
    terms = ready.terms._replace(premium_settled=premium * branch.world["market.premium_passed"])
    return replace(ready, terms=terms, prices=replace(ready.prices, premium_part=part), premium=premium)


def premium_market(world: Mapping[str, float], season: int) -> float:
    """What the premium market takes in a season, relative to the population's usual volume."""
    return world["market.premium_market"] * float((1.0 + world["market.premium_growth"]) ** (season - 1))


def outcome_of(
    season: int, branch: Branch, structure: Structure, sums: Floats, totals: Floats, ready: Prepared
) -> SeasonOutcome:
    """What the season came to, for the households together and for the firm."""
    state, world, spent = branch.state, branch.world, ready.spent
    total = dict(zip(MEASURES, totals.tolist(), strict=True))
    firm = firm_season(
        world,
        total,
        premium_kept=ready.premium * (1.0 - world["market.premium_passed"]),
        supplied_before=structure.supplied_before,
        own_spending=float(spent[:, structure.firm].sum()),
        leaving_spending=float(spent[:, structure.leaving_others].sum()),
        in_charge=season > structure.exit_season and state.firm_active,
        first_in_charge=season == structure.exit_season + 1,
        first_season=season == 1,
    )
    return SeasonOutcome(sums, total, ready.recurring, spent, ready.prices, ready.fidelity, firm, ready.newly_reached)


def _prices(
    world: Mapping[str, float], state: State, takes: float, years: float, supply_ratio: float, rivalry: float
) -> Prices:
    """Prices of the season; a supply ratio of one and no rivalry are those without the initiative."""
    index = price_index(
        state.deviation,
        world["market.trend"],
        years,
        supply_ratio,
        world["market.supply_share"],
        world["market.demand_elasticity"],
    )
    return season_prices(
        index=index,
        first=world["contract.first_payment"],
        deferred=world["contract.deferred_payment"],
        pass_through=world["contract.pass_through"],
        spot=world["market.spot_price"],
        spot_follows=world["market.spot_follows"],
        markdown=world["government.markdown"],
        rivalry=rivalry,
        premium_demand=takes,
        premium_supply=state.accepted,
    )
