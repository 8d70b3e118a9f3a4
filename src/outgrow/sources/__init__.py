"""Real data in: open data sets by their registry.

The one room that reads foreign files. ``datasets`` is the catalogue of open data sets, each with its address,
the SHA-256 of every file, its licence and its citation; ``fetch`` finds their files on this machine, and
downloads them only when asked to.
"""

from outgrow.sources.fetch import cache_folder, fetch, find
from outgrow.sources.prices import PriceSeries, price_names, price_series
from outgrow.sources.registry import DataFile, DataSet, dataset, datasets

__all__ = [
    "DataFile",
    "DataSet",
    "PriceSeries",
    "cache_folder",
    "dataset",
    "datasets",
    "fetch",
    "find",
    "price_names",
    "price_series",
]
