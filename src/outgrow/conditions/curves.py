"""Gates against each lever: how the probability of each gate answers when one option is turned up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from outgrow.conditions.gates import QUESTIONS, gates
from outgrow.conditions.outputs import ALL_GATES, share_error
from outgrow.initiative import Initiative
from outgrow.scenarios import Runner, Worlds, pull

if TYPE_CHECKING:
    import polars as pl

STRENGTHS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class LeverCurve:
    """Probabilities of the gates at several strengths of one lever, all others left alone.

    Parameters
    ----------
    lever, title
        Which option.
    strengths
        From 0 to 1.
    gates
        Probability of each gate, and of ``all gates``, at each strength.
    errors
        Their standard errors.
    worlds
        Worlds compared.
    """

    lever: str
    title: str
    strengths: tuple[float, ...]
    gates: dict[str, tuple[float, ...]]
    errors: dict[str, tuple[float, ...]]
    worlds: int

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: lever, strength, gate, probability, error."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame(
            [
                {"lever": self.lever, "strength": strength, "gate": gate, "probability": p, "error": error}
                for gate, shares in self.gates.items()
                for strength, p, error in zip(self.strengths, shares, self.errors[gate], strict=True)
            ]
        )


def lever_curves(initiative: Initiative, runner: Runner, worlds: Worlds) -> tuple[LeverCurve, ...]:
    """Turn each option up alone, in the same worlds under the same luck."""
    if not initiative.options:
        return ()
    variants = [worlds]
    for option in initiative.options:
        variants += [pull(worlds, initiative, {option.id: strength}) for strength in STRENGTHS[1:]]
    spec = {
        "levers": [option.id for option in initiative.options],
        "strengths": list(STRENGTHS),
        "worlds": worlds.draws,
    }
    found = runner.variants("levers", "Turning each lever up", variants, spec)
    shares = []
    for ensemble in found.ensembles:
        passes = np.array([gate.passes for gate in gates(ensemble, initiative)])
        shares.append([*passes.mean(axis=1).tolist(), float(passes.all(axis=0).mean())])
    draws, steps = found.draws.size, len(STRENGTHS) - 1
    curves = []
    for place, option in enumerate(initiative.options):
        rows = [shares[0], *shares[1 + place * steps : 1 + (place + 1) * steps]]
        columns = dict(zip((*QUESTIONS, ALL_GATES), zip(*rows, strict=True), strict=True))
        errors = {gate: tuple(share_error(p, draws) for p in column) for gate, column in columns.items()}
        curves.append(LeverCurve(option.id, option.title, STRENGTHS, columns, errors, draws))
    return tuple(curves)
