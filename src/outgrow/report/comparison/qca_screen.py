"""A qualitative comparative analysis on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outgrow.conditions import Model, Qca, Robustness, Solution, TruthRow
from outgrow.report.comparison.qca_report import QcaReport

if TYPE_CHECKING:
    from rich.console import RenderableType

ROWS_SHOWN, MODELS_SHOWN = 24, 3
WIDE_NAMES = 34  # columns that conditions may take before they are written as one word
CODE_STYLE: Final = {"1": "bold bright_blue", "0": "", "C": "yellow", "?": "dim"}
HEAD, QUIET, ALARM = "bold", "dim", "yellow"


def qca_screen(shown: QcaReport, width: int) -> RenderableType:
    """Truth table, solutions, necessity, the absence of the outcome, robustness and warnings for so many columns.

    Parameters
    ----------
    shown
        The analysis and what was done with it.
    width
        Columns that it may take.
    """
    found, robust = shown.found, shown.robust
    table = found.table
    parts: list[RenderableType] = [
        Text(f"{table.outcome}: {len(table.cases)} cases, {len(table.conditions)} conditions", style=HEAD),
        Text(),
        *_truth(found),
    ]
    for kind in ("intermediate", "parsimonious", "complex"):
        solution = next(one for one in found.solutions if one.kind == kind)
        parts += [Text(), *_solution(solution, robust if robust and robust.kind == kind else None)]
    parts += [Text(), *_necessity(found)]
    parts += [Text(), Text("Absence of the outcome", style=HEAD), Text(shown.absence.summary())]
    if robust:
        parts += [Text(), Text("Robustness", style=HEAD), Text(robust.summary())]
    if shown.protocol:
        parts.append(Text(shown.protocol.summary()))
    parts += [Text(f"Note: {warning}", style=ALARM) for warning in found.warnings]
    return Constrain(Group(*parts), width)


def _truth(found: Qca) -> Iterator[RenderableType]:
    truth, cut = found.truth, found.truth.cut_offs
    lower = "" if cut.lower is None else f", coded C from {cut.lower:g}"
    yield Text.assemble(
        ("Truth table", HEAD),
        (
            f"  {truth.possible - truth.remainders} of {truth.possible:,} configurations have cases; coded 1: "
            f"inclusion >= {cut.inclusion:g}, PRI >= {cut.pri:g}, cases >= {cut.cases}{lower}",
            QUIET,
        ),
    )
    apart = len(" ".join(truth.conditions)) <= WIDE_NAMES
    table = Table.grid(padding=(0, 1))
    heads = list(truth.conditions) if apart else ["".join(name[0] for name in truth.conditions)]
    for head in ("row", *heads, "out", "n", "incl", "PRI"):
        table.add_column(justify="right" if head in ("row", "n", "incl", "PRI") else "center", no_wrap=True)
    table.add_column(ratio=1)
    table.add_row(*(Text(head, style=QUIET) for head in ("row", *heads, "out", "n", "incl", "PRI", "cases")))
    for row in truth.rows[:ROWS_SHOWN]:
        table.add_row(*_truth_row(row, apart))
    yield table
    if len(truth.rows) > ROWS_SHOWN:
        yield Text(f"and {len(truth.rows) - ROWS_SHOWN} more rows; --out writes them all", style=QUIET)
    if truth.contradictory:
        yield Text("! contradictory: cases with and without the outcome share the row", style=ALARM)


def _truth_row(row: TruthRow, apart: bool) -> Iterator[Text]:
    style = CODE_STYLE[row.out]
    yield Text(str(row.number), style=QUIET)
    yield from (
        [Text(str(value)) for value in row.values] if apart else [Text("".join(str(value) for value in row.values))]
    )
    yield Text(row.out + ("!" if row.contradictory else ""), style=style)
    yield Text(str(len(row.cases)))
    yield Text(_figure(row.inclusion))
    yield Text(_figure(row.pri))
    yield Text(", ".join(row.cases))


def _solution(solution: Solution, robust: Robustness | None) -> Iterator[RenderableType]:
    many = f"{solution.count:,}" if solution.counted_all else f"more than {solution.count:,}"
    models = f"{many} model{'s' if solution.count != 1 else ''}"
    rows = len(solution.assumptions)
    assumed = f", {rows:,} remainder{'s' if rows != 1 else ''} assumed" if rows else ""
    yield Text.assemble((f"{solution.kind.capitalize()} solution", HEAD), (f"  {models}{assumed}", QUIET))
    table = Table.grid(padding=(0, 1))
    table.add_column(ratio=1)
    heads = ["incl", "PRI", "cov", "unique", *(["survives"] if robust else [])]
    for _ in heads:
        table.add_column(justify="right", no_wrap=True)
    table.add_row("", *(Text(head, style=QUIET) for head in heads))
    for number, model in enumerate(solution.models[:MODELS_SHOWN], start=1):
        if len(solution.models) > 1:
            table.add_row(Text(f"model {number}", style=QUIET), *([""] * len(heads)))
        for row in _model(model, robust):
            table.add_row(*row)
    yield table
    if len(solution.models) > MODELS_SHOWN:
        yield Text(f"and {len(solution.models) - MODELS_SHOWN:,} more models; --out writes them", style=QUIET)


def _model(model: Model, robust: Robustness | None) -> Iterator[list[Text]]:
    survives = {one.text: one.every for one in robust.survivals} if robust else {}
    for term in model.terms:
        figures = [term.fit.inclusion, term.fit.pri, term.fit.coverage, term.unique]
        last = [Text(f"{survives[term.text]:.0%}")] if robust else []
        yield [Text(f"  {term.text}"), *(Text(_figure(x)) for x in figures), *last]
        if term.deviant:
            yield [Text(f"    against: {', '.join(term.deviant)}", style=ALARM)]
    figures = [model.fit.inclusion, model.fit.pri, model.fit.coverage]
    yield [Text("  together", style=QUIET), *(Text(_figure(x), style=QUIET) for x in figures)]
    if model.uncovered:
        yield [Text(f"    not covered: {', '.join(model.uncovered)}", style=QUIET)]


def _necessity(found: Qca) -> Iterator[RenderableType]:
    yield Text.assemble(
        ("Necessary", HEAD), ("  consistency >= 0.9 and relevance >= 0.6; single conditions follow", QUIET)
    )
    table = Table.grid(padding=(0, 1))
    table.add_column(ratio=1)
    for _ in range(3):
        table.add_column(justify="right", no_wrap=True)
    table.add_row("", *(Text(head, style=QUIET) for head in ("incl", "RoN", "cov")))
    if not found.super_sets:
        table.add_row(Text("  none"), "", "", "")
    for one in found.super_sets:
        table.add_row(Text(f"  {one.text}"), *(Text(_figure(x)) for x in (one.inclusion, one.relevance, one.coverage)))
    singles = sorted(found.necessary, key=lambda one: -one.inclusion)[: len(found.table.conditions)]
    for one in singles:
        figures = (one.inclusion, one.relevance, one.coverage)
        table.add_row(Text(f"  {one.text}", style=QUIET), *(Text(_figure(x), style=QUIET) for x in figures))
    yield table


def _figure(value: float) -> str:
    return "-" if isnan(value) else f"{value:.3f}"
