"""What a survey could find, as tables."""

from __future__ import annotations

from outgrow.micro import MeasuredOutcome, PlanRow, PowerPlan, WantedEffect
from outgrow.report.amounts import probability
from outgrow.report.pilot.figures import figure
from outgrow.report.tables import Cell, Table


def plan_table(plan: PowerPlan) -> Table:
    """One row a size and wanted effect."""
    what = "Clusters" if plan.rows[0].size.cluster_size > 1 else "Households"
    heads = ["Case", what, f"Smallest effect found ({100 * plan.power:.0f} %)"]
    wanted = bool(plan.wanted)
    heads += ["Effect wanted", "Chance of finding it", f"{what} it needs"] if wanted else []
    return Table(tuple(heads), [_row(row, plan, wanted=wanted) for row in plan.rows], frozenset(range(1, len(heads))))


def _row(row: PlanRow, plan: PowerPlan, *, wanted: bool) -> tuple[Cell, ...]:
    s = row.size
    each = f"of {s.cluster_size:.3g}, correlation {s.icc:.2g}" if s.cluster_size > 1 else ""
    assigned = f"{figure(row.detectable.assigned, 3)} over all assigned" if s.take_up < 1 else plan.unit
    cells = [
        Cell(row.label or "the plan"),
        Cell(f"{s.clusters:,}", note=each),
        Cell(figure(row.detectable.effect, 3), note=assigned),
    ]
    if wanted:
        one = row.wanted
        cells += [
            Cell(figure(one.value, 3) if one else "–", note=_who_wants(one) if one else ""),
            Cell(probability(row.chance) if row.chance is not None else "–"),
            Cell(f"{row.needed:,}" if row.needed is not None else "none would do" if one else "–"),
        ]
    return tuple(cells)


def _who_wants(one: WantedEffect) -> str:
    """What an effect is; nothing where that is its size over again."""
    words = one.short or one.name
    return "" if words == f"{one.value:g}" else words


def measured_table(found: MeasuredOutcome) -> Table:
    """How the outcome varies in the survey at hand."""
    rows = [
        (Cell("Mean"), Cell(figure(found.mean), note=found.unit), Cell("")),
        (
            Cell(f"Standard deviation{' within arms' if found.within_arms else ''}"),
            Cell(figure(found.sd), note=found.unit),
            Cell(""),
        ),
    ]
    if found.clustered:
        low, high = found.icc_interval
        rows.append(
            (Cell("Variance between clusters"), Cell(_percent(found.icc)), Cell(f"{_percent(low)} to {_percent(high)}"))
        )
    if found.held:
        held = ", ".join(found.held)
        if found.clustered:
            rows.append((Cell("Of it explained", note=held), Cell(_percent(found.r2_cluster)), Cell("")))
            rows.append((Cell("Of that within clusters explained", note=held), Cell(_percent(found.r2_unit)), Cell("")))
        else:
            rows.append((Cell("Variance explained", note=held), Cell(_percent(found.r2_unit)), Cell("")))
    rows.append((Cell("Rows"), Cell(f"{found.rows:,}"), Cell("")))
    if found.clustered:
        rows.append((Cell("Clusters"), Cell(f"{found.clusters:,}", note=found.sizes_said), Cell("")))
    return Table(("Measured", "Number", "95 % interval"), rows, frozenset({1, 2}))


def _percent(x: float) -> str:
    return f"{100 * x:.1f}%"
