"""Rows of units and periods as arrays, for comparisons over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design import (
    Design,
    LeftOut,
    arms_of,
    as_frame,
    check_design,
    codes,
    covariate_columns,
    is_after,
    label,
    labels,
    numbers,
)
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows with outcome, arm and period; n rows.

    Parameters
    ----------
    y, treated, after, weights
        Outcome, 1 in a treated arm, 1 when the programme runs, weight; shape (n,) each.
    periods, period_names
        Codes in order of time, shape (n,), and their names.
    units, clusters
        Codes or None.
    covariates, covariate_names
        Shape (n, k).
    left_out
        Rows that were left out.
    """

    y: Floats
    treated: Floats
    after: Floats
    weights: Floats
    periods: Codes
    period_names: tuple[str, ...]
    units: Codes | None
    clusters: Codes | None
    covariates: Floats
    covariate_names: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def panel_of(data: Any, design: Design) -> Panel:
    """Check a survey of several periods and turn it into arrays, saying what was left out.

    Raises
    ------
    InputError
        As `check_design`, and when one side of the comparison is empty.
    """
    frame = as_frame(data)
    check_design(frame, design)
    keep, left = _usable(frame, design)
    frame = frame.filter(keep)
    words = labels(frame[design.arm]) if design.arm else ["participants"] * frame.height
    if design.arm:
        control, arms = arms_of(sorted({x for x in words if x}), design.control_labels, design.treated_labels)
        compared = np.array([x in control or x in arms for x in words])
        if not compared.all():
            left.append(LeftOut("in an arm that is not compared", int((~compared).sum())))
            frame, words = frame.filter(compared), [x for x, use in zip(words, compared, strict=True) if use]
        treated = np.array([x in arms for x in words], dtype=np.float64)
    else:
        treated = np.ones(frame.height)
    after = is_after(frame, design).astype(np.float64)
    _both_sides(treated, after, design)
    stamps = frame[design.period].unique().sort().to_list()
    place = {stamp: i for i, stamp in enumerate(stamps)}
    names, columns = covariate_columns(frame, design)
    return Panel(
        y=numbers(frame[design.outcome]),
        treated=treated,
        after=after,
        weights=numbers(frame[design.weights]) if design.weights else np.ones(frame.height),
        periods=np.array([place[stamp] for stamp in frame[design.period].to_list()], dtype=np.int64),
        period_names=tuple(label(stamp) for stamp in stamps),
        units=codes(frame, (design.unit,)) if design.unit else None,
        clusters=codes(frame, (design.cluster,)) if design.cluster else None,
        covariates=columns,
        covariate_names=names,
        left_out=tuple(left),
    )


def _usable(frame: pl.DataFrame, design: Design) -> tuple[np.ndarray, list[LeftOut]]:
    """Rows with outcome and covariates whose unit was seen both before and after."""
    keep, left = np.isfinite(numbers(frame[design.outcome])), []
    if count := int((~keep).sum()):
        left.append(LeftOut(f"{design.outcome} unknown", count))
    if design.weights:
        counts = numbers(frame[design.weights]) != 0
        if count := int((keep & ~counts).sum()):
            left.append(LeftOut(f"{design.weights} is 0", count))
        keep = keep & counts
    if design.missing == "leave out":
        for name in design.covariate_columns:
            known = np.asarray(frame[name].is_not_null().to_numpy())
            if count := int((keep & ~known).sum()):
                left.append(LeftOut(f"{name} unknown", count))
            keep = keep & known
    if design.unit:
        after = is_after(frame, design)
        units = codes(frame, (design.unit,))
        size = int(units.max()) + 1
        both = (np.bincount(units, keep & after, minlength=size) > 0) & (
            np.bincount(units, keep & ~after, minlength=size) > 0
        )
        one_side = keep & ~both[units]
        told = (
            (one_side & ~after, "before the start and never after it"),
            (one_side & after, "after the start and never before it"),
        )
        for rows, word in told:
            if count := int(rows.sum()):
                left.append(LeftOut(f"the {design.unit} was measured {word}", count))
        keep = keep & both[units]
    return keep, left


def _both_sides(treated: Floats, after: Floats, design: Design) -> None:
    """Every cell of the comparison has rows."""
    arms = (1.0, 0.0) if design.arm else (1.0,)
    empty = [
        f"no {'treated' if arm else 'control'} rows {'after' if late else 'before'} the start"
        for arm in arms
        for late in (0.0, 1.0)
        if not np.any((treated == arm) & (after == late))
    ]
    if empty:
        todo = "give both rounds of both arms"
        raise InputError.single(f"survey of {design.outcome}", "; ".join(empty), "a change needs both sides", todo)
