"""What happened: documented initiatives, what became of them, and how the model would have done.

`library` reads the cases, each with its outcome where that is known; `select` filters them by explicit criteria,
`listing` lists them, `catalogue` writes them on a page, and `cases_table` codes their conditions for comparison.
`hindcast` predicts every case from its pilot-stage file and scores it, once with the shared priors as they stand and
once as the other cases teach (`learn`); `page` writes that down. No room below may import this one, so that the model
cannot read an outcome.
"""

from outgrow.history.alike import alike
from outgrow.history.catalogue import catalogue, counted, listing
from outgrow.history.coded import CONDITIONS, Condition, cases_table
from outgrow.history.hindcast import hindcast
from outgrow.history.library import CRITERIA, Documented, library, select
from outgrow.history.outcome import Outcome, read_outcome
from outgrow.history.page import page
from outgrow.history.records import Hindcast, Prediction, ReachTest
from outgrow.history.scores import Score, base_rates, blended, brier, difference, score
from outgrow.history.sharing import Said, Taught, learn, said_by

__all__ = [
    "CONDITIONS",
    "CRITERIA",
    "Condition",
    "Documented",
    "Hindcast",
    "Outcome",
    "Prediction",
    "ReachTest",
    "Said",
    "Score",
    "Taught",
    "alike",
    "base_rates",
    "blended",
    "brier",
    "cases_table",
    "catalogue",
    "counted",
    "difference",
    "hindcast",
    "learn",
    "library",
    "listing",
    "page",
    "read_outcome",
    "said_by",
    "score",
    "select",
]
