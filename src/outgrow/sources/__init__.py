"""Real data in: the one room that reads foreign files.

``read_grid`` reads a sheet of CSV or Excel cell by cell, for tables that people laid out by hand.
"""

from outgrow.sources.grid import Grid, read_grid

__all__ = ["Grid", "read_grid"]
