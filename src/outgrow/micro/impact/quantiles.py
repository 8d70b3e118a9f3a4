"""Quantile effects: how the programme moved the poor end, the middle and the rich end of the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design import Design, analysis_data
from outgrow.micro.impact.records import Part, between, by_error
from outgrow.micro.impact.resample import USUAL, bootstrap_draws, drawn_words, draws_for
from outgrow.micro.regression import t_interval, t_p_value
from outgrow.vocabulary import Defect, InputError, Streams

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
DECILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True)
class QuantileEffects:
    """Differences between the arms' quantiles.

    Parameters
    ----------
    outcome, unit
        What was measured, and in what.
    quantiles
        Which, shape (m,).
    control, treated
        Quantiles of the control and of the treated arm, shape (m,) each.
    effects
        One part a quantile.
    draws
        Draws behind the standard errors.
    """

    outcome: str
    unit: str
    quantiles: tuple[float, ...]
    control: tuple[float, ...]
    treated: tuple[float, ...]
    effects: tuple[Part, ...]
    draws: int = USUAL

    def to_frame(self) -> pl.DataFrame:
        """One row a quantile."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [
            (q, c, t, e.estimate, e.se, *e.interval, e.p)
            for q, c, t, e in zip(self.quantiles, self.control, self.treated, self.effects, strict=True)
        ]
        names = ["quantile", "control", "treated", "estimate", "se", "low", "high", "p"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def summary(self) -> str:
        """Say each quantile's difference, and that quantiles are not households."""
        told = "; ".join(
            f"{100 * q:g} %: {by_error(e.estimate, e.se, sign=True)} ({between(e.interval, e.se)})"
            for q, e in zip(self.quantiles, self.effects, strict=True)
        )
        return (
            f"{self.outcome} ({self.unit}), differences of the arms' quantiles with 95 % intervals: {told}. These "
            f"compare two distributions; a household may have changed its place in them.{drawn_words(self.draws)}"
        )


def quantile_effects(
    data: Any,
    design: Design,
    quantiles: Sequence[float] = DECILES,
    *,
    level: float = 0.95,
    draws: int | None = None,
    streams: Streams | None = None,
) -> QuantileEffects:
    """Differences between the arms' quantiles, strata weighted to the same mix in both arms.

    Parameters
    ----------
    data, design
        As in `intention_to_treat`; baseline and covariates are not used.
    quantiles
        Between 0 and 1.
    level, draws, streams
        Coverage of intervals, draws of the cluster bootstrap (499 when left out, fewer in large surveys),
        random numbers.

    Raises
    ------
    InputError
        As `analysis_data`, for designs other than ``rct``, and for quantiles outside 0 to 1.

    Notes
    -----
    Firpo (2007), Econometrica 75(1), with the share treated of each stratum as chance of treatment; errors by
    drawing clusters again.

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, 3.0, 2.0, 3.0, 7.0], "arm": [0, 0, 0, 1, 1, 1]}
    >>> found = quantile_effects(data, Design(kind="rct", outcome="y", arm="arm"), [0.5, 0.9])
    >>> [e.estimate for e in found.effects]
    [1.0, 4.0]
    """
    bad = [q for q in quantiles if not 0 < q < 1]
    if bad or not quantiles:
        told = [Defect(f"{q:g}", "quantiles", "a quantile lies between 0 and 1", "use 0.5 for the median") for q in bad]
        raise InputError("quantiles", told or [Defect("none", "quantiles", "nothing to compare", "name at least one")])
    if design.kind != "rct":
        why = "arms that were not drawn by lot differ in their distributions anyway"
        raise InputError.single("quantile effects", f"design '{design.kind}'", why, "use them with rct")
    ready = analysis_data(data, design, need_covariates=False)
    q = np.asarray(quantiles, dtype=np.float64)
    compared = ready.others.sum(axis=1) == 0
    strata = np.zeros(ready.y.size, dtype=np.int64) if ready.strata is None else ready.strata
    clusters = np.arange(ready.y.size) if ready.clusters is None else ready.clusters
    y, d, w, s, g = (x[compared] for x in (ready.y, ready.treated == 1, ready.weights, strata, clusters))
    w = w * _same_mix(d, w, s)
    if not ((w > 0) & d).any() or not ((w > 0) & ~d).any():
        raise InputError.single("quantile effects", "no stratum with both arms", "nothing to compare", "merge strata")
    both = _quantiles(y, d, w, q)
    times_drawn = draws_for(y.size) if draws is None else draws
    drawn = bootstrap_draws(
        lambda times: np.diff(_quantiles(y, d, w * times, q), axis=0)[0], d.astype(np.int64), g, times_drawn,
        streams or Streams(1), "quantile effects",
    )  # fmt: skip
    se = np.nanstd(drawn, axis=0, ddof=1)
    df = float(np.unique(g).size - (1 if ready.clusters is not None else 2))
    parts = []
    for j, x in enumerate(q):
        e = float(both[1, j] - both[0, j])
        p = t_p_value(e / se[j], df) if se[j] > 0 else float("nan")
        parts.append(Part("quantile", f"{x:g}", e, float(se[j]), t_interval(e, float(se[j]), df, level), p))
    return QuantileEffects(
        design.outcome_words,
        design.outcome_unit,
        tuple(q.tolist()),
        tuple(both[0].tolist()),
        tuple(both[1].tolist()),
        tuple(parts),
        times_drawn,
    )


def _same_mix(d: NDArray[np.bool_], w: Floats, strata: NDArray[np.int64]) -> Floats:
    """Factors that give both arms the strata's mix; 0 in strata with one arm."""
    size = int(strata.max()) + 1
    total, one = np.bincount(strata, w, minlength=size), np.bincount(strata, w * d, minlength=size)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(d, (total / one)[strata], (total / (total - one))[strata])
    usable = ((one > 0) & (one < total))[strata]
    return np.where(usable, factor, 0.0)


def _quantiles(y: Floats, d: NDArray[np.bool_], w: Floats, q: Floats) -> Floats:
    """Weighted quantiles of control (row 0) and treated (row 1)."""
    return np.stack([np.quantile(y[side], q, weights=w[side], method="inverted_cdf") for side in (~d, d)])
