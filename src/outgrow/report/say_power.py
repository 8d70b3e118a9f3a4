"""What surveys could find, said as screen, charts and page; the libraries for each are loaded when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from altair import LayerChart
    from rich.console import RenderableType

    from outgrow.micro import PowerReport


def power_screen(report: PowerReport, width: int = 80) -> RenderableType:
    """What the terminal says, in so many columns: a table and a paragraph a plan."""
    from outgrow.report.power import power_screen as screen  # noqa: PLC0415  loads rich

    return screen(report, width)


def power_charts(report: PowerReport) -> dict[str, LayerChart]:
    """Altair charts by name: for each plan the chance over effects, and the detectable effect over clusters."""
    from outgrow.report.power import power_charts as charts  # noqa: PLC0415  loads altair

    return {name: drawing.chart for name, drawing in charts(report).items()}


def save_power(report: PowerReport, folder: str | Path, version: str) -> Path:
    """Write page, paragraphs and tables into a new folder, and give the page's path.

    ``power.html`` needs no network; ``summary.txt`` holds the paragraphs, and each table is a CSV file.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    from outgrow.report.power import save_power as save  # noqa: PLC0415  loads altair and jinja2

    return save(report, folder, version)
