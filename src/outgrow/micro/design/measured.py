"""How an outcome varies in a survey at hand: what a next survey of the same people has to reckon with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design.columns import as_frame, codes, is_empty, is_numeric, labels, not_numbers, numbers
from outgrow.micro.design.intracluster import Components, components, intracluster_interval
from outgrow.micro.design.measured_outcome import MeasuredOutcome
from outgrow.micro.design.wording import some
from outgrow.micro.regression import codes_of, least_squares
from outgrow.vocabulary import Defect, InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
MOST_EXPLAINED = 0.999  # nothing explains an outcome wholly; a survey with it would need nobody
MANY = 5  # clusters for each column held constant, below which what it explains is partly luck


def measure_outcome(
    data: Any,
    outcome: str,
    *,
    unit: str = "",
    cluster: str = "",
    baseline: str = "",
    covariates: Sequence[str] = (),
    strata: Sequence[str] = (),
    weights: str = "",
    arm: str = "",
) -> MeasuredOutcome:
    """Measure in a baseline or pilot survey what the power of a next one depends on.

    Parameters
    ----------
    data
        Survey, one row a household: a polars or pandas frame, an Arrow table, or a mapping of columns.
    outcome, unit
        Column of the outcome, and what it is counted in.
    cluster
        Column of the groups that arms are given to; rows are taken one by one where it is left out.
    baseline, covariates, strata
        Columns that the next survey's analysis holds constant: the outcome at an earlier round, other traits, and
        groups within which arms are drawn.
    weights
        Column of sampling weights, for mean and standard deviation.
    arm
        Column of the arm, where there is one already; variation within arms is what counts.

    Returns
    -------
    MeasuredOutcome
        Standard deviation, intra-cluster correlation with its interval, and what the columns explain.

    Raises
    ------
    InputError
        With every column that the survey lacks or that holds no numbers, and where nothing varies.

    Notes
    -----
    Variance components by analysis of variance, of the outcome and of what the regression on the columns leaves,
    each with the degrees of freedom that the columns take. Bloom, Richburg-Hayes and Black (2007), "Using covariates
    to improve precision for studies that randomize schools", Educational Evaluation and Policy Analysis 29(1).

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, 4.0, 6.0, 9.0, 7.0], "village": ["a", "a", "b", "b", "c", "c"]}
    >>> found = measure_outcome(data, "y", cluster="village")
    >>> found.clusters, round(found.icc, 3)
    (3, 0.868)
    """
    frame = as_frame(data)
    named = Columns(outcome, cluster, baseline, tuple(covariates), tuple(strata), weights, arm)
    if defects := [*_absent(frame, named), *_unusable(frame, named)]:
        raise InputError(f"survey of {outcome}", defects)
    keep = _complete(frame, named)
    used = frame.filter(keep)
    if used.height <= 2:
        why = "an outcome varies over more rows than that"
        todo = "give a survey with answers; leave out columns that most rows lack"
        raise InputError.single(f"survey of {outcome}", f"{used.height} rows with all answers", why, todo)
    names, columns = _columns(used, named)
    return measure_arrays(
        numbers(used[outcome]), outcome, unit,
        clusters=codes(used, (cluster,)) if cluster else None,
        columns=columns, names=names,
        strata=codes(used, named.strata) if named.strata else None, strata_names=named.strata,
        weights=numbers(used[weights]) if weights else None,
        arms=_indicators([label or "" for label in labels(used[arm])]) if arm else None,
        left_out=frame.height - used.height,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns that are read."""

    outcome: str
    cluster: str
    baseline: str
    covariates: tuple[str, ...]
    strata: tuple[str, ...]
    weights: str
    arm: str

    @property
    def held(self) -> tuple[str, ...]:
        """Columns held constant, the baseline first."""
        return tuple(dict.fromkeys(x for x in (self.baseline, *self.covariates) if x))

    @property
    def all(self) -> tuple[str, ...]:
        """Every column, once."""
        named = (self.outcome, self.cluster, *self.held, *self.strata, self.weights, self.arm)
        return tuple(dict.fromkeys(x for x in named if x))


