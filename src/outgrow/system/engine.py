"""The seasons of one world, in the order of ``steps.ORDER``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.population import VILLAGE, Population
from outgrow.system.firm import FirmSeason, firm_season, strategic_value
from outgrow.system.handover import bids
from outgrow.system.household import Terms
from outgrow.system.kernels import reference
from outgrow.system.records import MEASURES, SYSTEM_MEASURES, Trajectory
from outgrow.system.state import State, start
from outgrow.system.steps.decide import hand_over, next_belief, next_trust, next_turned
from outgrow.system.steps.deliver import Delivered, deliver, next_capacity, reachable
from outgrow.system.steps.fund import fund, upkeep_first
from outgrow.system.steps.price import Prices, next_deviation, price_index, season_prices
from outgrow.system.steps.produce import next_effort, next_stock, weather
from outgrow.system.structure import Structure
from outgrow.system.terms import lasting_terms, received, season_terms
from outgrow.vocabulary import RunError, Streams, stream_number

Floats = NDArray[np.float64]
Kernel = Literal["compiled", "reference"]
Work = Callable[[Terms, Floats, NDArray[np.uint64]], Floats]


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
    state = start(population, world, structure, streams)
    lasting = lasting_terms(world, structure.supplied_before)
    record = _Record(structure, population)
    with _workers(population, state, threads, block, kernel) as work:
        for season in range(1, structure.seasons + 1):
            _season(season, state, structure, world, population, streams, draw, lasting, work, record)
    return record.trajectory()


def _season(
    season: int,
    state: State,
    structure: Structure,
    world: Mapping[str, float],
    population: Population,
    streams: Streams,
    draw: int,
    lasting: Terms,
    work: Work,
    record: _Record,
) -> None:
    """One season: nine steps."""
    eligible = record.eligible
    reach = _reach(state, world, eligible)
    recurring, new = _wanted(structure, state, world, reach)
    funded, spent = fund(
        recurring + new, state.shares, _budgets(structure, state, world, season, recurring)
    )
    upkeep, met = upkeep_first(funded, recurring, new)
    cover, train = _deliver(structure, state, world, reach, met, eligible)
    score = float(streams.normals("world price", 1, draw, season)[0][0])
    state.deviation = next_deviation(
        state.deviation, world["market.persistence"], world["market.volatility"], score
    )
    prices = _prices(world, state, record, season, with_initiative=True)
    without = _prices(world, state, record, season, with_initiative=False)
    passed = world["market.premium"] * prices.premium_part
    terms = season_terms(
        lasting,
        cover=cover,
        train=train,
        upkeep=float(upkeep[structure.coverage]),
        follow_up=world["institutions.follow_up"] * float(upkeep[structure.training]),
        prices=prices,
        without=without,
        premium=passed * world["market.premium_passed"],
        pools=(state.effort * state.stock / record.stock, state.effort_without * state.stock_without / record.stock),
        turned=state.turned,
        active=state.firm_active,
    )
    key = np.array(
        [draw, season, stream_number("household season"), *streams.key], dtype=np.uint64
    )
    sums = _checked(work(terms, _villages(state, world, population, streams, draw, season), key), season)
    total = {name: float(sums[:, m].sum()) for m, name in enumerate(MEASURES)}
    firm = _firm(structure, state, world, total, spent, season, passed * (1.0 - world["market.premium_passed"]))
    record.add(season, sums, total, spent, prices, train, state, firm)
    _decide(season, state, structure, world, streams, draw, sums, total, recurring, spent, firm, prices, record)


def _reach(state: State, world: Mapping[str, float], eligible: float) -> tuple[float, float]:
    """Households that coverage and training could newly reach with full funding."""
    cover = reachable(
        state.cover_capacity,
        world["delivery.coverage.stretch"],
        world["delivery.coverage.uptake"] * eligible - state.members,
    )
    train = reachable(
        _training_capacity(state, world),
        world["delivery.training.stretch"],
        world["delivery.training.uptake"] * state.members - state.trained,
    )
    return (cover, train) if state.firm_active else (0.0, 0.0)


def _training_capacity(state: State, world: Mapping[str, float]) -> float:
    return state.train_capacity + world["delivery.peer_training"] * state.trained


def _wanted(
    structure: Structure, state: State, world: Mapping[str, float], reach: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Spending that each function would need for those served and for new reach, money, shape (F,) each."""
    new = np.zeros(len(structure.functions))
    new[structure.coverage], new[structure.training] = reach
    served = np.full(new.size, state.members)
    served[structure.training] = min(state.trained, state.members)
    per_new = np.array([world[f"functions.{f}.cost_per_new"] for f in structure.functions])
    per_member = np.array([world[f"functions.{f}.cost_per_member"] for f in structure.functions])
    return served * per_member * state.firm_active, new * per_new * state.firm_active


