"""What to measure first: the value of knowing a number before the decision to scale up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outgrow.chain import evppi_regression
from outgrow.conditions.drivers import EFFECT_LABEL
from outgrow.conditions.finding import Finding
from outgrow.conditions.gates import present_value
from outgrow.initiative import Initiative
from outgrow.scenarios import EFFECT, Ensemble
from outgrow.vocabulary import InputError, Streams

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
SHUFFLES = 100
LEAST_SHARE = 0.01  # of what knowing everything is worth, below which measuring a number is not worth a sentence
LEAST_WORLDS = 80  # ten for each term of the regression


@dataclass(frozen=True, slots=True)
class Worth:
    """What knowing one number is worth.

    Parameters
    ----------
    name, label
        Which number.
    evppi
        Expected value of knowing it, money.
    assumed
        Whether nobody has measured it yet.
    above_chance
        Whether the value exceeds what a number without any bearing seems to be worth in as many worlds.
    """

    name: str
    label: str
    evppi: float
    assumed: bool
    above_chance: bool


@dataclass(frozen=True, slots=True)
class InformationValue:
    """A decision, what it gains on average, and what knowing more would add.

    Parameters
    ----------
    decision
        Whose decision, and between what.
    benefit
        Net benefit of scaling up in each world, money, shape (D,).
    evpi
        Expected value of knowing everything, money.
    noise
        Largest value that a number without any bearing seemed to have in 100 shuffles, money.
    worths
        Every number, the one worth most first.
    """

    decision: str
    benefit: Floats
    evpi: float
    noise: float
    worths: tuple[Worth, ...]

    @property
    def mean(self) -> float:
        """Mean net benefit of scaling up, money."""
        return float(self.benefit.mean())

    @property
    def regret(self) -> float:
        """Share of the worlds in which the decision that is better on average is the wrong one."""
        wrong = self.benefit < 0.0 if self.mean > 0.0 else self.benefit > 0.0
        return float(wrong.mean())

    @property
    def measure_first(self) -> tuple[Worth, ...]:
        """Numbers whose value is above chance."""
        return tuple(worth for worth in self.worths if worth.above_chance)

    def summary(self, say: Callable[[float], str] = "{:,.0f}".format) -> str:
        """What to decide, how often that is wrong, and what to measure first; ``say`` puts money into words."""
        choice = "scaling up" if self.mean > 0.0 else "not scaling up"
        head = (
            f"{self.decision}: {choice} is better on average and wrong in {self.regret:.0%} of worlds; knowing "
            f"everything would be worth {say(self.evpi)}."
        )
        if self.evpi <= 0.0:
            return f"{head} No measurement would change the decision."
        if not self.measure_first:
            return f"{head} No single number is worth measuring for this decision."
        first = self.measure_first[0]
        return f"{head} Measure first: {first.label} ({say(first.evppi)})."

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: parameter, label, evppi, assumed, above_chance."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame(
            {
                "decision": [self.decision] * len(self.worths),
                "parameter": [worth.name for worth in self.worths],
                "label": [worth.label for worth in self.worths],
                "evppi": [worth.evppi for worth in self.worths],
                "assumed": [worth.assumed for worth in self.worths],
                "above_chance": [worth.above_chance for worth in self.worths],
            }
        )

    def findings(
        self, money: str, shown: int = 5, say: Callable[[float], str] = "{:,.0f}".format
    ) -> tuple[Finding, ...]:
        """A sentence for each number worth measuring first."""
        return tuple(
            Finding(
                kind="information",
                condition=worth.name,
                result=self.decision,
                sentence=f"{self.decision}: measure {worth.label} first; knowing it is worth {say(worth.evppi)}, "
                f"{worth.evppi / self.evpi:.0%} of what knowing everything would be.",
                figure=worth.evppi,
                unit=money,
                error=None,
                worlds=self.benefit.size,
                assumed=worth.assumed,
            )
            for worth in self.measure_first[:shown]
        )


def information_values(
    ensemble: Ensemble, initiative: Initiative, streams: Streams, *, discount: float
) -> tuple[InformationValue, ...]:
    """Value of information of the firm's decision and of everybody's.

    The firm compares the net present value of running the initiative without outside money with 0. Everybody together
    compares what members gain and the firm earns with what all others spend, discounted at ``discount``, with 0.

    Parameters
    ----------
    ensemble
        Worlds that were drawn independently over all numbers, at least 80.
    initiative
        The case.
    streams
        Random streams, for the shuffles that show what chance would give.
    discount
        Yearly rate at which everybody's gains are discounted.

    Raises
    ------
    InputError
        For fewer worlds than the regression needs, or a rate that is not above -1.
    """
    if ensemble.draws < LEAST_WORLDS or discount <= -1.0:
        found = f"{ensemble.draws} worlds, discount rate {discount:g}"
        why = f"the regression needs {LEAST_WORLDS} worlds, and a discount rate is above -1"
        raise InputError.single("value of information", found, why, "draw more worlds, or correct the rate")
    per_year, values = initiative.seasons.per_year, ensemble.worlds.values
    firm = ensemble.actors.index(initiative.firm.actor)
    others = ensemble.spent.sum(axis=2) - ensemble.spent[:, :, firm]
    counted = values["firm.growers_gain_counted"][:, None]  # the firm's cash holds this part of the members' gain
    flow = (1.0 - counted) * ensemble["member_gain"] + ensemble["firm_cash"] - others
    rate = np.full(ensemble.draws, discount)
    benefits = {
        "The firm's decision to run it without outside money": present_value(
            ensemble["firm_cash_alone"], values["firm.hurdle"], per_year
        ),
        "Everybody's decision to scale it up": present_value(flow, rate, per_year),
    }
    return tuple(information_value(name, b, ensemble, streams) for name, b in benefits.items())


def information_value(decision: str, benefit: Floats, ensemble: Ensemble, streams: Streams) -> InformationValue:
    """Value of information of a decision between scaling up and not, from its net benefit in each world."""
    acts = np.column_stack([benefit, np.zeros_like(benefit)])
    evpi = float(acts.max(axis=1).mean() - acts.mean(axis=0).max())
    columns = {name: u for name, u in ensemble.worlds.probabilities.items() if np.ptp(u) > 0.0}
    if evpi <= 0.0:
        return InformationValue(decision, benefit, 0.0, 0.0, _ranked({}, ensemble, 0.0))
    worth = {name: min(max(evppi_regression(u, acts), 0.0), evpi) for name, u in columns.items()}
    noise = _noise(acts, streams)
    return InformationValue(decision, benefit, evpi, noise, _ranked(worth, ensemble, max(noise, LEAST_SHARE * evpi)))


def _noise(acts: Floats, streams: Streams) -> float:
    """What numbers without any bearing seem to be worth."""
    rows = len(acts)
    even = (np.arange(rows) + 0.5) / rows
    seeming: Sequence[float] = [
        evppi_regression(even[np.argsort(streams.words("shuffled number", rows, draw=k)[0], kind="stable")], acts)
        for k in range(SHUFFLES)
    ]
    return max(seeming)


def _ranked(worth: Mapping[str, float], ensemble: Ensemble, noise: float) -> tuple[Worth, ...]:
    listed = ensemble.worlds.listed
    found = []
    for name, value in worth.items():
        entry = listed.get(name)
        label = EFFECT_LABEL if name == EFFECT or entry is None else entry.label.rstrip(".")
        assumed = entry is not None and name != EFFECT and entry.parameter.assumed
        found.append(Worth(name, label, value, assumed, value > noise))
    return tuple(sorted(found, key=lambda one: (-one.evppi, one.name)))
