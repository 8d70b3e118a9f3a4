"""Saying it: the one function that runs a case, and the dossier with what it found.

`run` calls the rooms below in their order and gives a `Dossier`. The dossier speaks as a paragraph (`prose`), a
terminal screen (`screen`), plain data (`plain`), charts (`charts`), a page that needs no network (`page`) and a folder
of files (`folder`). `fit` and `prices` do the same for a case's fit to its history and for a world price.
`improvements` ranks the questions of a quick profile by what a better answer would move; `comparison` says what a
comparison of cases found. Libraries for tables, charts and pages are loaded when they are asked for.
"""

from outgrow.report.comparison import (
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
from outgrow.report.fitting import FittedCase, PriceReport, fit, prices
from outgrow.report.people import PeopleReport, people
from outgrow.report.questions import Improvement, first_steps, improvements
from outgrow.report.run import run

__all__ = [
    "Dossier",
    "FittedCase",
    "Improvement",
    "PeopleReport",
    "PriceReport",
    "checklist_screen",
    "first_steps",
    "fit",
    "improvements",
    "lessons_page",
    "lessons_screen",
    "people",
    "prices",
    "qca_page",
    "qca_screen",
    "run",
    "save_checklist",
    "save_lessons",
    "save_qca",
]
