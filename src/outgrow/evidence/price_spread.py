"""Does a price process move as far as the prices did: the spread of changes over one year, two, five and ten.

A process that returns to its trend and one that wanders agree on next year and part after ten. The standard deviation
of changes of the logarithm over a number of years, in the data, is held against the same number in simulated histories
of the same length, which overlap and wander by chance in the same way.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HORIZONS = (1, 2, 5, 10)
FEWEST = 8  # changes below which their spread says nothing


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviation of changes of the logarithm over so many years: in the data and in the process.

    Parameters
    ----------
    years
        Length of the change.
    data
        In the data.
    low, middle, high
        5, 50 and 95 % quantiles over simulated histories of the same length.
    """

    years: int
    data: float
    low: float
    middle: float
    high: float

    @property
    def held(self) -> bool:
        """Whether nine histories of ten hold the data."""
        return self.low <= self.data <= self.high

    def to_dict(self) -> dict[str, float]:
        """Plain data."""
        return asdict(self)

    def sentence(self) -> str:
        """What is at odds."""
        way = "further" if self.data > self.high else "less far"
        return (
            f"Over {self.years} year{'s' if self.years > 1 else ''} the price moved {way} than this process does: a "
            f"standard deviation of {self.data:.0%}, against {self.low:.0%} to {self.high:.0%}."
        )


def held_against(logs: Floats, simulated: Floats) -> tuple[Spread, ...]:
    """Hold the spread of changes in the data against simulated histories.

    Parameters
    ----------
    logs
        Logarithm of the price by year, shape (Y,).
    simulated
        Of simulated histories of the same length, shape (D, Y).

    Examples
    --------
    >>> walks = np.cumsum(np.random.default_rng(1).normal(size=(200, 40)), axis=1)
    >>> [spread.held for spread in held_against(walks[0], walks)]
    [True, True, True, True]
    """
    found = []
    for years in HORIZONS:
        if logs.size - years >= FEWEST:
            data = float(np.std(logs[years:] - logs[:-years]))
            drawn = np.std(simulated[:, years:] - simulated[:, :-years], axis=1)
            low, middle, high = np.quantile(drawn, (0.05, 0.5, 0.95)).tolist()
            found.append(Spread(years, data, low, middle, high))
    return tuple(found)
