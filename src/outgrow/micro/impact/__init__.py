"""What the pilot changed, by the design that the data allow.

- ``estimate``: the one door; the design decides between ``rct`` (arms drawn by lot), ``did`` (two arms before
  and after), ``staggered`` (starts in different periods), ``matched`` (likeness made by weighting, with
  ``propensity``) and ``before_after`` (participants alone: a change, and no claim).
- ``inference``: errors, p-values and intervals; ``bootstrap`` for few clusters, and
  ``bootstrap_take_up`` for those who took part.
- ``rct`` also gives treatment on the treated; ``randomisation`` holds the lotteries that could have been, ``lee``
  bounds the effect when households were lost.
- ``families``: many outcomes, adjusted p-values. ``heterogeneity`` by ``subgroups``, ``quantiles``, ``entry`` (who
  could not). ``resample`` draws clusters again.
- ``sensitivity``: how strong the unseen would have to be; ``honest`` how far trends may depart,
  by the intervals of ``relative_magnitudes``.
- ``findable``: what an evaluation of this precision could have found, beside what it found.
- ``robustness``: all ``checks`` that the design allows.
- ``panel``: rows of units and periods; ``records`` what is handed over.
"""

from outgrow.micro.impact.before_after import before_after
from outgrow.micro.impact.bootstrap import WildBootstrap, wild_cluster_bootstrap
from outgrow.micro.impact.checks import Check
from outgrow.micro.impact.did import difference_in_differences
from outgrow.micro.impact.entry import EntryRow, EntryTable, who_entered
from outgrow.micro.impact.estimate import estimate_impact
from outgrow.micro.impact.families import (
    OutcomeFamily,
    benjamini_hochberg,
    estimate_family,
    family_of,
    holm,
    sharpened_q,
)
from outgrow.micro.impact.findable import FindableEffect, SeenEffect, findable_effect
from outgrow.micro.impact.heterogeneity import GroupEffects, effects_by_group
from outgrow.micro.impact.honest import HonestBounds, honest_bounds
from outgrow.micro.impact.inference import Inference
from outgrow.micro.impact.lee import LeeBounds, lee_bounds
from outgrow.micro.impact.matched import Weighting, doubly_robust, weighting_of
from outgrow.micro.impact.quantiles import QuantileEffects, quantile_effects
from outgrow.micro.impact.randomisation import RandomisationTest, randomisation_inference
from outgrow.micro.impact.rct import intention_to_treat, treatment_on_treated
from outgrow.micro.impact.records import CheckResult, ImpactEstimate, Part
from outgrow.micro.impact.relative_magnitudes import relative_magnitudes
from outgrow.micro.impact.robustness import robustness
from outgrow.micro.impact.sensitivity import EValue, OsterBound, e_value, e_value_of_difference, oster_delta
from outgrow.micro.impact.staggered import staggered
from outgrow.micro.impact.subgroups import Subgroups, subgroups

__all__ = [
    "Check",
    "CheckResult",
    "EValue",
    "EntryRow",
    "EntryTable",
    "FindableEffect",
    "GroupEffects",
    "HonestBounds",
    "ImpactEstimate",
    "Inference",
    "LeeBounds",
    "OsterBound",
    "OutcomeFamily",
    "Part",
    "QuantileEffects",
    "RandomisationTest",
    "SeenEffect",
    "Subgroups",
    "Weighting",
    "WildBootstrap",
    "before_after",
    "benjamini_hochberg",
    "difference_in_differences",
    "doubly_robust",
    "e_value",
    "e_value_of_difference",
    "effects_by_group",
    "estimate_family",
    "estimate_impact",
    "family_of",
    "findable_effect",
    "holm",
    "honest_bounds",
    "intention_to_treat",
    "lee_bounds",
    "oster_delta",
    "quantile_effects",
    "randomisation_inference",
    "relative_magnitudes",
    "robustness",
    "sharpened_q",
    "staggered",
    "subgroups",
    "treatment_on_treated",
    "weighting_of",
    "who_entered",
    "wild_cluster_bootstrap",
]
