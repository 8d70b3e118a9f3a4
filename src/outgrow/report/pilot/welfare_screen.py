"""What the terminal says of a survey's households."""

from __future__ import annotations

import textwrap

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from outgrow.micro import WelfareFindings
from outgrow.report.pilot.welfare_tables import lines_table

HEAD, QUIET = "bold", "dim"
MEASURES = 3  # of poverty, told in a narrow table
NARROW = 90  # columns below which the table has so many only


def welfare_screen(found: WelfareFindings, width: int = 80) -> RenderableType:
    """What the terminal says of a survey's households: a table of the lines, then each finding, in so many columns."""
    notes = [Text(textwrap.fill(note, width), style=QUIET) for note in (*found.notes, f"Data: {found.origin}")]
    return Group(Text(found.name, style=HEAD), *welfare_lines(found, width), Text(""), *notes)


def welfare_lines(found: WelfareFindings, width: int) -> list[RenderableType]:
    """Lines as a table, the first in words, then living income and scores."""
    parts: list[RenderableType] = []
    if found.lines:
        content = lines_table(found, MEASURES if width < NARROW else None)
        table = Table(box=None, padding=(0, 2, 0, 0), header_style=HEAD)
        for i, head in enumerate(content.heads):
            table.add_column(head, justify="right" if i in content.numeric else "left", no_wrap=i in content.numeric)
        for cells in content.rows:
            table.add_row(*(_stacked(cell.text, cell.note) for cell in cells))
        parts += [table, Text("")]
    further = {topic for line in found.lines[1:] for topic, _ in line.told()}
    said = [(topic, text) for topic, text in found.told() if topic not in further]
    for i, (topic, text) in enumerate(said):
        parts += [*([Text("")] if i else []), Text(textwrap.fill(f"{topic}. {text}", width))]
    if len(found.lines) > 1:
        parts += [Text(""), Text("The other lines are told in full in summary.txt and on the page.", style=QUIET)]
    return parts


def _stacked(text: str, note: str) -> Text:
    return Text.assemble(text, *((("\n" + note, QUIET),) if note else ()))
