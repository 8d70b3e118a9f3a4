"""Results of each world that questions are asked about: the gates, how many open, and what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.gates import Gate
from outgrow.initiative import Initiative
from outgrow.scenarios import Ensemble

Floats = NDArray[np.float64]
ALL_GATES, GATES_OPEN = "all gates", "gates open"
BEHIND: Final = {
    "works": ("net gain", "Net gain of a trained member"),
    "pays": ("present value", "Firm's net present value"),
    "lasts": ("staying", "Members staying after the exit, above what is asked"),
    "lifts": ("poverty gap", "Fall of the poverty gap"),
}


@dataclass(frozen=True, slots=True)
class Output:
    """A result by world.

    Parameters
    ----------
    name, label
        Short name, and what it is.
    unit
        What it is counted in.
    values
        Shape (D,).
    """

    name: str
    label: str
    unit: str
    values: Floats

    @property
    def varies(self) -> bool:
        """Whether it differs between worlds at all."""
        return bool(np.ptp(self.values) > 0.0)


def outputs(ensemble: Ensemble, gates: Sequence[Gate], initiative: Initiative) -> tuple[Output, ...]:
    """Whether each gate opens (0 or 1), whether all do, how many do, and the amounts behind them."""
    passes = np.array([gate.passes for gate in gates], dtype=np.float64)
    found = [Output(g.name, f"Gate '{g.name}' opens", "share", p) for g, p in zip(gates, passes, strict=True)]
    found.append(Output(ALL_GATES, "All six gates open", "share", passes.prod(axis=0)))
    found.append(Output(GATES_OPEN, "Number of gates that open", "gates", passes.sum(axis=0)))
    found.append(Output("members", "Members at the horizon", "household", ensemble["members"][:, -1].copy()))
    found.append(Output("trained", "Trained households at the horizon", "household", ensemble["trained"][:, -1].copy()))
    found += [Output(*BEHIND[gate.name], gate.unit, gate.margin) for gate in gates if gate.name in BEHIND]
    return tuple(found)


def share_error(probability: float, draws: int) -> float:
    """Standard error of a share of worlds, above zero even when all or none of them pass.

    Half the width of Wilson's interval at one standard error (Wilson 1927, JASA 22:209-212).

    Examples
    --------
    >>> round(share_error(0.5, 100), 4), round(share_error(0.0, 100), 4)
    (0.0498, 0.005)
    """
    return float(np.sqrt(probability * (1.0 - probability) / draws + 0.25 / draws**2) / (1.0 + 1.0 / draws))
