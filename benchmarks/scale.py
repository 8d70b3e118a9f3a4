"""Mesa, scenarios on shared draws, a thousand draws, and the memory of very many households."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from inputs import inputs
from row import Row, in_turn

from outgrow.initiative import read
from outgrow.population import build, draw_traits
from outgrow.scenarios import draw_worlds, one_at_a_time
from outgrow.system import MEASURES, simulate, simulate_together, structure_of
from outgrow.system.kernels import reference
from outgrow.system.kernels.compiled import compiled_season
from outgrow.vocabulary import Streams

HERE = Path(__file__).parent
CASE = "kenya-tea"
MESA_HOUSEHOLDS, MESA_ROUNDS = 100_000, 3
IN_A_ROW = 20  # seasons of the kernel a round, as in a run; one alone would mostly measure what Mesa left of the caches
SCENARIOS, TOGETHER_HOUSEHOLDS, TOGETHER_ROUNDS = 8, 1_000_000, 3
DRAWS, DRAW_HOUSEHOLDS, TIMED_DRAWS = 1_000, 20_000, 100
SAME = 1e-9  # Mesa's agents use the platform's exponential, which differs from ours in the last bits
GIGABYTE = 1e9


def mesa_figures(threads: int) -> Iterator[Row]:
    """Rows on the same model as Mesa agents; the sums must agree before anything is timed."""
    try:
        from season_in_mesa import ChainModel  # noqa: PLC0415  mesa is a developers' dependency
    except ImportError:
        yield Row("kernel / Mesa", (), note="mesa not installed, comparison left out (make install brings it)")
        return
    _same_sums(ChainModel)
    given, model = inputs(MESA_HOUSEHOLDS), ChainModel(inputs(MESA_HOUSEHOLDS))
    compiled, villages = compiled_season(), given.sums.shape[1]
    share = -(-villages // threads)
    blocks = [(first, min(first + share, villages)) for first in range(0, villages, share)]
    with ThreadPoolExecutor(threads) as pool:

        def kernel() -> None:
            for _ in range(IN_A_ROW):
                for done in [pool.submit(compiled, *block, *given) for block in blocks]:
                    done.result()

        seconds = in_turn({"kernel": kernel, "mesa": model.step}, MESA_ROUNDS)
    yield Row(f"Mesa AgentSet, {MESA_HOUSEHOLDS:,} households", MESA_HOUSEHOLDS / 1e6 / seconds["mesa"], "million/s")
    ratio = IN_A_ROW * seconds["mesa"] / seconds["kernel"]
    yield Row(f"kernel / Mesa, {MESA_HOUSEHOLDS:,} households, {threads} threads", ratio, at_least=300.0)


def _same_sums(chain_model: type) -> None:
    given, expected = inputs(1_280), inputs(1_280)
    model = chain_model(given)
    model.same_luck(reference.luck_scores(np.arange(given.skill.shape[1], dtype=np.uint64), given.key))
    model.step()
    reference.season(0, expected.sums.shape[1], *expected)
    for name, total in zip(MEASURES, expected.sums[0].sum(axis=0).tolist(), strict=True):
        assert abs(model.sums[name] - total) <= SAME * max(abs(total), 1.0), f"Mesa and the reference differ in {name}"


def together_figures(threads: int) -> Iterator[Row]:
    """Rows on K scenarios in one pass against K separate runs, each from its households to its trajectory."""
    case, streams = read(CASE), Streams(1)
    structure, base = structure_of(case.initiative), one_at_a_time(case.initiative)[0]
    traits = draw_traits(streams, TOGETHER_HOUSEHOLDS, case.districts.weights)
    worlds = [base | {"market.premium": base["market.premium"] * (1.0 + k)} for k in range(SCENARIOS)]

    def separate() -> list[object]:
        return [simulate(structure, world, build(traits, world), streams, threads=threads) for world in worlds]

    def together() -> tuple[object, ...]:
        population = build(traits, base)
        return simulate_together(structure, worlds, [population] * SCENARIOS, streams, threads=threads)

    alone, first = separate()[0], together()[0]
    assert all(np.array_equal(alone[name], first[name]) for name in MEASURES), "scenario 0 differs from the single run"
    seconds = in_turn({"separate": separate, "together": together}, TOGETHER_ROUNDS)
    yield Row(
        f"{SCENARIOS} scenarios in one pass / {SCENARIOS} separate runs",
        seconds["separate"] / seconds["together"],
        at_least=2.0,
    )
    compiled = compiled_season()
    one, all_of_them = inputs(TOGETHER_HOUSEHOLDS), inputs(TOGETHER_HOUSEHOLDS, SCENARIOS)
    villages = one.sums.shape[1]
    kernel = in_turn(
        {"one": lambda: compiled(0, villages, *one), "all": lambda: compiled(0, villages, *all_of_them)},
        TOGETHER_ROUNDS,
    )
    yield Row("  of which the kernel alone", SCENARIOS * kernel["one"] / kernel["all"])


def draws_figures(threads: int) -> Iterator[Row]:
    """Rows on a thousand draws, timed on the first hundred of them."""
    case, streams = read(CASE), Streams(1)
    structure = structure_of(case.initiative)
    worlds = draw_worlds(case.initiative, streams, DRAWS)
    traits = draw_traits(streams, DRAW_HOUSEHOLDS, case.districts.weights)

    def one(draw: int) -> object:
        world = worlds[draw]
        return simulate(structure, world, build(traits, world), streams, draw=draw)

    def some() -> None:
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(one, range(TIMED_DRAWS)):
                pass

    seconds = in_turn({"some": some}, 3)["some"] * (DRAWS / TIMED_DRAWS)
    what = f"{DRAWS:,} draws x {structure.seasons} seasons x {DRAW_HOUSEHOLDS:,} households"
    yield Row(what, seconds, "s", at_most=30.0)


def memory_figures(threads: int, *, largest: bool) -> Iterator[Row]:
    """Rows on very many households, each size in a process of its own; the largest takes minutes."""
    found = _many(10_000_000, 5, threads)
    yield Row("10,000,000 households, 5 seasons", [found["seconds"]], "s")
    yield Row("  most memory it took", [found["bytes"] / GIGABYTE], "GB", at_most=2.0)
    if not largest:
        yield Row("100,000,000 households, 10 seasons", (), note="left out; run.py --largest takes it in")
        return
    found = _many(100_000_000, 10, threads)
    yield Row("100,000,000 households, 10 seasons", [found["seconds"]], "s")
    yield Row("  most memory it took", [found["bytes"] / GIGABYTE], "GB", at_most=24.0)


def _many(households: int, seasons: int, threads: int) -> dict[str, float]:
    line = [sys.executable, str(HERE / "many_households.py"), str(households), str(seasons), str(threads)]
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result
