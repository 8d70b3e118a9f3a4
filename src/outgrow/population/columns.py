"""A population from a user's own columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.population.records import COLUMNS, ELIGIBLE, VILLAGE, Population
from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]


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
        For columns of different lengths, values that are not finite, or negative weights: all named at once.
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
    size = max(column.size for column in columns.values())
    defects = [
        Defect(f"{column.size} values", name, f"other columns have {size}", "give one value a household")
        for name, column in columns.items()
        if column.size not in (1, size) or column.ndim > 1
    ]
    defects += [
        Defect(
            f"not a finite number in row {int(np.argmin(np.isfinite(column)))}",
            name,
            "a missing value is not a household's value",
            "fill it or leave the household out",
        )
        for name, column in columns.items()
        if column.size and not np.isfinite(column).all()
    ]
    if columns["weight"].size and np.nanmin(columns["weight"]) < 0:
        defects.append(Defect("negative weight", "weight", "a row cannot stand for less than nobody"))
    if size == 0:
        defects.append(Defect("no rows", "volume", "a population needs at least one household"))
    if defects:
        raise InputError("population columns", defects)
    return {name: np.broadcast_to(column.ravel(), (size,)).copy() for name, column in columns.items()}
