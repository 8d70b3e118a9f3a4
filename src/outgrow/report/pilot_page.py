"""A pilot's own data, or a survey's poverty, as one page that needs nothing but itself, and as a folder of tables."""

from __future__ import annotations

from pathlib import Path

from outgrow.micro import PilotAnalysis, WelfareFindings
from outgrow.report.new_folder import write_findings
from outgrow.report.page import drawn, environment
from outgrow.report.pilot import pilot_section, welfare_section

WHY = "an analysis never overwrites what is there"


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
    return environment().get_template("pilot.html").render(name=analysis.name, pilot=section, version=version)


def welfare_page(found: WelfareFindings, version: str) -> str:
    """Poverty of a survey as HTML.

    Parameters
    ----------
    found
        What the survey says.
    version
        Version of outgrow, written into the page.
    """
    section = welfare_section(found, drawn)
    return environment().get_template("poverty.html").render(name=found.name, welfare=section, version=version)


def save_pilot(analysis: PilotAnalysis, folder: str | Path, version: str) -> Path:
    """Write the page and every table into a new folder, and give the page's path.

    ``micro.html`` (needs no network), ``summary.txt``, and a CSV file a table.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    html = pilot_page(analysis, version)
    return write_findings(folder, WHY, "micro.html", html, analysis.summary(), analysis.tables())


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
    return write_findings(folder, WHY, "poverty.html", html, said, found.tables())
