"""Did the arms move alike before the start?"""

from __future__ import annotations

from typing import Any

from outgrow.micro.design import Design
from outgrow.micro.impact.did import SUSPECT, pre_trend_words
from outgrow.micro.impact.records import CheckResult, ImpactEstimate

NAME = "trends before the start"


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when the joint test of the periods before the start does not reject at 10 %.

    Without two periods before the start it cannot be checked.
    """
    table = estimate.to_frame()
    tests = [part for part in estimate.parts if part.family == "test"]
    if not tests:
        why = "Fewer than two periods lie before the start, so how the arms moved before it cannot be seen."
        return CheckResult(NAME, None, table, why)
    return CheckResult(NAME, tests[0].p >= SUSPECT, table, pre_trend_words(tests[0].p))
