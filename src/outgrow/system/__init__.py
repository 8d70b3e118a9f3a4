"""What happens when it grows: an initiative through its seasons in one possible world.

`structure_of` reads who pays and who may take over; `simulate` runs the seasons. A season has nine steps, one file
each in ``steps``; those that act on households are written once and meet in ``household.season_of_household``, which
runs on arrays (``kernels.reference``) and compiled (``kernels.compiled``) with equal bits.
"""

from outgrow.system.engine import simulate
from outgrow.system.handover import bids, investment_threshold
from outgrow.system.records import MEASURES, SYSTEM_MEASURES, Trajectory
from outgrow.system.structure import Structure, structure_of
from outgrow.system.terms import lognormal_median, mean_contract, outside_price

__all__ = [
    "MEASURES",
    "SYSTEM_MEASURES",
    "Structure",
    "Trajectory",
    "bids",
    "investment_threshold",
    "lognormal_median",
    "mean_contract",
    "outside_price",
    "simulate",
    "structure_of",
]
