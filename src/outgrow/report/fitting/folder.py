"""A page of charts and tables that needs nothing but itself, and a folder that is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from altair import LayerChart

from outgrow.report.page import Figure, drawn, environment
from outgrow.report.tables import Cell, Table
from outgrow.vocabulary import InputError

Rows = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]


def free_folder(folder: Path) -> Path:
    """Make a new folder.

    Raises
    ------
    InputError
        When it exists already.
    """
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        why = "a run never overwrites what is there"
        raise InputError.single(str(folder), "the folder exists already", why, "choose another folder") from None
    return folder


def page_with(title: str, words: str, charts: Mapping[str, LayerChart], tables: Mapping[str, Rows]) -> str:
    """A page with a title, a paragraph, charts by caption and tables by heading."""
    figures = [
        Figure(f"chart-{k}", caption, drawn(f"chart-{k}", chart, caption))
        for k, (caption, chart) in enumerate(charts.items())
    ]
    made = {
        heading: Table(heads, [tuple(Cell(text) for text in row) for row in rows])
        for heading, (heads, rows) in tables.items()
    }
    template = environment().get_template("plain.html")
    return template.render(title=title, words=words, figures=figures, tables=made)
