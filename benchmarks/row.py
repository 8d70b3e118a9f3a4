"""A line of the table, and measuring several things in turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A figure: its values over the rounds (none: ``note`` says why), its unit and its target."""

    what: str
    values: Sequence[float] | Floats
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def median(self) -> float:
        """Median over the rounds."""
        return float(np.median(self.values))

    @property
    def missed(self) -> bool:
        """Whether the median misses the target."""
        if not len(self.values):
            return False
        low = self.at_least is not None and self.median < self.at_least
        return low or (self.at_most is not None and self.median > self.at_most)

    def line(self) -> str:
        """The figure as a line of text."""
        if not len(self.values):
            return f"{self.what:56}{self.note}"
        spread = f"{min(self.values):.3g} .. {max(self.values):.3g}" if len(self.values) > 1 else ""
        return f"{self.what:56}{self.median:10.3g}  {spread + ' ' + self.unit:24}{self._target()}".rstrip()

    def _target(self) -> str:
        if self.at_least is None and self.at_most is None:
            return ""
        wanted = f"at least {self.at_least:g}" if self.at_least is not None else f"at most {self.at_most:g}"
        return f"{wanted}: {'missed' if self.missed else 'met'}"


def in_turn(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Floats]:
    """Seconds of each call, all calls once a round; one more round goes first and does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds + 1):
        for name, call in calls.items():
            began = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - began)
    return {name: np.array(found[1:]) for name, found in seconds.items()}
