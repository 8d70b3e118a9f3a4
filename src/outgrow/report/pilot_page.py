"""A pilot's own data as one page that needs nothing but itself, and as a folder of tables."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outgrow.micro import PilotAnalysis
from outgrow.report.new_folder import new_folder
from outgrow.report.page import TEMPLATES, drawn
from outgrow.report.pilot import pilot_section


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
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    section = pilot_section(analysis, code, drawn)
    return environment.get_template("pilot.html").render(name=analysis.name, pilot=section, version=version)


def save_pilot(analysis: PilotAnalysis, folder: str | Path, version: str) -> Path:
    """Write the page and every table into a new folder, and give the page's path.

    ``micro.html`` (needs no network), ``summary.txt``, and a CSV file a table.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    place = Path(folder)
    html = pilot_page(analysis, version)
    new_folder(place, "an analysis never overwrites what is there")
    for name, table in analysis.tables().items():
        table.write_csv(place / f"{name}.csv")
    (place / "summary.txt").write_text(analysis.summary() + "\n", encoding="utf-8")
    page = place / "micro.html"
    page.write_text(html, encoding="utf-8")
    return page
