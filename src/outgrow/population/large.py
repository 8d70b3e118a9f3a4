"""Populations of millions of households: written a piece at a time, in memory or in a file, and only where they fit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from outgrow.population.build import fill
from outgrow.population.records import COLUMNS, VILLAGE, Population
from outgrow.population.traits import apportion, check_households, traits_of
from outgrow.vocabulary import InputError, Streams

PIECE = 2048  # villages written at once: a quarter of a million households, whose scores take 80 MB
COLUMN_BYTES = 8 * len(COLUMNS)
FLAG_BYTES = 1
STATE_BYTES = 23  # of a household in each scenario: status, skill, and its part of the village's sums and luck
SCORE_BYTES = 76  # of a household's standard scores, which meet many worlds
HEADROOM = 600_000_000  # bytes of the program itself and of the pieces that are being written


def build_large(
    streams: Streams,
    households: int,
    district_weights: np.ndarray,
    world: Mapping[str, float],
    store: Path | None = None,
    threads: int = 1,
) -> Population:
    """The population that `draw_traits` and `build` would make, to the last bit, without holding all scores at once.

    Parameters
    ----------
    streams, households, district_weights
        As for `draw_traits`.
    world
        As for `build`.
    store
        File in which the columns lie instead of memory; the system reads it as it goes. It is overwritten.
    threads
        Threads that share the pieces; they change the time and not a bit of the households.

    Raises
    ------
    InputError
        For a number of households that cannot be, or that does not fit the memory of this machine: says what it needs.
    """
    check_households(households)
    villages = -(-households // VILLAGE)
    size = villages * VILLAGE
    check_room(size, on_disk=store is not None)
    shape = (len(COLUMNS), size)
    columns = np.empty(shape) if store is None else np.memmap(store, dtype=np.float64, mode="w+", shape=shape)
    flags, district = np.empty(size, dtype=np.uint8), apportion(villages, district_weights)

    def piece(first: int) -> None:
        last = min(first + PIECE, villages)
        rows = slice(first * VILLAGE, last * VILLAGE)
        fill(columns[:, rows], flags[rows], traits_of(streams, first, last, district[first:last]), world, size)

    with ThreadPoolExecutor(max_workers=max(threads, 1)) as pool:
        for _ in pool.map(piece, range(0, villages, PIECE)):
            pass
    return Population(columns, flags, district)


def memory_needed(households: int, *, on_disk: bool = False, scenarios: int = 1, populations: int = 1) -> int:
    """Bytes of memory that a run of so many synthetic households takes at its peak.

    Parameters
    ----------
    households
        Synthetic households.
    on_disk
        Whether their columns lie in a file.
    scenarios, populations
        Scenarios in the pass, and how many populations they have between them; several populations are laid side by
        side in memory once more for the kernel.

    Examples
    --------
    >>> round(memory_needed(10_000_000) / 1e9, 2)
    1.48
    """
    held = 0 if on_disk else COLUMN_BYTES * populations
    beside = COLUMN_BYTES * populations if populations > 1 else 0
    return HEADROOM + households * (held + beside + FLAG_BYTES * populations + STATE_BYTES * scenarios)


def check_room(households: int, *, on_disk: bool = False, scenarios: int = 1, populations: int = 1) -> None:
    """Refuse a population that does not fit the free memory, and say what it needs and how it can be run.

    Parameters
    ----------
    households, on_disk, scenarios, populations
        As for `memory_needed`.

    Raises
    ------
    InputError
        With what it needs, what there is, and the ways out.
    """
    each = {"scenarios": scenarios, "populations": populations}
    needed, free = memory_needed(households, on_disk=on_disk, **each), free_memory()
    if needed <= free:
        return
    ways = ["use fewer synthetic households, each then stands for several real ones by its weight"]
    if not on_disk:
        disk = COLUMN_BYTES * households * populations / 1e9
        rest = memory_needed(households, on_disk=True, **each) / 1e9
        ways.append(f"keep the households' columns in a file (--store FILE), which takes {disk:,.0f} GB of disk and {rest:,.1f} GB of memory")  # fmt: skip  # noqa: E501
    ways.append("take a machine with more memory; the numbers will be the same")
    raise InputError.single(
        "households",
        f"{households:,}",
        f"they need {needed / 1e9:,.0f} GB of memory and {free / 1e9:,.1f} GB are free",
        f"{ways[0][0].upper()}{ways[0][1:]}; or " + "; or ".join(ways[1:]),
    )


def check_scores(households: int, *, at_once: int = 1) -> None:
    """Refuse a number of households whose scores, held for many worlds, do not fit the free memory.

    Parameters
    ----------
    households
        Synthetic households.
    at_once
        Worlds that are simulated at the same time, each with a population of its own.

    Raises
    ------
    InputError
        With what they need, what there is, and the ways out.
    """
    each = COLUMN_BYTES + FLAG_BYTES + STATE_BYTES
    needed, free = HEADROOM + households * (SCORE_BYTES + at_once * each), free_memory()
    if needed <= free:
        return
    raise InputError.single(
        "households",
        f"{households:,}",
        f"they need {needed / 1e9:,.0f} GB of memory and {free / 1e9:,.1f} GB are free",
        "Use fewer synthetic households, each then stands for several real ones by its weight; or follow the central "
        "world alone (outgrow simulate CASE --households NUMBER), which writes them a piece at a time",
    )


def free_memory() -> int:
    """Bytes of memory that are free to this process, as far as the system says; very many where it does not."""
    found = [_available(), _allowed()]
    return min([amount for amount in found if amount is not None], default=1 << 62)


def _available() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        names = os.sysconf_names if hasattr(os, "sysconf_names") else {}
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if "SC_PHYS_PAGES" in names else None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _allowed() -> int | None:
    """What is left of a container's limit."""
    group = Path("/sys/fs/cgroup")
    try:
        most, used = (group / name for name in ("memory.max", "memory.current"))
        limit = most.read_text(encoding="ascii").strip()
        return None if limit == "max" else int(limit) - int(used.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
