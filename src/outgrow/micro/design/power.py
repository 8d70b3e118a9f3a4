"""What a survey of this size could have found: power and minimum detectable effect."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from outgrow.vocabulary import Defect, InputError

if TYPE_CHECKING:
    import polars as pl

FEWEST = 3  # clusters with which two arms can be compared at all
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
            "clusters": (lambda x: x >= FEWEST, f"at least {FEWEST}"),
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
class WantedEffect:
    """An effect that would matter, known from elsewhere than the data at hand.

    Parameters
    ----------
    name
        What it is, such as ``the effect that would matter``.
    value
        How large, in the outcome's unit, with its sign.
    source
        Where it comes from; empty where the name says so.
    short
        The name in a word or two, for charts and tables.
    """

    name: str
    value: float
    source: str = ""
    short: str = ""


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
    return chance_of_finding(abs(effect) * size.take_up / size.standard_error, size.df, size.alpha)


def chance_of_finding(errors: float, df: float, alpha: float = 0.05) -> float:
    """Chance that a two-sided t test finds a true effect that is so many standard errors large.

    Parameters
    ----------
    errors
        The true effect over the standard error of its estimate.
    df
        Degrees of freedom; infinite for a normal test.
    alpha
        Level of the test.

    Examples
    --------
    >>> round(chance_of_finding(2.8, float("inf")), 3), round(chance_of_finding(0.0, 12), 3)
    (0.8, 0.05)
    """
    from scipy.special import nctdtr, ndtr, ndtri, stdtrit  # noqa: PLC0415  loaded when something is tested

    shift = abs(errors)
    if math.isinf(df):
        edge = float(ndtri(1 - alpha / 2))
        return float(ndtr(shift - edge) + ndtr(-shift - edge))
    edge = float(stdtrit(df, 1 - alpha / 2))
    missed, wrong_side = (float(nctdtr(df, shift, end)) for end in (edge, -edge))
    # The series gives up on tails below 1e-11 and answers NaN.
    return 1.0 - (missed if math.isfinite(missed) else 0.0) + (wrong_side if math.isfinite(wrong_side) else 0.0)


def detectable_errors(df: float, alpha: float = 0.05, power: float = 0.8) -> float:
    """Smallest true effect, in standard errors of its estimate, that a t test finds with a chance of ``power``.

    Raises
    ------
    InputError
        When power is not between the level of the test and 1.

    Notes
    -----
    Solves `chance_of_finding`; close to ``t(1 - alpha/2) + t(power)`` of Bloom (1995), "Minimum detectable effects",
    Evaluation Review 19(5).

    Examples
    --------
    >>> round(detectable_errors(float("inf")), 2), round(detectable_errors(10), 2)
    (2.8, 3.11)
    """
    from scipy.optimize import brentq  # noqa: PLC0415  loaded when something is solved

    if not alpha < power < 1:
        why = "a test finds an effect with at least its level, and never for sure"
        raise InputError.single("power", f"{power:g}", why, "use 0.8", "power")
    top = 1.0
    while chance_of_finding(top, df, alpha) < power:
        top *= 2
    return float(brentq(lambda x: chance_of_finding(x, df, alpha) - power, 0.0, top, xtol=1e-12, rtol=1e-12))


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
    effect = detectable_errors(size.df, size.alpha, power) * size.standard_error / size.take_up
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
    if not (math.isfinite(effect) and effect != 0):
        todo = "give the effect that is to be found"
        raise InputError.single(
            "clusters needed", f"an effect of {effect:g}", "no survey would find it", todo, "effect"
        )
    detectable_errors(math.inf, size.alpha, power)  # says what is wrong with the power
    low, high = FEWEST - 1, FEWEST
    while power_of(effect, replace(size, clusters=high)) < power:
        low, high = high, high * 2
        if high > MOST_CLUSTERS:
            found, why = f"an effect of {effect:g}", f"with up to {MOST_CLUSTERS:,} clusters no survey would find it"
            raise InputError.single("clusters needed", found, why, "look for a larger one", "effect")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(effect, replace(size, clusters=middle)) >= power else (middle, high)
    return high
