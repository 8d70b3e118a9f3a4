"""Checks that could overturn a pooled mean: do small studies differ, does one study carry it all?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from outgrow.evidence.records import EggerTest, WithoutOne
from outgrow.evidence.reml import reml_variance
from outgrow.evidence.studies import Floats, studies
from outgrow.vocabulary import InputError

EXACT = 1e-12  # rounding noise as a share of the size of the data


def egger(estimates: ArrayLike, standard_errors: ArrayLike) -> EggerTest:
    """Test whether small studies report systematically other effects than large ones.

    Regresses the standardised effect ``y/s`` on precision ``1/s``. Without small-study effects the intercept
    is zero. The test has little power below ten studies.

    Parameters
    ----------
    estimates, standard_errors
        Effects and their standard errors, shape (k,), k >= 3, with at least two different standard errors.

    Returns
    -------
    EggerTest
        Intercept, standard error, t value, degrees of freedom, two-sided p-value. Effects exactly on a line
        leave no error: the p-value is then 1 for a line through zero and 0 for any other.

    Raises
    ------
    InputError
        With numbers that are none, fewer than three studies, or equal standard errors: there is no line to fit.

    Notes
    -----
    Egger, Davey Smith, Schneider and Minder (1997), BMJ 315(7109), 629-634.

    Examples
    --------
    >>> test = egger(np.array([0.1, 0.3, 0.6]), np.array([0.1, 0.2, 0.3]))
    >>> round(test.intercept, 6), round(test.p_value, 6)
    (2.346154, 0.072737)
    """
    y, s = studies("small-study test", estimates, standard_errors, least=0)
    count = len(y)
    if count < 3 or np.ptp(s) == 0:
        raise InputError.single(
            "small-study test",
            f"{count} effects with {len(np.unique(s))} different standard errors",
            "the test needs three effects and two different standard errors",
            "leave the test out and say so",
        )
    design = np.column_stack([np.ones(count), 1 / s])
    outcome = y / s
    orthogonal, triangle = np.linalg.qr(design)
    root = np.linalg.inv(triangle)
    coefficients = root @ orthogonal.T @ outcome
    freedom = count - 2
    noise = EXACT * float(np.linalg.norm(outcome))
    residual = _or_zero(float(np.linalg.norm(outcome - design @ coefficients)), noise)
    intercept = _or_zero(float(coefficients[0]), noise)
    return _t_test(intercept, residual * float(np.linalg.norm(root[0]) / np.sqrt(freedom)), freedom)


def leave_one_out(
    labels: Sequence[str], estimates: ArrayLike, standard_errors: ArrayLike, tau: float | None = None
) -> tuple[WithoutOne, ...]:
    """Pool again without each study in turn.

    Parameters
    ----------
    labels
        Names of the studies, length k.
    estimates, standard_errors
        Effects and their standard errors, shape (k,); k >= 3, or k >= 2 when ``tau`` is given.
    tau
        Standard deviation of true effects, when it is taken as known; estimated by REML otherwise.

    Returns
    -------
    tuple of WithoutOne
        One row a study left out, in the order given.

    Raises
    ------
    InputError
        With numbers that are none, names that do not go with them, or too few studies to leave one out.

    Examples
    --------
    >>> rows = leave_one_out("abc", np.array([0.1, 0.1, 0.4]), np.array([0.1, 0.1, 0.1]))
    >>> [round(row.mean, 2) for row in rows]
    [0.25, 0.25, 0.1]
    """
    y, s = studies("leaving one study out", estimates, standard_errors, least=0)
    if len(labels) != len(y):
        found = f"{len(labels)} names and {len(y)} effects"
        raise InputError.single("leaving one study out", found, "each effect has a name", "give as many names")
    least = 3 if tau is None else 2
    if len(labels) < least:
        raise InputError.single(
            "leaving one study out",
            f"{len(labels)} effects",
            f"{least} are needed, so that the rest can be pooled",
            "leave the check out and say so",
        )
    return tuple(_without(i, label, y, s**2, tau) for i, label in enumerate(labels))


def _without(i: int, label: str, estimates: Floats, variances: Floats, tau: float | None) -> WithoutOne:
    """Pooled result of all studies but number i."""
    y, v = np.delete(estimates, i), np.delete(variances, i)
    tau2 = reml_variance(y, v) if tau is None else tau**2
    weights = 1 / (v + tau2)
    return WithoutOne(label, float(np.average(y, weights=weights)), float(weights.sum() ** -0.5), tau2)


def _or_zero(x: float, noise: float) -> float:
    """A number, or zero where it is rounding noise."""
    return x if abs(x) > noise else 0.0


def _t_test(intercept: float, standard_error: float, freedom: int) -> EggerTest:
    """Two-sided t test of an intercept."""
    if standard_error > 0:
        t_value = intercept / standard_error
    else:
        t_value = math.copysign(math.inf, intercept) if intercept else 0.0
    return EggerTest(intercept, standard_error, t_value, freedom, 2 * float(stdtr(freedom, -abs(t_value))))
