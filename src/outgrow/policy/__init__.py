"""What could be done, and what is required, on the same worlds and luck as the case without it.

`appraise` tries every option of the initiative; `required` finds the cheapest setting of them under which all gates
open with a wanted probability, all nearly as cheap ones, and what each gate costs; `least_cost` is its search.
"""

from outgrow.policy.appraise import Appraisal, appraise
from outgrow.policy.required.requirement import Requirement, required
from outgrow.policy.required.search import Dial, Solution, Tried, least_cost

__all__ = ["Appraisal", "Dial", "Requirement", "Solution", "Tried", "appraise", "least_cost", "required"]
