"""Randomisation inference: how often would a lottery that does nothing show this much?"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design import AnalysisData, Design, analysis_data
from outgrow.micro.design.wording import p_words
from outgrow.micro.impact.records import number
from outgrow.micro.regression import absorb, cluster_sums, codes_of, is_nested
from outgrow.vocabulary import InputError, Streams

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
TIED = 1e-9  # relative slack when a drawn statistic is compared with the observed one


@dataclass(frozen=True, slots=True)
class RandomisationTest:
    """Test of no effect on anybody.

    Parameters
    ----------
    estimate, t
        Observed coefficient and its robust t statistic.
    p
        Share of the lotteries with a t statistic at least as far from zero.
    lotteries
        Number of lotteries, and whether they are all that there are.
    exact
        Whether every possible lottery was held.
    level
        What the lottery assigned: units or clusters.
    """

    estimate: float
    t: float
    p: float
    lotteries: int
    exact: bool
    level: str

    def to_frame(self) -> pl.DataFrame:
        """One row."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        return pl.DataFrame([{name: getattr(self, name) for name in self.__slots__}])

    def summary(self) -> str:
        """Say the p-value and what it tests."""
        which = f"all {self.lotteries:,} possible" if self.exact else f"{self.lotteries:,} drawn"
        return (
            f"If the programme changed nobody's outcome, {100 * self.p:.2g} % of {which} lotteries over {self.level} "
            f"would show a t statistic as far from zero as {number(self.t)} ({p_words(self.p)})."
        )


def randomisation_inference(
    data: Any, design: Design, *, draws: int = 1999, streams: Streams | None = None
) -> RandomisationTest:
    """Hold the estimate against the lotteries that could have been.

    Arms are drawn anew among the compared units or clusters, within strata, as the design says; the regression of
    `intention_to_treat` is run on each, and its robust t statistics are compared.

    Parameters
    ----------
    data, design
        As in `intention_to_treat`.
    draws
        Number of lotteries; where no more than that are possible, each is held once and the test is exact.
    streams
        Random numbers.

    Raises
    ------
    InputError
        As `analysis_data`, and for designs whose arms were not drawn by lot.

    Notes
    -----
    Fisher (1935); Young (2019), Quarterly Journal of Economics 134(2), on studentised statistics.

    Examples
    --------
    >>> data = {"y": [1.0, 2.0, 3.0, 7.0, 8.0, 9.0], "arm": [0, 0, 0, 1, 1, 1]}
    >>> test = randomisation_inference(data, Design(kind="rct", outcome="y", arm="arm"))
    >>> test.p, test.lotteries, test.exact
    (0.1, 20, True)
    """
    if design.kind != "rct":
        why = "there was no lottery to hold again"
        raise InputError.single("randomisation inference", f"design '{design.kind}'", why, "use cluster or wild")
    ready = analysis_data(data, design)
    arms = ready.treated.astype(np.int64) + 2 * (ready.others @ np.arange(1, ready.others.shape[1] + 1)).astype(
        np.int64
    )
    whole = ready.clusters is not None and (design.assigned == "cluster" or is_nested(ready.clusters, arms))
    groups = ready.clusters if whole and ready.clusters is not None else np.arange(ready.y.size)
    machine = _Regression(ready)
    estimate, t = machine.statistics(ready.treated)
    free = ready.others.sum(axis=1) == 0
    names, first = np.unique(groups[free], return_index=True)
    strata = np.zeros(names.size, dtype=np.int64) if ready.strata is None else codes_of(ready.strata[free][first])
    treated = ready.treated[free][first].astype(bool)
    possible = math.prod(
        math.comb(int((strata == s).sum()), int(treated[strata == s].sum())) for s in np.unique(strata)
    )
    exact = possible <= draws
    lotteries = _all(strata, treated) if exact else _drawn(strata, treated, draws, streams or Streams(1))
    place = np.full(int(groups.max()) + 1, -1)
    place[names] = np.arange(names.size)
    row_place = place[groups]
    if whole and machine.sums_suffice():
        held = np.stack([*lotteries])
        by_cluster = np.zeros((held.shape[0], place.size))
        by_cluster[:, names] = held
        far = int(np.sum(np.abs(machine.by_sums(by_cluster)) >= abs(t) * (1 - TIED)))
        p = far / held.shape[0] if exact else (far + 1) / (held.shape[0] + 1)
        return RandomisationTest(estimate, t, p, held.shape[0], exact, design.cluster)
    count, far = 0, 0
    for lottery in lotteries:
        arm = np.where(free, lottery[row_place], 0.0).astype(np.float64)
        count += 1
        far += abs(machine.statistics(arm)[1]) >= abs(t) * (1 - TIED)
    p = far / count if exact else (far + 1) / (count + 1)
    return RandomisationTest(estimate, t, p, count, exact, design.cluster if whole else design.unit or "rows")


