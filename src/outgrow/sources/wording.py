"""Numbers in sentences."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun in the right form.

    Examples
    --------
    >>> counted(1, "row"), counted(2000, "row"), counted(2, "has", "have")
    ('1 row', '2,000 rows', '2 have')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
