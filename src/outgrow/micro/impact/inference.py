"""How sure an estimate is: which errors, which p-value, which interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.impact.bootstrap import WildBootstrap, wild_cluster_bootstrap
from outgrow.micro.regression import COLLINEAR, Fit, coefficient, is_nested, least_squares
from outgrow.vocabulary import InputError, Streams, did_you_mean

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Method = Literal["auto", "cluster", "wild"]
METHODS: tuple[str, ...] = ("auto", "cluster", "wild")
FEW_CLUSTERS = 40  # below it the t test with cluster-robust errors rejects too often (Cameron, Gelbach, Miller 2008)


@dataclass(frozen=True, slots=True)
class Inference:
    """How to make intervals and p-values.

    Parameters
    ----------
    method
        ``cluster`` for robust errors and a t distribution, ``wild`` for the wild cluster bootstrap, ``auto``
        for the bootstrap where clusters are fewer than 40.
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

    def wants_bootstrap(self, clusters: int | None) -> bool:
        """Whether to bootstrap with this many clusters."""
        if clusters is None:
            return False
        return self.method == "wild" or (self.method == "auto" and clusters < FEW_CLUSTERS)


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
    if "treated" not in fit.names or (not alone and _explained(treated, controls, names, weights, groups)):
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
    if not inference.wants_bootstrap(fit.clusters) or clusters is None:
        words = "robust standard errors" if clusters is None else "cluster-robust standard errors"
        words += _without(fit)
        return Answer(c.estimate, c.se, c.interval, c.df, c.p, words, fit)
    wild = wild_cluster_bootstrap(
        y, treated, controls, clusters, weights=weights, groups=groups,
        level=inference.level, draws=inference.draws, streams=inference.streams,
    )  # fmt: skip
    words = f"cluster-robust standard error; interval and p-value by wild cluster bootstrap ({wild.words})"
    words += _without(fit)
    return Answer(c.estimate, c.se, wild.interval, c.df, wild.p, words, fit, wild)


def _explained(
    treated: Floats, controls: Floats, names: Sequence[str], weights: Floats, groups: Sequence[Codes]
) -> bool:
    """Whether the columns held constant say already who is treated."""
    rest = least_squares(treated, controls, names, weights=weights, groups=groups).residuals
    root = np.sqrt(weights)
    return bool(np.linalg.norm(root * rest) <= COLLINEAR * np.linalg.norm(root * treated))


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
