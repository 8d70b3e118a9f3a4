"""Qualitative comparative analysis: which combinations of conditions go with an outcome, across cases.

`qca` goes from a table of cases to all minimal models: figures become membership in sets (``calibrate``), sets a truth
table (``truth``), the table its prime implicants (``minimise``) and their minimal covers (``cover``), which ``solve``
makes into the complex, parsimonious and intermediate solution. ``necessity`` asks what the outcome needs, and
``robustness`` what is left under other cut-offs, other thresholds and without any one case. ``other_side`` analyses the
absence of the outcome, ``set_robustness`` holds the solution against small changes case by case, and
``configuration_table`` writes it as journals print it.
"""

from outgrow.conditions.qca.analyse import Qca, qca
from outgrow.conditions.qca.calibrate import crisp, direct, indirect, multi_value
from outgrow.conditions.qca.configurations import LEGEND, ConfigurationTable, configuration_table
from outgrow.conditions.qca.cover import Covers, minimal_covers
from outgrow.conditions.qca.fit import necessity_fit, sufficiency_fit
from outgrow.conditions.qca.minimise import prime_implicants
from outgrow.conditions.qca.necessity import necessary_conditions, super_sets
from outgrow.conditions.qca.other_side import OtherSide, other_side
from outgrow.conditions.qca.protocol import SetRobustness, set_robustness
from outgrow.conditions.qca.records import (
    CaseTable,
    Condition,
    CutOffs,
    Fit,
    Model,
    Necessary,
    Solution,
    Term,
    TruthRow,
    TruthTable,
)
from outgrow.conditions.qca.robustness import Rerun, Robustness, Survival, robustness
from outgrow.conditions.qca.truth import truth_table
from outgrow.conditions.qca.untenable import Untenable
from outgrow.conditions.qca.wording import Calibration

__all__ = [
    "LEGEND",
    "Calibration",
    "CaseTable",
    "Condition",
    "ConfigurationTable",
    "Covers",
    "CutOffs",
    "Fit",
    "Model",
    "Necessary",
    "OtherSide",
    "Qca",
    "Rerun",
    "Robustness",
    "SetRobustness",
    "Solution",
    "Survival",
    "Term",
    "TruthRow",
    "TruthTable",
    "Untenable",
    "configuration_table",
    "crisp",
    "direct",
    "indirect",
    "minimal_covers",
    "multi_value",
    "necessary_conditions",
    "necessity_fit",
    "other_side",
    "prime_implicants",
    "qca",
    "robustness",
    "set_robustness",
    "sufficiency_fit",
    "super_sets",
    "truth_table",
]
