"""Units that start in different periods: group-time effects of Callaway and Sant'Anna (2021)."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design import (
    Design,
    LeftOut,
    as_frame,
    check_design,
    codes,
    covariate_columns,
    is_empty,
    label,
    numbers,
)
from outgrow.micro.impact.did import pre_trend_words
from outgrow.micro.impact.inference import Inference
from outgrow.micro.impact.records import ImpactEstimate, Part
from outgrow.micro.regression import independent
from outgrow.vocabulary import InputError, MissingExtraError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
ESTIMAND = "average effect on those treated so far"
PARALLEL = (
    "It is the programme's effect only if those who started would otherwise have moved like those who had not yet."
)
NEVER_WORDS = {"", "0", "never", "none", "nan", "inf"}


@dataclass(frozen=True, slots=True)
class EventStudy:
    """Effects by time since the start, each against the last period before it.

    Parameters
    ----------
    times
        Periods since the start, shape (T,); negative ones are before it, the reference is left out.
    effects
        Shape (T,).
    covariance
        Shape (T, T).
    df
        Degrees of freedom of their t distribution; infinite for a normal one.
    """

    times: NDArray[np.int64]
    effects: Floats
    covariance: Floats
    df: float

    def pre_trend(self) -> tuple[float, int, float]:
        """Joint test that nothing happened before the start: statistic, number of periods, p-value."""
        from scipy.special import chdtrc, fdtrc  # noqa: PLC0415  loaded when something is tested

        early = self.times < 0
        count = int(early.sum())
        if not count:
            return float("nan"), 0, float("nan")
        b, v = self.effects[early], self.covariance[np.ix_(early, early)]
        rank = int(np.linalg.matrix_rank(v, hermitian=True))
        chi2 = float(b @ np.linalg.pinv(v, hermitian=True) @ b)
        p = float(fdtrc(rank, self.df, chi2 / rank)) if np.isfinite(self.df) else float(chdtrc(rank, chi2))
        return chi2, rank, p


@dataclass(frozen=True, slots=True)
class StaggeredFit:
    """What the estimator gave: the library's own result, the event study, its container and that of the cohorts."""

    overall: Any
    event: EventStudy
    container: Any
    cohorts: Any
    units: int
    never: int
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


def staggered(data: Any, design: Design, inference: Inference | None = None) -> ImpactEstimate:
    """Effect on those treated so far, each cohort against units that have not started yet.

    Parameters
    ----------
    data
        One row a unit and period.
    design
        What the columns mean; ``first_treated`` holds the period in which a unit starts, empty or 0 for never.
    inference
        Level of the interval. Errors come from influence functions, clustered where the design names clusters,
        with a t distribution of clusters - 1 degrees of freedom.

    Returns
    -------
    ImpactEstimate
        The average over cohorts and periods after their start, with the event study and the pre-trend test
        as parts.

    Raises
    ------
    InputError
        As `check_design`, and when no unit is left to compare with.
    MissingExtraError
        When the library ``diff-diff`` is not installed.

    Notes
    -----
    Callaway and Sant'Anna (2021), Journal of Econometrics 225(2): doubly robust with covariates, units not yet
    treated as comparison, universal base period. Ordinary two-way fixed effects would compare early starters
    with late ones as if they had not started (Goodman-Bacon 2021).
    """
    how = inference or Inference()
    fit = fit_staggered(data, design, how.level)
    result = fit.overall
    interval = (float(result.overall_conf_int[0]), float(result.overall_conf_int[1]))
    chi2, count, p = fit.event.pre_trend()
    nan = float("nan")
    parts = [*_event_parts(fit, how), *_cohort_parts(fit)]
    if count:
        parts.append(
            Part("test", f"no effect before the start (chi-squared, {count} periods)", chi2, nan, (nan, nan), p)
        )
    early = (
        pre_trend_words(p)
        if count
        else "With one period before the first start, whether trends were alike cannot be seen."
    )
    clusters = None if not design.cluster else int(result.n_clusters)
    with_covariates = f", doubly robust with {', '.join(design.covariate_columns)}" if design.covariate_columns else ""
    return ImpactEstimate(
        outcome=design.outcome_words, unit=design.outcome_unit, estimand=ESTIMAND, estimate=float(result.overall_att),
        se=float(result.overall_se), interval=interval, level=how.level, df=fit.event.df,
        p=float(result.overall_p_value),
        n=int(result.n_obs), clusters=clusters, design=design.kind,
        method=(
            f"Callaway and Sant'Anna group-time effects{with_covariates}, compared with units that "
            f"{'had not started' if design.comparison == 'not yet' else 'never start'}; "
            f"{'cluster-robust ' if design.cluster else ''}errors of the influence function"
        ),
        caveats=(PARALLEL, early, *fit.notes), parts=tuple(parts), left_out=fit.left_out,
    )  # fmt: skip


