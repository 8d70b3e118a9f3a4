"""Scenario discovery: boxes in the space of the uncertain numbers in which most cases of interest lie (PRIM).

Patient rule induction (Friedman and Fisher 1999, Statistics and Computing 9:123-143) as used for scenario discovery
(Bryant and Lempert 2010, Technological Forecasting and Social Change 77:34-49): peel a thin slice off the box again and
again, so that the share of interesting cases in what is left rises most; then paste back what was peeled too far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.vocabulary import InputError, Streams, did_you_mean

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Objective = Literal["lenient1", "original"]
PEEL, PASTE, LEAST_MASS = 0.1, 0.05, 0.05
BY_CHANCE = 0.05  # quasi-p above which a limit may be there by chance
HALVES = 10  # random halves on which a box is looked for again


@dataclass(frozen=True, slots=True)
class Limit:
    """One end of a box.

    Parameters
    ----------
    name
        Which number.
    side
        ``least`` or ``most``.
    value
        The number has to be at least or at most this.
    quasi_p
        Chance of as many cases of interest in the box, had the limit no bearing on them.
    """

    name: str
    side: Literal["least", "most"]
    value: float
    quasi_p: float


@dataclass(frozen=True, slots=True)
class Box:
    """A box and what lies in it.

    Parameters
    ----------
    low, high
        Limits of every number, shape (K,).
    inside
        Cases in it, shape (D,).
    coverage
        Share of all cases of interest that lie in it.
    density
        Share of its cases that are of interest.
    """

    low: Floats
    high: Floats
    inside: Truths
    coverage: float
    density: float

    @property
    def size(self) -> int:
        """Cases in it."""
        return int(self.inside.sum())

    @property
    def score(self) -> float:
        """Harmonic mean of coverage and density."""
        both = self.coverage + self.density
        return 2.0 * self.coverage * self.density / both if both > 0.0 else 0.0


@dataclass(frozen=True, slots=True)
class Prim:
    """All boxes of one search, from everything to the last.

    Parameters
    ----------
    names
        Of the numbers.
    x
        Their values, shape (D, K).
    interest
        Which cases are of interest, shape (D,).
    boxes
        The first holds everything.
    objective
        What a peel raises: ``lenient1``, density gained for each case lost, or ``original``, density gained.
    """

    names: tuple[str, ...]
    x: Floats
    interest: Truths
    boxes: tuple[Box, ...]
    objective: Objective

    def limits(self, box: int) -> tuple[Limit, ...]:
        """Limits of a box that are narrower than the data, with their quasi-p (Bryant and Lempert 2010)."""
        found, first = self.boxes[box], self.boxes[0]
        limits: list[Limit] = []
        for place, name in enumerate(self.names):
            freed = _in_box(
                self.x, _with(found.low, place, first.low[place]), _with(found.high, place, first.high[place])
            )
            p = _quasi_p(self.interest, found.inside, freed)
            if found.low[place] > first.low[place]:
                limits.append(Limit(name, "least", float(found.low[place]), p))
            if found.high[place] < first.high[place]:
                limits.append(Limit(name, "most", float(found.high[place]), p))
        return tuple(sorted(limits, key=lambda limit: limit.quasi_p))

    def restricted(self, box: int) -> int:
        """Numbers that the box limits."""
        return len({limit.name for limit in self.limits(box)})

    @property
    def best(self) -> int:
        """The box with the largest harmonic mean of coverage and density; of equals, the one with fewer limits."""
        return max(range(len(self.boxes)), key=lambda box: (self.boxes[box].score, -box))

    def without_chance(self, box: int, chance: float = BY_CHANCE) -> Box:
        """The box with every limit taken off, one after the other, whose quasi-p exceeds ``chance``."""
        low, high, first = self.boxes[box].low.copy(), self.boxes[box].high.copy(), self.boxes[0]
        while True:
            inside = _in_box(self.x, low, high)
            worst, place = max(
                (
                    (
                        _quasi_p(
                            self.interest,
                            inside,
                            _in_box(self.x, _with(low, k, first.low[k]), _with(high, k, first.high[k])),
                        ),
                        k,
                    )
                    for k in range(len(self.names))
                    if low[k] > first.low[k] or high[k] < first.high[k]
                ),
                default=(0.0, -1),
            )
            if worst <= chance:
                return _box(low, high, inside, self.interest)
            low[place], high[place] = first.low[place], first.high[place]

    def resampled(self, box: int, streams: Streams, halves: int = HALVES) -> Mapping[str, float]:
        """How often each number is limited when a like box is looked for in random halves of the cases.

        Parameters
        ----------
        box
            Whose coverage and density are looked for.
        streams
            Random streams.
        halves
            Random halves.

        Returns
        -------
        Mapping
            Share of the halves in which each number is limited, the most frequent first.
        """
        counts = dict.fromkeys(self.names, 0)
        cases = len(self.x)
        for half in range(halves):
            chosen = np.sort(
                np.argsort(streams.words("half of the cases", cases, draw=half)[0], kind="stable")[: cases // 2]
            )
            if not self.interest[chosen].any():
                continue
            again = prim(
                dict(zip(self.names, self.x[chosen].T, strict=True)), self.interest[chosen], objective=self.objective
            )
            near = min(range(len(again.boxes)), key=lambda b: _apart(again.boxes[b], self.boxes[box]))
            for name in {limit.name for limit in again.limits(near)}:
                counts[name] += 1
        return dict(sorted(((n, c / halves) for n, c in counts.items()), key=lambda item: -item[1]))


def prim(
    values: Mapping[str, Floats],
    interest: Sequence[bool] | Truths,
    *,
    objective: Objective = "lenient1",
    peel: float = PEEL,
    paste: float = PASTE,
    least_mass: float = LEAST_MASS,
) -> Prim:
    """Look for boxes with many cases of interest.

    Parameters
    ----------
    values
        Numbers by name, each of shape (D,).
    interest
        Which cases are of interest, shape (D,).
    objective
        ``lenient1`` divides the gain in density by the number of cases peeled off, ``original`` does not.
    peel, paste
        Share of the box's cases in a slice.
    least_mass
        Share of all cases that a box must hold.

    Raises
    ------
    InputError
        For shapes that do not fit, numbers that are not finite, no case of interest, or an unknown objective.

    Examples
    --------
    >>> u = np.linspace(0.0, 1.0, 200)
    >>> found = prim({"x": u}, u > 0.7)
    >>> box = found.boxes[found.best]
    >>> box.coverage > 0.9, box.density > 0.9
    (True, True)
    """
    x, y = _checked(values, interest, objective)
    low, high = x.min(axis=0), x.max(axis=0)
    boxes = [_box(low, high, np.ones(len(x), dtype=bool), y)]
    score = _OBJECTIVES[objective]
    for step, share in ((_peels, peel), (_pastes, paste)):
        while (after := _next(x, y, boxes, step, share, score, least_mass)) is not None:
            boxes.append(after)
    return Prim(tuple(values), x, y, tuple(boxes), objective)


def _checked(values: Mapping[str, Floats], interest: Sequence[bool] | Truths, objective: str) -> tuple[Floats, Truths]:
    y = np.asarray(interest, dtype=bool)
    columns = [np.asarray(column, dtype=np.float64) for column in values.values()]
    if objective not in _OBJECTIVES:
        todo = did_you_mean(objective, list(_OBJECTIVES))
        raise InputError.single("PRIM", f"'{objective}'", "it is no objective of a peel", todo, "objective")
    if not columns or any(column.shape != y.shape for column in columns):
        why = "each number needs one value for each case"
        raise InputError.single("PRIM", f"{len(columns)} numbers for {y.size} cases", why, "give one row a case")
    x = np.column_stack(columns)
    if not np.isfinite(x).all():
        bad = [name for name, column in zip(values, columns, strict=True) if not np.isfinite(column).all()]
        raise InputError.single("PRIM", ", ".join(bad), "some of its values are not finite", "leave these cases out")
    if not y.any():
        raise InputError.single(
            "PRIM", "no case of interest", "there is nothing to look for", "look for another outcome"
        )
    return x, y


def _lenient1(before: float, after: float, lost: int) -> float:
    return (after - before) / abs(lost) if lost else 0.0


def _original(before: float, after: float, lost: int) -> float:
    return after - before


_OBJECTIVES: Final[dict[str, Callable[[float, float, int], float]]] = {"lenient1": _lenient1, "original": _original}
Step = Callable[[Floats, Box, Box, float], Iterator[tuple[Floats, Floats]]]


def _next(
    x: Floats,
    y: Truths,
    boxes: Sequence[Box],
    step: Step,
    share: float,
    score: Callable[[float, float, int], float],
    least_mass: float,
) -> Box | None:
    """The best box one step on, or None when no step improves."""
    first, last = boxes[0], boxes[-1]
    best: tuple[tuple[float, int], Box] | None = None
    for low, high in step(x, last, first, share):
        after = _box(low, high, _in_box(x, low, high), y)
        free = int(((low == first.low) & (high == first.high)).sum())
        rank = (score(last.density, after.density, last.size - after.size), free)
        if best is None or rank > best[0]:
            best = rank, after
    if best is None:
        return None
    (gain, _), after = best
    wide_enough = after.size / len(y) >= least_mass
    moved = after.size != last.size
    return after if wide_enough and moved and gain > 0.0 and after.density > last.density else None


def _peels(x: Floats, box: Box, first: Box, share: float) -> Iterator[tuple[Floats, Floats]]:
    """The box less a slice at either end of each number."""
    for place in range(x.shape[1]):
        held = x[box.inside, place]
        yield box.low, _with(box.high, place, _cut(held, 1.0 - share))
        yield _with(box.low, place, _cut(held, share)), box.high


def _pastes(x: Floats, box: Box, first: Box, share: float) -> Iterator[tuple[Floats, Floats]]:
    """The box with a slice added at either end of each limited number."""
    for place in range(x.shape[1]):
        if box.low[place] > first.low[place]:
            below = x[
                _in_box(x, _with(box.low, place, first.low[place]), _with(box.high, place, box.low[place])), place
            ]
            if below.size:
                yield _with(box.low, place, _cut(below, 1.0 - share)), box.high
        if box.high[place] < first.high[place]:
            above = x[
                _in_box(x, _with(box.low, place, box.high[place]), _with(box.high, place, first.high[place])), place
            ]
            if above.size:
                yield box.low, _with(box.high, place, _cut(above, share))


def _cut(held: Floats, share: float) -> float:
    """Half-way between two neighbours about the quantile, so that a slice is cut off even among ties."""
    ordered = np.sort(held)
    at = (ordered.size - 1) * share
    below, above = int(np.floor(at)), int(np.ceil(at))
    if share > 0.5:
        while ordered[below] == ordered[above] and below > 0:
            below -= 1
    else:
        while ordered[below] == ordered[above] and above < ordered.size - 1:
            above += 1
    return float((ordered[below] + ordered[above]) / 2.0)


def _with(ends: Floats, place: int, value: float) -> Floats:
    changed = ends.copy()
    changed[place] = value
    return changed


def _in_box(x: Floats, low: Floats, high: Floats) -> Truths:
    return np.asarray(((x >= low) & (x <= high)).all(axis=1))


def _box(low: Floats, high: Floats, inside: Truths, interest: Truths) -> Box:
    of_interest, size = int((inside & interest).sum()), int(inside.sum())
    return Box(low, high, inside, of_interest / int(interest.sum()), of_interest / size if size else 0.0)


def _apart(one: Box, other: Box) -> float:
    """How far two boxes are apart in coverage and density."""
    return (one.coverage - other.coverage) ** 2 + (one.density - other.density) ** 2


def _quasi_p(interest: Truths, inside: Truths, freed: Truths) -> float:
    """One-sided binomial test of the box's cases of interest against the density without the number's limits."""
    from scipy.stats import binom  # noqa: PLC0415

    share = (interest & freed).sum() / freed.sum()
    return float(binom.sf(int((interest & inside).sum()) - 1, int(inside.sum()), share))
