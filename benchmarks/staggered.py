"""A staggered roll-out of 20,000 households over 5 periods, estimated in a process of its own.

Prints, as JSON, seconds from the process's first line to the estimate (the estimator's library included), seconds of
a second estimate, and the most memory the process held.
"""

from __future__ import annotations

import json
import time

from memory import most_held

BEGAN = time.perf_counter()
HOUSEHOLDS, PERIODS = 20_000, 5


def figures() -> dict[str, float]:
    """Seconds and bytes."""
    import numpy as np  # noqa: PLC0415  counted
    import polars as pl  # noqa: PLC0415  counted

    from outgrow.micro import Design, estimate_impact  # noqa: PLC0415  counted

    rng = np.random.default_rng(1)
    village = np.repeat(np.arange(HOUSEHOLDS // 50), 50)
    start, t = np.array([0, 2, 3, 4])[village % 4], np.arange(PERIODS)
    on = (start[:, None] > 0) & (t >= start[:, None])
    y = rng.normal(size=(HOUSEHOLDS, 1)) + on + rng.normal(size=(HOUSEHOLDS, PERIODS))
    frame = pl.DataFrame(
        {
            "id": np.repeat(np.arange(HOUSEHOLDS), PERIODS),
            "village": np.repeat(village, PERIODS),
            "t": np.tile(t, HOUSEHOLDS),
            "start": np.repeat(start, PERIODS),
            "y": y.ravel(),
        }
    )
    design = Design(kind="staggered", outcome="y", unit="id", period="t", first_treated="start", cluster="village")
    estimate_impact(frame, design)
    first = time.perf_counter()
    estimate_impact(frame, design)
    held = most_held()
    return {"first": first - BEGAN, "again": time.perf_counter() - first, "bytes": held}


if __name__ == "__main__":
    print(json.dumps(figures()))
