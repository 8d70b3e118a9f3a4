"""Who is out there: synthetic households that the pilot could reach.

`draw_traits` draws every household's standard scores once; `build` turns them into the households of one possible
world, with that world's means and spreads, so that the same households meet every world. Villages are blocks of
`VILLAGE` neighbours, spread over districts. `from_columns` takes a user's own households;
`households_needed` says how many it takes to resolve the pilot.
"""

from outgrow.population.build import build
from outgrow.population.columns import from_columns
from outgrow.population.records import COLUMNS, ELIGIBLE, SMALL, VILLAGE, WOMAN, Population
from outgrow.population.resolution import households_needed, too_coarse
from outgrow.population.traits import Traits, apportion, draw_traits

__all__ = [
    "COLUMNS",
    "ELIGIBLE",
    "SMALL",
    "VILLAGE",
    "WOMAN",
    "Population",
    "Traits",
    "apportion",
    "build",
    "draw_traits",
    "from_columns",
    "households_needed",
    "too_coarse",
]
