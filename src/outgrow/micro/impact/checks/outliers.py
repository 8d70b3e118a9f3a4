"""Do a few extreme values make the estimate?"""

from __future__ import annotations

from typing import Any

import numpy as np

from outgrow.micro.design import Design, as_frame, numbers
from outgrow.micro.impact.estimate import estimate_impact
from outgrow.micro.impact.records import CheckResult, ImpactEstimate, number

NAME = "extreme values"
SHARE = 0.01  # on each side
SMALL = 0.1  # of the estimate


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when pulling the highest and lowest hundredth in keeps both numbers within each other's interval.

    One extreme value widens the interval of the estimate that it makes; without it the interval is narrow again. A
    shift of less than a tenth of the estimate is what pulling in does to any large survey, and stands.
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    frame = as_frame(data)
    y = numbers(frame[design.outcome])
    low, high = np.nanquantile(y, [SHARE, 1 - SHARE])
    pulled = frame.with_columns(pl.Series(design.outcome, np.clip(y, low, high)).fill_nan(None))
    without = estimate_impact(pulled, design, inference="cluster", level=estimate.level)
    rows = [("as measured", estimate.estimate, estimate.se), ("extremes pulled in", without.estimate, without.se)]
    table = pl.DataFrame(rows, schema=["outcome", "estimate", "se"], orient="row")
    small = abs(without.estimate - estimate.estimate) <= SMALL * abs(estimate.estimate)
    inside = small or (_holds(estimate, without.estimate) and _holds(without, estimate.estimate))
    text = (
        f"With values below {number(float(low))} and above {number(float(high))} pulled in to them, the estimate is "
        f"{without.shown(without.estimate, sign=True)} instead of {estimate.shown(estimate.estimate, sign=True)} "
        f"{estimate.unit}."
    )
    return CheckResult(NAME, inside, table, text)


def _holds(found: ImpactEstimate, value: float) -> bool:
    return found.interval[0] <= value <= found.interval[1]
