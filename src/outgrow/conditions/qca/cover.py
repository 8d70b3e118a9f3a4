"""All minimal covers: every smallest choice of prime implicants that explains each row, by exact branch and bound.

Petrick's method (1956) multiplies out which implicants cover which row. The same covers are found here by branching
on the row with fewest implicants; a branch ends when the implicants it may still choose cannot cover what is left.
Implicants that cover the same rows are kept as one until the covers are listed. The smallest covers are searched among
implicants whose rows are no part of another one's; every other smallest cover is one of these with a member replaced by
a smaller one that still covers what no other member does, so that those follow without further search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice, product
from math import prod
from operator import or_

import numpy as np
from numpy.typing import NDArray

Truths = NDArray[np.bool_]
Ints = NDArray[np.int64]

MOST_COVERS = 1_000  # covers that are listed
MOST_STEPS = 8_000  # branches after which the search says that there are more
MOST_CLASSES = 10_000  # covers, but for implicants of the same rows, after which it does
ROUNDING = 1e-9
BLOCK = 512  # implicants that are held against all others at once


@dataclass(frozen=True, slots=True)
class Covers:
    """Minimal covers.

    Parameters
    ----------
    listed
        Positions of the implicants of each cover.
    count
        How many there are.
    complete
        Whether the search went through all branches, so that ``count`` is exact.
    """

    listed: tuple[tuple[int, ...], ...]
    count: int
    complete: bool


@dataclass(slots=True)
class _Search:
    """Where the search stands."""

    table: Truths
    steps: int = 0
    found: list[tuple[int, ...]] = field(default_factory=list)

    @property
    def spent(self) -> bool:
        return self.steps > MOST_STEPS


def minimal_covers(table: Truths, *, irredundant: bool = False, most: int = MOST_COVERS) -> Covers:
    """Every minimal choice of columns that covers all rows.

    Parameters
    ----------
    table
        Which implicant (row of the array) covers which configuration (column), shape (implicants, rows).
    irredundant
        Also covers with more implicants than the smallest, none of which can be left out.
    most
        How many covers to list; ``count`` counts them all.

    Returns
    -------
    Covers
        The covers, smallest first; none when some row is in no implicant.

    Examples
    --------
    >>> table = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    >>> minimal_covers(table).listed
    ((0, 1), (0, 2), (1, 2))
    """
    if not table.size or not table.any(axis=0).all():
        return Covers((), 0, True)
    classes = _classes(table)
    search = _Search(np.array([table[members[0]] for members in classes]))
    every, proven = np.ones(table.shape[1], dtype=bool), True
    if irredundant:
        _all_irredundant(search, every, np.arange(len(classes)), ())
    else:
        largest = _undominated(search.table)
        widest = _Search(search.table[largest])
        fewest, proven = _fewest(widest.table)
        _of_size(widest, every, np.arange(len(largest)), (), fewest)
        search.steps = widest.steps
        search.found, whole = _narrowed(search.table, [tuple(largest[list(one)].tolist()) for one in widest.found])
        proven = proven and whole
    if not search.found:
        search.found.append(_greedy(search.table))
    choices = sorted(search.found, key=lambda chosen: (len(chosen), chosen))
    count = sum(prod(len(classes[c]) for c in chosen) for chosen in choices)
    listed = tuple(islice(_spelled(choices, classes), most))
    return Covers(tuple(sorted(listed, key=lambda c: (len(c), c))), count, proven and not search.spent)


def _classes(table: Truths) -> list[list[int]]:
    """Implicants that cover the same rows, together; those that cover none are left out."""
    together: dict[bytes, list[int]] = {}
    for position, row in enumerate(table):
        if row.any():
            together.setdefault(row.tobytes(), []).append(position)
    return list(together.values())


def _spelled(choices: Sequence[tuple[int, ...]], classes: list[list[int]]) -> Iterator[tuple[int, ...]]:
    for chosen in choices:
        for one in product(*(classes[c] for c in chosen)):
            yield tuple(sorted(one))


def _narrowed(table: Truths, covers: Sequence[tuple[int, ...]]) -> tuple[list[tuple[int, ...]], bool]:
    """Every cover that smaller implicants make in the place of members of these, and whether these are all.

    Members are taken in turn. One must cover the rows left that no later member of the cover can, and with that the
    later ones can cover the rest: no choice leads nowhere.
    """
    masks = [int.from_bytes(np.packbits(row).tobytes()) for row in table]
    inside = {m: [k for k, mask in enumerate(masks) if mask & masks[m] == mask] for m in {m for c in covers for m in c}}
    full, found = reduce(or_, masks), dict[tuple[int, ...], None]()
    for cover in covers:
        later = [0] * len(cover)
        for place in range(len(cover) - 1, 0, -1):
            later[place - 1] = later[place] | masks[cover[place]]
        stack: list[tuple[int, tuple[int, ...]]] = [(full, ())]
        while stack:
            left, chosen = stack.pop()
            if len(chosen) == len(cover):
                found.setdefault(tuple(sorted(chosen)))
                if len(found) >= MOST_CLASSES:
                    return list(found), False
                continue
            must = left & ~later[len(chosen)]
            fitting = (k for k in inside[cover[len(chosen)]] if masks[k] & must == must)
            stack.extend((left & ~masks[k], (*chosen, k)) for k in fitting)
    return list(found), True


def _fewest(maximal: Truths) -> tuple[int, bool]:
    """Size of the smallest cover, and whether it is proven: tried upwards among implicants in no other one."""
    every, enough = np.ones(maximal.shape[1], dtype=bool), len(_greedy(maximal))
    for size in range(1, enough):
        search = _Search(maximal)
        if _exists(search, every, np.arange(len(maximal)), size):
            return size, True
        if search.spent:
            return enough, False
    return enough, True


def _greedy(table: Truths) -> tuple[int, ...]:
    """A cover that takes the implicant with most rows left again and again."""
    left, chosen = np.ones(table.shape[1], dtype=bool), []
    while left.any():
        best = int((table & left).sum(axis=1).argmax())
        chosen.append(best)
        left = left & ~table[best]
    return tuple(sorted(chosen))


def _undominated(table: Truths) -> Ints:
    """Positions of the rows that are no part of another row."""
    as_numbers, size = table.astype(np.float32), table.sum(axis=1)
    kept = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(table), BLOCK):
        part = slice(start, start + BLOCK)
        shared = as_numbers[part] @ as_numbers.T
        inside = (shared >= size[part, None] - 0.5) & (size[None, :] > size[part, None])
        kept.append(start + np.flatnonzero(~inside.any(axis=1)))
    return np.concatenate(kept)


def _exists(search: _Search, left: Truths, candidates: Ints, size: int) -> bool:
    """Whether so many of the candidates can cover what is left."""
    search.steps += 1
    if not left.any():
        return True
    if size == 0 or search.spent:
        return False
    part = search.table[candidates][:, left]
    _, branch = _branch(part, size)
    if not branch.size:
        return False
    gain = part[branch].sum(axis=1)
    for place in branch[np.argsort(-gain, kind="stable")]:
        if _exists(search, left & ~search.table[candidates[place]], candidates, size - 1):
            return True
    return False


def _of_size(search: _Search, left: Truths, candidates: Ints, chosen: tuple[int, ...], size: int) -> None:
    """Add every cover with so many more candidates, each once."""
    search.steps += 1
    if not left.any():
        if size == 0:
            search.found.append(tuple(sorted(chosen)))
        return
    if size == 0 or search.spent:
        return
    part = search.table[candidates][:, left]
    if size == 1:
        search.found.extend(tuple(sorted((*chosen, int(c)))) for c in candidates[part.all(axis=1)])
        return
    column, branch = _branch(part, size)
    useful: Truths = np.asarray(part.any(axis=1))
    tried = np.flatnonzero(part[:, column])
    for place in tried[~np.isin(tried, branch)]:
        useful[place] = False
    for place in branch:
        useful[place] = False
        now = left & ~search.table[candidates[place]]
        _of_size(search, now, candidates[useful], (*chosen, int(candidates[place])), size - 1)


def _branch(part: Truths, size: int) -> tuple[int, Ints]:
    """The row with fewest candidates, and those of them that a cover of this size can hold.

    A row costs at least one over the most rows that a candidate covering it covers; what is left costs no more than
    the number of candidates that may still be chosen.
    """
    gain = part.sum(axis=1)
    most = (part * gain[:, None]).max(axis=0, initial=0)
    if not most.all():
        return 0, np.zeros(0, dtype=np.int64)
    cost = 1.0 / most
    column = int(part.sum(axis=0).argmin())
    within = part @ cost >= cost.sum() - (size - 1) - ROUNDING
    return column, np.flatnonzero(part[:, column] & within)


def _all_irredundant(search: _Search, left: Truths, candidates: Ints, chosen: tuple[int, ...]) -> None:
    """Add every cover of which nothing can be left out."""
    search.steps += 1
    if search.spent or not _each_needed(search.table, chosen):
        return
    if not left.any():
        search.found.append(tuple(sorted(chosen)))
        return
    part = search.table[candidates][:, left]
    column = int(part.sum(axis=0).argmin())
    open_to = np.ones(len(candidates), dtype=bool)
    for place in np.flatnonzero(part[:, column]):
        open_to[place] = False
        now = left & ~search.table[candidates[place]]
        _all_irredundant(search, now, candidates[open_to], (*chosen, int(candidates[place])))


def _each_needed(table: Truths, chosen: tuple[int, ...]) -> bool:
    """Whether each chosen implicant covers a row that no other chosen one does."""
    picked = table[list(chosen)]
    alone = picked.sum(axis=0) == 1
    return bool((picked & alone).any(axis=1).all())
