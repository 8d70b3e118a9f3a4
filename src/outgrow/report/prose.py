"""Sentences that screen and page share: the answer, the gate that binds, what the worlds are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from outgrow.chain import ContractRange
from outgrow.conditions import Driver, Gate, Verdict
from outgrow.initiative import Initiative
from outgrow.policy import Appraisal
from outgrow.report.amounts import count, money, money_range, probability
from outgrow.report.records import Results

ENDINGS: Final = {
    "scales": "it scales: it passes all six gates",
    "depends": "it depends: it reaches its ambition, but only on outside money, or it does not last, hold or lift",
    "stalls": "it stalls: it stays short of its ambition",
    "collapses": "it collapses: members fall below half of their peak, or the firm gives it up",
    "bypasses": "it bypasses its smallholders: the chain grows, and larger suppliers take their place",
    "exhausts": "it exhausts the common pool: the stock falls below its limit",
    "fails": "it fails: it does not raise members' income",
}
NEAR = 2.0  # standard errors within which another class may as well be the likeliest


def answer(verdict: Verdict) -> str:
    """Say whether it scales, in plain words, and name classes that are as likely within the Monte Carlo error."""
    likely, chance = next(iter(verdict.probabilities.items()))
    near = [f"{name} ({probability(p)})" for name, p in _nearly_as_likely(verdict)]
    also = f" Nearly as often it {' or '.join(near)}." if near else ""
    return (
        f"Most likely {ENDINGS[likely]} ({probability(chance)} of {verdict.worlds.size} possible worlds).{also} "
        f"It scales in {probability(verdict.scales)}; {probability(verdict.wanted)} is wanted."
    )


def _nearly_as_likely(verdict: Verdict) -> Iterator[tuple[str, float]]:
    """Classes whose probability differs from the largest by less than `NEAR` standard errors."""
    (_, first), *others = verdict.probabilities.items()
    for name, p in others:
        error = math.sqrt(max(first + p - (first - p) ** 2, 0.0) / verdict.worlds.size)
        if first - p < NEAR * error:
            yield name, p


def classes(verdict: Verdict) -> str:
    """Say how often each class occurs."""
    return ", ".join(f"{name} {probability(p)}" for name, p in verdict.probabilities.items())


def reason(gate: Gate, code: str) -> str:
    """The gate's reason with its currency."""
    if gate.unit != "money":
        return gate.reason
    head, separator, rest = gate.reason.partition(";")
    return f"{_present_value(gate, code)}{separator}{rest}" if head else gate.reason


def short_reason(gate: Gate, code: str) -> str:
    """The first figure of the gate's reason."""
    return reason(gate, code).partition(";")[0]


def _present_value(gate: Gate, code: str) -> str:
    low, middle, high = np.quantile(gate.margin, (0.05, 0.5, 0.95)).tolist()
    return f"net present value {money(middle, code)} ({money_range(low, high, '').strip()})"


def binding(verdict: Verdict) -> str:
    """Say which gate binds, and what would follow if it alone were open."""
    gate = verdict.binding
    opened = verdict.if_opened[gate.name]
    return (
        f"{gate.name} ({probability(gate.probability)} pass). Were it always open and nothing else changed, it would "
        f"scale in {probability(opened)}."
    )


def option_payer(option: Appraisal, results: Results) -> str:
    """Who pays for an option, and how much a season."""
    return f"{results.actor(option.option.payer)} pays {money(option.cost[1], results.code)} a season"


def change(before_after: tuple[float, float]) -> str:
    """A probability before and after."""
    return f"{probability(before_after[0])} to {probability(before_after[1])}"


def parameter_label(name: str, label: str, initiative: Initiative) -> str:
    """What a parameter is, with what it belongs to: the actor, function or service in its dotted name."""
    names = {actor.id: actor.name.split(" (")[0] for actor in initiative.actors}
    owners = [part for part in name.split(".")[1:-1] if part != "candidates"]
    if not owners:
        return label.rstrip(".")
    belongs = ", ".join(names.get(part, part.replace("_", " ")) for part in owners)
    return f"{label.rstrip('.')} ({belongs})"


def driver_label(driver: Driver, results: Results) -> str:
    """What a ranked parameter is."""
    return parameter_label(driver.name, driver.label, results.initiative)


def sign(driver: Driver) -> str:
    """Whether more of it helps or harms."""
    return "more helps" if driver.direction > 0 else "more harms"


def uncertainty(results: Results) -> str:
    """Say how many worlds and households stand behind the percentages, and how exact they are."""
    draws = results.ensemble.draws
    error = 0.5 / math.sqrt(draws)
    return (
        f"{draws} possible worlds of {results.households:,} synthetic households, seed {results.seed}. Percentages are "
        f"shares of these worlds, exact to {NEAR * error * 100:.0f} points, and as good as the intervals in the file."
        + (f" These are {results.provenance['worlds']}." if "worlds" in results.provenance else "")
    )


def contract_range(found: ContractRange, code: str) -> str:
    """Say between which cash offers neither side walks away."""
    inside, above, below = (probability(float(np.mean(x))) for x in (found.inside, found.above, found.below))
    low, high = float(np.median(found.low)), float(np.median(found.high))
    return (
        f"With every number at its middle, neither side gains by walking away while the cash offer is between "
        f"{code} {low:.3g} and {high:.3g} a kg, as {inside} of offers are; "
        f"{above} tempt the mean household to sell aside and {below} tempt the buyer to buy elsewhere."
    )


def full_run(results: Results) -> str:
    """Say what the central world with every household came to; empty without that run."""
    if results.full is None:
        return ""
    simulated = int(results.provenance["full_households"])
    target = float(results.ensemble.households[0])
    each = (
        "one for each real one"
        if simulated >= round(target)
        else f"the most that are simulated at once, for {count(target)} real ones"
    )
    members, trained = results.full["members"][-1], results.full["trained"][-1]
    return (
        f"With every uncertain number at its middle and {simulated:,} synthetic households ({each}), "
        f"{count(members)} take part at the horizon and {count(trained)} are trained."
    )
