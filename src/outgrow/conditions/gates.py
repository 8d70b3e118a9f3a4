"""The six gates of the verdict, each judged in every world with the margin by which it passes or fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from outgrow.chain import npv
from outgrow.initiative import Initiative
from outgrow.scenarios import Ensemble
from outgrow.system import investment_threshold

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

QUESTIONS: Final = {
    "works": "Does it raise members' income?",
    "pays": "Does the firm recover its up-front investment without outside money?",
    "holds": "Does the contract hold?",
    "lasts": "Is every function owned after the initiator leaves, and do members stay?",
    "reaches": "Do as many smallholders take part as was aimed for?",
    "lifts": "Does poverty fall in the whole target population, with no group left behind?",
}
LAST_SEASONS = 5  # seasons over which the end of the run is judged
GROUPS: Final = {"women": "women growers", "small": "the smallest third of farms", "outside": "non-members"}
SMALL_GROUP = 0.01  # share of the population's income below which a group is too small to judge


@dataclass(frozen=True, slots=True)
class Gate:
    """One question of the verdict.

    Parameters
    ----------
    name, question
        Which gate.
    margin
        By how much each world passes (0 and above) or fails, in ``unit``, shape (D,).
    unit
        What the margin is counted in.
    reason
        A sentence with the figures behind the probability.
    """

    name: str
    question: str
    margin: Floats
    unit: str
    reason: str

    @property
    def passes(self) -> Truths:
        """Whether each world passes, shape (D,)."""
        return np.asarray(self.margin >= 0.0)

    @property
    def probability(self) -> float:
        """Share of the worlds that pass."""
        return float(self.passes.mean())

    @property
    def error(self) -> float:
        """Monte Carlo standard error of the probability."""
        p = self.probability
        return float(np.sqrt(p * (1.0 - p) / self.margin.size))


def gates(ensemble: Ensemble, initiative: Initiative) -> tuple[Gate, ...]:
    """Judge all worlds at the six gates, in the order of `QUESTIONS`."""
    values = ensemble.worlds.values
    margins = {
        "works": _works(values),
        "pays": _pays(ensemble, values, initiative.seasons.per_year),
        "holds": _holds(ensemble),
        "lasts": _lasts(ensemble, values, initiative),
        "reaches": _reaches(ensemble, values),
        "lifts": _lifts(ensemble, values),
    }
    return tuple(Gate(name, QUESTIONS[name], *margins[name]) for name in QUESTIONS)


def net_gain(values: Mapping[str, Floats]) -> Floats:
    """What a trained member of mean size gains a season at full skill, money, shape (D,)."""
    paid = values["contract.first_payment"] + values["contract.deferred_payment"]
    arrives = values["contract.kept"] * (1.0 - values["government.leakage"])
    change = values["target.volume"] * values["participation.effect"]
    work = np.maximum(change, 0.0) * values["participation.practice_cost"]
    charges = values["participation.compliance_cost"] + values["firm.fee"]
    return np.asarray(change * (paid * arrives - values["contract.production_cost"]) - work - charges)


def present_value(flow: Floats, yearly_rate: Floats, per_year: float) -> Floats:
    """Net present value at the start of each world's flow (first season undiscounted), shape (D,)."""
    return np.asarray(npv(flow, (1.0 + yearly_rate) ** (1.0 / per_year) - 1.0))


def loyal_share(ensemble: Ensemble) -> Floats:
    """Share of members' volume not sold aside over the last seasons, NaN without members, shape (D,)."""
    volume = ensemble["member_volume"][:, -LAST_SEASONS:].sum(axis=1)
    aside = ensemble["member_side_sold"][:, -LAST_SEASONS:].sum(axis=1)
    return np.asarray(np.where(volume > 0.0, 1.0 - aside / np.where(volume > 0.0, volume, 1.0), np.nan))


def _works(values: Mapping[str, Floats]) -> tuple[Floats, str, str]:
    gain = net_gain(values)
    income = values["target.volume"] * (
        values["contract.first_payment"] + values["contract.deferred_payment"] - values["contract.production_cost"]
    )
    low, middle, high = np.quantile(gain / income, (0.05, 0.5, 0.95))
    reason = f"a trained member's crop income changes by {middle:+z.0%} ({low:+z.0%} to {high:+z.0%})"
    return np.asarray(gain / income), "share of crop income", reason


