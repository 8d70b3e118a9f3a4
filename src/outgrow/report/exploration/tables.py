"""Tables of an exploration and of what is required."""

from __future__ import annotations

from outgrow.conditions import ALL_GATES, QUESTIONS, InformationValue, Worth
from outgrow.report.amounts import money, money_range, percent, probability
from outgrow.report.exploration.records import ExplorationResults, RequirementResults
from outgrow.report.tables import Cell, Table

WORTHS = 10  # numbers in the table of what to measure
UNMEASURED = 15
CHEAP = 15  # nearly as cheap settings that are listed
POINTS = 100.0


def gates_table(found: ExplorationResults) -> Table:
    """Each gate: probability with its error, how often it binds, and how often it alone is closed."""
    binds = found.bottleneck
    rows = [
        (
            Cell(gate.name, note=gate.question),
            Cell(
                probability(gate.probability),
                note=f"±\N{NO-BREAK SPACE}{POINTS * error:.1f} points",
                bar=gate.probability,
            ),
            Cell(probability(binds.shares.get(gate.name, 0.0))),
            Cell(probability(binds.alone[gate.name])),
        )
        for gate, error in zip(found.gates, found.enough.errors, strict=True)
    ]
    return Table(("Gate", "Opens", "Binds", "Alone closed"), rows, frozenset({1, 2, 3}))


def variance_table(found: ExplorationResults) -> Table:
    """Total index of each factor for each gate, the number of gates and the amounts behind them."""
    shown = [one for one in found.variance.importances.values() if one.sobol.variance > 0.0]
    first = found.variance.importances["gates open"]
    rows = []
    for k in first.order:
        cells = [
            Cell(
                percent(float(one.sobol.total[k])),
                note=f"±\N{NO-BREAK SPACE}{percent(float(one.sobol.total_error[k]))}",
            )
            if one.known(k)
            else Cell("–", tone="quiet")
            for one in shown
        ]
        name = first.factors[k]
        tone = "assumed" if found.assumed.get(name, False) else ""
        rows.append((Cell(found.labels.get(name, name), note=name if name in found.labels else "", tone=tone), *cells))
    heads = ("What", *(one.output for one in shown))
    return Table(heads, rows, frozenset(range(1, len(heads))))


def information_table(value: InformationValue, found: ExplorationResults) -> Table:
    """What knowing each number is worth for a decision."""
    code = found.case.initiative.money.code
    most = max((worth.evppi for worth in value.worths), default=0.0) or 1.0
    rows = [
        (
            Cell(str(rank)),
            Cell(found.labels.get(worth.name, worth.label), note=worth.name, tone="assumed" if worth.assumed else ""),
            Cell(money(worth.evppi, code), bar=worth.evppi / most),
            Cell("measure" if worth.above_chance else "not above chance", tone="" if worth.above_chance else "quiet"),
        )
        for rank, worth in enumerate(_worth_telling(value), start=1)
    ]
    return Table(("", "What", "Worth of knowing it", ""), rows, frozenset({0, 2}))


def _worth_telling(value: InformationValue) -> list[Worth]:
    """Numbers that are worth anything: the others stand in the order of their names, which is no ranking."""
    return [worth for worth in value.worths[:WORTHS] if worth.evppi > 0.0]


def unmeasured_table(found: ExplorationResults) -> Table:
    """Assumptions without evidence that move the verdict, the one that moves it most first."""
    moved = {driver.name: driver for driver in found.tornado.drivers}
    rows = [
        (
            Cell(str(rank)),
            Cell(found.labels[name], note=name, tone="assumed"),
            Cell(moved[name].value),
            Cell(f"{moved[name].gate} by {moved[name].movement:z.2f}", note=", ".join(moved[name].flips)),
        )
        for rank, name in enumerate(found.unmeasured[:UNMEASURED], start=1)
    ]
    return Table(("", "Assumption", "Number", "Moves, and turns"), rows, frozenset({0}))


def supports_table(found: ExplorationResults) -> Table:
    """Each support taken away and alone: gates that open, and the gate that moves most."""
    away = {d.id: d for d in found.ablation.of("taken away")}
    alone = {d.id: d for d in found.ablation.of("alone")}
    rows = []
    for name, one in away.items():
        gate = max(QUESTIONS, key=lambda g, one=one: abs(one.gates[g]))  # type: ignore[misc]
        rows.append(
            (
                Cell(one.title[0].upper() + one.title[1:]),
                Cell(f"{one.open:+z.2f}", note=f"±\N{NO-BREAK SPACE}{one.error:.2f}"),
                Cell(f"{POINTS * one.gates[gate]:+z.0f} points", note=gate),
                Cell(f"{alone[name].open:+z.2f}", note=f"±\N{NO-BREAK SPACE}{alone[name].error:.2f}"),
            )
        )
    return Table(("Support", "Taken away", "Gate that moves most", "Alone"), rows, frozenset({1, 2, 3}))


