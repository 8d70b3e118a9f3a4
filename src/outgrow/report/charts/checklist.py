"""Scores of a checklist beside the simulation: a radar, bars, and the plane of readiness and use."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any, Final, Literal

import altair as alt

from outgrow.conditions import Comparison, ScoreSheet
from outgrow.report.style import BLUE, GREY, INK, LINE, ORANGE, RED, SOFT, data, finish

Side = Literal["left", "center", "right"]
SIZE, ROOM = 300, 1.55  # pixels, and half the width in units of the radar's radius
RINGS: Final = 4
SCORED, SIMULATED = "scored by people", "simulated: lowest chance of its gates"
LEVELS: Final = 9
SIDES: Final[tuple[Side, ...]] = ("left", "center", "right")
LONGEST = 20  # letters of a name on the radar


def checklist_chart(sheet: ScoreSheet, comparison: Comparison | None) -> alt.LayerChart:
    """The chart that fits the checklist: a radar of ten ingredients, bars of categories, or readiness against use."""
    if sheet.components:
        return readiness_chart(sheet)
    if sheet.checklist.groups:
        return bars(sheet, comparison)
    return radar(sheet, comparison)


def radar(sheet: ScoreSheet, comparison: Comparison | None) -> alt.LayerChart:
    """Each item on an axis of its own, the ends of the scale in the middle and at the rim."""
    items = [one.item for one in sheet.scores]
    angles = {item.code: 2.0 * pi * k / len(items) for k, item in enumerate(items)}
    shares = {c: sheet.checklist.share(score) for c, score in sheet.by_group().items()}
    spokes = [_at(a, r, spoke=code, part=r) for code, a in angles.items() for r in (0.0, 1.0)]
    rings = [
        _at(a, ring / RINGS, ring=ring, order=k)
        for ring in range(1, RINGS + 1)
        for k, a in enumerate([*angles.values(), 0.0])
    ]
    layers = [
        _line(rings, "ring:N", LINE, 1.0),
        _line(spokes, "spoke:N", LINE, 1.0, order="part:Q"),
        _shape(_polygon(shares, angles), BLUE, 0.18),
        _points(shares, angles, SCORED),
    ]
    if comparison:
        chances = {row.code: row.simulated for row in comparison.rows if row.simulated is not None}
        layers.append(_points(chances, angles, SIMULATED))
    names = [_at(a, 1.0, text=_short(i.text), side=_side(a)) for i, a in zip(items, angles.values(), strict=True)]
    layers += [text for side in SIDES for text in _names([n for n in names if n["side"] == side], side)]
    return finish(alt.layer(*layers), width=SIZE * ROOM, height=SIZE)


def bars(sheet: ScoreSheet, comparison: Comparison | None) -> alt.LayerChart:
    """Mean score of each category as a share of the scale, with the simulated chance as a mark."""
    rows = [
        {
            "name": f"{code}  {_short(sheet.checklist.groups[code], 60)}",
            "share": sheet.checklist.share(s),
            "who": SCORED,
        }
        for code, s in sheet.by_group().items()
    ]
    names = [str(row["name"]) for row in rows]
    y = alt.Y("name:N", sort=names, axis=alt.Axis(title=None, labelLimit=330, ticks=False, domain=False))
    x = alt.X(
        "share:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title="Share of the scale, or of worlds", format="%")
    )
    layers = [alt.Chart(data(rows)).mark_bar(height=14).encode(x=x, y=y, color=_who())]
    if comparison:
        marks = [
            {"name": name, "share": row.simulated, "who": SIMULATED}
            for name, row in zip(names, comparison.rows, strict=True)
            if row.simulated is not None
        ]
        layers.append(
            alt.Chart(data(marks))
            .mark_point(shape="diamond", filled=True, size=90, opacity=1.0)
            .encode(x=x, y=y, color=_who())
        )
    return finish(alt.layer(*layers), width=230, height=30 * len(rows))


def readiness_chart(sheet: ScoreSheet) -> alt.LayerChart:
    """Components in the plane of readiness and use; curves join equal products, the bottleneck is red."""
    weak = {one.name for one in sheet.bottleneck}
    rows = [
        {
            "use": one.use,
            "readiness": one.readiness,
            "text": f"{one.name} ({one.score})",
            "kind": "bottleneck" if one.name in weak else ("core" if one.core else "complementary"),
        }
        for one in sheet.components
    ]
    kinds = {"bottleneck": RED, "core": BLUE, "complementary": GREY}
    shown = [kind for kind in kinds if any(row["kind"] == kind for row in rows)]
    ticks = list(range(LEVELS + 1))
    x = alt.X("use:Q", scale=alt.Scale(domain=[0, LEVELS + 1.5]), axis=alt.Axis(title="Innovation use", values=ticks))
    y = alt.Y(
        "readiness:Q",
        scale=alt.Scale(domain=[0, LEVELS + 0.5]),
        axis=alt.Axis(title="Innovation readiness", values=ticks),
    )
    curves = [
        {"use": p / (r / 10), "readiness": r / 10, "product": p}
        for p in (10, 20, 40, 60)
        for r in range(10, 10 * LEVELS + 1)
        if p / (r / 10) <= LEVELS
    ]
    colour = alt.Color("kind:N", scale=alt.Scale(domain=shown, range=[kinds[kind] for kind in shown]))
    base = alt.Chart(data(rows)).encode(x=x, y=y)
    return finish(
        alt.layer(
            alt.Chart(data(curves)).mark_line(color=LINE, strokeWidth=1).encode(x=x, y=y, detail="product:N"),
            base.mark_point(filled=True, size=110, opacity=1.0).encode(color=colour),
            base.mark_text(align="left", dx=9, fontSize=11, color=INK).encode(text="text:N"),
        ),
        width=360,
        height=300,
    )


def _who() -> alt.Color:
    return alt.Color("who:N", scale=alt.Scale(domain=[SCORED, SIMULATED], range=[BLUE, ORANGE]))


def _at(angle: float, radius: float, **more: Any) -> dict[str, Any]:
    """A place on the radar, the first axis upwards and the others clockwise."""
    return {"x": radius * sin(angle), "y": radius * cos(angle), **more}


def _polygon(shares: dict[str, float], angles: dict[str, float]) -> list[dict[str, Any]]:
    """The scored items joined in their order; an item without a score is left out."""
    points = [_at(angles[code], shares[code], order=k) for k, code in enumerate(c for c in angles if c in shares)]
    return [*points, {**points[0], "order": len(points)}] if points else []


def _plane(chart: alt.Chart) -> alt.Chart:
    scale_x, scale_y = alt.Scale(domain=[-1.15 * ROOM, 1.15 * ROOM]), alt.Scale(domain=[-1.15, 1.15])
    return chart.encode(x=alt.X("x:Q", scale=scale_x, axis=None), y=alt.Y("y:Q", scale=scale_y, axis=None))


def _line(rows: list[dict[str, Any]], detail: str, colour: str, width: float, order: str = "order:Q") -> alt.Chart:
    return _plane(alt.Chart(data(rows)).mark_line(color=colour, strokeWidth=width).encode(detail=detail, order=order))


def _shape(rows: list[dict[str, Any]], colour: str, opacity: float) -> alt.Chart:
    mark = alt.Chart(data(rows)).mark_line(color=colour, fill=colour, fillOpacity=opacity, strokeWidth=2)
    return _plane(mark.encode(order="order:Q"))


def _points(shares: dict[str, Any], angles: dict[str, float], who: str) -> alt.Chart:
    rows = [_at(angles[code], share, who=who) for code, share in shares.items()]
    shape = "circle" if who == SCORED else "diamond"
    return _plane(alt.Chart(data(rows)).mark_point(filled=True, size=70, opacity=1.0, shape=shape).encode(color=_who()))


def _names(rows: list[dict[str, Any]], side: Side) -> list[alt.Chart]:
    """Names beside the rim; those at the top and at the foot stand above and below it."""
    across = {"left": 6, "center": 0, "right": -6}[side]
    parts = [rows] if side != "center" else [[r for r in rows if r["y"] > 0.0], [r for r in rows if r["y"] <= 0.0]]
    down = [0] if side != "center" else [-12, 12]
    return [
        _plane(
            alt.Chart(data(part)).mark_text(align=side, dx=across, dy=dy, fontSize=11, color=SOFT).encode(text="text:N")
        )
        for part, dy in zip(parts, down, strict=True)
        if part
    ]


def _side(angle: float) -> Side:
    """How a name beside the radar is aligned."""
    across = sin(angle)
    return "center" if abs(across) < 1e-6 else ("left" if across > 0.0 else "right")


def _short(text: str, most: int = LONGEST + 8) -> str:
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."
