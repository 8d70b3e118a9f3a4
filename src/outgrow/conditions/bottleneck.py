"""The gate that binds in each world, and how often each does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.finding import Finding
from outgrow.conditions.gates import Gate

NOTHING = "none"
"""Stands for the worlds in which every gate opens."""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """What holds each world back.

    Parameters
    ----------
    binding
        In each world the closed gate that is furthest from opening, in standard deviations of its margin over the
        worlds; ``none`` where all open; shape (D,).
    shares
        Share of the worlds in which each gate binds, the largest first.
    alone
        Share of the worlds in which a gate is the only one closed.
    """

    binding: NDArray[np.str_]
    shares: dict[str, float]
    alone: dict[str, float]

    def findings(self) -> tuple[Finding, ...]:
        """A sentence for each gate that binds anywhere."""
        worlds = self.binding.size
        return tuple(
            Finding(
                kind="bottleneck",
                condition=name,
                result="all gates",
                sentence=f"'{name}' is what holds the initiative back in {share:.0%} of possible worlds; in "
                f"{self.alone[name]:.0%} it is the only gate that stays closed.",
                figure=share,
                unit="share of worlds",
                error=float(np.sqrt(share * (1.0 - share) / worlds)),
                worlds=worlds,
                facilitates=False,
            )
            for name, share in self.shares.items()
            if share > 0.0 and name != NOTHING
        )


def bottleneck(gates: Sequence[Gate]) -> Bottleneck:
    """Find the gate that binds in each world."""
    names = [gate.name for gate in gates]
    closed = np.array([~gate.passes for gate in gates])
    short = np.array([gate.margin / (float(gate.margin.std()) or 1.0) for gate in gates])
    worst = np.where(closed, short, np.inf).argmin(axis=0)
    binding = np.where(closed.any(axis=0), np.array(names)[worst], NOTHING)
    shares = {name: float((binding == name).mean()) for name in [*names, NOTHING]}
    single = closed.sum(axis=0) == 1
    return Bottleneck(
        binding=binding,
        shares=dict(sorted(shares.items(), key=lambda item: -item[1])),
        alone={name: float((closed[place] & single).mean()) for place, name in enumerate(names)},
    )
