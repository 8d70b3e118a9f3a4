"""Saying it: the one function that runs a case, and the dossier with what it found.

`run` calls the rooms below in their order and gives a `Dossier`. The dossier speaks as a paragraph (`prose`), a
terminal screen (`screen`), plain data (`plain`), charts (`charts`), a page that needs no network (`page`) and a folder
of files (`folder`). What a pilot's own data show speaks by `pilot_screen`, `pilot_charts` and
`save_pilot` (``pilot``, ``pilot_page``). Libraries for tables, charts and pages are loaded when they are asked for.
"""

from outgrow.report.dossier import Dossier
from outgrow.report.run import run
from outgrow.report.say_pilot import pilot_charts, pilot_screen, save_pilot

__all__ = ["Dossier", "pilot_charts", "pilot_screen", "run", "save_pilot"]
