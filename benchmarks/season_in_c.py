"""Compiles ``season.c`` with clang into a temporary folder and calls it with the kernels' arguments."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SOURCE = Path(__file__).with_name("season.c")
# The bits need no contraction; without errno the square root is one instruction, as in the kernel.
FLAGS = ("-std=c11", "-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC")
NO_CLANG = "clang not found, C loop left out (on Debian and Ubuntu: apt-get install clang)"


def c_season() -> Callable[..., None] | None:
    """The season of one scenario in C with the arguments of the kernels, or None where there is no clang."""
    clang = shutil.which("clang")
    if clang is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "season.so"
        subprocess.run([clang, *FLAGS, str(SOURCE), "-o", str(library), "-lm"], check=True)
        compiled = ctypes.CDLL(str(library)).season
    compiled.restype = None

    def season(first: int, last: int, key, terms, columns, which, like, flags, villages, state, skill, sums) -> None:
        numbers = (first, last, columns.shape[2], villages.shape[2])
        arrays = (key, terms, columns, flags, villages, state, skill, sums)
        compiled(*map(ctypes.c_int64, numbers), *map(_pointer, arrays))

    return season


def _pointer(array: np.ndarray[Any, Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
