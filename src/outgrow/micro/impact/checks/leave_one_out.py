"""Does one cluster make the estimate?"""

from __future__ import annotations

from typing import Any

import numpy as np

from outgrow.micro.design import Design, as_frame, labels
from outgrow.micro.impact.estimate import estimate_impact
from outgrow.micro.impact.records import CheckResult, ImpactEstimate, number
from outgrow.vocabulary import InputError

NAME = "one cluster left out"


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when no cluster's absence moves the estimate by two standard errors, or changes a sign that is known.

    Where the interval holds zero the sign is not known to begin with, and a change of it says nothing.
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    frame = as_frame(data)
    words = np.asarray([x or "" for x in labels(frame[design.cluster])])
    rows = []
    names = sorted(set(words.tolist()))
    for name in names:
        try:
            without = estimate_impact(frame.filter(words != name), design, inference="cluster", level=estimate.level)
        except InputError:
            continue  # said in the text
        rows.append((name, without.estimate, without.se))
    table = pl.DataFrame(rows, schema=["cluster", "estimate", "se"], orient="row")
    values = table["estimate"].to_numpy()
    least = np.minimum(table["se"].to_numpy(), estimate.se)  # a cluster that makes the estimate makes its error too
    moved = bool(np.any(np.abs(values - estimate.estimate) > 2 * least))
    same_sign = bool(np.all(np.sign(values) == np.sign(estimate.estimate)))
    ends = number(float(values.min(initial=np.inf))), number(float(values.max(initial=-np.inf)))
    text = f"Leaving one of {len(names)} clusters out, the estimate lies between {ends[0]} and {ends[1]}."
    if missing := len(names) - len(rows):
        text += f" {missing} times there is none, because an arm or stratum is empty."
    unsure = estimate.interval[0] <= 0 <= estimate.interval[1]
    return CheckResult(NAME, (same_sign or unsure) and not moved, table, text)
