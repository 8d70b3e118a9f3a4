"""The season over villages compiled by numba: the same functions as the reference, one household at a time.

Written for the vectoriser: all scratch rows lie in one array at fixed distances (so that no aliasing check is
needed), draws come in a loop of their own, there are no branches and no calls to a mathematics library, and sums run
over the village's lanes by halving. Fused multiply-add and reassociation stay off, which keeps the bits.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic, overload, register_jitable

from outgrow.population import ELIGIBLE, SMALL, VILLAGE, WOMAN
from outgrow.system import household
from outgrow.system.household import Household, Luck, Village, season_of_household
from outgrow.system.steps import account, deliver, join, produce, sell, settle
from outgrow.vocabulary import portable

OPTIONS: Any = {"error_model": "numpy", "forceinline": True}
STEPS: tuple[Callable[..., Any], ...] = (
    portable.exp,
    portable.log,
    portable.sin_cos_turn,
    portable.philox,
    portable.uniform_of,
    portable.normals_of,
    join.expected_effect,
    join.expected_gain,
    join.utility,
    join.join_or_stay,
    deliver.train,
    deliver.learn,
    produce.weather,
    produce.harvest,
    sell.cash_offer,
    sell.sells_aside,
    sell.rejected_share,
    settle.credit_repaid,
    settle.crop_costs,
    account.poverty_gaps,
    season_of_household,
)
CACHE_LINE = 64  # bytes
LUCK_ROWS = 4
MEASURES = len(account.MEASURES)
ROWS = LUCK_ROWS + MEASURES
TWO, THREE = np.uint64(2), np.uint64(3)
LANES = np.uint64(VILLAGE)  # unsigned: an index that may be negative keeps a loop from being vectorised
LUCK_LANES = np.uint64(LUCK_ROWS * VILLAGE)


@overload(portable.pick, jit_options=OPTIONS, strict=False)
def _pick(condition: Any, yes: Any, no: Any) -> Any:
    return lambda condition, yes, no: yes if condition else no


@intrinsic
def _float_to_bits(_: Any, x: Any) -> Any:
    def codegen(_c: Any, builder: ir.IRBuilder, _s: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.IntType(64))

    return types.int64(types.float64), codegen


@intrinsic
def _bits_to_float(_: Any, bits: Any) -> Any:
    def codegen(_c: Any, builder: ir.IRBuilder, _s: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.DoubleType())

    kind = types.uint64 if bits == types.uint64 else types.int64
    return types.float64(kind), codegen


@overload(portable.to_bits, jit_options=OPTIONS, strict=False)
def _to_bits(x: Any) -> Any:
    return lambda x: _float_to_bits(x)  # type: ignore[call-arg]  # noqa: PLW0108  numba wants a function of its own


@overload(portable.from_bits, jit_options=OPTIONS, strict=False)
def _from_bits(bits: Any) -> Any:
    return lambda bits: _bits_to_float(bits)  # type: ignore[call-arg]  # noqa: PLW0108


for step in STEPS:
    register_jitable(**OPTIONS)(step)


def source_digest() -> str:
    """Digest of all source that is compiled; part of the disk cache's key."""
    modules = (portable, household, account, deliver, join, produce, sell, settle)
    text = "".join(inspect.getsource(module) for module in modules)
    return hashlib.sha256(text.encode()).hexdigest()


def _build(digest: str) -> Any:
    @njit(error_model="numpy", cache=True, nogil=True)
    def season(first, last, key, terms, columns, flags, villages, state, skill, sums):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        cached_for = digest  # noqa: F841  a captured variable is part of the cache's key
        scratch = _aligned(ROWS * VILLAGE)
        size = np.uint64(columns.shape[1])
        flat = columns.reshape(-1)
        for village in range(first, last):
            start = np.uint64(village) * LANES
            _draw(start, key, scratch)
            here = Village(
                villages[0, village],
                villages[1, village],
                villages[2, village],
                villages[3, village],
                villages[4, village],
            )
            _households(start, size, here, terms, flat, flags, state, skill, scratch)
            _fold(scratch, sums[village])

    return season


