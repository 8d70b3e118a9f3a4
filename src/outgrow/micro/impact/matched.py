"""Arms that were not drawn by lot, made alike by weighting: augmented inverse probability weighting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design import AnalysisData, Design, analysis_data
from outgrow.micro.impact.inference import Inference
from outgrow.micro.impact.propensity import propensity
from outgrow.micro.impact.records import ImpactEstimate, Part
from outgrow.micro.regression import t_interval, t_p_value
from outgrow.vocabulary import InputError

Floats = NDArray[np.float64]
ESTIMAND = "effect on participants"
UNSEEN = (
    "It is the programme's effect only if everything that decided who took part and moves the outcome was measured."
)
RARE = 0.95  # chance of taking part above which few others are alike
LOOSE = 0.1  # standardised difference above which a covariate is called unbalanced (Austin 2009)


@dataclass(frozen=True, slots=True)
class Weighting:
    """How participants and others were made alike; n rows, k covariates.

    Parameters
    ----------
    score
        Chance of taking part given the covariates, shape (n,).
    weights
        What each row counts: 1 for participants, odds of taking part for the others, times the survey's
        weight, shape (n,).
    before, after
        Standardised differences of the covariates before and after weighting, shape (k,).
    names
        Covariates.
    effective
        Number of others that the weighted ones are worth, ``(sum w)^2 / sum w^2``.
    """

    score: Floats
    weights: Floats
    before: Floats
    after: Floats
    names: tuple[str, ...]
    effective: float


def doubly_robust(data: Any, design: Design, inference: Inference | None = None) -> ImpactEstimate:
    """Effect on participants, right when either the model of taking part or that of the outcome is.

    A logistic regression gives each row its chance of taking part; a regression among the others predicts what
    participants would have had; the prediction's mean error among the others, weighted to look like
    participants, corrects it.

    Parameters
    ----------
    data
        Survey, one row a unit.
    design
        What the columns mean; its covariates (and baseline) are what decided who took part.
    inference
        Level of the interval. Errors come from the estimate's influence function, summed by cluster.

    Returns
    -------
    ImpactEstimate
        With the unweighted difference and the standardised differences after weighting as parts.

    Raises
    ------
    InputError
        As `analysis_data`, and when covariates separate participants from others completely.

    Notes
    -----
    Robins, Rotnitzky and Zhao (1994), JASA 89; for the effect on the treated, Mercatanti and Li (2014) and the
    improved nuisance estimates of Sant'Anna and Zhao (2020) in the cross-section. The influence function
    includes the estimation of both models (Newey and McFadden 1994).

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> land = rng.normal(size=400)
    >>> joined = (rng.uniform(size=400) < 1 / (1 + np.exp(-land))).astype(int)
    >>> data = {"y": 2 * joined + land + rng.normal(size=400), "joined": joined, "land": land}
    >>> found = doubly_robust(data, Design(kind="matched", outcome="y", arm="joined", covariates="land"))
    >>> found.interval[0] < 2 < found.interval[1]
    True
    """
    how = inference or Inference()
    ready = analysis_data(data, design)
    n, k = ready.y.size, int(np.count_nonzero(np.ptp(ready.covariates, axis=0))) + 1
    if n <= k or np.ptp(ready.y) == 0:
        found = f"{n} rows for {k} numbers to estimate" if np.ptp(ready.y) else f"all outcomes are {ready.y[0]:g}"
        raise InputError.single("estimate", found, "no error can be told", "give more rows, or another outcome")
    moving = np.ptp(ready.covariates, axis=0) > 0
    names = [name for name, moves in zip(ready.covariate_names, moving, strict=True) if moves]
    still = [name for name in ready.covariate_names if name not in names]
    if not names:
        found = f"{', '.join(still)}: the same for everybody"
        why, todo = "nothing tells who is like whom", "name columns that differ between households"
        raise InputError.single("estimate", found, why, todo, "covariates")
    if apart := [*_telling(ready)]:
        why = "nobody outside is like the participants"
        todo = "take out columns that define participation"
        found = f"{', '.join(apart)}: tells participants from all others by itself"
        raise InputError.single("chance of taking part", found, why, todo, "covariates")
    estimate, influence, weighting = aipw(ready)
    count = None if ready.clusters is None else int(np.unique(ready.clusters).size)
    if ready.clusters is None:
        se, df = float(np.sqrt(np.sum(influence**2) * n / (n - k)) / n), float(n - k)
    else:
        assert count is not None
        sums = np.bincount(ready.clusters, influence)
        se, df = float(np.sqrt(np.sum(sums**2) * count / (count - 1)) / n), float(count - 1)
    raw = _raw_difference(ready)
    parts = [Part("comparison", "difference without weighting", raw, *_nothing())]
    parts += [
        Part("standardised difference after weighting", name, float(x), *_nothing())
        for name, x in zip(weighting.names, weighting.after, strict=True)
    ]
    held = ", ".join(names) + (f" (without {', '.join(still)}, the same for everybody)" if still else "")
    errors = "errors" if count is None else "cluster-robust errors"
    is_treated = ready.treated == 1
    reference = float(np.average(ready.y[is_treated], weights=ready.weights[is_treated])) - estimate
    return ImpactEstimate(
        outcome=design.outcome_words, unit=design.outcome_unit, estimand=ESTIMAND, estimate=estimate, se=se,
        interval=t_interval(estimate, se, df, how.level), level=how.level, df=df,
        p=t_p_value(estimate / se, df), n=n,
        clusters=count, design=design.kind,
        method=f"augmented inverse probability weighting on {held}; {errors} of the influence function",
        reference=reference, caveats=(UNSEEN, *_warnings(ready, weighting)), parts=tuple(parts),
        left_out=ready.left_out,
    )  # fmt: skip


def _telling(ready: AnalysisData) -> Iterator[str]:
    """Covariates of which every participant has more, or less, than all others."""
    is_treated = ready.treated == 1
    for name, x in zip(ready.covariate_names, ready.covariates.T, strict=True):
        if np.ptp(x) > 0 and (x[is_treated].min() > x[~is_treated].max() or x[is_treated].max() < x[~is_treated].min()):
            yield name


def aipw(ready: AnalysisData) -> tuple[float, Floats, Weighting]:
    """Estimate, influence function (mean zero, shape (n,)) and weighting of prepared data."""
    d, w, y = ready.treated, ready.weights / ready.weights.mean(), ready.y
    x = np.column_stack([np.ones(y.size), _scaled(ready.covariates)])
    score, hessian = propensity(d, x, w)
    odds = score / (1 - score)
    w1, w0 = w * d, w * odds * (1 - d)
    n, m1, m0 = y.size, float(w1.mean()), float(w0.mean())
    gram = (x * (w * (1 - d))[:, None]).T @ x / n
    beta = np.linalg.solve(gram, x.T @ (w * (1 - d) * y) / n)
    rest = y - x @ beta
    tau1, tau0 = float((w1 * rest).mean()) / m1, float((w0 * rest).mean()) / m0
    own = w1 / m1 * (rest - tau1) - w0 / m0 * (rest - tau0)
    # Estimating the outcome's coefficients moves the estimate by the covariates' remaining imbalance ...
    drift = -(x * w1[:, None]).mean(axis=0) / m1 + (x * w0[:, None]).mean(axis=0) / m0
    of_beta = (x * (w * (1 - d) * rest)[:, None]) @ np.linalg.solve(gram, drift)
    # ... and estimating the chance of taking part moves the weights of the others.
    tilt = -(x * (w0 * (rest - tau0))[:, None]).mean(axis=0) / m0
    of_score = (x * (w * (d - score))[:, None]) @ np.linalg.solve(hessian, tilt)
    weights = np.where(d == 1, w1, w0)
    columns, names = ready.covariates, ready.covariate_names
    before, after = _differences(columns, d, w, w), _differences(columns, d, weights, w)
    effective = float(w0.sum() ** 2 / np.sum(w0**2))
    return tau1 - tau0, own + of_beta + of_score, Weighting(score, weights, before, after, names, effective)


def weighting_of(data: Any, design: Design) -> Weighting:
    """How a matched design's participants and others were made alike."""
    return aipw(analysis_data(data, design))[2]


