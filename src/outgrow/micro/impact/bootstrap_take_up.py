"""How sure the effect on those who took part is with few clusters: the offer's test, turned into an interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.impact.bootstrap import FARTHEST, STEPS, cluster_sums_of, codes_and_signs, p_value
from outgrow.vocabulary import Streams

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
CLOSE = 1e-4  # of a standard error, by which an end of the interval is known
FIRST_STEP = 0.25  # standard errors from the estimate at which the search for an end begins


def anderson_rubin_bootstrap(
    y: Floats,
    took_part: Floats,
    offered: Floats,
    controls: Floats,
    clusters: Codes,
    start: tuple[float, float],
    *,
    weights: Floats,
    groups: Sequence[Codes] = (),
    level: float = 0.95,
    draws: int = 1999,
    streams: Streams | None = None,
) -> tuple[float, tuple[float, float]]:
    """Test and interval for the effect on those who took part, by the wild cluster bootstrap of the offer.

    An effect b of taking part is held possible where the offer does not move ``y - b * took_part``. No use is made of
    how strongly the offer moved taking part, so that a weak offer gives a wide interval and never a wrong one; and
    whether zero is in it is what the bootstrap says of the offer itself.

    Parameters
    ----------
    y, took_part, offered
        Outcome, share that took part, and 1 where it was offered, shape (n,) each.
    controls, clusters, weights, groups, level, draws, streams
        As in `wild_cluster_bootstrap`.
    start
        Estimate by two-stage least squares and its standard error, from which the ends are looked for.

    Returns
    -------
    tuple
        p-value against zero, and the interval; an end is infinite where nothing is rejected in its direction.

    Notes
    -----
    Anderson and Rubin (1949), Annals of Mathematical Statistics 20(1); with the wild cluster bootstrap Finlay and
    Magnusson (2019), Journal of Applied Econometrics 34(6), and Roodman, MacKinnon, Nielsen and Webb (2019).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> village = np.repeat(np.arange(12), 10)
    >>> offered = (village % 2).astype(float)
    >>> took = offered * (rng.uniform(size=120) < 0.8)
    >>> y = 2 * took + rng.normal(size=12)[village] + rng.normal(size=120)
    >>> none = np.empty((120, 0))
    >>> p, (low, high) = anderson_rubin_bootstrap(y, took, offered, none, village, (2.0, 0.8), weights=np.ones(120))
    >>> p < 0.05, low < 2 < high
    (True, True)
    """
    used, signs, _ = codes_and_signs(clusters, draws, streams)
    of_y, of_d = (cluster_sums_of(x, offered, controls, used, weights, groups, signs) for x in (y, took_part))

    def p_of(b: float) -> float:
        both = replace(
            of_y,
            estimate=of_y.estimate - b * of_d.estimate,
            scores_y=of_y.scores_y - b * of_d.scores_y,
            own_y=of_y.own_y - b * of_d.own_y,
        )
        return p_value(both, 0.0)

    middle, se = start
    return p_of(0.0), (_end(p_of, middle, -se, level), _end(p_of, middle, se, level))


def _end(p_of: Callable[[float], float], middle: float, step: float, level: float) -> float:
    """First place in the direction of ``step`` where the test rejects; infinite where it rejects nowhere."""
    near, far = 0.0, FIRST_STEP
    while p_of(middle + far * step) > 1 - level:
        near, far = far, 2.0 * far
        if far > FARTHEST:
            return float(np.sign(step) * np.inf)
    for _ in range(STEPS):
        half = 0.5 * (near + far)
        near, far = (half, far) if p_of(middle + half * step) > 1 - level else (near, half)
        if far - near < CLOSE:
            break
    return float(middle + 0.5 * (near + far) * step)
