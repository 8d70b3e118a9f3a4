"""Forest plot of the evidence: each study, the outside view, and the effect to expect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt

from outgrow.evidence import Effect
from outgrow.report.records import Results
from outgrow.report.style import BLUE, GREEN, GREY, INK, RED, data, finish

HALF_NINETY = 1.6448536269514722  # half of a normal 90 % interval in standard deviations
ROLES = {"about the pilot": BLUE, "elsewhere": GREEN, "taken together": RED, "shown, not used": GREY}
ROW_HEIGHT = 24


def studies(results: Results) -> alt.LayerChart:
    """Estimates with their 90 % intervals; those without a standard error as a point alone."""
    rows = list(_rows(results))
    base = alt.Chart(data(rows)).encode(
        y=alt.Y(
            "study:N",
            sort=None,
            axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=160, labelFontSize=11, grid=True),
        ),
        color=alt.Color("role:N", sort=None, scale=alt.Scale(domain=list(ROLES), range=list(ROLES.values()))),
    )
    axis = alt.Axis(title="Change of the yield, %", format="+,~f", tickCount=6)
    zero = alt.Chart(data([{"x": 0.0}])).mark_rule(color=INK).encode(x="x:Q")
    return finish(
        alt.layer(
            zero,
            base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", axis=axis), x2="high:Q"),
            base.mark_point(filled=True, size=70, opacity=1.0).encode(x="estimate:Q"),
        ),
        width=235,
        height=ROW_HEIGHT * len(rows),
    )


def study_name(label: str) -> str:
    """A study's short name as words."""
    return label.replace("_", " ").capitalize()


def _rows(results: Results) -> Iterator[dict[str, Any]]:
    known = results.ensemble.worlds.known
    central = known.central
    for role, group in (("about the pilot", known.pilot.effects), ("elsewhere", known.outside.effects)):
        for effect in group:
            yield _study(effect, role)
    yield _row("Pilot's studies", "taken together", central.pilot_mean, central.pilot_sd)
    yield _row("New setting elsewhere", "taken together", central.outside_mean, central.outside_sd)
    yield _row("Effect to expect", "taken together", central.mean, central.sd)
    for effect, _ in known.shown:
        yield _study(effect, "shown, not used")


def _study(effect: Effect, role: str) -> dict[str, Any]:
    return _row(study_name(effect.label), role, effect.estimate, effect.standard_error)


def _row(study: str, role: str, estimate: float, error: float | None) -> dict[str, Any]:
    half = HALF_NINETY * (error or 0.0)
    return {
        "study": study,
        "role": role,
        "estimate": 100.0 * estimate,
        "low": 100.0 * (estimate - half),
        "high": 100.0 * (estimate + half),
    }
