"""What each chart of the chain shows, said as a finding with its figure."""

from __future__ import annotations

import numpy as np

from outgrow.chain import ChainAccounts, ChainFindings, compare
from outgrow.report.amounts import count, money, money_range, percent, probability
from outgrow.report.measures import leaving_part, takeovers
from outgrow.report.prose import parameter_label
from outgrow.report.records import Background

EXACT = 1e-9
LEAST_MONEY = 0.5  # of any currency: less is nothing


def chain_captions(results: Background) -> dict[str, str]:
    """One sentence for each chart of the chain, by its name."""
    found = results.chain
    if found is None:
        return {}
    said = {
        "chain_before": f"Without the initiative: {_who_adds(found.without, results)}",
        "chain_after": f"With it: {_who_adds(found.with_initiative, results)}",
        "margins": _margins(found, results),
        "value_shares": _shares(found, results),
        "hand_over": _hand_over(results),
    }
    if found.scale is not None:
        said["break_even"] = _break_even(found, results)
    if found.delivery is not None:
        said["delivery"] = _delivery(found, results)
    if found.credit is not None:
        said["credit"] = _credit(found, results)
    if found.settings is not None:
        said["institutions"] = _institutions(found)
    if found.knowing is not None and found.knowing.evppi:
        said["knowing"] = _knowing(found, results)
    if found.survey is not None:
        said["survey"] = _survey(found, results)
    return said


def balance(found: ChainFindings) -> str:
    """Say that transfers and shares add up, and by how much they miss it."""
    gaps = []
    for state in (found.without, found.with_initiative):
        received = {actor: sum(f.value for f in state.flows if f.buyer == actor) for actor in state.actors}
        gaps.append(max(abs(float(state.price_in[k]) - received[actor]) for k, actor in enumerate(state.actors)))
        gaps.append(abs(float(state.value_share.sum()) - 1.0))
    worst = max(gaps)
    off = (
        "exactly" if worst == 0.0 else f"to within {worst:.0e}" if worst > EXACT else "to the rounding of the computer"
    )
    return f"Checked: what each stage pays is what the stages before it receive, and the shares sum to one ({off})."


def firm_words(found: ChainFindings, results: Background) -> list[str]:
    """What the firm's case comes to beyond its cash: waiting, stages, working capital, strategic value."""
    low, middle, high = np.quantile(found.firm.npv, (0.05, 0.5, 0.95)).tolist()
    said = [
        f"Had the firm paid alone, its net present value is {money(middle, results.code)} at the median "
        f"({money_range(low, high, '').strip()} in nine worlds of ten), and it recovers its up-front investment in "
        f"{probability(found.firm.recovers)} of worlds; the internal rate of the mean cash flow is "
        f"{found.firm.irr.summary()}. {_payback(found)}"
    ]
    if found.rollout is not None:
        plan = found.rollout
        said.append(
            "Taken in stages with the right to stop after each, the scheme is worth "
            f"{money(plan.value, results.code)}; carried through whatever happens, "
            f"{money(plan.committed, results.code)}. What the stages teach is worth "
            f"{money(plan.learning_value, results.code)} of it."
        )
    if found.capital is not None:
        tied = float(np.mean(found.capital.credit + found.capital.stock))
        said.append(
            f"At the most members of the median world, {money(tied, results.code)} is tied up on average over a "
            f"season, {money(float(np.mean(found.capital.peak)), results.code)} at the most; that costs "
            f"{money(float(np.mean(found.capital.carrying_cost)), results.code)} a season and is in none of the other "
            "numbers."
        )
    strategic = float(np.mean(found.firm.strategic_npv))
    if strategic > 0.0:
        said.append(
            f"Strategic value, listed apart and in none of these numbers: {money(strategic, results.code)} (present "
            "value, mean of the worlds)."
        )
    return said


def _payback(found: ChainFindings) -> str:
    """When the investment is recovered, discounted, in the worlds in which it is."""
    late = found.firm.discounted_payback
    seen = late[(found.firm.npv >= 0.0) & ~np.isnan(late)]
    if not seen.size:
        return "No world recovers it by the horizon."
    return f"Where it is recovered, discounted, that is in season {np.median(seen) + 1.0:.0f} at the median."


def subsidy_free(found: ChainFindings, results: Background) -> str:
    """Say which functions go on without subsidy, every number at its middle, and which are left."""
    drawn = found.ledger
    taken = [f"{name.replace('_', ' ')} by {results.actor(actor)}" for name, actor in drawn.taken_over.items()]
    left = [name.replace("_", " ") for name in drawn.orphans]
    text = f"With every number at its middle, {len(taken)} of {len(drawn.lines)} functions go on without subsidy"
    text += f": {', '.join(taken)}" if taken else ""
    if not left:
        return f"{text}. That is all of them."
    held = [name.replace("_", " ") for name in drawn.held_by_subsidy]
    kept = f"; half of its cost, paid by somebody, would hold {', '.join(held)}" if held else ""
    return f"{text}. Left as orphans: {', '.join(left)}{kept}."


def surplus_words(found: ChainFindings, results: Background) -> str:
    """Who gains on the market in a season at the horizon; empty where supply is not described or nothing moves."""
    gains = found.surplus
    if gains is None or not gains.total:
        return ""
    share = {
        "members": gains.participants,
        "producers outside": gains.non_participants,
        "buyers": gains.consumers,
    }
    parts = ", ".join(f"{who} {money(value, results.code)}" for who, value in share.items())
    return (
        f"On the whole market a season at the horizon brings {parts}; together {money(gains.total, results.code)}. "
        "Producers outside get only the change of the price."
    )


