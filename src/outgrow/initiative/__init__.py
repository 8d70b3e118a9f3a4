"""What the pilot is: an initiative file read into one frozen record.

A person writes one YAML file per case. ``read`` turns it, with the table of districts beside it, into a
`Case` whose `Initiative` all other rooms compute with, or reports every defect with its line. ``entries``
lists all its parameters by dotted name, ``model_values`` puts them into the model's units. ``new`` and
``template`` write a file to start from, ``schema`` lets editors complete it, and ``shipped_cases`` names the
cases that come along.
"""

from outgrow.initiative.aims import Change, HistoricalPoint, Option
from outgrow.initiative.describe import Initiative
from outgrow.initiative.districts import DistrictTable
from outgrow.initiative.donors import DonorSurvey
from outgrow.initiative.library import shipped_cases
from outgrow.initiative.market import Stage as ChainStage
from outgrow.initiative.read import Case, read
from outgrow.initiative.schema import schema
from outgrow.initiative.survey import Survey, SurveyColumn
from outgrow.initiative.template import new, template
from outgrow.initiative.values import TAILS, Entry, entries, model_unit, model_values, to_model_units

__all__ = [
    "TAILS",
    "Case",
    "ChainStage",
    "Change",
    "DistrictTable",
    "DonorSurvey",
    "Entry",
    "HistoricalPoint",
    "Initiative",
    "Option",
    "Survey",
    "SurveyColumn",
    "entries",
    "model_unit",
    "model_values",
    "new",
    "read",
    "schema",
    "shipped_cases",
    "template",
    "to_model_units",
]