def _scaled(columns: Floats) -> Floats:
    """Columns with mean 0 and spread 1, so that the logistic regression is well behaved; constants go."""
    spread = columns.std(axis=0)
    moving = spread > 0
    return np.asarray((columns[:, moving] - columns[:, moving].mean(axis=0)) / spread[moving])


def _differences(columns: Floats, d: Floats, weights: Floats, base: Floats) -> Floats:
    """Difference of weighted means over the participants' and others' pooled unweighted spread."""
    out = []
    for x in columns.T:
        one, zero = (float(np.average(x[d == a], weights=weights[d == a])) for a in (1, 0))
        spread = np.sqrt(np.mean([_variance(x[d == a], base[d == a]) for a in (1, 0)]))
        out.append((one - zero) / spread if spread > 0 else 0.0)
    return np.array(out)


def _variance(x: Floats, w: Floats) -> float:
    return float(np.average((x - np.average(x, weights=w)) ** 2, weights=w))


def _raw_difference(ready: AnalysisData) -> float:
    means = [float(np.average(ready.y[ready.treated == a], weights=ready.weights[ready.treated == a])) for a in (1, 0)]
    return means[0] - means[1]


def _warnings(ready: AnalysisData, weighting: Weighting) -> list[str]:
    """Overlap, balance and worth of the comparison."""
    out = []
    alone = float(np.mean(weighting.score[ready.treated == 1] > RARE))
    if alone > 0:
        out.append(
            f"{100 * alone:.1f} % of participants have hardly anybody like them outside (chance above {RARE:g})."
        )
    loose = [name for name, x in zip(weighting.names, weighting.after, strict=True) if abs(x) > LOOSE]
    if loose:
        verb = "differs" if len(loose) == 1 else "differ"
        out.append(f"After weighting {', '.join(loose)} still {verb} by more than {LOOSE:g} standard deviations.")
    others = int((ready.treated == 0).sum())
    out.append(f"The {others:,} others count as {weighting.effective:,.0f} after weighting.")
    return out


def _nothing() -> tuple[float, tuple[float, float], float]:
    """No standard error, interval or p-value."""
    nan = float("nan")
    return nan, (nan, nan), nan
