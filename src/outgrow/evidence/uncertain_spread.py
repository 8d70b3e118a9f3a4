"""Intervals that know that the spread between settings is itself only estimated, from as few as three studies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from outgrow.evidence.records import Interval, PooledEffect
from outgrow.evidence.reml import restricted_log_likelihood
from outgrow.evidence.studies import Floats

ENOUGH = 3  # effects from which a spread can be estimated at all
POINTS = 400  # spreads tried
FARTHEST = 5.0  # times the range of the effects and their largest error, beyond which no spread is tried
TAILS = 40.0  # standard deviations beyond all means in which a quantile is looked for


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Intervals of the true effect in a new setting, where the pilot was, and elsewhere with the pilot counted."""

    new_setting: Interval
    there: Interval | None = None
    elsewhere: Interval | None = None


def foreseen(pooled: PooledEffect, pilot: tuple[float, float] | None = None, *, level: float = 0.9) -> Foreseen:
    """Intervals averaged over the spreads that the studies leave possible.

    Parameters
    ----------
    pooled
        Published effects.
    pilot
        A pilot's effect and its standard error; None for the outside view alone.
    level
        Coverage.

    Returns
    -------
    Foreseen
        Where the spread was given, normal intervals; otherwise mixtures of normal ones over the spread, each weighted
        by its restricted likelihood with every spread as likely beforehand as any other, and by the pilot's where
        there is one.

    Notes
    -----
    Röver (2020), "Bayesian random-effects meta-analysis using the bayesmeta R package", Journal of Statistical
    Software 93(6); a uniform prior of the spread as in Gelman (2006), Bayesian Analysis 1(3). With REML's
    spread taken as known a 90 % interval of a new setting holds it in 75 of 100 worlds of five studies.

    Examples
    --------
    >>> from outgrow.evidence import Effect, pool
    >>> some = [Effect(f"{y}", y, 0.05, "rct", "yield", "example") for y in (0.1, 0.2, 0.3)]
    >>> low, high = foreseen(pool(some)).new_setting
    >>> high - low > 2 * 1.645 * pool(some).predictive_sd
    True
    """
    tau, weight, mean, error2 = _spreads(pooled)
    wide = np.sqrt(tau**2 + error2)
    if pilot is None:
        return Foreseen(_interval(mean, wide, weight, level))
    y, se = pilot
    total = wide**2 + se**2
    seen = weight * np.exp(-0.5 * (y - mean) ** 2 / total) / np.sqrt(total)
    after = seen / seen.sum() if seen.sum() > 0 else weight  # a pilot out of all reach tells the spreads not apart
    on_pilot, as_study = wide**2 / total, error2 / total
    return Foreseen(
        _interval(mean, wide, weight, level),
        _interval(on_pilot * y + (1 - on_pilot) * mean, se * np.sqrt(on_pilot), after, level),
        _interval(as_study * y + (1 - as_study) * mean, np.sqrt(tau**2 + (1 - as_study) * error2), after, level),
    )


def _spreads(pooled: PooledEffect) -> tuple[Floats, Floats, Floats, Floats]:
    """Spreads, how likely each is, and the mean with its squared error at each."""
    y = np.array([e.estimate for e in pooled.effects])
    v = np.array([e.standard_error or 0.0 for e in pooled.effects]) ** 2
    if pooled.tau2_from == "given" or y.size < ENOUGH:
        tau, weight = np.array([pooled.tau2**0.5]), np.ones(1)
    else:
        reach = FARTHEST * (float(np.ptp(y)) + float(np.sqrt(v.max())))
        tau = reach * np.linspace(0.0, 1.0, POINTS) ** 2
        height = restricted_log_likelihood(y, v, tau**2)
        weight = np.exp(height - height.max()) * np.gradient(tau)
        weight /= weight.sum()
    each = 1.0 / (v + tau[:, None] ** 2)
    return tau, weight, (each * y).sum(axis=1) / each.sum(axis=1), 1.0 / each.sum(axis=1)


def _interval(mean: Floats, sd: Floats, weight: Floats, level: float) -> Interval:
    """Quantiles of a mixture of normal distributions."""
    ends = float((mean - TAILS * sd).min()), float((mean + TAILS * sd).max())
    low, high = (
        float(brentq(lambda x, p=p: float(weight @ ndtr((x - mean) / sd)) - p, *ends))
        for p in ((1 - level) / 2, (1 + level) / 2)
    )
    return low, high
