"""What becomes of the initiative in each world: one word, from the gates and the path."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from outgrow.conditions.gates import Gate
from outgrow.initiative import Initiative
from outgrow.scenarios import Ensemble

CLASSES: Final = {
    "scales": "passes all six gates",
    "depends": "reaches its ambition, but only on outside money, or it does not last, hold or lift",
    "stalls": "stays short of its ambition",
    "collapses": "loses more than half of its members from their peak, or the firm gives it up",
    "bypasses": "grows without its smallholders: larger suppliers take their place",
    "exhausts": "drives the common pool below its limit",
    "fails": "does not raise members' income",
}
HALF = 0.5


def classify(ensemble: Ensemble, gates: tuple[Gate, ...], initiative: Initiative) -> NDArray[np.str_]:
    """Class of each world, the first that applies in the order written here, shape (D,).

    All gates passed: scales. Then: fails, exhausts, bypasses, collapses, stalls, and depends for what is left.
    """
    passes = {gate.name: gate.passes for gate in gates}
    members = ensemble["members"]
    fallen = members[:, -1] < HALF * members.max(axis=1)
    limit = ensemble.worlds.values.get("common_pool.limit", np.zeros(ensemble.draws))
    exhausted = ensemble["stock"][:, -1] < limit
    bypassed = (ensemble["turned"][:, -1] > HALF) & ~passes["reaches"]
    every = np.all([gate.passes for gate in gates], axis=0)
    return np.select(
        [
            every & ~exhausted,
            ~passes["works"],
            exhausted,
            bypassed,
            fallen | (ensemble["firm_active"][:, -1] < HALF),
            ~passes["reaches"],
        ],
        ["scales", "fails", "exhausts", "bypasses", "collapses", "stalls"],
        default="depends",
    )
