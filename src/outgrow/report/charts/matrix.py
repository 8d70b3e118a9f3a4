"""The matrix of conditions and cases as a heat map: what happened in one colour, what was simulated in another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import altair as alt

from outgrow.conditions import CaseMatrix
from outgrow.report.style import EMPTY, INK, data, finish

CELL, ROW, OUTCOME = 34, 20, 74
PALE: Final = {"real": "#eef4f8", "simulated": "#fbf1de"}
DEEP: Final = {"real": "#0b4a78", "simulated": "#b26a00"}
DARK = 0.55  # score from which the letters on it are white


def matrix_chart(matrix: CaseMatrix) -> alt.LayerChart:
    """Rows are cases, columns conditions and the outcome; simulated rows are orange and marked."""
    rows = list(_cells(matrix))
    columns = [*matrix.conditions, "outcome"]
    lines = [_line(row.case, row.origin) for row in matrix.rows]
    x = alt.X("column:N", sort=columns, axis=alt.Axis(title=None, orient="top", labelAngle=-40, ticks=False))
    y = alt.Y("line:N", sort=lines, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=260))
    base = alt.Chart(data(rows)).encode(x=x, y=y)
    return finish(
        alt.layer(
            base.mark_rect(stroke="white", strokeWidth=2).encode(color=alt.Color("fill:N", scale=None)),
            base.mark_text(fontSize=9).encode(text="text:N", color=alt.Color("ink:N", scale=None)),
        ),
        width=CELL * len(matrix.conditions) + OUTCOME,
        height=ROW * len(lines),
    )


def _cells(matrix: CaseMatrix) -> Iterator[dict[str, Any]]:
    highest = {name: max([1.0, *(row.conditions[name] or 0.0 for row in matrix.rows)]) for name in matrix.conditions}
    for row in matrix.rows:
        line = _line(row.case, row.origin)
        for name in matrix.conditions:
            score = row.conditions[name]
            share = None if score is None else score / highest[name]
            yield {"line": line, "column": name, **_look(share, row.origin, "" if score is None else f"{score:g}")}
        text = f"{row.outcome:g}" if row.origin == "real" else f"{row.outcome:.0%}"
        yield {"line": line, "column": "outcome", **_look(row.outcome, row.origin, text)}


def _look(share: float | None, origin: str, text: str) -> dict[str, str]:
    if share is None:
        return {"fill": EMPTY, "text": "", "ink": INK}
    return {
        "fill": _mixed(PALE[origin], DEEP[origin], share),
        "text": text,
        "ink": "white" if share >= DARK else INK,
    }


def _line(case: str, origin: str) -> str:
    return case if origin == "real" else f"{case} (simulated)"


def _mixed(pale: str, deep: str, share: float) -> str:
    """A colour between two."""
    parts = [(int(pale[k : k + 2], 16), int(deep[k : k + 2], 16)) for k in (1, 3, 5)]
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in parts)
