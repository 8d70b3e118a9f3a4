"""How the outcome of a question varies in its data: what a next survey that asks it again has to reckon with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outgrow.initiative import Analysis
from outgrow.micro.design import Design, MeasuredOutcome, analysis_data, measure_arrays, one_row_a_unit
from outgrow.micro.regression import codes_of

if TYPE_CHECKING:
    import polars as pl


def measured_question(
    frame: pl.DataFrame, one: Analysis, design: Design, *, in_clusters: bool = False
) -> tuple[MeasuredOutcome, float, float]:
    """How a question's outcome varies within arms, the share of units treated, and how many the offer moved.

    Where arms were given to households, they and not clusters are what a next survey counts, unless that one is to
    take several from a cluster (``in_clusters``).
    """
    if one.design == "did":
        frame, design, _ = one_row_a_unit(frame, design)
    ready = analysis_data(frame, design.but(kind="rct") if one.design == "did" else design)
    ready = ready.at(np.asarray(~ready.others.any(axis=1)))  # arms that are not compared do not count in a size
    grouped = (in_clusters or one.assigned == "cluster") and ready.clusters is not None
    did = one.design == "did" and ready.baseline is not None
    columns, names = (
        ready.covariates,
        tuple(dict.fromkeys(x for x in (design.baseline, *design.covariate_columns) if x)),
    )
    if did:
        assert ready.baseline is not None
        columns, names = ready.covariates[:, 1:], design.covariate_columns
    if not columns.shape[1]:
        names = ()
    measured = measure_arrays(
        ready.y - ready.baseline if did and ready.baseline is not None else ready.y,
        f"change of {one.outcome}" if did else one.outcome, one.unit,
        clusters=ready.clusters if grouped else None,
        columns=columns, names=names, strata=ready.strata, strata_names=design.strata_columns,
        weights=ready.weights if one.weights else None,
        arms=ready.treated[:, np.newaxis],
        left_out=sum(x.rows for x in ready.left_out),
    )  # fmt: skip
    if grouped:
        groups = codes_of(ready.clusters if ready.clusters is not None else ())
        share = float(np.mean(np.bincount(groups, ready.treated) / np.bincount(groups)))
    else:
        share = float(ready.treated.mean())
    moved = 1.0
    if ready.take_up is not None:
        known = np.isfinite(ready.take_up)
        means = [float(ready.take_up[known & (ready.treated == side)].mean()) for side in (0.0, 1.0)]
        moved = means[1] - means[0]
    return measured, share, moved if 0 < moved <= 1 else 1.0
