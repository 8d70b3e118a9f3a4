"""The chain with and without the initiative: accounts, firm, contract, ledger, ownership, governance."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from outgrow.chain import (
    FINAL,
    Candidate,
    ChainAccounts,
    ChainFindings,
    Contract,
    ContractRange,
    FunctionLine,
    Ledger,
    PhaseOut,
    SplitSurplus,
    Stage,
    accounts,
    buyer_floor,
    contract_value,
    cost_shift,
    firm_case,
    governance_type,
    ledger,
    ownership_index,
    phase_out,
    self_enforcing_range,
    split_surplus,
)
from outgrow.conditions.chain_contract import curve, institutions, rules
from outgrow.conditions.chain_firm import capital, delivery, knowing, next_survey, rollout, scale
from outgrow.initiative import ChainStage, Initiative, model_values
from outgrow.population import Traits, build
from outgrow.scenarios import EFFECT, Ensemble
from outgrow.system import (
    Structure,
    bids,
    investment_threshold,
    lognormal_median,
    mean_contract,
    outside_price,
    structure_of,
)
from outgrow.vocabulary import Streams

Floats = NDArray[np.float64]
HALF = 0.5  # of a function's cost, that somebody goes on paying in the takeover test with subsidy
SMALL_SHARE = 1e-6  # of a market, below which a population's own supply does not move the price


def chain_findings(
    initiative: Initiative, ensemble: Ensemble, central: Mapping[str, float], traits: Traits
) -> ChainFindings:
    """Findings on the chain.

    Parameters
    ----------
    initiative
        The case.
    ensemble
        Worlds from which the firm's case is taken.
    central
        The central world, from which accounts, contract and ledger are computed.
    traits
        Standard scores of the synthetic households, from which the segments are made.

    Raises
    ------
    InputError
        For a chain whose prices, conversions, costs and stated margins do not fit together.
    """
    per_year = initiative.seasons.per_year
    rate = (1.0 + ensemble.worlds.values["firm.hurdle"]) ** (1.0 / per_year) - 1.0
    flow = ensemble["firm_cash_alone"]
    structure = structure_of(initiative)
    people, path = build(traits, central), np.median(ensemble["members"], axis=0)
    members, most = float(path[-1]), float(path.max())
    drawn_up = _ledger(initiative, ensemble, central)
    return ChainFindings(
        without=_accounts(initiative, central, with_initiative=False),
        with_initiative=_accounts(initiative, central, with_initiative=True),
        firm=firm_case(flow, rate, _strategic(ensemble, flow)),
        contract=_contract(central),
        ledger=drawn_up,
        ownership=dict(zip(structure.actors, structure.ownership.tolist(), strict=True)),
        governance=governance_type(
            initiative.governance.complexity, initiative.governance.codifiability, initiative.governance.capability
        ),
        delivery=delivery(initiative, central, people, most),
        capital=capital(initiative, central, most),
        scale=scale(initiative, ensemble, central),
        knowing=knowing(ensemble, initiative),
        survey=next_survey(ensemble, initiative, central),
        rollout=rollout(ensemble, initiative),
        credit=curve(central),
        settings=institutions(central, _households_own(initiative)),
        rules=rules(central),
        hand_overs=_hand_overs(initiative, drawn_up, central),
        surplus=_surplus(central, members),
        export_gate=next((stage.actor for stage in initiative.chain if stage.exports), ""),
    )


def _households_own(initiative: Initiative) -> float:
    """Ownership index of the households and their organisations at the start."""
    kinds = ("household", "farmer_organisation")
    owned = [actor.ownership for actor in initiative.actors if actor.kind in kinds and actor.ownership is not None]
    return float(sum(ownership_index(o.funding, o.decision, o.design) for o in owned))


def _hand_overs(
    initiative: Initiative, drawn_up: Ledger, world: Mapping[str, float]
) -> dict[str, tuple[str, PhaseOut]]:
    """For each orphan the candidate that needs least, and its subsidy from the exit to the horizon."""
    seasons = initiative.seasons.count - initiative.initiator.exit_season
    strength, found = world["firm.ownership_strength"], {}
    for line in drawn_up.lines:
        if line.function not in drawn_up.orphans or not line.candidates:
            continue
        paths = {}
        for candidate in line.candidates:
            name = f"functions.{line.function}.candidates.{candidate.actor}.learning"
            paths[candidate.actor] = phase_out(line, candidate, world.get(name, 0.0), seasons, strength)
        nearest = min(paths, key=lambda actor: float(paths[actor].subsidy.sum()))
        found[line.function] = (nearest, paths[nearest])
    return found


def _surplus(world: Mapping[str, float], members: float) -> SplitSurplus | None:
    """Gains on the market in a season at the horizon: only members' unit cost falls, all sell at one price."""
    if "market.supply_elasticity" not in world:
        return None
    price = world["contract.first_payment"] + world["contract.deferred_payment"]
    volume, effect = world["target.volume"], world[EFFECT]
    more = volume * effect * world["participation.practice_cost"]
    charges = (more + world["participation.compliance_cost"] + world["firm.fee"]) / (volume * price)
    return split_surplus(
        price,
        volume * world["target.households"],
        min(members / world["target.households"], 1.0),
        world["market.supply_elasticity"],
        world["market.demand_elasticity"] / max(world["market.supply_share"], SMALL_SHARE),
        float(cost_shift(effect, charges, 1.0)),
    )


