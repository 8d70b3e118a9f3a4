"""An exploration, and what is required, on a terminal screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outgrow.conditions import QUESTIONS
from outgrow.report.amounts import money, probability
from outgrow.report.bars import Bar
from outgrow.report.exploration.records import ExplorationResults, RequirementResults
from outgrow.report.screen import BAR, CLOSED, HEAD, OPEN, QUIET, WIDE

if TYPE_CHECKING:
    from rich.console import RenderableType

SHOWN = 5
UNFILLED = 0.0


def exploration_screen(found: ExplorationResults, width: int) -> RenderableType:
    """What holds it back, what matters, what to measure, what facilitates."""
    parts: list[RenderableType] = [
        Text(found.case.initiative.title, style=HEAD),
        Text(f"All six gates open in {probability(found.scales)} of possible worlds."),
        Text(),
        _gates(found, BAR[width >= WIDE]),
        Text(),
        _ranking(found),
        Text(),
        Text("Measure this first", style=HEAD),
        *(Text(value.summary(found.say)) for value in found.information),
        Text(),
        Text("What facilitates and what limits", style=HEAD),
        *(Text(f"· {sentence}") for sentence in _conditions(found)),
        Text(),
        Text(f"{found.enough.summary()} {_failed(found)}", style=QUIET),
    ]
    return Constrain(Group(*parts), width)


def _gates(found: ExplorationResults, bar: int) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(width=bar, no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1)
    worst = next((name for name in found.bottleneck.shares if name in QUESTIONS), "")
    for gate, error in zip(found.gates, found.enough.errors, strict=True):
        binds = gate.name == worst
        table.add_row(
            Text(gate.name, style=f"{HEAD} {CLOSED}" if binds else HEAD),
            Bar(gate.probability, bar, CLOSED if binds else OPEN),
            Text(f"{probability(gate.probability)} ± {100 * error:.0f}"),
            Text(f"binds in {probability(found.bottleneck.shares[gate.name])} of worlds"),
        )
    return table


def _ranking(found: ExplorationResults) -> Table:
    """The factors of the number of gates that open, with total index and whether they are measured."""
    one = found.variance.importances["gates open"]
    table = Table.grid(padding=(0, 1))
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_row(Text("What the number of open gates hangs on", style=HEAD), Text("share", style=QUIET), "")
    for k in one.order[: SHOWN + 1]:
        name = one.factors[k]
        known = Text("not measured", style=CLOSED) if found.assumed.get(name, False) else Text("")
        share = f"{float(one.sobol.total[k]):z.0%} ± {float(one.sobol.total_error[k]):z.0%}"
        table.add_row(Text(found.labels.get(name, name)), Text(share), known)
    return table


def _conditions(found: ExplorationResults) -> list[str]:
    spoken = found.findings()
    sure = [f for f in spoken if f.kind in ("support", "lever") and f.facilitates is not None]
    strong = sorted(sure, key=lambda f: -abs(f.figure))[:SHOWN]
    rest = [f for f in spoken if f.kind in ("pair", "box")][:3]
    return [f.sentence for f in (*strong, *rest)] or [
        "No support or option moves the number of open gates for certain."
    ]


def _failed(found: ExplorationResults) -> str:
    failed = len(found.enough.simulated.failures) + found.variance.failed + found.ablation.failed
    return f"{failed} worlds failed and are left out." if failed else "No world failed."


def requirement_screen(report: RequirementResults, width: int) -> RenderableType:
    """What is required, what each gate costs, and what is nearly as cheap."""
    requirement, code = report.requirement, report.case.initiative.money.code
    near = requirement.solution.near[1 : SHOWN + 1]
    parts: list[RenderableType] = [
        Text(report.case.initiative.title, style=HEAD),
        Text(report.summary()),
        Text(),
        _settings(report),
        Text(),
        _prices(report),
    ]
    if near:
        parts += [Text(), Text("Nearly as cheap", style=HEAD)]
        parts += [Text(f"· {money(t.cost, code)}, {probability(t.probability)}: {requirement.words(t)}") for t in near]
    return Constrain(Group(*parts), width)


def _settings(report: RequirementResults) -> Table:
    requirement, code = report.requirement, report.case.initiative.money.code
    told = requirement.solution.best or requirement.solution.likeliest
    table = Table.grid(padding=(0, 1))
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    head = "What is required" if requirement.reachable else "As near as it gets"
    table.add_row(Text(head, style=HEAD), Text("strength", style=QUIET), Text("a season", style=QUIET))
    for lever, strength in zip(requirement.levers, told.strengths, strict=True):
        cost = money(strength * lever.median_cost, code) if strength > UNFILLED else ""
        table.add_row(
            Text(lever.title, style="" if strength > UNFILLED else QUIET), Text(f"{strength:.0%}"), Text(cost)
        )
    return table


def _prices(report: RequirementResults) -> Table:
    requirement, code = report.requirement, report.case.initiative.money.code
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1)
    table.add_row(
        Text("Gate", style=HEAD),
        Text("at most", style=QUIET),
        Text("price", style=QUIET),
        Text("least cost without it", style=QUIET),
    )
    for gate, most in zip(QUESTIONS, requirement.solution.most, strict=True):
        price, without = requirement.shadow_prices[gate], requirement.cost_without[gate]
        table.add_row(
            gate,
            probability(most),
            money(price, code) if price is not None else "–",
            money(without, code) if without is not None else "not reachable",
        )
    return table