def pairs_table(found: ExplorationResults) -> Table:
    """Pairs that are more or less than their parts; all pairs when none is."""
    told = [p for p in found.ablation.pairs if p.verdict != "independent"] or list(found.ablation.pairs[:5])
    rows = [
        (
            Cell(f"{pair.titles[0][0].upper()}{pair.titles[0][1:]}"),
            Cell(pair.titles[1]),
            Cell(f"{pair.interaction:+z.2f}", note=f"±\N{NO-BREAK SPACE}{pair.error:.2f}"),
            Cell(pair.verdict, tone="quiet" if pair.verdict == "independent" else ""),
        )
        for pair in told
    ]
    return Table(("One", "Other", "Gates beyond the sum", ""), rows, frozenset({2}))


def setting_table(report: RequirementResults) -> Table:
    """Strength, payer and cost of each lever in the setting that is required, or the likeliest."""
    requirement = report.requirement
    told = requirement.solution.best or requirement.solution.likeliest
    code = report.case.initiative.money.code
    names = {actor.id: actor.name.split(" (")[0] for actor in report.case.initiative.actors}
    rows = [
        (
            Cell(lever.title),
            Cell(f"{strength:.0%}", bar=strength, tone="" if strength > 0.0 else "quiet"),
            Cell(names.get(lever.payer, lever.payer)),
            Cell(money(strength * lever.median_cost, code) if strength > 0.0 else "–"),
        )
        for lever, strength in zip(requirement.levers, told.strengths, strict=True)
    ]
    low, middle, high = requirement.cost_range(told)
    total = (Cell("All together"), Cell(""), Cell(""), Cell(money(middle, code), note=money_range(low, high, code)))
    return Table(("Lever", "Strength", "Who pays", "Cost a season"), [*rows, total], frozenset({1, 3}))


def cheap_table(report: RequirementResults) -> Table:
    """Settings that pass and are nearly as cheap."""
    requirement = report.requirement
    code, pareto = report.case.initiative.money.code, set(requirement.pareto)
    rows = [
        (
            Cell(requirement.words(tried)),
            Cell(money(tried.cost, code)),
            Cell(probability(tried.probability), note=f"±\N{NO-BREAK SPACE}{POINTS * tried.error:.0f} points"),
            Cell("yes" if tried in pareto else "", tone="quiet"),
        )
        for tried in requirement.solution.near[:CHEAP]
    ]
    return Table(("Setting", "Cost a season", "All gates", "Unbeaten for every payer"), rows, frozenset({1, 2}))


def prices_table(report: RequirementResults) -> Table:
    """What each gate adds to the least cost."""
    requirement = report.requirement
    code = report.case.initiative.money.code
    most = dict(zip(QUESTIONS, requirement.solution.most, strict=True))
    rows = []
    for gate, question in QUESTIONS.items():
        price, without = requirement.shadow_prices[gate], requirement.cost_without[gate]
        rows.append(
            (
                Cell(gate, note=question),
                Cell(probability(most[gate]), bar=most[gate]),
                Cell(money(price, code) if price is not None else "–"),
                Cell(money(without, code) if without is not None else "not reachable"),
            )
        )
    heads = ("Gate", "Opens at most", "Shadow price a season", "Least cost without it")
    return Table(heads, rows, frozenset({1, 2, 3}))


def most_table(report: RequirementResults) -> Table:
    """Settings on the frontier of cost and probability."""
    requirement = report.requirement
    code = report.case.initiative.money.code
    rows = [
        (
            Cell(requirement.words(tried)),
            Cell(money(tried.cost, code) if tried.cost > 0.0 else f"{code} 0"),
            Cell(
                probability(tried.probability),
                note=f"±\N{NO-BREAK SPACE}{POINTS * tried.error:.0f} points",
                bar=tried.probability,
            ),
        )
        for tried in requirement.solution.frontier
    ]
    return Table(("Setting", "Cost a season", f"{ALL_GATES.capitalize()}"), rows, frozenset({1, 2}))
