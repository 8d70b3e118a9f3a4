"""Charts of a run: one file per idea, each a function of the results.

`charts` gives those that the results have something for, in the order of the page.
"""

from outgrow.report.charts.all import charts
from outgrow.report.charts.chain import chain_charts
from outgrow.report.charts.firm import cash_alone

__all__ = ["cash_alone", "chain_charts", "charts"]
