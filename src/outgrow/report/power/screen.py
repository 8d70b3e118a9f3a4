"""What the terminal says of the power of a survey."""

from __future__ import annotations

import textwrap

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from outgrow.micro import PlanRow, PowerPlan, PowerReport
from outgrow.report.amounts import probability
from outgrow.report.pilot.figures import figure

HEAD, QUIET = "bold", "dim"


def power_screen(report: PowerReport, width: int = 80) -> RenderableType:
    """A table and a paragraph a plan, in so many columns."""
    parts: list[RenderableType] = [Text(report.name, style=HEAD)]
    for plan in report.plans:
        if plan.title:
            parts.append(Text(textwrap.fill(plan.title, width), style=HEAD))
        parts += [_table(plan, width), Text(""), Text(textwrap.fill(_words(plan), width)), Text("")]
    parts += [Text(textwrap.fill(note, width), style=QUIET) for note in report.notes]
    if report.origin:
        parts.append(Text(textwrap.fill(f"Data: {report.origin}", width), style=QUIET))
    return Group(*parts)


def _words(plan: PowerPlan) -> str:
    return plan.summary().removeprefix(plan.title).strip()


def _table(plan: PowerPlan, width: int) -> Table:
    wanted = bool(plan.wanted)
    what = "clusters" if plan.rows[0].size.cluster_size > 1 else "households"
    table = Table(box=None, padding=(0, 1, 0, 0), width=width, header_style=HEAD)
    table.add_column("Case", ratio=1)
    heads = (what, "finds", *(("wanted", "chance", "needs") if wanted else ()))
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    for row in plan.rows:
        table.add_row(*_row(row, wanted=wanted))
    return table


def _row(row: PlanRow, *, wanted: bool) -> list[str]:
    cells = [row.label or "the plan", f"{row.size.clusters:,}", figure(row.detectable.effect, 3)]
    if wanted and row.wanted is not None and row.chance is not None:
        needs = f"{row.needed:,}" if row.needed is not None else "none"
        cells += [figure(row.wanted.value, 3), probability(row.chance), needs]
    return cells
