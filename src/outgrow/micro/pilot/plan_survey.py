"""What a next survey could find, from a baseline or pilot survey that shows how the outcome varies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from outgrow.initiative import Analysis
from outgrow.micro.design import (
    MeasuredOutcome,
    PowerPlan,
    WantedEffect,
    label,
    measure_outcome,
    one_by_one,
    plan_power,
    sizes_of,
)
from outgrow.micro.design.wording import some
from outgrow.micro.pilot.data import Tables, rows_of
from outgrow.micro.pilot.planned import Asked, PowerReport
from outgrow.sources import SurveyTable, propose_mapping
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl


def survey_power(
    file: str | Path,
    outcome: str,
    *,
    unit: str = "",
    cluster: str = "",
    baseline: str = "",
    covariates: Sequence[str] = (),
    strata: Sequence[str] = (),
    weights: str = "",
    arm: str = "",
    keep: Analysis | None = None,
    missing: Sequence[float] = (),
    asked: Asked | None = None,
) -> PowerReport:
    """Measure how an outcome varies in a baseline or pilot survey, and say what a next survey could find.

    Parameters
    ----------
    file
        CSV, Excel, Parquet, Stata or SPSS.
    outcome, unit, cluster, baseline, covariates, strata, weights, arm
        As in `measure_outcome`.
    keep
        A question whose conditions say which rows are used.
    missing
        Codes that stand for no answer in every column of numbers, besides those that say so themselves.
    asked
        What the next survey is to be; as large as this one where nothing is said.

    Returns
    -------
    PowerReport
        With one plan, at the measured intra-cluster correlation and at both ends of its interval.

    Raises
    ------
    InputError
        With all defects of the file and its columns.
    """
    from outgrow.initiative import Survey, SurveyColumn  # noqa: PLC0415  beside the functions that a case needs

    path = Path(file)
    section = Survey(file=path.name, columns={"household": SurveyColumn(column=outcome)}, missing=tuple(missing))
    tables = Tables(section, path.parent, alone=True)
    table = tables.table()
    frame = table.frame if keep is None else rows_of(table, keep)
    notes = tuple(_one_round(table, frame, outcome, keep))
    measured = measure_outcome(
        frame, outcome, unit=unit, cluster=cluster, baseline=baseline, covariates=covariates, strata=strata,
        weights=weights, arm=arm,
    )  # fmt: skip
    plan = plan_of(measured, asked or Asked(), name=outcome, title="", unit=unit, notes=notes)
    return PowerReport(name=path.name, origin=tables.origin(), plans=(plan,))


def plan_of(
    measured: MeasuredOutcome,
    asked: Asked,
    *,
    name: str,
    title: str,
    unit: str,
    wanted: Sequence[WantedEffect] = (),
    share: float = 0.5,
    notes: Sequence[str] = (),
) -> PowerPlan:
    """A plan among people as measured: at the correlation's interval where nothing else is weighed."""
    strangers(measured, max(asked.cluster_sizes, default=1.0), icc_known=bool(asked.iccs))
    first = asked.changed(measured.size(share_treated=share))
    if asked.cluster_sizes and asked.size_cv is None:
        first = replace(first, size_cv=0.0)
    if asked.iccs or not (measured.clustered and first.cluster_size > 1):
        sizes = sizes_of(first, **asked.several)
    else:
        ends = {"icc": list(measured.icc_interval)}
        several = sizes_of(first, **asked.several)
        sizes = [*several, *one_by_one(several[0][1], ends)[1:]]
        if len(several) == 1:
            sizes[0] = ("as measured", sizes[0][1])
    return plan_power(
        sizes, (*wanted, *asked.wanted), power=asked.chance, name=name, title=title, unit=unit, measured=measured,
        notes=notes,
    )  # fmt: skip


def strangers(measured: MeasuredOutcome, cluster_size: float, *, icc_known: bool) -> None:
    """Refuse clusters of several households where nothing says how alike their members are.

    Raises
    ------
    InputError
        When a survey without clusters is to say what one with clusters could find.
    """
    if cluster_size > 1 and not measured.clustered and not icc_known:
        why = "Members of a cluster are alike, and a survey that takes them for strangers promises too much"
        todo = "Name the column of the clusters (--cluster; 'cluster' of a question in the file), or give --icc"
        found = f"clusters of {cluster_size:g}, and no clusters in the data"
        raise InputError.single(f"survey of {measured.outcome}", found, why, todo, "cluster_size")


def _one_round(table: SurveyTable, frame: pl.DataFrame, outcome: str, keep: Analysis | None) -> Iterator[str]:
    """Rows of several rounds are refused unless their rounds were asked for by name: they are told then."""
    wave = propose_mapping(table).column_of("wave")
    if not wave or wave == outcome or outcome not in frame.columns:
        return
    rounds = frame.filter(frame[outcome].is_not_null())[wave].drop_nulls().unique().sort().to_list()
    if len(rounds) <= 1:
        return
    found = f"rows of {len(rounds)} rounds ({some([label(x) for x in rounds])})"
    named = {one.column for group in keep.keep for one in group} if keep is not None else set()
    if wave in named:
        yield f"{found[:1].upper()}{found[1:]} are counted together, as asked."
        return
    why = "A household asked twice would count twice, and the survey would promise more than one round of it can find"
    todo = f"Keep one round, such as --keep {wave}={label(rounds[-1])}; or name each that is meant, one --keep a round"
    raise InputError.single(table.file, found, why, todo, wave)
