"""Ranges that the numbers of this room have to lie in, and the defects of those that do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
"""Array of floating-point numbers of any shape."""


@dataclass(frozen=True, slots=True)
class Range:
    """Finite numbers from ``low`` to ``high``, with the sentence that says why nothing else will do."""

    why: str
    low: float = -np.inf
    high: float = np.inf
    low_open: bool = False
    high_open: bool = False

    def holds(self, values: Floats) -> NDArray[np.bool_]:
        """Which of the values lie in the range."""
        above = values > self.low if self.low_open else values >= self.low
        below = values < self.high if self.high_open else values <= self.high
        return np.isfinite(values) & above & below


FINITE = Range("it has to be a finite number")
NOT_NEGATIVE = Range("it has to be zero or more", low=0.0)
POSITIVE = Range("it has to be above zero", low=0.0, low_open=True)
SHARE = Range("a share or chance lies between 0 and 1", low=0.0, high=1.0)
FACTOR = Range(
    "a factor per season lies from 0 to below 1, or values of the future are infinite",
    low=0.0,
    high=1.0,
    high_open=True,
)
RATE = Range("a rate per season lies above -1", low=-1.0, low_open=True)


def outside(allowed: Range, named: Mapping[str, ArrayLike]) -> list[Defect]:
    """Defects of the named values that lie outside a range, one a name.

    Examples
    --------
    >>> [str(defect) for defect in outside(SHARE, {"loyal": [0.5, 1.5]})]
    ['loyal: 1.5. a share or chance lies between 0 and 1. Correct loyal.']
    """
    defects = []
    for name, values in named.items():
        numbers = np.asarray(values, dtype=np.float64)
        wrong = numbers[~allowed.holds(numbers)]
        if wrong.size:
            more = f" and {wrong.size - 1} more" if wrong.size > 1 else ""
            defects.append(Defect(f"{wrong.flat[0]:g}{more}", name, allowed.why, f"Correct {name}"))
    return defects


def require(subject: str, *found: Sequence[Defect]) -> None:
    """Raise one error with all defects found, if there are any.

    Raises
    ------
    InputError
        With every defect.
    """
    defects = [defect for part in found for defect in part]
    if defects:
        raise InputError(subject, defects)
