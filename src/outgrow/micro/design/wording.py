"""How rows and labels are named in a message: a count, and the first few; and a p-value in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

NAMED = 5  # rows or labels listed in a message


def some(values: Sequence[Any]) -> str:
    """First few values, and how many more.

    Examples
    --------
    >>> some(["a", "b", "c", "d", "e", "f"])
    'a, b, c, d, e and 1 more'
    """
    more = f" and {len(values) - NAMED} more" if len(values) > NAMED else ""
    return ", ".join(str(value) for value in values[:NAMED]) + more


def counted(rows: Sequence[int], what: str, plural: str = "") -> str:
    """How many rows, and which (0 is the first).

    Examples
    --------
    >>> counted([3, 7], "negative weight")
    '2 negative weights (rows 3, 7)'
    >>> counted([4], "empty entry")
    '1 empty entry (row 4)'
    """
    if len(rows) == 1:
        return f"1 {what} (row {rows[0]})"
    many = plural or (f"{what[:-1]}ies" if what.endswith("y") else f"{what}s")
    return f"{len(rows):,} {many} (rows {some(rows)})"


def p_words(p: float) -> str:
    """A p-value in words.

    Examples
    --------
    >>> p_words(0.0000012), p_words(0.0432), p_words(0.99968)
    ('p < 0.001', 'p = 0.043', 'p > 0.999')
    """
    if not math.isfinite(p):
        return "p unknown"
    if p < 0.001:
        return "p < 0.001"
    return "p > 0.999" if p > 0.999 else f"p = {p:.3f}"
