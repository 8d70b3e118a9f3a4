"""A whole case as a process of its own: 200 worlds of 20,000 households and one of 560,000, over 20 seasons.

Prints the seconds of the two parts, and the bytes of a household's columns and state, as JSON.
"""

from __future__ import annotations

import json
import sys
import time

from outgrow.initiative import read
from outgrow.population import build, draw_traits
from outgrow.scenarios import draw_worlds, explore
from outgrow.system import simulate, structure_of
from outgrow.system.state import pilot_order, start
from outgrow.vocabulary import Streams

CASE = "kenya-tea"
DRAWS, HOUSEHOLDS, FULL = 200, 20_000, 560_000


def whole_case(threads: int) -> dict[str, float]:
    """Figures of the two parts."""
    case, streams = read(CASE), Streams(1)
    structure = structure_of(case.initiative)
    worlds = draw_worlds(case.initiative, streams, DRAWS)

    began = time.perf_counter()
    explore(worlds, structure, draw_traits(streams, HOUSEHOLDS, case.districts.weights), streams, threads=threads)
    explored = time.perf_counter()
    population = build(draw_traits(streams, FULL, case.districts.weights), worlds[0])
    simulate(structure, worlds[0], population, streams, threads=threads)
    done = time.perf_counter()

    state = start(population, worlds[0], structure, pilot_order(population, streams))
    return {
        "worlds": explored - began,
        "full": done - explored,
        "bytes": population.bytes_per_household + state.bytes_per_household,
    }


if __name__ == "__main__":
    print(json.dumps(whole_case(int(sys.argv[1]))))
