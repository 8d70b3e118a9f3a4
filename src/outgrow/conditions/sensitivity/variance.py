"""Sobol indices and Shapley effects of the strongest numbers, of all others together, and of luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.drivers import Driver
from outgrow.conditions.finding import Finding
from outgrow.conditions.gates import gates
from outgrow.conditions.outputs import Output, outputs
from outgrow.conditions.sensitivity.indices import (
    ShapleyEffects,
    SobolIndices,
    join_walks,
    shapley_effects,
    sobol_indices,
)
from outgrow.initiative import Initiative, entries
from outgrow.scenarios import LUCK, Crossed, Runner, Simulated, crossed, uncertain, walk_orders, worlds_at
from outgrow.vocabulary import Defect, InputError, Streams, did_you_mean

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
OTHERS: Final = "all other numbers"
FEWEST_FACTORS = 2
LEAST_TOLD = 0.05  # share of the variance below which a factor is not what a result hangs on


@dataclass(frozen=True, slots=True)
class Importance:
    """How one result's variance is shared out.

    Parameters
    ----------
    output, label, unit
        Which result.
    factors
        Names of the numbers, ``all other numbers`` and ``luck``.
    sobol
        First-order and total indices.
    shapley
        Shapley effects; None when no walks were run.
    """

    output: str
    label: str
    unit: str
    factors: tuple[str, ...]
    sobol: SobolIndices
    shapley: ShapleyEffects | None

    @property
    def order(self) -> tuple[int, ...]:
        """Places of the factors, the one with the largest total index first."""
        return tuple(np.argsort(-self.sobol.total, kind="stable").tolist())

    def known(self, factor: int) -> bool:
        """Whether a factor's total index stands out of its own error."""
        return bool(self.sobol.total[factor] > 2.0 * self.sobol.total_error[factor])

    @property
    def told(self) -> tuple[int, ...]:
        """Places of the factors worth a sentence: total index out of its error and of 5% at least, largest first."""
        return tuple(k for k in self.order if self.known(k) and self.sobol.total[k] >= LEAST_TOLD)

    def summary(self, labels: Mapping[str, str] | None = None) -> str:
        """The factors that matter most, with their indices and errors; ``labels`` puts their names into words."""
        words = labels or {}
        if self.sobol.variance == 0.0:
            return f"{self.label}: the same in all worlds, so that nothing accounts for a difference."
        said = [
            f"{words.get(name, name)} {self.sobol.total[k]:.0%} (standard error {self.sobol.total_error[k]:.0%})"
            for k, name in [(k, self.factors[k]) for k in self.told[:3]]
        ]
        if not said:
            return f"{self.label}: too few worlds differ to say what accounts for it; ask for a larger base."
        return f"{self.label}: the variance hangs most on {', '.join(said)} (total indices)."


@dataclass(frozen=True, slots=True)
class VarianceStudy:
    """Variance of every result, shared out.

    Parameters
    ----------
    importances
        By name of the result.
    base, walks
        Rows of the crossed design that ran whole, and walks among them.
    runs
        Worlds simulated.
    failed
        Worlds that failed; their rows are left out.
    left_out
        Numbers that were asked for and have no spread.
    """

    importances: Mapping[str, Importance]
    base: int
    walks: int
    runs: int
    failed: int
    left_out: tuple[str, ...] = field(default=())

    def to_frame(self) -> pl.DataFrame:
        """Tidy table: result, factor, first, first_error, total, total_error, shapley, shapley_error."""
        import polars as pl  # noqa: PLC0415  loaded only when a table is asked for

        return pl.DataFrame(
            [row for found in self.importances.values() for row in _rows(found)], infer_schema_length=None
        )

    def summary(self, labels: Mapping[str, str] | None = None) -> str:
        """What matters for the number of gates that open, and on how many worlds that rests."""
        said = self.importances["gates open"].summary(labels)
        lost = f", {self.failed:,} of which failed" if self.failed else ""
        return f"{said} From {self.runs:,} worlds{lost}: {self.base} rows of two Sobol samples and {self.walks} walks."

    def findings(self, assumed: Mapping[str, bool], shown: int = 5) -> tuple[Finding, ...]:
        """A sentence for each factor that matters most for each result that varies."""
        return tuple(
            _finding(one, k, self.base, assumed.get(one.factors[k], False))
            for one in self.importances.values()
            for k in one.order[:shown]
            if one.sobol.variance > 0.0 and one.known(k)
        )


def _rows(found: Importance) -> list[dict[str, Any]]:
    shapley = found.shapley
    return [
        {
            "result": found.output,
            "factor": factor,
            "first": float(found.sobol.first[k]),
            "first_error": float(found.sobol.first_error[k]),
            "total": float(found.sobol.total[k]),
            "total_error": float(found.sobol.total_error[k]),
            "shapley": float(shapley.shares[k]) if shapley else None,
            "shapley_error": float(shapley.errors[k]) if shapley else None,
            "mean": found.sobol.mean,
            "variance": found.sobol.variance,
        }
        for k, factor in enumerate(found.factors)
    ]


