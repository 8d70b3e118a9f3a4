"""A scored checklist on a terminal, on a page, and as sheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.constrain import Constrain
from rich.table import Table as Grid
from rich.text import Text

from outgrow.conditions import Beside, Comparison, ScoreSheet, save_csv, save_excel
from outgrow.report.new_folder import new_folder
from outgrow.report.tables import Cell, Table

if TYPE_CHECKING:
    from rich.console import RenderableType

HEAD, QUIET, ALARM = "bold", "dim", "yellow"


def checklist_screen(sheet: ScoreSheet, comparison: Comparison | None, width: int) -> RenderableType:
    """Scores, and the simulation beside them, for so many columns."""
    parts: list[RenderableType] = [
        Text(f"{sheet.checklist.title} ({sheet.checklist.edition}): {sheet.source}", style=HEAD),
        Text(),
        _beside(comparison) if comparison else _alone(sheet),
        Text(),
        Text(sheet.summary()),
    ]
    parts += [Text(comparison.summary())] if comparison else []
    parts += [Text(f"Note: {warning}", style=ALARM) for warning in sheet.warnings]
    return Constrain(Group(*parts), width)


def save_checklist(sheet: ScoreSheet, comparison: Comparison | None, folder: Path, *, excel: bool = False) -> Path:
    """Write page and sheet into a new folder, and give the page's path.

    ``checklist.html``, ``scores.csv`` (with the simulation's columns, and readable again) and, if asked for,
    ``scores.xlsx``.

    Raises
    ------
    InputError
        When the folder exists already.
    MissingExtraError
        When a workbook is asked for and xlsxwriter is not installed.
    """
    html = _page(sheet, comparison)
    new_folder(folder, "What is there is never overwritten", "Choose another --out")
    save_csv(sheet, folder / "scores.csv", comparison)
    if excel:
        save_excel(sheet, folder / "scores.xlsx", comparison)
    page = folder / "checklist.html"
    page.write_text(html, encoding="utf-8")
    return page


def _alone(sheet: ScoreSheet) -> Grid:
    table = Grid.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    if sheet.components:
        table.add_row("", "", Text("readiness x use", style=QUIET))
        for number, one in enumerate(sheet.components, start=1):
            weak = one in sheet.bottleneck
            core = "" if one.core else " (complementary)"
            name = Text(f"{one.name}{core}{'  <- bottleneck' if weak else ''}", style=ALARM if weak else "")
            table.add_row(str(number), name, Text(f"{one.readiness} x {one.use} = {one.score}"))
        return table
    weakest = {one.item.code for one in sheet.weakest()}
    for score in sheet.scores:
        figure = "-" if score.score is None else f"{score.score:g}"
        style = ALARM if score.item.code in weakest else ""
        table.add_row(Text(score.item.code, style=QUIET), Text(score.item.text or "", style=style), Text(figure))
    return table


def _beside(comparison: Comparison) -> Grid:
    table = Grid.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(ratio=2)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=3)
    heads = ("", "", "scored", "simulated", "")
    table.add_row(*(Text(head, style=QUIET) for head in heads))
    for row in comparison.rows:
        chance = "-" if row.simulated is None else f"{row.simulated:.0%}"
        style = ALARM if row.apart else ""
        table.add_row(
            Text(row.code, style=QUIET),
            Text(row.text),
            Text(f"{row.score:.3g} ({row.share:.0%})"),
            Text(chance),
            Text(row.remark, style=style or QUIET),
        )
    return table


def _page(sheet: ScoreSheet, comparison: Comparison | None) -> str:
    from outgrow.report.charts.checklist import checklist_chart  # noqa: PLC0415  loads altair
    from outgrow.report.page import Figure, drawn, environment  # noqa: PLC0415

    words = {
        "scaling-scan": "Each ingredient on its own axis: middle lowest, rim highest",
        "asat": "Mean score of each category as a share of its scale",
        "scaling-readiness": "Readiness and use of each component; grey curves join equal products",
    }[sheet.checklist.name]
    content: dict[str, Any] = {
        "sheet": sheet,
        "comparison": comparison,
        "figure_": Figure("checklist", words, drawn("checklist", checklist_chart(sheet, comparison), words)),
        "beside": _beside_table(comparison) if comparison else None,
        "scores": _scores_table(sheet),
        "n": f"n = {len(sheet.components) or sum(one.score is not None for one in sheet.scores)} scores",
    }
    return environment().get_template("checklist.html").render(content)


def _scores_table(sheet: ScoreSheet) -> Table:
    if sheet.components:
        weak = sheet.bottleneck
        rows = [
            (
                Cell(one.name, note="bottleneck" if one in weak else ("" if one.core else "complementary")),
                Cell(str(one.readiness)),
                Cell(str(one.use)),
                Cell(str(one.score), bar=one.score / 81.0),
                Cell(one.note),
            )
            for one in sheet.components
        ]
        return Table(("Component", "Readiness", "Use", "Product, of 81", "Note"), rows, frozenset({1, 2, 3}))
    known = sheet.checklist
    lines = [
        (
            Cell(one.item.code),
            Cell(one.item.text or "wording not known here", tone="" if one.item.text else "quiet"),
            Cell(
                "-" if one.score is None else f"{one.score:g}",
                bar=None if one.score is None else known.share(one.score),
            ),
            Cell(one.note),
        )
        for one in sheet.scores
    ]
    return Table(("", "What was scored", f"Score, {known.low} to {known.high}", "Note"), lines, frozenset({2}))


def _beside_table(comparison: Comparison) -> Table:
    return Table(
        ("", "Condition", "Scored", "Simulated", "Gates", "Together"),
        [_beside_row(row) for row in comparison.rows],
        frozenset({2, 3}),
    )


def _beside_row(row: Beside) -> tuple[Cell, ...]:
    simulated = Cell("-") if row.simulated is None else Cell(f"{row.simulated:.0%}", bar=row.simulated)
    return (
        Cell(row.code),
        Cell(row.text),
        Cell(f"{row.score:.3g}", note=f"{row.share:.0%} of the scale", bar=row.share),
        simulated,
        Cell(", ".join(row.gates) or "none", tone="" if row.gates else "quiet"),
        Cell(row.remark, tone="assumed" if row.apart else ""),
    )
