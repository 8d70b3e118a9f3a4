"""How many synthetic households it takes for the pilot to be more than a speck among them."""

from __future__ import annotations

import math

from outgrow.initiative import Initiative, model_values

WANTED_IN_PILOT = 40  # synthetic households that stand for the pilot: its share is then known to about a sixth
FEWEST_IN_PILOT = 5  # below this the pilot is a matter of rounding


def pilot_households(initiative: Initiative, households: int) -> float:
    """Synthetic households that stand for those the pilot has reached, at middle values.

    Parameters
    ----------
    initiative
        The case.
    households
        Synthetic households in the target population.
    """
    values = model_values(initiative, {})
    share = float(values["delivery.coverage.reached"][0] / values["target.households"][0])
    return share * households


def households_needed(initiative: Initiative, least: int, most: int) -> int:
    """Synthetic households with which the pilot is resolved, between two bounds.

    Parameters
    ----------
    initiative
        The case.
    least, most
        Bounds.
    """
    each = pilot_households(initiative, 1)
    return most if each <= 0.0 else min(max(math.ceil(WANTED_IN_PILOT / each), least), most)


def too_coarse(initiative: Initiative, households: int) -> str:
    """Say that the pilot is too small a part of the target to be simulated with so many households; else empty."""
    there = pilot_households(initiative, households)
    if there >= FEWEST_IN_PILOT:
        return ""
    return (
        f"the pilot is so small a part of the target population that {there:.1f} of {households:,} synthetic "
        "households stand for it, and its growth cannot be followed; take more households, or a nearer target"
    )
