"""What it costs and what it brings: budgets of households, costs of the pilot, and three sides of the account.

- ``household_budgets``: the partial budget of each household of a survey, with design-based means.
- ``pilot_costs``: what reaching a household costs, whoever pays.
- ``cost_benefit``: the same money seen by the household, by who funds it, and by society.
"""

from outgrow.micro.costs.cost_benefit import CostBenefit, Side, cost_benefit
from outgrow.micro.costs.household_budgets import HouseholdBudgets, household_budgets
from outgrow.micro.costs.pilot_costs import CostItem, CostPerHousehold, cost_per_household

__all__ = [
    "CostBenefit",
    "CostItem",
    "CostPerHousehold",
    "HouseholdBudgets",
    "Side",
    "cost_benefit",
    "cost_per_household",
    "household_budgets",
]
