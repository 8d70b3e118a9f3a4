"""Attrition bounds: what the effect on households that stay could be, whoever left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design import Design, arms_of, as_frame, check_design, codes, labels, numbers, units_at_start
from outgrow.micro.impact.records import between, by_error
from outgrow.micro.impact.resample import USUAL, bootstrap_draws, drawn_words, draws_for
from outgrow.vocabulary import InputError, Streams

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LeeBounds:
    """Bounds on the effect for households that would be measured in either arm.

    Parameters
    ----------
    outcome, unit
        What was measured, and in what.
    lower, upper
        The bounds.
    se_lower, se_upper
        Their standard errors, from clusters drawn again.
    interval, level
        Imbens and Manski's interval of the effect, and its coverage.
    trimmed, arm
        Share trimmed off, and from which arm (the one that lost fewer).
    kept_control, kept_treated
        Shares measured.
    n
        Rows with an outcome.
    draws
        Draws behind the standard errors.
    """

    outcome: str
    unit: str
    lower: float
    upper: float
    se_lower: float
    se_upper: float
    interval: tuple[float, float]
    level: float
    trimmed: float
    arm: str
    kept_control: float
    kept_treated: float
    n: int
    draws: int = USUAL

    def to_frame(self) -> pl.DataFrame:
        """Two rows: the lower and the upper bound."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [("lower", self.lower, self.se_lower), ("upper", self.upper, self.se_upper)]
        frame = pl.DataFrame(rows, schema=["bound", "estimate", "se"], orient="row")
        return frame.with_columns(
            low=pl.lit(self.interval[0]), high=pl.lit(self.interval[1]), trimmed=pl.lit(self.trimmed)
        )

    def summary(self) -> str:
        """Say the bounds, the interval, and what they rest on."""
        return (
            f"{self.outcome}: whoever was lost, the effect on households measured in either arm lies between "
            f"{by_error(self.lower, self.se_lower, sign=True)} and {by_error(self.upper, self.se_upper, sign=True)} "
            f"{self.unit} ({100 * self.level:g} % interval "
            f"{between(self.interval, self.se_lower)}). The {self.arm} arm kept more "
            f"({100 * self.kept_treated:.1f} % of the treated, {100 * self.kept_control:.1f} % of the control arm were "
            f"measured), so {100 * self.trimmed:.1f} % of it is trimmed off. It holds if the offer moved everybody's "
            f"chance of being measured in one direction only.{drawn_words(self.draws)}"
        )


def lee_bounds(
    data: Any, design: Design, *, level: float = 0.95, draws: int | None = None, streams: Streams | None = None
) -> LeeBounds:
    """Bound the effect when some households were not measured.

    Parameters
    ----------
    data
        All units assigned: one row each, the outcome unknown where the unit was not measured; or one row a unit and
        period, where those of the rounds before the start count as measured when a later round has their outcome.
    design
        What the columns mean; arms, clusters and weights are used.
    level, draws, streams
        Coverage of the interval, draws of the bootstrap (499 when left out, fewer in large surveys), random numbers.

    Raises
    ------
    InputError
        As `check_design`, and when an arm has nobody measured.

    Notes
    -----
    Lee (2009), Review of Economic Studies 76(3), without covariates; interval of Imbens and Manski (2004).

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, 3.0, None, 2.0, 3.0, 4.0, 5.0], "arm": [0] * 4 + [1] * 4}
    >>> bounds = lee_bounds(data, Design(kind="rct", outcome="y", arm="arm"))
    >>> bounds.lower, bounds.upper, bounds.trimmed
    (1.0, 2.0, 0.25)
    """
    frame = as_frame(data)
    check_design(frame, design.but(missing="leave out"))
    frame = units_at_start(frame, design)
    words = labels(frame[design.arm])
    control, treated = arms_of(sorted({x for x in words if x}), design.control_labels, design.treated_labels)
    here = np.array([x in control or x in treated for x in words])
    frame = frame.filter(here)
    d = np.array([x in treated for x, use in zip(words, here, strict=True) if use])
    y = numbers(frame[design.outcome])
    w = numbers(frame[design.weights]) if design.weights else np.ones(y.size)
    seen = np.isfinite(y)
    if not ((seen & d).any() and (seen & ~d).any()):
        raise InputError.single(
            "attrition bounds", "nobody measured in one arm", "nothing to compare", "give its outcomes"
        )
    lower, upper, trimmed, kept0, kept1 = _bounds(y, d, seen, w)
    clusters = codes(frame, (design.cluster,)) if design.cluster else np.arange(y.size)
    times_drawn = draws_for(y.size) if draws is None else draws
    drawn = bootstrap_draws(
        lambda times: np.array(_bounds(y, d, seen, w * times)[:2]), d.astype(np.int64), clusters, times_drawn,
        streams or Streams(1), "attrition bounds",
    )  # fmt: skip
    se = np.nanstd(drawn, axis=0, ddof=1)
    half = _imbens_manski(upper - lower, float(se.max()), level)
    return LeeBounds(
        design.outcome_words, design.outcome_unit, lower, upper, float(se[0]), float(se[1]),
        (lower - half * float(se[0]), upper + half * float(se[1])), level, trimmed,
        "treated" if kept1 >= kept0 else "control", kept0, kept1, int(seen.sum()), times_drawn,
    )  # fmt: skip


def _bounds(
    y: Floats, d: NDArray[np.bool_], seen: NDArray[np.bool_], w: Floats
) -> tuple[float, float, float, float, float]:
    """Both bounds, the share trimmed, and the shares measured in control and treated arms."""
    kept0, kept1 = (float(w[seen & side].sum() / w[side].sum()) for side in (~d, d))
    one, zero = seen & d, seen & ~d
    if kept1 >= kept0:
        share, sign, rich, other = 1 - kept0 / kept1, 1.0, one, zero
    else:
        share, sign, rich, other = 1 - kept1 / kept0, -1.0, zero, one
    mean = float(np.average(y[other], weights=w[other]))
    without_top, without_bottom = _trimmed(y[rich], w[rich], share), -_trimmed(-y[rich], w[rich], share)
    ends = sorted([sign * (without_top - mean), sign * (without_bottom - mean)])
    return ends[0], ends[1], share, kept0, kept1


def _trimmed(y: Floats, w: Floats, share: float) -> float:
    """Mean without the highest ``share`` of the weight; the row on the edge counts in part."""
    order = np.argsort(y, kind="stable")
    total = float(w.sum())
    upto = np.minimum(np.cumsum(w[order]), total * (1 - share))
    counted = np.diff(upto, prepend=0.0)
    return float(np.sum(counted * y[order]) / counted.sum())


def _imbens_manski(width: float, se: float, level: float) -> float:
    """Standard errors beyond the bounds at which the effect, not the whole set, is covered."""
    from scipy.optimize import brentq  # noqa: PLC0415  loaded when something is solved
    from scipy.special import ndtr  # noqa: PLC0415

    if not se > 0:
        return 0.0
    return float(brentq(lambda c: ndtr(c + width / se) - ndtr(-c) - level, 0.0, 10.0))
