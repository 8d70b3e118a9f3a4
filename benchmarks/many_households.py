"""Simulates so many households for so many seasons and prints seconds and most bytes of memory as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time

from outgrow.scenarios import simulate_case

KIBIBYTE = 1024  # the unit in which Linux counts a process's memory

if __name__ == "__main__":
    households, seasons, threads = map(int, sys.argv[1:4])
    began = time.perf_counter()
    found = simulate_case("kenya-tea", households=households, until=seasons, threads=threads)
    assert found.trajectories[0][0]["members"].size == seasons
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE
    print(json.dumps({"seconds": time.perf_counter() - began, "bytes": most}))
