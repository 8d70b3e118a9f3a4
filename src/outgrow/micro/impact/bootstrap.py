"""Wild cluster bootstrap: tests and intervals that hold when clusters are few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.regression import absorb, codes_of, is_nested, least_squares
from outgrow.vocabulary import InputError, Streams

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
SIGNS_SUFFICE = 12  # from here on two-point weights have enough different draws; below, Webb's six points
STEPS = 60  # halvings of the search for an end of the interval
FARTHEST = 2.0**12  # standard errors from the estimate at which an end is called infinite
TIED = 1e-9  # relative slack when bootstrap statistics are compared with the observed one


@dataclass(frozen=True, slots=True)
class WildBootstrap:
    """Result of a wild cluster bootstrap.

    Parameters
    ----------
    t
        Observed t statistic against zero.
    p
        Two-sided, symmetric p-value.
    interval
        Values that the bootstrap does not reject, at ``level``.
    level, draws, clusters
        Coverage, number of draws (all sign patterns where they are fewer) and of clusters.
    words
        Weights and draws in words.
    """

    t: float
    p: float
    interval: tuple[float, float]
    level: float
    draws: int
    clusters: int
    words: str


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """Sums by cluster from which every bootstrap statistic follows; G clusters, k columns, B draws."""

    estimate: float
    variance_scale: float  # small-sample factor over the squared variation of the treatment
    scores_y: Floats  # (k, G) of the outcome's residuals under no treatment
    scores_d: Floats  # (k, G) of the treatment's
    own_y: Floats  # (G,) treatment's remainder times the outcome's residuals
    own_d: Floats  # (G,)
    cross: Floats  # (G, k) treatment's remainder times the columns
    bread: Floats  # (k, k)
    signs: Floats  # (G, B)


def wild_cluster_bootstrap(
    y: Floats,
    treated: Floats,
    controls: Floats,
    clusters: Codes,
    *,
    weights: Floats | None = None,
    groups: Sequence[Codes] = (),
    level: float = 0.95,
    draws: int = 1999,
    streams: Streams | None = None,
) -> WildBootstrap:
    """Test and interval for the coefficient of ``treated``, the null imposed on the residuals.

    Parameters
    ----------
    y, treated
        Outcome and column of interest, shape (n,).
    controls
        Other columns, shape (n, k), without the constant.
    clusters
        Codes, shape (n,).
    weights, groups
        As in `least_squares`. Groups that do not lie within clusters enter as indicators.
    level
        Coverage of the interval.
    draws
        Number of draws; with few clusters and all sign patterns fewer than that, each pattern once.
    streams
        Random numbers; a cluster's draw is keyed by its number, so that the order of rows changes nothing.

    Returns
    -------
    WildBootstrap
        p-value and interval by inverting the test.

    Raises
    ------
    InputError
        With fewer than two clusters.

    Notes
    -----
    WCR of Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90(3); weights of Webb (2014);
    computed from sums by cluster as in Roodman, MacKinnon, Nielsen and Webb (2019), Stata Journal 19(1).

    Examples
    --------
    >>> y = np.array([1.0, 2.0, 1.5, 2.5, 4.0, 5.0, 4.5, 5.5])
    >>> treated, village = np.repeat([0.0, 1.0], 4), np.repeat(np.arange(4), 2)
    >>> wild_cluster_bootstrap(y, treated, np.empty((8, 0)), village).clusters
    4
    """
    w = np.ones_like(y) if weights is None else weights
    used, signs, words = codes_and_signs(clusters, draws, streams)
    count = signs.shape[0]
    pieces = cluster_sums_of(y, treated, controls, used, w, groups, signs)
    t = pieces.estimate / np.sqrt(_observed_variance(pieces, pieces.estimate))
    return WildBootstrap(float(t), p_value(pieces, 0.0), _interval(pieces, level), level, signs.shape[1], count, words)


def codes_and_signs(clusters: Codes, draws: int, streams: Streams | None) -> tuple[Codes, Floats, str]:
    """Clusters counted from 0, their weights in each draw, shape (G, B), and what these are in words.

    Raises
    ------
    InputError
        With fewer than two clusters.
    """
    used = codes_of(clusters)
    count = int(used.max()) + 1
    if count < 2:
        raise InputError.single(
            "bootstrap", "1 cluster", "luck between clusters cannot be seen", "name smaller clusters"
        )
    return used, *_signs(count, draws, streams or Streams(1))


def cluster_sums_of(
    y: Floats, treated: Floats, controls: Floats, clusters: Codes, w: Floats, groups: Sequence[Codes], signs: Floats
) -> ClusterSums:
    """Reduce the rows to sums by cluster."""
    inside = [g for g in groups if is_nested(g, clusters)]
    outside = [g for g in groups if not is_nested(g, clusters)]
    dummies = [np.eye(int(g.max()) + 1)[g][:, 1:] for g in map(codes_of, outside)]
    constant = [] if inside or np.ptp(treated) == 0 else [np.ones((y.size, 1))]
    x = np.column_stack([controls, *dummies, *constant])
    both = absorb(np.column_stack([y, treated, x]), inside, w)
    fit = least_squares(y, np.column_stack([treated, controls]), ["t", *map(str, range(controls.shape[1]))],
                        weights=w, groups=groups, clusters=clusters, intercept=bool(np.ptp(treated)))  # fmt: skip
    root = np.sqrt(w)[:, None]
    everything = both[:, 1:] * root
    others = everything[:, 1:]
    basis, _, rank = _orthonormal(others)
    target = both[:, 0] * root[:, 0]
    residual_y = target - basis @ (basis.T @ target)
    residual_d = everything[:, 0] - basis @ (basis.T @ everything[:, 0])
    columns = np.column_stack([residual_d, basis])  # orthogonal columns with the same span
    size = float(residual_d @ residual_d)
    bread = np.diag(np.concatenate([[1.0 / size], np.ones(rank)]))
    n, k, g = fit.rows, fit.parameters, int(clusters.max()) + 1
    scale = g / (g - 1) * (n - 1) / max(n - k, 1) / size**2

    def total(values: Floats) -> Floats:
        return np.stack([np.bincount(clusters, column, minlength=g) for column in values.T])

    return ClusterSums(
        float(residual_d @ residual_y) / size,
        scale,
        total(columns * residual_y[:, None]),
        total(columns * residual_d[:, None]),
        total((residual_d * residual_y)[:, None])[0],
        total((residual_d**2)[:, None])[0],
        total(columns * residual_d[:, None]).T,
        bread,
        signs,
    )


def _orthonormal(columns: Floats) -> tuple[Floats, None, int]:
    """Orthonormal basis of the columns' span."""
    if not columns.shape[1]:
        return columns, None, 0
    norms = np.linalg.norm(columns, axis=0)
    u, s, _ = np.linalg.svd(columns[:, norms > 0] / norms[norms > 0], full_matrices=False)
    rank = int(np.count_nonzero(s > 1e-9 * s.max(initial=0.0)))
    return u[:, :rank], None, rank


