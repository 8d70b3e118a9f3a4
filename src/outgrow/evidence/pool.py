"""Effects of the same kind pooled under random effects, with the interval that a new setting must expect."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import chdtrc, ndtri, stdtrit

from outgrow.evidence.bias import egger, leave_one_out
from outgrow.evidence.effects import Effect
from outgrow.evidence.records import EggerTest, Interval, PooledEffect, WithoutOne
from outgrow.evidence.reml import reml_variance
from outgrow.evidence.studies import Floats, studies
from outgrow.vocabulary import Defect, InputError

UPPER = 0.975  # upper end of a 95 % interval


def pool(effects: Sequence[Effect], tau: float | None = None) -> PooledEffect:
    """Pool effects of one scale under random effects.

    Effects without a standard error are not pooled and come back in ``left_out``. By the number k pooled:

    - k = 1: how far true effects differ is unknown, so ``tau`` must be given.
    - k = 2: REML estimates tau2, yet no prediction interval exists (k - 2 = 0 degrees of freedom);
      ``predictive_sd`` is still there.
    - k >= 3: everything.

    With a given ``tau`` the prediction interval is normal, as its spread is then known.

    Parameters
    ----------
    effects
        Published effects, all on one scale.
    tau
        Standard deviation of true effects between settings where it is taken as known, zero or positive; None
        to estimate it by REML.

    Returns
    -------
    PooledEffect
        Mean, intervals, heterogeneity, prediction interval and checks.

    Raises
    ------
    InputError
        With every defect: nothing to pool, effects on different scales, a repeated label, one effect without
        ``tau``, a negative ``tau``.

    Notes
    -----
    tau2: Viechtbauer (2005). Q: Cochran (1954). I2 = ``tau2/(tau2 + typical v)``: Higgins and Thompson (2002).
    Hartung-Knapp interval, k - 1 degrees of freedom: Hartung and Knapp (2001), Sidik and Jonkman (2002). Prediction
    interval, k - 2 degrees of freedom: Higgins, Thompson and Spiegelhalter (2009).

    Examples
    --------
    >>> numbers = {"a": 0.1, "b": 0.2, "c": 0.3}
    >>> found = [Effect(name, y, 0.05, "rct", "yield", "example") for name, y in numbers.items()]
    >>> result = pool(found)
    >>> round(result.mean, 6), round(result.tau2, 6), round(result.predictive_sd, 6)
    (0.2, 0.0075, 0.104083)
    """
    measured = tuple(e for e in effects if e.standard_error is not None)
    left_out = tuple(e for e in effects if e.standard_error is None)
    _check(measured, left_out, tau)
    errors = [e.standard_error or 0.0 for e in measured]
    y, s = studies("pooling effects", [e.estimate for e in measured], errors, least=1)
    tau2 = reml_variance(y, s**2) if tau is None else tau**2
    weights = 1 / (s**2 + tau2)
    mean = float(np.average(y, weights=weights))
    error = float(weights.sum() ** -0.5)
    q = _cochran_q(y, s**2)
    freedom = len(y) - 1
    table, test = _checks(measured, y, s, tau)
    return PooledEffect(
        effects=measured,
        left_out=left_out,
        scale=measured[0].scale,
        mean=mean,
        standard_error=error,
        tau2=tau2,
        tau2_from="reml" if tau is None else "given",
        q=q,
        q_degrees_of_freedom=freedom,
        q_p_value=float(chdtrc(freedom, q)) if freedom else None,
        i2=tau2 / (tau2 + _typical_variance(s**2)) if freedom else None,
        interval=_around(mean, float(ndtri(UPPER)) * error),
        interval_hartung_knapp=_hartung_knapp(y, weights, mean) if freedom else None,
        prediction=_prediction(mean, tau2, error, len(y), tau is not None),
        predictive_sd=math.sqrt(tau2 + error**2),
        leave_one_out=table,
        small_study=test,
        notes=_notes(left_out, len(y), tau is not None, test is not None),
    )


def _check(measured: tuple[Effect, ...], left_out: tuple[Effect, ...], tau: float | None) -> None:
    """Raise with everything that keeps these effects from being pooled."""
    defects = []
    if not measured:
        found = f"{len(left_out)} effects, none with a standard error"
        defects.append(Defect(found, "effects", "there is nothing to pool", "add a study with a standard error"))
    scales = sorted({e.scale for e in (*measured, *left_out)})
    if len(scales) > 1:
        why = "effects on different scales do not pool"
        defects.append(Defect("; ".join(scales), "scale", why, "convert them, or pool each scale apart"))
    labels = [e.label for e in (*measured, *left_out)]
    repeated = sorted({label for label in labels if labels.count(label) > 1})
    if repeated:
        why = "a study counted twice narrows the interval wrongly"
        defects.append(Defect(", ".join(repeated), "label", why, "drop the copy, or name the effects apart"))
    if tau is None and len(measured) == 1:
        why = "one effect does not show how far true effects differ between settings"
        defects.append(Defect("1 effect", "effects", why, "give tau, the spread to assume, with its reason"))
    if tau is not None and not (math.isfinite(tau) and tau >= 0):
        defects.append(Defect(f"{tau:g}", "tau", "a standard deviation is zero or positive", "correct it"))
    if defects:
        raise InputError("pooling effects", defects)


def _cochran_q(y: Floats, v: Floats) -> float:
    """Weighted squared deviations from the common-effect mean."""
    return float(np.sum((y - np.average(y, weights=1 / v)) ** 2 / v))


def _typical_variance(v: Floats) -> float:
    """Sampling variance of a typical study (Higgins and Thompson 2002)."""
    w = 1 / v
    others = np.array([np.delete(w, i).sum() for i in range(len(w))])  # the difference of squares would cancel
    return float((len(v) - 1) * w.sum() / (w * others).sum())


def _around(middle: float, half: float) -> Interval:
    return middle - half, middle + half


def _hartung_knapp(y: Floats, weights: Floats, mean: float) -> Interval:
    freedom = len(y) - 1
    variance = float(np.sum(weights * (y - mean) ** 2)) / (freedom * float(weights.sum()))
    return _around(mean, float(stdtrit(freedom, UPPER)) * math.sqrt(variance))


def _prediction(mean: float, tau2: float, error: float, count: int, known: bool) -> Interval | None:
    """95 % interval of the true effect in a new setting, or None without degrees of freedom."""
    if not known and count < 3:
        return None
    quantile = float(ndtri(UPPER)) if known else float(stdtrit(count - 2, UPPER))
    return _around(mean, quantile * math.sqrt(tau2 + error**2))


def _checks(
    measured: tuple[Effect, ...], y: Floats, s: Floats, tau: float | None
) -> tuple[tuple[WithoutOne, ...], EggerTest | None]:
    """Leave-one-out table and small-study test, as far as the number of effects allows."""
    enough = len(y) >= (3 if tau is None else 2)
    table = leave_one_out([e.label for e in measured], y, s, tau) if enough else ()
    return table, egger(y, s) if len(y) >= 3 and np.ptp(s) > 0 else None


def _notes(left_out: tuple[Effect, ...], count: int, known: bool, tested: bool) -> tuple[str, ...]:
    """What a reader must be told about the limits of the result."""
    notes = []
    if left_out:
        names = ", ".join(e.label for e in left_out)
        notes.append(f"Not pooled, because no standard error is known: {names}.")
    if count == 2 and not known:
        notes.append("Two effects leave no degree of freedom for a prediction interval.")
    if not tested:
        notes.append("No small-study test: it needs three effects with different standard errors.")
    elif count < 10:
        notes.append(f"With {count} effects the small-study test has little power.")
    return tuple(notes)
