"""Who was in which arm: rows, clusters, strata and what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.micro.design.check import check_design
from outgrow.micro.design.columns import arms_of, as_frame, codes, labels, numbers
from outgrow.micro.design.record import Design
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm.

    Parameters
    ----------
    name, role
        Its label, and whether it is ``control``, ``treated`` or ``other``.
    rows, units, clusters, strata
        Counts; clusters, strata and units are None where the design names none.
    measured
        Rows with an outcome.
    mean, sd
        Weighted mean and standard deviation of the outcome; NaN where nothing was measured.
    """

    name: str
    role: str
    rows: int
    units: int | None
    clusters: int | None
    strata: int | None
    measured: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class ArmsTable:
    """The arms of a survey, and the column that tells them apart."""

    column: str
    outcome: str
    arms: tuple[Arm, ...]

    def to_frame(self) -> pl.DataFrame:
        """One row an arm."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [
            (a.name, a.role, a.rows, a.units, a.clusters, a.strata, a.measured, a.rows - a.measured, a.mean, a.sd)
            for a in self.arms
        ]
        counts = ("rows", "units", "clusters", "strata", "measured", "unknown")
        schema = {"arm": pl.String, "role": pl.String} | dict.fromkeys(counts, pl.Int64)
        return pl.DataFrame(rows, schema=schema | {"mean": pl.Float64, "sd": pl.Float64}, orient="row").fill_nan(None)

    def summary(self) -> str:
        """Say how many were in each arm and how many of them have an outcome."""
        told = []
        for a in self.arms:
            groups = f" in {a.clusters:,} clusters" if a.clusters is not None else ""
            told.append(f"{a.name} ({a.role}): {a.rows:,} rows{groups}, {a.measured:,} with {self.outcome}")
        return "; ".join(told) + "."


def arms_table(data: Any, design: Design) -> ArmsTable:
    """Count rows, units, clusters and strata of each arm, and describe its outcome.

    Parameters
    ----------
    data
        Survey: a frame or a mapping of columns.
    design
        What the columns mean; ``arm`` must be named.

    Raises
    ------
    InputError
        As `check_design`, and when the design names no arm.

    Examples
    --------
    >>> data = {"y": [1.0, 3.0, None], "arm": ["C", "C", "T"]}
    >>> [(a.name, a.role, a.measured, a.mean) for a in arms_table(data | {"y": [1.0, 3.0, 5.0]},
    ...     Design(kind="rct", outcome="y", arm="arm")).arms]
    [('C', 'control', 2, 2.0), ('T', 'treated', 1, 5.0)]
    """
    frame = as_frame(data)
    if not design.arm:
        raise InputError.single("arms", "no arm", "there is nothing to count", "name the column of the arm", "arm")
    check_design(frame, design)
    words = np.asarray(labels(frame[design.arm]))
    names = sorted(set(words.tolist()))
    control, treated = arms_of(names, design.control_labels, design.treated_labels)
    y = numbers(frame[design.outcome])
    w = numbers(frame[design.weights]) if design.weights else np.ones(frame.height)
    units = codes(frame, (design.unit,)) if design.unit else None
    clusters = codes(frame, (design.cluster,)) if design.cluster else None
    strata = codes(frame, design.strata_columns) if design.strata_columns else None
    arms = []
    for name in names:
        here = words == name
        role = "control" if name in control else "treated" if name in treated else "other"
        measured, mean, sd = _moments(y[here], w[here])
        counts = [None if g is None else int(np.unique(g[here]).size) for g in (units, clusters, strata)]
        arms.append(Arm(name, role, int(here.sum()), counts[0], counts[1], counts[2], measured, mean, sd))
    order = {"control": 0, "treated": 1, "other": 2}
    return ArmsTable(design.arm, design.outcome, tuple(sorted(arms, key=lambda a: (order[a.role], a.name))))


def _moments(y: np.ndarray, w: np.ndarray) -> tuple[int, float, float]:
    """Rows with an outcome, its weighted mean and standard deviation (n - 1)."""
    known = np.isfinite(y)
    n = int(known.sum())
    if not n or not w[known].sum() > 0:
        return n, float("nan"), float("nan")
    mean = float(np.average(y[known], weights=w[known]))
    if n < 2:
        return n, mean, float("nan")
    return n, mean, float(np.sqrt(np.average((y[known] - mean) ** 2, weights=w[known]) * n / (n - 1)))
