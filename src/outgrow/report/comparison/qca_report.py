"""A qualitative comparative analysis with what was done with it, as screen and page show it."""

from __future__ import annotations

from dataclasses import dataclass

from outgrow.conditions import OtherSide, Qca, Robustness, SetRobustness


@dataclass(frozen=True, slots=True, eq=False)
class QcaReport:
    """An analysis and what stands beside it.

    Parameters
    ----------
    found
        The analysis.
    absence
        The same of the absence of the outcome.
    robust, protocol
        What reruns left of the intermediate solution, and what small changes do to its cases; None when they were not
        asked for, or no change has a solution.
    """

    found: Qca
    absence: OtherSide
    robust: Robustness | None = None
    protocol: SetRobustness | None = None
