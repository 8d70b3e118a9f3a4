"""The floor of the house: words every room shares; imports nothing of ours.

- ``errors``: the error tree, defects and "did you mean".
- ``parameter``: a number with its unit, price year, source and uncertainty; ``distributions`` says which
  families its 90 % interval may have; ``quantity`` checks units, currencies and price years.
- ``streams``: random numbers that are functions of their key; ``portable`` mathematics whose bits are the
  same on any machine.
- ``survey_roles``: the parts that columns of a survey play.
"""

from outgrow.vocabulary.distributions import (
    FAMILIES,
    Family,
    quantile,
    standard_normal_probability,
    standard_normal_quantile,
)
from outgrow.vocabulary.errors import (
    Defect,
    InputError,
    MissingExtraError,
    OutgrowError,
    RunError,
    did_you_mean,
)
from outgrow.vocabulary.parameter import ASSUMPTION, Parameter
from outgrow.vocabulary.quantity import CURRENCIES, Amount, conversion, dated_unit, is_money
from outgrow.vocabulary.streams import Streams, philox4x32, stream_number, to_normals, to_uniform
from outgrow.vocabulary.survey_roles import SURVEY_ROLES, SurveyRole

__all__ = [
    "ASSUMPTION",
    "CURRENCIES",
    "FAMILIES",
    "SURVEY_ROLES",
    "Amount",
    "Defect",
    "Family",
    "InputError",
    "MissingExtraError",
    "OutgrowError",
    "Parameter",
    "RunError",
    "Streams",
    "SurveyRole",
    "conversion",
    "dated_unit",
    "did_you_mean",
    "is_money",
    "philox4x32",
    "quantile",
    "standard_normal_probability",
    "standard_normal_quantile",
    "stream_number",
    "to_normals",
    "to_uniform",
]