def chain_accounts(initiative: Initiative) -> ChainAccounts:
    """Accounts of the chain as it is without the initiative, every number at its middle.

    Raises
    ------
    InputError
        For a chain whose prices, conversions, costs and stated margins do not fit together, with the gap and its place.
    """
    middle = {name: float(values[0]) for name, values in model_values(initiative, {}).items()}
    return _accounts(initiative, middle, with_initiative=False)


def _accounts(initiative: Initiative, world: Mapping[str, float], *, with_initiative: bool) -> ChainAccounts:
    """Accounts of the chain; the initiative adds the premium, the standard's cost and the firm's cost of serving."""
    stages, growers = [], _growers(initiative)
    farm_kg = _farm_kg(initiative, world, growers)
    for position, stage in enumerate(initiative.chain):
        name = f"chain.{stage.actor}"
        costs = {kind: world[f"{name}.costs.{kind}"] for kind in stage.costs}
        price, factor = world[f"{name}.price_out"], world[f"{name}.conversion"]
        if with_initiative:
            price += _premium(world, position - growers, farm_kg[position])
            costs |= _own_costs(initiative, world, stage.actor, position - growers, farm_kg[position])
        stages.append(
            Stage(
                stage.actor,
                price,
                factor,
                costs,
                sells_to=_buyers(stage),
                margin=world.get(f"{name}.margin") if not with_initiative else None,
                labour=world.get(f"{name}.labour", 0.0),
            )
        )
    return accounts(stages)


def _buyers(stage: ChainStage) -> dict[str, float] | None:
    """Buyers as the accounts name them, or None for the next stage."""
    named = {FINAL if buyer == "final_buyers" else buyer: share for buyer, share in stage.sells_to.items()}
    return named or None


def _growers(initiative: Initiative) -> int:
    """Place of the households that take part: the last of those at the start of the chain that are households."""
    kinds = {actor.id: actor.kind for actor in initiative.actors}
    households = itertools.takewhile(lambda stage: kinds[stage.actor] == "household", initiative.chain)
    return max(sum(1 for _ in households) - 1, 0)


def _farm_kg(initiative: Initiative, world: Mapping[str, float], growers: int) -> list[float]:
    """Kg of the growers' product in a kg of each stage's; 1 up to the growers."""
    found: list[float] = []
    for position, stage in enumerate(initiative.chain):
        own = world[f"chain.{stage.actor}.conversion"] if position > growers else 1.0
        found.append(own * (found[-1] if found else 1.0))
    return found


def _premium(world: Mapping[str, float], after: int, farm_kg: float) -> float:
    """What the premium adds to a stage's price: its passed part for growers, all of it for those who sell on.

    ``after`` counts the stages from the growers; who works for them is paid as before.
    """
    premium = world["market.premium"] * min(world["market.premium_market"], 1.0)
    if after < 0:
        return 0.0
    return premium * world["market.premium_passed"] if after == 0 else premium * farm_kg


def _own_costs(
    initiative: Initiative, world: Mapping[str, float], actor: str, after: int, farm_kg: float
) -> dict[str, float]:
    """The initiative's costs per kg of an actor's own product."""
    volume = world["target.volume"] * (1.0 + world["participation.effect"])
    if after == 0:
        return {"standard": (world["participation.compliance_cost"] + world["firm.fee"]) / volume}
    paid = sum(
        line.paid_by.get(actor, 0.0) * world[f"functions.{line.id}.cost_per_member"] for line in initiative.functions
    )
    return {"serving_members": paid / volume * farm_kg} if paid > 0.0 else {}


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
                    ownership=_hurdle_ownership(structure, structure.actors.index(c.actor)),
                    hurdle=investment_threshold(world) if structure.firms[structure.actors.index(c.actor)] else 1.0,
                )
                for k, c in enumerate(line.candidates)
            ),
        )
        for f, line in enumerate(initiative.functions)
    ]
    half = {line.function: HALF * line.cost for line in lines}
    return ledger(lines, world["firm.ownership_strength"], subsidies=half)


def _hurdle_ownership(structure: Structure, actor: int) -> float:
    """Ownership that lowers an actor's hurdle: a firm's; others want no more than the cost, and no less."""
    return float(structure.ownership[actor]) if structure.firms[actor] else 0.0


def _strategic(ensemble: Ensemble, flow: Floats) -> Floats:
    """Strategic value in each season, shape (D, T)."""
    names = [name for name in ensemble.worlds.values if name.startswith("firm.strategic.")]
    yearly = sum((ensemble.worlds.values[name] for name in names), start=np.zeros(flow.shape[0]))
    return np.repeat(yearly[:, None], flow.shape[1], axis=1)
