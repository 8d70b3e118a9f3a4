"""The chain on one terminal screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.console import Group
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outgrow.chain import ChainFindings, compare
from outgrow.report.amounts import money, probability
from outgrow.report.bars import Bar
from outgrow.report.chain_captions import chain_captions
from outgrow.report.measures import leaving_part, takeovers
from outgrow.report.records import Background

if TYPE_CHECKING:
    from rich.console import RenderableType

HEAD, QUIET, OPEN, CLOSED = "bold", "dim", "bright_blue", "yellow"
BAR_WIDTH = 12
WIDE = 96  # columns from which the table of actors has all its columns


def chain_screen(results: Background, width: int) -> RenderableType:
    """Findings along the chain as a rich renderable.

    Parameters
    ----------
    results
        What was found.
    width
        Columns that it may take.
    """
    found, said = results.chain, chain_captions(results)
    assert found is not None
    parts: list[RenderableType] = [
        Text(f"{results.initiative.title}: the chain", style=HEAD),
        Text(),
        _actors(found, results, width),
        Text(),
        _line("The firm", _firm(found, results)),
        *_lines(said, Scale="break_even", Services="delivery"),
        Text(),
        _line("The contract", _contract(found, results)),
        *_lines(said, Credit="credit", Institutions="institutions"),
        Text(),
        _functions(found, results),
        Text(),
        *_lines(said, Information="knowing", Survey="survey"),
        _line("Governance", f"{found.governance.type.value}. {found.governance.reason}"),
    ]
    return Constrain(Group(*parts), width)


def _line(head: str, words: str) -> Text:
    return Text.assemble((f"{head}: ", HEAD), words)


def _lines(said: dict[str, str], **names: str) -> list[Text]:
    """Findings that there are, each under its head."""
    return [_line(head, said[name]) for head, name in names.items() if name in said]


def _actors(found: ChainFindings, results: Background, width: int) -> Table:
    """Each actor's share of the final price with a bar, and its margin without and with the initiative."""
    both = compare(found.without, found.with_initiative)
    table = Table.grid(padding=(0, 1))
    table.add_column(ratio=1)
    table.add_column(width=BAR_WIDTH, no_wrap=True)
    for _ in range(3 if width >= WIDE else 2):
        table.add_column(justify="right", no_wrap=True)
    price = f"of {money(found.with_initiative.final_price, results.code)} a kg"
    heads = [Text.assemble(("Who gets what", HEAD), (f" {price}", QUIET)), Text(), Text("share", style=QUIET)]
    heads += [Text("own costs", style=QUIET)] if width >= WIDE else []
    table.add_row(*heads, Text("margin", style=QUIET))
    for k, actor in enumerate(both.actors):
        cells: list[RenderableType] = [
            Text(results.actor(actor)),
            Bar(float(np.clip(both.value_share[1][k], 0.0, 1.0)), BAR_WIDTH, OPEN),
            Text(_pair(f"{both.value_share[0][k]:.1%}", f"{both.value_share[1][k]:.1%}")),
        ]
        if width >= WIDE:
            cells.append(Text(f"{float(found.with_initiative.costs[k]):.3g}"))
        table.add_row(*cells, Text(_pair(f"{both.margin[0][k]:.3g}", f"{both.margin[1][k]:.3g}")))
    return table


def _pair(before: str, after: str) -> str:
    return before if before == after else f"{before} to {after}"


def _firm(found: ChainFindings, results: Background) -> str:
    low, middle, high = np.quantile(found.firm.npv, (0.05, 0.5, 0.95)).tolist()
    text = (
        f"paying alone, its net present value is {money(middle, results.code)} ({money(low, '').strip()} to "
        f"{money(high, '').strip()} in nine worlds of ten); it recovers its investment in "
        f"{probability(found.firm.recovers)} of worlds."
    )
    if found.rollout is not None:
        worth = money(found.rollout.value, results.code)
        text += f" Taken in stages, with the right to stop, the scheme is worth {worth}."
    return text


def _contract(found: ChainFindings, results: Background) -> str:
    low, high = float(np.median(found.contract.low)), float(np.median(found.contract.high))
    return (
        f"neither side walks away while spot buyers offer {results.code} {low:.3g} to {high:.3g} a kg, as "
        f"{probability(float(np.mean(found.contract.inside)))} of offers are; "
        f"{probability(float(np.mean(found.contract.above)))} tempt the household."
    )


def _functions(found: ChainFindings, results: Background) -> Table:
    """Each function: who does it, who takes over what leaves, and in how many worlds nobody does."""
    table = Table.grid(padding=(0, 1))
    table.add_column(ratio=2)
    table.add_column(ratio=3)
    table.add_column(ratio=3)
    table.add_column(justify="right", no_wrap=True)
    table.add_row(
        Text("Who takes over", style=HEAD),
        Text("done by today", style=QUIET),
        Text("after the exit", style=QUIET),
        Text("nobody", style=QUIET),
    )
    for place, line in enumerate(found.ledger.lines):
        part = leaving_part(line.payers, results.initiative)
        taken = takeovers(results.ensemble, place)
        nobody = 1.0 - sum(taken.values())
        likely = next(iter(taken), "")
        after = f"{results.actor(likely)} {probability(taken[likely])}" if likely else "nobody"
        table.add_row(
            Text(line.function.replace("_", " ")),
            Text(results.actor(line.done_by)),
            Text(after if part else "stays"),
            Text(probability(nobody), style=CLOSED if nobody > 0.5 else "") if part else Text("-", style=QUIET),
        )
    return table
