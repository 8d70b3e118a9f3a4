"""The chain with and without the initiative: accounts, firm, contract, ledger, ownership, governance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from outgrow.chain import (
    Candidate,
    ChainAccounts,
    ChainFindings,
    Contract,
    ContractRange,
    FunctionLine,
    Ledger,
    Stage,
    accounts,
    buyer_floor,
    contract_value,
    firm_case,
    governance_type,
    ledger,
    self_enforcing_range,
)
from outgrow.initiative import Initiative
from outgrow.scenarios import Ensemble
from outgrow.system import bids, investment_threshold, lognormal_median, mean_contract, outside_price, structure_of
from outgrow.vocabulary import Streams

Floats = NDArray[np.float64]


def chain_findings(initiative: Initiative, ensemble: Ensemble, central: Mapping[str, float]) -> ChainFindings:
    """Findings on the chain.

    Parameters
    ----------
    initiative
        The case.
    ensemble
        Worlds from which the firm's case is taken.
    central
        The central world, from which accounts, contract and ledger are computed.
    """
    per_year = initiative.seasons.per_year
    rate = (1.0 + ensemble.worlds.values["firm.hurdle"]) ** (1.0 / per_year) - 1.0
    flow = ensemble["firm_cash_alone"]
    structure = structure_of(initiative)
    return ChainFindings(
        without=_accounts(initiative, central, with_initiative=False),
        with_initiative=_accounts(initiative, central, with_initiative=True),
        firm=firm_case(flow, rate, _strategic(ensemble, flow)),
        contract=_contract(central),
        ledger=_ledger(initiative, ensemble, central),
        ownership=dict(zip(structure.actors, structure.ownership.tolist(), strict=True)),
        governance=governance_type(
            initiative.governance.complexity, initiative.governance.codifiability, initiative.governance.capability
        ),
    )


def _accounts(initiative: Initiative, world: Mapping[str, float], *, with_initiative: bool) -> ChainAccounts:
    """Accounts of the chain; the initiative adds the premium, the standard's cost and the firm's cost of serving."""
    stages = []
    for position, stage in enumerate(initiative.chain):
        name = f"chain.{stage.actor}"
        costs = {kind: world[f"{name}.costs.{kind}"] for kind in stage.costs}
        price, factor = world[f"{name}.price_out"], world[f"{name}.conversion"]
        if with_initiative:
            price += _premium(world, position, factor)
            costs |= _own_costs(initiative, world, stage.actor, position, factor)
        stages.append(Stage(stage.actor, price, factor, costs))
    return accounts(stages)


def _premium(world: Mapping[str, float], position: int, factor: float) -> float:
    """What the premium adds to a stage's price: its passed part for growers, all of it for those who sell on."""
    premium = world["market.premium"] * min(world["market.premium_market"], 1.0)
    return premium * world["market.premium_passed"] if position == 0 else premium * factor


def _own_costs(
    initiative: Initiative, world: Mapping[str, float], actor: str, position: int, factor: float
) -> dict[str, float]:
    """The initiative's costs per kg of an actor's own product."""
    volume = world["target.volume"] * (1.0 + world["participation.effect"])
    if position == 0:
        return {"standard": (world["participation.compliance_cost"] + world["firm.fee"]) / volume}
    paid = sum(
        line.paid_by.get(actor, 0.0) * world[f"functions.{line.id}.cost_per_member"] for line in initiative.functions
    )
    return {"serving_members": paid / volume * factor} if paid > 0.0 else {}


def _contract(world: Mapping[str, float]) -> ContractRange:
    """Spot prices between which neither side walks away, for the mean household."""
    contract: Contract = mean_contract(world)
    mean = outside_price(world)
    spread = world["market.spot_spread"]
    median = lognormal_median(mean, spread)
    found = contract_value(
        contract, world["target.volume"] * (mean - world["contract.production_cost"]), median, spread
    )
    patience = 1.0 / (1.0 + world["firm.hurdle"])
    yearly = world["firm.margin"] * world["target.volume"]
    floor = buyer_floor(contract.price, world["target.volume"], 0.0, patience, yearly / (1.0 - patience), 0.0)
    return self_enforcing_range(np.maximum(floor, 0.0), found.tolerated, median, spread)


def _ledger(initiative: Initiative, ensemble: Ensemble, world: Mapping[str, float]) -> Ledger:
    """The leaving actors' part of each function, at the median numbers of the season of the exit."""
    structure = structure_of(initiative)
    at_exit = {
        name: float(np.median(ensemble[name][:, structure.exit_season - 1]))
        for name in ("members", "member_gain", "firm_revenue")
    }
    recurring = np.array([world[f"functions.{f}.cost_per_member"] for f in structure.functions]) * at_exit["members"]
    leaving = np.where(structure.leaving, structure.shares, 0.0).sum(axis=1)
    values = [
        [max(bid.value, 0.0) * at_exit["members"] for bid in offers]
        for offers in bids(
            structure,
            world,
            Streams(0),
            0,
            members=at_exit["members"],
            gain=at_exit["member_gain"],
            revenue=at_exit["firm_revenue"],
            cost=recurring,
        )
    ]
    lines = [
        FunctionLine(
            function=line.id,
            done_by=line.done_by,
            payers=line.paid_by,
            cost=float(leaving[f] * recurring[f]),
            candidates=tuple(
                Candidate(
                    actor=c.actor,
                    value=values[f][k],
                    readiness=world[f"functions.{line.id}.candidates.{c.actor}.readiness"],
                    ownership=float(structure.ownership[structure.actors.index(c.actor)]),
                    hurdle=investment_threshold(world) if structure.firms[structure.actors.index(c.actor)] else 1.0,
                )
                for k, c in enumerate(line.candidates)
            ),
        )
        for f, line in enumerate(initiative.functions)
    ]
    return ledger(lines, world["firm.ownership_strength"])


def _strategic(ensemble: Ensemble, flow: Floats) -> Floats:
    """Strategic value in each season, shape (D, T)."""
    names = [name for name in ensemble.worlds.values if name.startswith("firm.strategic.")]
    yearly = sum((ensemble.worlds.values[name] for name in names), start=np.zeros(flow.shape[0]))
    return np.repeat(yearly[:, None], flow.shape[1], axis=1)
