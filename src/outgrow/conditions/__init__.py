"""What made the difference: the six gates judged in every world, the class, and the assumptions it moves with.

`gates` gives each gate's margin in every world, `classify` one word for each world, `drivers` ranks the parameters,
and `judge` puts them together as a `Verdict`. `pilot_findings` and `chain_findings` say what the worlds mean for a
household and along the chain. Across cases, `qca` finds the combinations of conditions that go with an outcome, and
`robustness` how much of that survives small changes; `lessons_from_cases` and `lessons_from_worlds` say what real and
simulated cases teach, and `case_matrix` holds conditions against cases. `read_scores` reads a scored checklist,
and `beside` puts a run beside it.
"""

from outgrow.conditions.chain_case import chain_findings
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
from outgrow.conditions.drivers import Driver, drivers
from outgrow.conditions.finding import Finding, findings_frame
from outgrow.conditions.gates import (
    GROUPS,
    LAST_SEASONS,
    QUESTIONS,
    Gate,
    gates,
    loyal_share,
    net_gain,
    present_value,
)
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
from outgrow.conditions.pilot import pilot_findings
from outgrow.conditions.qca import (
    Model,
    Necessary,
    Qca,
    Robustness,
    Solution,
    Term,
    TruthRow,
    TruthTable,
    qca,
    robustness,
)
from outgrow.conditions.verdict import Verdict, judge

__all__ = [
    "CLASSES",
    "GRADES",
    "GROUPS",
    "LAST_SEASONS",
    "QUESTIONS",
    "Beside",
    "CaseMatrix",
    "Checklist",
    "Comparison",
    "Driver",
    "Finding",
    "Gate",
    "Lesson",
    "Lessons",
    "Model",
    "Necessary",
    "Qca",
    "Robustness",
    "ScoreSheet",
    "SimulatedCase",
    "Solution",
    "Term",
    "TruthRow",
    "TruthTable",
    "Verdict",
    "beside",
    "case_matrix",
    "chain_findings",
    "checklist",
    "checklists",
    "classify",
    "drivers",
    "empty_sheet",
    "findings_frame",
    "gates",
    "judge",
    "lessons_from_cases",
    "lessons_from_worlds",
    "loyal_share",
    "net_gain",
    "pilot_findings",
    "present_value",
    "qca",
    "read_labels",
    "read_scores",
    "read_simulated",
    "robustness",
    "save_csv",
    "save_excel",
]