def _who_adds(state: ChainAccounts, results: Background) -> str:
    parts = [f"{results.actor(a)} {share:.0%}" for a, share in zip(state.actors, state.value_share, strict=True)]
    return f"of {money(state.final_price, results.code)} paid by final buyers, {', '.join(parts)}."


def _margins(found: ChainFindings, results: Background) -> str:
    both = compare(found.without, found.with_initiative)
    change = both.margin[1] - both.margin[0]
    order = np.argsort(-change)
    most, least = int(order[0]), int(order[-1])
    if change[most] <= 0.0:
        least_name = results.actor(both.actors[least])
        lost = money(-float(change[least]), results.code)
        return f"A kg leaves nobody more; that of {least_name} leaves {lost} less. More kg are not in this."
    text = f"{results.actor(both.actors[most])} gain most, {money(float(change[most]), results.code)} a kg"
    if change[least] < 0.0:
        lost = money(-float(change[least]), results.code)
        text += f"; {results.actor(both.actors[least])} lose most, {lost}"
    return f"{text}."


def _shares(found: ChainFindings, results: Background) -> str:
    both = compare(found.without, found.with_initiative)
    largest = int(np.argmax(both.value_share[1]))
    text = (
        f"{results.actor(both.actors[largest])} add the largest share of the final price, "
        f"{both.value_share[1][largest]:.1%} with the initiative and {both.value_share[0][largest]:.1%} without."
    )
    if found.export_gate:
        shares = found.without.shares_at(found.export_gate)
        parts = ", ".join(f"{results.actor(actor)} {share:.0%}" for actor, share in shares.items())
        text += f" Of the export value: {parts}."
    return text


def _hand_over(results: Background) -> str:
    initiative = results.initiative
    nobody = {}
    for place, line in enumerate(initiative.functions):
        part = leaving_part(line.paid_by, initiative)
        if part > 0.0:
            nobody[line.id] = part * (1.0 - sum(takeovers(results.ensemble, place).values()))
    if not nobody:
        return "Nothing that the initiator pays for is left behind."
    worst = max(nobody, key=lambda name: nobody[name])
    if nobody[worst] < EXACT:
        return "Every function is paid for after the exit in all worlds."
    return (
        f"After the exit, {percent(nobody[worst])} of the cost of {worst.replace('_', ' ')} has no payer in the mean "
        "of the worlds, more than of any other function."
    )


def _break_even(found: ChainFindings, results: Background) -> str:
    scale = found.scale
    assert scale is not None
    brings, costs = money(scale.margin, results.code), money(scale.serve, results.code)
    if not np.isfinite(scale.households):
        return f"A household brings {brings} a season and costs {costs} to serve: no number of households breaks even."
    more = (
        f"{count(scale.with_leakage)} with ten points more of the volume sold aside"
        if np.isfinite(scale.with_leakage)
        else "no number is enough with ten points more of the volume sold aside"
    )
    return (
        f"The firm alone breaks even at {count(scale.households)} households: each brings {brings} a season and costs "
        f"{costs} to serve; {more}."
    )


def _delivery(found: ChainFindings, results: Background) -> str:
    costs = found.delivery
    assert costs is not None
    household, tonne, back = costs.overall
    if not np.isfinite(tonne):
        return "Nobody is served, so that services have no cost per tonne."
    dearest = int(np.nanargmax(costs.per_tonne))
    return (
        f"Serving a household costs {money(household, results.code)} a season and {money(tonne, results.code)} per "
        f"accepted tonne, {money(float(costs.per_tonne[dearest]), results.code)} for the {costs.segments[dearest]}; "
        f"fees and the sourcing margin recover {probability(back)} of it."
    )


def _credit(found: ChainFindings, results: Background) -> str:
    curve = found.credit
    assert curve is not None
    now = float(np.interp(curve.today, curve.credit, curve.premium))
    none = float(curve.premium[0])
    return (
        f"Without credit a household delivers until spot buyers offer {percent(none, signed=True)} against the "
        f"contract price; with today's credit of {money(curve.today, results.code)}, {percent(now, signed=True)}."
    )


def _institutions(found: ChainFindings) -> str:
    effects = found.settings
    assert effects is not None
    text = effects.summary()
    return text[0].upper() + text[1:]


def _knowing(found: ChainFindings, results: Background) -> str:
    worth = found.knowing
    assert worth is not None
    text = f"Knowing everything before investing is worth {money(worth.evpi, results.code)} to the firm"
    if not worth.told:
        return f"{text}; no single number can be told to be worth anything."
    name, most = next(iter(worth.told.items()))
    listed = results.ensemble.worlds.listed
    label = (
        parameter_label(name, listed[name].label, results.initiative) if name in listed else "the effect on the yield"
    )
    return f"{text}; the number most worth knowing is “{label}” ({money(most, results.code)})."


def _survey(found: ChainFindings, results: Background) -> str:
    plan = found.survey
    assert plan is not None
    if plan.perfect < LEAST_MONEY:
        return "No further survey of the effect pays: whatever it says, the firm's decision stays the same."
    if not plan.cost.any():
        return (
            "The file does not say what a survey costs; one of the effect pays up to "
            f"{money(plan.perfect, results.code)}, which is what knowing the effect for certain is worth to the firm."
        )
    if plan.best == 0:
        return (
            f"No further survey of the effect pays: knowing the effect for certain is worth "
            f"{money(plan.perfect, results.code)} to the firm, and the evidence at hand suffices for its decision."
        )
    return (
        f"A survey of {count(plan.best)} households is sufficient: beyond it, respondents cost more than they teach. "
        f"It brings the firm {money(plan.worth, results.code)} beyond its cost."
    )
