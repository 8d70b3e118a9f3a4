"""What is said over the charts of poverty claims no more than the intervals hold."""

from __future__ import annotations

import pytest

from outgrow.micro.welfare.growth_split import GrowthSplit
from outgrow.report.pilot.welfare import _split_caption


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((-0.08, 0.07), "The share below the line is not found to have moved: growth and redistribution"),
        ((-0.09, -0.01), "What moved the share below the line: mostly change of the mean"),
    ],
)
def test_nothing_is_said_to_have_moved_a_share_that_is_not_found_to_have_moved(ends, told):
    split = GrowthSplit(
        alpha=0.0, before=0.57, after=0.52, growth=-0.06, redistribution=0.01, growth_first=-0.06,
        redistribution_first=0.01, residual=0.0, intervals=(ends, (-0.1, 0.0), (-0.02, 0.04), (0.0, 0.0)),
    )  # fmt: skip
    assert _split_caption(split) == told
