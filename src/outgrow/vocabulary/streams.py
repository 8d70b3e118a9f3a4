"""Random luck as an argument: counter-based streams keyed by seed, draw, stream, unit and season.

A number is a pure function of its key, so it does not matter how many threads, chunks or workers ask for it,
nor in what order: two policies meet the same weather, and any household's luck can be looked up again.

Source: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", Philox4x32-10.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from outgrow.vocabulary import portable
from outgrow.vocabulary.errors import InputError

Words = NDArray[np.uint32]
Floats = NDArray[np.float64]

WORD = 0xFFFFFFFF
LARGEST_SEED = 2**64 - 1


def philox4x32(counter: tuple[Words, Words, Words, Words], key: tuple[int, int]) -> tuple[Words, ...]:
    """Philox4x32-10 of four counter words (broadcastable arrays) under a key of two words.

    Returns four arrays of 32-bit words, equal to the known answers of Random123.
    """
    c0, c1, c2, c3 = np.broadcast_arrays(*(np.asarray(word, dtype=np.uint64) for word in counter))
    words = portable.philox(c0, c1, c2, c3, np.uint64(key[0]), np.uint64(key[1]))
    return tuple(np.asarray(word).astype(np.uint32) for word in words)


def to_uniform(words: Words) -> Floats:
    """Words to numbers strictly between 0 and 1, each with 2**-32 resolution."""
    return np.asarray(portable.uniform_of(words.astype(np.uint64)))


def to_normals(first: Words, second: Words) -> tuple[Floats, Floats]:
    """Two words to two independent standard normals (Box and Muller 1958)."""
    one, two = portable.normals_of(first.astype(np.uint64), second.astype(np.uint64))
    return np.asarray(one), np.asarray(two)


@lru_cache(maxsize=1024)
def stream_number(name: str) -> int:
    """Number of a named stream: the same for a name on every machine and in every version."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")


@dataclass(frozen=True, slots=True)
class Streams:
    """All random numbers of a run.

    Parameters
    ----------
    seed
        Whole number from 0 to 2**64 - 1.

    Raises
    ------
    InputError
        When the seed is outside that range.

    Examples
    --------
    >>> luck = Streams(seed=1)
    >>> bool(luck.uniforms("weather", units=3)[1] == luck.uniforms("weather", units=[1])[0])
    True
    """

    seed: int

    def __post_init__(self) -> None:
        if not 0 <= self.seed <= LARGEST_SEED:
            raise InputError.single(
                "seed",
                f"{self.seed}",
                f"a seed is a whole number from 0 to {LARGEST_SEED}",
                "give another seed",
            )

    @property
    def key(self) -> tuple[int, int]:
        """The seed as two words, low word first."""
        return self.seed & WORD, self.seed >> 32

    def words(
        self,
        stream: str,
        units: int | NDArray[np.integer] | list[int],
        draw: int = 0,
        season: int | NDArray[np.integer] = 0,
    ) -> tuple[Words, ...]:
        """Four words for each unit; ``units`` is a count (0..n-1) or the units' own numbers.

        Seasons may be an array, which is broadcast against the units.
        """
        unit = np.arange(units) if isinstance(units, int) else np.asarray(units)
        counter = (unit, np.asarray(draw), np.asarray(season), np.asarray(stream_number(stream)))
        low = tuple(word.astype(np.uint64) & np.uint64(WORD) for word in counter)
        return philox4x32(low, self.key)  # type: ignore[arg-type]

    def uniforms(
        self,
        stream: str,
        units: int | NDArray[np.integer] | list[int],
        draw: int = 0,
        season: int | NDArray[np.integer] = 0,
    ) -> Floats:
        """One uniform number for each unit."""
        return to_uniform(self.words(stream, units, draw, season)[0])

    def normals(
        self,
        stream: str,
        units: int | NDArray[np.integer] | list[int],
        draw: int = 0,
        season: int | NDArray[np.integer] = 0,
    ) -> tuple[Floats, Floats]:
        """Two independent standard normals for each unit."""
        first, second, _, _ = self.words(stream, units, draw, season)
        return to_normals(first, second)
