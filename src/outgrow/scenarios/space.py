"""Designs of points in the space of uncertain parameters."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from outgrow.vocabulary import InputError, Streams

Floats = NDArray[np.float64]
FEWEST = 2


def latin_hypercube(streams: Streams, names: Iterable[str], draws: int) -> dict[str, Floats]:
    """Latin hypercube: each parameter's probabilities fall once into each of ``draws`` equal strata.

    Each parameter is shuffled by a random stream of its own name, so that adding a parameter leaves the others'
    values as they were (McKay, Beckman and Conover 1979, Technometrics 21:239-245).

    Parameters
    ----------
    streams
        Random streams of the run.
    names
        Names of the uncertain parameters.
    draws
        Number of points.

    Returns
    -------
    dict
        Probabilities of each parameter, shape (draws,).

    Raises
    ------
    InputError
        For fewer than two draws.

    Examples
    --------
    >>> u = latin_hypercube(Streams(1), ["a"], 4)["a"]
    >>> sorted((u * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """
    check_draws(draws)
    return {name: _strata(streams, name, draws) for name in names}


def independent_points(streams: Streams, names: Iterable[str], draws: int) -> dict[str, Floats]:
    """Independent draws: the probabilities of each parameter, shape (draws,); a longer run begins with a shorter one.

    Parameters
    ----------
    streams, names, draws
        As in `latin_hypercube`.

    Examples
    --------
    >>> long, short = (independent_points(Streams(1), ["a"], n)["a"] for n in (8, 4))
    >>> bool((long[:4] == short).all())
    True
    """
    check_draws(draws)
    return {name: streams.uniforms(f"point of {name}", draws) for name in names}


def check_draws(draws: int) -> None:
    """Refuse fewer than two draws."""
    if draws < FEWEST:
        raise InputError.single(
            "draws",
            f"{draws}",
            "probabilities over possible worlds need at least two of them",
            "ask for 50 or more; 200 give a probability to within about 0.03",
        )


def _strata(streams: Streams, name: str, draws: int) -> Floats:
    first, second, _, _ = streams.words(f"design of {name}", draws)
    order = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    return np.asarray((order + (second.astype(np.float64) + 0.5) * 2.0**-32) / draws)
