"""A pilot's own data, or a survey's poverty, as one page that needs nothing but itself, and as a folder of tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outgrow.micro import PilotAnalysis, WelfareFindings
from outgrow.report.new_folder import new_folder
from outgrow.report.page import TEMPLATES, drawn
from outgrow.report.pilot import pilot_section, welfare_section

if TYPE_CHECKING:
    import polars as pl


def pilot_page(analysis: PilotAnalysis, version: str) -> str:
    """The analysis as HTML.

    Parameters
    ----------
    analysis
        The pilot.
    version
        Version of outgrow, written into the page.
    """
    code = analysis.costs.money.split(" ")[0] if analysis.costs is not None else ""
    section = pilot_section(analysis, code, drawn)
    return _rendered("pilot.html", name=analysis.name, pilot=section, version=version)


def welfare_page(found: WelfareFindings, version: str) -> str:
    """Poverty of a survey as HTML.

    Parameters
    ----------
    found
        What the survey says.
    version
        Version of outgrow, written into the page.
    """
    return _rendered("poverty.html", name=found.name, welfare=welfare_section(found, drawn), version=version)


def save_pilot(analysis: PilotAnalysis, folder: str | Path, version: str) -> Path:
    """Write the page and every table into a new folder, and give the page's path.

    ``micro.html`` (needs no network), ``summary.txt``, and a CSV file a table.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    html = pilot_page(analysis, version)
    return _written(Path(folder), "micro.html", html, analysis.summary(), analysis.tables())


def save_welfare(found: WelfareFindings, folder: str | Path, version: str) -> Path:
    """Write the page and every table into a new folder, and give the page's path.

    ``poverty.html`` (needs no network), ``summary.txt``, and a CSV file a table.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    html = welfare_page(found, version)
    said = f"{found.summary()}\n\nData: {found.origin}"
    return _written(Path(folder), "poverty.html", html, said, found.tables())


def _rendered(template: str, **content: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**content)


def _written(place: Path, name: str, html: str, summary: str, tables: Mapping[str, pl.DataFrame]) -> Path:
    new_folder(place, "an analysis never overwrites what is there")
    for table, frame in tables.items():
        frame.write_csv(place / f"{table}.csv")
    (place / "summary.txt").write_text(summary + "\n", encoding="utf-8")
    page = place / name
    page.write_text(html, encoding="utf-8")
    return page
