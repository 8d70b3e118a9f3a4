"""What the terminal says of a pilot's own data."""

from __future__ import annotations

import textwrap

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from outgrow.micro import Answered, PilotAnalysis
from outgrow.report.pilot.figures import chance
from outgrow.report.pilot.welfare_screen import welfare_lines

HEAD, QUIET = "bold", "dim"
NARROW = 90  # columns below which the table leaves rows and printed numbers out


def pilot_screen(analysis: PilotAnalysis, width: int = 80) -> RenderableType:
    """The verdict, a table of the answers, then a paragraph for each finding, in so many columns."""
    table = Table(box=None, padding=(0, 1, 0, 0), width=width, header_style=HEAD)
    wide = width >= NARROW
    table.add_column("Question", ratio=1)
    for name in ("Finding", "Estimate", "95 % interval", "p", *(("rows", "printed") if wide else ())):
        table.add_column(name, justify="right", no_wrap=True)
    verdict = analysis.verdict
    for found in analysis.answers:
        table.add_row(*_row(found, verdict[found.id].finding, wide=wide))
    parts: list[RenderableType] = [Text(analysis.name, style=HEAD)]
    parts += [Text(textwrap.fill(said, width, subsequent_indent="  ")) for said in verdict.sentences]
    parts += [Text(""), table, Text("")]
    for found in analysis.answers:
        (_, first), *further = found.told()
        parts += [Text(textwrap.fill(found.text, width), style=HEAD), _paragraph(first, width), Text("")]
        for topic, said in further:
            parts += [_paragraph(f"{topic}. {said}", width), Text("")]
    for family in analysis.families:
        parts += [_paragraph(family.summary(), width), Text("")]
    if analysis.welfare is not None:
        parts += [*welfare_lines(analysis.welfare, width), Text("")]
    for topic, words in analysis.budget.told() if analysis.budget is not None else ():
        parts += [_paragraph(f"{topic}: {words}" if topic else words, width), Text("")]
    for part in (analysis.costs, analysis.benefit):
        if part is not None:
            parts += [_paragraph(part.summary(), width), Text("")]
    parts += [Text(textwrap.fill(note, width), style=QUIET) for note in analysis.notes]
    parts.append(Text(textwrap.fill(f"Data: {analysis.origin}", width), style=QUIET))
    return Group(*parts)


def _row(found: Answered, finding: str, *, wide: bool) -> list[str]:
    e = found.estimate
    cells = [
        found.text,
        finding,
        found.estimate_shown,
        e.interval_shown,
        chance(e.p).replace(" ", ""),
    ]
    if wide:
        printed = f"{found.printed.value:+z.{found.printed.decimals}f}" if found.printed else ""
        mark = {True: " =", False: " ≠", None: ""}[found.agrees]
        cells += [f"{e.n:,}", printed + mark]
    return cells


def _paragraph(text: str, width: int) -> Text:
    return Text(textwrap.fill(text, width))