def _budgets(
    structure: Structure, state: State, world: Mapping[str, float], season: int, recurring: Floats
) -> Floats:
    """Most that each actor spends; once in charge, the firm serves its members and grows only on what that earns."""
    budgets = structure.budgets(world, season)
    if season > structure.exit_season:
        upkeep = float((state.shares[:, structure.firm] * recurring).sum())
        budgets[structure.firm] = min(budgets[structure.firm], max(state.earnings, upkeep))
    return budgets


def _deliver(
    structure: Structure,
    state: State,
    world: Mapping[str, float],
    reach: tuple[float, float],
    met: Floats,
    eligible: float,
) -> tuple[Delivered, Delivered]:
    """Offers of coverage and training, and the capacities of the next season."""
    arriving = met * (1.0 - world["government.leakage"])
    by_cover, by_train = float(arriving[structure.coverage]), float(arriving[structure.training])
    outside, untrained = eligible - state.members, max(state.members - state.trained, 0.0)
    haste = world["delivery.haste"]
    cover = deliver(reach[0], by_cover, state.cover_capacity, outside, 0.0)
    train = deliver(reach[1], by_train, _training_capacity(state, world), untrained, haste)
    state.cover_capacity = next_capacity(
        state.cover_capacity, world["delivery.coverage.growth"], by_cover, outside - cover.offered
    )
    state.train_capacity = next_capacity(
        state.train_capacity, world["delivery.training.growth"], by_train, untrained - train.offered
    )
    return cover, train


def _prices(
    world: Mapping[str, float], state: State, record: _Record, season: int, *, with_initiative: bool
) -> Prices:
    index = price_index(
        state.deviation,
        world["market.trend"],
        season,
        state.supply_ratio if with_initiative else 1.0,
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
        rivalry=state.rivalry if with_initiative else 0.0,
        premium_demand=record.usual_volume
        * world["market.premium_market"]
        * (1.0 + world["market.premium_growth"]) ** (season - 1),
        premium_supply=state.accepted,
    )


def _villages(
    state: State,
    world: Mapping[str, float],
    population: Population,
    streams: Streams,
    draw: int,
    season: int,
) -> Floats:
    """Rows of `Village`, shape (5, V)."""
    weather_score, spot_score = streams.normals("village season", population.villages, draw, season)
    return np.stack(
        [
            state.peers,
            state.trust,
            state.belief,
            weather(weather_score, world["market.weather_village"]),
            weather(spot_score, world["market.spot_spread_village"]),
        ]
    )


def _firm(
    structure: Structure,
    state: State,
    world: Mapping[str, float],
    total: Mapping[str, float],
    spent: Floats,
    season: int,
    premium_kept: float,
) -> FirmSeason:
    return firm_season(
        world,
        total,
        premium_kept=premium_kept,
        supplied_before=structure.supplied_before,
        own_spending=float(spent[:, structure.firm].sum()),
        leaving_spending=float(spent[:, structure.leaving].sum()) if not structure.leaving[structure.firm] else 0.0,
        in_charge=season > structure.exit_season and state.firm_active,
        first_in_charge=season == structure.exit_season + 1,
        first_season=season == 1,
    )


