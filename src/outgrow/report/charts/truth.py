"""The truth table as a heat map, and cases in the plane of a set and the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import altair as alt
import numpy as np
from numpy.typing import NDArray

from outgrow.conditions import Qca, Term, TruthRow
from outgrow.report.style import BLUE, EMPTY, GREEN, GREY, INK, ORANGE, RED, SOFT, data, finish

Floats = NDArray[np.float64]

CELL, ROW = 30, 22
MOST_ROWS = 60  # of a heat map that can still be read
MOST_NAMES = 3  # cases named at one point
APART = (0.13, 0.045)  # distance of two names that can both be read
LONGEST_TITLE = 34
MEMBER = 0.5
LEVELS: Final = ("#f3f5f7", "#5aa1cf", "#0b4a78", "#062c48", "#041c2e", "#020f19")
CODES: Final = {"1": GREEN, "0": GREY, "C": ORANGE, "?": EMPTY}
MEASURES: Final = ("cases", "incl", "PRI", "out")
TYPICAL, DEVIANT, MISSED, OTHER = (
    "in the set, with the outcome",
    "in the set, without the outcome",
    "outside, with the outcome",
    "outside, without the outcome",
)
COLOURS: Final = {DEVIANT: RED, MISSED: ORANGE, TYPICAL: BLUE, OTHER: GREY}


def truth_heat_map(found: Qca) -> alt.LayerChart:
    """Observed configurations: dark where a condition is present, with cases, consistency, PRI and coding.

    A red frame marks a contradictory row.
    """
    rows = found.truth.rows[:MOST_ROWS]
    cells = [cell for row in rows for cell in _cells(found, row)]
    columns = [*found.truth.conditions, *MEASURES]
    lines = [_line(row) for row in rows]
    x = alt.X("column:N", sort=columns, axis=alt.Axis(title=None, orient="top", labelAngle=-40, ticks=False))
    y = alt.Y("line:N", sort=lines, axis=alt.Axis(title=None, ticks=False, labelLimit=230, domain=False))
    base = alt.Chart(data(cells)).encode(x=x, y=y)
    frame = alt.Chart(data([cell for cell in cells if cell["torn"] and cell["column"] == "out"]))
    return finish(
        alt.layer(
            base.mark_rect(stroke="white", strokeWidth=2).encode(color=alt.Color("fill:N", scale=None)),
            base.mark_text(fontSize=10).encode(text="text:N", color=alt.Color("ink:N", scale=None)),
            frame.mark_rect(filled=False, stroke=RED, strokeWidth=2.5).encode(x=x, y=y),
        ),
        width=CELL * len(columns),
        height=ROW * len(lines),
    )


def xy_plot(found: Qca, term: Term | None = None) -> alt.LayerChart:
    """Membership in a term, or in the whole intermediate model, against membership in the outcome.

    Above the diagonal a case is consistent with sufficiency. Cases at one point are drawn as one, larger.
    """
    model = found.model
    columns = [found.table.term(t.cube) for t in ((term,) if term else model.terms)]
    points = list(_points(np.max(columns, axis=0), found.table.memberships, found.table.cases))
    name = term.text if term else model.text
    name = name if len(name) <= LONGEST_TITLE else ("the term" if term else "the solution")
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[-0.03, 1.03], nice=False),
        axis=alt.Axis(title=f"Membership in {name}", values=[0, 0.5, 1], titleLimit=300, format="~f"),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[-0.03, 1.03], nice=False),
        axis=alt.Axis(title=f"Membership in {found.table.outcome}", values=[0, 0.5, 1], format="~f"),
    )
    groups = list(dict.fromkeys(point["group"] for point in points))
    colour = alt.Color("group:N", scale=alt.Scale(domain=groups, range=[COLOURS[group] for group in groups]))
    base = alt.Chart(data(points)).encode(x=x, y=y)
    return finish(
        alt.layer(
            _rule([(0.0, 0.0), (1.0, 1.0)], x, y, dash=[1, 0]),
            _rule([(0.5, 0.0), (0.5, 1.0)], x, y, dash=[3, 3]),
            _rule([(0.0, 0.5), (1.0, 0.5)], x, y, dash=[3, 3]),
            base.mark_point(filled=True, opacity=0.9, stroke="white").encode(
                color=colour, size=alt.Size("n:Q", scale=alt.Scale(range=[50, 260]), legend=None)
            ),
            base.mark_text(align="left", dx=7, dy=-6, fontSize=9, color=INK).encode(text="label:N"),
        ),
        width=300,
        height=300,
    )


def _cells(found: Qca, row: TruthRow) -> Iterator[dict[str, Any]]:
    line = _line(row)
    base = {"line": line, "torn": row.contradictory}
    for condition, value in zip(found.table.conditions, row.values, strict=True):
        shade = LEVELS[-4] if condition.levels == 2 and value else LEVELS[value]
        yield {
            **base,
            "column": condition.name,
            "fill": shade,
            "text": str(value),
            "ink": "#9aa5b1" if not value else "white",
        }
    shown = {"cases": f"{len(row.cases)}", "incl": f"{row.inclusion:.2f}", "PRI": f"{row.pri:.2f}", "out": row.out}
    for column in MEASURES:
        fill = CODES[row.out] if column == "out" else "white"
        ink = "white" if column == "out" and row.out in "10" else INK
        yield {**base, "column": column, "fill": fill, "text": shown[column], "ink": ink}


def _line(row: TruthRow) -> str:
    more = len(row.cases) - MOST_NAMES
    named = ", ".join(row.cases[:MOST_NAMES]) + (f" +{more}" if more > 0 else "")
    return f"{row.number}  {named}"


def _points(x: Floats, y: Floats, cases: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """One row for each place in the plane, those that matter first; a name that would stand on another is left out."""
    together: dict[tuple[float, float], list[str]] = {}
    for here, there, name in zip(x.round(3).tolist(), y.round(3).tolist(), cases, strict=True):
        together.setdefault((here, there), []).append(name)
    groups = list(COLOURS)
    named: list[tuple[float, float]] = []
    for (here, there), names in sorted(together.items(), key=lambda item: groups.index(_group(*item[0]))):
        free = not any(abs(here - a) < APART[0] and abs(there - b) < APART[1] for a, b in named)
        if free:
            named.append((here, there))
        more = len(names) - MOST_NAMES
        label = ", ".join(names[:MOST_NAMES]) + (f" +{more}" if more > 0 else "")
        yield {
            "x": here,
            "y": there,
            "group": _group(here, there),
            "n": len(names),
            "label": label if free else "",
        }


def _group(x: float, y: float) -> str:
    if x > MEMBER:
        return TYPICAL if y > MEMBER else DEVIANT
    return MISSED if y > MEMBER else OTHER


def _rule(ends: list[tuple[float, float]], x: alt.X, y: alt.Y, dash: list[int]) -> alt.Chart:
    rows = [{"x": here, "y": there} for here, there in ends]
    line: alt.Chart = alt.Chart(data(rows)).mark_line(color=SOFT, strokeDash=dash, strokeWidth=1).encode(x=x, y=y)
    return line
