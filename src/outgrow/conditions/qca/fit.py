"""How well a set fits: inclusion, PRI and coverage for sufficiency; inclusion, relevance and coverage for necessity."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.qca.records import Fit

Floats = NDArray[np.float64]


def sufficiency_fit(x: Floats, y: Floats) -> Fit:
    """Fit of a set as a subset of the outcome (Ragin 2006; PRI: Schneider and Wagemann 2012).

    Parameters
    ----------
    x, y
        Memberships of the cases in the set and in the outcome, shape (cases,).

    Returns
    -------
    Fit
        Inclusion, PRI and raw coverage; NaN where the set or the outcome is empty.

    Examples
    --------
    >>> sufficiency_fit(np.array([0.25, 1.0]), np.array([0.5, 0.75]))
    Fit(inclusion=0.8, pri=0.6666666666666666, coverage=0.8)
    """
    both = np.minimum(x, y)
    torn = np.minimum(both, 1.0 - y).sum()
    return Fit(
        inclusion=_share(both.sum(), x.sum()),
        pri=_share(both.sum() - torn, x.sum() - torn),
        coverage=_share(both.sum(), y.sum()),
    )


def necessity_fit(x: Floats, y: Floats) -> tuple[float, float, float]:
    """Inclusion, relevance (RoN) and coverage of a set as a superset of the outcome.

    ``RoN = sum(1 - x) / sum(1 - min(x, y))`` (Schneider and Wagemann 2012, ch. 9): near 0 when nearly every case is a
    member, so that the condition is necessary in name only.

    Examples
    --------
    >>> necessity_fit(np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0]))
    (1.0, 0.5, 0.5)
    """
    both = np.minimum(x, y)
    return (
        _share(both.sum(), y.sum()),
        _share((1.0 - x).sum(), (1.0 - both).sum()),
        _share(both.sum(), x.sum()),
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 1e-12 else float("nan")
