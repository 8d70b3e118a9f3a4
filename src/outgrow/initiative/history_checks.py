"""Checks of what was counted in the real case: can it be what it says it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from outgrow.initiative.aims import HistoricalPoint
from outgrow.initiative.describe import Initiative
from outgrow.initiative.lines import Document, LinedDefect

FIRST_YEAR, LAST_YEAR = 1900.0, 2100.0
TOO_MANY = 1.5  # times the target population: later counts of a population differ, but not by more
RELATIVE = 20.0  # times the start: a stock or an effort above it is a quantity, and no ratio
HOUSEHOLDS, RATIOS = ("members", "trained"), ("stock", "effort")
POOLED = (*RATIOS, "catch")


def check_history(initiative: Initiative, document: Document) -> Iterator[LinedDefect]:
    """Counts lie in years that exist, are in the unit of their measure, and are written once."""
    seen: set[tuple[str, float, str]] = set()
    for i, point in enumerate(initiative.history):
        place = ("history", i)
        key = (point.measure, point.year, point.source)
        if key in seen:
            why = "The same source has one count of a measure at one moment"
            said = f"'{point.measure}' in {point.year:g} from '{point.source}' stands here twice"
            yield document.defect(place, said, why, "Take one out")
        seen.add(key)
        yield from _one(point, place, initiative, document)


def _one(
    point: HistoricalPoint, place: tuple[str | int, ...], initiative: Initiative, document: Document
) -> Iterator[LinedDefect]:
    if not FIRST_YEAR <= point.year <= LAST_YEAR:
        why = "A year is a decimal number such as 2014.5 for the middle of 2014"
        yield document.defect((*place, "year"), f"{point.year:g} is no year", why, "Correct it")
    value = (*place, "value")
    if point.measure == "side_sold_share" and point.value > 1.0:
        todo = f"Write {point.value / 100:g} for {point.value:g} %" if point.value <= 100.0 else "Correct it"
        yield document.defect(value, f"{point.value:g} is out of range", "A share is at most 1", todo)
    if point.measure in HOUSEHOLDS and point.value > TOO_MANY * _most_households(initiative):
        why = f"The target population has {initiative.target.households.sentence()}"
        todo = "Count households, and not persons, plots or sales"
        yield document.defect(value, f"{point.value:,.6g} {point.measure} are too many", why, todo)
    if point.measure in RATIOS and point.value > RELATIVE:
        why = f"The {point.measure} is relative to the first season's start, where it is 1"
        todo = "Divide it by what it was then"
        yield document.defect(value, f"{point.value:,.6g} is a quantity and no ratio", why, todo)
    if point.measure in POOLED and initiative.common_pool is None:
        why = "Only a case with a 'common_pool' has stock, effort and catch"
        yield document.defect((*place, "measure"), f"'{point.measure}' cannot be simulated", why, "Take it out")


def _most_households(initiative: Initiative) -> float:
    """The 95 % quantile of the target population."""
    return float(initiative.target.households.at(np.array([0.95]))[0])
