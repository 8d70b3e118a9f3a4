"""Saying it: the one function that runs a case, and the dossier with what it found.

`run` calls the rooms below in their order and gives a `Dossier`. The dossier speaks as a paragraph (`prose`), a
terminal screen (`screen`), plain data (`plain`), charts (`charts`), a page that needs no network (`page`) and a folder
of files (`folder`). `explore` and `required` do the same for what matters, what facilitates and limits, and what is
required. Libraries for tables, charts and pages are loaded when they are asked for.
"""

from outgrow.report.dossier import Dossier
from outgrow.report.exploration.documents import Exploration, RequirementReport
from outgrow.report.exploration.run import explore, required
from outgrow.report.run import run

__all__ = ["Dossier", "Exploration", "RequirementReport", "explore", "required", "run"]
