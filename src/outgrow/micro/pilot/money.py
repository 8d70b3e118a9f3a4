"""What the pilot costs and brings, from the numbers of its initiative file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import Initiative, entries, model_values
from outgrow.micro.costs import CostBenefit, CostItem, CostPerHousehold, cost_benefit, cost_per_household
from outgrow.micro.effect import drawn_effect, effect_evidence
from outgrow.vocabulary import Parameter, Streams

Floats = NDArray[np.float64]
DRAWS = 2000
SOCIETY = Parameter(
    low=0.03, high=0.10, family="uniform", unit="share", source="assumption",
    note="real rates of return that public appraisals ask for, a year",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """Cost per household, three sides of the account, and what they rest on."""

    costs: CostPerHousehold
    benefit: CostBenefit
    notes: tuple[str, ...]


def account(initiative: Initiative, *, draws: int = DRAWS, seed: int = 1) -> Account:
    """Add up what the pilot's households cost and gain over the seasons of the file.

    Parameters
    ----------
    initiative
        Its functions with payers, delivery, contract and evidence.
    draws, seed
        Draws of the uncertain numbers, and their seed.

    Returns
    -------
    Account
        Costs are those of the functions and the household's own; the firm's fixed cost and investment belong to the
        programme at scale and stay out. The gain is the shrunken effect on volume at the price received, less what the
        extra volume costs.
    """
    values = _values(initiative, draws, seed)
    money = f"{initiative.money.code} ({initiative.money.price_year} prices)"
    reached = values["delivery.coverage.reached"]
    share = np.minimum(values["delivery.training.reached"] / np.maximum(reached, 1e-9), 1.0)
    items = _items(initiative, values)
    seasons, per_year = initiative.seasons.count, initiative.seasons.per_year
    society = _drawn("account: society", SOCIETY, draws, seed)
    rates = {
        "household": 1.0 / np.maximum(values["contract.patience"], 0.01) - 1.0,
        "funder": (1 + society) ** (1 / per_year) - 1,
        "society": (1 + society) ** (1 / per_year) - 1,
    }
    fade = values["participation.forgetting"] * (1.0 - values["institutions.follow_up"])
    benefit = cost_benefit(
        _gain(initiative, values, draws, seed), items, reached, share,
        seasons=seasons, rates=rates, fade=fade, money=money, draws=draws, seed=seed,
    )  # fmt: skip
    costs = cost_per_household(items, reached, share, seasons=seasons, money=money, draws=draws, seed=seed)
    notes = (
        "The account covers the pilot's own households over the seasons of the file; gains are the effect to expect "
        "on volume, at the price received, and fade as skill is forgotten without follow-up. The firm's fixed cost and "
        "investment belong to the programme at scale and are not in it.",
        f"Society and funder discount at {100 * SOCIETY.at(np.array([0.05]))[0]:.0f} to "
        f"{100 * SOCIETY.at(np.array([0.95]))[0]:.0f} % a year (assumption), households by their own patience.",
    )
    return Account(costs, benefit, notes)


def _values(initiative: Initiative, draws: int, seed: int) -> dict[str, Floats]:
    """Every number of the file in each draw, in the model's units."""
    streams = Streams(seed)
    u = {name: streams.uniforms(f"account: {name}", draws) for name in entries(initiative)}
    return {name: np.broadcast_to(x, (draws,)) for name, x in model_values(initiative, u).items()}


def _drawn(name: str, number: Parameter, draws: int, seed: int) -> Floats:
    return np.asarray(number.at(Streams(seed).uniforms(name, draws)))


def _gain(initiative: Initiative, values: dict[str, Floats], draws: int, seed: int) -> Floats:
    """Gain of an adopting household a season before it pays for anything that the pilot adds."""
    middle = {name: float(x[0]) for name, x in model_values(initiative, {}).items()}
    known = effect_evidence(initiative, middle)
    score, _ = Streams(seed).normals("account: effect", draws)
    effect = drawn_effect(known, values["participation.outside_spread"], score)
    paid = values["contract.first_payment"] + values["contract.deferred_payment"]
    price = paid * values["contract.kept"] * (1.0 - values["government.leakage"])
    margin = price - values["contract.production_cost"]
    practice = np.maximum(effect, 0.0) * values["participation.practice_cost"]  # a smaller harvest saves no practice
    return np.asarray(values["target.volume"] * (effect * margin - practice))


def _items(initiative: Initiative, values: dict[str, Floats]) -> list[CostItem]:
    """Costs of functions by payer, and the household's own."""
    trained = initiative.delivery.training.function
    items = []
    for line in initiative.functions:
        name, kind = f"functions.{line.id}", line.id.replace("_", " ")
        for payer, share in line.paid_by.items():
            if share > 0:
                first = "per adopter" if line.id == trained else "per household"
                new, each = (share * values[f"{name}.{cost}"] for cost in ("cost_per_new", "cost_per_member"))
                items.append(CostItem(f"{kind}, reaching, {payer}", payer, new, first))  # type: ignore[arg-type]
                items.append(CostItem(f"{kind}, serving, {payer}", payer, each, "per adopter and season"))
    firm = initiative.firm.actor
    return [
        *items,
        CostItem("compliance", "household", values["participation.compliance_cost"], "per adopter and season"),
        CostItem("fee", "household", values["firm.fee"], "per adopter and season", transfer=True, receiver=firm),
    ]
