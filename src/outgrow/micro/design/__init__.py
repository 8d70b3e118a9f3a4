"""How the data came about: the design, and whether the survey keeps to it.

- ``record``: the design, frozen; ``check`` holds a survey against it and lists every defect, ``rounds`` those
  of units and periods, ``wording`` names rows in a message.
- ``analysis``: the rows an estimate is made of, and those it leaves out; ``columns`` turns columns to arrays.
"""

from outgrow.micro.design.analysis import AnalysisData, LeftOut, analysis_data, covariate_columns, one_row_a_unit
from outgrow.micro.design.arms import Arm, ArmsTable, arms_table
from outgrow.micro.design.check import check_design
from outgrow.micro.design.columns import arms_of, as_frame, codes, is_numeric, label, labels, numbers
from outgrow.micro.design.record import Design, DesignKind
from outgrow.micro.design.rounds import is_after

__all__ = [
    "AnalysisData",
    "Arm",
    "ArmsTable",
    "Design",
    "DesignKind",
    "LeftOut",
    "analysis_data",
    "arms_of",
    "arms_table",
    "as_frame",
    "check_design",
    "codes",
    "covariate_columns",
    "is_after",
    "is_numeric",
    "label",
    "labels",
    "numbers",
    "one_row_a_unit",
]
