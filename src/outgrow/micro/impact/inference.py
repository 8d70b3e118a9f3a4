"""How sure an estimate is: which errors, which p-value, which interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.impact.bootstrap import WildBootstrap, wild_cluster_bootstrap
from outgrow.micro.regression import COLLINEAR, Fit, codes_of, coefficient, is_nested, least_squares
from outgrow.vocabulary import InputError, Streams, did_you_mean

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Method = Literal["auto", "cluster", "wild"]
METHODS: tuple[str, ...] = ("auto", "cluster", "wild")
FEW_CLUSTERS = 40  # below it the t test with cluster-robust errors rejects too often (Cameron, Gelbach, Miller 2008)
FEW_ALIKE = 20  # clusters of equal say that tell as much; below it the same holds, however many there are in all
FEW_IN_STRATUM = 10  # clusters; with strata effects and no more of them errors are too small (see `scarce`)
MOST_DRAWN = 5000  # clusters; beyond them the bootstrap needs much memory


@dataclass(frozen=True, slots=True)
class Inference:
    """How to make intervals and p-values.

    Parameters
    ----------
    method
        ``cluster`` for robust errors and a t distribution, ``wild`` for the wild cluster bootstrap, ``auto``
        for the bootstrap where clusters are fewer than 40, or few on a side or in a stratum (see `scarce`).
    level
        Coverage of the interval.
    draws
        Draws of the bootstrap or of the permutation.
    streams
        Random numbers.
    """

    method: Method = "auto"
    level: float = 0.95
    draws: int = 1999
    streams: Streams = field(default_factory=lambda: Streams(1))

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            todo = did_you_mean(self.method, METHODS)
            raise InputError.single("inference", f"'{self.method}'", "not a way that is known here", todo)
        if not 0.5 <= self.level < 1:
            raise InputError.single(
                "level", f"{self.level}", "an interval covers a share from 0.5 to below 1", "use 0.95"
            )

    def wants_bootstrap(self, clusters: int | None, scarce: str = "") -> bool:
        """Whether to bootstrap with this many clusters, which are scarce on a side or in strata or are not."""
        if clusters is None:
            return False
        few = clusters < FEW_CLUSTERS or (bool(scarce) and clusters <= MOST_DRAWN)
        return self.method == "wild" or (self.method == "auto" and few)


@dataclass(frozen=True, slots=True)
class Answer:
    """Estimate, standard error, interval, degrees of freedom, p-value, and how they were made in words."""

    estimate: float
    se: float
    interval: tuple[float, float]
    df: float
    p: float
    words: str
    fit: Fit
    bootstrap: WildBootstrap | None = None


def answer(
    y: Floats,
    treated: Floats,
    controls: Floats,
    names: Sequence[str],
    inference: Inference,
    *,
    weights: Floats,
    groups: Sequence[Codes] = (),
    clusters: Codes | None = None,
) -> Answer:
    """Regress an outcome on one column of interest and controls, and say how sure its coefficient is."""
    columns = np.column_stack([treated, controls])
    alone = not np.ptp(treated)  # a column of ones, the mean of changes
    fit = least_squares(
        y, columns, ["treated", *names], weights=weights, groups=groups, clusters=clusters, intercept=not alone
    )
    rest = treated if alone else own_variation(treated, controls, names, weights, groups)
    root = np.sqrt(weights)
    explained = np.linalg.norm(root * rest) <= COLLINEAR * np.linalg.norm(root * treated)
    if "treated" not in fit.names or explained:
        raise InputError.single(
            "estimate", "treatment and the groups or columns held constant are the same thing",
            "nothing is left to compare", "take out the covariate or stratum that decides the arm",
        )  # fmt: skip
    if fit.rows <= fit.parameters or np.ptp(y) == 0:
        few = f"{fit.rows} rows for {fit.parameters} numbers to estimate"
        found = few if np.ptp(y) else f"all outcomes are {y[0]:g}"
        raise InputError.single("estimate", found, "no error can be told", "give more rows, or another outcome")
    _refuse_lone_sides(treated[weights > 0], None if clusters is None else clusters[weights > 0])
    c = coefficient(fit, "treated", inference.level)
    few = "" if clusters is None else scarce(treated, rest, clusters, groups, weights)
    if not inference.wants_bootstrap(fit.clusters, few) or clusters is None:
        words = "robust standard errors" if clusters is None else "cluster-robust standard errors"
        words += _without(fit)
        return Answer(c.estimate, c.se, c.interval, c.df, c.p, words, fit)
    wild = wild_cluster_bootstrap(
        y, treated, controls, clusters, weights=weights, groups=groups,
        level=inference.level, draws=inference.draws, streams=inference.streams,
    )  # fmt: skip
    words = f"cluster-robust standard error; interval and p-value by wild cluster bootstrap ({wild.words})"
    words += f", for {few}: the standard error is rather too small" if few else ""
    words += _without(fit)
    return Answer(c.estimate, c.se, wild.interval, c.df, wild.p, words, fit, wild)


def own_variation(
    treated: Floats, controls: Floats, names: Sequence[str], weights: Floats, groups: Sequence[Codes]
) -> Floats:
    """What the columns held constant leave of the treatment, shape (n,)."""
    return least_squares(treated, controls, names, weights=weights, groups=groups).residuals


def scarce(treated: Floats, rest: Floats, clusters: Codes, groups: Sequence[Codes], weights: Floats) -> str:
    """Why the t test rejects too often although clusters are many, in words; nothing where it does not.

    Parameters
    ----------
    treated, rest
        The treatment, and what `own_variation` leaves of it, shape (n,).
    clusters, groups, weights
        As in `least_squares`.

    Notes
    -----
    The treatment's variation lies in few clusters where few are treated, or a few are large: with squared variation a_g
    in cluster g they tell as much as ``(sum a)^2 / sum a^2`` equal ones (Carter, Schnepel and Steigerwald 2017, Review
    of Economics and Statistics 99(4); MacKinnon and Webb 2017, Journal of Applied Econometrics 32(2)). Where whole
    clusters were assigned within small strata, strata effects take most of a cluster's own luck out of the residuals,
    and the sandwich does not give it back: with pairs the error is too small by the root of two however many there are
    (de Chaisemartin and Ramirez-Cuellar 2024, AEJ: Applied Economics 16(1)). The bootstrap repeats
    that shortfall in every draw and so keeps its level.

    Examples
    --------
    >>> village, w = np.arange(60), np.ones(60)
    >>> arm, pair = village % 2.0, village // 2
    >>> scarce(arm, arm - 0.5, village, [pair], w)
    'strata of 2 clusters on average'
    >>> few = (village < 4) * 1.0
    >>> scarce(few, few - few.mean(), village, [], w)
    'treatment that varies as in 4.6 clusters'
    """
    used = weights > 0
    g, arm = codes_of(clusters[used]), (treated[used] != 0).astype(np.int64)
    own = np.bincount(g, (weights * rest**2)[used])
    alike = float(own.sum() ** 2 / np.sum(own**2)) if own.any() else float(own.size)
    if alike < FEW_ALIKE:
        return f"treatment that varies as in {alike:.2g} clusters"
    if not is_nested(g, arm):
        return ""
    for group in groups:
        s = codes_of(group[used])
        strata = int(s.max()) + 1
        if is_nested(g, s) and strata < own.size <= FEW_IN_STRATUM * strata:
            return f"strata of {own.size / strata:.2g} clusters on average"
    return ""


def _refuse_lone_sides(treated: Floats, clusters: Codes | None) -> None:
    """A side of one row, or of one whole cluster, has no luck to be seen, and would count as known exactly."""
    if not np.ptp(treated) or not np.isin(treated, (0.0, 1.0)).all():
        return
    whole = clusters is not None and is_nested(clusters, treated.astype(np.int64))
    for side, word in ((1.0, "treated"), (0.0, "control")):
        here = treated == side
        counts = {"row": int(here.sum()), "cluster": int(np.unique(clusters[here]).size) if whole else 2}  # type: ignore[index]
        for what, count in counts.items():
            if count == 1:
                why = "its own luck cannot be told from the effect"
                raise InputError.single("estimate", f"1 {word} {what}", why, f"give at least two {what}s an arm")


def _without(fit: Fit) -> str:
    """Columns that were not used, in words."""
    gone = [name for name in fit.omitted if name != "constant"]
    return f"; without {', '.join(gone)}, which the other columns explain" if gone else ""
