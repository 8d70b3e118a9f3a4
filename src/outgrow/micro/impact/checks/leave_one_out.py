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
    """Stands when no cluster's absence changes the estimate's sign or moves it by two standard errors."""
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
    moved = float(np.abs(values - estimate.estimate).max(initial=0.0))
    same_sign = bool(np.all(np.sign(values) == np.sign(estimate.estimate)))
    ends = number(float(values.min(initial=np.inf))), number(float(values.max(initial=-np.inf)))
    text = f"Leaving one of {len(names)} clusters out, the estimate lies between {ends[0]} and {ends[1]}."
    if missing := len(names) - len(rows):
        text += f" {missing} times there is none, because an arm or stratum is empty."
    return CheckResult(NAME, same_sign and moved <= 2 * estimate.se, table, text)
