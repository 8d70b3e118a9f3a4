"""Does the pilot work for a household: what it gains, who joins, how poverty changes, how adoption spreads.

- ``effect``: the initiative's studies pooled and shrunk towards the outside view.
- ``budget``: what changes for one household and season; payback and benefit-cost ratio.
- ``poverty``: poverty and inequality of a weighted sample; ``living_income`` the distance from a living
  income; ``sample`` checks incomes and weights once.
- ``adoption``: who joins when households choose by their own gain, in closed form; ``selection_poverty`` what
  that does to poverty; ``strata`` mixes groups of households that differ.
- ``diffusion``: how adoption spreads in time; ``logistic`` a curve fitted to history, and whether to trust
  it.
- ``welfare``: poverty, inequality and living income of a survey with design-based errors, before and after, in
  which money; ``costs`` budgets of households, costs of the pilot, benefit and cost from three sides.
- ``design``: how a survey's data came about, and whether it keeps to it; ``impact`` what the pilot changed, by
  that design; ``regression`` the least squares behind both.
- ``records``: the findings handed on, with the pilot's effect held against the outside view of ``evidence``.
"""

from outgrow.micro.adoption import SelfSelection, adoption_over_correlation
from outgrow.micro.budget import PartialBudget, benefit_cost, partial_budget, payback_seasons
from outgrow.micro.costs import (
    CostBenefit,
    CostItem,
    CostPerHousehold,
    HouseholdBudgets,
    cost_benefit,
    cost_per_household,
    household_budgets,
)
from outgrow.micro.design import ArmsTable, Design, arms_table, check_design
from outgrow.micro.diffusion import (
    BassPeak,
    bass_adopters,
    bass_peak,
    bass_share,
    threshold_share,
)
from outgrow.micro.effect import EffectEvidence, drawn_effect, effect_evidence
from outgrow.micro.impact import (
    ImpactEstimate,
    Inference,
    estimate_impact,
    treatment_on_treated,
    wild_cluster_bootstrap,
)
from outgrow.micro.living_income import LivingIncomeGap, living_income_gap
from outgrow.micro.logistic import LogisticFit, fit_logistic
from outgrow.micro.poverty import fgt, gini, sen, sen_shorrocks_thon, takayama, thon, watts
from outgrow.micro.records import MicroFindings
from outgrow.micro.selection_poverty import SelectionPoverty, selection_poverty
from outgrow.micro.strata import Mixture, mix
from outgrow.micro.welfare import (
    Estimate,
    Estimates,
    GrowthSplit,
    LorenzCurve,
    LorenzPoverty,
    MoneyLine,
    PersonsLifted,
    PovertyChange,
    PpiTable,
    Sampling,
    growth_split,
    lifted_between,
    lifted_by_effect,
    line_in_money,
    lorenz_curve,
    poverty_change,
    poverty_lines,
    ppi_poverty,
    ppi_table,
    purchasing_powers,
    sampling,
    survey_living_income,
    survey_poverty,
)

__all__ = [
    "ArmsTable",
    "BassPeak",
    "CostBenefit",
    "CostItem",
    "CostPerHousehold",
    "Design",
    "EffectEvidence",
    "Estimate",
    "Estimates",
    "GrowthSplit",
    "HouseholdBudgets",
    "ImpactEstimate",
    "Inference",
    "LivingIncomeGap",
    "LogisticFit",
    "LorenzCurve",
    "LorenzPoverty",
    "MicroFindings",
    "Mixture",
    "MoneyLine",
    "PartialBudget",
    "PersonsLifted",
    "PovertyChange",
    "PpiTable",
    "Sampling",
    "SelectionPoverty",
    "SelfSelection",
    "adoption_over_correlation",
    "arms_table",
    "bass_adopters",
    "bass_peak",
    "bass_share",
    "benefit_cost",
    "check_design",
    "cost_benefit",
    "cost_per_household",
    "drawn_effect",
    "effect_evidence",
    "estimate_impact",
    "fgt",
    "fit_logistic",
    "gini",
    "growth_split",
    "household_budgets",
    "lifted_between",
    "lifted_by_effect",
    "line_in_money",
    "living_income_gap",
    "lorenz_curve",
    "mix",
    "partial_budget",
    "payback_seasons",
    "poverty_change",
    "poverty_lines",
    "ppi_poverty",
    "ppi_table",
    "purchasing_powers",
    "sampling",
    "selection_poverty",
    "sen",
    "sen_shorrocks_thon",
    "survey_living_income",
    "survey_poverty",
    "takayama",
    "thon",
    "threshold_share",
    "treatment_on_treated",
    "watts",
    "wild_cluster_bootstrap",
]
