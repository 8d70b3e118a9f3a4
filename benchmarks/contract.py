"""The contract's fixed point for a million households: Newton's steps against plain iteration, and a price rule.

Plain iteration of the same map is the yardstick: it comes to rest only after hundreds of rounds, so it runs on a
hundredth of the households and its time is taken a household.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from row import Row, in_turn

from outgrow.chain import Contract, contract_value, indexed_price, rule_value

HOUSEHOLDS, FEWER, ROUNDS = 1_000_000, 10_000, 3
MOST_SECONDS = 2.0  # asked of a million households


def terms(households: int) -> Contract:
    """Contracts that differ in volume, credit and patience between households."""
    rng = np.random.default_rng(20110527)
    return Contract(
        price=0.5,
        volume=rng.lognormal(np.log(1200.0), 0.6, households),
        cost=100.0,
        credit=rng.uniform(0.0, 300.0, households),
        interest=0.1,
        enforcement=0.1,
        fine=100.0,
        sanction=20.0,
        exclusion=0.8,
        patience=rng.uniform(0.6, 0.95, households),
    )


def contract_figures() -> Iterator[Row]:
    """Seconds for a million households, and how much faster Newton's steps are than plain iteration."""
    all_, few = terms(HOUSEHOLDS), terms(FEWER)
    seconds = in_turn(
        {
            "newton": lambda: contract_value(all_, 360.0, 0.5, 0.25),
            "rule": lambda: rule_value(all_, indexed_price(0.5, 0.5), 360.0, 0.5, 0.25),
            "iteration": lambda: contract_value(few, 360.0, 0.5, 0.25, method="iteration"),
        },
        ROUNDS,
    )
    what = "contract's fixed point, 1e6 households"
    yield Row(what, seconds["newton"], "s", at_most=MOST_SECONDS)
    yield Row("the same under an indexed price", seconds["rule"], "s")
    ratio = seconds["iteration"] * (HOUSEHOLDS / FEWER) / seconds["newton"]
    yield Row("plain iteration over Newton's steps, a household", ratio, "times")
