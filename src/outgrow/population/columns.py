"""A population from a user's own columns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.population.build import WORST_EFFECT
from outgrow.population.records import COLUMNS, ELIGIBLE, SMALL, VILLAGE, WOMAN, Population
from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
ALL_FLAGS = ELIGIBLE | WOMAN | SMALL
NEVER_NEGATIVE = {
    "volume": "a harvest is nothing or something",
    "weight": "a row cannot stand for less than nobody",
    "size": "a household has at least nobody in it",
    "poverty_line": "a poverty line is what a person needs",
}


def from_columns(
    *,
    volume: ArrayLike,
    effect: ArrayLike,
    deferred_value: ArrayLike = 1.0,
    freight: ArrayLike = 0.0,
    other_income: ArrayLike = 0.0,
    size: ArrayLike = 1.0,
    poverty_line: ArrayLike = 1.0,
    weight: ArrayLike = 1.0,
    flags: ArrayLike = ELIGIBLE,
) -> Population:
    """Households given as columns (shape (N,), or one number for all), as one district.

    The last village is padded with households of weight zero. Units as in `Population`; ``size`` is persons per
    household and ``poverty_line`` money per person and season.

    Raises
    ------
    InputError
        For columns of different lengths, values that are not finite, negative weights, sizes or poverty lines, and
        flags that are none: all named at once.
    """
    given = {
        "volume": volume,
        "effect": effect,
        "deferred_value": deferred_value,
        "freight": freight,
        "other_income": other_income,
        "size": size,
        "poverty_line": poverty_line,
        "weight": weight,
        "flags": flags,
    }
    table = _same_length({name: np.asarray(column, dtype=np.float64) for name, column in given.items()})
    households = table["volume"].size
    padding = -households % VILLAGE
    full = {name: np.append(column, np.repeat(column[-1:], padding)) for name, column in table.items()}
    full["weight"][households:] = 0.0
    full["persons"] = full["weight"] * full["size"]
    full["poverty_need"] = full["size"] * full["poverty_line"]
    return Population(
        columns=np.stack([full[name] for name in COLUMNS]),
        flags=full["flags"].astype(np.uint8),
        district=np.zeros(full["volume"].size // VILLAGE, dtype=np.int32),
    )


def _same_length(columns: dict[str, Floats]) -> dict[str, Floats]:
    size = 0 if any(column.size == 0 for column in columns.values()) else max(c.size for c in columns.values())
    if defects := [*_missing_rows(columns, size), *(d for name in columns for d in _odd(name, columns[name]))]:
        raise InputError("population columns", defects)
    return {name: np.broadcast_to(column.ravel(), (size,)).copy() for name, column in columns.items()}


def _missing_rows(columns: dict[str, Floats], size: int) -> Iterator[Defect]:
    """Columns that do not have a value for every household."""
    if size == 0:
        empty = next(name for name, column in columns.items() if column.size == 0)
        yield Defect("no rows", empty, "a population needs at least one household", "give one value a household")
        return
    for name, column in columns.items():
        if column.size not in (1, size) or column.ndim > 1:
            yield Defect(f"{column.size} values", name, f"other columns have {size}", "give one value a household")


def _odd(name: str, column: Floats) -> Iterator[Defect]:
    """Values that no household can have."""
    finite = np.isfinite(column.ravel())
    if not finite.all():
        why, todo = "a missing value is not a household's value", "fill it or leave the household out"
        yield Defect(f"not a finite number in row {int(np.argmin(finite))}", name, why, todo)
    if name in NEVER_NEGATIVE and (below := column.ravel()[finite] < 0.0).any():
        yield Defect(f"{int(below.sum())} negative values", name, NEVER_NEGATIVE[name], "correct or leave them out")
    if name == "effect" and (below := column.ravel()[finite] < WORST_EFFECT).any():
        why, todo = "a yield cannot fall by more than all of it", "an effect is a share: -0.1 for ten percent less"
        yield Defect(f"{int(below.sum())} values below -1", name, why, todo)
    if name == "poverty_line" and (column.ravel()[finite] == 0.0).any():
        yield Defect("a poverty line of zero", name, "a gap is a share of the line", "give what a person needs")
    if name == "flags" and finite.all() and not np.isin(column, np.arange(ALL_FLAGS + 1)).all():
        why = f"flags are whole numbers from 0 to {ALL_FLAGS}, the sum of eligible, woman and small"
        yield Defect("numbers that are no flags", name, why, "add up the flags of outgrow.population")
