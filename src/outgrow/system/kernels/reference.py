"""The season over villages in NumPy: the definition against which the compiled kernel is held."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from outgrow.population import ELIGIBLE, SMALL, VILLAGE, WOMAN
from outgrow.system.household import Household, Luck, Terms, Village, season_of_household
from outgrow.vocabulary.portable import MASK, normals_of, philox, uniform_of

Floats = NDArray[np.float64]
STATE_COLUMNS = 3


def season(
    first: int,
    last: int,
    key: NDArray[np.uint64],
    terms: Terms,
    columns: Floats,
    flags: NDArray[np.uint8],
    villages: Floats,
    state: NDArray[np.uint8],
    skill: Floats,
    sums: Floats,
) -> None:
    """Run one season in villages ``first`` to ``last - 1``, in place.

    Parameters
    ----------
    first, last
        Villages to work on.
    key
        Draw, season and stream number, and both words of the seed, shape (5,).
    terms
        What every household meets.
    columns
        The population's floating-point columns in the order of `Household`, shape (8, N).
    flags
        The population's flags, shape (N,).
    villages
        Peers, trust, belief, weather and spot factor, shape (5, V).
    state, skill
        Bit 1 member, bit 2 trained; skill; shape (N,); written.
    sums
        Village sums in the order of ``account.MEASURES``, shape (V, M); written.
    """
    rows = slice(first * VILLAGE, last * VILLAGE)
    number = np.arange(rows.start, rows.stop, dtype=np.uint64)
    held = columns[:, rows]
    here = state[rows]
    bits = [_bit(flags[rows], bit) for bit in (WOMAN, SMALL, ELIGIBLE)]
    household = Household._make([*held, *bits, _bit(here, 1), _bit(here, 2), skill[rows]])
    village = Village(*(np.repeat(row, VILLAGE) for row in villages[:, first:last]))
    member, trained, learned, *measures = season_of_household(household, village, _luck(number, key), terms)
    state[rows] = (member + 2.0 * trained).astype(np.uint8)
    skill[rows] = learned
    for column, measure in enumerate(measures):
        sums[first:last, column] = _village_sums(np.broadcast_to(measure, number.shape))


def _luck(number: NDArray[np.uint64], key: NDArray[np.uint64]) -> Luck:
    one = np.ones_like(number)
    words = philox(number & MASK, one * key[0], one * key[1], one * key[2], key[3], key[4])
    return Luck(*normals_of(words[0], words[1]), uniform_of(words[2]), uniform_of(words[3]))


def _bit(flags: NDArray[np.uint8], bit: int) -> Any:
    return ((flags & bit) > 0).astype(np.float64)


def _village_sums(values: Floats) -> Floats:
    """Sum over each village by halving, the order in which the compiled kernel adds."""
    lanes = values.reshape(-1, VILLAGE)
    while lanes.shape[1] > 1:
        half = lanes.shape[1] // 2
        lanes = lanes[:, :half] + lanes[:, half:]
    return lanes[:, 0]
