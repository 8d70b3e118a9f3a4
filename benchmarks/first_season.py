"""Prints the seconds from loading the compiled kernel to the end of a first, small season."""

from __future__ import annotations

import time

from inputs import inputs

if __name__ == "__main__":
    given = inputs(1_000)
    began = time.perf_counter()
    from outgrow.system.kernels.compiled import compiled_season

    compiled_season()(0, given.sums.shape[1], *given)
    print(time.perf_counter() - began)
