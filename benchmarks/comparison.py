"""Comparing 60 cases on 14 conditions: calibrated table to all minimal models, necessity included."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from row import Row, in_turn

from outgrow.conditions import qca

CASES, CONDITIONS, ROUNDS = 60, 14, 3
MISJUDGED = 0.05  # share of the cases whose outcome is turned round


def cases(kind: str, seed: int = 1) -> dict[str, list[float] | list[str]]:
    """Made-up cases: two ways to the outcome and some misjudged cases, or an outcome without any cause."""
    luck = np.random.default_rng(seed)
    scores = luck.beta(0.6, 0.6, (CASES, CONDITIONS)).round(2)
    scores[scores == 0.5] = 0.51
    sets = scores if kind == "fuzzy" else (scores > 0.5).astype(float)
    there = scores > 0.5
    caused = (there[:, 0] & there[:, 1]) | (there[:, 2] & ~there[:, 3] & there[:, 4])
    shown = luck.random(CASES) < 0.4 if kind == "chance" else caused ^ (luck.random(CASES) < MISJUDGED)
    outcome = np.where(shown, luck.uniform(0.6, 1.0, CASES), luck.uniform(0.0, 0.4, CASES)).round(2)
    columns = {f"C{k}": sets[:, k].tolist() for k in range(CONDITIONS)}
    return {
        "case": [f"case {n}" for n in range(CASES)],
        **columns,
        "W": outcome.tolist() if kind == "fuzzy" else shown.astype(float).tolist(),
    }


def comparison_figures() -> Iterator[Row]:
    """Rows on comparing cases."""
    tables = {kind: cases(kind) for kind in ("crisp", "fuzzy", "chance")}
    seconds = in_turn({k: lambda table=table: qca(table, "W", expect="all") for k, table in tables.items()}, ROUNDS)
    yield Row("QCA, 60 cases and 14 crisp conditions, all models", seconds["crisp"], "s", at_most=2.0)
    yield Row("QCA, 60 cases and 14 fuzzy conditions, all models", seconds["fuzzy"], "s", at_most=2.0)
    yield Row("  the same with an outcome by chance alone", seconds["chance"], "s")
