"""Honest bounds: how far trends may differ after the start before the effect is no longer told from nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outgrow.micro.design import Design, arms_of, as_frame, check_design, labels, start_of
from outgrow.micro.impact.records import between
from outgrow.micro.impact.relative_magnitudes import relative_magnitudes
from outgrow.micro.impact.staggered import fit_staggered
from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

GRID = (0.0, 0.5, 1.0, 1.5, 2.0)
WIDTH = 4.0  # standard errors across a 95 % interval, by which its ends are rounded


@dataclass(frozen=True, slots=True)
class HonestBounds:
    """Bounds on the effect after the start.

    Parameters
    ----------
    outcome, unit
        What was measured, and in what.
    m
        How many times the largest change of trends before the start a change after it may be, shape (g,).
    lower, upper
        Ends of the robust interval for each, shape (g,).
    estimate
        The effect that is bounded, when trends are parallel.
    level
        Coverage.
    """

    outcome: str
    unit: str
    m: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    estimate: float
    level: float

    @property
    def breakdown(self) -> float | None:
        """Largest m of the grid, without a gap from its start, at which zero is outside; None where there is none."""
        last = None
        for m, low, high in zip(self.m, self.lower, self.upper, strict=True):
            if low <= 0 <= high or not (np.isfinite(low) and np.isfinite(high)):
                break
            last = m
        return last

    def to_frame(self) -> pl.DataFrame:
        """One row an m."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        return pl.DataFrame({"m": self.m, "low": self.lower, "high": self.upper})

    def summary(self) -> str:
        """Say up to which departure the sign is sure."""
        error = min((high - low for low, high in zip(self.lower, self.upper, strict=True)), default=0.0) / WIDTH
        told = "; ".join(
            f"{m:g} times: {between((low, high), error)}"
            for m, low, high in zip(self.m, self.lower, self.upper, strict=True)
        )
        until = (
            "Even with the trends as parallel as before the start, zero is not excluded."
            if self.breakdown is None
            else f"Zero is excluded up to {self.breakdown:g} times the largest departure before the start."
        )
        level = f"{100 * self.level:g} %"
        return f"{self.outcome} ({self.unit}), robust {level} intervals if trends departed by {told}. {until}"


def honest_bounds(
    data: Any, design: Design, m: Sequence[float] = GRID, *, level: float = 0.95, since: int | None = None
) -> HonestBounds:
    """Robust intervals under bounded departures from parallel trends (relative magnitudes).

    Parameters
    ----------
    data
        Units followed over periods, two or more of them before the start.
    design
        ``staggered``, or ``did`` with units and periods.
    m
        Departures, in multiples of the largest before the start; rising.
    level
        Coverage.
    since
        Periods since the start whose effect is asked; the mean of all after it when left out.

    Raises
    ------
    InputError
        As `fit_staggered`, for other designs, with fewer than two periods before the start, and for a period in which
        nobody had started.
    MissingExtraError
        When the library ``diff-diff`` is not installed.

    Notes
    -----
    Rambachan and Roth (2023), Review of Economic Studies 90(5), Delta-RM, on the event study of Callaway and
    Sant'Anna with a universal base period; intervals as in `relative_magnitudes`, which allow for the errors of what
    was seen before the start as well.
    """
    frame = as_frame(data)
    if design.kind == "did":
        frame, design = _as_staggered(frame, design)
    if design.kind != "staggered":
        why = "bounds on trends need units followed over several periods"
        raise InputError.single("honest bounds", f"design '{design.kind}'", why, "use did or staggered")
    fit = fit_staggered(frame, design, level)
    if not np.any(fit.event.times < 0):
        why = "how far trends departed before the start cannot be seen"
        raise InputError.single("honest bounds", "fewer than two periods before the start", why, "give earlier periods")
    event = fit.event
    late = event.times[event.times >= 0]
    if since is not None and since not in late:
        why = f"effects are known {', '.join(str(t) for t in late)} periods since the start"
        raise InputError.single("honest bounds", f"{since} periods since the start", why, "name one of them", "since")
    asked = np.ones(late.size) / late.size if since is None else (late == since).astype(np.float64)
    before = int(np.sum(event.times < 0))
    ends = [relative_magnitudes(event.effects, event.covariance, before, asked, float(x), level=level) for x in m]
    after = float(asked @ event.effects[before:])
    lower, upper = (tuple(x) for x in zip(*ends, strict=True))
    return HonestBounds(
        design.outcome_words, design.outcome_unit, tuple(float(x) for x in m), lower, upper, after, level
    )


def _as_staggered(frame: pl.DataFrame, design: Design) -> tuple[pl.DataFrame, Design]:
    """Two arms with one start as a staggered design with one cohort."""
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    if not (design.unit and design.period):
        why = "units must be followed over periods"
        raise InputError.single("honest bounds", "no unit or no period", why, "name unit, period and treated_from")
    check_design(frame, design)
    words = labels(frame[design.arm])
    _, treated = arms_of(sorted({x for x in words if x}), design.control_labels, design.treated_labels)
    places = {x: i + 1 for i, x in enumerate(frame[design.period].unique().sort().to_list())}
    first = start_of(frame, design)
    start = min(i for x, i in places.items() if x >= first)
    column, rounds = "first treated", "round"
    frame = frame.with_columns(
        pl.Series(column, [start if x in treated else 0 for x in words]),
        pl.Series(rounds, [places[x] for x in frame[design.period].to_list()]),
    )
    return frame, design.but(kind="staggered", first_treated=column, period=rounds, treated_from=None, arm="")
