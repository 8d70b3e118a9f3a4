"""How many take part and how many are trained, with what history counted."""

from __future__ import annotations

import altair as alt

from outgrow.initiative import Initiative
from outgrow.report.charts.fan import fan
from outgrow.report.records import Results
from outgrow.report.style import highest, scale_of


def members(results: Results) -> alt.LayerChart:
    """Households that take part."""
    return _households(results, "members", "Members")


def trained(results: Results) -> alt.LayerChart:
    """Households that have been trained."""
    return _households(results, "trained", "Trained")


def _households(results: Results, measure: str, word: str) -> alt.LayerChart:
    values = results.ensemble[measure]
    counted = [(p.year, p.value) for p in results.initiative.history if p.measure == measure]
    wanted = ambition(results.initiative, measure)
    factor, size = scale_of(max(highest(values), wanted or 0.0))
    return fan(
        results,
        values,
        f"{word}, {size} households".replace(",  ", ", "),
        factor=factor,
        points=counted,
        wanted=wanted,
        central=results.full[measure] if results.full else None,
    )


def ambition(initiative: Initiative, measure: str) -> float | None:
    """Households wanted, or None where no number was set."""
    aim = initiative.ambition
    wanted = {"members": aim.members, "trained": aim.trained}[measure]
    return None if wanted is None else wanted.middle
