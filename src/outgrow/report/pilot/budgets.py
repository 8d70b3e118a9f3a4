"""Budgets of a survey's households as charts and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt

from outgrow.micro import SurveyBudget
from outgrow.report.pilot.figures import figure
from outgrow.report.pilot.intervals import NAMES, NUMBER, Drawing
from outgrow.report.style import BLUE, GREEN, GREY, INK, RED, data, finish
from outgrow.report.tables import Cell, Table

PERCENT = 100.0
MARGIN, NET = "gross margin", "margin after family labour"
LABOUR = "family labour"
WARM = ("#D55E00", "#E69F00", "#CC79A7", "#F0E442", "#8A8F98", "#7F3C00")  # what is paid
COOL = ("#0072B2", "#56B4E9", "#009E73", "#1f5f8b")  # what is earned
ROW = 34
SHARES = ("share with a positive margin", "share with a positive margin after family labour")
ROWS = (
    "revenue", "cash costs", MARGIN, *SHARES[:1], "days of family labour", NET, *SHARES[1:],
    "return to a day of family labour", "gross margin per {land}", "margin after family labour per {land}", "yield",
    "break-even yield", "price received", "break-even price", "break-even price, family labour paid",
)  # fmt: skip


def budget_drawings(found: SurveyBudget) -> Iterator[tuple[str, Drawing]]:
    """The groups' budgets; the arms' difference as a partial budget."""
    yield "budget", Drawing(_caption(found), groups_chart(found))
    if found.partial is not None:
        net = found.partial.net
        sure = "the interval holds zero" if net.low <= 0 <= net.high else "the interval excludes zero"
        caption = f"Partial budget, {found.contrast}: {figure(net.value, 3, sign=True)} {found.money.code}; {sure}"
        yield "partial-budget", Drawing(caption, partial_chart(found))


def groups_chart(found: SurveyBudget) -> alt.LayerChart:
    """Revenue to the right and costs to the left, by line, and the margin with its interval."""
    labour = any(found.has(LABOUR, group.label) for group in found.groups)
    kinds = [_plain(line) for line in (*found.revenue, *found.costs, *([LABOUR] if labour else []))]
    colours = [COOL[i % len(COOL)] for i in range(len(found.revenue))]
    colours += [WARM[i % len(WARM)] for i in range(len(found.costs))] + ([GREY] if labour else [])
    bars: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    for group in found.groups:
        name = group.label
        bars += [_bar(name, line, found.of(f"revenue: {line}", name).value) for line in found.revenue]
        bars += [_bar(name, line, -found.of(f"cost: {line}", name).value) for line in found.costs]
        if labour:
            bars.append(_bar(name, LABOUR, -found.of(LABOUR, name).value))
        margin = found.of(MARGIN, name)
        points.append({"name": name, "value": margin.value, "low": margin.low, "high": margin.high})
    names = [group.label for group in found.groups]
    y = alt.Y(
        "name:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=170, minExtent=NAMES)
    )
    axis = alt.Axis(title=f"{found.money.sentence} a household and season", format=NUMBER, tickCount=5)
    colour = alt.Color(
        "line:N", sort=None, scale=alt.Scale(domain=kinds, range=colours), legend=alt.Legend(columns=3, labelLimit=110)
    )
    stack = alt.Chart(data(bars)).mark_bar(height=15).encode(
        y=y, x=alt.X("amount:Q", axis=axis, stack="zero"), color=colour, order=alt.Order("place:Q")
    )  # fmt: skip
    dots = alt.Chart(data(points)).encode(y=y)
    layers = [
        stack,
        alt.Chart(data([{"x": 0.0}])).mark_rule(color=INK).encode(x="x:Q"),
        dots.mark_rule(strokeWidth=2, color=INK).encode(x="low:Q", x2="high:Q"),
        dots.mark_point(filled=True, size=70, opacity=1.0, color=INK).encode(x="value:Q"),
    ]
    return finish(alt.layer(*layers), width=250, height=ROW * max(len(names), 2))


def partial_chart(found: SurveyBudget) -> alt.LayerChart:
    """A waterfall from what is gained over what is lost to what is left, with its interval."""
    assert found.partial is not None
    steps: list[dict[str, Any]] = []
    at = 0.0
    for side, sign in (("extra_revenue", 1), ("saved_cost", 1), ("extra_cost", -1), ("lost_revenue", -1)):
        for line, x in getattr(found.partial, side).items():
            kind = "gained" if sign > 0 else "lost"
            name = f"{_plain(line)}: {side.replace('_', ' ')}"
            steps.append({"name": name, "start": at, "end": at + sign * x, "kind": kind})
            at += sign * x
    net = found.partial.net
    steps.append({"name": "net gain", "start": 0.0, "end": net.value, "kind": "left"})
    names = [step["name"] for step in steps]
    y = alt.Y(
        "name:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=170, minExtent=NAMES)
    )
    axis = alt.Axis(title=f"{found.money.sentence} a household and season", format=NUMBER, tickCount=5)
    colour = alt.Color(
        "kind:N", legend=None, scale=alt.Scale(domain=["gained", "lost", "left"], range=[GREEN, RED, BLUE])
    )
    ends = [{"name": "net gain", "low": net.low, "high": net.high}]
    layers = [
        alt.Chart(data(steps)).mark_bar(height=14).encode(y=y, x=alt.X("start:Q", axis=axis), x2="end:Q", color=colour),
        alt.Chart(data([{"x": 0.0}])).mark_rule(color=INK).encode(x="x:Q"),
        alt.Chart(data(ends)).mark_rule(strokeWidth=2, color=INK).encode(y=y, x="low:Q", x2="high:Q"),
    ]
    return finish(alt.layer(*layers), width=250, height=24 * len(names))


def budget_table(found: SurveyBudget) -> Table:
    """One row a measure, a column a group, the difference last; 95 % intervals under the numbers."""
    heads = ["A household and season", *(_head(group.label) for group in found.groups)]
    heads += [f"Difference ({found.contrast})"] if found.difference is not None else []
    lines = [f"revenue: {name}" for name in found.revenue] if len(found.revenue) > 1 else []
    costs = [f"cost: {name}" for name in found.costs] if len(found.costs) > 1 else []
    order = [*lines, ROWS[0], *costs, *(row.format(land=found.money.land_unit) for row in ROWS[1:])]
    rows = []
    for measure in order:
        if not any(found.has(measure, group.label) for group in found.groups):
            continue
        cells = [Cell(_name(measure), note=_unit(found, measure))]
        cells += [_cell(found, measure, group.label) for group in found.groups]
        if found.difference is not None:
            told = [row for row in found.difference.rows if row.measure == measure]
            cells.append(
                _number(told[0].value, told[0].low, told[0].high, told[0].unit, sign=True) if told else Cell("–")
            )
        rows.append(tuple(cells))
    return Table(tuple(heads), rows, frozenset(range(1, len(heads))))


def changes_table(found: SurveyBudget) -> Table | None:
    """What became of each household between two rounds, by arm."""
    if not found.changes:
        return None
    rows = []
    for arm, change in found.changes.items():
        gain, share, spread = change.estimates["net_gain"], change.estimates["share_gaining"], dict(change.quantiles)
        rows.append(
            (
                Cell("all" if arm == "all" else f"arm {arm}", note=f"{gain.rows:,} households in both rounds"),
                _number(gain.value, gain.low, gain.high, gain.unit, sign=True),
                _number(share.value, share.low, share.high, "share"),
                *(Cell(figure(spread[q], 3, sign=True)) for q in (0.25, 0.5, 0.75)),
            )
        )
    heads = ("From one round to the next", "Mean change of the margin", "Households that gain", "A quarter is below",
             "Half is below", "Three quarters are below")  # fmt: skip
    return Table(heads, rows, frozenset(range(1, len(heads))))


def _plain(line: str) -> str:
    return line.replace("_", " ")


def _bar(name: str, line: str, amount: float) -> dict[str, Any]:
    return {"name": name, "line": _plain(line), "amount": amount, "place": 0}


def _cell(found: SurveyBudget, measure: str, group: str) -> Cell:
    if not found.has(measure, group):
        return Cell("–")
    row = found.of(measure, group)
    return _number(row.value, row.low, row.high, row.unit)


def _number(value: float, low: float, high: float, unit: str, *, sign: bool = False) -> Cell:
    if unit == "share":
        shown = f"{PERCENT * value:+z.0f} points" if sign else f"{PERCENT * value:.0f}%"
        return Cell(shown, note=f"{PERCENT * low:.0f} to {PERCENT * high:.0f}")
    return Cell(figure(value, 3, sign=sign), note=f"{figure(low, 3)} to {figure(high, 3)}")


def _name(measure: str) -> str:
    said = measure.replace("revenue: ", "– ").replace("cost: ", "– ").replace("_", " ")
    return said[:1].upper() + said[1:]


def _head(label: str) -> str:
    return label[:1].upper() + label[1:]


def _unit(found: SurveyBudget, measure: str) -> str:
    unit = next(row.unit for row in found.estimates.rows if row.measure == measure)
    return "" if unit in ("share", found.money.sentence) else unit


def _caption(found: SurveyBudget) -> str:
    first = found.groups[-1]
    margin = found.of(MARGIN, first.label)
    of = "" if first.label == "all" else f" ({first.label})"
    left = f"{figure(margin.value, 3)} {found.money.code} are left (dot, 95 % interval)"
    return f"What a household{of} earns and pays: {left}"