def fit_staggered(data: Any, design: Design, level: float = 0.95) -> StaggeredFit:
    """Group-time effects and event study by the library ``diff-diff``."""
    try:
        import diff_diff  # noqa: PLC0415  an extra, loaded where used
    except ImportError as error:
        raise MissingExtraError("diff-diff", "econ", "A staggered roll-out") from error
    frame = as_frame(data)
    check_design(frame, design)
    table, left, notes, never = _table(frame, design)
    survey = None
    if design.weights:
        survey = diff_diff.SurveyDesign(weights="weight", psu="cluster" if design.cluster else "unit")
    estimator = diff_diff.CallawaySantAnna(
        control_group=f"{design.comparison.replace(' ', '_')}_treated",
        estimation_method="dr" if design.covariate_columns else "reg", alpha=1 - level,
        cluster="cluster" if design.cluster and survey is None else None, base_period="universal",
        rank_deficient_action="silent",
    )  # fmt: skip
    names = [name for name in table.columns if name.startswith("x")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library warns of is said in the caveats
        try:
            result = estimator.fit(
                table.to_pandas(), "outcome", "unit", "period", "start", covariates=names or None, survey_design=survey
            )
            container = result.aggregate("event_study")
            cohorts = result.aggregate("group")
        except (ValueError, np.linalg.LinAlgError) as error:
            why = "the estimator could not use these rows"
            raise InputError.single(
                f"survey of {design.outcome}", str(error), why, "look at cohorts and covariates"
            ) from error
    if not np.isfinite(result.overall_se):
        why = "no period after a start has both starters and units that had not started"
        raise InputError.single(
            f"survey of {design.outcome}", "no comparison", why, "give units that start later or never"
        )
    return StaggeredFit(
        result, _event_study(container), container, cohorts, table["unit"].n_unique(), never, left, notes
    )


def _table(frame: pl.DataFrame, design: Design) -> tuple[pl.DataFrame, tuple[LeftOut, ...], tuple[str, ...], int]:
    """Columns under the names that the estimator is given, rows that cannot be used taken out and counted."""
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    left, notes = [], []
    for name in (design.outcome, *design.covariate_columns):
        bad = is_empty(frame[name])
        if bad.any():
            left.append(LeftOut(f"{name} unknown", int(bad.sum())))
            frame = frame.filter(~bad)
    if design.weights and (nought := numbers(frame[design.weights]) == 0).any():
        left.append(LeftOut(f"{design.weights} is 0", int(nought.sum())))
        frame = frame.filter(~nought)
    names, columns = covariate_columns(frame, design.but(baseline=""))
    kept = independent(np.column_stack([columns, np.ones(frame.height)]), constant=True)
    gone = [name for j, name in enumerate(names) if j not in kept]
    columns = columns[:, [j for j in kept if j < len(names)]]
    if gone:
        notes.append(f"Without {', '.join(gone)}, which the other columns explain or which never varies.")
    table = pl.DataFrame(
        {
            "outcome": numbers(frame[design.outcome]),
            "unit": codes(frame, (design.unit,)),
            "period": np.array([int(label(x)) for x in frame[design.period].to_list()], dtype=np.int64),
            "start": np.array([_start(x) for x in frame[design.first_treated].to_list()], dtype=np.int64),
            **{f"x{j}": column for j, column in enumerate(columns.T)},
            **({"cluster": codes(frame, (design.cluster,))} if design.cluster else {}),
            **({"weight": numbers(frame[design.weights])} if design.weights else {}),
        }
    )
    if not table.height:
        raise InputError.single(f"survey of {design.outcome}", "no rows left", "all have unknown numbers", "fill them")
    first, periods = int(table["period"].min()), table["period"].n_unique()  # type: ignore[arg-type]
    always = (table["start"] > 0) & (table["start"] <= first)
    if always.any():
        left.append(LeftOut("the unit had started by the first period", int(always.sum())))
        table = table.filter(~always)
    seen = table.group_by("unit").agg(pl.len().alias("rounds"))
    partial = seen.filter(pl.col("rounds") < periods)["unit"]
    if partial.len():
        rows = table["unit"].is_in(partial.implode())
        left.append(LeftOut("the unit is missing in a period", int(rows.sum())))
        table = table.filter(~rows)
    never = table.filter(pl.col("start") == 0)["unit"].n_unique()
    if not never and design.comparison == "never":
        raise InputError.single(
            f"survey of {design.outcome}", "nobody never starts", "nobody is left to compare with",
            "compare with those that have not yet started: comparison='not yet'", design.first_treated,
        )  # fmt: skip
    if not never and table["start"].n_unique() == 1:
        why = "nobody starts later or never, so that nobody is left to compare with"
        todo = "give units that start later or never, or use beneficiaries-only"
        raise InputError.single(
            f"survey of {design.outcome}", f"all units start in {table['start'][0]}", why, todo, design.first_treated
        )
    if not never:
        notes.append(
            "Nobody never starts: the last starters are the comparison, and periods after their start say nothing."
        )
    if not table.height:
        why = "no unit has an outcome in every period"
        raise InputError.single(f"survey of {design.outcome}", "no rows left", why, "give units seen in all periods")
    return table, tuple(left), tuple(notes), never


def _start(value: Any) -> int:
    """Period of the start as a whole number, 0 for never."""
    if value is None or label(value).lower() in NEVER_WORDS:
        return 0
    return int(label(value))


def _event_study(container: Any) -> EventStudy:
    """Effects, covariance and degrees of freedom without the reference period."""
    times, kept = np.asarray(container.event_time, dtype=np.int64), ~np.asarray(container.is_reference, dtype=bool)
    kept &= np.isfinite(np.asarray(container.se, dtype=np.float64))
    df = np.asarray(container.df, dtype=np.float64).reshape(-1)
    df = df[np.isfinite(df)]
    order = [list(container.vcov_index).index(t) for t in times[kept]]
    return EventStudy(
        times[kept],
        np.asarray(container.att, dtype=np.float64)[kept],
        np.asarray(container.vcov, dtype=np.float64)[np.ix_(order, order)],
        float(df.min()) if df.size else float("inf"),
    )


def _event_parts(fit: StaggeredFit, how: Inference) -> list[Part]:
    """One part a period since the start."""
    c, parts = fit.container, []
    for t, e, s, low, high, p, ref in zip(
        c.event_time, c.att, c.se, c.conf_int_lower, c.conf_int_upper, c.p_value, c.is_reference, strict=True
    ):
        if not ref:
            parts.append(
                Part("periods since the start", f"{int(t):+d}", float(e), float(s), (float(low), float(high)), float(p))
            )
    return parts


def _cohort_parts(fit: StaggeredFit) -> list[Part]:
    """One part a cohort: the mean of its effects since its start."""
    c = fit.cohorts
    return [
        Part("starters of", str(int(g)), float(e), float(s), (float(low), float(high)), float(p))
        for g, e, s, low, high, p in zip(
            c.label, c.att, c.se, c.conf_int_lower, c.conf_int_upper, c.p_value, strict=True
        )
        if math.isfinite(s)
    ]
