"""A pilot's estimate drawn towards what other settings show."""

from __future__ import annotations

import math

from outgrow.evidence.records import Shrunken
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
