"""The season over villages in NumPy: the definition against which the compiled kernel is held."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from outgrow.population import ELIGIBLE, SMALL, VILLAGE, WOMAN
from outgrow.system.household import (
    Household,
    Luck,
    Terms,
    Village,
    factors,
    kept_of,
    scores,
    season_of_household,
    sums_without,
    without_initiative,
)
from outgrow.vocabulary.portable import MASK, philox

Floats = NDArray[np.float64]
MEMBER, TRAINED, BARRED = 1, 2, 4


def season(
    first: int,
    last: int,
    key: NDArray[np.uint64],
    terms: Floats,
    columns: Floats,
    which: NDArray[np.int64],
    like: NDArray[np.int64],
    flags: NDArray[np.uint8],
    villages: Floats,
    state: NDArray[np.uint8],
    skill: Floats,
    sums: Floats,
) -> None:
    """Run one season of K scenarios in villages ``first`` to ``last - 1``, in place, on the same luck.

    Parameters
    ----------
    first, last
        Villages to work on.
    key
        Draw, season and stream number, and both words of the seed, shape (5,).
    terms
        What every household meets, the fields of `Terms` in their order, shape (K, len(Terms._fields)).
    columns
        Floating-point columns of P populations in the order of `Household`, shape (P, 8, N).
    which
        Number of each scenario's population, shape (K,).
    like
        For each scenario the first one with the same season without the initiative, shape (K,); only the compiled
        kernel makes use of it.
    flags
        The populations' flags, shape (P, N).
    villages
        Peers, trust, belief, weather and spot factor, shape (K, 5, V).
    state, skill
        Bit 1 member, bit 2 trained, bit 4 barred; skill; shape (K, N); written.
    sums
        Village sums in the order of ``account.MEASURES``, shape (K, V, M); written.
    """
    rows = slice(first * VILLAGE, last * VILLAGE)
    luck = luck_scores(np.arange(rows.start, rows.stop, dtype=np.uint64), key)
    for scenario, population in enumerate(which.tolist()):
        t = Terms(*terms[scenario].tolist())
        household = households_at(rows, columns[population], flags[population], state[scenario], skill[scenario])
        village = Village(*(np.repeat(row, VILLAGE) for row in villages[scenario, :, first:last]))
        its_luck = luck_of(luck, t)
        without = without_initiative(household, village, its_luck, t)
        sums_of_it = sums_without(household, without)
        found = season_of_household(household, village, its_luck, t, kept_of(without, sums_of_it))
        member, trained, barred, learned, *own = found
        measures = (*own, *sums_of_it)
        state[scenario, rows] = (member * MEMBER + trained * TRAINED + barred * BARRED).astype(np.uint8)
        skill[scenario, rows] = learned
        for column, measure in enumerate(measures):
            sums[scenario, first:last, column] = _village_sums(np.broadcast_to(measure, household.volume.shape))


def households_at(rows: Any, columns: Floats, flags: NDArray[np.uint8], state: Any, skill: Any) -> Household:
    """Households in those rows, with their state at the start of the season."""
    bits = [bit(flags[rows], flag) for flag in (WOMAN, SMALL, ELIGIBLE)]
    held = [bit(state[rows], flag) for flag in (MEMBER, TRAINED, BARRED)]
    return Household._make([*columns[:, rows], *bits, *held, skill[rows]])


def luck_scores(number: NDArray[np.uint64], key: NDArray[np.uint64]) -> tuple[Floats, Floats, Floats, Floats]:
    """Luck of households by their numbers that is the same for all scenarios, see `scores`."""
    one = np.ones_like(number)
    words = philox(number & MASK, one * key[0], one * key[1], one * key[2], key[3], key[4])
    return scores(*words)


def luck_of(luck: tuple[Floats, Floats, Floats, Floats], t: Terms) -> Luck:
    """That luck under a scenario's spreads."""
    z0, z1, choice, place = luck
    return Luck(*factors(z0, z1, t.weather_spread, t.spot_spread), choice, place)


def bit(flags: NDArray[np.uint8], flag: int) -> Any:
    """1.0 where a bit is set."""
    return ((flags & flag) > 0).astype(np.float64)


def _village_sums(values: Floats) -> Floats:
    """Sum over each village by halving, the order in which the compiled kernel adds."""
    lanes = values.reshape(-1, VILLAGE)
    while lanes.shape[1] > 1:
        half = lanes.shape[1] // 2
        lanes = lanes[:, :half] + lanes[:, half:]
    return lanes[:, 0]
