"""The chain: who gains, who pays, who takes over?

- ``accounts``: prices, costs, margins and shares of the final price, actor by actor, without and with the
  initiative; ``pam``: what policy gives to or takes from the system.
- ``firm``: cash flow and recovery of the up-front investment, by the methods of ``discounting``; strategic
  value stays apart. ``option_value``: what the right to wait is worth; ``rollout``: what a pilot is worth as
  a first stage; ``information``: what the next survey is worth before deciding.
- ``contract``: up to which spot price a household delivers; ``contract_value``: what being inside is worth,
  as a fixed point; ``contract_range``: the spot prices between which neither side walks away.
- ``functions``: the jobs somebody must do and pay for, and who would take each over; ``handover``: the most
  that go on without subsidy; ``ledger``: the whole of it, with its orphans. ``ownership`` lowers a hurdle.
- ``governance``: the type of chain from its transactions.
- ``surplus``, ``regions``, ``adoption_path``: what falling costs are worth to participants, other producers
  and consumers, once and over seasons.

``records`` binds the findings of one chain into `ChainFindings`; ``bounds`` says which numbers are possible.
Every function here takes numbers or arrays and returns arrays or a small frozen record.
"""

from outgrow.chain.accounts import (
    ChainAccounts,
    ChainComparison,
    Flow,
    accounts,
    check_balance,
    compare,
)
from outgrow.chain.adoption_path import (
    LogisticPath,
    ProgrammeAppraisal,
    SurplusPath,
    appraise_programme,
    logistic_through,
    surplus_path,
    trapezoid_path,
    vintage_shift,
)
from outgrow.chain.contract import (
    Contract,
    critical_patience,
    deterrent,
    honour_probability,
    side_selling_share,
    tolerated_price,
)
from outgrow.chain.contract_range import (
    ContractRange,
    buyer_floor,
    effective_price,
    indexed_tolerated_price,
    jointly_enforceable,
    self_enforcing_range,
)
from outgrow.chain.contract_value import (
    ContractValue,
    contract_value,
)
from outgrow.chain.delivery_costs import (
    DeliveryCosts,
    Segment,
    ServiceCost,
    delivery_costs,
)
from outgrow.chain.discounting import (
    InternalRate,
    internal_rate,
    npv,
    payback_season,
)
from outgrow.chain.dream import (
    Dream,
    Region,
    dream,
)
from outgrow.chain.firm import (
    FirmCase,
    break_even_households,
    cash_flow,
    firm_case,
)
from outgrow.chain.functions import (
    Candidate,
    FunctionLine,
    Takeover,
    takeover_tests,
)
from outgrow.chain.governance import (
    Governance,
    GovernanceType,
    Level,
    governance_type,
)
from outgrow.chain.handover import (
    PhaseOut,
    phase_out,
    subsidy_free_set,
)
from outgrow.chain.information import (
    TwoActions,
    evpi_states,
    evppi_normal_sum,
    evppi_regression,
    evsi_normal,
    net_benefit_of_sampling,
    two_actions_normal,
)
from outgrow.chain.institutions import (
    Setting,
    SettingEffect,
    SettingEffects,
    credit_curve,
    setting_effects,
    spot_with_rivals,
    with_ownership,
)
from outgrow.chain.ledger import (
    Ledger,
    ledger,
)
from outgrow.chain.option_value import (
    InvestmentOption,
    TwoPeriodInvestment,
    binomial_option,
    hurdle_multiple,
    hurdle_root,
    investment_option,
    two_period_investment,
)
from outgrow.chain.ownership import (
    OwnershipShares,
    hurdle_after_ownership,
    ownership_index,
    ownership_indices,
)
from outgrow.chain.pam import (
    Budget,
    PolicyMatrix,
    policy_analysis_matrix,
)
from outgrow.chain.price_rule import (
    PriceRule,
    deferred_bonus,
    fixed_price,
    floor_price,
    indexed_price,
    paid_late,
    revenue_share,
)
from outgrow.chain.records import (
    BreakEven,
    ChainFindings,
    CreditCurve,
    RuleOutcome,
)
from outgrow.chain.regions import (
    RegionalSurplus,
    SplitSurplus,
    regional_surplus,
    spillover_shift,
    split_surplus,
)
from outgrow.chain.rollout import (
    RolloutNode,
    RolloutPlan,
    RolloutStage,
    rollout_plan,
)
from outgrow.chain.rule_value import (
    mean_price,
    rule_range,
    rule_value,
)
from outgrow.chain.stages import (
    FINAL,
    Stage,
)
from outgrow.chain.staging import (
    InvestmentStage,
    WorkingCapital,
    staged_costs,
    working_capital,
)
from outgrow.chain.surplus import (
    Surplus,
    closed_economy,
    cost_shift,
    pivotal_shift,
    small_open_economy,
)
from outgrow.chain.survey import (
    SurveyPlan,
    survey_plan,
)
from outgrow.chain.worth_knowing import (
    WorthKnowing,
    worth_knowing,
)

