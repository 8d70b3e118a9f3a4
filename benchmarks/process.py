"""Times of whole processes: starting up, the kernel's first season with an empty and a filled cache, a whole case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from row import Row, in_turn

HERE = Path(__file__).parent
START_ROUNDS, CASE_ROUNDS = 7, 3


def start_figures() -> Iterator[Row]:
    """Rows on starting up."""
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "import": [sys.executable, "-c", "import outgrow"],
        "help": [str(Path(sys.executable).with_name("outgrow")), "--help"],
    }
    seconds = in_turn({name: lambda line=line: _run(line) for name, line in commands.items()}, START_ROUNDS)
    yield Row("python -c 'import outgrow'", seconds["import"], "s", at_most=0.5)
    yield Row("  of which Python itself", seconds["python"], "s")
    yield Row("outgrow --help", seconds["help"], "s", at_most=1.0)
    cold, warm = _first_seasons()
    yield Row("kernel's first season, compiled afresh", cold, "s")
    yield Row("kernel's first season, from the cache", warm, "s")


def _first_seasons() -> tuple[list[float], list[float]]:
    """Seconds from loading the kernel to the end of its first season, in new processes."""
    cold, warm = [], []
    for _ in range(CASE_ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            for kind in (cold, warm):
                kind.append(float(_script("first_season.py", NUMBA_CACHE_DIR=folder)))
    return cold, warm


def case_figures(threads: int) -> Iterator[Row]:
    """Rows on a whole case; a first run fills the cache and does not count."""
    runs = []
    for _ in range(CASE_ROUNDS + 1):
        began = time.perf_counter()
        parts = json.loads(_script("whole_case.py", str(threads)))
        runs.append(parts | {"all": time.perf_counter() - began})
    worlds, full, everything = ([run[part] for run in runs[1:]] for part in ("worlds", "full", "all"))
    yield Row("columns and state of a household", [runs[0]["bytes"]], "bytes", at_most=100.0)
    yield Row("200 worlds of 20,000 households, 20 seasons", worlds, "s")
    yield Row("one world of 560,000 households, 20 seasons", full, "s")
    yield Row("both as one process, from its start to its end", everything, "s", at_most=15.0)


def impact_figures() -> Iterator[Row]:
    """Rows on a staggered estimate of 20,000 households over 5 periods; the library's first import counts."""
    runs = [json.loads(_script("staggered.py")) for _ in range(CASE_ROUNDS)]
    yield Row("staggered, 20,000 households x 5, with imports", [r["first"] for r in runs], "s", at_most=10.0)
    yield Row("  once more in the same process", [r["again"] for r in runs], "s")
    yield Row("  most memory held", [r["bytes"] / 1e9 for r in runs], "GB", at_most=1.0)


def _script(name: str, *arguments: str, **environment: str) -> str:
    return _run([sys.executable, str(HERE / name), *arguments], **environment)


def _run(line: list[str], **environment: str) -> str:
    return subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | environment).stdout
