"""Whole runs stay put: a number that moves is a change that users are told of (make rebaseline)."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outgrow.history import hindcast, library, page

SPEC = importlib.util.spec_from_file_location("whole_runs", Path(__file__).parent / "whole_runs.py")
assert SPEC is not None
assert SPEC.loader is not None
whole_runs = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(whole_runs)

OTHER_LIBRARIES = 1e-9  # quantile functions of another SciPy may differ in the last digits


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every number of a nested table with its path."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, f"{path}.{key}")
    else:
        yield path, tree


SURVEYED = ("kenya-sugarcane-contract", "uganda-dairy-quality")  # their runs analyse a survey first
SLOW = pytest.mark.slow


@pytest.mark.parametrize("case", [pytest.param(c, marks=SLOW if c in SURVEYED else ()) for c in whole_runs.CASES])
def test_a_whole_run_gives_the_numbers_of_the_last_release(case: str) -> None:
    now, then = dict(leaves(whole_runs.whole_run(case))), dict(leaves(whole_runs.stored(case)))
    assert set(now) == set(then)
    moved = {
        path: (then[path], value)
        for path, value in now.items()
        if value != (pytest.approx(then[path], rel=OTHER_LIBRARIES) if isinstance(value, float) else then[path])
    }
    assert moved == {}


@pytest.mark.slow
def test_the_readme_shows_the_verdict_that_the_case_gives() -> None:
    script = Path(__file__).parents[2] / "scripts" / "rebaseline"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_page_of_the_hindcast_is_what_the_command_writes_today() -> None:
    written = Path(__file__).parents[2] / "docs" / "explanation" / "hindcast.md"
    assert page(hindcast(library())) == written.read_text(encoding="utf-8"), "make rebaseline"
