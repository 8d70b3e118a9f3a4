"""Tables of what a pilot's own data show."""

from __future__ import annotations

from outgrow.micro import Answered, CostBenefit, CostPerHousehold, Found, OutcomeFamily, PilotAnalysis
from outgrow.report.amounts import money, money_range, percent, probability
from outgrow.report.pilot.figures import chance, figure
from outgrow.report.tables import Cell, Table


def answers_table(analysis: PilotAnalysis) -> Table:
    """One row a question: finding, estimate, interval, p, rows, and what was printed or is to be expected elsewhere."""
    verdict = analysis.verdict
    rows = [_answer(found, verdict[found.id]) for found in analysis.answers]
    heads = ["Question", "Finding", "Estimate", "95 % interval", "p", "Could have found", "Rows (clusters)"]
    for head, cell, any_said in (
        ("Printed", _printed, any(found.printed for found in analysis.answers)),
        ("Expect there", _there, any(found.in_view for found in analysis.answers)),
        ("Expect elsewhere", _elsewhere, any(found.in_view for found in analysis.answers)),
    ):
        if any_said:
            heads.append(head)
            rows = [(*row, cell(found)) for row, found in zip(rows, analysis.answers, strict=True)]
    return Table(tuple(heads), rows, frozenset(range(2, len(heads))))


def _answer(found: Answered, verdict: Found) -> tuple[Cell, ...]:
    e = found.estimate
    clusters = f"{e.n:,} ({e.clusters:,})" if e.clusters is not None else f"{e.n:,}"
    return (
        Cell(found.text, note=f"{e.outcome}, {e.estimand}; {e.method}"),
        Cell(_whole(verdict.finding), note=", ".join(verdict.fallen) if verdict.finding == "in doubt" else ""),
        Cell(found.estimate_shown, note=e.unit),
        Cell(_whole(e.interval_shown)),
        Cell(_whole(chance(e.p))),
        _findable(found),
        Cell(clusters),
    )


def _findable(found: Answered) -> Cell:
    """The smallest effect that the survey finds with a chance of 80 %, and whether those that matter are larger."""
    if found.findable is None:
        return Cell("–")
    chances = [f"{one.wanted.short}: {probability(one.chance)}" for one in found.findable.seen]
    return Cell(figure(found.findable.effect, 3), note="; ".join(chances))


def _printed(found: Answered) -> Cell:
    """What its authors printed, and whether that is given back."""
    if found.printed is None:
        return Cell("–")
    printed = f"{found.printed.value:+z.{found.printed.decimals}f}"
    return Cell(printed, note="given back" if found.agrees else "not given back")


def _there(found: Answered) -> Cell:
    """The effect to expect where the pilot was, as a share of the comparison's mean."""
    return Cell(percent(found.in_view.shrunken.mean, signed=True) if found.in_view else "–")


def _elsewhere(found: Answered) -> Cell:
    """The effect to expect in another place, as a share of the comparison's mean."""
    return Cell(percent(found.in_view.elsewhere.mean, signed=True) if found.in_view else "–")


def _whole(words: str) -> str:
    """Words that stay on one line."""
    return words.replace(" ", "\u00a0")


def family_table(found: OutcomeFamily) -> Table:
    """Outcomes that belong together: p taken alone, and adjusted for their number."""
    rows = [
        (
            Cell(e.outcome),
            Cell(e.shown(e.estimate, sign=True), note=e.unit),
            *(Cell(_whole(chance(p))) for p in (e.p, h, b, q)),
        )
        for e, h, b, q in zip(found.estimates, found.holm, found.benjamini_hochberg, found.sharpened_q, strict=True)
    ]
    heads = (found.name.replace("-", " ").capitalize(), "Estimate", "p", "Holm", "Benjamini-Hochberg", "Sharpened q")
    return Table(heads, rows, frozenset(range(1, len(heads))))


def costs_table(found: CostPerHousehold, code: str) -> Table:
    """Cost per household, and who pays."""
    named = {
        "Per household reached": found.per_reached,
        "Per household that took it up": found.per_adopter,
        "In all": found.total,
    }
    rows = [
        (Cell(name), Cell(money(middle, code)), Cell("" if low == high else money_range(low, high, code)))
        for name, (middle, low, high) in named.items()
    ]
    rows += [(Cell(f"Paid by {payer}"), Cell(money(x, code)), Cell("")) for payer, x in found.by_payer]
    return Table((f"Over {found.seasons} seasons", "Middle", "90 % interval"), rows, frozenset({1, 2}))


def sides_table(found: CostBenefit, code: str) -> Table:
    """Each side's benefits, costs, ratio and chance."""
    rows = []
    for side in found.sides:
        ratio = "bears no cost" if side.ratio is None else f"{side.ratio[0]:.2f}"
        spread = "" if side.ratio is None else f"{side.ratio[1]:.2f} to {side.ratio[2]:.2f}"
        rows.append(
            (
                Cell(side.name.capitalize()),
                Cell(money(side.benefits[0], code)),
                Cell(money(side.costs[0], code)),
                Cell(ratio, note=spread),
                Cell(probability(side.chance)),
            )
        )
    heads = ("Side", "Benefits", "Costs", "Benefits over costs", "Comes out ahead")
    return Table(heads, rows, frozenset(range(1, len(heads))))
