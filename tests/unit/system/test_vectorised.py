"""The season's kernel works on several households at once; one at a time it would be three to four times slower."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

COMPILE_AFRESH = """
import numpy as np
from outgrow.population import COLUMNS, VILLAGE
from outgrow.system import MEASURES
from outgrow.system.household import Terms
from outgrow.system.kernels.compiled import compiled_season

season = compiled_season()
season(
    0, 1, np.zeros(5, np.uint64), np.full((1, len(Terms._fields)), 0.5), np.ones((1, len(COLUMNS), VILLAGE)),
    np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros((1, VILLAGE), np.uint8), np.ones((1, 5, 1)),
    np.zeros((1, VILLAGE), np.uint8), np.zeros((1, VILLAGE)), np.empty((1, 1, len(MEASURES))),
)
print(*season.inspect_asm().values())
"""
DIVISIONS_OF_A_DRAW = 3  # two logarithms and the odds of a chance; the households' loops have more


pytestmark = pytest.mark.slow  # the kernel is compiled afresh


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Machine code of the kernel, compiled with an empty cache (code from a cache cannot be read)."""
    llvm = pytest.importorskip("llvmlite.binding")
    if not llvm.get_host_cpu_features().get("avx2", False):
        pytest.skip("this processor has no AVX2, whose instructions the test looks for")
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path_factory.mktemp("cache"))}
    line = [sys.executable, "-c", COMPILE_AFRESH]
    return subprocess.run(line, env=environment, check=True, capture_output=True, text=True).stdout


def packed(assembly: str, instruction: str) -> int:
    """How often an instruction works on four or eight numbers at once, in registers ymm or zmm."""
    return len(re.findall(rf"\b{instruction}\s[^\n]*%[yz]mm", assembly))


def test_multiplications_are_packed(assembly: str) -> None:
    assert packed(assembly, "vmulpd") > 0


def test_the_draws_are_vectorised(assembly: str) -> None:
    # The only square root of a season is the one of Box and Muller.
    assert packed(assembly, "vsqrtpd") > 0


def test_the_households_are_vectorised(assembly: str) -> None:
    assert packed(assembly, "vdivpd") > DIVISIONS_OF_A_DRAW
