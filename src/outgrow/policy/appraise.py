"""What each option would change: the same worlds with and without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from outgrow.conditions import classify, gates
from outgrow.initiative import Initiative, Option, to_model_units
from outgrow.population import Traits
from outgrow.scenarios import Ensemble, Worlds, carry_out, explore_together
from outgrow.system import Structure
from outgrow.vocabulary import Streams

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Appraisal:
    """An option appraised on the same worlds and luck as the case without it.

    Parameters
    ----------
    option
        The option.
    cost
        Its cost, money a season: 5 %, 50 % and 95 % quantiles.
    scales
        Probability that all gates pass, without and with the option.
    gates
        Probability of each gate, without and with the option.
    members
        Median number of members at the horizon, without and with.
    lifted
        Median number of persons more above the poverty line at the horizon than without the option.
    draws
        Worlds compared.
    """

    option: Option
    cost: tuple[float, float, float]
    scales: tuple[float, float]
    gates: dict[str, tuple[float, float]]
    members: tuple[float, float]
    lifted: float
    draws: int

    @property
    def helps(self) -> float:
        """Gain in the probability that all gates pass."""
        return self.scales[1] - self.scales[0]

    @property
    def error(self) -> float:
        """Most that the standard error of that gain can be (independent worlds; paired ones do better)."""
        return float(np.sqrt(sum(p * (1.0 - p) for p in self.scales) / self.draws))


def appraise(
    initiative: Initiative,
    ensemble: Ensemble,
    structure: Structure,
    traits: Traits,
    streams: Streams,
    *,
    draws: int,
    threads: int = 1,
    progress: Progress | None = None,
) -> tuple[Appraisal, ...]:
    """Appraise every option of the initiative in the first ``draws`` worlds, the most helpful first.

    All options of a world run in one pass over its households, on the luck of the world without them.
    """
    base = ensemble.worlds.first(draws)
    without = ensemble.at(np.arange(draws))
    changed = [carry_out(base, initiative, option) for option in initiative.options]
    with_options = explore_together(changed, structure, traits, streams, threads=threads, progress=progress)
    found = [
        _appraisal(option, initiative, base, without, with_option)
        for option, with_option in zip(initiative.options, with_options, strict=True)
    ]
    return tuple(sorted(found, key=lambda a: (-a.helps, -sum(w - o for o, w in a.gates.values()))))


def _appraisal(
    option: Option, initiative: Initiative, base: Worlds, without: Ensemble, with_option: Ensemble
) -> Appraisal:
    before, after = gates(without, initiative), gates(with_option, initiative)
    share = [
        float((classify(e, g, initiative) == "scales").mean()) for e, g in ((without, before), (with_option, after))
    ]
    low, middle, high = _cost(option, initiative, base)
    poor = without["headcount"][:, -1] - with_option["headcount"][:, -1]
    return Appraisal(
        option=option,
        cost=(low, middle, high),
        scales=(share[0], share[1]),
        gates={b.name: (b.probability, a.probability) for b, a in zip(before, after, strict=True)},
        members=(
            float(np.median(without["members"][:, -1])),
            float(np.median(with_option["members"][:, -1])),
        ),
        lifted=float(np.median(poor)),
        draws=base.draws,
    )


def _cost(option: Option, initiative: Initiative, base: Worlds) -> tuple[float, float, float]:
    """Quantiles of the option's cost in the model's money."""
    entry = base.listed[f"options.{option.id}.cost"]
    at = entry.parameter.at(np.array([0.05, 0.5, 0.95])) * to_model_units(entry, initiative.money)
    return float(at[0]), float(at[1]), float(at[2])
