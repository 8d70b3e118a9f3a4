"""Which assumptions the verdict moves with: each parameter alone, from its low to its high end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.gates import Gate
from outgrow.scenarios import EFFECT, Ensemble
from outgrow.vocabulary import Parameter

Floats = NDArray[np.float64]
EFFECT_LABEL = "Effect on yield: the pilot's studies shrunk towards the outside view"


@dataclass(frozen=True, slots=True)
class Driver:
    """What moving one parameter from its 5 % to its 95 % quantile does, all others at their medians.

    Parameters
    ----------
    name, label
        Dotted name, and what it is.
    value
        The number as written.
    source, note
        Where it comes from; ``assumption`` when nobody measured it.
    movement
        Largest move of a gate's margin, in standard deviations of that margin over all worlds.
    gate
        The gate that moves most.
    direction
        Whether a higher value helps (+1) or harms (-1) that gate.
    flips
        Gates that pass at one end and fail at the other.
    """

    name: str
    label: str
    value: str
    source: str
    note: str
    movement: float
    gate: str
    direction: int
    flips: tuple[str, ...]

    @property
    def assumed(self) -> bool:
        """Whether the number is an assumption."""
        return self.source == "assumption"


def drivers(alone: Ensemble, alone_gates: tuple[Gate, ...], all_gates: tuple[Gate, ...]) -> tuple[Driver, ...]:
    """Rank all uncertain parameters by how far they move the verdict.

    Parameters
    ----------
    alone
        Ensemble of ``one_at_a_time`` worlds under the same luck.
    alone_gates
        Its gates.
    all_gates
        Gates of the full ensemble, whose spread is the yardstick.
    """
    scale = {gate.name: float(gate.margin.std()) or 1.0 for gate in all_gates}
    moved = {gate.name: (gate.margin[2::2] - gate.margin[1::2]) / scale[gate.name] for gate in alone_gates}
    flipped = {gate.name: gate.passes[2::2] != gate.passes[1::2] for gate in alone_gates}
    found = [_driver(alone, position, name, moved, flipped) for position, name in enumerate(alone.worlds.probabilities)]
    return tuple(sorted(found, key=lambda driver: (-driver.movement, driver.name)))


def _driver(
    alone: Ensemble,
    position: int,
    name: str,
    moved: Mapping[str, Floats],
    flipped: Mapping[str, NDArray[np.bool_]],
) -> Driver:
    gate = max(moved, key=lambda g: abs(float(moved[g][position])))
    movement = float(moved[gate][position])
    entry = alone.worlds.listed.get(name)
    known = alone.worlds.known
    written = entry.parameter if entry else None
    return Driver(
        name=name,
        label=EFFECT_LABEL if name == EFFECT or not entry else entry.label.rstrip("."),
        value=_sentence(written) if written else f"{known.mean:.1%} (standard deviation {known.sd:.1%})",
        source=written.source if written else "evidence",
        note=written.note if written else "",
        movement=abs(movement),
        gate=gate,
        direction=1 if movement >= 0.0 else -1,
        flips=tuple(g for g, flips in flipped.items() if flips[position]),
    )


def _sentence(parameter: Parameter) -> str:
    return parameter.sentence()
