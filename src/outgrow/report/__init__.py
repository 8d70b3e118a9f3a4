"""Saying it: the one function that runs a case, and the dossier with what it found.

`run` calls the rooms below in their order and gives a `Dossier`. The dossier speaks as a paragraph (`prose`), a
terminal screen (`screen`), plain data (`plain`), charts (`charts`), a page that needs no network (`page`) and a folder
of files (`folder`). `explore` and `required` do the same for what matters, what facilitates and limits, and what is
required, `fit` and `prices` do the same for a case's fit to its history and for a world price. Libraries for
tables, charts and pages are loaded when they are asked for.
"""

from outgrow.report.chain_report import ChainReport, analyse_chain
from outgrow.report.dossier import Dossier
from outgrow.report.exploration.documents import Exploration, RequirementReport
from outgrow.report.exploration.run import explore, required
from outgrow.report.fitting import FittedCase, PriceReport, fit, prices
from outgrow.report.people import PeopleReport, people
from outgrow.report.run import run

__all__ = [
    "ChainReport",
    "Dossier",
    "Exploration",
    "FittedCase",
    "PeopleReport",
    "PriceReport",
    "RequirementReport",
    "analyse_chain",
    "explore",
    "fit",
    "people",
    "prices",
    "required",
    "run",
]
