"""Exact minimisation: the prime implicants of a truth table, crisp, fuzzy or multi-value.

An implicant that covers a row keeps some of the row's values and leaves the others open, so that for each row it is a
set of kept conditions. Whether it is allowed depends only on how many other rows agree with the row on the kept
conditions; those numbers for all sets of conditions at once are one superset sum over a table of 2**k counts. Minimal
allowed sets are the prime implicants. This finds what Quine (1952) and McCluskey (1956) find, without ever listing
the remainders, and is exact for conditions of any number of levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.qca.records import ANY, Configuration, Cube

Ints = NDArray[np.signedinteger]
Truths = NDArray[np.bool_]


def prime_implicants(
    on: Sequence[Configuration],
    levels: Sequence[int],
    *,
    off: Sequence[Configuration] | None = None,
    also: Sequence[Configuration] = (),
) -> tuple[Cube, ...]:
    """Prime implicants that cover at least one row of ``on``.

    Parameters
    ----------
    on
        Rows to explain.
    levels
        Number of values of each condition.
    off
        Rows that must not be covered; every other configuration may be. When None, only rows of ``on`` and ``also``
        may be covered.
    also
        Rows that may be covered without being explained; read only when ``off`` is None.

    Returns
    -------
    tuple
        Cubes: one value a condition, -1 where it is open; sorted by number of literals, then by values.

    Examples
    --------
    >>> prime_implicants([(0, 0), (0, 1)], (2, 2))
    ((0, -1),)
    >>> prime_implicants([(1, 1)], (2, 2), off=[(0, 1)])
    ((1, -1),)
    """
    k = len(levels)
    others = off if off is not None else list(dict.fromkeys([*on, *also]))
    against = np.array(others, dtype=np.int64).reshape(-1, k)
    room = None if off is not None else _free_configurations(levels)
    found: set[Cube] = set()
    for row in dict.fromkeys(on):
        counts = _superset_sums(agreement(row, against), k)
        found.update(_cubes(row, counts == 0 if room is None else counts == room))
    return in_order(found)


def prime_implicants_with(
    on: Sequence[Configuration], levels: Sequence[int], agreements: Ints, chosen: Truths
) -> tuple[Cube, ...]:
    """Prime implicants that may cover rows of ``on`` and some of many further rows, which are prepared once.

    Parameters
    ----------
    on
        Rows to explain.
    levels
        Number of values of each condition.
    agreements
        `agreement` of each row to explain with the rows to explain and then the further ones, shape (on, on + rows).
    chosen
        Which further rows may be covered, shape (rows,).
    """
    allowed = np.concatenate([np.ones(len(on), dtype=bool), chosen])
    room, k = _free_configurations(levels), len(levels)
    found: set[Cube] = set()
    for row, agrees in zip(on, agreements, strict=True):
        found.update(_cubes(row, _superset_sums(agrees[allowed], k) == room))
    return in_order(found)


def agreement(row: Configuration, others: Ints) -> Ints:
    """On which conditions each of the others agrees with a row, as bits, shape (others,)."""
    return np.asarray((others == np.array(row)) @ (1 << np.arange(len(row))))


def in_order(cubes: Iterable[Cube]) -> tuple[Cube, ...]:
    """Cubes by number of literals, then by values."""
    return tuple(sorted(cubes, key=lambda cube: (-cube.count(ANY), [(v == ANY, -v) for v in cube])))


def _cubes(row: Configuration, allowed: Truths) -> Iterator[Cube]:
    """What is left of a row when as many conditions as possible are open."""
    for kept in np.flatnonzero(_minimal(allowed, len(row))).tolist():
        yield tuple(value if kept >> place & 1 else ANY for place, value in enumerate(row))


def _superset_sums(agrees: Ints, k: int) -> Ints:
    """For each set of conditions, how many rows agree on all of them, shape (2**k,)."""
    counts = np.bincount(agrees, minlength=1 << k).astype(np.int32)
    for place in range(k):
        halves = counts.reshape(-1, 2, 1 << place)
        halves[:, 0] += halves[:, 1]
    return counts


def _free_configurations(levels: Sequence[int]) -> Ints:
    """For each set of kept conditions, how many configurations the open ones make, shape (2**k,)."""
    room = np.ones(1, dtype=np.int64)
    for count in levels:
        room = np.concatenate([room * count, room])
    return room


def _minimal(allowed: Truths, k: int) -> Truths:
    """Allowed sets of which no condition can be taken out."""
    smaller = np.zeros_like(allowed)
    for place in range(k):
        smaller.reshape(-1, 2, 1 << place)[:, 1] |= allowed.reshape(-1, 2, 1 << place)[:, 0]
    return np.asarray(allowed & ~smaller)