def measure_arrays(
    y: Floats,
    outcome: str,
    unit: str = "",
    *,
    clusters: Codes | None = None,
    columns: Floats | None = None,
    names: Sequence[str] = (),
    strata: Codes | None = None,
    strata_names: Sequence[str] = (),
    weights: Floats | None = None,
    arms: Floats | None = None,
    left_out: int = 0,
) -> MeasuredOutcome:
    """As `measure_outcome`, from arrays without gaps: y and codes (n,), columns held (n, k), arm indicators (n, a)."""
    w = np.ones(y.size) if weights is None else weights
    arm = np.empty((y.size, 0)) if arms is None else arms
    held = np.empty((y.size, 0)) if columns is None else columns
    groups = () if strata is None else (strata,)
    plain = least_squares(y, arm, [f"arm {i}" for i in range(arm.shape[1])], weights=w)
    free = plain.rows - len(plain.names)
    sd = math.sqrt(float(np.sum(w * plain.residuals**2) / np.sum(w)) * plain.rows / max(free, 1))
    if not sd > 1e-12 * max(float(np.max(np.abs(y))), 1e-300):
        found = f"all outcomes are {y[0]:g}" if not np.ptp(y) else "no outcome differs within an arm"
        raise InputError.single(f"survey of {outcome}", found, "nothing varies", "choose another outcome", outcome)
    both = np.column_stack([arm, held])
    words = [f"column {i}" for i in range(both.shape[1])]
    fitted = least_squares(y, both, words, weights=w, groups=groups) if held.size or groups else plain
    notes = ["The column of the arm holds one arm only."] if arms is not None and not arm.shape[1] else []
    notes += ["Mean and standard deviation are weighted, the shares are not."] if weights is not None else []
    told = (*names, *([" x ".join(strata_names)] if strata is not None else []))
    common: dict[str, Any] = {
        "outcome": outcome, "unit": unit, "mean": float(np.average(y, weights=w)), "sd": sd, "rows": y.size,
        "held": told, "left_out": left_out, "within_arms": arm.shape[1] > 0,
    }  # fmt: skip
    if clusters is None:
        left = float(np.sum(w * fitted.residuals**2)) / max(fitted.rows - fitted.parameters, 1)
        before = float(np.sum(w * plain.residuals**2)) / max(free, 1)
        return MeasuredOutcome(
            **common, icc=0.0, icc_interval=(0.0, 0.0), r2_cluster=0.0, r2_unit=_explained(left, before),
            clusters=y.size, cluster_size=1.0, size_cv=0.0, notes=tuple(notes),
        )  # fmt: skip
    clusters = codes_of(clusters)
    sizes = np.bincount(clusters).astype(np.float64)
    if sizes.size < 2 or y.size <= sizes.size:
        why = "how alike the members of a cluster are cannot be seen"
        todo = "give at least two clusters with several rows each, or leave the cluster out"
        raise InputError.single(f"survey of {outcome}", f"{y.size} rows in {sizes.size} clusters", why, todo, "cluster")
    between, within = _parameters(held, strata, clusters)
    shared = sum(_is_constant(column, clusters) for column in arm.T)
    before_c = components(plain.residuals, clusters, shared, arm.shape[1] - shared)
    after_c = components(fitted.residuals, clusters, shared + between, arm.shape[1] - shared + within)
    if between and sizes.size < MANY * between:
        notes.append(
            f"{between} columns or strata are held constant over {sizes.size} clusters: part of what they explain is "
            "luck."
        )
    r2_cluster, r2_unit = _shares(before_c, after_c)
    return MeasuredOutcome(
        **common, icc=float(np.clip(before_c.correlation, 0.0, 1.0)),
        icc_interval=intracluster_interval(plain.residuals, clusters), r2_cluster=r2_cluster, r2_unit=r2_unit,
        clusters=sizes.size, cluster_size=float(sizes.mean()),
        size_cv=float(sizes.std() / sizes.mean()), notes=tuple(notes),
    )  # fmt: skip