@njit(error_model="numpy", forceinline=True)
def _aligned(size):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202  a vector that straddles two cache lines costs twice
    room = np.empty(size + CACHE_LINE // 8)
    ahead = (-room.ctypes.data % CACHE_LINE) // 8
    return room[ahead : ahead + size]


@njit(error_model="numpy", forceinline=True)
def _draw(start, key, scratch):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    draw, season, stream, low, high = key[0], key[1], key[2], key[3], key[4]
    for lane in range(LANES):
        w0, w1, w2, w3 = portable.philox((start + lane) & portable.MASK, draw, season, stream, low, high)
        z0, z1 = portable.normals_of(w0, w1)
        scratch[lane] = z0
        scratch[LANES + lane] = z1
        scratch[TWO * LANES + lane] = portable.uniform_of(w2)
        scratch[THREE * LANES + lane] = portable.uniform_of(w3)


@njit(error_model="numpy", forceinline=True)
def _bit(flag, bit):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return 1.0 if flag & bit else 0.0


@njit(error_model="numpy", forceinline=True)
def _households(start, size, here, terms, flat, flags, state, skill, scratch):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    for lane in range(LANES):
        i = start + lane
        flag = flags[i]
        was = state[i]
        h = Household(
            flat[i],
            flat[size + i],
            flat[TWO * size + i],
            flat[THREE * size + i],
            flat[np.uint64(4) * size + i],
            flat[np.uint64(5) * size + i],
            flat[np.uint64(6) * size + i],
            flat[np.uint64(7) * size + i],
            _bit(flag, WOMAN),
            _bit(flag, SMALL),
            _bit(flag, ELIGIBLE),
            _bit(was, 1),
            _bit(was, 2),
            skill[i],
        )
        luck = Luck(scratch[lane], scratch[LANES + lane], scratch[TWO * LANES + lane], scratch[THREE * LANES + lane])
        out = season_of_household(h, here, luck, terms)
        state[i] = np.uint8(out[0] + 2.0 * out[1])
        skill[i] = out[2]
        _store(out, lane + LUCK_LANES, scratch)


@njit(error_model="numpy", forceinline=True)
def _store(out, lane, rows):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202  a loop over a tuple would not vectorise
    rows[LANES * np.uint64(0) + lane] = out[3]
    rows[LANES * np.uint64(1) + lane] = out[4]
    rows[LANES * np.uint64(2) + lane] = out[5]
    rows[LANES * np.uint64(3) + lane] = out[6]
    rows[LANES * np.uint64(4) + lane] = out[7]
    rows[LANES * np.uint64(5) + lane] = out[8]
    rows[LANES * np.uint64(6) + lane] = out[9]
    rows[LANES * np.uint64(7) + lane] = out[10]
    rows[LANES * np.uint64(8) + lane] = out[11]
    rows[LANES * np.uint64(9) + lane] = out[12]
    rows[LANES * np.uint64(10) + lane] = out[13]
    rows[LANES * np.uint64(11) + lane] = out[14]
    rows[LANES * np.uint64(12) + lane] = out[15]
    rows[LANES * np.uint64(13) + lane] = out[16]
    rows[LANES * np.uint64(14) + lane] = out[17]
    rows[LANES * np.uint64(15) + lane] = out[18]
    rows[LANES * np.uint64(16) + lane] = out[19]
    rows[LANES * np.uint64(17) + lane] = out[20]
    rows[LANES * np.uint64(18) + lane] = out[21]
    rows[LANES * np.uint64(19) + lane] = out[22]
    rows[LANES * np.uint64(20) + lane] = out[23]
    rows[LANES * np.uint64(21) + lane] = out[24]
    rows[LANES * np.uint64(22) + lane] = out[25]
    rows[LANES * np.uint64(23) + lane] = out[26]
    rows[LANES * np.uint64(24) + lane] = out[27]
    rows[LANES * np.uint64(25) + lane] = out[28]
    rows[LANES * np.uint64(26) + lane] = out[29]
    rows[LANES * np.uint64(27) + lane] = out[30]
    rows[LANES * np.uint64(28) + lane] = out[31]
    rows[LANES * np.uint64(29) + lane] = out[32]
    rows[LANES * np.uint64(30) + lane] = out[33]


@njit(error_model="numpy", forceinline=True)
def _fold(scratch, row):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    for measure in range(np.uint64(MEASURES)):
        base = (np.uint64(LUCK_ROWS) + measure) * LANES
        _halve(scratch, base, LANES >> np.uint64(1))
        _halve(scratch, base, LANES >> np.uint64(2))
        _halve(scratch, base, LANES >> np.uint64(3))
        _halve(scratch, base, LANES >> np.uint64(4))
        _halve(scratch, base, LANES >> np.uint64(5))
        _halve(scratch, base, LANES >> np.uint64(6))
        row[measure] = scratch[base] + scratch[base + np.uint64(1)]


@njit(error_model="numpy", forceinline=True)
def _halve(scratch, base, half):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202  a known length needs no inner loop
    for lane in range(half):
        scratch[base + lane] += scratch[base + half + lane]


@lru_cache(maxsize=1)
def compiled_season() -> Any:
    """The compiled kernel, with the arguments of ``reference.season``."""
    return _build(source_digest())
