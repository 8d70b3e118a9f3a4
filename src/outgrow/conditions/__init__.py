"""What made the difference: the six gates judged in every world, the class, and the assumptions it moves with.

`gates` gives each gate's margin in every world, `classify` one word for each world, `drivers` ranks the parameters,
and `judge` puts them together as a `Verdict`. `pilot_findings` and `chain_findings` say what the worlds mean for a
household and along the chain.

Questions about many worlds: `simulate_until` draws as many as the gates need, `tornado`, `variance_study` and
`information_values` say what matters, `ablation`, `lever_curves`, `discover` and `bottleneck` what facilitates and what
limits; each gives `Finding` sentences. `prim`, `sobol_of` and `shapley_of` serve any data and any function.

Across cases, `qca` finds the combinations of conditions that go with an outcome, and `robustness` how much of that
survives small changes; `lessons_from_cases` and `lessons_from_worlds` say what real and simulated cases teach, and
`case_matrix` holds conditions against cases. `read_scores` reads a scored checklist, and `beside` puts a run beside it.
"""

from outgrow.conditions.ablation import Ablation, Difference, Pair, ablation
from outgrow.conditions.bottleneck import Bottleneck, bottleneck
from outgrow.conditions.chain_case import chain_accounts, chain_findings
from outgrow.conditions.checklists import (
    Beside,
    Checklist,
    Comparison,
    ScoreSheet,
    beside,
    checklist,
    checklists,
    empty_sheet,
    read_scores,
    save_csv,
    save_excel,
)
from outgrow.conditions.classes import CLASSES, classify
from outgrow.conditions.curves import LeverCurve, lever_curves
from outgrow.conditions.discovery import Discovery, discover
from outgrow.conditions.drivers import EFFECT_LABEL, Driver, drivers
from outgrow.conditions.enough import Enough, simulate_until
from outgrow.conditions.finding import Finding, findings_frame
from outgrow.conditions.gates import GROUPS, LAST_SEASONS, QUESTIONS, Gate, gates, loyal_share, net_gain, present_value
from outgrow.conditions.lessons import (
    GRADES,
    CaseMatrix,
    Lesson,
    Lessons,
    SimulatedCase,
    case_matrix,
    lessons_from_cases,
    lessons_from_worlds,
    read_labels,
    read_simulated,
)
from outgrow.conditions.outputs import ALL_GATES, Output, outputs, share_error
from outgrow.conditions.pilot import pilot_findings
from outgrow.conditions.prim import Box, Limit, Objective, Prim, prim
from outgrow.conditions.qca import (
    LEGEND,
    ConfigurationTable,
    Model,
    Necessary,
    OtherSide,
    Qca,
    Robustness,
    SetRobustness,
    Solution,
    Term,
    TruthRow,
    TruthTable,
    Untenable,
    configuration_table,
    direct,
    other_side,
    qca,
    robustness,
    set_robustness,
)
from outgrow.conditions.sensitivity.indices import (
    ShapleyEffects,
    SobolIndices,
    shapley_effects,
    shapley_of,
    sobol_indices,
    sobol_of,
)
from outgrow.conditions.sensitivity.information import InformationValue, Worth, information_value, information_values
from outgrow.conditions.sensitivity.tornado import Bar, Tornado, tornado
from outgrow.conditions.sensitivity.variance import OTHERS, Importance, VarianceStudy, strongest, variance_study
from outgrow.conditions.supports import Support, supports
from outgrow.conditions.verdict import Verdict, judge

__all__ = [
    "ALL_GATES",
    "CLASSES",
    "EFFECT_LABEL",
    "GRADES",
    "GROUPS",
    "LAST_SEASONS",
    "LEGEND",
    "OTHERS",
    "QUESTIONS",
    "Ablation",
    "Bar",
    "Beside",
    "Bottleneck",
    "Box",
    "CaseMatrix",
    "Checklist",
    "Comparison",
    "ConfigurationTable",
    "Difference",
    "Discovery",
    "Driver",
    "Enough",
    "Finding",
    "Gate",
    "Importance",
    "InformationValue",
    "Lesson",
    "Lessons",
    "LeverCurve",
    "Limit",
    "Model",
    "Necessary",
    "Objective",
    "OtherSide",
    "Output",
    "Pair",
    "Prim",
    "Qca",
    "Robustness",
    "ScoreSheet",
    "SetRobustness",
    "ShapleyEffects",
    "SimulatedCase",
    "SobolIndices",
    "Solution",
    "Support",
    "Term",
    "Tornado",
    "TruthRow",
    "TruthTable",
    "Untenable",
    "VarianceStudy",
    "Verdict",
    "Worth",
    "ablation",
    "beside",
    "bottleneck",
    "case_matrix",
    "chain_accounts",
    "chain_findings",
    "checklist",
    "checklists",
    "classify",
    "configuration_table",
    "direct",
    "discover",
    "drivers",
    "empty_sheet",
    "findings_frame",
    "gates",
    "information_value",
    "information_values",
    "judge",
    "lessons_from_cases",
    "lessons_from_worlds",
    "lever_curves",
    "loyal_share",
    "net_gain",
    "other_side",
    "outputs",
    "pilot_findings",
    "present_value",
    "prim",
    "qca",
    "read_labels",
    "read_scores",
    "read_simulated",
    "robustness",
    "save_csv",
    "save_excel",
    "set_robustness",
    "shapley_effects",
    "shapley_of",
    "share_error",
    "simulate_until",
    "sobol_indices",
    "sobol_of",
    "strongest",
    "supports",
    "tornado",
    "variance_study",
]
