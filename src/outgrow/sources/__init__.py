"""Real data in: surveys read and understood, units converted, personal data kept out; open data by registry.

The one room that reads foreign files.

- ``read_survey`` reads CSV, Excel, Parquet, Stata and SPSS, and exports of KoboToolbox and ODK with their
  XLSForm (``read_form``), into a `SurveyTable`: rows, labels, codes, units, and a `Finding` for everything
  that was noticed or done.
- ``stack_rounds`` lays rounds in files of their own under each other.
- ``import_survey`` makes of it the copy that can be worked with and passed on: ``scan_personal`` says which
  columns are left behind, and a `RowCount` where every row went.
- ``propose_mapping`` says which column plays which part; ``map_columns`` puts the table into the model's
  words and units, with the factors of ``field_units``; ``converted`` says how far field units leave a sum open.
- ``read_grid`` reads a sheet of CSV or Excel cell by cell, for tables that people laid out by hand.
- ``price_series`` reads a monthly World Bank price by the registry, ``price_table`` one from a table of one's own.
- ``datasets`` is the catalogue of open data sets; ``fetch`` finds their files, and downloads them on request.
"""

from outgrow.sources.converted import Converted, converted
from outgrow.sources.fetch import cache_folder, fetch, find
from outgrow.sources.formats import address
from outgrow.sources.grid import Grid, read_grid
from outgrow.sources.importing import ImportedSurvey, import_survey
from outgrow.sources.mapping import ColumnRole, SurveyMapping, factors_used, map_columns
from outgrow.sources.personal import PersonalColumn, scan_personal
from outgrow.sources.price_table import price_table
from outgrow.sources.prices import PriceSeries, price_names, price_series
from outgrow.sources.propose import propose_mapping
from outgrow.sources.read import read_survey
from outgrow.sources.records import Column, Finding, SurveyTable
from outgrow.sources.registry import DataFile, DataSet, dataset, datasets
from outgrow.sources.rounds import stack_rounds
from outgrow.sources.rows import RowCount
from outgrow.sources.units import Factor, FieldUnit, factor, field_units, in_unit, unit_of
from outgrow.sources.xlsform import Choice, Form, Question, read_form

__all__ = [
    "Choice",
    "Column",
    "ColumnRole",
    "Converted",
    "DataFile",
    "DataSet",
    "Factor",
    "FieldUnit",
    "Finding",
    "Form",
    "Grid",
    "ImportedSurvey",
    "PersonalColumn",
    "PriceSeries",
    "Question",
    "RowCount",
    "SurveyMapping",
    "SurveyTable",
    "address",
    "cache_folder",
    "converted",
    "dataset",
    "datasets",
    "factor",
    "factors_used",
    "fetch",
    "field_units",
    "find",
    "import_survey",
    "in_unit",
    "map_columns",
    "price_names",
    "price_series",
    "price_table",
    "propose_mapping",
    "read_form",
    "read_grid",
    "read_survey",
    "scan_personal",
    "stack_rounds",
    "unit_of",
]
