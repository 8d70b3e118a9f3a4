"""Charts of a run: one file per idea, each a function of the results.

`charts` gives those that the results have something for, in the order of the page.
"""

from outgrow.report.charts.all import charts

__all__ = ["charts"]
