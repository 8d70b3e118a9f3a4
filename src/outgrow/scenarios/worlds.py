"""Possible worlds: one value for every parameter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import TAILS, Change, Entry, Initiative, entries, model_values
from outgrow.micro import EffectEvidence, drawn_effect, effect_evidence
from outgrow.scenarios.sobol import sobol_points
from outgrow.scenarios.space import independent_points, latin_hypercube
from outgrow.vocabulary import Streams, standard_normal_quantile

Floats = NDArray[np.float64]
EFFECT = "participation.effect"
NOT_SIMULATED = (
    "participation.evidence.",
    "chain.",
    "options.",
    "firm.working_capital.",
    "firm.survey.",
    "market.supply_elasticity",
)
CLAIMED = "participation.claimed_effect"
Design = Literal["latin hypercube", "sobol", "independent"]


@dataclass(frozen=True, slots=True)
class Worlds:
    """Values of every parameter in every draw, in units of the model.

    Parameters
    ----------
    values
        By dotted name, shape (D,).
    probabilities
        Of each uncertain parameter (and of the effect), shape (D,).
    known
        The evidence behind the effect.
    listed
        The parameters as written, by dotted name.
    """

    values: Mapping[str, Floats]
    probabilities: Mapping[str, Floats]
    known: EffectEvidence
    listed: Mapping[str, Entry]

    @property
    def draws(self) -> int:
        """Number of worlds."""
        return int(next(iter(self.values.values())).size)

    def __getitem__(self, draw: int) -> dict[str, float]:
        """One world."""
        return {name: float(column[draw]) for name, column in self.values.items()}

    def changed(self, changes: Iterable[Change]) -> Worlds:
        """The same worlds after an option's changes."""
        values = dict(self.values)
        for change in changes:
            column = values[change.parameter]
            if change.multiply is not None:
                values[change.parameter] = column * change.multiply
            elif change.add is not None:
                values[change.parameter] = column + change.add
            else:
                values[change.parameter] = np.full_like(column, change.set)
        return replace(self, values=values)

    def first(self, draws: int) -> Worlds:
        """The first ``draws`` worlds."""
        return self.at(np.arange(draws))

    def at(self, draws: NDArray[np.int64]) -> Worlds:
        """Some of the worlds, in the order asked."""
        return replace(
            self,
            values={name: column[draws] for name, column in self.values.items()},
            probabilities={name: column[draws] for name, column in self.probabilities.items()},
        )


def stack(variants: Sequence[Worlds]) -> Worlds:
    """Variants of the same worlds one after the other, so that one run simulates them all."""
    first = variants[0]
    return replace(
        first,
        values={name: np.concatenate([v.values[name] for v in variants]) for name in first.values},
        probabilities={name: np.concatenate([v.probabilities[name] for v in variants]) for name in first.probabilities},
    )


def draw_worlds(initiative: Initiative, streams: Streams, draws: int, design: Design = "latin hypercube") -> Worlds:
    """Draw worlds over all uncertain parameters and the effect.

    Parameters
    ----------
    initiative
        The case.
    streams
        Random streams of the run.
    draws
        Number of worlds.
    design
        A Latin hypercube; or a Sobol sequence or independent draws, whose first worlds are those of a longer run. In
        very many dimensions pairs of a short Sobol sequence hang together, which independent draws do not.
    """
    names = uncertain(initiative)
    points = {"latin hypercube": latin_hypercube, "sobol": sobol_points, "independent": independent_points}[design]
    return worlds_at(initiative, points(streams, names, draws))


def worlds_at(initiative: Initiative, u: Mapping[str, Floats]) -> Worlds:
    """Worlds at given probabilities; a parameter left out stands at its median.

    Parameters
    ----------
    initiative
        The case.
    u
        Probabilities of each uncertain parameter and of ``participation.effect``, all of shape (D,).
    """
    size = next(iter(u.values())).size
    return _worlds(initiative, entries(initiative), dict(u) if EFFECT in u else {**u, EFFECT: np.full(size, 0.5)})


def uncertain(initiative: Initiative) -> list[str]:
    """Names of all uncertain parameters that the seasons read, and of the effect."""
    return [*_uncertain(entries(initiative)), EFFECT]


def one_at_a_time(
    initiative: Initiative,
    low: float = 0.05,
    high: float = 0.95,
    within: Mapping[str, Floats] | None = None,
) -> Worlds:
    """The central world, then each uncertain parameter at its low and its high quantile, others at their medians.

    Draws 2k+1 and 2k+2 belong to the k-th name of ``probabilities``. Quantiles are those of the file's distributions,
    or of the worlds whose probabilities are given ``within``, as a fit leaves them.
    """
    listed = entries(initiative)
    names = [*_uncertain(listed), EFFECT]
    ends = {name: np.array([low, 0.5, high]) for name in names}
    if within is not None:
        ends = {name: np.quantile(within[name], ends[name]) for name in names}
    u = {name: np.full(1 + 2 * len(names), ends[name][1]) for name in names}
    for position, name in enumerate(names):
        u[name][1 + 2 * position : 3 + 2 * position] = ends[name][[0, 2]]
    return _worlds(initiative, listed, u)


def _uncertain(listed: Mapping[str, Entry]) -> list[str]:
    """Names of the parameters with a spread that the system reads; the evidence enters by the effect."""
    return [
        name
        for name, entry in listed.items()
        if entry.parameter.uncertain
        and not name.startswith(NOT_SIMULATED)
        and not (name.startswith("functions.") and name.endswith(".learning"))
    ]


def _worlds(initiative: Initiative, listed: Mapping[str, Entry], u: Mapping[str, Floats]) -> Worlds:
    u = {name: np.clip(p, *TAILS) for name, p in u.items()}
    draws = next(iter(u.values())).size
    values = model_values(initiative, {name: p for name, p in u.items() if name != EFFECT})
    values = {name: np.broadcast_to(column, (draws,)) for name, column in values.items()}
    known = effect_evidence(initiative, {name: e.parameter.middle for name, e in listed.items()})
    score = standard_normal_quantile(u[EFFECT])
    values[EFFECT] = drawn_effect(known, values["participation.outside_spread"], score)
    values[CLAIMED] = np.full(draws, known.pilot.mean)
    return Worlds(values, u, known, listed)
