"""What a table of the page is: headings, and rows of cells that may carry a note, a link or a bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Cell(NamedTuple):
    """One cell.

    Parameters
    ----------
    text
        What stands in it.
    note
        Smaller words under it.
    link
        Where the text leads: a place on the page (``#...``) or a web address.
    bar
        Length of a bar under the text, 0 to 1.
    tone
        ``assumed`` for a number that nobody measured, ``quiet`` for what did not change.
    """

    text: str
    note: str = ""
    link: str = ""
    bar: float | None = None
    tone: str = ""


class Table(NamedTuple):
    """Headings, rows, and the numbers of the columns that hold numbers."""

    heads: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    numeric: frozenset[int] = frozenset()


def web_address(url: str) -> str:
    """The address when it is one of the web; empty otherwise, so that no other kind of link gets onto the page.

    Examples
    --------
    >>> web_address("https://example.org"), web_address("javascript:alert(1)")
    ('https://example.org', '')
    """
    return url if url.startswith(("https://", "http://")) else ""
