"""What an initiative needs to scale: its options as levers, tried on the same worlds and luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions import QUESTIONS, Finding, gates
from outgrow.initiative import Initiative
from outgrow.policy.required.search import Dial, Setting, Solution, Tried, least_cost
from outgrow.scenarios import Lever, Runner, Worlds, levers, pull
from outgrow.vocabulary import Streams

if TYPE_CHECKING:
    import polars as pl

STEPS = (0.0, 0.5, 1.0)
GATES = tuple(QUESTIONS)
COSTS = 1000  # draws from which the interval of a cost is told
PART = 1.0  # strength from which a lever is said to be pulled whole


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is required of an initiative's levers.

    Parameters
    ----------
    levers
        The initiative's options.
    solution
        What the search found; costs are medians over the worlds, money a season.
    failed
        Worlds that could not be simulated under some setting; they count as closed gates.
    """

    levers: tuple[Lever, ...]
    solution: Solution
    failed: int

    @property
    def reachable(self) -> bool:
        """Whether some setting passes."""
        return self.solution.best is not None

    @property
    def shadow_prices(self) -> dict[str, float | None]:
        """What each gate adds to the least cost, money a season; None where no setting passes even without it."""
        best = self.solution.best
        return {
            gate: (best.cost - relaxed.cost if relaxed is not None else None) if best else None
            for gate, relaxed in zip(GATES, self.solution.relaxed, strict=True)
        }

    @property
    def cost_without(self) -> dict[str, float | None]:
        """Least cost were one gate not asked for, money a season; None where no setting passes even then."""
        return {g: one.cost if one else None for g, one in zip(GATES, self.solution.relaxed, strict=True)}

    def payers(self, tried: Tried) -> dict[str, float]:
        """What each actor pays under a setting, money a season."""
        paid: dict[str, float] = {}
        for lever, strength in zip(self.levers, tried.strengths, strict=True):
            if strength > 0.0:
                paid[lever.payer] = paid.get(lever.payer, 0.0) + strength * lever.median_cost
        return paid

    def cost_range(self, tried: Tried) -> tuple[float, float, float]:
        """5 %, 50 % and 95 % quantiles of a setting's cost over the worlds, money a season."""
        total = sum(s * lever.cost for lever, s in zip(self.levers, tried.strengths, strict=True)) + np.zeros(1)
        low, middle, high = np.quantile(total, (0.05, 0.5, 0.95)).tolist()
        return low, middle, high

    @property
    def pareto(self) -> tuple[Tried, ...]:
        """Settings that pass and that no other such setting beats for every payer and in probability."""
        passing = self.solution.near
        if not passing:
            return ()
        actors = sorted({lever.payer for lever in self.levers})
        points = [[*(self.payers(t).get(a, 0.0) for a in actors), -t.probability] for t in passing]
        table = np.array(points).reshape(len(passing), -1)
        kept = [not any((other <= one).all() and (other < one).any() for other in table) for one in table]
        return tuple(t for t, keep in zip(passing, kept, strict=True) if keep)

    def words(self, tried: Tried) -> str:
        """A setting in words."""
        pulled = [
            lever.title if s >= PART else f"{lever.title} (at {s:.0%})"
            for lever, s in zip(self.levers, tried.strengths, strict=True)
            if s > 0.0
        ]
        return "; ".join(pulled) or "nothing beyond what is done today"

    def because(self) -> str:
        """Why no setting passes; empty when one does."""
        if self.reachable:
            return ""
        found, most = self.solution, self.solution.most
        closed = sorted((share, gate) for gate, share in zip(GATES, most, strict=True) if share < found.wanted)
        best = found.likeliest
        end = f"all six open together in {best.probability:.0%} at most, with: {self.words(best)}"
        if closed:
            said = [f"'{gate}' opens in {share:.0%} of worlds at most" for share, gate in closed]
            return f"{' and '.join(said)}, whatever is done; {end}"
        weakest = min(zip(best.gates, GATES, strict=True))
        return (
            f"each gate can be opened often enough by itself and not all under one setting; {end}, where "
            f"'{weakest[1]}' opens least ({weakest[0]:.0%})"
        )

    def summary(self, say: Callable[[float], str] = "{:,.0f}".format) -> str:
        """What is required in a paragraph, with cost, probability, error and search; ``say`` puts money into words."""
        found = self.solution
        how = (
            f"All settings on the grid were tried in the order of their cost, in up to {found.worlds} worlds each."
            if found.exact
            else f"{len(found.tried)} settings were tried in a search, so that a cheaper one may exist; "
            f"{found.worlds} worlds each."
        )
        if found.best is None:
            return f"Not reachable within these levers, because {self.because()}. {how}"
        low, _, high = self.cost_range(found.best)
        return (
            f"All six gates open in {found.best.probability:.0%} of worlds (standard error {found.best.error:.0%}; "
            f"{found.wanted:.0%} wanted) at the least cost of {say(found.best.cost)} a season ({say(low)} to "
            f"{say(high)}) with: {self.words(found.best)}. {self._others()} {how}"
        )

    def to_frame(self) -> pl.DataFrame:
        """Every setting tried: strength of each lever, cost, probability, error, worlds, and each gate's share."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame([self._row(tried) for tried in self.solution.tried])

    def _row(self, tried: Tried) -> dict[str, Any]:
        strengths = {f"lever.{lever.id}": s for lever, s in zip(self.levers, tried.strengths, strict=True)}
        shares = {f"gate.{gate}": share for gate, share in zip(GATES, tried.gates, strict=True)}
        known = {"cost": tried.cost, "probability": tried.probability, "error": tried.error, "worlds": tried.worlds}
        return strengths | known | shares

    def _others(self) -> str:
        others = len(self.solution.near) - 1
        if not others:
            return "No other setting is nearly as cheap."
        return f"{others} other setting{'s are' if others > 1 else ' is'} nearly as cheap."

    def findings(self, money: str, say: Callable[[float], str] = "{:,.0f}".format) -> tuple[Finding, ...]:
        """What is required, and the price of each gate, as sentences."""
        best, found = self.solution.best, self.solution
        told = best or found.likeliest
        head = Finding(
            kind="required",
            condition="+".join(lever.id for lever, s in zip(self.levers, told.strengths, strict=True) if s > 0.0),
            result="all gates",
            sentence=self.summary(say),
            figure=best.cost if best else told.probability,
            unit=f"{money} a season" if best else "share of worlds",
            error=None if best else told.error,
            worlds=told.worlds,
            facilitates=True if best else None,
        )
        prices = [
            Finding(
                kind="required",
                condition=gate,
                result="all gates",
                sentence=f"Were '{gate}' not asked for, the least cost would be {say(price)} a season lower.",
                figure=price,
                unit=f"{money} a season",
                error=None,
                worlds=found.worlds,
                facilitates=False,
            )
            for gate, price in self.shadow_prices.items()
            if price
        ]
        return (head, *prices)


def required(
    initiative: Initiative,
    runner: Runner,
    worlds: Worlds,
    *,
    wanted: float,
    steps: Sequence[float] = STEPS,
    near: float = 0.25,
    most: int = 1000,
    progress: Callable[[int, int], None] | None = None,
) -> Requirement:
    """Find what is required for all gates to open with the wanted probability.

    Parameters
    ----------
    initiative
        The case, whose options are the levers.
    runner
        Where and how the worlds run; every round of the search keeps its worlds in a folder of its own.
    worlds
        Worlds in which each setting is tried, with the same luck.
    wanted
        Probability wanted.
    steps
        Strengths of every lever, rising from 0; half strength makes half of the option's change at half its cost.
    near
        Settings that cost at most this share more than the cheapest are found too.
    most
        Settings up to which all are tried in the order of their cost; beyond, a search is made.
    progress
        Called with the number of settings settled and to settle.

    Raises
    ------
    InputError
        For an initiative without options, or a probability outside 0 to 1.
    """
    found = levers(initiative, Streams(runner.setting.seed), COSTS)
    judge = _Judge(initiative, replace(runner, progress=None), worlds, found)
    dials = [Dial(lever.id, lever.median_cost, tuple(steps)) for lever in found]
    solution = least_cost(dials, judge, wanted=wanted, worlds=worlds.draws, near=near, most=most, progress=progress)
    return Requirement(found, solution, judge.failed)


class _Judge:
    """Simulates settings, and says in which worlds which gates pass."""

    def __init__(self, initiative: Initiative, runner: Runner, worlds: Worlds, found: Sequence[Lever]) -> None:
        self.initiative, self.runner, self.worlds, self.levers = initiative, runner, worlds, found
        self.failed = 0
        self.rounds = 0

    def __call__(self, settings: Sequence[Setting], first: int, last: int) -> NDArray[np.bool_]:
        """Pass of each gate, shape (settings, gates, worlds)."""
        some = np.arange(first, last)
        part = self.worlds.at(some)
        names = [lever.id for lever in self.levers]
        variants = [
            pull(part, self.initiative, {name: s for name, s in zip(names, setting, strict=True) if s > 0.0})
            for setting in settings
        ]
        spec = {"settings": [list(setting) for setting in settings], "worlds": [first, last], "levers": names}
        stage = f"required/round-{self.rounds:04d}"
        self.rounds += 1
        found = self.runner.stacked(stage, "Trying settings", variants, spec, some)
        passes = np.zeros((len(GATES), len(settings) * some.size), dtype=bool)
        passes[:, found.draws] = [gate.passes for gate in gates(found.ensemble, self.initiative)]
        self.failed += len(found.failures)
        return np.moveaxis(passes.reshape(len(GATES), len(settings), some.size), 0, 1)
