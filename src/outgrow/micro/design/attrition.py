"""Who was not found again, and whether the arms lost different households."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.micro.design.analysis import covariate_columns
from outgrow.micro.design.check import check_design
from outgrow.micro.design.columns import arms_of, as_frame, codes, labels, numbers
from outgrow.micro.design.record import Design
from outgrow.micro.design.rounds import is_after
from outgrow.micro.design.wording import p_words
from outgrow.micro.regression import Coefficient, JointTest, coefficient, joint_test, least_squares
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

DIFFERENT = 0.05  # p-value below which arms are said to have lost different shares


@dataclass(frozen=True, slots=True)
class AttritionArm:
    """One arm: units at the start, units measured at the end, and the share lost."""

    arm: str
    role: str
    units: int
    measured: int
    lost: float


@dataclass(frozen=True, slots=True)
class AttritionTable:
    """Units lost between start and end.

    Parameters
    ----------
    arms
        One an arm.
    difference
        Share lost in the treated arms less that in the control arm, with strata effects and robust errors.
    selective
        F test that covariates explain being lost differently in the two arms; None without covariates.
    """

    arms: tuple[AttritionArm, ...]
    difference: Coefficient
    selective: JointTest | None

    def to_frame(self) -> pl.DataFrame:
        """One row an arm."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [(a.arm, a.role, a.units, a.measured, a.units - a.measured, a.lost) for a in self.arms]
        return pl.DataFrame(rows, schema=["arm", "role", "units", "measured", "lost", "share_lost"], orient="row")

    def summary(self) -> str:
        """Say the shares lost, whether they differ, and what that means."""
        d = self.difference
        shares = "; ".join(f"the {a.role} arm ({a.arm}) lost {100 * a.lost:.1f} % of {a.units:,}" for a in self.arms)
        told = [f"{shares[:1].upper()}{shares[1:]}."]
        if np.isfinite(d.p):
            differ = "differ" if d.p < DIFFERENT else "are not found to differ"
            told.append(
                f"The shares {differ}: {100 * d.estimate:+z.1f} percentage points (95 % interval "
                f"{100 * d.interval[0]:z.1f} to {100 * d.interval[1]:z.1f}, {p_words(d.p)})."
            )
            if d.p < DIFFERENT:
                told.append("Bounds on the effect for households that stay in either arm (Lee) belong beside it.")
        if self.selective is not None and np.isfinite(self.selective.p):
            s = self.selective
            told.append(
                f"Covariates explain who was lost differently between arms: F({s.df1}, {s.df2}) = {s.f:.2f}, "
                f"{p_words(s.p)}."
            )
        return " ".join(told)


def attrition(data: Any, design: Design) -> AttritionTable:
    """Count who was measured at the end, by arm, and test whether the arms lost different households.

    Parameters
    ----------
    data
        All units assigned: one row each, the outcome unknown where the unit was not found; or one row a unit
        and period.
    design
        What the columns mean.

    Raises
    ------
    InputError
        As `check_design`, and without an arm.

    Notes
    -----
    Tests as in Ghanem, Hirshleifer and Ortiz-Becerra (2023), Journal of Human Resources, and in the attrition
    tables of trials: differential rate, and covariates times arm.

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, None, 4.0, 5.0, 6.0], "arm": [0, 0, 0, 1, 1, 1]}
    >>> [a.measured for a in attrition(data, Design(kind="rct", outcome="y", arm="arm")).arms]
    [2, 3]
    """
    frame = as_frame(data)
    if not design.arm:
        raise InputError.single(
            "attrition", "no arm", "there is nothing to compare", "name the column of the arm", "arm"
        )
    looser = design.but(missing="leave out")
    check_design(frame, looser)
    frame = units_at_start(frame, design)
    words = np.asarray(labels(frame[design.arm]))
    control, treated = arms_of(sorted(set(words.tolist())), design.control_labels, design.treated_labels)
    found = np.isfinite(numbers(frame[design.outcome]))
    arms = []
    for name in (*control, *treated):
        here = words == name
        count, seen = int(here.sum()), int((here & found).sum())
        arms.append(
            AttritionArm(name, "control" if name in control else "treated", count, seen, 1 - seen / max(count, 1))
        )
    pair = np.isin(words, [*control, *treated])
    difference, selective = _tests(frame.filter(pair), design, ~found[pair], np.isin(words[pair], treated))
    return AttritionTable(tuple(arms), difference, selective)


def units_at_start(frame: pl.DataFrame, design: Design) -> pl.DataFrame:
    """One row a unit that was there at the start, with its outcome at the end: unknown where it was not found again.

    Parameters
    ----------
    frame
        The survey: one row a unit, returned as it is, or one row a unit and period.
    design
        What the columns mean.
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    if not (design.period and design.unit and design.treated_from is not None):
        return frame
    after = is_after(frame, design)
    late = frame.filter(after).group_by(design.unit).agg(pl.col(design.outcome).cast(pl.Float64).mean())
    early = frame.filter(~after).unique(design.unit, keep="first", maintain_order=True).drop(design.outcome)
    return early.join(late, on=design.unit, how="left", maintain_order="left")


def _tests(
    frame: pl.DataFrame, design: Design, lost: np.ndarray, treated: np.ndarray
) -> tuple[Coefficient, JointTest | None]:
    """Difference of the rates, and whether covariates matter differently."""
    y, side = lost.astype(np.float64), treated.astype(np.float64)
    settings = {
        "weights": numbers(frame[design.weights]) if design.weights else None,
        "groups": (codes(frame, design.strata_columns),) if design.strata_columns else (),
        "clusters": codes(frame, (design.cluster,)) if design.cluster else None,
    }
    fit = least_squares(y, side[:, None], ["arm"], **settings)  # type: ignore[arg-type]
    nan = float("nan")
    rate = coefficient(fit, "arm") if "arm" in fit.names else Coefficient(nan, nan, nan, nan, (nan, nan))
    names, columns = covariate_columns(frame, design.but(missing="indicator"))
    if not names or not lost.any():
        return rate, None
    centred = columns - columns.mean(axis=0)
    crossed = [f"arm x {name}" for name in names]
    both = np.column_stack([side, columns, centred * side[:, None]])
    fit = least_squares(y, both, ["arm", *names, *crossed], **settings)  # type: ignore[arg-type]
    used = [name for name in crossed if name in fit.names]
    return rate, joint_test(fit, used) if used else None
