"""Charts of what stands beside an answer: groups, quantiles, periods, departures, balance, who took part."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import altair as alt

from outgrow.micro import Answered, BalanceTable, EntryTable, GroupEffects, HonestBounds, LeeBounds, QuantileEffects
from outgrow.report.pilot.intervals import NAMES, NUMBER, Drawing, interval_row, intervals
from outgrow.report.style import BLUE, GREY, INK, ORANGE, SKY, data, finish

PERCENT = 100.0
TOLERATED = 0.25  # normalised difference up to which regression repairs it (Imbens and Rubin 2015)
AFTER_WEIGHTING = 0.1  # standardised difference that weighting is asked to reach
EVENTS = {"periods since the start": "Periods since the start", "period": "Period"}
COLOURS = {"all": INK, "group": BLUE, "before weighting": SKY, "after weighting": BLUE, "arms": BLUE}
SMALL_ROW = 26
WEIGHTED = "balance after weighting"


def detail_drawings(found: Answered) -> Iterator[tuple[str, Drawing]]:
    """Charts beside an answer by name, as far as its question asked for what they show."""
    asked = found.text.rstrip("?")
    for groups in found.groups:
        yield f"groups-{found.id}-{groups.by}", Drawing(_groups_caption(asked, groups), groups_chart(found, groups))
    if found.quantiles is not None:
        caption = f"{asked}: at the poor end, in the middle, at the rich end"
        yield f"quantiles-{found.id}", Drawing(caption, quantiles_chart(found.quantiles))
    if any(part.family in EVENTS for part in found.estimate.parts):
        yield f"periods-{found.id}", Drawing(f"{asked}: period by period, 95 % intervals", periods_chart(found))
    if found.departures is not None:
        yield (
            f"departures-{found.id}",
            Drawing(_departures_caption(found.departures), departures_chart(found.departures)),
        )
    if found.bounds is not None:
        yield f"bounds-{found.id}", Drawing(f"{asked}: whoever was lost", bounds_chart(found, found.bounds))
    weighted = [check for check in found.estimate.checks if check.name == WEIGHTED]
    if weighted:
        caption = "Participants and others, before and after weighting"
        yield f"balance-{found.id}", Drawing(caption, weighting_chart(weighted[0].table.rows()))
    elif found.balance is not None:
        yield f"balance-{found.id}", Drawing(_balance_caption(found.balance), balance_chart(found.balance))
    if found.entry is not None and 0 < found.entry.joined < 1:
        yield f"entry-{found.id}", Drawing("Who took part, by group of households", entry_chart(found.entry))


def groups_chart(found: Answered, groups: GroupEffects) -> alt.LayerChart:
    """The effect in each group under the effect on all."""
    e = found.estimate
    rows = [interval_row("all", e.estimate, *e.interval, "all")]
    rows += [interval_row(g.label, g.estimate, *g.interval, "group") for g in groups.groups]
    return intervals(rows, e.unit, COLOURS, row=SMALL_ROW)


def quantiles_chart(found: QuantileEffects) -> alt.LayerChart:
    """Difference of the arms at each quantile."""
    rows = [
        interval_row(f"{PERCENT * q:g} % have less", e.estimate, *e.interval, "group")
        for q, e in zip(found.quantiles, found.effects, strict=True)
    ]
    return intervals(rows, f"{found.unit}, treated less control", COLOURS)


def periods_chart(found: Answered) -> alt.LayerChart:
    """The arms' difference in each period against the last before the start, which is drawn at zero."""
    parts = [part for part in found.estimate.parts if part.family in EVENTS]
    rows: list[dict[str, Any]] = [
        {"period": part.label, "value": part.estimate, "low": part.interval[0], "high": part.interval[1]}
        for part in parts
    ]
    since = parts[0].family == "periods since the start"
    if since:
        rows.append({"period": "-1", "value": 0.0, "low": 0.0, "high": 0.0})
        rows.sort(key=lambda row: int(row["period"]))
    x = alt.X(
        "period:N",
        sort=[row["period"] for row in rows],
        axis=alt.Axis(title=EVENTS[parts[0].family], labelAngle=0, grid=False),
    )
    y = alt.Axis(
        title=found.estimate.unit, format=NUMBER, tickCount=5, titleAngle=0, titleAlign="left", titleAnchor="start",
        titleBaseline="bottom", titleX=-34, titleY=-8,
    )  # fmt: skip
    base = alt.Chart(data(rows)).encode(x=x)
    zero = alt.Chart(data([{"y": 0.0}])).mark_rule(color=INK).encode(y="y:Q")
    layers = [
        zero,
        base.mark_rule(strokeWidth=3, color=BLUE).encode(y=alt.Y("low:Q", axis=y), y2="high:Q"),
        base.mark_point(filled=True, size=80, opacity=1.0, color=BLUE).encode(y=alt.Y("value:Q", axis=y)),
    ]
    if since and any(int(row["period"]) >= 0 for row in rows):
        start = alt.Chart(data([{"period": "+0"}])).mark_rule(color=ORANGE, strokeDash=[4, 3], xOffset=-18)
        layers.insert(1, start.encode(x=x))
    return finish(alt.layer(*layers), width=290, height=180)


