"""Tables of the chain: accounts, services, institutions, price rules, takeover tests, ownership, information."""

from __future__ import annotations

import numpy as np

from outgrow.chain import ChainFindings, RolloutNode
from outgrow.report.amounts import count, money, percent, probability
from outgrow.report.measures import leaving_part, takeovers
from outgrow.report.prose import parameter_label
from outgrow.report.records import Background
from outgrow.report.tables import Cell, Table

NUMBERS_SHOWN = 6
OWNED = 1e-9  # an ownership index above this is some


def accounts_table(found: ChainFindings, results: Background) -> Table:
    """Accounts of each actor per kg of the final product, without and with the initiative."""
    without, with_it = found.without, found.with_initiative
    works = bool(without.labour.any())
    shares = without.shares_at(found.export_gate) if found.export_gate else {}
    rows = []
    for k, actor in enumerate(with_it.actors):
        cells = [Cell(results.actor(actor))]
        amounts = ("price_in", "price_out", "costs", "margin")
        cells += [_arrow(float(getattr(without, name)[k]), float(getattr(with_it, name)[k])) for name in amounts]
        first, last = (f"{float(state.value_share[k]):.1%}" for state in (without, with_it))
        cells.append(Cell(first if first == last else f"{first} → {last}"))
        if shares:
            cells.append(Cell(f"{shares[actor]:.1%}" if actor in shares else "–"))
        if works:
            cells.append(Cell(f"{float(without.labour[k]):.3g}" if without.labour[k] > 0.0 else "–"))
        rows.append(tuple(cells))
    heads = ["Actor", "Pays", "Receives", "Own costs", "Margin", "Share of the final price"]
    heads += ["Share of the export value"] if shares else []
    heads += ["Person-days"] if works else []
    return Table(tuple(heads), rows, frozenset(range(1, len(heads))))


def _arrow(before: float, after: float) -> Cell:
    """An amount without and with, once where they look the same."""
    first, last = _amount(before), _amount(after)
    return Cell(first if first == last else f"{first} → {last}")


def _amount(value: float) -> str:
    return f"{value:z,.2f}" if abs(value) < 100.0 else f"{value:z,.0f}"


def services_table(found: ChainFindings, results: Background) -> Table | None:
    """The firm's services by segment, its working capital and its scale; None where nothing is served."""
    costs = found.delivery
    if costs is None or not costs.households.any():
        return None
    rows = []
    overall = costs.overall
    columns = np.stack([costs.households, costs.per_household, costs.per_tonne, costs.recovery])
    lines: dict[str, list[float]] = {name: columns[:, k].tolist() for k, name in enumerate(costs.segments)}
    lines["all"] = [float(costs.households.sum()), *overall]
    for name, (households, each, tonne, back) in lines.items():
        rows.append(
            (
                Cell(name.capitalize(), note="" if name == "all" else "by volume sold"),
                Cell(count(households)),
                Cell(money(each, results.code)),
                Cell(money(tonne, results.code) if np.isfinite(tonne) else "–"),
                Cell(probability(back) if np.isfinite(back) else "–"),
            )
        )
    heads = ("Segment", "Households", "Cost per household", "Cost per accepted tonne", "Cost recovery")
    return Table(heads, rows, frozenset(range(1, 5)))


def institutions_table(found: ChainFindings, results: Background) -> Table | None:
    """What each institution would do by itself: compliance, tolerated price, value to the household."""
    if found.settings is None:
        return None
    rows = []
    for effect in found.settings.effects:
        trap = "complies more and has less" if effect.name in found.settings.traps else ""
        changed = effect.name != "today"
        rows.append(
            (
                Cell(effect.name.capitalize(), note=trap),
                Cell(
                    probability(effect.honour),
                    note=f"{100.0 * effect.honour_change:+z.1f} points" if changed else "",
                ),
                Cell(f"{effect.tolerated:.3g}"),
                Cell(
                    money(effect.value, results.code),
                    note=f"{money(effect.value_change, '').strip()} a season" if changed else "",
                ),
            )
        )
    heads = ("The mean household's contract", "Honoured", f"Up to a spot price of {results.code}", "Value a season")
    return Table(heads, rows, frozenset({1, 2, 3}))


def rules_table(found: ChainFindings, results: Background) -> Table | None:
    """The contract under other price rules."""
    if not found.rules:
        return None
    rows = [
        (
            Cell(rule.name[0].upper() + rule.name[1:]),
            Cell(f"{results.code} {rule.price:.3g}"),
            Cell(probability(rule.honour)),
            Cell(f"{rule.tolerated:.3g}" if np.isfinite(rule.tolerated) else "no price tempts"),
            Cell(probability(rule.inside)),
            Cell(money(rule.value, results.code)),
        )
        for rule in found.rules
    ]
    heads = ("Price rule", "Mean price", "Honoured", "Up to a spot price of", "Neither walks away", "Value a season")
    return Table(heads, rows, frozenset(range(1, 6)))


