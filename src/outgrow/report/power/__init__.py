"""Saying what a survey could find: charts of power, the terminal, and a page that needs no network.

- ``charts``: chance over effect, and detectable effect over the number of clusters; ``tables`` the same as tables.
- ``screen`` is what the terminal says; ``page`` the page and its folder.
"""

from outgrow.report.power.charts import power_charts
from outgrow.report.power.page import power_page, save_power
from outgrow.report.power.screen import power_screen

__all__ = ["power_charts", "power_page", "power_screen", "save_power"]
