"""Would a lottery that does nothing show this much?"""

from __future__ import annotations

from typing import Any

from outgrow.micro.design import Design
from outgrow.micro.impact.randomisation import randomisation_inference
from outgrow.micro.impact.records import CheckResult, ImpactEstimate

NAME = "randomisation inference"
DRAWS = 999


def check(data: Any, design: Design, estimate: ImpactEstimate) -> CheckResult:
    """Stands when permuting arms finds what the estimate's own test found, at its level."""
    test = randomisation_inference(data, design, draws=DRAWS)
    agree = (test.p < 1 - estimate.level) == (estimate.p < 1 - estimate.level)
    return CheckResult(NAME, agree, test.to_frame(), test.summary())
