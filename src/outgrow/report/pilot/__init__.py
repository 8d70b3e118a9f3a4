"""Saying what a pilot's own data show: charts, tables, the section of the page, and the terminal.

- ``charts``: one chart an answer, its place beside the outside view, poverty, and the sides of the account.
- ``budgets``: what households earn and pay, as charts and tables.
- ``tables``: the same as tables; ``section`` everything that the page says; ``screen`` what the terminal says.
"""

from outgrow.report.pilot.charts import pilot_charts
from outgrow.report.pilot.screen import pilot_screen
from outgrow.report.pilot.section import PilotSection, pilot_section

__all__ = ["PilotSection", "pilot_charts", "pilot_screen", "pilot_section"]