def _decide(
    season: int,
    state: State,
    structure: Structure,
    world: Mapping[str, float],
    streams: Streams,
    draw: int,
    sums: Floats,
    total: Mapping[str, float],
    recurring: Floats,
    spent: Floats,
    firm: FirmSeason,
    prices: Prices,
    record: _Record,
) -> None:
    """Step 9: what the season changes for the next."""
    column = {name: sums[:, m] for m, name in enumerate(MEASURES)}
    state.peers = column["members"] / record.village_households
    state.trust = next_trust(state.trust, received(world), world["contract.trust_speed"])
    state.belief = next_belief(
        state.belief, column["lift"], column["trained"], world["government.information"]
    )
    state.members, state.trained = total["members"], total["trained"]
    state.accepted = total["member_accepted"]
    state.supply_ratio = total["volume"] / total["volume_without"] if total["volume_without"] > 0.0 else 1.0
    aside = total["side_sold"] / total["volume"] if total["volume"] > 0.0 else 0.0
    state.rivalry = min(state.rivalry + world["market.rival_entry"] * aside, world["market.rival_most"])
    serving = float(spent[:, structure.firm].sum()) / max(total["member_accepted"], 1.0)
    state.turned = next_turned(
        state.turned,
        world["firm.alternative_speed"],
        prices.first + prices.deferred + serving,
        world["firm.alternative_cost"] * prices.index,
    )
    _pool(state, structure, world, total, prices, record)
    state.earnings = firm.revenue + strategic_value(world) - world["firm.fixed"]
    if season == structure.exit_season:
        _exit(state, structure, world, streams, draw, total, recurring, firm, record)
    elif season > structure.exit_season:
        _go_on(state, structure, world, firm)


def _pool(
    state: State,
    structure: Structure,
    world: Mapping[str, float],
    total: Mapping[str, float],
    prices: Prices,
    record: _Record,
) -> None:
    """The common pool after the season's catch, with and without the initiative."""
    if not structure.common_pool:
        return
    share, growth = world["common_pool.harvest"] * record.stock, world["common_pool.growth"]
    cost, entry = world["common_pool.effort_cost"], world["common_pool.entry"]
    for suffix, volume in (("", total["volume"]), ("_without", total["volume_without"])):
        stock, effort = getattr(state, f"stock{suffix}"), getattr(state, f"effort{suffix}")
        revenue = prices.index * stock / record.stock
        setattr(state, f"stock{suffix}", next_stock(stock, growth, share * volume / record.usual_volume))
        setattr(state, f"effort{suffix}", next_effort(effort, entry, revenue, cost))


def _exit(
    state: State,
    structure: Structure,
    world: Mapping[str, float],
    streams: Streams,
    draw: int,
    total: Mapping[str, float],
    recurring: Floats,
    firm: FirmSeason,
    record: _Record,
) -> None:
    """The initiator leaves: its parts of the functions find takers or become orphans."""
    members = max(total["members"], 1.0)
    offers = bids(
        structure,
        world,
        streams,
        draw,
        members=total["members"],
        gain=total["member_gain"],
        revenue=firm.revenue,
        cost=recurring,
    )
    leaving_cost = np.where(structure.leaving, state.shares, 0.0).sum(axis=1) * recurring / members
    state.shares, state.orphaned, takers = hand_over(state.shares, structure.leaving, leaving_cost, offers)
    record.takers = tuple(None if taker is None else structure.actors[taker] for taker in takers)


def _go_on(state: State, structure: Structure, world: Mapping[str, float], firm: FirmSeason) -> None:
    """The firm gives the initiative up after too many losses in a row that its strategy does not justify."""
    loss = firm.cash + strategic_value(world) < 0.0
    state.losses = state.losses + 1 if loss else 0
    if state.losses >= structure.patience and state.firm_active:
        state.firm_active = False
        state.orphaned = state.orphaned + state.shares[:, structure.firm]
        state.shares[:, structure.firm] = 0.0


