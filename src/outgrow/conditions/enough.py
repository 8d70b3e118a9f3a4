"""As many worlds as the gates need: drawn until each gate's standard error is small enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outgrow.conditions.gates import Gate, gates
from outgrow.conditions.outputs import share_error
from outgrow.initiative import Initiative
from outgrow.scenarios import Runner, Simulated, draw_worlds
from outgrow.vocabulary import InputError, Streams

FIRST = 128  # worlds of the first round; each round doubles them


@dataclass(frozen=True, slots=True)
class Enough:
    """Worlds drawn until the gates were known well enough.

    Parameters
    ----------
    simulated
        The worlds.
    gates
        The six gates in them.
    wanted
        Standard error asked for.
    errors
        Standard error of each gate's probability.
    """

    simulated: Simulated
    gates: tuple[Gate, ...]
    wanted: float
    errors: tuple[float, ...]

    @property
    def reached(self) -> bool:
        """Whether every gate is known as well as was asked."""
        return max(self.errors) <= self.wanted

    def summary(self) -> str:
        """How many worlds there are and why."""
        worst = int(np.argmax(self.errors))
        known = (
            f"the least well known gate, '{self.gates[worst].name}', has a standard error of {self.errors[worst]:.1%}"
        )
        end = "" if self.reached else f", more than the {self.wanted:.1%} asked for: the most worlds allowed were drawn"
        return f"{self.simulated.ensemble.draws:,} worlds were drawn; {known}{end}."


def simulate_until(
    initiative: Initiative, runner: Runner, streams: Streams, *, error: float = 0.02, most: int = 2048
) -> Enough:
    """Draw worlds until the standard error of each gate's probability is at most ``error``.

    The worlds are drawn independently, in rounds that double, so that the first worlds stay and the error is exact.

    Parameters
    ----------
    initiative
        The case.
    runner
        Where and how the worlds run.
    streams
        Random streams of the run.
    error
        Standard error wanted, a share.
    most
        Most worlds that are drawn.

    Raises
    ------
    InputError
        For an error that is not between 0 and 0.5, or fewer than 128 worlds.
    """
    if not 0.0 < error < 0.5:
        why = "a standard error of a probability lies between 0 and 0.5"
        raise InputError.single("enough worlds", f"{error:g}", why, "give 0.02 or so", "error")
    if most < FIRST:
        raise InputError.single("enough worlds", f"{most}", f"the first round has {FIRST} worlds", "give more", "most")
    draws = FIRST
    while True:
        worlds = draw_worlds(initiative, streams, draws, "independent")
        found = runner.run("worlds", "Simulating possible worlds", worlds, {"kind": "independent"})
        judged = gates(found.ensemble, initiative)
        errors = tuple(share_error(gate.probability, found.ensemble.draws) for gate in judged)
        if max(errors) <= error or 2 * draws > most:
            return Enough(found, judged, error, errors)
        draws *= 2
