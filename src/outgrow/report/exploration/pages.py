"""The pages of an exploration and of what is required: self-contained, with charts as findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from altair import LayerChart

from outgrow.conditions import Discovery, Finding
from outgrow.report.amounts import money, probability
from outgrow.report.exploration.charts import (
    ablation_chart,
    box_chart,
    curve_chart,
    frontier_chart,
    gates_chart,
    steady_boxes,
    tornado_chart,
    trade_off_chart,
    variance_chart,
)
from outgrow.report.exploration.records import ExplorationResults, RequirementResults
from outgrow.report.exploration.tables import (
    cheap_table,
    gates_table,
    information_table,
    most_table,
    pairs_table,
    prices_table,
    setting_table,
    supports_table,
    unmeasured_table,
    variance_table,
)
from outgrow.report.page import Figure, drawn, environment

VARIANCES = ("gates open", "members", "present value", "poverty gap")
BOXES = 4  # that are drawn
CURVES_TOLD = 0.005  # change of a probability below which a lever is said to change nothing


def exploration_page(found: ExplorationResults) -> str:
    """The page of an exploration as HTML."""
    spoken = found.findings()
    return (
        environment()
        .get_template("explore.html")
        .render(
            {
                "initiative": found.case.initiative,
                "found": found,
                "money": found.money,
                "scales": probability(found.scales),
                "gates": gates_table(found),
                "kinds": {kind: [f.sentence for f in spoken if f.kind == kind] for kind in {f.kind for f in spoken}},
                "tornados": _tornados(found),
                "variances": _variances(found),
                "variance_table": variance_table(found),
                "information": [(v, information_table(v, found)) for v in found.information],
                "unmeasured": unmeasured_table(found),
                "supports": supports_table(found),
                "supports_figure": _figure("supports", ablation_chart(found), _strongest(spoken)),
                "pairs": pairs_table(found) if found.ablation.pairs else None,
                "curves": _curves(found),
                "boxes": _boxes(found),
                "boxes_tried": len(found.discoveries),
                "certain": [found.labels.get(name, name) for name in found.certain],
                "failures": [*found.enough.simulated.failures],
            }
        )
    )


def requirement_page(report: RequirementResults) -> str:
    """The page of what is required as HTML."""
    requirement = report.requirement
    solution = requirement.solution
    return (
        environment()
        .get_template("required.html")
        .render(
            {
                "initiative": report.case.initiative,
                "report": report,
                "money": report.money,
                "wanted": probability(solution.wanted),
                "reachable": requirement.reachable,
                "summary": report.summary(),
                "setting": setting_table(report),
                "prices": prices_table(report),
                "cheap": cheap_table(report) if solution.near else None,
                "frontier_table": most_table(report),
                "frontier": _figure("frontier", frontier_chart(report), _frontier_words(report)),
                "gates": _figure("gates", gates_chart(report), _gates_words(report)),
            }
        )
    )


def _figure(name: str, chart: LayerChart, caption: str) -> Figure:
    return Figure(name, caption, drawn(name, chart, caption))


def _tornados(found: ExplorationResults) -> list[Figure]:
    figures = []
    for gate, bars in found.tornado.bars.items():
        if not bars or bars[0].swing == 0.0:
            continue
        first = bars[0]
        turns = [bar for bar in bars if bar.turns]
        end = {0: "no number turns it", 1: "one number turns it"}.get(len(turns), f"{len(turns)} numbers turn it")
        words = f"‘{gate}’ moves most with: {found.labels.get(first.name, first.name)}; {end} when moved alone."
        figures.append(_figure(f"tornado-{gate}", tornado_chart(found, gate), words))
    return figures


def _variances(found: ExplorationResults) -> list[Figure]:
    figures = []
    for name in VARIANCES:
        one = found.variance.importances.get(name)
        if one is None or one.sobol.variance == 0.0:
            continue
        words = f"{one.label}: too few worlds to say what accounts for the variance."
        if one.told:
            top = one.told[0]
            label = found.labels.get(one.factors[top], one.factors[top])
            share = float(one.sobol.total[top])
            words = (
                f"{one.label}: {share:.0%} of the variance hangs on: {label}, interactions included."
                if share <= 1.0
                else f"{one.label}: a few extreme worlds decide its variance, most of all by: {label}."
            )
        figures.append(_figure(f"variance-{name.replace(' ', '-')}", variance_chart(found, name), words))
    return figures


def _curves(found: ExplorationResults) -> list[Figure]:
    figures = []
    for curve in found.curves:
        changes: Mapping[str, float] = {gate: shares[-1] - shares[0] for gate, shares in curve.gates.items()}
        gate = max(changes, key=lambda g: abs(changes[g]))
        moved = (
            f"‘{gate}’ goes from {probability(curve.gates[gate][0])} to {probability(curve.gates[gate][-1])}."
            if abs(changes[gate]) > CURVES_TOLD
            else "it changes no gate."
        )
        figures.append(_figure(f"lever-{curve.lever}", curve_chart(curve), f"{curve.title}: {moved}"))
    return figures


def _boxes(found: ExplorationResults) -> list[dict[str, Any]]:
    told = []
    for number, one in enumerate(steady_boxes(found)[:BOXES]):
        words = one.findings(found.labels, found.assumed)[0].sentence
        told.append(
            {
                "figure": _figure(f"box-{number}", box_chart(found, one), words),
                "trade": _figure(f"trade-{number}", trade_off_chart(one), _trade_words(one)),
                "again": [
                    f"{found.labels.get(x.name, x.name)} at {x.side} {x.value:.4g}: quasi-p {x.quasi_p:.1g}, limited "
                    f"in {one.found_again.get(x.name, 0.0):.0%} of random halves"
                    for x in one.limits
                ],
                "dropped": len({x.name for x in one.by_chance}),
            }
        )
    return told


def _trade_words(one: Discovery) -> str:
    return (
        f"The box told (red ring) covers {one.coverage:.0%} of the cases with a density of {one.density:.0%}; each "
        f"point is a box on the way."
    )


def _strongest(findings: tuple[Finding, ...]) -> str:
    own = [f for f in findings if f.kind in ("support", "lever")]
    return max(own, key=lambda f: abs(f.figure)).sentence if own else "No support or option was tried."


def _frontier_words(report: RequirementResults) -> str:
    solution, code = report.requirement.solution, report.case.initiative.money.code
    if solution.best:
        return (
            f"The least cost at which all gates open in {probability(solution.wanted)} of worlds is "
            f"{money(solution.best.cost, code)} a season."
        )
    best = solution.likeliest
    most = probability(best.probability)
    return f"No setting reaches {probability(solution.wanted)}; the likeliest opens all gates in {most}."


def _gates_words(report: RequirementResults) -> str:
    solution = report.requirement.solution
    told = solution.best or solution.likeliest
    place = min(range(len(told.gates)), key=lambda k: told.gates[k])
    name = list(report.requirement.shadow_prices)[place]
    return f"With these levers ‘{name}’ is the gate that opens least, in {probability(told.gates[place])} of worlds."
