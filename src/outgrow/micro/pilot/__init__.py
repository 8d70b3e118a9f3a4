"""A pilot from its raw data to what it means: impact, the outside view, poverty, costs.

- ``data``: the survey's tables, found by registry or beside the initiative file, and the rows a question uses.
- ``kept``: rows that meet a question's conditions.
- ``labels``: coded answers by their labels; what counts as yes.
- ``question``: one question answered: the estimate, the arms, what was printed, and the outside view.
- ``incomes``: what the survey says of its households' living, in the words of the initiative file: ``income_rows`` the
  rows that can be used, ``poverty_lines`` the lines in their money; ``poverty_survey`` the same of a bare survey, of
  which ``poverty_question`` asks.
- ``budgets``: revenue, costs and margin of the survey's households, by arm and round; ``budget_amounts`` each row's.
- ``money``: what the pilot costs and brings, from the initiative's functions and the shrunken effect.
- ``tables_check``: whether the tables hold what the file says of them, before anything is estimated.
- ``verdict``: what the answers say together.
- ``planning``: what a next survey could find, from the questions, their data and the surveys that are planned;
  ``plan_survey`` the same from a survey's file, ``plan_numbers`` from numbers alone; ``measured_question`` how an
  outcome varies, ``planned`` what is asked of a next survey, and the plans that answer.
- ``analyse``: all of it in turn; ``answered`` a question with its answer, ``records`` what is handed over.
"""

from outgrow.micro.pilot.analyse import analyse_pilot, analyse_survey
from outgrow.micro.pilot.answered import Answered
from outgrow.micro.pilot.plan_numbers import numbers_power
from outgrow.micro.pilot.plan_survey import survey_power
from outgrow.micro.pilot.planned import Asked, PowerReport
from outgrow.micro.pilot.planning import case_power
from outgrow.micro.pilot.poverty_question import PovertyQuestion
from outgrow.micro.pilot.poverty_survey import analyse_poverty
from outgrow.micro.pilot.records import PilotAnalysis
from outgrow.micro.pilot.tables_check import check_survey
from outgrow.micro.pilot.verdict import Found, PilotVerdict, pilot_verdict

__all__ = [
    "Answered",
    "Asked",
    "Found",
    "PilotAnalysis",
    "PilotVerdict",
    "PovertyQuestion",
    "PowerReport",
    "analyse_pilot",
    "analyse_poverty",
    "analyse_survey",
    "case_power",
    "check_survey",
    "numbers_power",
    "pilot_verdict",
    "survey_power",
]
