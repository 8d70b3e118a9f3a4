"""How the data came about: the design, and whether the survey keeps to it.

- ``record``: the design, frozen; ``check`` holds a survey against it and lists every defect, ``rounds`` those
  of units and periods, ``wording`` names rows in a message.
- ``arms`` counts who was in which, ``attrition`` who was lost, ``balance`` compares them before the programme;
  ``power`` says what a survey of this size could find, ``intracluster`` how alike the members of a cluster are.
- ``measured`` takes from a survey at hand what the power of a next one depends on, a ``measured_outcome``; ``plan``
  weighs sizes and effects.
- ``analysis``: the rows an estimate is made of, and those it leaves out; ``columns`` turns columns to arrays.
"""

from outgrow.micro.design.analysis import AnalysisData, LeftOut, analysis_data, covariate_columns, one_row_a_unit
from outgrow.micro.design.arms import Arm, ArmsTable, arms_table
from outgrow.micro.design.attrition import AttritionArm, AttritionTable, attrition, units_at_start
from outgrow.micro.design.balance import BalanceRow, BalanceTable, JointBalance, balance
from outgrow.micro.design.check import check_design
from outgrow.micro.design.columns import arms_of, as_frame, codes, is_empty, is_numeric, label, labels, numbers
from outgrow.micro.design.intracluster import intracluster_correlation, intracluster_interval
from outgrow.micro.design.measured import measure_arrays, measure_outcome
from outgrow.micro.design.measured_outcome import MeasuredOutcome
from outgrow.micro.design.plan import PlanRow, PowerPlan, chance_words, one_by_one, plan_power, sizes_of
from outgrow.micro.design.power import (
    DetectableEffect,
    TrialSize,
    WantedEffect,
    chance_of_finding,
    clusters_needed,
    detectable_errors,
    minimum_detectable_effect,
    power_of,
)
from outgrow.micro.design.record import Design, DesignKind
from outgrow.micro.design.rounds import is_after, start_of

__all__ = [
    "AnalysisData",
    "Arm",
    "ArmsTable",
    "AttritionArm",
    "AttritionTable",
    "BalanceRow",
    "BalanceTable",
    "Design",
    "DesignKind",
    "DetectableEffect",
    "JointBalance",
    "LeftOut",
    "MeasuredOutcome",
    "PlanRow",
    "PowerPlan",
    "TrialSize",
    "WantedEffect",
    "analysis_data",
    "arms_of",
    "arms_table",
    "as_frame",
    "attrition",
    "balance",
    "chance_of_finding",
    "chance_words",
    "check_design",
    "clusters_needed",
    "codes",
    "covariate_columns",
    "detectable_errors",
    "intracluster_correlation",
    "intracluster_interval",
    "is_after",
    "is_empty",
    "is_numeric",
    "label",
    "labels",
    "measure_arrays",
    "measure_outcome",
    "minimum_detectable_effect",
    "numbers",
    "one_by_one",
    "one_row_a_unit",
    "plan_power",
    "power_of",
    "sizes_of",
    "start_of",
    "units_at_start",
]
