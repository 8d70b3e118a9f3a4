"""The firm in many worlds: services by segment, working capital, scale, stages, and what it is worth to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from outgrow.chain import (
    BreakEven,
    DeliveryCosts,
    RolloutPlan,
    RolloutStage,
    Segment,
    ServiceCost,
    SurveyPlan,
    WorkingCapital,
    WorthKnowing,
    break_even_households,
    delivery_costs,
    rollout_plan,
    survey_plan,
    working_capital,
    worth_knowing,
)
from outgrow.conditions.gates import LAST_SEASONS, present_value
from outgrow.initiative import Initiative
from outgrow.population import Population
from outgrow.scenarios import EFFECT, Ensemble

Floats = NDArray[np.float64]
THIRDS: Final = ("smallest third", "middle third", "largest third")
FEWEST_WORLDS = 60  # below which a regression on worlds follows noise
TWO_GROUPS = 2.0  # a difference of two halves of n respondents has the standard error 2*sd/sqrt(n)
MORE_LEAKAGE = 0.1  # ten points more sold aside
NEVER_ABOVE = 0.99  # leakage beyond which nothing is left to divide


def delivery(initiative: Initiative, central: Mapping[str, float], people: Population, members: float) -> DeliveryCosts:
    """Services by third of the sales volume, in the season in which the median world has most members.

    The thirds hold as many households each, and members are taken to spread over them evenly; a household's accepted
    volume is that of the trained ones. Where they supplied the firm before, its margin counts on the gain only.
    """
    volume = people["volume"][people["weight"] > 0.0]
    kept = (1.0 + central[EFFECT]) * (1.0 - central["contract.rejection_trained"])
    gained = max(kept - (1.0 - central["contract.rejection"]), 0.0) if initiative.firm.supplied_before else kept
    means = [float(part.mean()) for part in np.array_split(np.sort(volume), len(THIRDS))]
    services = [
        ServiceCost(line.id, 0.0, central[f"functions.{line.id}.cost_per_member"]) for line in initiative.functions
    ]
    segments = [
        Segment(name, members / len(THIRDS), mean * kept, gained=mean * gained)
        for name, mean in zip(THIRDS, means, strict=True)
    ]
    return delivery_costs(services, segments, fee=central["firm.fee"], margin=central["firm.margin"])


def capital(initiative: Initiative, central: Mapping[str, float], members: float) -> WorkingCapital | None:
    """Working capital for the members, where the case states how long money is out."""
    if initiative.firm.working_capital is None:
        return None
    first, later = central["contract.first_payment"], central["contract.deferred_payment"]
    bought = members * central["target.volume"] * (1.0 - central["contract.rejection_trained"]) * (first + later)
    return working_capital(
        members * central["contract.credit"],
        bought,
        credit_part=central["firm.working_capital.credit_part"],
        stock_part=central["firm.working_capital.stock_part"],
        rate=central["firm.working_capital.rate"],
        deferred_share=later / (first + later) if first + later > 0.0 else 0.0,
    )


def scale(initiative: Initiative, ensemble: Ensemble, central: Mapping[str, float]) -> BreakEven:
    """Break-even households of a firm that pays all functions alone, from the last seasons of the worlds."""
    members = ensemble["members"][:, -LAST_SEASONS:]
    there = members > 1.0
    each = np.where(there, ensemble["firm_revenue"][:, -LAST_SEASONS:] / np.where(there, members, 1.0), np.nan)
    sold = ensemble["member_volume"][:, -LAST_SEASONS:]
    aside = ensemble["member_side_sold"][:, -LAST_SEASONS:]
    leak = float(np.median((aside / np.where(sold > 0.0, sold, 1.0))[there])) if there.any() else 0.0
    margin = float(np.median(each[there])) if there.any() else 0.0
    serve = sum(central[f"functions.{line.id}.cost_per_member"] for line in initiative.functions)
    loyal = margin / (1.0 - min(leak, NEVER_ABOVE))
    more = min(leak + MORE_LEAKAGE, 1.0)
    fixed = central["firm.fixed"]
    return BreakEven(
        fixed=fixed,
        margin=margin,
        serve=serve,
        leakage=leak,
        households=float(break_even_households(fixed, margin, serve)),
        with_leakage=float(break_even_households(fixed, loyal, serve, more)),
        members=float(np.median(ensemble["members"][:, -1])),
    )


def knowing(ensemble: Ensemble, initiative: Initiative) -> WorthKnowing | None:
    """What it is worth to the firm to know, over all numbers that are uncertain."""
    if ensemble.draws < FEWEST_WORLDS:
        return None
    values = ensemble.worlds.values
    numbers = {name: values[name] for name in ensemble.worlds.probabilities if np.isfinite(values[name]).all()}
    return worth_knowing(alone(ensemble, initiative), numbers)


def next_survey(ensemble: Ensemble, initiative: Initiative, central: Mapping[str, float]) -> SurveyPlan | None:
    """The next survey of the effect on the yield: what it is worth to the firm before it invests.

    The net present value is taken as a line in the effect, by least squares over the worlds; half of the respondents
    take part and half do not, and their yields differ by weather and by what each gains.
    """
    if ensemble.draws < FEWEST_WORLDS:
        return None
    value, effect = alone(ensemble, initiative), ensemble.worlds.values[EFFECT]
    slope = float(np.polyfit(effect, value, 1)[0]) if np.ptp(effect) > 0.0 else 0.0
    taught = abs(slope) * float(np.std(effect))
    spreads = ("participation.gain_spread", "market.weather_household", "market.weather_village")
    noise = float(np.sqrt(sum(central[name] ** 2 for name in spreads)))
    stated = initiative.firm.survey is not None
    return survey_plan(
        float(value.mean()),
        taught,
        max(TWO_GROUPS * abs(slope) * noise, np.finfo(np.float64).tiny),
        fixed=central["firm.survey.fixed"] if stated else 0.0,
        per_respondent=central["firm.survey.per_household"] if stated else 0.0,
        rest_sd=max(float(np.var(value)) - taught**2, 0.0) ** 0.5,
    )


def rollout(ensemble: Ensemble, initiative: Initiative) -> RolloutPlan | None:
    """Pilot, district and national stage as a tree: the seasons to the exit, and the rest in two halves.

    A world is good when its net present value, paid by the firm alone, is not negative; a stage is seen to succeed
    when its own cash is not negative. All money is that of the first season.
    """
    flow = ensemble["firm_cash_alone"]
    good = alone(ensemble, initiative) >= 0.0
    if good.all() or not good.any():
        return None
    per_year = initiative.seasons.per_year
    rate = (1.0 + ensemble.worlds.values["firm.hurdle"]) ** (1.0 / per_year) - 1.0
    worth = flow / (1.0 + rate[:, None]) ** np.arange(flow.shape[1])
    stages = []
    for name, (first, last) in stage_seasons(initiative).items():
        cost = float(ensemble.worlds.values["firm.investment"].mean()) if first == 0 else 0.0
        gain, seen = worth[:, first:last].sum(axis=1) + cost, flow[:, first:last].sum(axis=1) + cost >= 0.0
        stages.append(
            RolloutStage(
                name=name,
                cost=cost,
                gain_if_good=float(gain[good].mean()),
                gain_if_bad=float(gain[~good].mean()),
                success_if_good=float(seen[good].mean()),
                success_if_bad=float(seen[~good].mean()),
            )
        )
    return rollout_plan(stages, float(good.mean()), 1.0)


def stage_seasons(initiative: Initiative) -> dict[str, tuple[int, int]]:
    """First season and the one after the last of each stage, counted from 0."""
    count, pilot = initiative.seasons.count, initiative.initiator.exit_season
    middle = pilot + max((count - pilot) // 2, 1)
    spans = {"pilot": (0, pilot), "district": (pilot, middle), "national": (middle, count)}
    return {name: span for name, span in spans.items() if span[1] > span[0]}


def alone(ensemble: Ensemble, initiative: Initiative) -> Floats:
    """Net present value of a firm that pays alone, in each world, shape (D,)."""
    values = ensemble.worlds.values
    return present_value(ensemble["firm_cash_alone"], values["firm.hurdle"], initiative.seasons.per_year)