def _shares(before: Components, after: Components) -> tuple[float, float]:
    """Shares of the variance between and within clusters that columns explain."""
    return (
        _explained(float(after.cluster_variance), float(before.cluster_variance)),
        _explained(float(after.within), float(before.within)),
    )


def _explained(left: float, before: float) -> float:
    return min(max(1 - left / before, 0.0), MOST_EXPLAINED) if before > 0 else 0.0


def _parameters(held: Floats, strata: Codes | None, clusters: Codes) -> tuple[int, int]:
    """Degrees of freedom that columns and strata take between clusters, and within them."""
    shared = sum(_is_constant(column, clusters) for column in held.T)
    within = held.shape[1] - shared
    if strata is None:
        return shared, within
    count = int(np.unique(strata).size) - 1
    nested = _is_constant(strata.astype(np.float64), clusters)
    return (shared + count, within) if nested else (shared, within + count)


def _is_constant(column: Floats, clusters: Codes) -> bool:
    """Whether a column is the same for all members of each cluster."""
    first = np.zeros(int(clusters.max()) + 1)
    first[clusters] = column
    return bool((first[clusters] == column).all())


def _indicators(words: Sequence[str]) -> Floats:
    kinds = sorted(set(words))[1:]
    found = [np.array([word == kind for word in words], dtype=np.float64) for kind in kinds]
    return np.column_stack(found) if found else np.empty((len(words), 0))


def _columns(frame: pl.DataFrame, named: Columns) -> tuple[tuple[str, ...], Floats]:
    """Columns held constant; categories as indicators, under the column's name."""
    found: list[Floats] = []
    for name in named.held:
        column = frame[name]
        if is_numeric(column):
            found.append(numbers(column)[:, np.newaxis])
        else:
            found.append(_indicators([label or "" for label in labels(column)]))
    return named.held, np.column_stack(found) if found else np.empty((frame.height, 0))


def _complete(frame: pl.DataFrame, named: Columns) -> NDArray[np.bool_]:
    """Rows with all that is used."""
    keep = np.isfinite(numbers(frame[named.outcome]))
    for name in named.all:
        keep &= ~is_empty(frame[name])
        if is_numeric(frame[name]):
            keep &= np.isfinite(numbers(frame[name]))
    if named.weights:
        keep &= numbers(frame[named.weights]) > 0
    return np.asarray(keep, dtype=bool)


def _absent(frame: pl.DataFrame, named: Columns) -> Iterator[Defect]:
    for name in named.all:
        if name not in frame.columns:
            yield Defect(f"the survey has no column '{name}'", "", "", did_you_mean(name, frame.columns))


def _unusable(frame: pl.DataFrame, named: Columns) -> Iterator[Defect]:
    """Columns that hold no numbers where numbers are needed, and negative weights."""
    for role, name in (("outcome", named.outcome), ("baseline", named.baseline), ("weights", named.weights)):
        if name and name in frame.columns and not is_numeric(frame[name]):
            held = some(not_numbers(frame[name]))
            why = f"The {role} is a number in each row, or yes and no"
            yield Defect(
                f"the column '{name}' holds words ({held})",
                role,
                why,
                "Correct them in the file, or name another column",
            )
        elif name and name in frame.columns and not np.isfinite(numbers(frame[name])).any():
            yield Defect(f"the column '{name}' holds no number", role, "Nothing was answered", "Name another column")
    if named.weights in frame.columns and is_numeric(frame[named.weights]):
        low = numbers(frame[named.weights])
        if (low < 0).any():
            why = "A row cannot count less than nothing"
            yield Defect(f"{int((low < 0).sum())} negative weights", "weights", why, "Correct them")