def _finding(one: Importance, k: int, rows: int, assumed: bool) -> Finding:
    first, total = float(one.sobol.first[k]), float(one.sobol.total[k])
    return Finding(
        kind="variance",
        condition=one.factors[k],
        result=one.output,
        sentence=f"{one.factors[k]} accounts for {max(first, 0.0):.0%} of the variance of '{one.label}' alone and for "
        f"{total:.0%} together with what it interacts with.",
        figure=total,
        unit="share of the variance",
        error=float(one.sobol.total_error[k]),
        worlds=rows,
        assumed=assumed,
    )


def strongest(drivers: Sequence[Driver], count: int) -> tuple[str, ...]:
    """The numbers that move the verdict most when moved alone; those that move nothing are no factors."""
    return tuple(driver.name for driver in drivers if driver.movement > 0.0)[:count]


def factors_of(initiative: Initiative, names: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Factors for the named numbers, all other uncertain ones together, and luck.

    Returns
    -------
    tuple
        Numbers of each factor; and the names that have no spread and are left out.

    Raises
    ------
    InputError
        For a name that no number has.
    """
    free, listed = uncertain(initiative), entries(initiative)
    unknown = [name for name in names if name not in free and name not in listed]
    if unknown:
        known = [*listed, *free]
        raise InputError(
            "factors",
            [Defect(f"'{n}'", "", "no number of the case has this name", did_you_mean(n, known)) for n in unknown],
        )
    left_out = tuple(name for name in names if name not in free)
    factors: dict[str, tuple[str, ...]] = {name: (name,) for name in names if name in free}
    others = tuple(name for name in free if name not in factors)
    if others:
        factors[OTHERS] = others
    factors[LUCK] = ()
    return factors, left_out


def variance_study(
    initiative: Initiative, runner: Runner, streams: Streams, names: Sequence[str], *, base: int, walks: int
) -> VarianceStudy:
    """Share out the variance of each gate and outcome.

    Nothing is held fixed: the numbers that are not named vary too, as one factor together, and so does luck. Indices
    are therefore shares of the whole uncertainty.

    Parameters
    ----------
    initiative
        The case.
    runner
        Where and how the worlds run.
    streams
        Random streams of the run.
    names
        Dotted names of the numbers to tell apart, the strongest first.
    base
        Rows of both samples, a power of two; ``base * (names + 4)`` worlds are run.
    walks
        Rows on which walks are run for the Shapley effects, at most ``base``; ``walks * names`` worlds more.
    """
    factors, left_out = factors_of(initiative, names)
    if len(factors) < FEWEST_FACTORS:
        raise InputError.single("factors", "nothing varies", "there is no variance to share out", "give intervals")
    design, among = crossed(streams, factors, base), min(walks, base)
    spec = {"factors": list(factors), "others": len(factors.get(OTHERS, ()))}
    u, luck = design.saltelli()
    rows = runner.run("crossed", "Sharing out the variance", worlds_at(initiative, u), spec, luck)
    table = _table(rows, base, design.size + 2, initiative)
    orders = walk_orders(streams, among, design.size)
    between = _between(runner, initiative, design, orders, spec) if among else {}
    whole = np.all([np.isfinite(values).all(axis=1) for _, values in table.values()], axis=0)
    found, walked = {}, 0
    for name, (output, values) in table.items():
        shapley = None
        if among:
            paths = join_walks(values[:among], between[name], orders)
            ran = np.isfinite(paths).all(axis=1)
            walked = int(ran.sum())
            shapley = shapley_effects(paths[ran], orders[ran], streams) if walked else None
        indices = sobol_indices(values[whole], streams)
        found[name] = Importance(name, output.label, output.unit, tuple(factors), indices, shapley)
    runs = base * (design.size + 2) + among * max(design.size - 2, 0)
    done = rows.draws.size + sum(int(np.isfinite(v).sum()) for v in list(between.values())[:1])
    return VarianceStudy(found, int(whole.sum()), walked, runs, runs - done, left_out)


def _between(
    runner: Runner, initiative: Initiative, design: Crossed, orders: Whole, spec: Mapping[str, Any]
) -> dict[str, Floats]:
    """Results at the inner points of the walks."""
    walks, steps = len(orders), design.size - 2
    if steps < 1:
        raise AssertionError("walks need three factors")
    u, luck = design.walks(orders)
    found = runner.run("walks", "Sharing out what interacts", worlds_at(initiative, u), spec, luck)
    return {name: values for name, (_, values) in _table(found, walks, steps, initiative).items()}


def _table(found: Simulated, rows: int, columns: int, initiative: Initiative) -> dict[str, tuple[Output, Floats]]:
    """Each result by row and point of the design; NaN for worlds that failed."""
    results = outputs(found.ensemble, gates(found.ensemble, initiative), initiative)
    table = {}
    for output in results:
        values = np.full(rows * columns, np.nan)
        values[found.draws] = output.values
        table[output.name] = output, values.reshape(rows, columns)
    return table