def takeover_table(found: ChainFindings, results: Background) -> Table:
    """Each function with its candidates: worth, what is required, with and without subsidy, and the least subsidy."""
    heads = (
        "Function",
        "Done and paid by today",
        "Candidate",
        "Worth to it",
        "Wants at least",
        "Takes over",
        "With half its cost paid",
        "Least subsidy",
    )
    subsidised = {(test.function, test.actor): test.passes for test in found.ledger.subsidised_tests}
    rows = []
    for place, line in enumerate(found.ledger.lines):
        part = leaving_part(line.payers, results.initiative)
        paid = ", ".join(f"{results.actor(a)} {share:.0%}" for a, share in line.payers.items())
        first = Cell(line.function.replace("_", " ").capitalize(), note=_outcome(found, results, place, part))
        who = Cell(results.actor(line.done_by), note=f"paid by {paid}")
        if not part:
            rows.append((first, who, *(Cell("–") for _ in heads[2:])))
            continue
        for test in (t for t in found.ledger.tests if t.function == line.function):
            multiple = test.required / line.cost if line.cost > 0.0 else 1.0
            least = max(line.cost - test.worth / multiple, 0.0)
            rows.append(
                (
                    first,
                    who,
                    Cell(results.actor(test.actor)),
                    Cell(bare(test.worth)),
                    Cell(bare(test.required), note=f"{multiple:.2g} times its cost"),
                    Cell("yes" if test.passes else "no"),
                    Cell("yes" if subsidised[test.function, test.actor] else "no"),
                    Cell(bare(least) if least > 0.0 else "none"),
                )
            )
            first, who = Cell(""), Cell("")
    return Table(heads, rows, frozenset({3, 4, 7}))


def bare(amount: float) -> str:
    """Money without its currency, where the table's heading says it."""
    return money(amount, "").strip()


def _outcome(found: ChainFindings, results: Background, place: int, part: float) -> str:
    """What becomes of a function, in the middle and over the worlds."""
    line = found.ledger.lines[place]
    if not part:
        return "nothing leaves"
    nobody = 1.0 - sum(takeovers(results.ensemble, place).values())
    taker = found.ledger.taken_over.get(line.function)
    middle = f"{results.actor(taker)} takes over" if taker else "an orphan"
    return (
        f"{percent(part)} leaves; {middle} with every number at its middle; nobody in {probability(nobody)} of worlds"
    )


def ownership_table(found: ChainFindings, results: Background) -> Table:
    """Who owned what at the start: funding, decisions, design, and the index."""
    rows = []
    for actor in results.initiative.actors:
        index = found.ownership.get(actor.id, 0.0)
        if index > OWNED and actor.ownership is not None:
            o = actor.ownership
            shares = [Cell(f"{share:.0%}") for share in (o.funding, o.decision, o.design)]
            rows.append((Cell(results.actor(actor.id)), *shares, Cell(f"{index:.2f}", bar=float(index))))
    rows.sort(key=lambda row: -float(row[4].text))
    return Table(("Ownership at the start", "Funding", "Decisions", "Design", "Index"), rows, frozenset({1, 2, 3, 4}))


def information_table(found: ChainFindings, results: Background) -> Table | None:
    """What it is worth to the firm to know before it invests."""
    if found.knowing is None:
        return None
    listed = results.ensemble.worlds.listed
    rows = [(Cell("Everything (EVPI)"), Cell(money(found.knowing.evpi, results.code)), Cell(""))]
    worths = [(name, worth) for name, worth in found.knowing.evppi.items() if worth > 0.0]
    for name, worth in worths[:NUMBERS_SHOWN]:
        entry = listed.get(name)
        label = parameter_label(name, entry.label, results.initiative) if entry else "The effect on the yield"
        told = worth > found.knowing.noise
        known = "" if entry is None else "assumed" if entry.parameter.assumed else "measured"
        rows.append(
            (
                Cell(label),
                Cell(money(worth, results.code), tone="" if told else "quiet", note="" if told else "not above noise"),
                Cell(known),
            )
        )
    return Table(("Worth knowing before investing", "Worth", "Today"), rows, frozenset({1}))


def rollout_table(found: ChainFindings, results: Background) -> Table | None:
    """The staged tree: what is believed after each result, and whether to go on."""
    plan = found.rollout
    if plan is None:
        return None
    rows = [
        (
            Cell(node.stage.capitalize(), note=_seen(node)),
            Cell(probability(node.belief)),
            Cell("go on" if node.proceed else "stop"),
            Cell(money(node.value, results.code)),
        )
        for node in plan.nodes
    ]
    heads = ("Before the stage", "Belief that it pays in the end", "Then", "Worth from there on")
    return Table(heads, rows, frozenset({1, 3}))


def _seen(node: RolloutNode) -> str:
    words = {"s": "covered its cost", "f": "did not"}
    names = ("pilot", "district", "national")
    return "; ".join(f"{names[k]} {words[letter]}" for k, letter in enumerate(node.history)) or "nothing seen yet"


def hand_over_table(found: ChainFindings, results: Background) -> Table | None:
    """Orphans, the nearest candidate, and how a subsidy leads it there; None without orphans."""
    if not found.hand_overs:
        return None
    rows = []
    for function, (actor, path) in found.hand_overs.items():
        ends = "does not end by the horizon" if np.isnan(path.ends) else f"ends after {path.ends:.0f} seasons"
        rows.append(
            (
                Cell(function.replace("_", " ").capitalize()),
                Cell(results.actor(actor)),
                Cell(money(float(path.subsidy[0]), results.code)),
                Cell(money(float(path.subsidy.sum()), results.code)),
                Cell(ends),
            )
        )
    heads = ("Orphan", "Nearest candidate", "Subsidy in the first season", "In all", "Phase-out")
    return Table(heads, rows, frozenset({2, 3}))
