"""What was counted in the real case, beside what a world predicts for the same moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.initiative import HistoricalPoint, Initiative
from outgrow.scenarios.records import Ensemble
from outgrow.vocabulary import InputError

Floats = NDArray[np.float64]
KG_PER_TONNE = 1000.0
LEAST_PART = (
    0.01  # of a count: a world without any members is told from one with few by this floor, not by minus infinity
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Points of the history that a fit reads, and those held back.

    Parameters
    ----------
    used, held
        Points up to the year given, and later ones.
    left
        Points that no fit can use, each with the reason.
    """

    used: tuple[HistoricalPoint, ...]
    held: tuple[HistoricalPoint, ...]
    left: tuple[tuple[HistoricalPoint, str], ...] = ()

    @property
    def all(self) -> tuple[HistoricalPoint, ...]:
        """Used points, then held ones."""
        return (*self.used, *self.held)


def counts(initiative: Initiative, until: float | None = None) -> Counts:
    """Points of the history within the simulated years that a fit may use.

    Points at or before the start are what the file starts from, and points marked ``fitted: false`` count something
    that the model does not; both are left out.

    Raises
    ------
    InputError
        When no point is left.
    """
    seasons = initiative.seasons
    end = seasons.first_year + seasons.count / seasons.per_year
    why = {id(p): _unusable(p, seasons.first_year, end) for p in initiative.history}
    inside = [p for p in initiative.history if not why[id(p)]]
    left = tuple((p, why[id(p)]) for p in initiative.history if why[id(p)])
    used = tuple(p for p in inside if until is None or p.year <= until)
    if not used:
        found = "no point of the history lies within the simulated years" + (f" up to {until:g}" if until else "")
        run = f"the seasons run from {seasons.first_year} to {end:g}"
        points = [(f"{p.measure} in {p.year:g}", why[id(p)] or "later") for p in initiative.history]
        there = "; ".join(f"{point} ({reason})" for point, reason in points)
        todo = f"The history has: {there}" if there else "add what was counted to 'history'"
        raise InputError.single(initiative.id, found, run, todo, "history")
    return Counts(used, tuple(p for p in inside if p not in used), left)


def _unusable(point: HistoricalPoint, first: float, end: float) -> str:
    """Why a fit cannot read a point; empty when it can."""
    if not point.fitted:
        return "marked as counting something else"
    if point.year <= first:
        return "at or before the start"
    if point.year > end:
        return f"after the last season, which ends in {end:g}"
    return "" if point.value > 0.0 else "a count of nought has no logarithm"


def errors_of(points: tuple[HistoricalPoint, ...], error: float) -> Floats:
    """Standard deviation of the logarithm of each point's error: its own, or that of all, shape (k,)."""
    return np.array([error if point.error is None else point.error for point in points])


def predictions(ensemble: Ensemble, initiative: Initiative, points: tuple[HistoricalPoint, ...]) -> Floats:
    """Logarithm of what each world predicts for each point, shape (D, k).

    Between two seasons the logarithm is taken as straight; a prediction below a hundredth of the count stands at that
    hundredth.
    """
    seasons = initiative.seasons
    ends = seasons.first_year + np.arange(seasons.count + 1) / seasons.per_year
    columns = []
    for point in points:
        floor = LEAST_PART * point.value
        path = np.log(np.maximum(path_of(ensemble, point.measure), floor))
        after = int(np.clip(np.searchsorted(ends, point.year), 1, seasons.count))
        part = (point.year - ends[after - 1]) / (ends[after] - ends[after - 1])
        columns.append((1.0 - part) * path[:, after - 1] + part * path[:, after])
    return np.stack(columns, axis=1)


def path_of(ensemble: Ensemble, measure: str) -> Floats:
    """A measure from the start to the horizon, shape (D, T + 1)."""
    if measure in ("members", "trained"):
        service = "coverage" if measure == "members" else "training"
        start = ensemble.worlds.values[f"delivery.{service}.reached"]
        return np.column_stack([start, ensemble[measure]])
    if measure == "side_sold_share":
        volume = ensemble["member_volume"]
        share = np.where(volume > 0.0, ensemble["member_side_sold"] / np.where(volume > 0.0, volume, 1.0), 0.0)
        return np.column_stack([share[:, :1], share])
    if measure == "catch":
        tonnes = ensemble["volume"] / KG_PER_TONNE
        return np.column_stack([tonnes[:, :1], tonnes])
    if measure == "stock":
        start = ensemble.worlds.values["common_pool.start"]
        return np.column_stack([np.ones(ensemble.draws), ensemble["stock"] / start[:, None]])
    return np.column_stack([np.ones(ensemble.draws), ensemble["effort"]])
