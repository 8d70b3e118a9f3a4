"""Tables of what a survey's households live on."""

from __future__ import annotations

from math import isnan

from outgrow.micro import (
    Estimate,
    LineFinding,
    LivingIncomeFinding,
    PersonsLifted,
    PovertyChange,
    PpiFinding,
    WelfareFindings,
)
from outgrow.report.tables import Cell, Table

NAMES = {
    "headcount": "Below the line", "gap": "Poverty gap", "severity": "Squared gap", "watts": "Watts",
    "mean": "Mean income", "sen_shorrocks_thon": "Sen-Shorrocks-Thon", "gini": "Gini", "theil": "Theil",
    "mean_log_deviation": "Log deviation", "share_below": "Households below", "gap_of_all": "Mean gap of all",
    "gap_of_those_below": "Mean gap of those below", "median": "Median income",
}  # fmt: skip
NOTHING = Cell("–")
ALL = "all"


def welfare_tables(found: WelfareFindings) -> tuple[tuple[str, Table], ...]:
    """Tables with their captions, in the order of the page."""
    tables: list[tuple[str, Table]] = []
    if found.lines:
        change = ", and the change since the first" if isinstance(found.lines[0].poverty, PovertyChange) else ""
        tables.append((f"Poverty at each line, in the last round{change}", lines_table(found)))
        main = found.lines[0]
        tables += [
            (f"Poverty by {by}, in the last round, at the first line", group_table(main, by)) for by, _ in main.groups
        ]
    if any(line.between or line.by_effect for line in found.lines):
        tables.append(("Persons lifted over each line", lifted_table(found)))
    if found.living_income is not None:
        tables.append(("Distance from a living income", living_table(found.living_income)))
    if found.ppi is not None:
        tables.append(("Poverty Probability Index", ppi_table(found.ppi)))
    return tuple(tables)


def lines_table(found: WelfareFindings, most: int | None = None) -> Table:
    """One row a line: its amount and each measure of the last round, with its change where there are two rounds.

    ``most`` keeps so many measures, where there is no room for all.
    """
    measures = list(dict.fromkeys(r.measure for r in found.lines[0].last.rows))[:most]
    heads = ("Line", "Amount", *(NAMES.get(m, m) for m in measures))
    rows = [
        (
            Cell(line.title),
            Cell(short(line.value), note=line.unit),
            *(_measured(line, m) for m in measures),
        )
        for line in found.lines
    ]
    return Table(heads, rows, frozenset(range(1, len(heads))))


def group_table(line: LineFinding, by: str) -> Table:
    """One row a group: its rows and each measure."""
    groups = dict(line.groups)[by]
    measures = list(dict.fromkeys(r.measure for r in groups.rows))
    names = list(dict.fromkeys(r.group for r in groups.rows))
    heads = (by.replace("_", " ").capitalize(), "Rows", *(NAMES.get(m, m) for m in measures))
    rows = [
        (Cell(name), Cell(f"{groups.of(measures[0], name).rows:,}"), *(_cell(groups.of(m, name)) for m in measures))
        for name in names
    ]
    return Table(heads, rows, frozenset(range(1, len(heads))))


def lifted_table(found: WelfareFindings) -> Table:
    """One row a line: net persons lifted between rounds and both flows, and by the effect."""
    heads = ("Line", "Between rounds, net", "Upwards", "Downwards", "By the effect, net")
    rows = []
    for line in found.lines:
        between, effect = line.between, line.by_effect
        flows = (between.escaped, between.fell) if between is not None else (None, None)
        cells = (Cell(f"{x:,.0f}") if x is not None else NOTHING for x in flows)
        rows.append((Cell(line.title), _lifted(between), *cells, _lifted(effect)))
    return Table(heads, rows, frozenset(range(1, len(heads))))


def living_table(found: LivingIncomeFinding) -> Table:
    """One row a round: share below, gaps and median."""
    measures = ("share_below", "gap_of_all", "gap_of_those_below", "median")
    heads = ("Round", *(NAMES[m] for m in measures))
    rows = []
    for name, estimates in found.rounds:
        of = {r.measure: r for r in estimates.rows}
        rows.append((Cell(name), *(_cell(of[m]) if m in of else NOTHING for m in measures)))
    if found.change:
        of = {r.measure: r for r in found.change}
        rows.append((Cell("change"), *(_points(of[m]) if m in of else NOTHING for m in measures)))
    return Table(heads, rows, frozenset(range(1, len(heads))))


def ppi_table(found: PpiFinding) -> Table:
    """One row a line of the look-up table: the rate of each round."""
    groups = [row.group for row in found.lines[0][2].rows]
    heads = ("Line", *("Rate" if name == ALL else f"Round {name}" for name in groups))
    rows = [
        (Cell(meaning, note=line), *(_cell(row) for row in estimates.rows)) for line, meaning, estimates in found.lines
    ]
    return Table(heads, rows, frozenset(range(1, len(heads))))


def short(value: float) -> str:
    """An amount: whole from a thousand on, four figures below.

    Examples
    --------
    >>> short(39024.2), short(2.15)
    ('39,024', '2.15')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def _measured(line: LineFinding, measure: str) -> Cell:
    """A measure of the last round, with its change where there are two rounds."""
    row = next((r for r in reversed(line.last.rows) if r.measure == measure), None)
    if row is None:
        return NOTHING
    cell = _cell(row)
    if isinstance(line.poverty, PovertyChange):
        change = next(r for r in line.poverty.change if r.measure == measure)
        return Cell(cell.text, note=_change(change))
    return cell


def _change(row: Estimate) -> str:
    if row.unit == "share":
        return f"{100 * row.value:+z.1f} points"
    return f"{row.value:+z.3f}" if row.unit == "index" else f"{'+' if row.value >= 0 else '-'}{short(abs(row.value))}"


def _points(row: Estimate) -> Cell:
    return Cell(f"{100 * row.value:+z.1f} points", note=f"{100 * row.low:z.1f} to {100 * row.high:z.1f}")


def _cell(row: Estimate) -> Cell:
    """A number with its interval in smaller letters."""
    if isnan(row.low):
        return Cell(f"{100 * row.value:.1f} %" if row.unit == "share" else short(row.value), note="no interval")
    if row.unit == "share":
        return Cell(f"{100 * row.value:.1f} %", note=f"{100 * row.low:z.1f} to {100 * row.high:z.1f}")
    if row.unit == "index":
        return Cell(f"{row.value:.3f}", note=f"{row.low:.3f} to {row.high:.3f}")
    return Cell(short(row.value), note=f"{short(row.low)} to {short(row.high)}")


def _lifted(found: PersonsLifted | None) -> Cell:
    if found is None:
        return NOTHING
    low, high = round(found.low), round(found.high)
    return Cell(f"{round(found.lifted):,}", note=f"{low:,} to {high:,} of {found.persons:,.0f}")
