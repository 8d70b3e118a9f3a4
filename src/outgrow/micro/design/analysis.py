"""The rows and columns an estimate is made of, and every row that it had to leave out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design.check import check_design
from outgrow.micro.design.columns import arms_of, as_frame, codes, is_numeric, label, labels, numbers
from outgrow.micro.design.record import Design
from outgrow.micro.design.rounds import is_after
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that an estimate could not use, and why."""

    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class Needed:
    """What a row must have to be used."""

    covariates: bool
    take_up: bool


@dataclass(frozen=True, slots=True)
class AnalysisData:
    """One row a unit, ready for an estimator; n rows.

    Parameters
    ----------
    y
        Outcome, shape (n,).
    treated
        1 in a treated arm, else 0, shape (n,).
    others, other_names
        Indicators of arms that are neither treated nor control, shape (n, a).
    covariates, covariate_names
        Baseline outcome first, then covariates, categories as indicators, shape (n, k).
    baseline
        Baseline outcome, shape (n,), or None.
    weights
        Shape (n,).
    strata, clusters
        Codes, shape (n,), or None.
    take_up
        Shape (n,), or None.
    rows
        Positions of the rows in the survey, brought to one row a unit, shape (n,).
    left_out
        Rows that were left out.
    notes
        What a reader must know of the data, one sentence each.
    control, arms
        Labels of the control and of the treated arms.
    """

    y: Floats
    treated: Floats
    others: Floats
    other_names: tuple[str, ...]
    covariates: Floats
    covariate_names: tuple[str, ...]
    baseline: Floats | None
    weights: Floats
    strata: Codes | None
    clusters: Codes | None
    take_up: Floats | None
    rows: NDArray[np.int64]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    control: tuple[str, ...]
    arms: tuple[str, ...]

    def at(self, keep: NDArray[np.bool_]) -> AnalysisData:
        """Some of the rows, shape of ``keep`` (n,); what was left out before is told as it was."""
        rows = ("y", "treated", "others", "covariates", "baseline", "weights", "strata", "clusters", "take_up", "rows")
        found = {name: getattr(self, name) for name in rows}
        return replace(self, **{name: x[keep] for name, x in found.items() if x is not None})


def analysis_data(
    data: Any, design: Design, *, need_covariates: bool = True, need_take_up: bool = False
) -> AnalysisData:
    """Check a survey, bring it to one row a unit, and turn it into arrays.

    Parameters
    ----------
    data
        Survey: a polars or pandas frame, or a mapping of columns.
    design
        What the columns mean.
    need_covariates
        Whether rows must have baseline and covariates.
    need_take_up
        Whether rows must say whether they took part.

    Raises
    ------
    InputError
        As `check_design`, and when no treated or no control row is left.

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, None], "arm": [0, 1, 1]}
    >>> ready = analysis_data(data, Design(kind="rct", outcome="y", arm="arm"))
    >>> ready.treated.tolist(), ready.left_out[0].rows
    ([0.0, 1.0], 1)
    """
    frame = as_frame(data)
    check_design(frame, design)
    frame, design, early = one_row_a_unit(frame, design)
    words = labels(frame[design.arm])
    control, arms = arms_of(sorted({x for x in words if x is not None}), design.control_labels, design.treated_labels)
    wanted = Needed(need_covariates, need_take_up)
    keep, left_out = _kept(frame, design, words, {*control, *arms}, wanted)
    frame = frame[keep]
    side = [words[i] for i in keep]
    treated = np.array([x in arms for x in side], dtype=np.float64)
    if not keep.size or not 0 < treated.sum() < keep.size:
        gone = "; ".join(f"{x.rows:,} because {x.reason}" for x in left_out) or "none"
        raise InputError.single(
            f"survey of {design.outcome}",
            f"{int(treated.sum())} treated and {int(keep.size - treated.sum())} other rows",
            f"one side is empty after rows were left out ({gone})",
            "give the outcome of both arms; where covariates are unknown, choose others, or missing='indicator'",
        )
    names, columns = covariate_columns(frame, design) if need_covariates else ((), np.empty((keep.size, 0)))
    strata = codes(frame, design.strata_columns) if design.strata_columns else None
    others = sorted({x for x in side if x is not None and x not in control and x not in arms})
    return AnalysisData(
        y=numbers(frame[design.outcome]),
        treated=treated,
        others=_indicators(side, others),
        other_names=tuple(f"arm {o}" for o in others),
        covariates=columns,
        covariate_names=names,
        baseline=numbers(frame[design.baseline]) if design.baseline else None,
        weights=numbers(frame[design.weights]) if design.weights else np.ones(keep.size),
        strata=strata,
        clusters=codes(frame, (design.cluster,)) if design.cluster else None,
        take_up=numbers(frame[design.take_up]) if design.take_up else None,
        rows=keep.astype(np.int64),
        left_out=(*early, *left_out),
        notes=_lone_strata(strata, treated, design),
        control=tuple(control),
        arms=tuple(arms),
    )


def _indicators(words: list[str | None], wanted: list[str]) -> Floats:
    """A column of 0 and 1 for each label."""
    columns = [np.array([x == o for x in words], dtype=np.float64) for o in wanted]
    return np.stack(columns, axis=1) if columns else np.empty((len(words), 0))


