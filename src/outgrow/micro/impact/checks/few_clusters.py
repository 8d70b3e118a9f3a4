"""Does the finding survive a test made for few clusters?"""

from __future__ import annotations

from typing import Any

from outgrow.micro.design import Design
from outgrow.micro.design.wording import p_words
from outgrow.micro.impact.estimate import estimate_impact
from outgrow.micro.impact.records import CheckResult, ImpactEstimate

NAME = "wild cluster bootstrap"


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when the t test and the wild cluster bootstrap agree on whether the estimate differs from zero."""
    import polars as pl  # noqa: PLC0415  loaded when a table is wanted

    found = {way: estimate_impact(data, design, inference=way, level=estimate.level) for way in ("cluster", "wild")}
    rows = [(way, e.estimate, *e.interval, e.p) for way, e in found.items()]
    table = pl.DataFrame(rows, schema=["inference", "estimate", "low", "high", "p"], orient="row")
    wild, level = found["wild"], 1 - estimate.level
    text = (
        f"By bootstrap the interval is {wild.interval_shown} ({p_words(wild.p)}); "
        f"the t test gives {p_words(found['cluster'].p)}."
    )
    return CheckResult(NAME, (wild.p < level) == (found["cluster"].p < level), table, text)
