"""Weights of a resample: clusters drawn again within their strata, by random numbers that depend on the seed only."""

from __future__ import annotations

import numpy as np

from outgrow.micro.welfare.sampling import Floats, Sampling
from outgrow.vocabulary import Streams


def resampled_weights(plan: Sampling, streams: Streams, draw: int, stream: str) -> Floats:
    """Weights of one bootstrap sample of clusters.

    Parameters
    ----------
    plan
        How the rows were drawn.
    streams
        Keyed random numbers.
    draw
        Number of the resample.
    stream
        Name of the random numbers, so that two surveys are resampled apart.

    Returns
    -------
    ndarray
        Weights, shape (n,): of each stratum's n_h clusters, n_h - 1 are drawn with replacement and count
        ``n_h/(n_h - 1)`` each time, so that their spread is the design's. A lone cluster keeps its weight.

    Notes
    -----
    Rao and Wu (1988), "Resampling inference with complex survey data", Journal of the American Statistical
    Association 83(401).

    Examples
    --------
    >>> from outgrow.micro.welfare.sampling import sampling
    >>> w = resampled_weights(sampling(4), Streams(1), 0, "example")
    >>> float(w.sum())
    4.0
    """
    u = streams.uniforms(stream, plan.clusters, draw=draw)
    order = np.argsort(plan.stratum, kind="stable")
    ends = np.cumsum(plan.clusters_in_stratum)
    starts = ends - plan.clusters_in_stratum
    rank = np.empty(plan.clusters, dtype=np.int64)
    rank[order] = np.arange(plan.clusters) - np.repeat(starts, plan.clusters_in_stratum)
    size = plan.clusters_in_stratum[plan.stratum]
    drawn = starts[plan.stratum] + np.minimum((u * size).astype(np.int64), size - 1)
    counted = rank < size - 1  # one draw fewer than there are clusters
    times = np.bincount(order[drawn[counted]], minlength=plan.clusters).astype(np.float64)
    factor = np.where(size > 1, times * size / np.maximum(size - 1, 1), 1.0)
    return np.asarray(plan.weights * factor[plan.cluster_of_row], dtype=np.float64)