def _pays(ensemble: Ensemble, values: Mapping[str, Floats], per_year: float) -> tuple[Floats, str, str]:
    value = present_value(ensemble["firm_cash_alone"], values["firm.hurdle"], per_year)
    investment = values["firm.investment"]
    waiting = value + investment >= _threshold(values) * investment
    low, middle, high = np.quantile(value, (0.05, 0.5, 0.95)) / 1e6
    reason = (
        f"net present value {middle:z,.0f} million ({low:z,.0f} to {high:z,.0f}); worth not waiting for "
        f"(V >= V*) in {waiting.mean():.0%} of worlds"
    )
    return value, "money", reason


def _threshold(values: Mapping[str, Floats]) -> Floats:
    names = ("firm.hurdle", "firm.payout", "firm.value_volatility")
    columns = [values[name].tolist() for name in names]
    return np.array([investment_threshold(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)])


def _holds(ensemble: Ensemble) -> tuple[Floats, str, str]:
    loyal = loyal_share(ensemble)
    needed = ensemble["break_even_share"][:, -LAST_SEASONS:].mean(axis=1)
    margin = np.where(np.isnan(loyal), -1.0, loyal - np.minimum(needed, 10.0))
    seen = loyal[~np.isnan(loyal)]
    if not seen.size:
        return margin, "share", "no world has members left"
    reason = (
        f"{np.median(seen):.0%} of members' volume is delivered; the firm needs "
        f"{np.median(np.minimum(needed, 10.0)):.0%} to cover serving them; "
        f"in {np.isnan(loyal).mean():.0%} of worlds no members are left"
    )
    return margin, "share", reason


def _lasts(ensemble: Ensemble, values: Mapping[str, Floats], initiative: Initiative) -> tuple[Floats, str, str]:
    at_exit = initiative.initiator.exit_season - 1
    later = at_exit + initiative.ambition.seasons_after_exit
    members = ensemble["members"]
    stay = members[:, later] / np.maximum(members[:, at_exit], 1.0)
    orphaned = ensemble["orphaned"][:, later] > 1e-9
    nobody = members[:, at_exit] < 1.0
    margin = np.where(orphaned | nobody, -1.0, stay - values["ambition.staying"])
    reason = (
        f"in {orphaned.mean():.0%} of worlds some function has no payer {initiative.ambition.seasons_after_exit} "
        f"seasons after the exit; {np.median(stay):.0%} of the members at exit are there then"
    )
    return margin, "share of members at exit", reason


def _reaches(ensemble: Ensemble, values: Mapping[str, Floats]) -> tuple[Floats, str, str]:
    members, trained = ensemble["members"][:, -1], ensemble["trained"][:, -1]
    margin = members / values["ambition.members"] - 1.0
    reason = f"{np.median(members):,.0f} members at the horizon, {np.median(values['ambition.members']):,.0f} wanted"
    if "ambition.trained" in values:
        margin = np.minimum(margin, trained / values["ambition.trained"] - 1.0)
        reason += f"; {np.median(trained):,.0f} trained, {np.median(values['ambition.trained']):,.0f} wanted"
    return np.asarray(margin), "share of the ambition", reason


def _lifts(ensemble: Ensemble, values: Mapping[str, Floats]) -> tuple[Floats, str, str]:
    def late(name: str) -> Floats:
        return np.asarray(ensemble[name][:, -LAST_SEASONS:].mean(axis=1))

    fall = (late("gap_without") - late("gap")) / ensemble.persons
    margin, worst = fall.copy(), np.zeros(fall.size)
    for group in GROUPS:
        before = late(f"{group}_income_without")
        judged = before > SMALL_GROUP * late("income_without")
        change = np.where(judged, late(f"{group}_income") / np.where(judged, before, 1.0) - 1.0, 0.0)
        worst = np.minimum(worst, change)
    lost = worst < -values["ambition.loss_tolerated"]
    margin = np.where(lost, worst, margin)
    lifted = (late("headcount_without") - late("headcount")).astype(np.float64)
    low, middle, high = np.quantile(lifted, (0.05, 0.5, 0.95))
    reason = (
        f"{middle:z,.0f} persons fewer below the poverty line ({low:z,.0f} to {high:z,.0f}); in {lost.mean():z.0%} of "
        f"worlds a group loses more than {np.median(values['ambition.loss_tolerated']):.0%}"
    )
    return margin, "poverty gap, share of the line", reason
