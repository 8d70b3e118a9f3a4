"""What made the difference: the six gates judged in every world, the class, and the assumptions it moves with.

`gates` gives each gate's margin in every world, `classify` one word for each world, `drivers` ranks the parameters,
and `judge` puts them together as a `Verdict`. `pilot_findings` and `chain_findings` say what the worlds mean for a
household and along the chain.
"""

from outgrow.conditions.chain_case import chain_accounts, chain_findings
from outgrow.conditions.classes import CLASSES, classify
from outgrow.conditions.drivers import Driver, drivers
from outgrow.conditions.gates import (
    GROUPS,
    LAST_SEASONS,
    QUESTIONS,
    Gate,
    gates,
    loyal_share,
    net_gain,
    present_value,
)
from outgrow.conditions.pilot import pilot_findings
from outgrow.conditions.verdict import Verdict, judge

__all__ = [
    "CLASSES",
    "GROUPS",
    "LAST_SEASONS",
    "QUESTIONS",
    "Driver",
    "Gate",
    "Verdict",
    "chain_accounts",
    "chain_findings",
    "classify",
    "drivers",
    "gates",
    "judge",
    "loyal_share",
    "net_gain",
    "pilot_findings",
    "present_value",
]
