"""What the terminal says of a pilot's own data."""

from __future__ import annotations

import textwrap

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from outgrow.micro import Answered, PilotAnalysis, WelfareFindings
from outgrow.report.pilot.figures import chance, figure
from outgrow.report.pilot.welfare_tables import lines_table

HEAD, QUIET = "bold", "dim"
MEASURES = 3  # of poverty, told in a narrow table
NARROW = 90  # columns below which the table leaves rows and printed numbers out


def pilot_screen(analysis: PilotAnalysis, width: int = 80) -> RenderableType:
    """A table of the answers, then a paragraph for each finding, in so many columns."""
    table = Table(box=None, padding=(0, 1, 0, 0), width=width, header_style=HEAD)
    wide = width >= NARROW
    table.add_column("Question", ratio=1)
    for name in ("Estimate", "95 % interval", "p", *(("rows", "printed") if wide else ())):
        table.add_column(name, justify="right", no_wrap=True)
    for found in analysis.answers:
        table.add_row(*_row(found, wide=wide))
    parts: list[RenderableType] = [Text(analysis.name, style=HEAD)]
    parts += [table, Text("")] if analysis.answers else []
    for found in analysis.answers:
        parts += [_paragraph(found.summary(), width), Text("")]
    for family in analysis.families:
        parts += [_paragraph(family.summary(), width), Text("")]
    if analysis.welfare is not None:
        parts += [*_welfare(analysis.welfare, width), Text("")]
    for part in (analysis.costs, analysis.benefit):
        if part is not None:
            parts += [_paragraph(part.summary(), width), Text("")]
    parts += [Text(textwrap.fill(note, width), style=QUIET) for note in analysis.notes]
    parts.append(Text(textwrap.fill(f"Data: {analysis.origin}", width), style=QUIET))
    return Group(*parts)


def welfare_screen(found: WelfareFindings, width: int = 80) -> RenderableType:
    """What the terminal says of a survey's households: a table of the lines, then each finding, in so many columns."""
    notes = [Text(textwrap.fill(note, width), style=QUIET) for note in (*found.notes, f"Data: {found.origin}")]
    return Group(Text(found.name, style=HEAD), *_welfare(found, width), Text(""), *notes)


def _welfare(found: WelfareFindings, width: int) -> list[RenderableType]:
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
        parts += [*([Text("")] if i else []), _paragraph(f"{topic}. {text}", width)]
    if len(found.lines) > 1:
        parts += [Text(""), Text("The other lines are told in full in summary.txt and on the page.", style=QUIET)]
    return parts


def _stacked(text: str, note: str) -> Text:
    return Text.assemble(text, *((("\n" + note, QUIET),) if note else ()))


def _row(found: Answered, *, wide: bool) -> list[str]:
    e = found.estimate
    cells = [
        found.text,
        figure(e.estimate, sign=True),
        f"{figure(e.interval[0])} to {figure(e.interval[1])}",
        chance(e.p).replace(" ", ""),
    ]
    if wide:
        printed = f"{found.printed.value:+.{found.printed.decimals}f}" if found.printed else ""
        mark = {True: " =", False: " ≠", None: ""}[found.agrees]
        cells += [f"{e.n:,}", printed + mark]
    return cells


def _paragraph(text: str, width: int) -> Text:
    return Text(textwrap.fill(text, width))
