"""Who is out there: synthetic households that the pilot could reach.

`draw_traits` draws every household's standard scores once; `build` turns them into the households of one possible
world, with that world's means and spreads, so that the same households meet every world. Villages are blocks of
`VILLAGE` neighbours, spread over districts. `build_large` writes millions of them a piece at a time, and `check_room`
says beforehand what they need; `households_needed` says how many it takes to resolve the pilot. `from_columns` takes a
user's own households. `rake` reweights survey donors to known totals, and `draw_from_donors` lends their joint standing
to the traits; `household_traits` chooses between donors and published moments by what the case says.
"""

from outgrow.population.build import build, same_households
from outgrow.population.columns import from_columns
from outgrow.population.donors import Donors, donors, draw_from_donors
from outgrow.population.large import build_large, check_room, check_scores, memory_needed
from outgrow.population.rake import Raked, rake
from outgrow.population.records import COLUMNS, ELIGIBLE, SMALL, VILLAGE, WOMAN, Population
from outgrow.population.resolution import households_needed, too_coarse
from outgrow.population.survey import DonorHouseholds, donor_households, household_traits
from outgrow.population.traits import Traits, apportion, check_households, draw_traits

__all__ = [
    "COLUMNS",
    "ELIGIBLE",
    "SMALL",
    "VILLAGE",
    "WOMAN",
    "DonorHouseholds",
    "Donors",
    "Population",
    "Raked",
    "Traits",
    "apportion",
    "build",
    "build_large",
    "check_households",
    "check_room",
    "check_scores",
    "donor_households",
    "donors",
    "draw_from_donors",
    "draw_traits",
    "from_columns",
    "household_traits",
    "households_needed",
    "memory_needed",
    "rake",
    "same_households",
    "too_coarse",
]
