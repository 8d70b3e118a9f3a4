"""Who is out there, as standard scores: drawn once, the same households in every possible world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outgrow.population.records import VILLAGE
from outgrow.vocabulary import InputError, Streams, to_uniform

Floats = NDArray[np.float64]
LARGEST = 2**32  # household numbers are one 32-bit word of the random key


@dataclass(frozen=True, slots=True)
class Traits:
    """Standard scores of each synthetic household.

    Parameters
    ----------
    land, yields, other_income, distance, gain, deferred
        Independent standard normals, shape (N,).
    woman, size, borrower
        Uniform numbers in 0..1, shape (N,).
    village_yield
        Standard normal of each village, shape (V,).
    district
        District number of each village, shape (V,), in rising order.
    """

    land: Floats
    yields: Floats
    other_income: Floats
    distance: Floats
    gain: Floats
    deferred: Floats
    woman: Floats
    size: Floats
    borrower: Floats
    village_yield: Floats
    district: NDArray[np.int32]


def draw_traits(streams: Streams, households: int, district_weights: Floats) -> Traits:
    """Draw the standard scores of about ``households`` synthetic households, in whole villages.

    Villages are given to districts in proportion to ``district_weights`` by largest remainders, each district with
    any weight keeping its place in line; random numbers are keyed by household, so a larger population begins with
    the smaller one's scores.

    Parameters
    ----------
    streams
        Random streams of the run.
    households
        Synthetic households wanted; rounded up to whole villages.
    district_weights
        Share of the households in each district, shape (D,).

    Raises
    ------
    InputError
        For less than one household, or more than the random key can number.
    """
    check_households(households)
    villages = -(-households // VILLAGE)
    return traits_of(streams, 0, villages, apportion(villages, district_weights))


def traits_of(streams: Streams, first: int, last: int, district: NDArray[np.int32]) -> Traits:
    """Standard scores of villages ``first`` to ``last - 1`` of a population, whose district numbers are given."""
    number = np.arange(first * VILLAGE, last * VILLAGE)
    land, yields = streams.normals("land and yield", number)
    other, distance = streams.normals("other income and distance", number)
    gain, deferred = streams.normals("gain and liquidity", number)
    woman, borrower, _, _ = streams.words("woman", number)
    return Traits(
        land=land,
        yields=yields,
        other_income=other,
        distance=distance,
        gain=gain,
        deferred=deferred,
        woman=to_uniform(woman),
        size=streams.uniforms("household size", number),
        borrower=to_uniform(borrower),
        village_yield=streams.normals("village yield", np.arange(first, last))[0],
        district=district,
    )


def apportion(villages: int, weights: Floats) -> NDArray[np.int32]:
    """District of each village, in rising order, by largest remainders (Hamilton's method).

    Raises
    ------
    InputError
        For weights that are negative, missing, or all zero.

    Examples
    --------
    >>> apportion(4, np.array([0.5, 0.0, 0.5])).tolist()
    [0, 0, 2, 2]
    """
    given = np.asarray(weights, dtype=np.float64)
    if not (np.isfinite(given).all() and (given >= 0.0).all() and given.sum() > 0.0):
        why = "households live in districts in proportion to weights that are not negative, some above zero"
        raise InputError.single("districts", f"weights {given.tolist()}", why, "Correct them")
    quota = villages * np.asarray(weights, dtype=np.float64) / np.sum(weights)
    count = np.floor(quota).astype(np.int64)
    order = np.argsort(-(quota - count), kind="stable")
    count[order[: villages - int(count.sum())]] += 1
    return np.repeat(np.arange(quota.size, dtype=np.int32), count)


def check_households(households: int) -> None:
    """Refuse numbers of synthetic households that a run cannot have.

    Raises
    ------
    InputError
        For less than a village, or more than the random key can number.
    """
    if households < VILLAGE:
        why = "a population needs at least one household" if households < 1 else f"a village is {VILLAGE} neighbours"
        raise InputError.single(
            "households", f"{households}", why, f"ask for {VILLAGE} or more; 20,000 is usual, each stands for several"
        )
    if households > LARGEST:
        raise InputError.single(
            "households",
            f"{households:,}",
            f"one run numbers at most {LARGEST:,} synthetic households",
            "use fewer synthetic households; each then stands for several real ones by its weight",
        )
