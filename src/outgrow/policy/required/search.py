"""Search for the least-cost setting of levers for which all gates pass with a wanted probability.

Nothing here knows of initiatives: a lever has strengths and a cost, and a judge says in which worlds which gates pass.
Where the settings can be counted they are tried in the order of their cost, so that the first that passes is the
cheapest there is on the grid. Where they are too many, a search climbs until all gates pass and then lowers, lever by
lever and pair by pair, whatever it can; that finds a setting from which no single step or exchange saves, which need
not be the cheapest of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from outgrow.vocabulary import Defect, InputError

Truths = NDArray[np.bool_]
Setting = tuple[float, ...]
Judge = Callable[[Sequence[Setting], int, int], Truths]
"""Whether each gate passes in the worlds from one number up to another, shape (settings, gates, worlds)."""

FIRST_LOOK = 16  # worlds after which a setting can be given up
GIVEN_UP = 1e-3  # chance of so few passes, were the wanted probability true, at which a setting is given up
TOGETHER = 24  # settings judged at once
SAME_COST = 1e-12  # relative difference of sums of the same numbers


@dataclass(frozen=True, slots=True)
class Dial:
    """A lever as the search sees it.

    Parameters
    ----------
    id
        Short name.
    cost
        At full strength.
    strengths
        That may be set, rising from 0.
    """

    id: str
    cost: float
    strengths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A setting that was tried.

    Parameters
    ----------
    strengths
        Of each dial.
    cost
        Of the setting.
    gates
        Share of the worlds in which each gate passes, shape (G,).
    without
        Share of the worlds in which all gates but one pass, for each one left out, shape (G,).
    probability
        Share of the worlds in which all gates pass.
    worlds
        Worlds it was tried in; fewer than all when it was given up early.
    """

    strengths: Setting
    cost: float
    gates: tuple[float, ...]
    without: tuple[float, ...]
    probability: float
    worlds: int

    @property
    def error(self) -> float:
        """Standard error of the probability (Wilson)."""
        p, n = self.probability, self.worlds
        return float(np.sqrt(p * (1.0 - p) / n + 0.25 / n**2) / (1.0 + 1.0 / n))


@dataclass(frozen=True, slots=True)
class Solution:
    """What the search found.

    Parameters
    ----------
    tried
        Every setting tried, the cheapest first.
    best
        The cheapest that passes; None when none does.
    near
        All that pass and cost at most the stated share more, the cheapest first.
    relaxed
        The cheapest that passes when one gate is not asked for, for each gate; None when none does.
    exact
        Whether every cheaper setting of the grid was tried.
    wanted, worlds
        Probability wanted, and worlds in which a setting is tried in full.
    """

    tried: tuple[Tried, ...]
    best: Tried | None
    near: tuple[Tried, ...]
    relaxed: tuple[Tried | None, ...]
    exact: bool
    wanted: float
    worlds: int

    @property
    def likeliest(self) -> Tried:
        """The setting with the largest probability among those tried in full; of equals, the cheapest."""
        full = [one for one in self.tried if one.worlds == self.worlds] or list(self.tried)
        return max(full, key=lambda one: (one.probability, -one.cost))

    @property
    def most(self) -> tuple[float, ...]:
        """Largest share of worlds in which each gate passes under any setting tried in full."""
        full = [one for one in self.tried if one.worlds == self.worlds] or list(self.tried)
        return tuple(np.max([one.gates for one in full], axis=0).tolist())

    @property
    def frontier(self) -> tuple[Tried, ...]:
        """Settings tried in full that no other beats in both cost and probability, the cheapest first."""
        found: list[Tried] = []
        for one in sorted((t for t in self.tried if t.worlds == self.worlds), key=lambda t: (t.cost, -t.probability)):
            if not found or one.probability > found[-1].probability:
                found.append(one)
        return tuple(found)


