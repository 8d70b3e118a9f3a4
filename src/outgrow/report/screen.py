"""The verdict on one terminal screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outgrow.conditions import Driver
from outgrow.report.amounts import probability
from outgrow.report.bars import Bar
from outgrow.report.prose import (
    answer,
    binding,
    change,
    classes,
    driver_label,
    option_payer,
    short_reason,
    uncertainty,
)
from outgrow.report.records import Results

if TYPE_CHECKING:
    from rich.console import RenderableType

OPTIONS_SHOWN = 3
DRIVERS_SHOWN = 5
WIDE = 76  # columns from which the bars are long
BAR: Final = {True: 18, False: 10}
OPEN, CLOSED, QUIET, HEAD = "bright_blue", "yellow", "dim", "bold"


def screen(results: Results, width: int) -> RenderableType:
    """The verdict as a rich renderable.

    Parameters
    ----------
    results
        What a run found.
    width
        Columns that it may take.
    """
    verdict = results.verdict
    parts: list[RenderableType] = [
        Text(results.initiative.title, style=HEAD),
        Text(answer(verdict)),
        Text(),
        _gates(results, BAR[width >= WIDE]),
        Text(),
        _line("Endings", classes(verdict)),
        _line("Binds", binding(verdict)),
    ]
    if results.appraisals:
        parts += [Text(), _options(results)]
    parts += [Text(), _drivers(results)]
    parts += [Text(), Text(uncertainty(results), style=QUIET)]
    return Constrain(Group(*parts), width)


def _line(head: str, words: str) -> Text:
    return Text.assemble((f"{head}: ", HEAD), words)


def _gates(results: Results, bar: int) -> Table:
    """A line for each gate: name, bar, probability, reason."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(width=bar, no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1)
    for gate in results.verdict.gates:
        binds = gate.name == results.verdict.binding.name
        style = CLOSED if binds else OPEN
        table.add_row(
            Text(gate.name, style=f"{HEAD} {CLOSED}" if binds else HEAD),
            Bar(gate.probability, bar, style),
            Text(probability(gate.probability)),
            Text(short_reason(gate, results.code)),
        )
    return table


def _options(results: Results) -> Table:
    """The most helpful options: what, who pays, the gate that binds and all gates before and after."""
    gate = results.verdict.binding.name
    table = Table.grid(padding=(0, 1))
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True, justify="right")
    heading = Text.assemble(("What would change it", HEAD), (f", in {results.appraisals[0].draws} worlds", QUIET))
    table.add_row(heading, Text(gate, style=QUIET), Text("all six", style=QUIET))
    for found in results.appraisals[:OPTIONS_SHOWN]:
        what = Text.assemble(found.option.title, (f" ({option_payer(found, results)})", QUIET))
        table.add_row(what, change(found.gates[gate]), change(found.scales))
    return table


def _drivers(results: Results) -> Table:
    """The parameters that move the verdict most."""
    table = Table.grid(padding=(0, 1))
    table.add_column(ratio=1)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_row(Text("What it hangs on most", style=HEAD), Text("moves", style=QUIET), "")
    for driver in results.verdict.drivers[:DRIVERS_SHOWN]:
        table.add_row(Text(driver_label(driver, results)), _moves(driver), _known(driver))
    return table


def _moves(driver: Driver) -> Text:
    return Text(f"{'+' if driver.direction > 0 else '-'} {driver.gate}")


def _known(driver: Driver) -> Text:
    return Text("not measured", style=CLOSED) if driver.assumed else Text("measured", style=QUIET)
