"""Who gains: the effect in each group of households, and whether groups differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design import AnalysisData, Design, analysis_data, as_frame, one_row_a_unit
from outgrow.micro.design.wording import p_words
from outgrow.micro.impact.families import holm
from outgrow.micro.impact.inference import FEW_CLUSTERS
from outgrow.micro.impact.records import Part, between, by_error
from outgrow.micro.impact.subgroups import QUINTILES, Subgroups, subgroups
from outgrow.micro.regression import Fit, JointTest, least_squares, t_interval, t_p_value
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
FEWEST = 10  # rows of each arm below which a group's effect is not estimated


@dataclass(frozen=True, slots=True)
class GroupEffects:
    """Effects by group.

    Parameters
    ----------
    outcome, unit, by
        What was measured, in what, and what groups are made from.
    groups
        One part a group: effect, error, interval, p-value, rows.
    adjusted
        The groups' p-values adjusted by Holm's rule.
    equal
        F test that all groups have the same effect.
    notes
        Groups that were too small, rows of no group.
    """

    outcome: str
    unit: str
    by: str
    groups: tuple[Part, ...]
    adjusted: tuple[float, ...]
    equal: JointTest
    notes: tuple[str, ...]

    def to_frame(self) -> pl.DataFrame:
        """One row a group."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [
            (self.by, g.label, g.estimate, g.se, *g.interval, g.p, a, g.n)
            for g, a in zip(self.groups, self.adjusted, strict=True)
        ]
        names = ["by", "group", "estimate", "se", "low", "high", "p", "p_holm", "n"]
        frame = pl.DataFrame(rows, schema=names, orient="row")
        return frame.with_columns(outcome=pl.lit(self.outcome), unit=pl.lit(self.unit))

    def summary(self) -> str:
        """Say each group's effect, whether they differ, and what groups cannot show."""
        told = "; ".join(
            f"{g.label}: {by_error(g.estimate, g.se, sign=True)} ({between(g.interval, g.se)})" for g in self.groups
        )
        verb = "differ" if self.equal.p < 0.05 else "are not found to differ"
        differ = f"Groups of {self.by} {verb} ({p_words(self.equal.p)})."
        caveat = "Groups were not assigned: why they differ is not shown by this."
        return " ".join(
            [f"{self.outcome} ({self.unit}) by {self.by}, 95 % intervals: {told}.", differ, *self.notes, caveat]
        )


def effects_by_group(
    data: Any, design: Design, by: str, *, groups: int = QUINTILES, level: float = 0.95
) -> GroupEffects:
    """Effect in each group, from one regression in which the arm acts in each by itself.

    Parameters
    ----------
    data
        Survey; the grouping column was measured before the programme.
    design
        ``rct``, or ``did`` with a baseline column or units followed over periods.
    by
        Column: land, gender, distance, poverty score. Numbers are cut into ``groups`` of equal weight.
    groups
        How many; 5 for quintiles.
    level
        Coverage of intervals.

    Raises
    ------
    InputError
        As `analysis_data`, for other designs, and when no two groups have rows of both arms.

    Notes
    -----
    The errors are those of `intention_to_treat`. Imai and Ratkovic (2013) and Athey and Imbens (2016) on why
    groups belong stated before the data are seen.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> arm, woman = np.tile([0, 1], 200), np.repeat([0, 1], 200)
    >>> data = {"y": arm * (1 + woman) + rng.normal(size=400), "arm": arm, "woman": woman}
    >>> found = effects_by_group(data, Design(kind="rct", outcome="y", arm="arm"), "woman")
    >>> [g.label for g in found.groups], found.equal.p < 0.01
    (['0', '1'], True)
    """
    if design.kind not in {"rct", "did"}:
        why = "groups are held against each other by regression, where an arm is compared with a control arm"
        raise InputError.single("effects by group", f"design '{design.kind}'", why, "use rct or did")
    frame = as_frame(data)
    cut = subgroups(frame, by, groups, design.weights)
    column = f"{by} group"
    frame = frame.with_columns(_series(column, cut))
    kept = design.but(covariates=(*design.covariate_columns, column))
    wide, _, _ = one_row_a_unit(frame, kept)
    ready = analysis_data(frame, design)
    codes = np.asarray(wide[column].to_numpy(), dtype=np.int64)[ready.rows]
    y = ready.y - ready.baseline if design.kind == "did" and ready.baseline is not None else ready.y
    return _interacted(y, ready, codes, cut, design, level)


