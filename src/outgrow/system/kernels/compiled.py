"""The season over villages compiled by numba: the same functions as the reference, one household at a time.

Several scenarios share one pass: a village's luck is drawn once, its weather and offer factors once for each pair of
spreads, and its season without the initiative once for the scenarios that agree on it.

Written for the vectoriser: all scratch rows lie in one array at fixed distances (so that no aliasing check is
needed), draws come in a loop of their own, there are no branches and no calls to a mathematics library. Sums run over
the village's lanes by halving: the second half of the households is added to the first as it comes, so that the rows
take half the room and stay in the nearest cache. Fused multiply-add and reassociation stay off, which keeps the bits.
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
from numba.np.unsafe.ndarray import to_fixed_tuple

from outgrow.population import ELIGIBLE, SMALL, VILLAGE, WOMAN
from outgrow.system import household
from outgrow.system.household import (
    Household,
    Kept,
    Luck,
    Terms,
    Village,
    factors,
    kept_of,
    life_of_household,
    scores,
    season_of_household,
    sums_without,
    without_initiative,
)
from outgrow.system.kernels.reference import BARRED, MEMBER, TRAINED
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
    join.over_outside,
    join.utility,
    join.choice_score,
    join.join_or_stay,
    deliver.train,
    deliver.learn,
    produce.weather,
    produce.harvest,
    sell.cash_factor,
    sell.cash_offer,
    sell.sells_aside,
    sell.refused_by_standard,
    sell.rejected_share,
    settle.credit_repaid,
    settle.crop_costs,
    account.poverty_gaps,
    scores,
    factors,
    life_of_household,
    without_initiative,
    sums_without,
    kept_of,
    season_of_household,
)
CACHE_LINE = 64  # bytes
LUCK_ROWS = 6  # two normals, a logistic score, a uniform; then the factors on harvest and offer
MEASURES = len(account.MEASURES)
OWN = MEASURES - account.WITHOUT
KEPT_ROWS = len(Kept._fields)  # of the season without the initiative
TERMS = len(Terms._fields)
STATES = 4  # what `season_of_household` returns before the measures: member, trained, barred, skill
HALF = VILLAGE // 2
SCRATCH = (LUCK_ROWS + KEPT_ROWS) * VILLAGE + MEASURES * HALF
TWO, THREE, FOUR, FIVE = np.uint64(2), np.uint64(3), np.uint64(4), np.uint64(5)
HALF_LANES = np.uint64(HALF)
LANES = np.uint64(VILLAGE)  # unsigned: an index that may be negative keeps a loop from being vectorised
KEPT_LANES = np.uint64(LUCK_ROWS * VILLAGE)
SUM_LANES = np.uint64((LUCK_ROWS + KEPT_ROWS) * VILLAGE)


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
    def season(first, last, key, terms, columns, which, like, flags, villages, state, skill, sums):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        cached_for = digest  # noqa: F841  a captured variable is part of the cache's key
        scratch = _aligned(SCRATCH)
        size = np.uint64(columns.shape[2])
        tables = np.uint64(columns.shape[1])
        flat, marks, held, skills = columns.reshape(-1), flags.reshape(-1), state.reshape(-1), skill.reshape(-1)
        for village in range(first, last):
            start = np.uint64(village) * LANES
            _draw(start, key, scratch)
            weather_spread, spot_spread, done = np.nan, np.nan, -1
            for scenario in range(terms.shape[0]):
                here = Terms(*to_fixed_tuple(terms[scenario], TERMS))  # type: ignore[call-arg]
                if here.weather_spread != weather_spread or here.spot_spread != spot_spread:
                    weather_spread, spot_spread = here.weather_spread, here.spot_spread
                    _spread(weather_spread, spot_spread, scratch)
                around = Village(
                    villages[scenario, 0, village],
                    villages[scenario, 1, village],
                    villages[scenario, 2, village],
                    villages[scenario, 3, village],
                    villages[scenario, 4, village],
                )
                table = np.uint64(which[scenario]) * size
                row = table * tables + start
                mine = np.uint64(scenario) * size + start
                if like[scenario] != done:
                    done = like[scenario]
                    _without(row, table + start, size, around, here, flat, marks, scratch)
                    _fold(scratch, sums[scenario, village], OWN, MEASURES)
                else:
                    sums[scenario, village, OWN:] = sums[done, village, OWN:]
                _households(row, table + start, mine, size, around, here, flat, marks, held, skills, scratch)
                _fold(scratch, sums[scenario, village], 0, OWN)

    return season


@njit(error_model="numpy", forceinline=True)
def _aligned(size):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202  a vector that straddles two cache lines costs twice
    room = np.empty(size + CACHE_LINE // 8)
    ahead = (-room.ctypes.data % CACHE_LINE) // 8
    return room[ahead : ahead + size]


@njit(error_model="numpy", forceinline=True)
def _draw(start, key, scratch):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    # Words known to be below 2**32 need one multiplication where others need two.
    draw, season, stream = key[0] & portable.MASK, key[1] & portable.MASK, key[2] & portable.MASK
    low, high = key[3] & portable.MASK, key[4] & portable.MASK
    for lane in range(LANES):
        w0, w1, w2, w3 = portable.philox((start + lane) & portable.MASK, draw, season, stream, low, high)
        z0, z1, choice, place = scores(w0, w1, w2, w3)
        scratch[lane] = z0
        scratch[LANES + lane] = z1
        scratch[TWO * LANES + lane] = choice
        scratch[THREE * LANES + lane] = place


@njit(error_model="numpy", forceinline=True)
def _spread(weather_spread, spot_spread, scratch):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    for lane in range(LANES):
        weather, spot = factors(scratch[lane], scratch[LANES + lane], weather_spread, spot_spread)
        scratch[FOUR * LANES + lane] = weather
        scratch[FIVE * LANES + lane] = spot


@njit(error_model="numpy", forceinline=True)
def _bit(flag, bit):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return 1.0 if flag & bit else 0.0


@njit(error_model="numpy", forceinline=True)
def _household(i, size, flat, flag, was, skill):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return Household(
        flat[i],
        flat[size + i],
        flat[TWO * size + i],
        flat[THREE * size + i],
        flat[FOUR * size + i],
        flat[FIVE * size + i],
        flat[np.uint64(6) * size + i],
        flat[np.uint64(7) * size + i],
        _bit(flag, WOMAN),
        _bit(flag, SMALL),
        _bit(flag, ELIGIBLE),
        _bit(was, MEMBER),
        _bit(was, TRAINED),
        _bit(was, BARRED),
        skill,
    )


@njit(error_model="numpy", forceinline=True)
def _luck(lane, scratch):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return Luck(
        scratch[FOUR * LANES + lane],
        scratch[FIVE * LANES + lane],
        scratch[TWO * LANES + lane],
        scratch[THREE * LANES + lane],
    )


def _writer(how: str, first: int, values: range) -> Any:
    """Function that writes values of a tuple to the measures' rows at one lane, or adds them to what is there.

    It is put together here because a loop over a tuple would not be vectorised.
    """
    lines = [
        f"    rows[lane + np.uint64({(first + k) * HALF})] {how} values[{value}]" for k, value in enumerate(values)
    ]
    made: dict[str, Any] = {"np": np}
    exec("\n".join(["def write(values, lane, rows):", *lines]), made)
    return njit(error_model="numpy", forceinline=True)(made["write"])


_store, _add = (_writer(how, 0, range(STATES, STATES + OWN)) for how in ("=", "+="))
_store_without, _add_without = (_writer(how, OWN, range(account.WITHOUT)) for how in ("=", "+="))


@njit(error_model="numpy", forceinline=True)
def _without(row, mark, size, around, terms, flat, flags, scratch):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    for lane in range(HALF_LANES):
        out = _one_without(lane, row, mark, size, around, terms, flat, flags, scratch)
        _store_without(out, lane + SUM_LANES, scratch)
    for lane in range(HALF_LANES):
        out = _one_without(lane + HALF_LANES, row, mark, size, around, terms, flat, flags, scratch)
        _add_without(out, lane + SUM_LANES, scratch)


@njit(error_model="numpy", forceinline=True)
def _one_without(lane, row, mark, size, around, terms, flat, flags, scratch):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    h = _household(row + lane, size, flat, flags[mark + lane], np.uint8(0), 0.0)
    without = without_initiative(h, around, _luck(lane, scratch), terms)
    out = sums_without(h, without)
    kept = kept_of(without, out)
    scratch[KEPT_LANES + lane] = kept.accepted
    scratch[KEPT_LANES + LANES + lane] = kept.income
    scratch[KEPT_LANES + TWO * LANES + lane] = kept.gap
    scratch[KEPT_LANES + THREE * LANES + lane] = kept.squared_gap
    return out


@njit(error_model="numpy", forceinline=True)
def _households(row, mark, mine, size, around, terms, flat, flags, state, skill, scratch):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    for lane in range(HALF_LANES):
        out = _one(lane, row, mark, mine, size, around, terms, flat, flags, state, skill, scratch)
        _store(out, lane + SUM_LANES, scratch)
    for lane in range(HALF_LANES):
        out = _one(lane + HALF_LANES, row, mark, mine, size, around, terms, flat, flags, state, skill, scratch)
        _add(out, lane + SUM_LANES, scratch)


@njit(error_model="numpy", forceinline=True)
def _one(lane, row, mark, mine, size, around, terms, flat, flags, state, skill, scratch):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    h = _household(row + lane, size, flat, flags[mark + lane], state[mine + lane], skill[mine + lane])
    without = Kept(
        scratch[KEPT_LANES + lane],
        scratch[KEPT_LANES + LANES + lane],
        scratch[KEPT_LANES + TWO * LANES + lane],
        scratch[KEPT_LANES + THREE * LANES + lane],
    )
    out = season_of_household(h, around, _luck(lane, scratch), terms, without)
    state[mine + lane] = np.uint8(out[0] * MEMBER + out[1] * TRAINED + out[2] * BARRED)
    skill[mine + lane] = out[3]
    return out


@njit(error_model="numpy", forceinline=True)
def _fold(scratch, row, first, last):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    for measure in range(np.uint64(first), np.uint64(last)):
        base = SUM_LANES + measure * HALF_LANES
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
