"""What the pilot changed, by the design that the data allow.

- ``estimate``: the one door; the design decides between ``rct`` (arms drawn by lot), ``did`` (two arms before
  and after), ``staggered`` (starts in different periods), ``matched`` (likeness made by weighting, with
  ``propensity``) and ``before_after`` (participants alone: a change, and no claim).
- ``inference``: errors, p-values and intervals; ``bootstrap`` for few clusters.
- ``panel``: rows of units and periods; ``records`` what is handed over; ``checks`` what could overturn it.
"""

from outgrow.micro.impact.before_after import before_after
from outgrow.micro.impact.bootstrap import WildBootstrap, wild_cluster_bootstrap
from outgrow.micro.impact.checks import Check, CheckResult
from outgrow.micro.impact.did import difference_in_differences
from outgrow.micro.impact.estimate import estimate_impact
from outgrow.micro.impact.inference import Inference
from outgrow.micro.impact.matched import Weighting, doubly_robust, weighting_of
from outgrow.micro.impact.rct import intention_to_treat, treatment_on_treated
from outgrow.micro.impact.records import ImpactEstimate, Part
from outgrow.micro.impact.staggered import staggered

__all__ = [
    "Check",
    "CheckResult",
    "ImpactEstimate",
    "Inference",
    "Part",
    "Weighting",
    "WildBootstrap",
    "before_after",
    "difference_in_differences",
    "doubly_robust",
    "estimate_impact",
    "intention_to_treat",
    "staggered",
    "treatment_on_treated",
    "weighting_of",
    "wild_cluster_bootstrap",
]