def _checked(sums: Floats, season: int) -> Floats:
    """The sums, if all are finite."""
    finite = np.isfinite(sums)
    if not finite.all():
        village, measure = np.argwhere(~finite)[0].tolist()
        raise RunError(
            f"season {season}: '{MEASURES[measure]}' is not a finite number in village {village} (households "
            f"{village * VILLAGE} to {(village + 1) * VILLAGE - 1}). A parameter of this world lies outside the "
            f"range in which the model makes sense; look at its values with Ensemble.to_frame()."
        )
    return sums


@contextmanager
def _workers(
    population: Population, state: State, threads: int, block: int | None, kernel: Kernel
) -> Iterator[Work]:
    """A function that runs the household steps over all villages on so many threads."""
    run = _kernel(kernel)
    villages = population.villages
    step = block or -(-villages // max(threads, 1))
    pieces = [(first, min(first + step, villages)) for first in range(0, villages, step)]

    def piece(bounds: tuple[int, int], *rest: Any) -> None:
        run(*bounds, *rest)

    with ThreadPoolExecutor(max_workers=max(threads, 1)) as pool:

        def work(terms: Terms, here: Floats, key: NDArray[np.uint64]) -> Floats:
            sums = np.empty((villages, len(MEASURES)))
            rest = (key, terms, population.columns, population.flags, here, state.status, state.skill, sums)
            if len(pieces) == 1:
                piece(pieces[0], *rest)
            else:
                for done in [pool.submit(piece, bounds, *rest) for bounds in pieces]:
                    done.result()
            return sums

        yield work


def _kernel(kernel: Kernel) -> Callable[..., None]:
    if kernel == "reference":
        return reference.season
    from outgrow.system.kernels.compiled import compiled_season  # noqa: PLC0415  numba only when it runs

    return compiled_season()  # type: ignore[no-any-return]


class _Record:
    """Collects a trajectory; holds what is known of the population before the first season."""

    def __init__(self, structure: Structure, population: Population) -> None:
        weight = population["weight"]
        by_village = weight.reshape(-1, VILLAGE).sum(axis=1)
        self.structure = structure
        self.district = population.district
        self.districts = int(population.district.max()) + 1
        self.village_households = np.where(by_village > 0.0, by_village, 1.0)
        self.district_households = np.bincount(self.district, by_village, self.districts)
        self.eligible = float((weight * ((population.flags & 4) > 0)).sum())
        self.usual_volume = float((weight * population["volume"]).sum())
        self.stock = 1.0
        self.takers: tuple[str | None, ...] = (None,) * len(structure.functions)
        self.rows: list[dict[str, float]] = []
        self.spent: list[Floats] = []
        self.by_district: list[Floats] = []

    def add(
        self,
        season: int,
        sums: Floats,
        total: Mapping[str, float],
        spent: Floats,
        prices: Prices,
        train: Delivered,
        state: State,
        firm: FirmSeason,
    ) -> None:
        """Record a season."""
        members = sums[:, MEASURES.index("members")]
        system = (
            prices.index, prices.first, prices.deferred, prices.spot, prices.premium_part, train.fidelity,
            float(state.trust.mean()), float(state.belief.mean()), state.turned, float(state.firm_active),
            float(state.orphaned.max()), firm.revenue, firm.cash, firm.cash_alone, firm.break_even_share,
            state.stock,
        )  # fmt: skip
        self.rows.append({**total, **dict(zip(SYSTEM_MEASURES, system, strict=True))})
        self.spent.append(spent)
        self.by_district.append(np.bincount(self.district, members, self.districts))

    def trajectory(self) -> Trajectory:
        """What was recorded."""
        return Trajectory(
            seasons={name: np.array([row[name] for row in self.rows]) for name in self.rows[0]},
            spent=np.stack(self.spent),
            takers=self.takers,
            district_members=np.stack(self.by_district),
            district_households=self.district_households,
            actors=self.structure.actors,
            functions=self.structure.functions,
        )
