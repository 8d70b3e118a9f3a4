"""Calibration of conditions against the numbers of R's QCA package (reference section Q5), and Brier's own example."""

from __future__ import annotations

import pytest

from outgrow.history import Condition, brier

PRINTED = 5e-5  # four decimals are printed


@pytest.mark.parametrize(
    ("anchors", "raw", "membership"),
    [
        ((400, 550, 900), 720, 0.8069),
        ((400, 550, 900), 1098, 0.9901),
        ((400, 550, 900), 586, 0.5751),
        ((400, 550, 900), 468, 0.1666),
        ((400, 550, 900), 424, 0.0777),
        ((400, 550, 900), 1038, 0.9838),
        ((25, 50, 65), 60.5, 0.8871),
        ((25, 50, 65), 43, 0.3048),
    ],
)
def test_direct_calibration_agrees_with_r(anchors, raw, membership):
    condition = Condition("X", "", lambda _i, _v: 0.0, anchors)
    assert condition.membership(raw) == pytest.approx(membership, abs=PRINTED)


def test_a_brier_score_of_a_yes_or_no_forecast_is_twice_the_squared_error():
    # Brier (1950): 0.7 for rain that fell counts (0.7 - 1)^2 + (0.3 - 0)^2.
    assert brier({"scales": 0.7, "stalls": 0.3}, "scales") == pytest.approx(2 * 0.3**2)
