"""Many outcomes, one programme: p-values that know how many questions were asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.micro.design import Design
from outgrow.micro.impact.estimate import estimate_impact
from outgrow.micro.impact.inference import Method
from outgrow.micro.impact.records import ImpactEstimate
from outgrow.vocabulary import Defect, InputError, Streams

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Q_STEP = 0.001  # Anderson's program lowers q in steps of a thousandth
FOUND = 0.05


@dataclass(frozen=True, slots=True)
class OutcomeFamily:
    """Outcomes that answer one question, with p-values adjusted for their number.

    Parameters
    ----------
    name
        The question, such as ``income``.
    estimates
        One an outcome.
    holm, benjamini_hochberg, sharpened_q
        Adjusted p-values, shape (m,) each.
    """

    name: str
    estimates: tuple[ImpactEstimate, ...]
    holm: tuple[float, ...]
    benjamini_hochberg: tuple[float, ...]
    sharpened_q: tuple[float, ...]

    def to_frame(self) -> pl.DataFrame:
        """One row an outcome: estimate, interval, p-value and the adjusted ones."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [
            (self.name, e.outcome, e.unit, e.estimand, e.estimate, e.se, *e.interval, e.n, e.p, h, b, q)
            for e, h, b, q in zip(self.estimates, self.holm, self.benjamini_hochberg, self.sharpened_q, strict=True)
        ]
        names = ["family", "outcome", "unit", "estimand", "estimate", "se", "low", "high", "n", "p", "holm",
                 "benjamini_hochberg", "sharpened_q"]  # fmt: skip
        return pl.DataFrame(rows, schema=names, orient="row")

    def summary(self) -> str:
        """Say which outcomes moved, before and after adjustment."""
        alone = sum(e.p < FOUND for e in self.estimates)
        kept = [e for e, q in zip(self.estimates, self.sharpened_q, strict=True) if q < FOUND]
        named = "; ".join(f"{e.outcome} {e.shown(e.estimate, sign=True)} {e.unit}" for e in kept) or "none"
        return (
            f"{self.name}: {len(self.estimates)} outcomes, {alone} with p below {FOUND:g} taken one by one. With at "
            f"most {100 * FOUND:g} % false findings expected (sharpened q): {named}. Against any false finding (Holm): "
            f"{sum(p < FOUND for p in self.holm)}."
        )


def estimate_family(
    data: Any,
    design: Design,
    outcomes: Sequence[str | Design],
    *,
    name: str = "outcomes",
    inference: Method = "auto",
    level: float = 0.95,
    streams: Streams | None = None,
) -> OutcomeFamily:
    """Estimate several outcomes of one design and adjust their p-values for each other.

    Parameters
    ----------
    data, design
        As in `estimate_impact`.
    outcomes
        Names of columns, or designs of their own where baseline or unit differ. A column's baseline is looked
        for only if its design names it.
    name
        What the family asks.
    inference, level, streams
        As in `estimate_impact`.

    Raises
    ------
    InputError
        As `estimate_impact`, and without outcomes.

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, 3.0, 5.0, 4.0, 6.0], "z": [2.0, 1.0, 2.0, 2.0, 1.0, 3.0], "arm": [0, 0, 0, 1, 1, 1]}
    >>> family = estimate_family(data, Design(kind="rct", outcome="y", arm="arm"), ["y", "z"])
    >>> [round(p, 3) for p in family.holm]
    [0.043, 0.643]
    """
    if not outcomes:
        raise InputError.single("family of outcomes", "no outcomes", "nothing to adjust", "name at least one column")
    designs = [x if isinstance(x, Design) else _for_column(design, x) for x in outcomes]
    found = tuple(estimate_impact(data, d, inference=inference, level=level, streams=streams) for d in designs)
    return family_of(name, found)


def family_of(name: str, estimates: Sequence[ImpactEstimate]) -> OutcomeFamily:
    """Adjust the p-values of estimates that answer one question together.

    Parameters
    ----------
    name
        What the family asks.
    estimates
        One an outcome, made by `estimate_impact`, of one design or several.

    Raises
    ------
    InputError
        Without estimates.
    """
    if not estimates:
        raise InputError.single("family of outcomes", "no outcomes", "nothing to adjust", "name at least one column")
    p = [e.p for e in estimates]
    return OutcomeFamily(
        name,
        tuple(estimates),
        tuple(holm(p).tolist()),
        tuple(benjamini_hochberg(p).tolist()),
        tuple(sharpened_q(p).tolist()),
    )


def holm(p: ArrayLike) -> Floats:
    """p-values adjusted so that the chance of any false finding stays at the level (Holm 1979).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    values, order = _checked(p)
    m = values.size
    stepped = np.maximum.accumulate(values[order] * (m - np.arange(m)))
    out = np.empty(m)
    out[order] = np.minimum(stepped, 1.0)
    return out


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """p-values adjusted so that the expected share of false findings stays at the level (1995).

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    values, order = _checked(p)
    m = values.size
    stepped = np.minimum.accumulate((values[order] * m / np.arange(1, m + 1))[::-1])[::-1]
    out = np.empty(m)
    out[order] = np.minimum(stepped, 1.0)
    return out


def sharpened_q(p: ArrayLike) -> Floats:
    """Sharpened two-stage q-values: the smallest q, in steps of 0.001, at which an outcome is a finding.

    Parameters
    ----------
    p
        p-values, shape (m,).

    Returns
    -------
    ndarray
        q-values, shape (m,); 1 where no q below 1 makes a finding.

    Raises
    ------
    InputError
        With p-values that are unknown or outside 0 to 1.

    Notes
    -----
    Benjamini, Krieger and Yekutieli (2006), Biometrika 93(3), in the steps of Anderson (2008), Journal of the
    American Statistical Association 103(484): at each q, Benjamini-Hochberg at ``q/(1+q)`` counts r findings, and
    a second pass runs at that level times ``m/(m - r)``.

    Examples
    --------
    >>> sharpened_q([0.001, 0.02, 0.3]).round(3).tolist()
    [0.004, 0.021, 0.112]
    """
    values, order = _checked(p)
    m, ranked = values.size, values[order]
    out = np.ones(m)
    for step in range(round(1 / Q_STEP), 0, -1):
        q = step * Q_STEP
        level = q / (1 + q)
        first = _findings(ranked, level)
        found = m if first == m else _findings(ranked, level * m / (m - first))
        out[order[:found]] = q
    return out


def _findings(ranked: Floats, level: float) -> int:
    """How many of the smallest p-values Benjamini-Hochberg rejects at a level."""
    m = ranked.size
    below = np.flatnonzero(ranked <= level * np.arange(1, m + 1) / m)
    return int(below[-1]) + 1 if below.size else 0


def _checked(p: ArrayLike) -> tuple[Floats, NDArray[np.intp]]:
    """p-values and their order."""
    values = np.asarray(p, dtype=np.float64).reshape(-1)
    bad = np.flatnonzero(~((values >= 0) & (values <= 1)))
    if bad.size:
        raise InputError(
            "p-values",
            [
                Defect(f"{values[i]:g}", f"p-value {i}", "a p-value lies from 0 to 1", "leave out what was not tested")
                for i in bad
            ],
        )
    return values, np.argsort(values, kind="stable")


def _for_column(design: Design, outcome: str) -> Design:
    """The design for another column; baseline, unit and label belong to the design's own outcome only."""
    if outcome == design.outcome:
        return design
    return design.but(outcome=outcome, baseline="", outcome_label="", outcome_unit="units of the outcome")