def one_row_a_unit(frame: pl.DataFrame, design: Design) -> tuple[pl.DataFrame, Design, tuple[LeftOut, ...]]:
    """Rounds side by side: the mean of the rounds after the start as outcome, of those before as baseline.

    Covariates and strata are those of the first round that has them: what a household is asked afterwards may
    already be a result of the programme.

    McKenzie (2012), "Beyond baseline and follow-up", Journal of Development Economics 99(2): means over rounds
    keep what several rounds add in precision.
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    if not (design.period and design.unit and design.treated_from is not None) or design.kind == "staggered":
        return frame, design, ()
    after = is_after(frame, design)
    before_name = f"{design.outcome} before"
    kept = [c for c in design.needs if c not in {design.outcome, design.period, design.unit, design.baseline}]
    traits = [c for c in kept if c in {*design.covariate_columns, *design.strata_columns}]
    grouped = frame.filter(after).group_by(design.unit, maintain_order=True)
    late = grouped.agg(pl.col(design.outcome).cast(pl.Float64).mean(), *(pl.col(c).drop_nulls().first() for c in kept))
    early = (
        frame.filter(~after)
        .group_by(design.unit, maintain_order=True)
        .agg(
            pl.col(design.outcome).cast(pl.Float64).mean().alias(before_name),
            *(pl.col(c).drop_nulls().first().alias(f"{c} before the start") for c in traits),
        )
    )
    gone = early.join(late, on=design.unit, how="anti").height
    left = (
        (LeftOut(f"the {design.unit} was measured before {label(design.treated_from)} and never after it", gone),)
        if gone
        else ()
    )
    wide = late.join(early, on=design.unit, how="left", maintain_order="left")
    wide = wide.with_columns(pl.coalesce(f"{c} before the start", c).alias(c) for c in traits)
    return wide, design.but(baseline=before_name, period="", treated_from=None), left


def _kept(
    frame: pl.DataFrame, design: Design, words: list[str | None], compared: set[str], needed: Needed
) -> tuple[NDArray[np.int64], list[LeftOut]]:
    """Positions of the rows to use, and what was left out in turn."""
    keep, left = np.ones(frame.height, dtype=bool), []
    steps = [(f"{design.outcome} unknown", np.isfinite(numbers(frame[design.outcome])))]
    if design.weights:
        steps.append((f"{design.weights} is 0", numbers(frame[design.weights]) != 0))
    if design.kind == "matched":
        steps.append(("in an arm that is not compared", np.array([x in compared for x in words])))
    if design.take_up and needed.take_up:
        steps.append((f"{design.take_up} unknown", np.isfinite(numbers(frame[design.take_up]))))
    named = (design.baseline, *design.covariate_columns) if needed.covariates and design.missing != "indicator" else ()
    steps += [(f"{name} unknown", _known(frame[name])) for name in dict.fromkeys(named) if name]
    for reason, known in steps:
        if count := int(np.count_nonzero(keep & ~known)):
            left.append(LeftOut(reason, count))
        keep &= known
    return np.flatnonzero(keep), left


def _known(column: pl.Series) -> np.ndarray:
    if is_numeric(column):
        return np.isfinite(numbers(column))
    return np.asarray(column.is_not_null().to_numpy(), dtype=bool)


def covariate_columns(frame: pl.DataFrame, design: Design) -> tuple[tuple[str, ...], Floats]:
    """Baseline and covariates as columns; categories as indicators, unknown numbers as mean and indicator."""
    names: list[str] = []
    columns: list[Floats] = []
    wanted = [design.baseline, *design.covariate_columns] if design.kind != "did" else list(design.covariate_columns)
    for name in dict.fromkeys(x for x in wanted if x):
        for title, values in _expanded(frame[name]):
            names.append(title)
            columns.append(values)
    return tuple(names), np.column_stack(columns) if columns else np.empty((frame.height, 0))


def _expanded(column: pl.Series) -> list[tuple[str, Floats]]:
    """A number and, where some are unknown, the indicator of it; or an indicator for each category but the first."""
    if is_numeric(column):
        x = numbers(column)
        unknown = ~np.isfinite(x)
        if not unknown.any() or unknown.all():
            return [(column.name, np.where(unknown, 0.0, x))]
        filled = np.where(unknown, np.mean(x[~unknown]), x)
        return [(column.name, filled), (f"{column.name} unknown", unknown.astype(np.float64))]
    words = ["unknown" if x is None else x for x in labels(column)]
    kinds = sorted(set(words))[1:]
    return [(f"{column.name} {kind}", np.array([x == kind for x in words], dtype=np.float64)) for kind in kinds]


def _lone_strata(strata: Codes | None, treated: Floats, design: Design) -> tuple[str, ...]:
    """Strata kept although one side of the comparison is missing in them."""
    if strata is None:
        return ()
    totals, ones = np.bincount(strata), np.bincount(strata, treated)
    lone = int(np.count_nonzero((totals > 0) & ((ones == 0) | (ones == totals))))
    if not lone:
        return ()
    where = " x ".join(design.strata_columns)
    return (
        f"{lone} of {np.count_nonzero(totals)} groups of {where} hold one side only and say nothing about the effect.",
    )
