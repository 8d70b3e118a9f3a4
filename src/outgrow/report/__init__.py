"""Saying it: the one function that runs a case, and the dossier with what it found.

`run` calls the rooms below in their order and gives a `Dossier`. The dossier speaks as a paragraph (`prose`), a
terminal screen (`screen`), plain data (`plain`), charts (`charts`), a page that needs no network (`page`) and a folder
of files (`folder`). `fit` and `prices` do the same for a case's fit to its history and for a world price;
`pilot_screen`, `pilot_charts` and `save_pilot` say what a pilot's own data show. Libraries for tables, charts and pages
are loaded when they are asked for.
"""

from outgrow.report.chain_report import ChainReport, analyse_chain
from outgrow.report.dossier import Dossier
from outgrow.report.fitting import FittedCase, PriceReport, fit, prices
from outgrow.report.people import PeopleReport, people
from outgrow.report.run import run
from outgrow.report.say_pilot import pilot_charts, pilot_screen, save_pilot

__all__ = [
    "ChainReport",
    "Dossier",
    "FittedCase",
    "PeopleReport",
    "PriceReport",
    "analyse_chain",
    "fit",
    "people",
    "pilot_charts",
    "pilot_screen",
    "prices",
    "run",
    "save_pilot",
]
