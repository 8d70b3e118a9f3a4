"""A page of charts and tables that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from altair import LayerChart

from outgrow.report.page import Figure, drawn, environment
from outgrow.report.tables import Cell, Table

Rows = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]


def page_with(
    title: str,
    words: str,
    charts: Mapping[str, LayerChart],
    tables: Mapping[str, Rows],
    notes: Sequence[str] = (),
) -> str:
    """A page with a title, a paragraph, notes as a list, charts by caption and tables by heading."""
    figures = [
        Figure(f"chart-{k}", caption, drawn(f"chart-{k}", chart, caption))
        for k, (caption, chart) in enumerate(charts.items())
    ]
    made = {
        heading: Table(heads, [tuple(Cell(text) for text in row) for row in rows])
        for heading, (heads, rows) in tables.items()
    }
    template = environment().get_template("plain.html")
    return template.render(title=title, words=words, notes=notes, figures=figures, tables=made)
