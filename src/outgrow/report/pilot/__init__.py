"""Saying what a pilot's own data show: charts, tables, the section of the page, and the terminal.

- ``charts``: one chart an answer, its place beside the outside view, and the sides of the account; ``welfare`` poverty,
  growth and redistribution, persons lifted, living income, scores, and ``welfare_tables`` the same as tables.
- ``budgets``: what households earn and pay, as charts and tables.
- ``tables``: the same as tables; ``section`` everything that the page says; ``screen`` what the terminal says.
"""

from outgrow.report.pilot.charts import pilot_charts
from outgrow.report.pilot.screen import pilot_screen
from outgrow.report.pilot.section import PilotSection, WelfareSection, pilot_section, welfare_section
from outgrow.report.pilot.welfare import welfare_charts
from outgrow.report.pilot.welfare_screen import welfare_screen

__all__ = [
    "PilotSection",
    "WelfareSection",
    "pilot_charts",
    "pilot_screen",
    "pilot_section",
    "welfare_charts",
    "welfare_screen",
    "welfare_section",
]
