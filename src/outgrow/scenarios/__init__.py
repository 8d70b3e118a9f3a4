"""Many possible worlds: every uncertain parameter drawn, every world simulated on the same households.

`draw_worlds` makes a Latin hypercube or a Sobol sequence over all uncertain parameters, the effect among them (the
pilot's estimate shrunk towards the outside view); `one_at_a_time` moves each parameter alone; `crossed` makes the two
samples from which variance is shared out; `pull` carries options out in part or whole on the same worlds.

`explore` simulates worlds into an `Ensemble` on threads, and `explore_together` variants of the same worlds in one
pass. `simulate_worlds` simulates them on threads or processes, keeps the
worlds in a folder, goes on where it stopped, and counts the worlds that failed. `simulate_case` runs one world or
several of a case, with options and levers beside it, and keeps every season's table. `fit_history` moves worlds towards
what was counted in the real case; a `Posterior` keeps them, and `read_posterior` gives them to a run.
"""

from outgrow.scenarios.case_run import simulate_case
from outgrow.scenarios.executor import CHUNK, Failure, Simulated, simulate_worlds
from outgrow.scenarios.fit import fit_history
from outgrow.scenarios.fitted import FittedParameters
from outgrow.scenarios.levers import Lever, carry_out, levers, pull
from outgrow.scenarios.part import Setting, setting_of
from outgrow.scenarios.posterior import Posterior, read_posterior
from outgrow.scenarios.records import Ensemble
from outgrow.scenarios.run import explore, explore_together
from outgrow.scenarios.runner import Runner, Variants
from outgrow.scenarios.simulation import COLUMN_WORDS, Simulation
from outgrow.scenarios.smoother import condition
from outgrow.scenarios.sobol import LUCK, Crossed, crossed, sobol_points, walk_orders
from outgrow.scenarios.space import latin_hypercube
from outgrow.scenarios.worlds import CLAIMED, EFFECT, Worlds, draw_worlds, one_at_a_time, stack, uncertain, worlds_at

__all__ = [
    "CHUNK",
    "CLAIMED",
    "COLUMN_WORDS",
    "EFFECT",
    "LUCK",
    "Crossed",
    "Ensemble",
    "Failure",
    "FittedParameters",
    "Lever",
    "Posterior",
    "Runner",
    "Setting",
    "Simulated",
    "Simulation",
    "Variants",
    "Worlds",
    "carry_out",
    "condition",
    "crossed",
    "draw_worlds",
    "explore",
    "explore_together",
    "fit_history",
    "latin_hypercube",
    "levers",
    "one_at_a_time",
    "pull",
    "read_posterior",
    "setting_of",
    "simulate_case",
    "simulate_worlds",
    "sobol_points",
    "stack",
    "uncertain",
    "walk_orders",
    "worlds_at",
]
