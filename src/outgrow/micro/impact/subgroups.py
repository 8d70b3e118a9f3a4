"""Groups of households to look at one by one: land, gender, distance, poverty quintile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.micro.design import as_frame, is_numeric, labels, numbers
from outgrow.micro.impact.records import number
from outgrow.vocabulary import InputError, did_you_mean

if TYPE_CHECKING:
    pass

Codes = NDArray[np.int64]
FEW_VALUES = 6  # a numeric column with fewer different values is taken as groups already
QUINTILES = 5


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Groups of rows.

    Parameters
    ----------
    column
        What they are made from.
    names
        Labels in order, from the lowest; length g.
    codes
        Group of each row, shape (n,); -1 where the column is unknown.
    """

    column: str
    names: tuple[str, ...]
    codes: Codes


def subgroups(data: Any, column: str, groups: int = QUINTILES, weights: str = "") -> Subgroups:
    """Group rows by a column: categories as they are, numbers by equal shares of the weight.

    Parameters
    ----------
    data
        Survey.
    column
        What to group by.
    groups
        How many groups a numeric column is cut into (5 for quintiles). Equal numbers stay in one group, so
        that there may be fewer.
    weights
        Column of weights.

    Raises
    ------
    InputError
        When the column is not there, is unknown throughout, or ``groups`` is below 2.

    Examples
    --------
    >>> subgroups({"land": [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]}, "land", groups=2).names
    ('1 of 2 (0.5 to 2)', '2 of 2 (2.5 to 4)')
    """
    frame = as_frame(data)
    if column not in frame.columns:
        todo = did_you_mean(column, frame.columns)
        raise InputError.single("groups", "no such column", "nothing to group by", todo, column)
    if groups < 2:
        raise InputError.single("groups", f"{groups}", "one group is everybody", "use 2 or more", "groups")
    series = frame[column]
    if is_numeric(series) and series.drop_nulls().n_unique() >= FEW_VALUES:
        w = numbers(frame[weights]) if weights else np.ones(frame.height)
        return _cut(column, numbers(series), w, groups)
    words = labels(series)
    names = _ordered({x for x in words if x is not None})
    if not names:
        raise InputError.single("groups", "all values are unknown", "nothing to group by", "use another column", column)
    place = {name: i for i, name in enumerate(names)}
    return Subgroups(column, tuple(names), np.array([-1 if x is None else place[x] for x in words], dtype=np.int64))


def _ordered(words: set[str]) -> list[str]:
    """Labels sorted, as numbers where all are."""
    try:
        return sorted(words, key=float)
    except ValueError:
        return sorted(words)


def _cut(column: str, x: NDArray[np.float64], w: NDArray[np.float64], groups: int) -> Subgroups:
    """Groups of equal weight; ties stay together."""
    known = np.isfinite(x)
    edges = np.quantile(x[known], np.arange(1, groups) / groups, weights=w[known], method="inverted_cdf")
    raw = np.searchsorted(edges, x[known], side="left")
    used, dense = np.unique(raw, return_inverse=True)
    names = []
    for i in range(used.size):
        here = x[known][dense == i]
        names.append(f"{i + 1} of {used.size} ({number(float(here.min()))} to {number(float(here.max()))})")
    codes = np.full(x.size, -1, dtype=np.int64)
    codes[known] = dense
    return Subgroups(column, tuple(names), codes)
