"""The compiled season against its NumPy twin and against the same season in C, and its cost for each household."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
from inputs import Inputs, inputs
from row import Floats, Row, in_turn
from season_in_c import NO_CLANG, c_season

from outgrow.system.kernels import reference
from outgrow.system.kernels.compiled import compiled_season

Season = Callable[..., Any]
SIZES = (10_000, 100_000, 1_000_000)
THREADS = 2
TWIN_BLOCK = 128  # villages a call, with which the NumPy twin is fastest: its temporaries stay in the cache
ROUNDS = 15
FEW, VERY_MANY = 100_000, 10_000_000


def machine() -> str:
    """What the figures were taken on."""
    return (
        f"{platform.system()} {platform.machine()} ({llvm.get_host_cpu_name()}), {os.cpu_count()} processors; "
        f"Python {platform.python_version()}, NumPy {np.__version__}, Numba {numba.__version__}"
    )


def kernel_figures(sizes: tuple[int, ...], threads: int) -> Iterator[Row]:
    """Rows on the season's kernel; all implementations must agree to the last bit before anything is timed."""
    compiled, in_c = compiled_season(), c_season()
    _same_bits({"NumPy twin": reference.season, "compiled": compiled} | ({"C": in_c} if in_c else {}))
    with ThreadPoolExecutor(threads) as pool:
        for size in sizes:
            yield from _comparison(size, threads, pool, compiled, in_c)
        yield _flat(sizes[-2:], threads, pool, compiled)
        yield _flat((FEW, VERY_MANY), threads, pool, compiled, rounds=3)
    if in_c is None:
        yield Row("kernel / C", (), note=NO_CLANG)


def _comparison(
    size: int, threads: int, pool: ThreadPoolExecutor, compiled: Season, in_c: Season | None
) -> Iterator[Row]:
    calls = {"kernel": _call(compiled, size, threads, pool), "twin": _call(reference.season, size, threads, pool)}
    if in_c:
        calls["C"] = _call(in_c, size, threads, pool)
    seconds = in_turn(calls, ROUNDS)
    largest, label = size == SIZES[-1], f"{size:,} households"
    rate = size / 1e6
    yield Row(f"kernel, {label}, {threads} threads", rate / seconds["kernel"], "million/s")
    yield Row(f"NumPy twin, {label}", rate / seconds["twin"], "million/s")
    yield Row(f"kernel / NumPy twin, {label}", seconds["twin"] / seconds["kernel"], at_least=6.0 if largest else None)
    if in_c:
        yield Row(f"C loop, {label}", rate / seconds["C"], "million/s")
        yield Row(f"kernel / C loop, {label}", seconds["C"] / seconds["kernel"], at_least=0.7 if largest else None)


def _flat(
    sizes: tuple[int, ...], threads: int, pool: ThreadPoolExecutor, compiled: Season, rounds: int = ROUNDS
) -> Row:
    fewer, more = sizes
    seconds = in_turn({str(size): _call(compiled, size, threads, pool) for size in sizes}, rounds)
    each: Floats = (seconds[str(more)] / more) / (seconds[str(fewer)] / fewer)
    return Row(f"kernel's cost per household, {more:,} / {fewer:,}", each, at_most=1.25)


def _call(season: Season, size: int, threads: int, pool: ThreadPoolExecutor) -> Callable[[], object]:
    """A season of all villages on so many threads; the twin takes the blocks that suit it best."""
    given = inputs(size)
    villages = given.sums.shape[1]
    share = -(-villages // threads)
    step = min(share, TWIN_BLOCK) if season is reference.season else share
    blocks = [(first, min(first + step, villages)) for first in range(0, villages, step)]

    def call() -> None:
        for done in [pool.submit(season, *block, *given) for block in blocks]:
            done.result()

    return call


def _same_bits(seasons: dict[str, Season]) -> None:
    results = {name: _two_seasons(season) for name, season in seasons.items()}
    expected = results["NumPy twin"]
    for name, result in results.items():
        for field in ("state", "skill", "sums"):
            same = np.array_equal(getattr(result, field), getattr(expected, field))
            assert same, f"{name} and the NumPy twin differ in {field}: season.c and outgrow.system must agree"


def _two_seasons(season: Season) -> Inputs:
    given = inputs(SIZES[0])
    for _ in range(2):
        season(0, given.sums.shape[1], *given)
    return given
