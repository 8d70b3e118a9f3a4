"""Charts of what a pilot's own data show, each with the sentence that it draws."""

from __future__ import annotations

from typing import Any

import altair as alt

from outgrow.evidence import Effect, OutsideView
from outgrow.micro import Answered, CostBenefit, PilotAnalysis
from outgrow.report.pilot.budgets import budget_drawings
from outgrow.report.pilot.details import detail_drawings
from outgrow.report.pilot.intervals import Drawing, interval_row, intervals
from outgrow.report.pilot.welfare import welfare_charts
from outgrow.report.style import BLUE, GREEN, GREY, INK, ORANGE, RED

Z90 = 1.6448536269514722  # half of a normal 90 % interval in standard deviations
PERCENT = 100.0
COLOURS = {
    "estimate": BLUE, "printed": INK, "pilot alone": BLUE, "outside view": GREEN,
    "to expect there": RED, "to expect elsewhere": RED,
    "may be missed": GREY, "wanted": GREEN, "published": GREEN, "no error known": GREY, "taken together": RED,
}  # fmt: skip
FINDINGS = {"changed": BLUE, "in doubt": ORANGE, "not shown": GREY, "no comparison": INK}
BESIDE = {"take-up": {"treatment on the treated": "those who took part"}}
MOST_STUDIES = 1  # below two published effects a chart of them says no more than the outside view


def pilot_charts(analysis: PilotAnalysis) -> dict[str, Drawing]:
    """Charts by name, in the order of the page."""
    drawn: dict[str, Drawing] = {}
    if sum(found.estimate.relative is not None for found in analysis.answers) > 1:
        drawn["answers"] = Drawing(
            "All questions on one scale: the change as a share of the mean it is compared with, with 95 % intervals",
            answers_chart(analysis),
        )
    for found in analysis.answers:
        drawn[f"answer-{found.id}"] = Drawing(_caption(found), answer_chart(found))
        if found.in_view is not None:
            caption = f"{found.text.rstrip('?')}: the pilot beside {len(found.in_view.view.pooled.effects)} published"
            drawn[f"view-{found.id}"] = Drawing(f"{caption}, and what to expect there and elsewhere", view_chart(found))
            if len(found.in_view.view.pooled.effects) > MOST_STUDIES:
                drawn[f"studies-{found.id}"] = Drawing(
                    _studies_caption(found.in_view.view), studies_chart(found.in_view.view)
                )
        drawn.update(detail_drawings(found))
    if analysis.welfare is not None:
        drawn |= welfare_charts(analysis.welfare)
    if analysis.budget is not None:
        drawn.update(budget_drawings(analysis.budget))
    if analysis.benefit is not None:
        drawn["sides"] = Drawing("Benefits over costs from each side; 1 is break-even", sides_chart(analysis.benefit))
    return drawn


def answers_chart(analysis: PilotAnalysis) -> alt.LayerChart:
    """Every estimate that has a mean to be a share of, coloured by what its question found."""
    verdict = analysis.verdict
    rows = []
    for found in analysis.answers:
        e = found.estimate
        if e.relative is not None and e.reference:
            middle, low, high = (PERCENT * x / e.reference for x in (e.estimate, *e.interval))
            rows.append(interval_row(found.id.replace("_", " "), middle, low, high, verdict[found.id].finding))
    return intervals(rows, "% of the mean it is compared with", FINDINGS, legend=True)


def answer_chart(found: Answered) -> alt.LayerChart:
    """The estimate with its interval, groups that belong to it, and the number that was printed."""
    e = found.estimate
    several = any(part.family == "arm" for part in e.parts)
    rows = [interval_row("arms together" if several else "this estimate", e.estimate, *e.interval, "estimate")]
    for part in e.parts:
        if part.family == "arm":
            rows.append(interval_row(f"{part.label} alone", part.estimate, *part.interval, "estimate"))
        if part.family in BESIDE and part.label in BESIDE[part.family]:
            name = BESIDE[part.family][part.label]
            rows.append(interval_row(name, part.estimate, *part.interval, "estimate"))
    if found.findable is not None:
        half = found.findable.effect
        rows.append(interval_row("may be missed", 0.0, -half, half, "may be missed"))
        rows += [interval_row(s.wanted.short, s.wanted.value, None, None, "wanted") for s in found.findable.seen]
    if found.printed is not None:
        rows.append(interval_row("printed", found.printed.value, None, None, "printed"))
    return intervals(rows, e.unit, COLOURS)


def view_chart(found: Answered) -> alt.LayerChart:
    """Pilot, outside view, and what to expect there and elsewhere, as shares of the comparison's mean."""
    assert found.in_view is not None
    rows = [
        interval_row(r["number"], PERCENT * r["value"], PERCENT * r["low"], PERCENT * r["high"], r["number"])
        for r in found.in_view.to_frame().to_dicts()
    ]
    return intervals(rows, "% of the comparison's mean, 90 % intervals", COLOURS)


def sides_chart(found: CostBenefit) -> alt.LayerChart:
    """Benefit-cost ratio of each side that bears costs."""
    rows = [interval_row(s.name, *s.ratio, "estimate") for s in found.sides if s.ratio is not None]
    return intervals(rows, "benefits over costs, 90 % intervals", COLOURS, at=(1.0,))


def studies_chart(view: OutsideView) -> alt.LayerChart:
    """Published effects with 90 % intervals, their mean, and what a new setting may see."""
    pooled = view.pooled
    rows = [_effect(e, "published") for e in pooled.effects] + [_effect(e, "no error known") for e in pooled.left_out]
    half = Z90 * pooled.standard_error
    ends = (("mean of the published", (pooled.mean - half, pooled.mean + half)), ("a new setting", view.new_setting))
    for name, (low, high) in ends:
        rows.append(interval_row(name, PERCENT * pooled.mean, PERCENT * low, PERCENT * high, "taken together"))
    return intervals(rows, "%, 90 % intervals", COLOURS, row=24, legend=True)


def _effect(effect: Effect, kind: str) -> dict[str, Any]:
    half = Z90 * effect.standard_error if effect.standard_error is not None else None
    low, high = (None if half is None else PERCENT * (effect.estimate + sign * half) for sign in (-1, 1))
    return interval_row(effect.label.replace("_", " "), PERCENT * effect.estimate, low, high, kind)


def _caption(found: Answered) -> str:
    e = found.estimate
    sure = "the interval holds zero" if e.interval[0] <= 0 <= e.interval[1] else "the interval excludes zero"
    return f"{found.text.rstrip('?')}? {found.estimate_shown} {e.unit}; {sure}"


def _studies_caption(view: OutsideView) -> str:
    of = f"{view.kind.replace('-', ' ')}, {view.outcome}" if view.kind else f"all kinds, {view.outcome}"
    return f"What others measured ({of}): {len(view.pooled.effects)} effects with an error"
