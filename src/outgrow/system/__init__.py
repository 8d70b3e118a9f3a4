"""What happens when it grows: an initiative through its seasons in one possible world.

`structure_of` reads who pays and who may take over; `simulate` runs the seasons, `simulate_together` several scenarios
of one world on the same luck, and `Run` can be stopped, saved and taken up again. A season has nine steps, one file
each in ``steps``; those that act on households are written once and meet in ``household.life_of_household``, which
runs on arrays (``kernels.reference``) and compiled (``kernels.compiled``) with equal bits. `Ledger` says who paid whom,
`Lives` what happened to single households, `public_levers` what institutions and government can do.
"""

from outgrow.system.check import check_watched, check_worlds
from outgrow.system.engine import Run, simulate, simulate_together
from outgrow.system.handover import bids, investment_threshold
from outgrow.system.ledger import Ledger, Line
from outgrow.system.life import LIFE, Lives
from outgrow.system.public import PublicLever, public_levers, pulled
from outgrow.system.records import MEASURE_DICTIONARY, MEASURES, SYSTEM_MEASURES, Trajectory
from outgrow.system.saved import is_saved
from outgrow.system.shocks import Shock, check_shocks
from outgrow.system.steps import ORDER, step_words
from outgrow.system.structure import Structure, structure_of
from outgrow.system.terms import lognormal_median, mean_contract, outside_price

__all__ = [
    "LIFE",
    "MEASURES",
    "MEASURE_DICTIONARY",
    "ORDER",
    "SYSTEM_MEASURES",
    "Ledger",
    "Line",
    "Lives",
    "PublicLever",
    "Run",
    "Shock",
    "Structure",
    "Trajectory",
    "bids",
    "check_shocks",
    "check_watched",
    "check_worlds",
    "investment_threshold",
    "is_saved",
    "lognormal_median",
    "mean_contract",
    "outside_price",
    "public_levers",
    "pulled",
    "simulate",
    "simulate_together",
    "step_words",
    "structure_of",
]
