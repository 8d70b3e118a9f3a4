"""The chain as a map of money: what each stage receives, what it pays on, and what stays with it (Sankey)."""

from __future__ import annotations

import textwrap
from typing import Any, Final

import altair as alt
import numpy as np

from outgrow.chain import FINAL, ChainAccounts
from outgrow.report.records import Background
from outgrow.report.style import BLUE, INK, LINE, ORANGE, RED, SOFT, data, finish

PARTS: Final = {"paid to those before": LINE, "own costs": ORANGE, "margin": BLUE, "loss": RED}
BAR, BEND = 0.22, 24  # width of a stage's bar in steps along the chain; points along a band
NAME_WIDTH, NAME_LINES = 14, 3
HEIGHT, LINE_HEIGHT = 230, 12  # of the chart, and of a line of a name, in points
ROOM_ABOVE = 1.32  # of the highest stage, for the names


def chain_map(found: ChainAccounts, results: Background) -> alt.LayerChart:
    """Stages from left to right, as high as the money they receive per kg of the final product.

    A band is what a buyer pays a seller; what a stage adds is split into its own costs and its margin.
    """
    depth = depths(found)
    top = max(found.price_out.max(), found.final_price) * ROOM_ABOVE
    y = alt.Y(
        "low:Q",
        scale=alt.Scale(domain=[0.0, top], nice=False),
        axis=alt.Axis(
            title=f"{results.code} per kg of the final product",
            grid=False,
            tickCount=4,
            titleAngle=0,
            titleAlign="left",
            titleAnchor="start",
            titleBaseline="bottom",
            titleX=-34,
            titleY=-8,
        ),
    )
    last = max(depth.values())
    x = alt.X("x:Q", scale=alt.Scale(domain=[-0.45, last + 0.55], nice=False), axis=None)
    bands = (
        alt.Chart(data(_bands(found, depth)))
        .mark_area(color="#9db8cc", opacity=0.55)
        .encode(x=x, y=y, y2="high:Q", detail="band:N")
    )
    bars = (
        alt.Chart(data(_bars(found, depth)))
        .mark_rect(stroke="white", strokeWidth=0.6)
        .encode(
            x=x,
            x2="end:Q",
            y=y,
            y2="high:Q",
            color=alt.Color("part:N", sort=None, scale=alt.Scale(domain=list(PARTS), range=list(PARTS.values()))),
        )
    )
    rows = _names(found, depth, results, LINE_HEIGHT / HEIGHT * top)
    names = alt.Chart(data([row for row in rows if row["line"] > 0])).mark_text(
        baseline="bottom", dy=-3, fontSize=10, color=INK
    )
    shares = alt.Chart(data([row for row in rows if row["line"] == 0])).mark_text(
        baseline="bottom", dy=-3, fontSize=10, fontWeight="bold", color=SOFT
    )
    above = alt.Y("top:Q")
    return finish(
        alt.layer(bands, bars, names.encode(x=x, y=above, text="words:N"), shares.encode(x=x, y=above, text="words:N")),
        height=HEIGHT,
    )


def depths(found: ChainAccounts) -> dict[str, int]:
    """Place of each stage along the chain: one after the farthest of those who sell to it."""
    place: dict[str, int] = {}

    def of(actor: str) -> int:
        if actor not in place:
            place[actor] = max((of(flow.seller) + 1 for flow in found.flows if flow.buyer == actor), default=0)
        return place[actor]

    return {actor: of(actor) for actor in found.actors}


def _bars(found: ChainAccounts, depth: dict[str, int]) -> list[dict[str, Any]]:
    """Rectangles of each stage, from what it pays on up to what it keeps; stages of one depth stand on each other."""
    rows = []
    for actor, base in _bases(found, depth).items():
        k = found.actors.index(actor)
        paid, cost, margin = float(found.price_in[k]), float(found.costs[k]), float(found.margin[k])
        shown = {"paid to those before": paid, "own costs": max(cost, 0.0), "margin": margin}
        if margin < 0.0:
            shown = {"paid to those before": paid, "own costs": cost + margin, "loss": -margin}
        low = base
        for part, height in shown.items():
            if height > 0.0:
                at = depth[actor] - BAR / 2.0
                rows.append({"x": at, "end": at + BAR, "low": low, "high": low + height, "part": part})
                low += height
    return rows


def _bases(found: ChainAccounts, depth: dict[str, int]) -> dict[str, float]:
    """Height at which each stage's bar begins."""
    used: dict[int, float] = {}
    bases = {}
    for k, actor in enumerate(found.actors):
        bases[actor] = used.get(depth[actor], 0.0)
        used[depth[actor]] = bases[actor] + float(found.price_out[k])
    return bases


def _bands(found: ChainAccounts, depth: dict[str, int]) -> list[dict[str, Any]]:
    """Points along each band from a seller's bar to what its buyer pays on, bent like an S."""
    bases = _bases(found, depth)
    out, into = dict(bases), dict(bases)
    along = np.linspace(0.0, 1.0, BEND)
    bend = along * along * (3.0 - 2.0 * along)
    rows = []
    for number, flow in enumerate(found.flows):
        if flow.buyer == FINAL:
            continue
        start, end = depth[flow.seller] + BAR / 2.0, depth[flow.buyer] - BAR / 2.0
        low = out[flow.seller] + (into[flow.buyer] - out[flow.seller]) * bend
        out[flow.seller] += flow.value
        into[flow.buyer] += flow.value
        rows += [
            {"band": number, "x": x, "low": y, "high": y + flow.value}
            for x, y in zip((start + (end - start) * along).tolist(), low.tolist(), strict=True)
        ]
    return rows


def _names(found: ChainAccounts, depth: dict[str, int], results: Background, line: float) -> list[dict[str, Any]]:
    """A row a line above each stage: its share first, its name above that."""
    bases = _bases(found, depth)
    rows = []
    for k, actor in enumerate(found.actors):
        words = [f"adds {found.value_share[k]:.0%}", *reversed(wrapped(results.actor(actor)))]
        top = bases[actor] + float(found.price_out[k])
        rows += [
            {"x": depth[actor], "top": top + number * line, "words": text, "line": number}
            for number, text in enumerate(words)
        ]
    return rows


def wrapped(name: str) -> list[str]:
    """A name broken into short lines.

    Examples
    --------
    >>> wrapped("Beach management units")
    ['Beach', 'management', 'units']
    """
    lines = textwrap.wrap(name, NAME_WIDTH)
    if len(lines) <= NAME_LINES:
        return lines
    return [*lines[: NAME_LINES - 1], f"{lines[NAME_LINES - 1]}…"]
