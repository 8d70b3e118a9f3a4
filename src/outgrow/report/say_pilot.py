"""A pilot's own data said as screen, charts and page; the libraries for each are loaded when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from altair import LayerChart
    from rich.console import RenderableType

    from outgrow.micro import PilotAnalysis, WelfareFindings


def pilot_screen(analysis: PilotAnalysis, width: int = 80) -> RenderableType:
    """What the terminal says, in so many columns: a table of the answers, then each finding in words."""
    from outgrow.report.pilot import pilot_screen as screen  # noqa: PLC0415  loads rich

    return screen(analysis, width)


def pilot_charts(analysis: PilotAnalysis) -> dict[str, LayerChart]:
    """Altair charts by name: each answer, its place beside the outside view, poverty, sides of the account."""
    from outgrow.report.pilot import pilot_charts as charts  # noqa: PLC0415  loads altair

    return {name: drawing.chart for name, drawing in charts(analysis).items()}


def save_pilot(analysis: PilotAnalysis, folder: str | Path, version: str) -> Path:
    """Write page, paragraphs and tables into a new folder, and give the page's path.

    ``micro.html`` needs no network; ``summary.txt`` holds the paragraphs, and each table is a CSV file.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    from outgrow.report.pilot_page import save_pilot as save  # noqa: PLC0415  loads altair and jinja2

    return save(analysis, folder, version)


def welfare_screen(found: WelfareFindings, width: int = 80) -> RenderableType:
    """What the terminal says of a survey's households, in so many columns: a table of the lines, then the words."""
    from outgrow.report.pilot import welfare_screen as screen  # noqa: PLC0415  loads rich

    return screen(found, width)


def welfare_charts(found: WelfareFindings) -> dict[str, LayerChart]:
    """Altair charts by name: poverty, growth and redistribution, persons lifted, living income, scores."""
    from outgrow.report.pilot import welfare_charts as charts  # noqa: PLC0415  loads altair

    return {name: drawing.chart for name, drawing in charts(found).items()}


def save_welfare(found: WelfareFindings, folder: str | Path, version: str) -> Path:
    """Write page, paragraphs and tables of a survey's poverty into a new folder, and give the page's path.

    ``poverty.html`` needs no network; ``summary.txt`` holds the paragraphs, and each table is a CSV file.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    from outgrow.report.pilot_page import save_welfare as save  # noqa: PLC0415  loads altair and jinja2

    return save(found, folder, version)
