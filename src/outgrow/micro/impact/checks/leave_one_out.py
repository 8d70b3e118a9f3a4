"""Does one cluster make the estimate?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.micro.design import AnalysisData, Design, analysis_data, as_frame, codes, labels, numbers
from outgrow.micro.design.rounds import is_after
from outgrow.micro.impact.estimate import estimate_impact
from outgrow.micro.impact.rct import among
from outgrow.micro.impact.records import CheckResult, ImpactEstimate
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

NAME = "one cluster left out"
ROWS_REFITTED = 5_000_000  # in all estimates together; a million rows are estimated in seconds
FEWEST, MOST = 10, 200  # clusters left out in turn


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when no cluster's absence moves the estimate by two standard errors, or changes a sign that is known.

    Where the interval holds zero the sign is not known to begin with, and a change of it says nothing. In a large
    survey only the clusters that weigh most are left out: those whose outcomes lie furthest, in sum, from the mean of
    their arm and round.
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    frame = as_frame(data)
    words = np.asarray([x or "" for x in labels(frame[design.cluster])])
    ready = analysis_data(frame, design) if design.kind == "rct" and not design.period else None  # checked once
    every = sorted(set((words if ready is None else words[ready.rows]).tolist()))
    names = _heaviest(frame, design, words, every)
    found = dict(_each(frame, design, ready, words, names, estimate.level))
    rows = [(name, *answer) for name, answer in found.items() if answer is not None]
    table = pl.DataFrame(rows, schema={"cluster": pl.String, "estimate": pl.Float64, "se": pl.Float64}, orient="row")
    if not rows:
        why = f"No arm can spare one of its clusters: leaving any of the {len(every):,} out leaves nothing to estimate."
        return CheckResult(NAME, None, table, why)
    values = table["estimate"].to_numpy()
    least = np.minimum(table["se"].to_numpy(), estimate.se)  # a cluster that makes the estimate makes its error too
    moved = bool(np.any(np.abs(values - estimate.estimate) > 2 * least))
    same_sign = bool(np.all(np.sign(values) == np.sign(estimate.estimate)))
    ends = (estimate.shown(float(end)) for end in (values.min(), values.max()))
    which = f"one of {len(every):,} clusters out"
    if len(names) < len(every):
        which += f", each of the {len(names)} that weigh most in turn"
    text = f"Leaving {which}, the estimate lies between {' and '.join(ends)}."
    if missing := len(found) - len(rows):
        text += f" {missing} times there is none, because an arm or stratum is empty, or has one cluster left."
    unsure = estimate.interval[0] <= 0 <= estimate.interval[1]
    return CheckResult(NAME, (same_sign or unsure) and not moved, table, text)


def _heaviest(frame: pl.DataFrame, design: Design, words: np.ndarray, every: list[str]) -> list[str]:
    """All clusters where they can be left out in turn, otherwise those that could move the estimate most."""
    most = int(np.clip(ROWS_REFITTED // max(frame.height, 1), FEWEST, MOST))
    if len(every) <= most:
        return every
    y = numbers(frame[design.outcome])
    used = np.isfinite(y)
    w = numbers(frame[design.weights]) if design.weights else np.ones(y.size)
    sides = tuple(name for name in (design.arm, design.first_treated, design.period) if name)
    side = codes(frame, sides) if sides else np.zeros(y.size, dtype=np.int64)
    total = np.bincount(side[used], w[used])
    mean = np.bincount(side[used], (w * y)[used]) / np.where(total > 0, total, 1.0)
    late = is_after(frame, design) if design.period and design.treated_from is not None else np.ones(y.size, dtype=bool)
    pull = np.where(used, w * (y - mean[side]) / np.where(total > 0, total, 1.0)[side], 0.0) * np.where(late, 1.0, -1.0)
    used &= np.isin(words, every)
    place = np.searchsorted(np.array(every), words[used])
    weight = np.abs(np.bincount(place, pull[used], minlength=len(every)))
    chosen = np.argsort(-weight, kind="stable")[:most]
    return [every[i] for i in sorted(chosen.tolist())]


def _each(
    frame: pl.DataFrame, design: Design, ready: AnalysisData | None, words: np.ndarray, names: list[str], level: float
) -> Iterator[tuple[str, tuple[float, float] | None]]:
    """Estimate and standard error without each cluster; None where there is none, which the text tells."""
    for name in names:
        if ready is not None:  # one row a unit
            yield name, among(ready, words[ready.rows] != name, level)
            continue
        try:
            without = estimate_impact(frame.filter(words != name), design, inference="cluster", level=level)
        except InputError:
            yield name, None
        else:
            yield name, (without.estimate, without.se)
