"""The effect on yield: the pilot's studies, held against the outside view, as one uncertain number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.evidence import Effect, PooledEffect, Shrunken, pool, shrink
from outgrow.initiative import Initiative

Floats = NDArray[np.float64]
ENOUGH_TO_ESTIMATE = 3  # outside studies from which their own spread is used instead of the stated one


@dataclass(frozen=True, slots=True)
class EffectEvidence:
    """What is known of the effect.

    Parameters
    ----------
    pilot
        The pilot's own studies as one estimate of one effect (tau = 0).
    outside
        The outside studies pooled.
    central
        The pilot's estimate shrunk towards the outside view at the medians of all parameters.
    shown
        Studies that are reported and not used, with the reason.
    unseen
        Those of them whose size nobody could see, with the reason.
    """

    pilot: PooledEffect
    outside: PooledEffect
    central: Shrunken
    shown: tuple[tuple[Effect, str], ...]
    unseen: tuple[tuple[str, str], ...] = ()

    @property
    def mean(self) -> float:
        """Mean of the effect after shrinkage."""
        return self.central.mean

    @property
    def sd(self) -> float:
        """Standard deviation of the effect after shrinkage."""
        return self.central.sd


def effect_evidence(initiative: Initiative, middle: Mapping[str, float]) -> EffectEvidence:
    """Pool and shrink the initiative's evidence at the medians."""
    pilot = pool(_studies(initiative, "pilot"), tau=0.0)
    others = _studies(initiative, "outside")
    tau = None if len(others) >= ENOUGH_TO_ESTIMATE else middle["participation.outside_spread"]
    outside = pool(others, tau=tau)
    central = shrink(pilot.mean, pilot.standard_error, outside.mean, outside.predictive_sd)
    reasons = {e.id: e.reason for e in initiative.participation.evidence}
    shown = tuple((study, reasons[study.label]) for study in _studies(initiative, "shown"))
    unseen = tuple((e.id, e.reason) for e in initiative.participation.evidence if e.estimate is None)
    return EffectEvidence(pilot, outside, central, shown, unseen)


def drawn_effect(known: EffectEvidence, spread: Floats, score: Floats) -> Floats:
    """The effect in each world: normal around the shrunken mean, with that world's spread between settings.

    Parameters
    ----------
    known
        The evidence.
    spread
        Standard deviation of true effects between settings in each world, shape (D,).
    score
        Standard normal scores, shape (D,).
    """
    pilot_precision = 1.0 / known.pilot.standard_error**2
    outside_variance = known.outside.standard_error**2 + (
        spread**2 if len(known.outside.effects) < ENOUGH_TO_ESTIMATE else known.outside.tau2
    )
    precision = pilot_precision + 1.0 / outside_variance
    mean = (known.pilot.mean * pilot_precision + known.outside.mean / outside_variance) / precision
    return np.asarray(mean + score / np.sqrt(precision))


def _studies(initiative: Initiative, role: str) -> list[Effect]:
    return [
        Effect(
            label=e.id,
            estimate=e.estimate.middle,
            standard_error=e.standard_error.middle if e.standard_error else None,
            design=e.design,
            scale="relative change of yield",
            source=e.estimate.source,
            note=e.text,
        )
        for e in initiative.participation.evidence
        if e.role == role and e.estimate is not None
    ]
