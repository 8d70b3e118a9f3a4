"""What a survey of this size could have found: power and minimum detectable effect."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from outgrow.micro.regression import codes_of
from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    import polars as pl

FAR = 8.0  # standard errors from which the other tail holds less than 1e-15, and its series no longer sums
MOST_CLUSTERS = 10_000_000  # a search beyond this says that the effect cannot be found


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSize:
    """A trial's size and what is known of the outcome.

    Parameters
    ----------
    clusters
        Clusters of both arms together; households, where they are assigned one by one.
    cluster_size
        Households measured in each; 1 where they are assigned one by one.
    sd
        Standard deviation of the outcome; 1 makes effects standardised.
    icc
        Share of the variance that lies between clusters.
    share_treated
        Share of clusters in the treated arm.
    take_up
        Share of the treated arm that takes part, less that of the control arm: the effect on those who take
        part is diluted by it.
    r2_cluster, r2_unit
        Shares of the variance between and within clusters that baseline and covariates explain (ANCOVA).
    size_cv
        Coefficient of variation of cluster sizes (Eldridge et al. 2006).
    alpha
        Two-sided level of the test.

    Raises
    ------
    InputError
        With every number outside its range.
    """

    clusters: int
    cluster_size: float = 1.0
    sd: float = 1.0
    icc: float = 0.0
    share_treated: float = 0.5
    take_up: float = 1.0
    r2_cluster: float = 0.0
    r2_unit: float = 0.0
    size_cv: float = 0.0
    alpha: float = 0.05

    def __post_init__(self) -> None:
        told: dict[str, tuple[Callable[[float], bool], str]] = {
            "clusters": (lambda x: x >= 3, "at least 3"),
            "cluster_size": (lambda x: x >= 1, "1 or more"),
            "sd": (lambda x: x > 0, "positive"),
            "icc": (lambda x: 0 <= x <= 1, "from 0 to 1"),
            "share_treated": (lambda x: 0 < x < 1, "between 0 and 1"),
            "take_up": (lambda x: 0 < x <= 1, "above 0, up to 1"),
            "r2_cluster": (lambda x: 0 <= x < 1, "from 0 to below 1"),
            "r2_unit": (lambda x: 0 <= x < 1, "from 0 to below 1"),
            "size_cv": (lambda x: x >= 0, "0 or more"),
            "alpha": (lambda x: 0 < x < 1, "between 0 and 1"),
        }
        defects = [
            Defect(f"{getattr(self, name):g}", name, f"it must be {words}", "correct it")
            for name, (holds, words) in told.items()
            if not (math.isfinite(getattr(self, name)) and holds(getattr(self, name)))
        ]
        if defects:
            raise InputError("size of the trial", defects)

    @property
    def standard_error(self) -> float:
        """Standard error of the difference between arms."""
        between = self.icc * (1 + self.size_cv**2) * (1 - self.r2_cluster) / self.clusters
        within = (1 - self.icc) * (1 - self.r2_unit) / (self.clusters * self.cluster_size)
        return self.sd * math.sqrt((between + within) / (self.share_treated * (1 - self.share_treated)))

    @property
    def df(self) -> int:
        """Degrees of freedom: clusters - 2."""
        return self.clusters - 2


@dataclass(frozen=True, slots=True)
class DetectableEffect:
    """The smallest effect that a trial finds with a stated chance.

    Parameters
    ----------
    effect
        On those who take part, in the outcome's unit.
    assigned
        The same for everybody assigned: ``effect * take_up``.
    power
        Chance of finding it.
    size
        The trial.
    """

    effect: float
    assigned: float
    power: float
    size: TrialSize

    def to_frame(self) -> pl.DataFrame:
        """One row with the effect and all that it follows from."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        return pl.DataFrame(
            [{"effect": self.effect, "assigned": self.assigned, "power": self.power} | asdict(self.size)]
        )

    def summary(self) -> str:
        """Say the effect, what it stands on, and the caveat."""
        s = self.size
        grouped = f"{s.clusters:,} clusters of {s.cluster_size:g} (intra-cluster correlation {s.icc:g})"
        who = grouped if s.cluster_size > 1 else f"{s.clusters:,} households"
        taken = (
            f", {self.assigned:.3g} over everybody assigned (take-up {100 * s.take_up:.0f} %)" if s.take_up < 1 else ""
        )
        return (
            f"With {who}, {100 * s.share_treated:.0f} % of them treated, a two-sided test at {100 * s.alpha:g} % "
            f"finds an effect of {self.effect:.3g} or more with a chance of {100 * self.power:.0f} %{taken} "
            f"(standard deviation {s.sd:g}). Finding none would not show that a smaller effect is absent."
        )


