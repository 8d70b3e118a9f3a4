"""Simulates so many households for so many seasons and prints seconds and most bytes of memory as JSON."""

from __future__ import annotations

import json
import sys
import time

from memory import most_held

from outgrow.scenarios import simulate_case

if __name__ == "__main__":
    households, seasons, threads = map(int, sys.argv[1:4])
    began = time.perf_counter()
    found = simulate_case("kenya-tea", households=households, until=seasons, threads=threads)
    assert found.trajectories[0][0]["members"].size == seasons
    print(json.dumps({"seconds": time.perf_counter() - began, "bytes": most_held()}))
