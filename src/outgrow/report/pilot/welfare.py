"""Charts of what a survey's households live on: poverty, growth and redistribution, living income, scores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt

from outgrow.micro import (
    Estimates,
    GrowthSplit,
    LineFinding,
    LivingIncomeFinding,
    PersonsLifted,
    PovertyChange,
    PpiFinding,
    WelfareFindings,
)
from outgrow.report.pilot.intervals import Drawing, interval_row, intervals
from outgrow.report.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, RED, SKY

PERCENT = 100.0
ALL = "all"
LATE = (BLUE, GREEN, PURPLE, RED, ORANGE, SKY)
MEASURES = {
    "headcount": "share below the line", "gap": "poverty gap", "severity": "squared poverty gap",
    "share_below": "households below", "gap_of_all": "mean gap of all", "gap_of_those_below": "mean gap below",
}  # fmt: skip
PARTS = {"change": "in all", "growth": "change of the mean", "redistribution": "redistribution"}
PART_COLOURS = {"in all": INK, "change of the mean": BLUE, "redistribution": ORANGE}
LIFTED = {"between rounds": BLUE, "by the effect": ORANGE}
SPLITS = {"headcount": "share below the line", "poverty gap": "poverty gap"}
FEW_ROUNDS = 4  # told apart by colours; more by shades
ROW, TALL_ROW = 34, 46
Rows = list[dict[str, Any]]


def welfare_charts(found: WelfareFindings) -> dict[str, Drawing]:
    """Charts by name, in the order of the page."""
    return dict(_drawings(found))


def _drawings(found: WelfareFindings) -> Iterator[tuple[str, Drawing]]:
    if found.lines:
        main = found.lines[0]
        yield "poverty", Drawing(_poverty_caption(main), poverty_chart(main))
        if len(found.lines) > 1:
            yield "poverty-lines", Drawing(_lines_caption(found), lines_chart(found))
        for by, groups in main.groups:
            caption = f"Who is below the line: by {by}, last round"
            yield f"poverty-by-{by}", Drawing(caption, groups_chart(main.last, groups))
        if main.splits:
            yield "growth-split", Drawing(_split_caption(main.splits[0]), split_chart(main.splits))
        if any(line.between or line.by_effect for line in found.lines):
            yield "lifted", Drawing(_lifted_caption(found), lifted_chart(found))
    if found.living_income is not None and found.living_income.rounds:
        yield "living-income", Drawing(_living_caption(found.living_income), living_chart(found.living_income))
    if found.ppi is not None:
        yield "ppi", Drawing("Poverty by scorecards, at each line of the look-up table", ppi_chart(found.ppi))


def poverty_chart(found: LineFinding) -> alt.LayerChart:
    """Shares at the main line with their intervals, rounds under each other."""
    rows = [
        interval_row(MEASURES.get(r.measure, r.measure), *_percent(r.value, r.low, r.high), kind)
        for kind, r in _in_rounds(found.poverty)
        if r.unit == "share"
    ]
    return _shares(rows)


def lines_chart(found: WelfareFindings) -> alt.LayerChart:
    """Share of persons below each line, rounds under each other."""
    rows = [
        interval_row(line.title, *_percent(r.value, r.low, r.high), kind)
        for line in found.lines
        for kind, r in _in_rounds(line.poverty)
        if r.measure == line.last.rows[0].measure
    ]
    return _shares(rows)


def groups_chart(whole: Estimates, groups: Estimates) -> alt.LayerChart:
    """The first measure in each group, under that of all."""
    first = groups.rows[0].measure
    everybody = next((r for r in reversed(whole.rows) if r.measure == first), None)
    rows = [] if everybody is None else [interval_row(ALL, *_percent(*_ends(everybody)), ALL)]
    rows += [interval_row(r.group, *_percent(*_ends(r)), "group") for r in groups.rows if r.measure == first]
    return intervals(rows, "%, 95 % intervals", {ALL: INK, "group": BLUE}, zero=False)


def split_chart(splits: tuple[GrowthSplit, ...]) -> alt.LayerChart:
    """Change of the share below the line and of the gap, with what growth and what redistribution did."""
    rows = []
    for split in splits:
        parts = {"change": split.change, "growth": split.growth, "redistribution": split.redistribution}
        for (part, value), (low, high) in zip(parts.items(), split.intervals, strict=False):
            rows.append(interval_row(SPLITS.get(split.name, split.name), *_percent(value, low, high), PARTS[part]))
    return intervals(rows, "percentage points, 95 % intervals", PART_COLOURS, legend=True, row=60, beside=True)


def lifted_chart(found: WelfareFindings) -> alt.LayerChart:
    """Net persons lifted over each line, between rounds and by the effect."""
    rows = []
    for line in found.lines:
        for kind, lifted in (("between rounds", line.between), ("by the effect", line.by_effect)):
            if lifted is not None:
                rows.append(interval_row(line.title, lifted.lifted, lifted.low, lifted.high, kind))
    both = len({row["kind"] for row in rows}) > 1
    title = "persons lifted, net, 95 % intervals"
    return intervals(rows, title, LIFTED, legend=both, row=TALL_ROW if both else ROW, beside=True)


def living_chart(found: LivingIncomeFinding) -> alt.LayerChart:
    """Households below a living income and how far, rounds under each other."""
    rows = [
        interval_row(MEASURES[r.measure], *_percent(r.value, r.low, r.high), "" if name == ALL else f"round {name}")
        for name, estimates in found.rounds
        for r in estimates.rows
        if r.unit == "share"
    ]
    order = list(MEASURES.values())
    return _shares(sorted(rows, key=lambda row: order.index(row["name"])))


def ppi_chart(found: PpiFinding) -> alt.LayerChart:
    """Rate at each line, rounds under each other."""
    rows = [
        interval_row(meaning, *_percent(r.value, r.low, r.high), "" if r.group == ALL else f"round {r.group}")
        for _, meaning, estimates in found.lines
        for r in estimates.rows
    ]
    return _shares(rows)


def _shares(rows: Rows) -> alt.LayerChart:
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    several = len(kinds) > 1
    palette = (BLUE,) if not several else (GREY, *LATE) if len(kinds) <= FEW_ROUNDS else _shades(len(kinds))
    colours = dict(zip(kinds, palette, strict=False))
    height = ROW if not several else max(TALL_ROW, 18 * len(kinds))
    return intervals(rows, "%, 95 % intervals", colours, zero=False, legend=several, row=height, beside=True)


def _shades(count: int) -> list[str]:
    """Many rounds in order, from light to dark."""
    first, last = ([int(x[i : i + 2], 16) for i in (1, 3, 5)] for x in (SKY, INK))
    parts = [i / (count - 1) for i in range(count)]
    mixed = [[round(a + t * (b - a)) for a, b in zip(first, last, strict=True)] for t in parts]
    return ["#{:02x}{:02x}{:02x}".format(*one) for one in mixed]


def _in_rounds(found: Estimates | PovertyChange) -> Iterator[tuple[str, Any]]:
    """Estimates with the round that they belong to."""
    if isinstance(found, PovertyChange):
        for name, part in (("before", found.before), ("after", found.after)):
            yield from ((name, r) for r in part.rows)
    else:
        yield from (("" if r.group == ALL else f"round {r.group}", r) for r in found.rows)


def _ends(row: Any) -> tuple[float, float, float]:
    return row.value, row.low, row.high


def _percent(value: float, low: float, high: float) -> tuple[float, float, float]:
    return PERCENT * value, PERCENT * low, PERCENT * high


def _poverty_caption(line: LineFinding) -> str:
    poverty = line.poverty
    if isinstance(poverty, PovertyChange):
        row = next((r for r in poverty.change if r.unit == "share"), poverty.change[0])
        word = "fell" if row.high < 0 else "rose" if row.low > 0 else "is not found to have changed"
        return f"Poverty at {_of(line)}: the {MEASURES.get(row.measure, row.measure)} {word}"
    return f"Poverty at {_of(line)}, with 95 % intervals"


def _of(line: LineFinding) -> str:
    return line.title if line.name == "poverty_line" else f"the line {line.title}"


def _lines_caption(found: WelfareFindings) -> str:
    return f"Share of persons below each of {len(found.lines)} lines"


def _split_caption(split: GrowthSplit) -> str:
    growth, shared = abs(split.growth), abs(split.redistribution)
    if max(growth, shared) < 0.5 / PERCENT:
        return "Growth and redistribution: neither moved the share below the line much"
    low, high = split.intervals[0]
    if low <= 0 <= high:
        return "The share below the line is not found to have moved: growth and redistribution"
    led = "change of the mean" if growth >= shared else "redistribution"
    return f"What moved the share below the line: mostly {led}"


def _lifted_caption(found: WelfareFindings) -> str:
    line = found.lines[0]
    lifted = line.between or line.by_effect
    assert isinstance(lifted, PersonsLifted)
    how = "between the rounds" if line.between else "by the effect"
    return f"Persons lifted over the line {how}: {lifted.lifted:,.0f} of {lifted.persons:,.0f}, net"


def _living_caption(found: LivingIncomeFinding) -> str:
    if not found.rounds:
        return "Distance from a living income"
    last = found.rounds[-1][1]["share_below"]
    return f"{PERCENT * last.value:.0f} % of households earn less than a living income"