def _series(name: str, cut: Subgroups) -> pl.Series:
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    return pl.Series(name, cut.codes)


def _interacted(
    y: Floats, ready: AnalysisData, codes: NDArray[np.int64], cut: Subgroups, design: Design, level: float
) -> GroupEffects:
    """One regression with an arm and a level of its own for each group."""
    notes, used = [], []
    for g, name in enumerate(cut.names):
        here = codes == g
        counts = [int((here & (ready.treated == a)).sum()) for a in (0, 1)]
        if min(counts) < FEWEST:
            notes.append(f"{name}: {counts[1]} treated and {counts[0]} other rows, too few for an effect of its own.")
        else:
            used.append(g)
    if unknown := int((codes == -1).sum()):
        notes.append(f"{unknown:,} rows whose {cut.column} is unknown are in no group.")
    if len(cut.names) == 1:
        found, todo = f"everybody is in one group, '{cut.names[0]}'", "name a column in which households differ"
        raise InputError.single(f"effects by {cut.column}", found, "there is no other to compare it with", todo)
    if len(used) < 2:
        found = f"{'one group has' if used else 'no group has'} {FEWEST} rows of each arm"
        why = f"two are needed ({' '.join(notes)})"
        raise InputError.single(f"effects by {cut.column}", found, why, "make fewer groups, or ask a larger survey")
    keep = np.isin(codes, used)
    dummies = np.stack([(codes == g)[keep] for g in used], axis=1).astype(np.float64)
    treated = ready.treated[keep][:, None] * dummies
    names = [f"treated {g}" for g in used]
    others = np.column_stack([dummies[:, 1:], ready.others[keep], ready.covariates[keep]])
    labels = [*(f"level {g}" for g in used[1:]), *ready.other_names, *ready.covariate_names]
    fit = least_squares(
        y[keep], np.column_stack([treated, others]), [*names, *labels], weights=ready.weights[keep],
        groups=() if ready.strata is None else (ready.strata[keep],),
        clusters=None if ready.clusters is None else ready.clusters[keep],
    )  # fmt: skip
    if fit.clusters is not None and fit.clusters < FEW_CLUSTERS:
        notes.append(f"With {fit.clusters} clusters these intervals, by the t distribution, are rather too narrow.")
    rows = {g: int((codes == g).sum()) for g in used}
    parts = tuple(_part(fit, f"treated {g}", cut.names[g], cut.column, rows[g], level) for g in used)
    adjusted = tuple(holm([x.p for x in parts]).tolist())
    return GroupEffects(
        design.outcome_words, design.outcome_unit, cut.column, parts, adjusted, _equality(fit, names), tuple(notes)
    )


def _part(fit: Fit, name: str, label: str, by: str, rows: int, level: float) -> Part:
    if name not in fit.names:
        todo = "take strata that cut across the groups, or leave them out"
        raise InputError.single(
            f"effects by {by}", f"{label}: no effect of its own", "the strata explain the arm in it", todo
        )
    at = fit.place(name)
    estimate, se = float(fit.coefficients[at]), float(np.sqrt(fit.covariance[at, at]))
    df = float(fit.degrees_of_freedom)
    return Part(by, label, estimate, se, t_interval(estimate, se, df, level), t_p_value(estimate / se, df), rows)


def _equality(fit: Fit, names: list[str]) -> JointTest:
    """F test that all groups' coefficients are equal."""
    from scipy.special import fdtrc  # noqa: PLC0415  loaded when something is tested

    at = [fit.place(name) for name in names]
    contrast = np.eye(len(at))[1:] - np.eye(len(at))[:1]
    b = contrast @ fit.coefficients[at]
    v = contrast @ fit.covariance[np.ix_(at, at)] @ contrast.T
    rank = int(np.linalg.matrix_rank(v, hermitian=True))
    f = float(b @ np.linalg.pinv(v, hermitian=True) @ b) / max(rank, 1)
    return JointTest(f, rank, fit.degrees_of_freedom, float(fdtrc(max(rank, 1), fit.degrees_of_freedom, f)))
