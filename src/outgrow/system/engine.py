"""The seasons of one world, in the order of ``steps.ORDER``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from outgrow.population import Population
from outgrow.system.firm import firm_season
from outgrow.system.household import Terms
from outgrow.system.kernels.workers import Kernel, Work, workers
from outgrow.system.luck import Luck, draw_luck
from outgrow.system.reach import budgets, offers, reach, wanted
from outgrow.system.recorder import Recorder, SeasonOutcome
from outgrow.system.records import MEASURES, Trajectory
from outgrow.system.state import State, start
from outgrow.system.steps.fund import fund, upkeep_first
from outgrow.system.steps.price import Prices, next_deviation, price_index, season_prices
from outgrow.system.structure import Structure
from outgrow.system.terms import lasting_terms, season_terms
from outgrow.system.transition import move_on
from outgrow.vocabulary import Streams, stream_number

Floats = NDArray[np.float64]


def simulate(
    structure: Structure,
    world: Mapping[str, float],
    population: Population,
    streams: Streams,
    *,
    draw: int = 0,
    threads: int = 1,
    block: int | None = None,
    kernel: Kernel = "compiled",
) -> Trajectory:
    """Run an initiative through its seasons in one possible world.

    Parameters
    ----------
    structure
        Who pays and who may take over, see `structure_of`.
    world
        Value of every parameter by dotted name, in units of the model, with ``participation.effect`` and
        ``participation.claimed_effect``.
    population
        Households of this world.
    streams, draw
        Random streams of the run and the number of this world.
    threads, block
        Threads that share the villages, and villages worked on at once; neither changes a bit of the result.
    kernel
        The compiled kernel, or the NumPy reference.

    Raises
    ------
    RunError
        When a sum is not a finite number; names season, measure and village.
    """
    luck = draw_luck(world, streams, draw, structure.seasons, population.villages)
    state = start(population, world, structure, streams)
    lasting = lasting_terms(world, structure.supplied_before)
    recorder = Recorder(structure, population, state.stock)
    with workers(population, state.status, state.skill, threads, block, kernel) as work:
        for season in range(1, structure.seasons + 1):
            outcome = _season(season, state, structure, world, luck, lasting, work, recorder)
            recorder.add(outcome, state)
            move_on(season, state, structure, world, luck, outcome, recorder)
    return recorder.trajectory()


def _season(
    season: int,
    state: State,
    structure: Structure,
    world: Mapping[str, float],
    luck: Luck,
    lasting: Terms,
    work: Work,
    recorder: Recorder,
) -> SeasonOutcome:
    """One season up to its accounts: fund, deliver, price, then the households' steps."""
    could = reach(state, world, recorder.eligible)
    recurring, new = wanted(structure, state, world, could)
    funded, spent = fund(recurring + new, state.shares, budgets(structure, state, world, season, recurring))
    upkeep, met = upkeep_first(funded, recurring, new)
    cover, train = offers(structure, state, world, could, met, recorder.eligible)
    state.deviation = next_deviation(
        state.deviation,
        world["market.persistence"],
        world["market.volatility"],
        float(luck.price[season - 1]),
    )
    usual = recorder.usual_volume
    prices = _prices(world, state, usual, season, state.supply_ratio, state.rivalry)
    premium = world["market.premium"] * prices.premium_part
    passed = world["market.premium_passed"]
    terms = season_terms(
        lasting,
        cover=cover,
        train=train,
        upkeep=float(upkeep[structure.coverage]),
        follow_up=world["institutions.follow_up"] * float(upkeep[structure.training]),
        prices=prices,
        without=_prices(world, state, usual, season, 1.0, 0.0),
        premium=premium * passed,
        pools=(
            state.effort * state.pool(recorder.stock),
            state.effort_without * state.pool_without(recorder.stock),
        ),
        turned=state.turned,
        active=state.firm_active,
    )
    village = np.stack(
        [
            state.peers,
            state.trust,
            state.belief,
            luck.village_weather[season - 1],
            luck.village_spot[season - 1],
        ]
    )
    key = np.array([luck.draw, season, stream_number("household season"), *luck.key], dtype=np.uint64)
    sums = work(terms, village, key, season)
    total = dict(zip(MEASURES, sums.sum(axis=0).tolist(), strict=True))
    firm = firm_season(
        world,
        total,
        premium_kept=premium * (1.0 - passed),
        supplied_before=structure.supplied_before,
        own_spending=float(spent[:, structure.firm].sum()),
        leaving_spending=float(spent[:, structure.leaving_others].sum()),
        in_charge=season > structure.exit_season and state.firm_active,
        first_in_charge=season == structure.exit_season + 1,
        first_season=season == 1,
    )
    return SeasonOutcome(sums, total, recurring, spent, prices, train.fidelity, firm)


def _prices(
    world: Mapping[str, float], state: State, usual: float, season: int, supply_ratio: float, rivalry: float
) -> Prices:
    """Prices of the season; a supply ratio of one and no rivalry are those without the initiative."""
    index = price_index(
        state.deviation,
        world["market.trend"],
        season,
        supply_ratio,
        world["market.supply_share"],
        world["market.demand_elasticity"],
    )
    premium_market = world["market.premium_market"] * (1.0 + world["market.premium_growth"]) ** (season - 1)
    return season_prices(
        index=index,
        first=world["contract.first_payment"],
        deferred=world["contract.deferred_payment"],
        pass_through=world["contract.pass_through"],
        spot=world["market.spot_price"],
        spot_follows=world["market.spot_follows"],
        markdown=world["government.markdown"],
        rivalry=rivalry,
        premium_demand=usual * premium_market,
        premium_supply=state.accepted,
    )
