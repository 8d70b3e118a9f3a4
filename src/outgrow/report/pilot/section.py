"""Everything that the page says of a pilot's own data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from markupsafe import Markup

from outgrow.micro import PilotAnalysis, WelfareFindings
from outgrow.report.pilot.budgets import budget_table, changes_table
from outgrow.report.pilot.charts import pilot_charts
from outgrow.report.pilot.tables import answers_table, costs_table, family_table, sides_table
from outgrow.report.pilot.welfare import welfare_charts
from outgrow.report.pilot.welfare_tables import welfare_tables
from outgrow.report.tables import Table

Draw = Callable[[str, Any, str], Markup]


class PilotFigure(NamedTuple):
    """A chart as SVG, with the sentence above it."""

    name: str
    caption: str
    svg: Markup


class WelfareSection(NamedTuple):
    """What households live on: tables with their captions, figures, paragraphs with their topics, notes."""

    tables: tuple[tuple[str, Table], ...]
    figures: tuple[PilotFigure, ...]
    told: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    origin: str


class PilotSection(NamedTuple):
    """Content of the section: the verdict, tables, figures, and for each question its paragraphs with their topics."""

    verdict: tuple[str, ...]
    answers: Table
    families: tuple[Table, ...]
    told: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    figures: tuple[PilotFigure, ...]
    welfare: WelfareSection | None
    budget: Table | None
    changes: Table | None
    budget_told: tuple[tuple[str, str], ...]
    costs: Table | None
    sides: Table | None
    money: str
    notes: tuple[str, ...]
    origin: str


def pilot_section(analysis: PilotAnalysis, code: str, draw: Draw) -> PilotSection:
    """Work out the section.

    Parameters
    ----------
    analysis
        The pilot.
    code
        Currency of its account.
    draw
        Turns a name, a chart and its words into SVG.
    """
    figures = [
        PilotFigure(f"pilot-{name}", d.caption, draw(f"pilot-{name}", d.chart, d.caption))
        for name, d in pilot_charts(replace(analysis, welfare=None)).items()
    ]
    return PilotSection(
        verdict=analysis.verdict.sentences,
        answers=answers_table(analysis),
        families=tuple(family_table(family) for family in analysis.families),
        told=(
            *((found.text.rstrip("?") + "?", found.told()) for found in analysis.answers),
            *((family.name.replace("-", " ").capitalize(), (("", family.summary()),)) for family in analysis.families),
        ),
        figures=tuple(figures),
        welfare=welfare_section(analysis.welfare, draw) if analysis.welfare is not None else None,
        budget=budget_table(analysis.budget) if analysis.budget is not None else None,
        changes=changes_table(analysis.budget) if analysis.budget is not None else None,
        budget_told=analysis.budget.told() if analysis.budget is not None else (),
        costs=costs_table(analysis.costs, code) if analysis.costs is not None else None,
        sides=sides_table(analysis.benefit, code) if analysis.benefit is not None else None,
        money=analysis.benefit.summary() if analysis.benefit is not None else "",
        notes=analysis.notes,
        origin=analysis.origin,
    )


def welfare_section(found: WelfareFindings, draw: Draw) -> WelfareSection:
    """Work out the part on what households live on.

    Parameters
    ----------
    found
        What the survey says.
    draw
        Turns a name, a chart and its words into SVG.
    """
    figures = tuple(
        PilotFigure(f"pilot-{name}", d.caption, draw(f"pilot-{name}", d.chart, d.caption))
        for name, d in welfare_charts(found).items()
    )
    return WelfareSection(welfare_tables(found), figures, found.told(), found.notes, found.origin)
