"""Labels of any kind as whole numbers from zero, fast enough for millions of rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outgrow.micro.sample import rows_told
from outgrow.vocabulary import Defect

Codes = NDArray[np.int64]
SPARSE = 4  # whole numbers spread over more than this many times the rows are sorted instead of counted


def codes_of(labels: ArrayLike | None, rows: int, name: str) -> tuple[Codes | None, list[Any], list[Defect]]:
    """Number labels from zero in sorted order.

    Parameters
    ----------
    labels
        One label a row: whole numbers, numbers or text; None for no labels.
    rows
        Number of rows that the labels must match.
    name
        What the labels are, for defects.

    Returns
    -------
    tuple
        Codes of shape (n,) or None, the label of each code, and the defects: another length, rows without a label.

    Examples
    --------
    >>> codes, names, defects = codes_of(["b", "a", "b"], 3, "district")
    >>> codes.tolist(), names, defects
    ([1, 0, 1], ['a', 'b'], [])
    """
    if labels is None:
        return None, [], []
    values = np.asarray(labels)
    if values.shape != (rows,):
        found = f"{values.size} labels for {rows} rows"
        return None, [], [Defect(found, name, "every row has one label", "match the columns")]
    empty = _empty(values)
    if empty.size:
        found = rows_told(empty, "without one")
        return (
            None,
            [],
            [Defect(found, name, "a row that belongs nowhere cannot be counted", "fill or drop these rows")],
        )
    if values.dtype.kind in "iub":
        numbered, whole = whole_codes(values.astype(np.int64))
        return numbered, whole.tolist(), []
    if values.dtype.kind == "f":
        found_labels, codes = np.unique(values, return_inverse=True)
        names: list[Any] = [int(x) if float(x).is_integer() else float(x) for x in found_labels]
        return codes.astype(np.int64), names, []
    return *_text(values), []


def _empty(values: NDArray[Any]) -> NDArray[np.intp]:
    """Rows without a label."""
    if values.dtype.kind == "f":
        return np.flatnonzero(np.isnan(values))
    if values.dtype.kind == "O":
        return np.flatnonzero([_nothing(x) for x in values.tolist()])
    if values.dtype.kind in "US":
        return np.flatnonzero(values == values.dtype.type(""))
    return np.empty(0, dtype=np.intp)


def _nothing(x: Any) -> bool:
    """Whether an entry is none: null, empty text or not a number."""
    return x is None or x == "" or (isinstance(x, float) and math.isnan(x))


def whole_codes(values: Codes) -> tuple[Codes, Codes]:
    """Number whole numbers from zero: counted where they lie close together, sorted where they do not.

    Examples
    --------
    >>> codes, labels = whole_codes(np.array([7, 3, 7]))
    >>> codes.tolist(), labels.tolist()
    ([1, 0, 1], [3, 7])
    """
    if not values.size:
        return values, values
    least, span = int(values.min()), int(values.max()) - int(values.min()) + 1
    if span > SPARSE * values.size:
        found, codes = np.unique(values, return_inverse=True)
        return codes.astype(np.int64), found
    seen = np.zeros(span, dtype=bool)
    seen[values - least] = True
    rank = np.cumsum(seen, dtype=np.int64) - 1
    return rank[values - least], np.flatnonzero(seen) + least


def _text(values: NDArray[Any]) -> tuple[Codes, list[Any]]:
    """Text, numbered with the help of a table library, which hashes instead of sorting millions of words."""
    import polars as pl  # noqa: PLC0415  loaded when labels are text

    words = pl.Series([str(x) for x in values.tolist()], dtype=pl.String)
    names = words.unique().sort()
    return words.cast(pl.Enum(names)).to_physical().cast(pl.Int64).to_numpy(), names.to_list()