def least_cost(
    dials: Sequence[Dial],
    judge: Judge,
    *,
    wanted: float,
    worlds: int,
    near: float = 0.25,
    most: int = 1000,
    progress: Callable[[int, int], None] | None = None,
) -> Solution:
    """Find the cheapest setting of the dials for which all gates pass with the wanted probability.

    Parameters
    ----------
    dials
        Levers with their costs and strengths.
    judge
        Says in which worlds which gates pass.
    wanted
        Probability wanted.
    worlds
        Worlds in which a setting is tried, unless it is given up before.
    near
        Settings that cost at most this share more than the cheapest are found too.
    most
        Settings up to which all are counted; beyond, a search is made.
    progress
        Called with the number of settings settled and to settle.

    Raises
    ------
    InputError
        For a probability outside 0 to 1, no dial, a negative cost, or strengths that do not rise from 0.

    Examples
    --------
    >>> dials = [Dial("a", 10.0, (0.0, 1.0)), Dial("b", 3.0, (0.0, 1.0))]
    >>> def judge(settings, first, last):
    ...     return np.array([[[s[0] + s[1] >= 1.0] * (last - first)] for s in settings])
    >>> least_cost(dials, judge, wanted=0.8, worlds=32).best.strengths
    (0.0, 1.0)
    """
    _check(dials, wanted, worlds)
    race = _Race(dials, judge, wanted, worlds)
    exact = prod(len(dial.strengths) for dial in dials) <= most
    if exact:
        _count(race, near, progress)
    else:
        _climb(race, progress)
    race.finish_candidates()
    tried = tuple(sorted(race.tried.values(), key=lambda one: (one.cost, one.strengths)))
    full = [one for one in tried if one.worlds == worlds]
    passing = [one for one in full if one.probability >= wanted]
    best = passing[0] if passing else None
    return Solution(
        tried=tried,
        best=best,
        near=tuple(one for one in passing if best and one.cost <= best.cost * (1.0 + near) * (1.0 + SAME_COST)),
        relaxed=tuple(
            next((one for one in full if one.without[gate] >= wanted), None) for gate in range(len(tried[0].gates))
        ),
        exact=exact,
        wanted=wanted,
        worlds=worlds,
    )


def _check(dials: Sequence[Dial], wanted: float, worlds: int) -> None:
    defects = []
    if not 0.0 < wanted < 1.0:
        why = "A probability that can be required lies between 0 and 1, both excluded"
        defects.append(Defect(f"{wanted:g}", "prob", why, "Give 0.8 or so"))
    if worlds < FIRST_LOOK:
        defects.append(Defect(f"{worlds}", "draws", f"A setting is tried in {FIRST_LOOK} worlds at least", "Give more"))
    if not dials:
        why = "What is required is looked for among the options of the initiative"
        defects.append(Defect("no option", "options", why, "Add options with their costs to the initiative file"))
    for dial in dials:
        if not (np.isfinite(dial.cost) and dial.cost >= 0.0):
            defects.append(Defect(f"{dial.cost:g}", dial.id, "A lever's cost is a number of at least 0", "Correct it"))
        if dial.strengths[0] != 0.0 or list(dial.strengths) != sorted(set(dial.strengths)):
            defects.append(Defect(f"{dial.strengths}", dial.id, "Strengths rise from 0", "Correct them"))
    if defects:
        raise InputError("what is required", defects)


