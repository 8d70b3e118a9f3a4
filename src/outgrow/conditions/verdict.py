"""The verdict: six gates, a class, what binds and what it moves with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.classes import CLASSES, classify
from outgrow.conditions.drivers import Driver, drivers
from outgrow.conditions.gates import Gate, gates
from outgrow.initiative import Initiative
from outgrow.scenarios import Ensemble

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Verdict:
    """Will it scale?

    Parameters
    ----------
    gates
        The six gates in their order.
    worlds
        Class of each world, shape (D,).
    drivers
        Uncertain parameters, the one that moves the verdict most first.
    wanted
        Probability of all gates that counts as enough.
    """

    gates: tuple[Gate, ...]
    worlds: NDArray[np.str_]
    drivers: tuple[Driver, ...]
    wanted: float

    @property
    def probabilities(self) -> dict[str, float]:
        """Probability of each class that occurs, the likeliest first."""
        share = {name: float((self.worlds == name).mean()) for name in CLASSES}
        return dict(sorted(((n, p) for n, p in share.items() if p > 0.0), key=lambda item: -item[1]))

    @property
    def modal_class(self) -> str:
        """Likeliest class."""
        return next(iter(self.probabilities))

    @property
    def scales(self) -> float:
        """Probability that all gates are passed."""
        return self.probabilities.get("scales", 0.0)

    @property
    def if_opened(self) -> dict[str, float]:
        """Probability that all gates pass were one of them always open, by gate."""
        passes = {gate.name: gate.passes for gate in self.gates}
        return {
            name: float(np.all([passes[other] for other in passes if other != name], axis=0).mean()) for name in passes
        }

    @property
    def binding(self) -> Gate:
        """The gate whose opening would raise the probability of all six most; of equals, the least likely one."""
        opened = self.if_opened
        return max(self.gates, key=lambda gate: (opened[gate.name], -gate.probability))

    def summary(self) -> str:
        """The verdict in a paragraph."""
        likely, chance = next(iter(self.probabilities.items()))
        return (
            f"Most likely it {likely} ({chance:.0%} of {self.worlds.size} possible worlds): it {CLASSES[likely]}. It "
            f"scales in {self.scales:.0%}, with {self.wanted:.0%} wanted. The gate that binds is "
            f"'{self.binding.name}' ({self.binding.probability:.0%} pass): {self.binding.reason}."
        )

    def to_frame(self) -> pl.DataFrame:
        """Tidy table of the gates: gate, question, probability, error, reason."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame(
            [
                {
                    "gate": gate.name,
                    "question": gate.question,
                    "probability": gate.probability,
                    "monte_carlo_error": gate.error,
                    "reason": gate.reason,
                }
                for gate in self.gates
            ]
        )


def judge(ensemble: Ensemble, alone: Ensemble, initiative: Initiative) -> Verdict:
    """Judge an ensemble; ``alone`` holds the one-at-a-time worlds from which the drivers are ranked."""
    found = gates(ensemble, initiative)
    return Verdict(
        gates=found,
        worlds=classify(ensemble, found, initiative),
        drivers=drivers(alone, gates(alone, initiative), found),
        wanted=initiative.ambition.wanted_probability,
    )
