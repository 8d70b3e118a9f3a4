"""Poverty of a survey of five million rows in five hundred groups, with design-based errors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from row import Row, in_turn

from outgrow.micro import sampling, survey_poverty

ROWS, GROUPS, ROUNDS = 5_000_000, 500, 3
SECONDS = 2.0


def poverty_figures() -> Iterator[Row]:
    """Rows on headcount, gap and squared gap by group: the design stated and the estimates made, in one time."""
    rng = np.random.default_rng(1)
    income, weights = rng.lognormal(0.0, 1.0, ROWS), rng.uniform(0.5, 2.0, ROWS)
    group = rng.integers(0, GROUPS, ROWS)
    nested = group * 20 + rng.integers(0, 20, ROWS)
    crossed = rng.integers(0, 2000, ROWS)

    def by(strata: np.ndarray | None, clusters: np.ndarray | None) -> object:
        return survey_poverty(income, 1.0, sampling(ROWS, weights, strata, clusters), by=group)

    seconds = in_turn(
        {
            "rows drawn alone": lambda: by(None, None),
            "clusters in strata": lambda: by(group // 10, nested),
            "clusters across groups": lambda: by(None, crossed),
        },
        ROUNDS,
    )
    for name, found in seconds.items():
        yield Row(f"FGT, 5 million rows, 500 groups: {name}", found, "s", at_most=SECONDS)