def power_of(effect: float, size: TrialSize) -> float:
    """Chance that a trial finds an effect on those who take part.

    Notes
    -----
    Noncentral t with clusters - 2 degrees of freedom, both tails. Duflo, Glennerster and Kremer (2007),
    Handbook of Development Economics 4, section 4; Bloom (2005) for covariates.

    Examples
    --------
    >>> round(power_of(0.5, TrialSize(clusters=128)), 4)
    0.8015
    """
    from scipy.special import nctdtr, stdtrit  # noqa: PLC0415  loaded when something is tested

    shift = abs(effect) * size.take_up / size.standard_error
    edge = float(stdtrit(size.df, 1 - size.alpha / 2))
    missed = float(nctdtr(size.df, shift, edge))
    wrong_side = float(nctdtr(size.df, shift, -edge)) if shift < FAR else 0.0
    return 1.0 - (missed if math.isfinite(missed) else 0.0) + wrong_side


def minimum_detectable_effect(size: TrialSize, power: float = 0.8) -> DetectableEffect:
    """Smallest effect on those who take part that a trial finds with a chance of ``power``.

    Raises
    ------
    InputError
        When power is not between the level of the test and 1.

    Examples
    --------
    >>> round(minimum_detectable_effect(TrialSize(clusters=40, cluster_size=20, icc=0.1)).effect, 3)
    0.346
    """
    from scipy.optimize import brentq  # noqa: PLC0415  loaded when something is solved

    if not size.alpha < power < 1:
        why = "a test finds an effect with at least its level, and never for sure"
        raise InputError.single("power", f"{power:g}", why, "use 0.8", "power")
    far = size.standard_error / size.take_up
    top = far
    while power_of(top, size) < power:
        top *= 2
    effect = float(brentq(lambda x: power_of(x, size) - power, 0.0, top, xtol=1e-12 * far, rtol=1e-12))
    return DetectableEffect(effect, effect * size.take_up, power, size)


def clusters_needed(effect: float, size: TrialSize, power: float = 0.8) -> int:
    """Smallest number of clusters with which a trial like ``size`` finds an effect with a chance of ``power``.

    Raises
    ------
    InputError
        When no number of clusters finds it.

    Examples
    --------
    >>> clusters_needed(0.5, TrialSize(clusters=4))
    128
    """
    low, high = 3, 4
    while power_of(effect, replace(size, clusters=high)) < power:
        low, high = high, high * 2
        if high > MOST_CLUSTERS:
            raise InputError.single(
                "clusters", f"an effect of {effect:g}", "no survey would find it", "look for a larger one"
            )
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(effect, replace(size, clusters=middle)) >= power else (middle, high)
    return high


def intracluster_correlation(values: ArrayLike, clusters: ArrayLike) -> float:
    """Share of the variance between clusters, by analysis of variance (Stata's ``loneway``); 0 when negative.

    Parameters
    ----------
    values
        Outcome, shape (n,); unknown ones are left out.
    clusters
        Labels, shape (n,).

    Raises
    ------
    InputError
        With fewer than two clusters, or no cluster with two values.

    Examples
    --------
    >>> round(intracluster_correlation([1.0, 2.0, 5.0, 6.0], ["a", "a", "b", "b"]), 4)
    0.9394
    """
    y = np.asarray(values, dtype=np.float64)
    known = np.isfinite(y)
    y, g = y[known], codes_of(np.asarray(clusters)[known])
    sizes = np.bincount(g) if y.size else np.zeros(0)
    k, n = sizes.size, y.size
    if k < 2 or n <= k:
        todo = "give at least two clusters, and two values in one of them"
        raise InputError.single("intra-cluster correlation", f"{n} values in {k} clusters", "nothing varies", todo)
    means = np.bincount(g, y) / sizes
    between = float(np.sum(sizes * (means - y.mean()) ** 2)) / (k - 1)
    within = float(np.sum((y - means[g]) ** 2)) / (n - k)
    typical = (n - float(np.sum(sizes**2)) / n) / (k - 1)
    total = between + (typical - 1) * within
    return max((between - within) / total, 0.0) if total > 0 else 0.0
