"""Incomes of a survey's households with the design behind them: the columns from which all else is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.welfare.round_order import rounds_in_order
from outgrow.micro.welfare.sampling import Floats, Sampling, sampling

Labels = NDArray[Any]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Incomes:
    """One row a household and round.

    Parameters
    ----------
    income
        Income of the household, shape (n,).
    persons
        Its members, shape (n,).
    weights
        Weight of the household, shape (n,).
    unit
        Unit of an amount per person, such as ``KES/person/year``.
    weighted
        Whether the weights come from the survey; without them rows stand for themselves.
    stratum, cluster, household
        Labels, shape (n,); None where they are not known. A panel without clusters takes households as clusters.
    wave
        Round of each row, shape (n,); None where there is one.
    groups
        Labels of groups by their name, None where unknown, each of shape (n,).
    """

    income: Floats
    persons: Floats
    weights: Floats
    unit: str
    weighted: bool = False
    stratum: Labels | None = None
    cluster: Labels | None = None
    household: Labels | None = None
    wave: Labels | None = None
    groups: Mapping[str, Labels] = field(default_factory=dict)

    @property
    def per_person(self) -> Floats:
        """Income of each member, shape (n,)."""
        return self.income / self.persons

    @property
    def heads(self) -> Floats:
        """Weights that count persons, shape (n,)."""
        return self.weights * self.persons

    @property
    def rounds(self) -> list[Any]:
        """Rounds in the order of time; empty where there is one only."""
        found = [] if self.wave is None else rounds_in_order(self.wave)
        return found if len(found) > 1 else []

    @property
    def last(self) -> Mask:
        """Rows of the last round; all where there is one."""
        rounds = self.rounds
        return np.ones(self.income.size, dtype=bool) if not rounds else np.asarray(self.wave == rounds[-1])

    def clusters_in(self, rows: Mask) -> int:
        """Clusters in which some rows lie; the rows themselves where each was drawn by itself."""
        labels = self.cluster if self.cluster is not None else self.household
        return int(rows.sum()) if labels is None else np.unique(labels[rows]).size

    def plan(self, weights: Floats, rows: Mask | NDArray[np.int64] | None = None) -> Sampling:
        """The design of some rows with the weights given for all."""
        chosen = np.arange(self.income.size) if rows is None else np.flatnonzero(rows) if rows.dtype == bool else rows
        clusters = self.cluster if self.cluster is not None else self.household
        of = (None if labels is None else labels[chosen] for labels in (self.stratum, clusters))
        return sampling(chosen.size, weights[chosen], *of, lone="centre")
