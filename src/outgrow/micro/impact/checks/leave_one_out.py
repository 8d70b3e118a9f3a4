"""Does one cluster make the estimate?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.micro.design import Design, analysis_data, as_frame, labels
from outgrow.micro.impact.estimate import estimate_impact
from outgrow.micro.impact.rct import among
from outgrow.micro.impact.records import CheckResult, ImpactEstimate, number
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

NAME = "one cluster left out"


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when no cluster's absence moves the estimate by two standard errors, or changes a sign that is known.

    Where the interval holds zero the sign is not known to begin with, and a change of it says nothing.
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    found = dict(_each(as_frame(data), design, estimate.level))
    rows = [(name, *answer) for name, answer in found.items() if answer is not None]
    table = pl.DataFrame(rows, schema=["cluster", "estimate", "se"], orient="row")
    values = table["estimate"].to_numpy()
    least = np.minimum(table["se"].to_numpy(), estimate.se)  # a cluster that makes the estimate makes its error too
    moved = bool(np.any(np.abs(values - estimate.estimate) > 2 * least))
    same_sign = bool(np.all(np.sign(values) == np.sign(estimate.estimate)))
    ends = number(float(values.min(initial=np.inf))), number(float(values.max(initial=-np.inf)))
    text = f"Leaving one of {len(found)} clusters out, the estimate lies between {ends[0]} and {ends[1]}."
    if missing := len(found) - len(rows):
        text += f" {missing} times there is none, because an arm or stratum is empty."
    unsure = estimate.interval[0] <= 0 <= estimate.interval[1]
    return CheckResult(NAME, (same_sign or unsure) and not moved, table, text)


def _each(frame: pl.DataFrame, design: Design, level: float) -> Iterator[tuple[str, tuple[float, float] | None]]:
    """Estimate and standard error without each cluster; None where there is none, which the text tells."""
    words = np.asarray([x or "" for x in labels(frame[design.cluster])])
    if design.kind == "rct" and not design.period:  # one row a unit: the survey is checked once
        ready = analysis_data(frame, design)
        used = words[ready.rows]
        for name in sorted(set(used.tolist())):
            yield name, among(ready, used != name, level)
        return
    for name in sorted(set(words.tolist())):
        try:
            without = estimate_impact(frame.filter(words != name), design, inference="cluster", level=level)
        except InputError:
            yield name, None
        else:
            yield name, (without.estimate, without.se)
