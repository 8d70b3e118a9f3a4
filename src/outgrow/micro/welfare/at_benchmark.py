"""How far a survey's households are from a living income, round by round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outgrow.micro.welfare.estimates import EVERYBODY, Estimate
from outgrow.micro.welfare.findings import LivingIncomeFinding
from outgrow.micro.welfare.incomes import Incomes
from outgrow.micro.welfare.poverty_change import poverty_change
from outgrow.micro.welfare.sampling import Floats
from outgrow.micro.welfare.survey_living_income import survey_living_income

TWO = 2
SHARES = {"headcount": "share_below", "gap": "gap_of_all"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A living income in the money and time of the incomes.

    Parameters
    ----------
    value, low, high
        The amount, and its 90 % interval where it is not certain.
    unit
        Money, household or person, and time.
    said
        Where it comes from.
    reference_size
        Persons that the amount is for: 1 for a person's, those of the reference household; None where every household
        is held against the same amount.
    """

    value: float
    unit: str
    said: str
    low: float | None = None
    high: float | None = None
    reference_size: float | None = None


def at_benchmark(incomes: Incomes, benchmark: Benchmark) -> LivingIncomeFinding:
    """Hold households against a living income.

    Parameters
    ----------
    incomes
        Households with the design behind them; here each counts once, whatever its size.
    benchmark
        The living income.

    Returns
    -------
    LivingIncomeFinding
        Share below, gaps and median in each round, and the change of the shares between the first and the last.

    Examples
    --------
    >>> of = np.array
    >>> some = Incomes(income=of([50.0, 80, 120, 150]), persons=of([5.0, 5, 5, 10]), weights=np.ones(4), unit="KES")
    >>> found = at_benchmark(some, Benchmark(value=100.0, unit="KES/household", said="Made up.", reference_size=5.0))
    >>> found.rounds[0][1]["share_below"].value
    0.75
    """
    y = _as_reference(incomes, benchmark)
    found, alone = [], []
    for name in incomes.rounds or [EVERYBODY]:
        rows = np.asarray(incomes.wave == name) if incomes.rounds else incomes.last
        if incomes.rounds and incomes.clusters_in(rows) < TWO:
            alone.append(f"Round {name} lies in one cluster and is not told.")
            continue
        plan = incomes.plan(incomes.weights, rows)
        found.append((str(name), survey_living_income(y[rows], benchmark.value, plan, money=benchmark.unit)))
    return LivingIncomeFinding(
        value=benchmark.value, low=benchmark.low, high=benchmark.high, unit=benchmark.unit,
        said=" ".join([benchmark.said, _held(benchmark.reference_size), *alone]), rounds=tuple(found),
        change=_change(incomes, y, benchmark.value), at_ends=_at_ends(incomes, y, benchmark),
    )  # fmt: skip


def _as_reference(incomes: Incomes, benchmark: Benchmark) -> Floats:
    """Incomes as they would be if every household had the size that the benchmark is for."""
    if benchmark.reference_size is None:
        return incomes.income
    return incomes.income * (benchmark.reference_size / incomes.persons)


def _held(size: float | None) -> str:
    if size is None:
        return "Every household is held against the same amount, whatever its size."
    if size == 1:
        return "Each household is held against it times its members."
    return f"It is for {size:g} persons; each household is held against it in proportion to its members."


def _at_ends(incomes: Incomes, y: Floats, benchmark: Benchmark) -> tuple[Estimate, Estimate] | None:
    rows = incomes.last
    if benchmark.low is None or benchmark.high is None or incomes.clusters_in(rows) < TWO:
        return None
    plan = incomes.plan(incomes.weights, rows)
    low, high = (survey_living_income(y[rows], z, plan)["share_below"] for z in (benchmark.low, benchmark.high))
    return low, high


def _change(incomes: Incomes, y: Floats, benchmark: float) -> tuple[Estimate, ...]:
    """Change of share and gap from the first to the last round, with what the rounds share in clusters."""
    if incomes.wave is None or not incomes.rounds:
        return ()
    rows = np.isin(incomes.wave, [incomes.rounds[0], incomes.rounds[-1]])
    if incomes.clusters_in(rows) < TWO:
        return ()
    plan = incomes.plan(incomes.weights, rows)
    found = poverty_change(y[rows], benchmark, incomes.last[rows], plan, measures=["headcount", "gap"])
    return tuple(
        Estimate(SHARES[r.measure], r.value, r.standard_error, r.low, r.high, r.degrees_of_freedom, r.rows, unit=r.unit)
        for r in found.change
    )
