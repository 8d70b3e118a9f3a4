"""What it costs and what it brings: budgets of households, costs of the pilot, and three sides of the account.

- ``household_budgets``: the partial budget of each household of a survey, with design-based means.
- ``survey_budget``: revenue, costs and margin of a survey's households by arm and round, from ``budget_columns``;
  ``budget_records`` what they say.
- ``pilot_costs``: what reaching a household costs, whoever pays.
- ``cost_benefit``: the same money seen by the household, by who funds it, and by society.
"""

from outgrow.micro.costs.budget_columns import BudgetColumns
from outgrow.micro.costs.budget_records import BudgetMoney, PartialBudgetOfArms, SurveyBudget
from outgrow.micro.costs.cost_benefit import CostBenefit, Side, cost_benefit
from outgrow.micro.costs.household_budgets import HouseholdBudgets, household_budgets
from outgrow.micro.costs.pilot_costs import CostItem, CostPerHousehold, cost_per_household
from outgrow.micro.costs.survey_budget import survey_budget

__all__ = [
    "BudgetColumns",
    "BudgetMoney",
    "CostBenefit",
    "CostItem",
    "CostPerHousehold",
    "HouseholdBudgets",
    "PartialBudgetOfArms",
    "Side",
    "SurveyBudget",
    "cost_benefit",
    "cost_per_household",
    "household_budgets",
    "survey_budget",
]