def departures_chart(found: HonestBounds) -> alt.LayerChart:
    """Robust interval for each size of departure; one without an end is not drawn."""
    rows = []
    for m, low, high in zip(found.m, found.lower, found.upper, strict=True):
        ends = (low, high) if math.isfinite(low) and math.isfinite(high) else (math.nan, math.nan)
        rows.append(interval_row(f"{m:g} times", sum(ends) / 2, *ends, "group"))
    return intervals(rows, f"{found.unit}, robust 95 % intervals", COLOURS, row=SMALL_ROW)


def bounds_chart(found: Answered, bounds: LeeBounds) -> alt.LayerChart:
    """The estimate, the bounds, and the interval around them."""
    e, middle = found.estimate, (bounds.lower + bounds.upper) / 2
    rows = [
        interval_row("as measured", e.estimate, *e.interval, "all"),
        interval_row("between the bounds", middle, bounds.lower, bounds.upper, "group"),
        interval_row("bounds with interval", middle, *bounds.interval, "group"),
    ]
    return intervals(rows, e.unit, COLOURS)


def balance_chart(found: BalanceTable) -> alt.LayerChart:
    """Normalised differences, with lines at a quarter of a standard deviation."""
    several = len({row.arm for row in found.rows}) > 1
    rows = [
        interval_row(f"{r.covariate}, {r.arm}" if several else r.covariate, r.normalised, None, None, "arms")
        for r in found.rows
    ]
    at = (0.0, -TOLERATED, TOLERATED)
    return intervals(rows, "difference in standard deviations", COLOURS, at=at, row=SMALL_ROW)


def weighting_chart(table: list[tuple[Any, ...]]) -> alt.LayerChart:
    """Standardised differences before and after weighting, with lines at a tenth."""
    rows = [interval_row(name, before, None, None, "before weighting") for name, before, _ in table]
    rows += [interval_row(name, after, None, None, "after weighting") for name, _, after in table]
    at = (0.0, -AFTER_WEIGHTING, AFTER_WEIGHTING)
    return intervals(rows, "difference in standard deviations", COLOURS, at=at, legend=True, row=SMALL_ROW)


def entry_chart(found: EntryTable) -> alt.LayerChart:
    """Share of each group that took part, beside that of all."""
    rows: list[dict[str, Any]] = [{"name": "all", "share": found.joined, "kind": "all"}]
    rows += [{"name": f"{r.trait}: {r.group}", "share": r.joined, "kind": "group"} for r in found.rows]
    names = [row["name"] for row in rows]
    axis = alt.Axis(title="share that took part", format=".0%", tickCount=5)
    base = alt.Chart(data(rows)).encode(
        y=alt.Y(
            "name:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=170, minExtent=NAMES)
        ),
        x=alt.X("share:Q", axis=axis, scale=alt.Scale(domain=[0, 1])),
        color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=["all", "group"], range=[GREY, BLUE])),
    )
    return finish(alt.layer(base.mark_bar(height=12)), width=250, height=SMALL_ROW * len(rows))


def _groups_caption(asked: str, groups: GroupEffects) -> str:
    differ = "groups differ" if groups.equal.p < 0.05 else "groups are not found to differ"
    return f"{asked}, by {groups.by}: {differ}"


def _departures_caption(found: HonestBounds) -> str:
    if found.breakdown is None:
        return "If trends departed after the start: the sign is not sure even where they kept as they were"
    return f"If trends departed after the start: the sign is sure up to {found.breakdown:g} times those before it"


def _balance_caption(found: BalanceTable) -> str:
    large = sum(abs(row.normalised) > TOLERATED for row in found.rows)
    return f"The arms before the pilot: {large} of {len(found.rows)} differ by more than {TOLERATED:g}"
