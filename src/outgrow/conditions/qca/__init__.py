"""Qualitative comparative analysis: which combinations of conditions go with an outcome, across cases.

`qca` goes from a table of cases to all minimal models: figures become membership in sets (``calibrate``), sets a truth
table (``truth``), the table its prime implicants (``minimise``) and their minimal covers (``cover``), which ``solve``
makes into the complex, parsimonious and intermediate solution. ``necessity`` asks what the outcome needs, and
``robustness`` what is left under other cut-offs, other thresholds and without any one case.
"""

from outgrow.conditions.qca.analyse import Qca, qca
from outgrow.conditions.qca.calibrate import crisp, direct, indirect, multi_value
from outgrow.conditions.qca.cover import Covers, minimal_covers
from outgrow.conditions.qca.fit import necessity_fit, sufficiency_fit
from outgrow.conditions.qca.minimise import prime_implicants
from outgrow.conditions.qca.necessity import necessary_conditions, super_sets
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
from outgrow.conditions.qca.wording import Calibration

__all__ = [
    "Calibration",
    "CaseTable",
    "Condition",
    "Covers",
    "CutOffs",
    "Fit",
    "Model",
    "Necessary",
    "Qca",
    "Rerun",
    "Robustness",
    "Solution",
    "Survival",
    "Term",
    "TruthRow",
    "TruthTable",
    "crisp",
    "direct",
    "indirect",
    "minimal_covers",
    "multi_value",
    "necessary_conditions",
    "necessity_fit",
    "prime_implicants",
    "qca",
    "robustness",
    "sufficiency_fit",
    "super_sets",
    "truth_table",
]
