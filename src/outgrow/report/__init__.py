"""Saying it: the one function that runs a case, and the dossier with what it found.

`run` calls the rooms below in their order and gives a `Dossier`. The dossier speaks as a paragraph (`prose`), a
terminal screen (`screen`), plain data (`plain`), charts (`charts`), a page that needs no network (`page`) and a folder
of files (`folder`). `fit` and `prices` do the same for a case's fit to its history and for a world price.
`improvements` ranks the questions of a quick profile by what a better answer would move. Libraries for tables, charts
and pages are loaded when they are asked for.
"""

from outgrow.report.chain_report import ChainReport, analyse_chain
from outgrow.report.dossier import Dossier
from outgrow.report.fitting import FittedCase, PriceReport, fit, prices
from outgrow.report.people import PeopleReport, people
from outgrow.report.questions import Improvement, first_steps, improvements
from outgrow.report.run import run

__all__ = [
    "ChainReport",
    "Dossier",
    "FittedCase",
    "Improvement",
    "PeopleReport",
    "PriceReport",
    "analyse_chain",
    "first_steps",
    "fit",
    "improvements",
    "people",
    "prices",
    "run",
]
