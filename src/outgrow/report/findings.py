"""Tables of what was found: options, payers, functions, districts, and household."""

from __future__ import annotations

import numpy as np

from outgrow.micro import MicroFindings
from outgrow.policy import Appraisal
from outgrow.report.amounts import count, money, money_range, percent, probability
from outgrow.report.measures import (
    cumulative_cash,
    district_shares,
    group_gains,
    leaving_part,
    spending,
    takeovers,
)
from outgrow.report.records import Results
from outgrow.report.tables import Cell, Table

DISTRICTS_SHOWN = 12


def options_table(results: Results) -> Table:
    """Each option: who pays, what it costs, and how the gates change."""
    gates = [gate.name for gate in results.verdict.gates]
    heads = ("Option", "Who pays, a season", "all six", *gates, "Members", "Persons lifted")
    rows = [_option(found, gates, results) for found in results.appraisals]
    return Table(heads, rows, frozenset(range(2, len(heads))))


def _option(found: Appraisal, gates: list[str], results: Results) -> tuple[Cell, ...]:
    option = found.option
    low, _, high = found.cost
    return (
        Cell(option.title, note=option.note),
        Cell(results.actor(option.payer), note=money_range(low, high, results.code)),
        _change(found.scales),
        *(_change(found.gates[gate]) for gate in gates),
        Cell(count(found.members[1]), note=f"from {count(found.members[0])}"),
        Cell(count(found.lifted)),
    )


def _change(pair: tuple[float, float]) -> Cell:
    """A probability without and with the option."""
    if pair[0] == pair[1]:
        return Cell(probability(pair[0]), tone="quiet")
    return Cell(probability(pair[1]), note=f"from {probability(pair[0])}")


def gains_table(results: Results) -> Table:
    """Change of income of each group over the last seasons: median and nine worlds of ten."""
    rows = []
    for label, change in group_gains(results.ensemble).items():
        seen = change[~np.isnan(change)]
        if seen.size:
            low, middle, high = (percent(x, signed=True) for x in np.quantile(seen, (0.05, 0.5, 0.95)).tolist())
            rows.append((Cell(label), Cell(middle), Cell(f"{low} to {high}")))
    return Table(("Change of income", "Median", "Nine worlds of ten"), rows, frozenset({1, 2}))


def firm_table(results: Results) -> Table:
    """The firm's figures: median and nine worlds of ten."""
    ensemble, values = results.ensemble, results.ensemble.worlds.values
    figures = {
        "Net present value, paying alone": next(g.margin for g in results.verdict.gates if g.name == "pays"),
        "Cash up to the horizon, paying alone": cumulative_cash(ensemble, "firm_cash_alone")[:, -1],
        "Cash up to the horizon, with the payers there were": cumulative_cash(ensemble, "firm_cash")[:, -1],
        "Up-front investment": values["firm.investment"],
        "Fixed cost a season": values["firm.fixed"],
    }
    figures |= {
        f"Strategic value a season, not included: {value.name.replace('_', ' ')}": values[
            f"firm.strategic.{value.name}.value"
        ]
        for value in results.initiative.firm.strategic
    }
    rows = []
    for what, amounts in figures.items():
        low, middle, high = np.quantile(amounts, (0.05, 0.5, 0.95)).tolist()
        spread = "" if low == high else money_range(low, high, results.code)
        rows.append((Cell(what), Cell(money(middle, results.code)), Cell(spread)))
    return Table(("The firm", "Median", "Nine worlds of ten"), rows, frozenset({1, 2}))


def payers_table(results: Results) -> Table:
    """What each actor spends up to the exit and after it, median of the worlds."""
    exit_season = results.initiative.initiator.exit_season
    heads = ("Actor", f"Up to {results.exit_year:.0f}", f"After {results.exit_year:.0f}")
    rows = [
        (
            Cell(results.actor(actor)),
            Cell(money(float(spent[:exit_season].sum()), results.code)),
            Cell(money(float(spent[exit_season:].sum()), results.code)),
        )
        for actor, spent in spending(results.ensemble).items()
    ]
    return Table(heads, rows, frozenset({1, 2}))


def functions_table(results: Results) -> Table:
    """Each function: who does and pays it, what part leaves, who takes that over, and how often nobody does."""
    heads = ("Function", "Done by", "Paid by today", "Part that leaves", "Taken over by, share of worlds", "Nobody")
    rows = []
    for place, line in enumerate(results.initiative.functions):
        part = leaving_part(line.paid_by, results.initiative)
        taken = takeovers(results.ensemble, place)
        nobody = 1.0 - sum(taken.values())
        rows.append(
            (
                Cell(line.id.replace("_", " ").capitalize(), note=line.text),
                Cell(results.actor(line.done_by)),
                Cell(", ".join(f"{results.actor(a)} {share:.0%}" for a, share in line.paid_by.items())),
                Cell(percent(part)),
                Cell(", ".join(f"{results.actor(a)} {probability(p)}" for a, p in taken.items()) if part else "–"),
                Cell(probability(nobody), bar=nobody) if part else Cell("–"),
            )
        )
    return Table(heads, rows, frozenset({3, 5}))


def districts_table(results: Results) -> Table:
    """Districts with most households: households, and members as a share of them."""
    shares, households = district_shares(results.ensemble), results.ensemble.district_households
    largest = [k for k in np.argsort(-households, kind="stable").tolist() if households[k] > 0.0][:DISTRICTS_SHOWN]
    rows = []
    for k in largest:
        low, middle, high = np.quantile(shares[:, k], (0.05, 0.5, 0.95)).tolist()
        rows.append(
            (
                Cell(results.case.districts.names[k]),
                Cell(count(float(households[k]))),
                Cell(percent(middle), note=f"{percent(low)} to {percent(high)}", bar=middle),
            )
        )
    name = results.initiative.target.districts.name.replace("_", " ").capitalize()
    return Table((name, "Target households", "Members, median (90% of worlds)"), rows, frozenset({1, 2}))


def household_table(micro: MicroFindings, code: str) -> Table:
    """What taking part means for a household."""
    effect = micro.effect
    rows = [
        _figure(
            "Effect to expect on the yield",
            percent(effect.mean, signed=True),
            f"standard deviation {percent(effect.sd)}",
        ),
        _figure(
            "Net gain of a trained household a season",
            money(micro.net_gain, code),
            money_range(micro.net_gain_low, micro.net_gain_high, code),
        ),
        _figure("Cost of reaching a household, whoever pays", money(micro.cost_per_household, code), ""),
        _figure("Persons below the line before and after", _pair(micro.poverty_before[0], micro.poverty_after[0]), ""),
        _figure("Poverty gap before and after", _pair(micro.poverty_before[1], micro.poverty_after[1]), ""),
    ]
    if micro.benefit_cost is not None:
        rows.append(_figure("The household's benefits over its costs", f"{micro.benefit_cost:.2f}", ""))
    return Table(("For a household", "Figure", "90% interval or spread"), rows, frozenset({1, 2}))


def _figure(what: str, figure: str, spread: str) -> tuple[Cell, ...]:
    return Cell(what), Cell(figure), Cell(spread)


def _pair(before: float, after: float) -> str:
    return f"{before:.1%} → {after:.1%}"
