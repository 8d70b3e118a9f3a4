"""A pilot's estimate beside what other settings show: what to expect where the pilot was, and in a new setting."""

from __future__ import annotations

import math

from outgrow.evidence.records import NewSetting, Shrunken
from outgrow.vocabulary import Defect, InputError


def shrink(estimate: float, se: float, outside_mean: float, outside_sd: float) -> Shrunken:
    """Combine a pilot's estimate with the outside view (normal-normal).

    Parameters
    ----------
    estimate, se
        The pilot's effect and its standard error.
    outside_mean, outside_sd
        Mean and standard deviation of true effects in settings of the same kind: the ``mean`` and
        ``predictive_sd`` of a pooled effect that does not contain the pilot.

    Returns
    -------
    Shrunken
        Mean ``w estimate + (1 - w) outside_mean`` with ``w = outside_sd^2 / (outside_sd^2 + se^2)``, and
        standard deviation ``(1/se^2 + 1/outside_sd^2)^(-1/2)``.

    Raises
    ------
    InputError
        With every number that is not finite and every spread that is not positive.

    Notes
    -----
    Efron and Morris (1973), "Stein's estimation rule and its competitors: an empirical Bayes approach",
    Journal of the American Statistical Association 68(341).

    Examples
    --------
    >>> result = shrink(0.30, 0.10, 0.10, 0.10)
    >>> round(result.mean, 12), round(result.weight_on_pilot, 12)
    (0.2, 0.5)
    """
    _check(estimate, se, outside_mean, outside_sd)
    weight = 1 / (1 + (se / outside_sd) ** 2)
    return Shrunken(
        mean=weight * estimate + (1 - weight) * outside_mean,
        sd=se * math.sqrt(weight),
        weight_on_pilot=weight,
        pilot_mean=estimate,
        pilot_sd=se,
        outside_mean=outside_mean,
        outside_sd=outside_sd,
    )


def new_setting(estimate: float, se: float, outside_mean: float, outside_se: float, spread: float) -> NewSetting:
    """The effect to expect in a setting that nobody has studied, with the pilot counted as one more study.

    Parameters
    ----------
    estimate, se
        The pilot's effect and its standard error.
    outside_mean, outside_se
        The ``mean`` and ``standard_error`` of a pooled effect that does not contain the pilot.
    spread
        Standard deviation tau of true effects between settings, as the pooled effect has it.

    Returns
    -------
    NewSetting
        The mean that pooling the pilot with the others gives at this tau, and the standard deviation
        ``sqrt(tau^2 + error of that mean^2)`` of the true effect in a new setting: however sure the pilot is of
        itself, settings differ.

    Raises
    ------
    InputError
        With every number that is not finite, every error that is not positive, and a negative spread.

    Notes
    -----
    Higgins, Thompson and Spiegelhalter (2009), "A re-evaluation of random-effects meta-analysis", Journal of the Royal
    Statistical Society A 172(1), section 4: the predictive distribution of the effect in a new setting.

    Examples
    --------
    >>> found = new_setting(0.30, 0.10, 0.10, 0.05, 0.10)
    >>> round(found.mean, 4), round(found.sd, 4), round(found.weight_on_pilot, 4)
    (0.1222, 0.1106, 0.1111)
    """
    _check(estimate, se, outside_mean, outside_se)
    if not (math.isfinite(spread) and spread >= 0):
        why, todo = "true effects differ by nothing or by something", "take it from the pooled effect"
        raise InputError.single("effect in a new setting", f"{spread}", why, todo, "spread")
    weight = outside_se**2 / (outside_se**2 + spread**2 + se**2)
    error = outside_se * math.sqrt(1 - weight)
    return NewSetting(
        mean=weight * estimate + (1 - weight) * outside_mean, sd=math.hypot(spread, error), weight_on_pilot=weight
    )


def _check(estimate: float, se: float, outside_mean: float, outside_sd: float) -> None:
    """Raise with every number that cannot be used."""
    defects = [
        Defect(f"{x}", name, "an effect is a finite number", "correct it")
        for name, x in (("estimate", estimate), ("outside_mean", outside_mean))
        if not math.isfinite(x)
    ]
    defects += [
        Defect(f"{x}", name, "a spread is a positive finite number", "find it, or assume one and say so")
        for name, x in (("se", se), ("outside_sd", outside_sd))
        if not (math.isfinite(x) and x > 0)
    ]
    if defects:
        raise InputError("shrinking a pilot's estimate", defects)
