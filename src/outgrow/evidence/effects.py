"""One published effect, and its standard error where only an interval or a p-value was printed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

from scipy.special import ndtri, stdtrit

from outgrow.vocabulary import Defect, InputError


@dataclass(frozen=True, slots=True)
class Effect:
    """One measured effect with what a reader needs to judge it.

    Parameters
    ----------
    label
        Short name of the study.
    estimate
        The effect, as a relative change (share; 0.125 is +12.5 %) unless ``scale`` says otherwise.
    standard_error
        Its standard error on the same scale, or None when the source gives none: the effect is then shown but
        cannot be pooled.
    design
        How it was measured, such as ``rct``, ``did``, ``matched``, ``claim``.
    scale
        What the estimate measures, such as ``relative change of yield``; only equal scales are pooled.
    source
        Who published it.
    note
        What a reader must know to trust or doubt it.

    Raises
    ------
    InputError
        With every defect: an unnamed study, scale or source, an estimate that is not finite, a standard error
        that is not a positive finite number.

    Examples
    --------
    >>> Effect("Bomet", 0.125, 0.048, "matched", "relative change of yield", "Ateka et al.").estimate
    0.125
    """

    label: str
    estimate: float
    standard_error: float | None
    design: str
    scale: str
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        defects = [
            Defect("nothing", name, "every effect needs it", f"give the {name} of the study")
            for name in ("label", "design", "scale", "source")
            if not str(getattr(self, name)).strip()
        ]
        if not _is_finite(self.estimate):
            defects.append(Defect(f"{self.estimate}", "estimate", "an effect is a finite number", "correct it"))
        error = self.standard_error
        if error is not None and not (_is_finite(error) and error > 0):
            defects.append(
                Defect(
                    f"{error}",
                    "standard_error",
                    "a standard error is a positive finite number",
                    "correct it, or write None where the source gives none",
                )
            )
        if defects:
            raise InputError(f"effect '{self.label}'", defects)


def _is_finite(x: object) -> bool:
    """Whether something is a finite number; a word that looks like one is none."""
    return isinstance(x, Real) and not isinstance(x, bool) and math.isfinite(x)


def standard_error_from_interval(low: float, high: float, level: float = 0.95) -> float:
    """Standard error behind a symmetric normal confidence interval.

    Parameters
    ----------
    low, high
        Ends of the interval, on the scale of the estimate.
    level
        Its confidence level, between 0 and 1.

    Returns
    -------
    float
        ``(high - low) / (2 z)`` with z the normal quantile of the level (Higgins and others, 2023, Cochrane
        Handbook for Systematic Reviews of Interventions, section 6.5.2).

    Raises
    ------
    InputError
        When the interval is empty, upside down or not finite, or the level is not between 0 and 1.

    Examples
    --------
    >>> round(standard_error_from_interval(118.0, 826.0), 1)
    180.6
    """
    defects = []
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        found = f"{low:g}..{high:g}"
        defects.append(Defect(found, "low, high", "low must lie below high and both be finite", "correct the ends"))
    if not 0 < level < 1:
        defects.append(Defect(f"{level:g}", "level", "a confidence level lies between 0 and 1", "such as 0.95"))
    if defects:
        raise InputError("standard error from an interval", defects)
    return (high - low) / (2 * float(ndtri((1 + level) / 2)))


def standard_error_from_p(estimate: float, p_value: float, degrees_of_freedom: float | None = None) -> float:
    """Standard error behind an estimate and its two-sided p-value.

    Parameters
    ----------
    estimate
        The effect; not zero, because every standard error gives a zero estimate the p-value 1.
    p_value
        Two-sided p-value against no effect, strictly between 0 and 1. A p-value printed as "< 0.01" gives an
        upper bound of the standard error when 0.01 is used.
    degrees_of_freedom
        Of the t test; None for a normal test.

    Returns
    -------
    float
        ``|estimate| / z`` with z the quantile of ``1 - p/2`` (Cochrane Handbook 2023, section 6.5.2.3).

    Raises
    ------
    InputError
        When the estimate is zero or not finite, or the p-value or degrees of freedom are out of range.

    Examples
    --------
    >>> round(standard_error_from_p(471.7, 0.009), 1)
    180.6
    """
    defects = []
    if not math.isfinite(estimate) or estimate == 0:
        why = "an effect of zero or no number says nothing about its standard error"
        defects.append(Defect(f"{estimate:g}", "estimate", why, "use the printed interval instead"))
    if not 0 < p_value < 1:
        defects.append(Defect(f"{p_value:g}", "p_value", "a p-value lies between 0 and 1", "correct it"))
    if degrees_of_freedom is not None and not degrees_of_freedom > 0:
        found = f"{degrees_of_freedom:g}"
        defects.append(Defect(found, "degrees_of_freedom", "they are positive", "or None for a normal test"))
    if defects:
        raise InputError("standard error from a p-value", defects)
    upper = 1 - p_value / 2
    z = ndtri(upper) if degrees_of_freedom is None else stdtrit(degrees_of_freedom, upper)
    return abs(estimate) / float(z)