class _Race:
    """Tries settings in more and more worlds, and gives up those that cannot pass.

    Parameters
    ----------
    dials, judge, wanted, worlds
        See `least_cost`.
    """

    def __init__(self, dials: Sequence[Dial], judge: Judge, wanted: float, worlds: int) -> None:
        self.dials, self.judge, self.wanted, self.worlds = dials, judge, wanted, worlds
        self.passes: dict[Setting, Truths] = {}
        self.tried: dict[Setting, Tried] = {}

    def cost(self, setting: Setting) -> float:
        """Cost of a setting."""
        return sum(dial.cost * strength for dial, strength in zip(self.dials, setting, strict=True))

    def settle(self, settings: Sequence[Setting], *, give_up: bool = True) -> list[Tried]:
        """Try settings until each is known in full or given up."""
        asked = list(dict.fromkeys(settings))
        going = [s for s in asked if self._seen(s) < self.worlds and (not give_up or s not in self.tried)]
        while going:
            for start in sorted({self._seen(s) for s in going}):
                group = [s for s in going if self._seen(s) == start]
                upto = min(max(2 * start, FIRST_LOOK), self.worlds)
                for setting, seen in zip(group, self.judge(group, start, upto), strict=True):
                    before = self.passes.get(setting)
                    self.passes[setting] = seen if before is None else np.concatenate([before, seen], axis=1)
            going = [s for s in going if self._seen(s) < self.worlds and not (give_up and self._hopeless(s))]
        for setting in asked:
            self.tried[setting] = self._told(setting)
        return [self.tried[setting] for setting in asked]

    def finish_candidates(self) -> None:
        """Try in full the settings that look best for all gates together and for each gate."""
        looks = [[one.probability, *one.gates] for one in self.tried.values()]
        settings = list(self.tried)
        best = {settings[place] for place in np.argmax(looks, axis=0).tolist()}
        self.settle(sorted(best), give_up=False)

    def _seen(self, setting: Setting) -> int:
        return self.passes[setting].shape[1] if setting in self.passes else 0

    def _hopeless(self, setting: Setting) -> bool:
        """Whether it is too unlikely that it passes, even were one gate not asked for."""
        from scipy.stats import binom  # noqa: PLC0415

        told = self._told(setting)
        count = round(max(told.probability, *told.without) * told.worlds)
        return bool(binom.cdf(count, told.worlds, self.wanted) < GIVEN_UP)

    def _told(self, setting: Setting) -> Tried:
        passes = self.passes[setting]
        closed = (~passes).sum(axis=0)
        without = [(closed == 0) | ((closed == 1) & ~gate) for gate in passes]
        return Tried(
            strengths=setting,
            cost=self.cost(setting),
            gates=tuple(passes.mean(axis=1).tolist()),
            without=tuple(float(one.mean()) for one in without),
            probability=float((closed == 0).mean()),
            worlds=passes.shape[1],
        )


def _count(race: _Race, near: float, progress: Callable[[int, int], None] | None) -> None:
    """Every setting in the order of its cost, until the nearly cheapest are known."""
    settings = sorted(product(*(dial.strengths for dial in race.dials)), key=lambda s: (race.cost(s), s))
    limit = np.inf
    for first in range(0, len(settings), TOGETHER):
        batch = [s for s in settings[first : first + TOGETHER] if race.cost(s) <= limit]
        if not batch:
            break
        passing = [t for t in race.settle(batch) if t.worlds == race.worlds and t.probability >= race.wanted]
        if passing:
            limit = min(limit, min(t.cost for t in passing) * (1.0 + near) * (1.0 + SAME_COST))
        if progress:
            progress(min(first + TOGETHER, len(settings)), len(settings))
    if progress:
        progress(len(settings), len(settings))


def _climb(race: _Race, progress: Callable[[int, int], None] | None) -> None:
    """Up one step at a time to where all gates pass, then down and across as far as they still do."""
    now: Setting = tuple(0.0 for _ in race.dials)
    top: Setting = tuple(dial.strengths[-1] for dial in race.dials)
    steps = sum(len(dial.strengths) for dial in race.dials)
    current, best = race.settle([now, top], give_up=False)
    done = 0
    while current.probability < race.wanted and (ups := list(_steps(race, current.strengths, +1))):
        current = max(race.settle(ups, give_up=False), key=lambda t: (t.probability, sum(t.gates), -t.cost))
        done += 1
        if progress:
            progress(min(done, steps), steps)
    starts = [t for t in (current, best) if t.probability >= race.wanted]
    for start in starts:
        _descend(race, start)
    if progress:
        progress(steps, steps)


def _descend(race: _Race, start: Tried) -> None:
    """Lower one lever, or lower one and raise another, as long as that saves and all gates still pass."""
    current = start
    while True:
        downs = list(_steps(race, current.strengths, -1))
        swaps = [up for down in downs for up in _steps(race, down, +1) if up != current.strengths]
        cheaper = sorted(
            {s for s in [*downs, *swaps] if race.cost(s) < current.cost * (1.0 - SAME_COST)}, key=race.cost
        )
        for first in range(0, len(cheaper), TOGETHER):
            settled = race.settle(cheaper[first : first + TOGETHER])
            passing = [t for t in settled if t.worlds == race.worlds and t.probability >= race.wanted]
            if passing:
                current = min(passing, key=lambda t: (t.cost, t.strengths))
                break
        else:
            return


def _steps(race: _Race, setting: Setting, way: int) -> Iterator[Setting]:
    """Settings one step of one dial up or down."""
    for place, dial in enumerate(race.dials):
        at = dial.strengths.index(setting[place]) + way
        if 0 <= at < len(dial.strengths):
            yield (*setting[:place], dial.strengths[at], *setting[place + 1 :])