def _observed_variance(pieces: ClusterSums, estimate: float) -> float:
    """Cluster-robust variance of the estimate from the sums."""
    return float(pieces.variance_scale * np.sum((pieces.own_y - estimate * pieces.own_d) ** 2))


def p_value(pieces: ClusterSums, null: float) -> float:
    """Share of draws at least as far from the null as the estimate is."""
    t = abs(pieces.estimate - null) / np.sqrt(_observed_variance(pieces, pieces.estimate))
    scores = pieces.scores_y - null * pieces.scores_d  # (k, G), residuals with the null imposed
    shifts = pieces.bread @ (scores @ pieces.signs)  # (k, B), coefficients of the draw less those imposed
    own = (pieces.own_y - null * pieces.own_d)[:, None] * pieces.signs - pieces.cross @ shifts  # (G, B)
    variance = pieces.variance_scale * np.sum(own**2, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = np.abs(shifts[0]) / np.sqrt(variance)
    return float(np.mean(np.where(np.isfinite(drawn), drawn, np.inf) >= t * (1 - TIED)))


def _interval(pieces: ClusterSums, level: float) -> tuple[float, float]:
    """Ends beyond which the test rejects, by doubling and halving from the estimate."""
    se = float(np.sqrt(_observed_variance(pieces, pieces.estimate)))
    return _end(pieces, -se, level), _end(pieces, se, level)


def _end(pieces: ClusterSums, step: float, level: float) -> float:
    """End of the interval in the direction of ``step``; infinite where nothing is rejected."""
    far = 1.0
    while p_value(pieces, pieces.estimate + far * step) > 1 - level:
        far *= 2.0
        if far > FARTHEST:
            return float(np.sign(step) * np.inf)
    near = 0.0
    for _ in range(STEPS):
        middle = 0.5 * (near + far)
        if p_value(pieces, pieces.estimate + middle * step) > 1 - level:
            near = middle
        else:
            far = middle
        if far - near < 1e-4:
            break
    return float(pieces.estimate + 0.5 * (near + far) * step)


def _signs(count: int, draws: int, streams: Streams) -> tuple[Floats, str]:
    """Weights of the clusters in each draw, shape (G, B), and what they are."""
    if count < SIGNS_SUFFICE:
        u = _uniforms(streams, count, draws)
        return WEBB[np.minimum((u * 6).astype(int), 5)], f"Webb's six-point weights, {draws:,} draws, {count} clusters"
    if 2**count <= draws:
        patterns = (np.arange(2**count)[None, :] >> np.arange(count)[:, None]) & 1
        return np.asarray(2.0 * patterns - 1.0, dtype=np.float64), f"all {2**count:,} sign patterns, {count} clusters"
    signs = np.where(_uniforms(streams, count, draws) < 0.5, -1.0, 1.0)
    return np.asarray(signs, dtype=np.float64), f"two-point weights, {draws:,} draws, {count} clusters"


def _uniforms(streams: Streams, count: int, draws: int) -> Floats:
    """One uniform number a cluster and draw."""
    return streams.uniforms("wild cluster bootstrap", np.arange(count)[:, None], season=np.arange(draws)[None, :])
