"""Small whole runs of the shipped cases, summed up in a few numbers each, and where those of the last release stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

import outgrow as og
from outgrow.initiative import shipped_cases

FOLDER = Path(__file__).parent
SEED, DRAWS, HOUSEHOLDS = 7, 24, 2_000
SEASONS = (1, 5, 10, 15, 20)
MEASURES = ("members", "trained", "side_sold", "headcount", "gap", "firm_cash", "trust")
DIGITS = 12
A_PROFILE = "kenya-gadam-sorghum"  # stands for all cases that are filled in from the same priors
CASES = tuple(n for n, f in sorted(shipped_cases().items()) if (f / "initiative.yaml").is_file() or n == A_PROFILE)


def whole_run(case: str) -> dict[str, Any]:
    """What a small run of a case comes to: gates, classes, and medians of some measures in some seasons."""
    found = og.run(case, seed=SEED, draws=DRAWS, households=HOUSEHOLDS, full=False)
    seasons = [s for s in SEASONS if s <= found.initiative.seasons.count]
    return {
        "gates": {gate.name: _number(gate.probability) for gate in found.verdict.gates},
        "classes": {name: _number(p) for name, p in sorted(found.verdict.probabilities.items())},
        "binding": found.verdict.binding.name,
        "medians": {
            name: {season: _number(np.median(found.ensemble[name][:, season - 1])) for season in seasons}
            for name in MEASURES
        },
        "drivers": [driver.name for driver in found.verdict.drivers[:5]],
    }


def file_of(case: str) -> Path:
    """Where a case's numbers stand."""
    return FOLDER / f"{case}.yaml"


def stored(case: str) -> Any:
    """Numbers of the last release."""
    return YAML(typ="safe").load(file_of(case))


def store(case: str) -> None:
    """Write a case's numbers as they are now."""
    yaml = YAML()
    yaml.default_flow_style = False
    with file_of(case).open("w", encoding="utf-8") as out:
        yaml.dump(whole_run(case), out)


def _number(value: Any) -> float:
    return float(f"{float(value):.{DIGITS}g}")