__all__ = [
    "FINAL",
    "BreakEven",
    "Budget",
    "Candidate",
    "ChainAccounts",
    "ChainComparison",
    "ChainFindings",
    "Contract",
    "ContractRange",
    "ContractValue",
    "CreditCurve",
    "DeliveryCosts",
    "Dream",
    "FirmCase",
    "Flow",
    "FunctionLine",
    "Governance",
    "GovernanceType",
    "InternalRate",
    "InvestmentOption",
    "InvestmentStage",
    "Ledger",
    "Level",
    "LogisticPath",
    "OwnershipShares",
    "PhaseOut",
    "PolicyMatrix",
    "PriceRule",
    "ProgrammeAppraisal",
    "Region",
    "RegionalSurplus",
    "RolloutNode",
    "RolloutPlan",
    "RolloutStage",
    "RuleOutcome",
    "Segment",
    "ServiceCost",
    "Setting",
    "SettingEffect",
    "SettingEffects",
    "SplitSurplus",
    "Stage",
    "Surplus",
    "SurplusPath",
    "SurveyPlan",
    "Takeover",
    "TwoActions",
    "TwoPeriodInvestment",
    "WorkingCapital",
    "WorthKnowing",
    "accounts",
    "appraise_programme",
    "binomial_option",
    "break_even_households",
    "buyer_floor",
    "cash_flow",
    "check_balance",
    "closed_economy",
    "compare",
    "contract_value",
    "cost_shift",
    "credit_curve",
    "critical_patience",
    "deferred_bonus",
    "delivery_costs",
    "deterrent",
    "dream",
    "effective_price",
    "evpi_states",
    "evppi_normal_sum",
    "evppi_regression",
    "evsi_normal",
    "firm_case",
    "fixed_price",
    "floor_price",
    "governance_type",
    "honour_probability",
    "hurdle_after_ownership",
    "hurdle_multiple",
    "hurdle_root",
    "indexed_price",
    "indexed_tolerated_price",
    "internal_rate",
    "investment_option",
    "jointly_enforceable",
    "ledger",
    "logistic_through",
    "mean_price",
    "net_benefit_of_sampling",
    "npv",
    "ownership_index",
    "ownership_indices",
    "paid_late",
    "payback_season",
    "phase_out",
    "pivotal_shift",
    "policy_analysis_matrix",
    "regional_surplus",
    "revenue_share",
    "rollout_plan",
    "rule_range",
    "rule_value",
    "self_enforcing_range",
    "setting_effects",
    "side_selling_share",
    "small_open_economy",
    "spillover_shift",
    "split_surplus",
    "spot_with_rivals",
    "staged_costs",
    "subsidy_free_set",
    "surplus_path",
    "survey_plan",
    "takeover_tests",
    "tolerated_price",
    "trapezoid_path",
    "two_actions_normal",
    "two_period_investment",
    "vintage_shift",
    "with_ownership",
    "working_capital",
    "worth_knowing",
]
