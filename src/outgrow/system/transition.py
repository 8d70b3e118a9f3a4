"""Step 9 as a whole: what a season changes for the next, from trust to the initiator's exit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from outgrow.system.firm import strategic_value
from outgrow.system.handover import bids
from outgrow.system.luck import Luck
from outgrow.system.recorder import Recorder, SeasonOutcome
from outgrow.system.records import MEASURES
from outgrow.system.state import State
from outgrow.system.steps.decide import firm_decision, hand_over, next_belief, next_trust, next_turned, promise_kept
from outgrow.system.steps.produce import next_effort, next_stock
from outgrow.system.structure import Structure


def move_on(
    season: int,
    state: State,
    structure: Structure,
    world: Mapping[str, float],
    luck: Luck,
    outcome: SeasonOutcome,
    recorder: Recorder,
) -> None:
    """Change the state in place for the next season."""
    _households(state, world, outcome, recorder)
    _markets(state, structure, world, outcome)
    if structure.common_pool:
        _pool(state, world, outcome, recorder)
    state.earnings = outcome.firm.revenue + strategic_value(world) - world["firm.fixed"]
    if season == structure.exit_season:
        _exit(state, structure, world, luck, outcome, recorder)
    elif season > structure.exit_season:
        _go_on_or_give_up(state, structure, world, outcome)


def _households(state: State, world: Mapping[str, float], outcome: SeasonOutcome, recorder: Recorder) -> None:
    column = {name: outcome.sums[:, m] for m, name in enumerate(MEASURES)}
    state.peers = column["members"] / recorder.village_households
    kept = promise_kept(column["paid"], column["due"], state.trust)
    state.trust = next_trust(state.trust, kept, world["contract.trust_speed"])
    state.belief = next_belief(state.belief, column["lift"], column["trained"], world["government.information"])
    state.members, state.trained = outcome.total["members"], outcome.total["trained"]


def _markets(state: State, structure: Structure, world: Mapping[str, float], outcome: SeasonOutcome) -> None:
    total = outcome.total
    state.accepted = total["member_accepted"]
    state.supply_ratio = total["volume"] / total["volume_without"] if total["volume_without"] > 0.0 else 1.0
    broken = total["side_sold" if structure.supplied_before else "member_side_sold"]
    aside = broken / total["volume"] if total["volume"] > 0.0 else 0.0
    state.rivalry = min(state.rivalry + world["market.rival_entry"] * aside, world["market.rival_most"])
    cost, other = _unit_costs(structure, world, outcome)
    state.turned = next_turned(state.turned, world["firm.alternative_speed"], cost, other)


def decided(state: State, structure: Structure, world: Mapping[str, float], outcome: SeasonOutcome) -> float:
    """What the firm does in the season, see ``steps.decide.firm_decision``."""
    return firm_decision(state.firm_active, *_unit_costs(structure, world, outcome), outcome.newly_reached)


def _unit_costs(structure: Structure, world: Mapping[str, float], outcome: SeasonOutcome) -> tuple[float, float]:
    """Cost of an accepted kg from members and from larger suppliers."""
    serving = float(outcome.spent[:, structure.firm].sum()) / max(outcome.total["member_accepted"], 1.0)
    cost = outcome.prices.first + outcome.prices.deferred + serving
    return cost, world["firm.alternative_cost"] * outcome.prices.index


def _pool(state: State, world: Mapping[str, float], outcome: SeasonOutcome, recorder: Recorder) -> None:
    """Stock and effort after the season's catch, with the initiative and without it."""
    growth, entry, cost = (world[f"common_pool.{name}"] for name in ("growth", "entry", "effort_cost"))
    take = world["common_pool.harvest"] * recorder.stock / recorder.usual_volume
    catch, catch_without = take * outcome.total["volume"], take * outcome.total["volume_without"]
    index = outcome.prices.index
    earned, earned_without = (
        index * state.pool(recorder.stock) * state.fishing(world, state.effort),
        index * state.pool_without(recorder.stock) * state.fishing(world, state.effort_without),
    )
    state.effort, state.stock = (
        next_effort(state.effort, entry, earned, cost),
        next_stock(state.stock, growth, catch),
    )
    state.effort_without, state.stock_without = (
        next_effort(state.effort_without, entry, earned_without, cost),
        next_stock(state.stock_without, growth, catch_without),
    )


def _exit(
    state: State,
    structure: Structure,
    world: Mapping[str, float],
    luck: Luck,
    outcome: SeasonOutcome,
    recorder: Recorder,
) -> None:
    """The initiator leaves: its parts of the functions find takers or become orphans."""
    members = max(outcome.total["members"], 1.0)
    offered = bids(
        structure,
        world,
        luck.streams,
        luck.draw,
        members=outcome.total["members"],
        gain=outcome.total["member_gain"],
        revenue=outcome.firm.revenue,
        cost=outcome.recurring,
    )
    leaving = np.where(structure.leaving, state.shares, 0.0).sum(axis=1)
    state.shares, state.orphaned, takers = hand_over(
        state.shares, structure.leaving, leaving * outcome.recurring / members, offered
    )
    recorder.takers = tuple(None if taker is None else structure.actors[taker] for taker in takers)


def _go_on_or_give_up(state: State, structure: Structure, world: Mapping[str, float], outcome: SeasonOutcome) -> None:
    """The firm gives the initiative up after too many losses in a row that its strategy does not justify."""
    loss = outcome.firm.cash + strategic_value(world) < 0.0
    state.losses = state.losses + 1 if loss else 0
    if state.losses >= structure.patience and state.firm_active:
        state.firm_active = False
        state.orphaned = state.orphaned + state.shares[:, structure.firm]
        state.shares[:, structure.firm] = 0.0