class _Regression:
    """The regression of the estimate, with all but the arm prepared once."""

    def __init__(self, ready: AnalysisData) -> None:
        self.groups = () if ready.strata is None else (ready.strata,)
        self.weights = ready.weights
        constant = () if self.groups else (np.ones(ready.y.size),)
        columns = np.column_stack([ready.y, ready.others, ready.covariates, *constant])
        columns = absorb(columns, self.groups, self.weights)
        self.root = np.sqrt(self.weights)
        x = columns[:, 1:] * self.root[:, None]
        norms = np.linalg.norm(x, axis=0)
        u, s, _ = np.linalg.svd(x[:, norms > 0] / norms[norms > 0], full_matrices=False)
        self.basis = u[:, s > 1e-9 * s.max(initial=0.0)]
        y = columns[:, 0] * self.root
        self.y = y - self.basis @ (self.basis.T @ y)
        self.clusters = ready.clusters

    def sums_suffice(self) -> bool:
        """Whether arms of whole clusters can be held against sums by cluster: each lies in one stratum."""
        return self.clusters is not None and all(is_nested(self.clusters, g) for g in self.groups)

    def by_sums(self, arms: Floats) -> Floats:
        """Robust t statistics of lotteries over whole clusters, shape (draws,), from arms of shape (draws, G)."""
        assert self.clusters is not None
        size, k = int(self.clusters.max()) + 1, self.basis.shape[1]
        n = self.y.size
        squares = (self.basis[:, :, None] * self.basis[:, None, :]).reshape(n, k * k)  # k is 0 with strata alone
        weight, r, s, p, q = (
            cluster_sums(column, self.clusters)
            for column in (self.root[:, None] ** 2, (self.root * self.y)[:, None], self.root[:, None] * self.basis,
                           self.basis * self.y[:, None], squares)
        )  # fmt: skip
        weight, r = weight[:, 0], r[:, 0]
        for group in self.groups:  # the arm less its mean within strata, which is the same for all rows of a cluster
            home = np.zeros(size, dtype=np.int64)
            home[self.clusters] = codes_of(group)
            inside = np.eye(int(home.max()) + 1)[home]
            arms = arms - (arms * weight @ inside / (weight @ inside)) @ inside.T
        c = arms @ s
        variation = arms**2 @ weight - np.sum(c**2, axis=1)
        crossed = (c[:, :, None] * c[:, None, :]).reshape(c.shape[0], k * k) @ q.T
        with np.errstate(divide="ignore", invalid="ignore"):
            b = arms @ r / variation
            scores = arms * r - c @ p.T - b[:, None] * (arms**2 * weight - 2 * arms * (c @ s.T) + crossed)
            t = b * variation / np.sqrt(np.sum(scores**2, axis=1))
        return np.where(variation > 0, t, 0.0)

    def statistics(self, arm: Floats) -> tuple[float, float]:
        """Coefficient and robust t statistic (up to a factor that all lotteries share)."""
        d = absorb(arm[:, None], self.groups, self.weights)[:, 0] * self.root
        d = d - self.basis @ (self.basis.T @ d)
        size = float(d @ d)
        if size <= 0:
            return 0.0, 0.0
        b = float(d @ self.y) / size
        scores = d * (self.y - b * d)
        if self.clusters is not None:
            scores = cluster_sums(scores[:, None], self.clusters)[:, 0]
        se = float(np.sqrt(np.sum(scores**2))) / size
        return b, b / se if se > 0 else float(np.sign(b) * np.inf)


def _all(strata: Codes, treated: NDArray[np.bool_]) -> Iterator[NDArray[np.bool_]]:
    """Every lottery."""
    each = []
    for s in np.unique(strata):
        members = np.flatnonzero(strata == s)
        each.append(list(itertools.combinations(members.tolist(), int(treated[members].sum()))))
    for chosen in itertools.product(*each):
        arm = np.zeros(strata.size, dtype=bool)
        arm[list(itertools.chain.from_iterable(chosen))] = True
        yield arm


def _drawn(strata: Codes, treated: NDArray[np.bool_], draws: int, streams: Streams) -> Iterator[NDArray[np.bool_]]:
    """Lotteries drawn by key: the units with the lowest numbers of their stratum are treated."""
    wanted = np.bincount(strata, treated).astype(int)
    starts = np.concatenate([[0], np.cumsum(np.bincount(strata))[:-1]])
    for draw in range(draws):
        u = streams.uniforms("randomisation inference", strata.size, draw)
        order = np.lexsort((u, strata))
        rank = np.empty(strata.size, dtype=int)
        rank[order] = np.arange(strata.size) - starts[strata[order]]
        yield rank < wanted[strata]
