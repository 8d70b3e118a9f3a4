"""What the model would have said of a documented case, and how well all of them were said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReachTest:
    """A count of a later year against what was predicted for it.

    Parameters
    ----------
    year, observed
        When, and how many households took part.
    low, middle, high
        5 %, 50 % and 95 % quantiles of the simulated reach in that year.
    naive
        Reach had the pilot's pace gone on unchanged.
    """

    year: float
    observed: float
    low: float
    middle: float
    high: float
    naive: float

    @property
    def inside(self) -> bool:
        """Whether the count lies in the 90 % band."""
        return self.low <= self.observed <= self.high


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was predicted for a case from its pilot-stage file.

    Parameters
    ----------
    name, title
        The case.
    probabilities
        Of each class.
    naive
        Class that an unchanged pace of the pilot would lead to.
    became, second
        What became of it, and the other reading where there are two; None where it is not documented.
    reach
        Counts of later years against the prediction, in order of their years.
    beyond
        Counts after the last simulated season, which are not judged.
    """

    name: str
    title: str
    probabilities: Mapping[str, float]
    naive: str
    became: str | None
    second: str | None
    reach: tuple[ReachTest, ...]
    beyond: int

    @property
    def likeliest(self) -> str:
        """The class with the highest probability; of equals the first in the order of the classes."""
        return max(self.probabilities, key=lambda name: self.probabilities[name])

    @property
    def scored(self) -> bool:
        """Whether what became of it is known."""
        return self.became is not None

    @property
    def hit(self) -> bool:
        """Whether the likeliest class is what became of it."""
        return self.likeliest == self.became
