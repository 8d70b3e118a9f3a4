"""Saying it: the functions that run a case, and the dossiers with what they found.

`run` calls the rooms below in their order and gives a `Dossier`. The dossier speaks as a paragraph (`prose`), a
terminal screen (`screen`), plain data (`plain`), charts (`charts`), a page that needs no network (`page`) and a folder
of files (`folder`). The others do the same for one question each: `micro` for what a pilot's own data show, `power`
for what a survey could find, `analyse_chain` for the chain, `explore` for what matters, facilitates and limits,
`required` for what it would take, `fit` for a case's fit to its history, `people` for its synthetic population,
`prices` for a world price. `improvements` ranks the questions of a quick profile by what a better answer would move;
`comparison` says what a comparison of cases found. Libraries for tables, charts and pages are loaded when they are
asked for.
"""

from outgrow.report.chain_report import ChainReport, analyse_chain
from outgrow.report.comparison import (
    QcaReport,
    checklist_screen,
    lessons_page,
    lessons_screen,
    qca_page,
    qca_screen,
    save_checklist,
    save_lessons,
    save_qca,
)
from outgrow.report.dossier import Dossier
from outgrow.report.exploration.documents import Exploration, RequirementReport
from outgrow.report.exploration.run import explore, required
from outgrow.report.fitting import FittedCase, PriceReport, fit, prices
from outgrow.report.people import PeopleReport, people
from outgrow.report.questions import Improvement, first_steps, improvements
from outgrow.report.run import run
from outgrow.report.say_pilot import (
    pilot_charts,
    pilot_screen,
    save_pilot,
    save_welfare,
    welfare_charts,
    welfare_screen,
)
from outgrow.report.say_power import power_charts, power_screen, save_power

__all__ = [
    "ChainReport",
    "Dossier",
    "Exploration",
    "FittedCase",
    "Improvement",
    "PeopleReport",
    "PriceReport",
    "QcaReport",
    "RequirementReport",
    "analyse_chain",
    "checklist_screen",
    "explore",
    "first_steps",
    "fit",
    "improvements",
    "lessons_page",
    "lessons_screen",
    "people",
    "pilot_charts",
    "pilot_screen",
    "power_charts",
    "power_screen",
    "prices",
    "qca_page",
    "qca_screen",
    "required",
    "run",
    "save_checklist",
    "save_lessons",
    "save_pilot",
    "save_power",
    "save_qca",
    "save_welfare",
    "welfare_charts",
    "welfare_screen",
]
