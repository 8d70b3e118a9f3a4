"""A survey's columns as arrays: labels as text, numbers as floats, unknown as NaN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outgrow.vocabulary import InputError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
CONTROL_WORDS = (
    "0", "false", "control", "c", "comparison", "ctrl", "control group", "comparison group", "contrôle", "controle",
    "témoin", "temoin", "groupe témoin", "groupe temoin", "udhibiti",
)  # fmt: skip


def as_frame(data: Any) -> pl.DataFrame:
    """Any table as a polars frame: polars (lazy too), pandas, Arrow, or a mapping of columns.

    Raises
    ------
    InputError
        When it is no table.

    Examples
    --------
    >>> as_frame({"price": [1.0, 2.0]}).shape
    (2, 1)
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    if isinstance(data, pl.DataFrame):
        return data
    if isinstance(data, pl.LazyFrame):
        return data.collect()
    if isinstance(data, Mapping):
        return pl.DataFrame(dict(data))
    if hasattr(data, "__arrow_c_stream__"):
        return pl.DataFrame(data)
    todo = "give a polars or pandas frame, an Arrow table, or a mapping from column to values"
    raise InputError.single("data", f"{type(data).__name__}", "not a table with named columns", todo)


def label(value: Any) -> str:
    """An arm's or group's label as text: 1, 1.0 and True of a yes-no column stay what they say.

    Examples
    --------
    >>> label(1.0), label(True), label("A1")
    ('1', 'true', 'A1')
    """
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def labels(column: pl.Series) -> list[str | None]:
    """Labels of a column, None where unknown."""
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    if column.dtype == pl.String:
        return column.to_list()
    plain = column.fill_nan(None) if column.dtype.is_float() else column
    known: dict[Any, str | None] = {value: label(value) for value in plain.unique().to_list() if value is not None}
    return [known.get(value) for value in plain.to_list()]


def is_empty(column: pl.Series) -> NDArray[np.bool_]:
    """Rows in which a label is unknown or no text, shape (n,)."""
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    plain = column.fill_nan(None) if column.dtype.is_float() else column
    empty = plain.is_null()
    if column.dtype == pl.String:
        empty = empty | (plain == "").fill_null(value=False)
    return np.asarray(empty.to_numpy(), dtype=bool)


def numbers(column: pl.Series) -> Floats:
    """A numeric or yes-no column as floats, NaN where unknown."""
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    return np.asarray(column.cast(pl.Float64).fill_null(float("nan")).to_numpy(), dtype=np.float64)


def is_numeric(column: pl.Series) -> bool:
    """Whether a column holds numbers, or yes and no; one that holds nothing is not text."""
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    return column.dtype.is_numeric() or column.dtype == pl.Boolean or column.null_count() == column.len()


def not_numbers(column: pl.Series) -> list[str]:
    """Entries of a text column that are no finite numbers, sorted; all where every entry is one.

    Examples
    --------
    >>> import polars as pl
    >>> not_numbers(pl.Series(["1.5", "lots", "inf", None]))
    ['inf', 'lots']
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    words = column.cast(pl.String).drop_nulls().unique().sort()
    values = words.cast(pl.Float64, strict=False)
    odd = words.filter(~values.is_finite().fill_null(value=False))
    return (odd if odd.len() else words).to_list()


def codes(frame: pl.DataFrame, columns: tuple[str, ...]) -> Codes:
    """Number the groups that columns form together, 0, 1, ...; the order of rows changes no number, unknown is a group.

    Examples
    --------
    >>> codes(as_frame({"district": ["b", "a", "b", None]}), ("district",)).tolist()
    [2, 1, 2, 0]
    """
    import polars as pl  # noqa: PLC0415  loaded when a table is read

    together = np.zeros(frame.height, dtype=np.int64)
    for name in columns:
        column = frame[name]
        plain = column if column.dtype.is_numeric() else column.cast(pl.String)
        ranks = plain.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
        together = np.unique(together * (int(ranks.max(initial=0)) + 1) + ranks, return_inverse=True)[1].reshape(-1)
    return together.astype(np.int64)


def arms_of(found: list[str], control: tuple[Any, ...], treated: tuple[Any, ...]) -> tuple[list[str], list[str]]:
    """Control and treated labels among those found; control is recognised by its name when not stated.

    Returns
    -------
    control, treated
        Labels; control is empty where no arm, or more than one, has the name of a control.

    Examples
    --------
    >>> arms_of(["A", "control"], (), ())
    (['control'], ['A'])
    """
    wanted = [label(x) for x in control]
    if not wanted:
        wanted = [x for x in found if x.lower() in CONTROL_WORDS]
        wanted = wanted if len(wanted) == 1 else []
    chosen = [label(x) for x in treated] or [x for x in found if x not in wanted]
    return wanted, chosen
