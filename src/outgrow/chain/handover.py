"""Handing functions over: the most that go on without subsidy, and how a subsidy for one can end.

Choosing who takes what over, where candidates have budgets, is a generalised assignment problem: taking
the pairs with the largest surplus first can leave out functions that would fit. It is solved exactly as a
mixed-integer linear programme (Martello and Toth 1990, "Knapsack Problems", chapter 7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from outgrow.chain.bounds import NOT_NEGATIVE, POSITIVE, Floats, outside, require
from outgrow.chain.functions import (
    SUBJECT,
    Candidate,
    FunctionLine,
    Takeover,
    hurdle_of,
    ledger_defects,
    takeover_tests,
)
from outgrow.vocabulary import InputError, RunError, did_you_mean

REST = 1e-12
"""Share of the cost that is rounding, not a subsidy."""


@dataclass(frozen=True, slots=True, eq=False)
class PhaseOut:
    """Path of a subsidy that lasts as long as a candidate is not ready.

    Parameters
    ----------
    readiness
        Candidate's readiness, shape (seasons,).
    subsidy
        Least subsidy with which it does the function, money per season, shape (seasons,).
    ends
        First season without subsidy, or not a number if there is none within the path.
    """

    readiness: Floats
    subsidy: Floats
    ends: float

    def summary(self) -> str:
        """Sentence with the cost of the path and its end."""
        end = "does not end within the path" if np.isnan(self.ends) else f"ends in season {self.ends:.0f}"
        return f"The subsidy starts at {self.subsidy[0]:,.4g}, sums to {self.subsidy.sum():,.4g} and {end}."


def subsidy_free_set(
    lines: Sequence[FunctionLine], strength: float, budgets: Mapping[str, float] | None = None
) -> dict[str, str]:
    """Largest set of functions that are taken over without subsidy, with who takes each.

    Of sets of equal size it is one with the largest sum of surpluses.

    Parameters
    ----------
    lines
        Functions with their candidates.
    strength
        Share of the hurdle that full ownership takes away, 0 to 1.
    budgets
        Money per season that a candidate can spend on functions together; one not named has no limit.

    Returns
    -------
    dict
        Actor by function, in the order of the lines.

    Raises
    ------
    InputError
        For lines or numbers that cannot be, or a budget of an actor that is no candidate.

    Examples
    --------
    >>> def line(name, cost, value):
    ...     return FunctionLine(name, "NGO", {"NGO": 1.0}, cost, (Candidate("firm", value, 1.0, 0.0),))
    >>> lines = [line("credit", 10, 30), line("inputs", 5, 6), line("grading", 5, 6)]
    >>> subsidy_free_set(lines, strength=0.0, budgets={"firm": 10})
    {'inputs': 'firm', 'grading': 'firm'}
    """
    limits = dict(budgets or {})
    require(SUBJECT, ledger_defects(lines))
    require(SUBJECT, outside(NOT_NEGATIVE, {f"budget of {actor}": sum_ for actor, sum_ in limits.items()}))
    check_known_actors(lines, limits)
    costs = {line.function: line.cost for line in lines}
    pairs = [
        test
        for line in lines
        for test in takeover_tests(line, strength)
        if test.passes and costs[test.function] <= limits.get(test.actor, np.inf)
    ]
    if not pairs:
        return {}
    chosen = choose(pairs, costs, limits)
    return {test.function: test.actor for test, taken in zip(pairs, chosen, strict=True) if taken}


def phase_out(line: FunctionLine, candidate: Candidate, learning: float, seasons: int, strength: float) -> PhaseOut:
    """Least subsidy each season while a candidate grows into a function.

    Readiness rises by ``learning`` a season up to 1; the subsidy is what makes the candidate's worth
    reach its hurdle on the cost left: ``max(0, cost - readiness*value/multiple)``.

    Parameters
    ----------
    line
        The function.
    candidate
        Who is to take it over.
    learning
        Gain of readiness per season, zero or more.
    seasons
        Length of the path, 1 or more.
    strength
        Share of the hurdle that full ownership takes away, 0 to 1.

    Raises
    ------
    InputError
        For numbers outside their ranges.

    Examples
    --------
    >>> firm = Candidate("firm", value=100.0, readiness=0.4, ownership=0.0)
    >>> path = phase_out(FunctionLine("credit", "NGO", {"NGO": 1.0}, 80.0), firm, 0.2, 4, strength=0.0)
    >>> path.subsidy.round(6).tolist(), path.ends
    ([40.0, 20.0, 0.0, 0.0], 2.0)
    """
    require(SUBJECT, outside(NOT_NEGATIVE, {"learning": learning}), outside(POSITIVE, {"seasons": seasons}))
    takeover_tests(FunctionLine(line.function, line.done_by, line.payers, line.cost, (candidate,)), strength)
    readiness = np.minimum(candidate.readiness + learning * np.arange(seasons), 1.0)
    multiple = hurdle_of(candidate, strength)
    carried = readiness * candidate.value / multiple if multiple > 0 else np.full(seasons, line.cost)
    subsidy = np.maximum(line.cost - carried, 0.0)
    subsidy[subsidy <= REST * line.cost] = 0.0
    free = np.flatnonzero(subsidy == 0)
    return PhaseOut(readiness, subsidy, float(free[0]) if free.size else float("nan"))


def choose(pairs: Sequence[Takeover], costs: Mapping[str, float], limits: Mapping[str, float]) -> Floats:
    """Which pairs to take: as many as possible first, then with the largest surplus among those choices."""
    rules = assignment_rules(pairs, costs, limits)
    many = optimum(np.ones(len(pairs)), rules)
    count = float(np.round(many.sum()))
    surplus = np.array([test.surplus for test in pairs])
    scale = max(float(np.abs(surplus).max()), 1.0)
    return optimum(surplus / scale, [*rules, LinearConstraint(np.ones((1, len(pairs))), count, count)])


def optimum(gain: Floats, rules: Sequence[LinearConstraint]) -> Floats:
    """Exact 0-1 choice with the largest gain under the rules."""
    found = milp(
        -gain,
        constraints=list(rules),
        integrality=np.ones(gain.size, dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise RunError(f"{SUBJECT}: the choice of who takes what over was not found ({found.message}).")
    return np.asarray(np.round(found.x), dtype=np.float64)


def assignment_rules(
    pairs: Sequence[Takeover], costs: Mapping[str, float], limits: Mapping[str, float]
) -> list[LinearConstraint]:
    """Each function goes to one actor at most; each actor spends its budget at most (scaled to one)."""
    functions = list(dict.fromkeys(test.function for test in pairs))
    once = np.array([[float(test.function == function) for test in pairs] for function in functions])
    rules = [LinearConstraint(once, -np.inf, 1.0)]
    bounded = [actor for actor, budget in limits.items() if budget > 0]
    if bounded:
        spent = [[costs[t.function] / limits[a] if t.actor == a else 0.0 for t in pairs] for a in bounded]
        rules.append(LinearConstraint(np.array(spent), -np.inf, 1.0))
    return rules


def check_known_actors(lines: Sequence[FunctionLine], limits: Mapping[str, float]) -> None:
    """Refuse a budget of somebody who is a candidate for nothing."""
    known = sorted({candidate.actor for line in lines for candidate in line.candidates})
    for actor in limits:
        if actor not in known:
            raise InputError.single(
                SUBJECT,
                f"budget of '{actor}'",
                "this actor is a candidate for no function",
                did_you_mean(actor, known) or "Name it as a candidate, or leave its budget out",
                "budgets",
            )
