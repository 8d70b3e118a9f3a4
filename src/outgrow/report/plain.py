"""Results as plain data, such as JSON holds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from outgrow.conditions import Driver, Gate
from outgrow.policy import Appraisal
from outgrow.report.columns import SEASON_COLUMNS
from outgrow.report.measures import QUANTILES, bands, leaving_part, takeovers
from outgrow.report.prose import answer, parameter_label, reason
from outgrow.report.records import Results

DRIVERS_KEPT = 20
KEPT_MEASURES = (
    "members",
    "trained",
    "volume",
    "side_sold",
    "member_gain",
    "headcount",
    "headcount_without",
    "gap",
    "gap_without",
    "income",
    "income_without",
    "first_payment",
    "deferred_payment",
    "spot_price",
    "trust",
    "fidelity",
    "firm_cash",
    "firm_cash_alone",
    "orphaned",
)


def plain(results: Results) -> dict[str, Any]:
    """Everything that was found as dictionaries, lists, texts and finite numbers."""
    verdict = results.verdict
    found = {
        "case": {"id": results.initiative.id, "title": results.initiative.title, "money": results.money},
        "verdict": {
            "answer": answer(verdict),
            "class": verdict.modal_class,
            "scales": verdict.scales,
            "wanted": verdict.wanted,
            "binding": verdict.binding.name,
        },
        "gates": [_gate(gate, results.code) for gate in verdict.gates],
        "classes": verdict.probabilities,
        "drivers": [_driver(driver, results) for driver in verdict.drivers[:DRIVERS_KEPT]],
        "options": [_option(option) for option in results.appraisals],
        "functions": _functions(results),
        "seasons": _seasons(results),
        "full": _full(results),
        "household": _table(results.micro),
        "chain": _table(results.chain),
        "provenance": dict(results.provenance),
    }
    return {name: finite(part) for name, part in found.items() if part is not None}


def _gate(gate: Gate, code: str) -> dict[str, Any]:
    low, middle, high = np.quantile(gate.margin, (0.05, 0.5, 0.95)).tolist()
    return {
        "gate": gate.name,
        "question": gate.question,
        "probability": gate.probability,
        "monte_carlo_error": gate.error,
        "reason": reason(gate, code),
        "margin": {"q05": low, "q50": middle, "q95": high, "unit": gate.unit},
    }


def _driver(driver: Driver, results: Results) -> dict[str, Any]:
    return {
        "name": driver.name,
        "label": parameter_label(driver.name, driver.label, results.initiative),
        "value": driver.value,
        "source": driver.source,
        "assumed": driver.assumed,
        "note": driver.note,
        "movement": driver.movement,
        "gate": driver.gate,
        "direction": driver.direction,
        "flips": list(driver.flips),
    }


def _option(found: Appraisal) -> dict[str, Any]:
    return {
        "id": found.option.id,
        "title": found.option.title,
        "payer": found.option.payer,
        "cost_a_season": dict(zip(("q05", "q50", "q95"), found.cost, strict=True)),
        "scales": _pair(found.scales),
        "gates": {name: _pair(pair) for name, pair in found.gates.items()},
        "members": _pair(found.members),
        "lifted": found.lifted,
        "draws": found.draws,
    }


def _pair(values: tuple[float, float]) -> dict[str, float]:
    return {"without": values[0], "with": values[1]}


def _functions(results: Results) -> list[dict[str, Any]]:
    """Who pays each function, what part of it leaves, and who takes that over in which share of worlds."""
    found = []
    for place, line in enumerate(results.initiative.functions):
        taken = takeovers(results.ensemble, place)
        found.append(
            {
                "function": line.id,
                "done_by": line.done_by,
                "paid_by": dict(line.paid_by),
                "leaving_part": leaving_part(line.paid_by, results.initiative),
                "taken_over_by": taken,
                "nobody": 1.0 - sum(taken.values()),
            }
        )
    return found


def _seasons(results: Results) -> dict[str, Any]:
    """Quantiles over the worlds of the main measures, by season."""
    names = [f"q{round(100 * q):02d}" for q in QUANTILES]
    measures = {
        name: {"unit": SEASON_COLUMNS[name].unit, **dict(zip(names, bands(results.ensemble[name]), strict=True))}
        for name in KEPT_MEASURES
    }
    return {"year": results.years, "measures": measures}


def _full(results: Results) -> dict[str, Any] | None:
    """The central world with every household, by season."""
    if results.full is None:
        return None
    return {name: results.full[name] for name in KEPT_MEASURES}


def _table(findings: Any) -> list[dict[str, Any]] | None:
    """Rows of findings that can be a table."""
    return None if findings is None else findings.to_frame().to_dicts()


def finite(value: Any) -> Any:
    """Plain Python all the way down; None for what is no finite number."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    if isinstance(value, np.ndarray | np.generic):
        return finite(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
