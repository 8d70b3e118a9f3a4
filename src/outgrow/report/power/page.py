"""What a survey could find, as one page that needs nothing but itself, and as a folder of tables."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from outgrow.micro import PowerPlan, PowerReport
from outgrow.report.new_folder import write_findings
from outgrow.report.page import drawn, environment
from outgrow.report.power.charts import chart_notes, power_charts
from outgrow.report.power.tables import measured_table, plan_table
from outgrow.report.tables import Table


class PowerFigure(NamedTuple):
    """A chart as SVG, with the sentence above it and what its marks mean."""

    name: str
    caption: str
    svg: Markup
    note: str


class PlanSection(NamedTuple):
    """What the page says of one plan."""

    name: str
    title: str
    words: str
    plan: Table
    measured: Table | None
    figures: tuple[PowerFigure, ...]


def power_page(report: PowerReport, version: str) -> str:
    """The report as HTML.

    Parameters
    ----------
    report
        What surveys could find.
    version
        Version of outgrow, written into the page.
    """
    notes = {
        f"{kind}-{plan.name}": note
        for plan in report.plans
        for kind, note in zip(("effects", "clusters"), chart_notes(plan), strict=True)
    }
    figures = {
        name: PowerFigure(name, d.caption, drawn(name, d.chart, d.caption), notes[name])
        for name, d in power_charts(report).items()
    }
    sections = [_section(plan, figures) for plan in report.plans]
    return (
        environment()
        .get_template("power.html")
        .render(name=report.name, plans=sections, notes=report.notes, origin=report.origin, version=version)
    )


def _section(plan: PowerPlan, figures: dict[str, PowerFigure]) -> PlanSection:
    return PlanSection(
        name=plan.name,
        title=plan.title or (f"{plan.measured.outcome}" if plan.measured else "The plan"),
        words=plan.summary().removeprefix(plan.title).strip(),
        plan=plan_table(plan),
        measured=measured_table(plan.measured) if plan.measured is not None else None,
        figures=(figures[f"effects-{plan.name}"], figures[f"clusters-{plan.name}"]),
    )


def save_power(report: PowerReport, folder: str | Path, version: str) -> Path:
    """Write the page and every table into a new folder, and give the page's path.

    ``power.html`` (needs no network), ``summary.txt``, and a CSV file a table.

    Raises
    ------
    InputError
        When the folder exists already.
    """
    html = power_page(report, version)
    why = "a plan never overwrites what is there"
    return write_findings(folder, why, "power.html", html, report.summary(), report.tables())
