"""Many possible worlds: every uncertain parameter drawn, every world simulated on the same households.

`draw_worlds` makes a Latin hypercube over all uncertain parameters, the effect among them (the pilot's estimate shrunk
towards the outside view); `one_at_a_time` moves each parameter alone. `explore` simulates them into an `Ensemble`.
`simulate_case` runs one world or several of a case, with options and levers beside it, and keeps every season's table.
`fit_history` moves worlds towards what was counted in the real case.
"""

from outgrow.scenarios.case_run import simulate_case
from outgrow.scenarios.fit import FittedParameters, fit_history
from outgrow.scenarios.records import Ensemble
from outgrow.scenarios.run import explore
from outgrow.scenarios.simulation import COLUMN_WORDS, Simulation
from outgrow.scenarios.smoother import condition
from outgrow.scenarios.space import latin_hypercube
from outgrow.scenarios.worlds import CLAIMED, EFFECT, Worlds, draw_worlds, one_at_a_time, worlds_at

__all__ = [
    "CLAIMED",
    "COLUMN_WORDS",
    "EFFECT",
    "Ensemble",
    "FittedParameters",
    "Simulation",
    "Worlds",
    "condition",
    "draw_worlds",
    "explore",
    "fit_history",
    "latin_hypercube",
    "one_at_a_time",
    "simulate_case",
    "worlds_at",
]
