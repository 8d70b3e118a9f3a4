"""A weighted sample of numbers, checked once: every defect named, nothing dropped or filled in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.vocabulary import Defect, InputError

Floats = NDArray[np.float64]
NAMED_POSITIONS = 5  # rows listed by number in an error


@dataclass(frozen=True, slots=True)
class Sample:
    """Finite incomes with weights that are zero or positive and not all zero, each of shape (n,)."""

    income: Floats
    weights: Floats

    def mean(self, values: Floats) -> float:
        """Weighted mean of one value a row."""
        return float(np.sum(self.weights * values) / np.sum(self.weights))


def checked_sample(income: ArrayLike, weights: ArrayLike | None) -> Sample:
    """Turn incomes and weights into a sample, or say everything that is wrong with them.

    Parameters
    ----------
    income
        Incomes, shape (n,).
    weights
        Weights, shape (n,), or None for equal ones.

    Raises
    ------
    InputError
        With every defect: no rows, more than one dimension, lengths that differ, rows that are not finite,
        negative weights, no weight at all.

    Examples
    --------
    >>> checked_sample([1.0, 2.0], None).weights.tolist()
    [1.0, 1.0]
    """
    y = np.asarray(income, dtype=np.float64)
    w = np.ones_like(y) if weights is None else np.asarray(weights, dtype=np.float64)
    defects = [*_shape_defects(y, w), *_row_defects(y, w)]
    if not defects and not w.sum() > 0:
        defects.append(Defect("a total of 0", "weights", "no row counts", "give at least one row a weight"))
    if defects:
        raise InputError("incomes", defects)
    return Sample(y, w)


def checked_line(line: float) -> float:
    """Give the poverty line back as a float.

    Raises
    ------
    InputError
        When it is not a positive finite number.

    Examples
    --------
    >>> checked_line(125)
    125.0
    """
    if not (np.isfinite(line) and line > 0):
        why = "a poverty line is a positive finite number, because gaps are shares of it"
        raise InputError.single("poverty line", f"{line}", why, "give the line in the unit of income")
    return float(line)


def rows_told(rows: NDArray[np.intp], what: str = "") -> str:
    """How many rows something is wrong with, and the first of them, counted from 1 as in a survey's messages.

    Examples
    --------
    >>> rows_told(np.array([4])), rows_told(np.array([1, 4]), "negative")
    ('1 row (row 5)', '2 rows negative (the first is row 2)')
    """
    which = f"row {rows[0] + 1}" if rows.size == 1 else f"the first is row {rows[0] + 1}"
    return f"{rows.size:,} row{'' if rows.size == 1 else 's'}{f' {what}' if what else ''} ({which})"


def _shape_defects(y: Floats, w: Floats) -> list[Defect]:
    """Rows missing, or columns that do not match."""
    if y.ndim != 1:
        return [Defect(f"{y.ndim} dimensions", "income", "incomes are one column", "flatten it")]
    if y.size == 0:
        return [Defect("no rows", "income", "nobody has neither income nor poverty", "give at least one row")]
    if w.shape != y.shape:
        found = f"{w.size} weights for {y.size} incomes"
        return [Defect(found, "weights", "every row has one weight", "give both columns the same length")]
    return []


def _row_defects(y: Floats, w: Floats) -> list[Defect]:
    """Rows that cannot be used, with their positions."""
    unknown = "an unknown or infinite number has no place in a mean"
    negative = "a row cannot count less than nothing"
    found = [
        ("income", np.flatnonzero(~np.isfinite(y)), unknown, "drop or impute these rows, and say which"),
        ("weights", np.flatnonzero(~np.isfinite(w)), unknown, "drop or correct these rows"),
        ("weights", np.flatnonzero(w < 0), negative, "correct the weights"),
    ]
    return [Defect(_positions(rows), where, why, todo) for where, rows, why, todo in found if rows.size]


def _positions(rows: NDArray[np.intp]) -> str:
    """Rows by number (1 is the first, as in a survey's messages), the first few when there are many."""
    named = ", ".join(str(row + 1) for row in rows[:NAMED_POSITIONS])
    more = f" and {rows.size - NAMED_POSITIONS} more" if rows.size > NAMED_POSITIONS else ""
    return f"row{'' if rows.size == 1 else 's'} {named}{more}"
