"""Intervals of each design hold the truth as often as they say, in simulated surveys with 40 clusters."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEAST, MOST = 0.93, 0.97  # what the page promises; 2,000 surveys have an error of 0.005


def _simulations():
    spec = spec_from_file_location("coverage_of_intervals", ROOT / "benchmarks" / "interval_coverage.py")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SIMULATIONS = _simulations()


@pytest.mark.slow
@pytest.mark.parametrize("name", SIMULATIONS.CASES)
def test_intervals_cover_the_truth(name):
    if name == "staggered":
        pytest.importorskip("diff_diff")
    found = SIMULATIONS.coverage_of(name)
    assert LEAST <= found.covered <= MOST
    assert found.mean == pytest.approx(SIMULATIONS.TRUE, abs=0.02)  # four errors of the mean of 2,000 estimates


def test_the_page_shows_a_line_for_each_design():
    page = (ROOT / "docs" / "methods" / "coverage.md").read_text(encoding="utf-8")
    for name in SIMULATIONS.CASES:
        assert f"| {name} | 9" in page
