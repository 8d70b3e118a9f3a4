"""Invented households, terms and state on which every implementation of a season is timed.

The numbers are of the right size and reach every branch of the season; they describe nobody.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outgrow.population import VILLAGE
from outgrow.system.household import Terms
from outgrow.system.steps.account import MEASURES

Floats = NDArray[np.float64]

TERMS = Terms(**dict.fromkeys(Terms._fields, 0.3))._replace(
    first=14.0,
    deferred=36.0,
    premium=1.0,
    spot=60.0,
    first_without=14.0,
    deferred_without=36.0,
    spot_without=55.0,
    supplied_before=1.0,
    production_cost=16.0,
    practice_cost=11.0,
    per_gain=0.3 / 50_000.0,
    charges=500.0,
    stake=100.0,
    received=0.9,
    pool=1.0,
    pool_without=1.0,
    turned=0.05,
    credit=900.0,
    owed=1_000.0,
    fine=200.0,
    premium_promised=1.5,
    premium_settled=0.9,
)


class Inputs(NamedTuple):
    """Arguments of a season, in the kernels' order after the range of villages."""

    key: NDArray[np.uint64]
    terms: Floats
    columns: Floats
    which: NDArray[np.int64]
    like: NDArray[np.int64]
    flags: NDArray[np.uint8]
    villages: Floats
    state: NDArray[np.uint8]
    skill: Floats
    sums: Floats


def inputs(households: int, scenarios: int = 1) -> Inputs:
    """Arguments of a season of about so many households, in whole villages; the same at every call.

    Scenarios share the households and differ a little in their terms.
    """
    rng = np.random.default_rng(0)
    villages = -(-households // VILLAGE)
    size = villages * VILLAGE
    columns = np.stack(
        [
            rng.lognormal(7.0, 0.5, size),
            rng.normal(0.1, 0.1, size),
            rng.uniform(0.3, 1.0, size),
            rng.uniform(0.0, 0.4, size),
            rng.lognormal(10.0, 0.5, size),
            rng.uniform(1.0, 9.0, size),
            rng.uniform(40_000.0, 120_000.0, size),
            rng.uniform(0.5, 2.0, size),
        ]
    )
    by_village = np.stack(
        [
            rng.uniform(0.0, 1.0, villages),
            rng.uniform(0.0, 1.0, villages),
            rng.uniform(0.0, 0.3, villages),
            rng.lognormal(0.0, 0.1, villages),
            rng.lognormal(0.0, 0.1, villages),
        ]
    )
    terms = np.array([TERMS._replace(premium=1.0 + 0.1 * scenario) for scenario in range(scenarios)])
    state = rng.integers(0, 8, size).astype(np.uint8)
    skill = rng.uniform(0.0, 1.0, size)
    return Inputs(
        key=np.array([0, 1, 12345, 7, 0], dtype=np.uint64),
        terms=terms,
        columns=columns[None],
        which=np.zeros(scenarios, dtype=np.int64),
        like=np.zeros(scenarios, dtype=np.int64),
        flags=rng.integers(0, 8, size).astype(np.uint8)[None],
        villages=np.repeat(by_village[None], scenarios, axis=0),
        state=np.repeat(state[None], scenarios, axis=0),
        skill=np.repeat(skill[None], scenarios, axis=0),
        sums=np.empty((scenarios, villages, len(MEASURES))),
    )
