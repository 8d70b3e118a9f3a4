"""Sobol points with scrambling that is keyed, and the crossed designs of variance-based sensitivity analysis.

A Sobol sequence fills the unit cube more evenly than chance, and its first points are those of a longer sequence, so
that a run can be lengthened. Each parameter is scrambled by a random key of its own name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.scenarios.space import check_draws, independent_points
from outgrow.vocabulary import InputError, Streams

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Words = NDArray[np.uint32]
BITS = 32
MOST_DIMENSIONS = 21_201  # direction numbers of Joe and Kuo (2008)
LUCK = "luck"
"""The factor that stands for weather and price shocks, which nobody can measure beforehand."""


def sobol_points(streams: Streams, names: Sequence[str], draws: int) -> dict[str, Floats]:
    """Scrambled Sobol points: the probabilities of each parameter, shape (draws,).

    Direction numbers of Joe and Kuo (2008, SIAM J. Sci. Comput. 30:2635-2654), nested uniform scrambling of Owen
    (1995) by the hash of Burley (2020, J. Computer Graphics Techniques 9(4)), keyed by seed and name.

    Parameters
    ----------
    streams
        Random streams of the run.
    names
        Names of the uncertain parameters; those that matter most first, for the first dimensions are the most even.
    draws
        Number of points; powers of two are the most even.

    Raises
    ------
    InputError
        For fewer than two draws, or more names than the sequence has dimensions.

    Examples
    --------
    >>> u = sobol_points(Streams(1), ["a", "b"], 8)
    >>> sorted((u["b"] * 8).astype(int).tolist())
    [0, 1, 2, 3, 4, 5, 6, 7]
    >>> bool((u["a"][:4] == sobol_points(Streams(1), ["a", "b"], 4)["a"]).all())
    True
    """
    check_draws(draws)
    if len(names) > MOST_DIMENSIONS:
        raise InputError.single(
            "design",
            f"{len(names)} uncertain parameters",
            f"a Sobol sequence has {MOST_DIMENSIONS} dimensions",
            "use a Latin hypercube",
        )
    raw = _raw(len(names), draws)
    return {name: _scrambled(raw[:, place], _key(streams, name)) for place, name in enumerate(names)}


def _raw(dimensions: int, draws: int) -> Words:
    from scipy.stats.qmc import Sobol  # noqa: PLC0415  loaded only when a Sobol design is asked for

    if not dimensions:
        return np.zeros((draws, 0), dtype=np.uint32)
    engine = Sobol(dimensions, scramble=False, bits=BITS)
    points = engine.random_base2(int(np.ceil(np.log2(draws))))[:draws]
    return (points * 2.0**BITS).astype(np.uint32)


def _key(streams: Streams, name: str) -> np.uint32:
    return np.uint32(streams.words(f"scramble of {name}", 1)[0][0])


def _scrambled(points: Words, key: np.uint32) -> Floats:
    """Owen scrambling: each bit is flipped by a hash of the bits above it."""
    with np.errstate(over="ignore"):
        x = _reversed(points)
        x ^= x * np.uint32(0x3D20ADEA)
        x += key
        x *= (key >> np.uint32(16)) | np.uint32(1)
        x ^= x * np.uint32(0x05526C56)
        x ^= x * np.uint32(0x53A22864)
    return np.asarray((_reversed(x).astype(np.float64) + 0.5) * 2.0**-BITS)


def _reversed(words: Words) -> Words:
    """Bits in reverse order."""
    x = words.astype(np.uint32)
    for shift, mask in ((1, 0x55555555), (2, 0x33333333), (4, 0x0F0F0F0F), (8, 0x00FF00FF)):
        step, low = np.uint32(shift), np.uint32(mask)
        x = ((x >> step) & low) | ((x & low) << step)
    return (x >> np.uint32(16)) | (x << np.uint32(16))


@dataclass(frozen=True, slots=True)
class Crossed:
    """Two independent samples A and B, and points that take some factors from B and the others from A.

    A factor is a parameter, a group of parameters that move together, or the luck of weather and prices.

    Parameters
    ----------
    factors
        Names of the parameters of each factor; none for the luck.
    a, b
        Probabilities of each parameter in both samples, shape (N,).
    """

    factors: Mapping[str, tuple[str, ...]]
    a: Mapping[str, Floats]
    b: Mapping[str, Floats]

    @property
    def base(self) -> int:
        """Points of each sample."""
        return int(next(iter(self.a.values())).size)

    @property
    def size(self) -> int:
        """Number of factors."""
        return len(self.factors)

    def points(self, rows: Whole, from_b: NDArray[np.bool_]) -> tuple[dict[str, Floats], Whole]:
        """Probabilities and luck of points made of rows of both samples.

        Parameters
        ----------
        rows
            Row of each point, shape (R,).
        from_b
            Which factors it takes from B, shape (R, factors).

        Returns
        -------
        tuple
            Probabilities of each parameter, shape (R,), and the number of the luck of each point, shape (R,).
        """
        found: dict[str, Floats] = {}
        luck = 2 * rows
        for place, (factor, names) in enumerate(self.factors.items()):
            taken = from_b[:, place]
            if factor == LUCK:
                luck = luck + taken
            for name in names:
                found[name] = np.where(taken, self.b[name][rows], self.a[name][rows])
        return found, luck

    def saltelli(self) -> tuple[dict[str, Floats], Whole]:
        """For each row: A, then A with one factor after the other from B, then B; shape (N * (factors + 2),).

        The layout of Saltelli et al. (2010, Computer Physics Communications 181:259-270), row by row, so that a
        longer design begins with a shorter one.
        """
        pattern = np.vstack(
            [np.zeros((1, self.size), bool), np.eye(self.size, dtype=bool), np.ones((1, self.size), bool)]
        )
        rows = np.repeat(np.arange(self.base), len(pattern))
        return self.points(rows, np.tile(pattern, (self.base, 1)))

    def walks(self, orders: Whole) -> tuple[dict[str, Floats], Whole]:
        """Points between A and B that take over one factor after the other, in the order of each row.

        The first step and the last are points of `saltelli` already; so each of the W rows brings factors - 2 points.

        Parameters
        ----------
        orders
            Order of the factors in each of the first W rows, shape (W, factors).
        """
        ranks = np.argsort(orders, axis=1)
        steps = np.arange(2, self.size)
        from_b = ranks[:, None, :] < steps[None, :, None]
        rows = np.repeat(np.arange(len(orders)), steps.size)
        return self.points(rows, from_b.reshape(-1, self.size))


def crossed(streams: Streams, factors: Mapping[str, tuple[str, ...]], base: int) -> Crossed:
    """Two samples of all factors' parameters.

    Factors of one parameter lie on a Sobol sequence. Parameters that move together are drawn independently: they are
    many, and in many dimensions pairs of a short Sobol sequence hang together.

    Parameters
    ----------
    streams
        Random streams of the run.
    factors
        Names of the parameters of each factor, the factor that matters most first.
    base
        Points of each sample; a power of two.

    Raises
    ------
    InputError
        When ``base`` is no power of two, or there is no factor.

    Examples
    --------
    >>> design = crossed(Streams(1), {"x": ("x",), "y": ("y",)}, 4)
    >>> u, luck = design.saltelli()
    >>> u["x"].shape, bool(u["y"][0] == u["y"][1]), bool(u["x"][1] == u["x"][3])
    ((16,), True, True)
    """
    if base < 2 or base & (base - 1):
        why = "the points of a Sobol sequence are even in powers of two"
        raise InputError.single("design", f"{base} base points", why, "give 64, 128, 256, 512, 1024 or so", "base")
    if not factors:
        raise InputError.single("design", "no factor", "nothing varies", "give a parameter its interval", "factors")
    names = [name for group in factors.values() for name in group]
    even = [name for group in factors.values() for name in group if len(group) == 1]
    rest = [name for name in names if name not in even]
    points = sobol_points(streams, [f"{sample} {name}" for sample in "AB" for name in even], base)
    points |= independent_points(streams, [f"{sample} {name}" for sample in "AB" for name in rest], base)
    return Crossed(
        factors=dict(factors),
        a={name: points[f"A {name}"] for name in names},
        b={name: points[f"B {name}"] for name in names},
    )


def walk_orders(streams: Streams, walks: int, factors: int) -> Whole:
    """A random order of the factors for each walk, shape (walks, factors); the same for any number of walks."""
    rows = [streams.words("walk order", factors, draw=walk)[0] for walk in range(walks)]
    return np.argsort(np.array(rows).reshape(walks, factors), axis=1, kind="stable")
