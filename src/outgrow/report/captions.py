"""What each chart shows, said as a finding with its figure."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from outgrow.evidence import world_price_of
from outgrow.report.amounts import count, money, money_range, percent, probability
from outgrow.report.chain_captions import chain_captions
from outgrow.report.measures import (
    bands,
    cumulative_cash,
    district_shares,
    group_gains,
    lifted,
    poverty_rate,
    side_sold_share,
    spending,
)
from outgrow.report.records import Results

Floats = NDArray[np.float64]
POINTS: Final = 100.0
SAME = 0.5e-3  # a change of income smaller than this share reads as none


def captions(results: Results) -> dict[str, str]:
    """One sentence for each chart, by its name."""
    return {
        "members": _reached(results, "members", "take part"),
        "trained": _reached(results, "trained", "are trained"),
        "headcount": _rate(results, "headcount", "of the target population live below the line"),
        "gap": _rate(results, "gap", "of the line is what the average person lacks"),
        "fall": _persons(results),
        "gap_fall": _gap(results),
        "gains": _groups(results),
        "cash": _cash(results, "firm_cash", "With the payers there were"),
        "cash_alone": _cash(results, "firm_cash_alone", "Had it run the initiative alone from the start"),
        "present_value": _present_value(results),
        "payers": _payers(results),
        "side_sold": _side_sold(results),
        "prices": _prices(results),
        "trust": _level(results, "trust", "Trust in the buyer"),
        "fidelity": _level(results, "fidelity", "The quality of training"),
        "studies": _studies(results),
        "map": _districts(results),
        "stock": _level(results, "stock", "The stock"),
        **chain_captions(results),
    }


def _spread(values: Floats) -> tuple[float, float, float]:
    """5, 50 and 95 % quantiles of the worlds that have a number."""
    low, middle, high = np.quantile(values[~np.isnan(values)], (0.05, 0.5, 0.95)).tolist()
    return low, middle, high


def _firm(results: Results) -> str:
    return results.actor(results.initiative.firm.actor)


def _reached(results: Results, measure: str, verb: str) -> str:
    low, middle, high = _spread(results.ensemble[measure][:, -1])
    spread = f"{count(low)} to {count(high)} in nine worlds of ten"
    return f"{count(middle)} households {verb} at the horizon (median; {spread})."


def _rate(results: Results, measure: str, what: str) -> str:
    ensemble = results.ensemble
    without, with_it = (
        float(np.median(poverty_rate(ensemble, name)[:, -1])) for name in (f"{measure}_without", measure)
    )
    return f"{without:.1%} {what} at the horizon without the initiative, {with_it:.1%} with it (medians)."


def _persons(results: Results) -> str:
    low, middle, high = _spread(lifted(results.ensemble))
    direction = "fewer" if middle >= 0.0 else "more"
    return (
        f"{count(abs(middle))} persons {direction} live below the line over the last seasons (median; {count(low)} to "
        f"{count(high)} lifted in nine worlds of ten)."
    )


def _gap(results: Results) -> str:
    ensemble = results.ensemble
    change = (poverty_rate(ensemble, "gap") - poverty_rate(ensemble, "gap_without"))[:, -1]
    low, middle, high = (POINTS * x for x in _spread(change))
    return f"The poverty gap changes by {middle:+z.2f} points of the line at the horizon ({low:+z.2f} to {high:+z.2f})."


def _groups(results: Results) -> str:
    middles = {g: float(np.median(x[~np.isnan(x)])) for g, x in group_gains(results.ensemble).items() if _any(x)}
    said = ", ".join(f"{group.lower()} {_change(middle)}" for group, middle in middles.items())
    return f"Median change of income over the last seasons: {said}."


def _any(values: Floats) -> bool:
    return not bool(np.isnan(values).all())


def _change(share: float) -> str:
    return "unchanged" if abs(share) < SAME else percent(share, signed=True)


def _cash(results: Results, measure: str, condition: str) -> str:
    low, middle, high = _spread(cumulative_cash(results.ensemble, measure)[:, -1])
    return (
        f"{condition}, {_firm(results)} ends with {money(middle, results.code)} (median; "
        f"{money_range(low, high, '').strip()} in nine worlds of ten)."
    )


def _present_value(results: Results) -> str:
    gate = next(gate for gate in results.verdict.gates if gate.name == "pays")
    return (
        f"Discounted at its hurdle rate and paid for by {_firm(results)} alone, the initiative is worth "
        f"{money(float(np.median(gate.margin)), results.code)} at the median and recovers its cost in "
        f"{probability(gate.probability)} of worlds."
    )


def _payers(results: Results) -> str:
    spent = {actor: float(amounts.sum()) for actor, amounts in spending(results.ensemble).items()}
    if not spent:
        return "Nobody spends anything at the median."
    total, most = sum(spent.values()), max(spent, key=lambda actor: spent[actor])
    return (
        f"{results.actor(most)} pays {spent[most] / total:.0%} of {money(total, results.code)} spent on all functions "
        f"up to the horizon (median of the worlds, not discounted)."
    )


def _side_sold(results: Results) -> str:
    share = side_sold_share(results.ensemble)[:, -1]
    if not _any(share):
        return "No world has members left at the horizon, so that nothing can be sold aside."
    low, middle, high = _spread(share)
    return (
        f"Members sell {percent(middle)} of their volume to others at the horizon ({percent(low)} to {percent(high)})."
    )


def _prices(results: Results) -> str:
    ensemble, process = results.ensemble, world_price_of(results.initiative)
    first, later, spot = (
        float(np.median(ensemble[name][:, -1])) for name in ("first_payment", "deferred_payment", "spot_price")
    )
    return (
        f"At the horizon the firm pays {results.code} {first + later:.3g} a kg, {first:.3g} of it soon after delivery; "
        f"rivals pay {spot:.3g} in cash." + (f" {process.summary()}" if process else "")
    )


def _level(results: Results, measure: str, what: str) -> str:
    band = bands(results.ensemble[measure])[2]
    return f"{what} goes from {band[0]:.0%} after the first season to {band[-1]:.0%} at the horizon (medians)."


def _studies(results: Results) -> str:
    known = results.ensemble.worlds.known.central
    return (
        f"The pilot's own studies say {percent(known.pilot_mean, signed=True)}; with what is known elsewhere "
        f"({percent(known.outside_mean, signed=True)}), the effect to expect is {percent(known.mean, signed=True)}."
    )


def _districts(results: Results) -> str:
    names, shares = results.case.districts.names, district_shares(results.ensemble)
    middle = {names[k]: float(np.median(shares[:, k])) for k in range(shares.shape[1]) if _any(shares[:, k])}
    least, most = min(middle, key=lambda n: middle[n]), max(middle, key=lambda n: middle[n])
    return (
        f"Members are {percent(middle[least])} of the households in {least} and {percent(middle[most])} in {most} at "
        f"the horizon (median of the worlds)."
    )
