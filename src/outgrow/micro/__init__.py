"""Does the pilot work for a household: what it gains, who joins, how poverty changes, how adoption spreads.

- ``effect``: the initiative's studies pooled and shrunk towards the outside view.
- ``budget``: what changes for one household and season; payback and benefit-cost ratio.
- ``poverty``: poverty and inequality of a weighted sample; ``living_income`` the distance from a living
  income; ``sample`` checks incomes and weights once.
- ``adoption``: who joins when households choose by their own gain, in closed form; ``selection_poverty`` what
  that does to poverty; ``strata`` mixes groups of households that differ.
- ``diffusion``: how adoption spreads in time; ``logistic`` a curve fitted to history, and whether to trust
  it.
- ``design``: how a survey's data came about, and whether it keeps to it; ``impact`` what the pilot changed, by
  that design; ``regression`` the least squares behind both.
- ``records``: the findings handed on, with the pilot's effect held against the outside view of ``evidence``.
"""

from outgrow.micro.adoption import SelfSelection, adoption_over_correlation
from outgrow.micro.budget import PartialBudget, benefit_cost, partial_budget, payback_seasons
from outgrow.micro.design import (
    ArmsTable,
    AttritionTable,
    BalanceTable,
    Design,
    DetectableEffect,
    TrialSize,
    arms_table,
    attrition,
    balance,
    check_design,
    clusters_needed,
    intracluster_correlation,
    minimum_detectable_effect,
    power_of,
)
from outgrow.micro.diffusion import (
    BassPeak,
    bass_adopters,
    bass_peak,
    bass_share,
    threshold_share,
)
from outgrow.micro.effect import EffectEvidence, drawn_effect, effect_evidence
from outgrow.micro.impact import (
    CheckResult,
    EntryTable,
    EValue,
    GroupEffects,
    HonestBounds,
    ImpactEstimate,
    Inference,
    LeeBounds,
    OsterBound,
    OutcomeFamily,
    Part,
    QuantileEffects,
    RandomisationTest,
    Subgroups,
    WildBootstrap,
    benjamini_hochberg,
    e_value,
    e_value_of_difference,
    effects_by_group,
    estimate_family,
    estimate_impact,
    holm,
    honest_bounds,
    lee_bounds,
    oster_delta,
    quantile_effects,
    randomisation_inference,
    robustness,
    sharpened_q,
    subgroups,
    treatment_on_treated,
    who_entered,
    wild_cluster_bootstrap,
)
from outgrow.micro.living_income import LivingIncomeGap, living_income_gap
from outgrow.micro.logistic import LogisticFit, fit_logistic
from outgrow.micro.poverty import fgt, gini, sen, sen_shorrocks_thon, takayama, thon, watts
from outgrow.micro.records import MicroFindings
from outgrow.micro.selection_poverty import SelectionPoverty, selection_poverty
from outgrow.micro.strata import Mixture, mix

__all__ = [
    "ArmsTable",
    "AttritionTable",
    "BalanceTable",
    "BassPeak",
    "CheckResult",
    "Design",
    "DetectableEffect",
    "EValue",
    "EffectEvidence",
    "EntryTable",
    "GroupEffects",
    "HonestBounds",
    "ImpactEstimate",
    "Inference",
    "LeeBounds",
    "LivingIncomeGap",
    "LogisticFit",
    "MicroFindings",
    "Mixture",
    "OsterBound",
    "OutcomeFamily",
    "Part",
    "PartialBudget",
    "QuantileEffects",
    "RandomisationTest",
    "SelectionPoverty",
    "SelfSelection",
    "Subgroups",
    "TrialSize",
    "WildBootstrap",
    "adoption_over_correlation",
    "arms_table",
    "attrition",
    "balance",
    "bass_adopters",
    "bass_peak",
    "bass_share",
    "benefit_cost",
    "benjamini_hochberg",
    "check_design",
    "clusters_needed",
    "drawn_effect",
    "e_value",
    "e_value_of_difference",
    "effect_evidence",
    "effects_by_group",
    "estimate_family",
    "estimate_impact",
    "fgt",
    "fit_logistic",
    "gini",
    "holm",
    "honest_bounds",
    "intracluster_correlation",
    "lee_bounds",
    "living_income_gap",
    "minimum_detectable_effect",
    "mix",
    "oster_delta",
    "partial_budget",
    "payback_seasons",
    "power_of",
    "quantile_effects",
    "randomisation_inference",
    "robustness",
    "selection_poverty",
    "sen",
    "sen_shorrocks_thon",
    "sharpened_q",
    "subgroups",
    "takayama",
    "thon",
    "threshold_share",
    "treatment_on_treated",
    "watts",
    "who_entered",
    "wild_cluster_bootstrap",
]
