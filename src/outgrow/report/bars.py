"""Bars on a terminal."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

QUIET = "dim"


class Bar:
    """A bar for a probability, in plain characters where the terminal knows no others.

    Parameters
    ----------
    share
        Filled part, 0 to 1.
    width
        Columns.
    style
        Of the filled part.
    """

    def __init__(self, share: float, width: int, style: str) -> None:
        self.share, self.width, self.style = share, width, style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Filled and empty part."""
        full, empty = ("#", "-") if options.ascii_only else ("█", "░")
        filled = round(self.share * self.width)
        yield Segment(full * filled, Style.parse(self.style))
        yield Segment(empty * (self.width - filled), Style.parse(QUIET))
